import { everything, type Id, newId } from '@yutian/kernel';
import { platformMigrations } from '@yutian/platform';
import { createTestDb, type TestDb } from '@yutian/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrationFolders } from '../../../apps/server/src/compose.ts';
import { claimDueChats } from './chat.sql.ts';
import { customerStays } from './stays.sql.ts';
import { listChats, listStays, noChatFilter } from './view.sql.ts';

let world: TestDb;
const chatId: Id = newId();
beforeAll(async () => {
  world = await createTestDb(migrationFolders.filter((folder) => folder !== platformMigrations));
  await world.pool.query(
    `insert into groups.chat (tenant_id, chat_id, corp_id, platform_id, opened_at_ms, learned_at_ms, due_at_ms)
     select 1, case when n = 1 then $1::uuid else gen_random_uuid() end, 'ww', 'wr' || n, n, 0, case when n % 5000 = 0 then n end
     from generate_series(1, 20000) n`,
    [chatId],
  );
  await world.pool.query(
    `insert into groups.member (tenant_id, customer_id, chat_id, external_userid, joined_at_ms, born_id, left_at_ms)
     select 1, gen_random_uuid(), c.chat_id, 'wm' || n, n, gen_random_uuid(), case when n % 3 = 0 then n + 1 end
     from (select chat_id from groups.chat order by platform_id limit 500) c, generate_series(1, 100) n`,
  );
  await world.pool.query('analyze');
});
afterAll(() => world[Symbol.asyncDispose]());

async function planOf({ sql, parameters }: { sql: string; parameters: readonly unknown[] }): Promise<string> {
  const { rows } = await world.pool.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, [...parameters]);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

it('finding what is due costs what is due, not how many groups there are', async () => {
  const plan = await planOf(
    claimDueChats.compile({ tenantId: 1, nowMs: 20_000, leaseUntilMs: 30_000, limit: 400 }),
  );
  expect(plan).toContain('chat_due');
  expect(plan).not.toContain('Seq Scan on chat');
});

it('a reading and a page of members touch one group only', async () => {
  const page = { tenantId: 1, scope: everything, chatId, state: null, before: null, limit: 51 } as const;
  for (const statement of [
    customerStays.close.compile({ tenantId: 1, corpId: 'ww', chatId, rows: '[]', leftAtMs: 1 }),
    listStays.compile({ ...page, kinds: ['customer'], ends: ['present'] }),
    listStays.compile({ ...page, kinds: ['customer'], ends: ['joined', 'left'] }),
  ])
    expect(await planOf(statement)).not.toMatch(/Seq Scan on member/);
});

it('a page of groups looks at the latest ones and counts the movements of these only', async () => {
  const plan = await planOf(
    listChats.compile({
      tenantId: 1,
      scope: everything,
      filter: noChatFilter,
      sort: 'newest',
      sinceMs: 90,
      before: null,
      limit: 51,
    }),
  );
  expect(plan).toContain('chat_newest');
  expect(plan).not.toMatch(/Seq Scan on (chat|member)/);
});
