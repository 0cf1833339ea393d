// A whole copy of the database, made while it runs, and put back into an empty one. The embedded server ships
// without pg_dump, so tables are copied with COPY in one snapshot; the format is a folder of gzipped files with a
// manifest that says which migrations they belong to and how many rows each table has.
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Fault } from '@yutian/kernel';
import { type Connection, poolConfig } from '@yutian/platform';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

interface Manifest {
  format: 1;
  madeAt: string;
  migrations: string[];
  tables: { name: string; columns: string[]; rows: number }[];
}

const MANIFEST = 'manifest.json';
// What belongs to the running process, not to the data: the queue's tables and the relay's position are made anew.
const OWN_SCHEMAS = `n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker') and n.nspname not like 'pg_%'`;
const SKIPPED = new Set([
  'platform.migration',
  'platform.relay',
  'platform.sweep',
  'platform.outbox',
  'platform.reaction_done',
  'platform.engine_worker',
]);

/**
 * Copies every table into a new folder, in one snapshot.
 * @param told is told each table's name and rows as it is done.
 */
export async function backup(
  connection: Connection,
  folder: string,
  told: (table: string, rows: number) => void,
): Promise<void> {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Fault('conflict', 'BACKUP_FOLDER_NOT_EMPTY', `${folder} is not empty. Name a new folder.`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await withClient(connection, async (client) => {
    await client.query('begin isolation level repeatable read read only');
    const tables: Manifest['tables'] = [];
    for (const table of await listTables(client)) {
      const copy = client.query(copyTo(`copy ${table.name} (${table.columns.join(', ')}) to stdout`));
      await pipeline(
        copy,
        createGzip({ level: 4 }),
        createWriteStream(join(folder, `${table.name}.gz`), { mode: 0o600 }),
      );
      const rows = copy.rowCount ?? 0;
      tables.push({ ...table, rows });
      told(table.name, rows);
    }
    const manifest: Manifest = {
      format: 1,
      madeAt: new Date().toISOString(),
      migrations: await listMigrations(client),
      tables,
    };
    await client.query('commit');
    writeFileSync(join(folder, MANIFEST), JSON.stringify(manifest, null, 2), { mode: 0o600 });
  });
}

/**
 * Puts a backup into a database that has the same migrations and no rows; all or nothing.
 * @returns rows per table.
 */
export async function restore(
  connection: Connection,
  folder: string,
  told: (table: string, rows: number) => void,
): Promise<void> {
  const manifest = readManifest(folder);
  await withClient(connection, async (client) => {
    const here = await listMigrations(client);
    const missing = manifest.migrations.filter((name) => !here.includes(name));
    if (missing.length > 0)
      throw new Fault(
        'conflict',
        'BACKUP_TOO_NEW',
        `This version lacks migrations of the backup: ${missing.join(', ')}. Restore with the version that made it, or a newer one.`,
      );
    for (const { name } of manifest.tables) {
      const { rows } = await client.query(`select exists (select 1 from ${name}) as used`);
      if (rows[0].used)
        throw new Fault(
          'conflict',
          'RESTORE_TARGET_NOT_EMPTY',
          `Table ${name} already has rows. Restore into an empty database.`,
          { table: name },
        );
    }
    await client.query('begin');
    for (const table of manifest.tables) {
      const copy = client.query(copyFrom(`copy ${table.name} (${table.columns.join(', ')}) from stdin`));
      await pipeline(createReadStream(join(folder, `${table.name}.gz`)), createGunzip(), copy);
      if (copy.rowCount !== table.rows)
        throw new Fault(
          'conflict',
          'BACKUP_DAMAGED',
          `Table ${table.name} has ${copy.rowCount} rows in the backup, ${table.rows} were written. The backup is damaged.`,
        );
      told(table.name, table.rows);
    }
    await resetSequences(client);
    await client.query('commit');
  });
}

function readManifest(folder: string): Manifest {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as Manifest;
    if (manifest.format === 1) return manifest;
  } catch {
    // Said below.
  }
  throw new Fault(
    'invalid',
    'BACKUP_UNREADABLE',
    `${folder} holds no backup of this format (${MANIFEST} is missing or damaged).`,
  );
}

async function listTables(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(`
    select format('%I.%I', n.nspname, c.relname) as name,
      array_agg(quote_ident(a.attname) order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and not c.relispartition and ${OWN_SCHEMAS}
    group by 1 order by 1`);
  return rows.filter((row) => !SKIPPED.has(row.name));
}

async function listMigrations(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ key: string }>(
    `select module || '/' || name as key from platform.migration order by 1`,
  );
  return rows.map((row) => row.key);
}

async function resetSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ sequence: string; table: string; column: string }>(`
    select s.oid::regclass::text as sequence, t.oid::regclass::text as table, quote_ident(a.attname) as column
    from pg_class s join pg_namespace n on n.oid = s.relnamespace
    join pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0
    join pg_class t on t.oid = d.refobjid join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where s.relkind = 'S' and ${OWN_SCHEMAS}`);
  for (const row of rows)
    await client.query(
      `select setval('${row.sequence}', (select coalesce(max(${row.column}), 0) + 1 from ${row.table}), false)`,
    );
}

async function withClient(connection: Connection, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(poolConfig(connection));
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
