// Starts one PostgreSQL for all database tests and stops it at the end. `TEST_DATABASE_URL` uses a server instead.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../embedded/postgres.ts';

export default async function setup(project: TestProject) {
  const url = process.env.TEST_DATABASE_URL;
  if (url) {
    project.provide('postgres', { url });
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'yutian-test-'));
  const { chmodSync } = await import('node:fs');
  chmodSync(folder, 0o755);
  const server = await startPostgres(folder, 'test');
  project.provide('postgres', server.connection('postgres'));
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { url: string } | { host: string; user: string; database: string };
  }
}
