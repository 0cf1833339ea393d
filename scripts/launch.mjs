// The one door for every command. It runs on any Node from 20, installs what package-lock.json asks for,
// fetches Node 24 into ./.node when this Node is older than the code needs, and hands over to it.
// Nothing outside the project's folder changes.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_MAJOR = 24;
const NODE_VERSION = '24.21.0';

const entries = {
  start: ['apps/server/src/cli/start.ts'],
  test: ['scripts/test.ts'],
  bench: ['--expose-gc', 'bench/main.ts'],
  yutian: ['apps/server/src/cli/main.ts'],
  sim: ['apps/wecom-sim/src/main.ts'],
  node: [],
};

/** Runs a command to its end; a failure ends this process with what to do about it. */
function must(command, args, advice) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status === 0) return;
  console.error(`\nyutian: "${command} ${args.join(' ')}" failed. ${advice}`);
  process.exit(1);
}

/**
 * Installs the dependencies when the lock file changed since the last install.
 * @NOTE not `npm ci`: a registry mirror without every platform's optional binaries leaves them out of the lock
 * file, and `npm ci` then refuses; `install --no-save` keeps the locked versions and writes nothing.
 */
function ensureDependencies() {
  const lock = join(root, 'package-lock.json');
  if (!existsSync(lock)) return;
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  const stamp = join(root, 'node_modules', '.yutian-lock');
  const present = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (present === wanted) return;
  console.error('yutian: installing dependencies (the first time takes a minute) …');
  must(
    'npm',
    ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error'],
    'Check the network and the npm registry, then run the command again.',
  );
  writeFileSync(stamp, wanted);
}

/** The path of a Node that is new enough: this one, or one fetched into ./.node. */
function ensureNode() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = join(root, '.node');
  const binary = join(
    folder,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (!existsSync(binary)) {
    console.error(
      `yutian: this is Node ${process.version}; fetching Node ${NODE_VERSION} into .node (nothing else on the machine changes) …`,
    );
    mkdirSync(folder, { recursive: true });
    must(
      'npm',
      [
        'install',
        '--prefix',
        folder,
        '--no-save',
        '--no-package-lock',
        '--loglevel=error',
        `${name}@${NODE_VERSION}`,
      ],
      `Install Node ${NODE_MAJOR} yourself and run the command again.`,
    );
  }
  return binary;
}

const [command, ...rest] = process.argv.slice(2);
const entry = entries[command];
if (!entry) {
  console.error(`yutian: unknown command "${command ?? ''}". Known: ${Object.keys(entries).join(', ')}.`);
  process.exit(2);
}
ensureDependencies();
const node = ensureNode();
const child = spawn(
  node,
  [...entry.map((part) => (part.startsWith('--') ? part : join(root, part))), ...rest],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_NO_WARNINGS: '1', PATH: `${dirname(node)}:${process.env.PATH ?? ''}` },
  },
);
// The terminal sends Ctrl-C to the whole group; the child decides when it is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
