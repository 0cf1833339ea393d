// Builds the console's pages when their sources changed since the last build. A server that serves them meanwhile
// never misses one: the new files join the old ones, and the entry page changes last.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@yutian/kernel';

/** @param folder the console's package; its `dist` holds the pages afterwards. */
export async function buildConsole(folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) return;
  const sources = [
    folder,
    join(folder, '../../packages/ui/src'),
    join(folder, '../../packages/contract/src'),
  ];
  const wanted = fingerprint(sources);
  const stamp = join(folder, 'dist', '.sources');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const pages = join(folder, 'dist');
  const fresh = join(pages, `.next-${process.pid}`);
  try {
    build(folder, fresh);
    publish(fresh, pages);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  writeFileSync(stamp, wanted);
}

function build(folder: string, outFolder: string): void {
  const vite = join(folder, '../../node_modules/vite/bin/vite.js');
  const done = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', outFolder], {
    cwd: folder,
    encoding: 'utf8',
    // Whoever asks for it (a test run too) gets the pages as they are served.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (done.status !== 0)
    throw new Fault(
      'bug',
      'CONSOLE_BUILD_FAILED',
      `The console's pages could not be built:\n${done.stdout}${done.stderr}`,
    );
}

/** Pages that are open load their parts when they need them, so parts of earlier builds stay for so long. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** Puts a build where it is served: parts, whose names tell their content, first, the entry page last and at once. */
export function publish(fresh: string, pages: string): void {
  const now = Date.now();
  const added = new Set(readdirSync(fresh, { recursive: true, encoding: 'utf8' }));
  for (const name of added) utimesSync(join(fresh, name), now / 1_000, now / 1_000);
  cpSync(fresh, pages, {
    recursive: true,
    preserveTimestamps: true,
    filter: (path) => path !== join(fresh, 'index.html'),
  });
  renameSync(join(fresh, 'index.html'), join(pages, 'index.html'));
  const parts = join(pages, 'assets');
  for (const name of existsSync(parts) ? readdirSync(parts) : [])
    if (!added.has(join('assets', name)) && statSync(join(parts, name)).mtimeMs < now - KEPT_MS)
      rmSync(join(parts, name));
}

function fingerprint(folders: readonly string[]): string {
  const hash = createHash('sha256');
  const walk = (path: string) => {
    for (const name of readdirSync(path).sort()) {
      if (name === 'node_modules' || name === 'dist' || name.endsWith('.test.ts')) continue;
      const full = join(path, name);
      if (statSync(full).isDirectory()) walk(full);
      else hash.update(full).update(readFileSync(full));
    }
  };
  for (const folder of folders) if (existsSync(folder)) walk(folder);
  return hash.digest('hex');
}
