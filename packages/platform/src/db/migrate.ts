// Forward-only SQL migrations, one folder per module, applied in the order in which modules are given.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '@yutian/kernel';
import type pg from 'pg';

/** A folder of `NNNN_name.sql` files and the module it belongs to. */
export interface MigrationFolder {
  readonly module: string;
  readonly folder: URL;
}

// Any number, as long as every process of the product takes the same lock.
const MIGRATION_LOCK = 7_402_231;

/**
 * Applies what is new, all in one transaction, under a lock so that two processes cannot do it at once.
 * A file that was changed after it was applied is refused.
 * @returns the names of the migrations applied now.
 */
export async function migrate(pool: pg.Pool, folders: readonly MigrationFolder[]): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(`
      create schema if not exists platform;
      create table if not exists platform.migration (
        module text not null, name text not null, checksum text not null, applied_at timestamptz not null default now(),
        primary key (module, name))`);
    const known = new Map<string, string>();
    for (const row of (await client.query('select module, name, checksum from platform.migration')).rows)
      known.set(`${row.module}/${row.name}`, row.checksum);
    const applied: string[] = [];
    for (const file of folders.flatMap(readFolder)) {
      const seen = known.get(file.key);
      if (seen === file.checksum) continue;
      if (seen !== undefined)
        throw new Fault(
          'conflict',
          'MIGRATION_CHANGED',
          `Migration ${file.key} was changed after it was applied. Write a new migration instead.`,
        );
      try {
        await client.query(file.text);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new Fault('bug', 'MIGRATION_FAILED', `Migration ${file.key} failed: ${reason}`, {}, { cause });
      }
      await client.query('insert into platform.migration (module, name, checksum) values ($1, $2, $3)', [
        file.module,
        file.name,
        file.checksum,
      ]);
      applied.push(file.key);
    }
    await client.query('commit');
    return applied;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** The files of a folder in order, with their text. Used by the checks too. */
export function readFolder({ module, folder }: MigrationFolder) {
  const path = fileURLToPath(folder);
  return readdirSync(path)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(path, name), 'utf8');
      return {
        key: `${module}/${name}`,
        module,
        name,
        text,
        checksum: createHash('sha256').update(text).digest('hex'),
      };
    });
}
