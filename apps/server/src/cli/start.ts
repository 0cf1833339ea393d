// `npm start`: the whole product alive on this machine, with the invented brand 禾序集团 and a WeCom cloud in a box.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault, offsetClock } from '@yutian/kernel';
import { openLog, readConfig } from '@yutian/platform';
import { buildConsole } from '../build-console.ts';
import { DEMO_LOGINS, DEMO_PASSWORD, seedDemo } from '../demo/seed.ts';
import { openProduct } from '../open.ts';
import { untilStopped } from './signals.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

async function start(): Promise<void> {
  const config = readConfig({ YUTIAN_DATA: join(root, '.data'), YUTIAN_LOG: 'warn', ...process.env });
  const log = openLog(config.logLevel);
  const stopped = untilStopped();
  await buildConsole(join(root, 'apps/console'));
  const clock = offsetClock();
  const opened = await openProduct({ config, clock, log });
  try {
    await seedDemo(opened.product);
    const http = await opened.product.http();
    const address = await http.listen({ host: config.host, port: config.port });
    await opened.product.engine.start();
    announce(address);
    await stopped;
    await http.close();
    await opened.product.engine.stop();
  } finally {
    await opened.close();
  }
}

function announce(address: string): void {
  const rows = DEMO_LOGINS.map((user) => `  ${user.login.padEnd(10)} ${user.title}`);
  console.log(
    [
      '',
      `Yutian 域田 is ready: ${address}`,
      '',
      `Sign in (password ${DEMO_PASSWORD}):`,
      ...rows,
      '',
      'Ctrl-C stops everything.',
    ].join('\n'),
  );
}

try {
  await start();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Fault ? `yutian: ${error.message}` : error);
  process.exit(1);
}
