// How long `npm start` takes until the brand is alive: with an empty data folder, and again. Downloads are not counted.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './main.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const GIVE_UP_MS = 300_000;

/** Starts the product, waits for its «is ready», stops it. @returns seconds until ready. */
function timeStart(data: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let ready: number | undefined;
    const child = spawn(process.execPath, [join(root, 'apps/server/src/cli/start.ts')], {
      cwd: root,
      env: { ...process.env, YUTIAN_DATA: data, YUTIAN_PORT: '0', NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const giveUp = setTimeout(() => child.kill('SIGKILL'), GIVE_UP_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      if (ready !== undefined || !chunk.toString().includes('is ready')) return;
      ready = (performance.now() - began) / 1_000;
      child.kill('SIGINT');
    });
    child.on('exit', () => {
      clearTimeout(giveUp);
      if (ready === undefined) reject(new Error('The product did not become ready.'));
      else resolve(ready);
    });
  });
}

export const bench: Bench = {
  name: 'start',
  async run(report) {
    const data = mkdtempSync(join(tmpdir(), 'yutian-bench-'));
    try {
      const cold = await timeStart(data);
      const warm = await timeStart(data);
      report({
        name: 'start.cold_s',
        value: cold,
        unit: 's',
        note: '20,000 customers synchronised, a shop’s orders in',
      });
      report({
        name: 'start.warm_s',
        value: warm,
        unit: 's',
        baseline: cold,
        ratio: cold / warm,
        note: 'baseline: the cold start',
      });
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  },
};
