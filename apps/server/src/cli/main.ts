// The command line for those who run Yutian for real.
import { Fault } from '@yutian/kernel';
import { backupCommand, restoreCommand } from './backup.ts';
import { doctor } from './doctor.ts';
import { foundCommand } from './found.ts';
import { importCommand } from './import.ts';
import { migrateCommand } from './migrate.ts';
import { openApiCommand } from './openapi.ts';
import { serve } from './serve.ts';
import { syncCommand } from './sync.ts';

interface Command {
  usage: string;
  about: string;
  run(args: string[]): Promise<void>;
}

const commands: Record<string, Command> = {
  found: {
    usage: 'found COMPANY [--login LOGIN]',
    about: 'the first step: a company and its first login, on an empty database',
    run: foundCommand,
  },
  serve: {
    usage: 'serve',
    about: 'run the API and the engine in one process',
    run: () => serve({ api: true, engine: true }),
  },
  api: { usage: 'api', about: 'run only the API', run: () => serve({ api: true, engine: false }) },
  engine: { usage: 'engine', about: 'run only the engine', run: () => serve({ api: false, engine: true }) },
  migrate: {
    usage: 'migrate',
    about: 'bring the database to this version and stop',
    run: () => migrateCommand(),
  },
  import: { usage: 'import FILE --shop ID', about: 'import an order file', run: importCommand },
  sync: {
    usage: 'sync CORP [--reconcile]',
    about: 'read a corp from WeCom, with progress',
    run: syncCommand,
  },
  bench: {
    usage: 'bench NAME…',
    about: 'measure, beside what a user would pick instead',
    run: async () => void (await import('../../../../bench/main.ts')),
  },
  openapi: { usage: 'openapi FILE', about: 'print the OpenAPI document into a file', run: openApiCommand },
  doctor: { usage: 'doctor', about: 'look for what is wrong and say what to do', run: () => doctor() },
  backup: { usage: 'backup FOLDER', about: 'copy the whole database into a new folder', run: backupCommand },
  restore: { usage: 'restore FOLDER', about: 'put a backup into an empty database', run: restoreCommand },
};

function help(): string {
  const width = Math.max(...Object.values(commands).map((command) => command.usage.length));
  return [
    'usage: yutian <command>',
    '',
    ...Object.values(commands).map((c) => `  ${c.usage.padEnd(width)}  ${c.about}`),
  ].join('\n');
}

const [name, ...args] = process.argv.slice(2);
const command = commands[name ?? ''];
if (!command) {
  console.error(name && name !== '--help' ? `yutian: there is no command "${name}".\n\n${help()}` : help());
  process.exit(name && name !== '--help' ? 2 : 0);
}
try {
  await command.run(args);
  process.exit(process.exitCode ?? 0);
} catch (error) {
  console.error(error instanceof Fault ? `yutian: ${error.message}` : error);
  process.exit(1);
}
