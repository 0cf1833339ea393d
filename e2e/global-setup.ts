// Starts the product once for all browser tests, as `npm start` does, with a small brand on a folder and port of its
// own; stops it at the end and leaves nothing behind. `YUTIAN_E2E_ADDRESS` names a demo that is already running instead.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

const root = fileURLToPath(new URL('../', import.meta.url));
const READY = /is ready: (\S+)/;
const READY_WITHIN_MS = 240_000;
const STOPS_WITHIN_MS = 20_000;

export default async function setup(project: TestProject) {
  const screenshots = join(root, '.artifacts/screenshots');
  mkdirSync(screenshots, { recursive: true });
  project.provide('screenshots', screenshots);
  const running = process.env.YUTIAN_E2E_ADDRESS;
  if (running) {
    project.provide('address', running);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'yutian-e2e-'));
  // The embedded server runs under another uid when this is root.
  chmodSync(folder, 0o755);
  const { DATABASE_URL: _elsewhere, NODE_ENV: _test, ...env } = process.env;
  const child = fork(join(root, 'apps/server/src/cli/start.ts'), [], {
    cwd: root,
    silent: true,
    env: {
      ...env,
      YUTIAN_DATA: join(folder, 'data'),
      YUTIAN_PORT: String(await freePort()),
      YUTIAN_DEMO_SEED: 'tiny',
    },
  });
  const end = async () => {
    await stop(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    project.provide('address', await untilReady(child));
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

/** The address that the start message names. */
function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const tooLong = setTimeout(
      () => reject(new Error(`The product did not start within ${READY_WITHIN_MS / 1_000} s.\n${said}`)),
      READY_WITHIN_MS,
    );
    const hear = (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-20_000);
      const address = READY.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(tooLong);
      resolve(address);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(tooLong);
      reject(new Error(`The product stopped with ${code} before it was ready.\n${said}`));
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
  await exited;
  clearTimeout(insist);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

declare module 'vitest' {
  interface ProvidedContext {
    address: string;
    screenshots: string;
  }
}
