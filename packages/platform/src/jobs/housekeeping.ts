// Keeps the outbox small: a partition a day made ahead, old ones dropped whole.
import { addDays, type Day, dayOf } from '@yutian/kernel';
import { sql } from 'kysely';
import type { Db } from '../db/db.ts';
import { query } from '../db/query.ts';

const KEPT_DAYS = 14;
const AHEAD_DAYS = 7;

const listPartitions = query({
  name: 'platform.listOutboxPartitions',
  examples: [{}],
  sql: () => sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'platform.outbox'::regclass and c.relname <> 'outbox_rest'`,
});

const forgetReactions = query({
  name: 'platform.forgetReactions',
  examples: [{ before: '2026-01-01' }],
  sql: (p: { before: Day }) => sql`delete from platform.reaction_done where day < ${p.before}::date`,
});

/** Makes the partitions of the coming days and drops those older than two weeks. Real days, not the demo's. */
export async function housekeep(db: Db): Promise<void> {
  const today = dayOf(Date.now());
  for (let n = -1; n <= AHEAD_DAYS; n++) await makePartition(db, addDays(today, n));
  const oldest = addDays(today, -KEPT_DAYS);
  for (const { name } of await listPartitions(db, {}))
    if (name < partitionName(oldest)) await sql`drop table ${sql.ref(`platform.${name}`)}`.execute(db);
  await forgetReactions(db, { before: oldest });
}

const partitionName = (day: Day) => `outbox_${day.replaceAll('-', '')}`;

async function makePartition(db: Db, day: Day): Promise<void> {
  const name = sql.ref(`platform.${partitionName(day)}`);
  try {
    await sql`create table if not exists ${name} partition of platform.outbox
      for values from (${sql.lit(day)}) to (${sql.lit(addDays(day, 1))})`.execute(db);
  } catch (error) {
    // @NOTE rows of that day already sit in the default partition (the engine was off for over a week): they are
    // read from there all the same, and the partition is not needed.
    if ((error as { code?: string }).code !== '23514') throw error;
  }
}
