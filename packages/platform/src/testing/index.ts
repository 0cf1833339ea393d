// A database of one's own for each test file: cloned from a template that is migrated once per set of migrations.
import { createHash } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Connection, type Db, openDb, poolConfig } from '../db/db.ts';
import { migrate, type MigrationFolder, readFolder } from '../db/migrate.ts';
import { prepareQueue } from '../jobs/engine.ts';
import { platformMigrations } from '../migrations.ts';

export interface TestDb {
  readonly db: Db;
  readonly pool: pg.Pool;
  readonly connection: Connection;
  [Symbol.asyncDispose](): Promise<void>;
}

const TEMPLATE_LOCK = 7_402_233;

/** Clones a migrated database; disposing drops it. Use `await using`, or dispose in `afterAll`. */
export async function createTestDb(folders: readonly MigrationFolder[] = []): Promise<TestDb> {
  const all = [platformMigrations, ...folders];
  const fingerprint = createHash('sha256')
    .update(
      all
        .flatMap(readFolder)
        .map((file) => file.checksum)
        .join(),
    )
    .digest('hex')
    .slice(0, 12);
  const template = `yutian_template_${fingerprint}`;
  const name = `yutian_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await withAdmin(async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    try {
      const found = await admin.query('select 1 from pg_database where datname = $1', [template]);
      if (found.rowCount === 0) await buildTemplate(admin, template, all);
      await admin.query(`create database ${name} template ${template}`);
    } finally {
      await admin.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
    }
  });
  const connection = onDatabase(name);
  const { db, pool, close } = openDb(connection, { max: 12 });
  return {
    db,
    pool,
    connection,
    async [Symbol.asyncDispose]() {
      await close();
      await withAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function buildTemplate(
  admin: pg.Client,
  template: string,
  folders: readonly MigrationFolder[],
): Promise<void> {
  const building = `${template}_new`;
  await admin.query(`drop database if exists ${building} with (force)`);
  await admin.query(`create database ${building}`);
  const { pool, close } = openDb(onDatabase(building));
  try {
    await prepareQueue(pool);
    await migrate(pool, folders);
  } finally {
    await close();
  }
  await admin.query(`alter database ${building} rename to ${template}`);
}

function onDatabase(database: string): Connection {
  const server = inject('postgres');
  if (!('url' in server)) return { ...server, database };
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  return { url: url.toString() };
}

async function withAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client(poolConfig(inject('postgres')));
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
