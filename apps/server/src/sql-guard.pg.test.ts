// Reads every statement the modules can send: its shape spreads over machines, and it is valid on this schema.
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { declaredQueries, readFolder } from '@yutian/platform';
import { createTestDb, type TestDb } from '@yutian/platform/testing';
import { parse } from 'libpg-query';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrationFolders } from './compose.ts';
import { readGrains } from './grains.ts';
import { checkStatement } from './sql-guard.rules.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
for (const file of globSync(['modules/**/*.sql.ts', 'packages/platform/src/**/*.ts'], { cwd: root }))
  if (!file.includes('.test.') && !file.includes('testing')) await import(`${root}${file}`);
const statements = [...declaredQueries().values()];
const files = migrationFolders.flatMap(readFolder);
const grains = readGrains(files);

let world: TestDb;
beforeAll(async () => {
  world = await createTestDb(migrationFolders.slice(1));
});
afterAll(() => world[Symbol.asyncDispose]());

describe('every migration', () => {
  it('says the grain of each table and view, and has no trigger', () => {
    expect(grains.missing.join('; ')).toBe('');
    expect(
      files.filter((file) => /create\s+(constraint\s+)?trigger/i.test(file.text)).map((file) => file.key),
    ).toEqual([]);
  });
  it('keys that are unique begin with the tenant', async () => {
    const { rows } = await world.pool.query<{ name: string }>(
      `
      select i.indexrelid::regclass::text as name
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      where i.indisunique and n.nspname || '.' || c.relname = any($1)
        and (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0]) <> 'tenant_id'`,
      [[...grains.byName].filter(([, grain]) => grain !== 'local').map(([name]) => name)],
    );
    expect(rows.map((row) => row.name)).toEqual([]);
  });
});

describe('every statement', () => {
  it('is declared with an example', () => {
    expect(statements.length).toBeGreaterThan(20);
    expect(statements.filter((statement) => statement.examples.length === 0).map((s) => s.queryName)).toEqual(
      [],
    );
  });
  it.each(statements.map((statement) => [statement.queryName, statement] as const))(
    '%s spreads and is valid',
    async (_name, statement) => {
      for (const example of statement.examples) {
        const { sql, parameters } = statement.compile(example);
        const faults = checkStatement(await parse(sql), (name) => grains.byName.get(name));
        expect(faults.join('; ')).toBe('');
        await world.pool.query(`explain ${sql}`, [...parameters]);
      }
    },
  );
});
