// Builds the console's pages when their sources changed since the last build.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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
  const vite = join(folder, '../../node_modules/vite/bin/vite.js');
  const done = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
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
  writeFileSync(stamp, wanted);
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
