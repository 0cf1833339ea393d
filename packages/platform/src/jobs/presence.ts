// Which pools of workers are alive. A killed engine leaves its jobs locked; whoever lives gives them back within a minute.
import { sql } from 'kysely';
import { type Db, inTransaction } from '../db/db.ts';
import { query } from '../db/query.ts';

/** Silence after which a pool of workers is taken for dead, ms of the machine's clock. */
export const DEAD_AFTER_MS = 60_000;

const beatWorkers = query({
  name: 'platform.beatWorkers',
  examples: [{ ids: ['worker-1'], nowMs: 0 }],
  sql: (p: { ids: readonly string[]; nowMs: number }) => sql`
    insert into platform.engine_worker (worker_id, beat_ms) select v.id, ${p.nowMs} from unnest(${p.ids}::text[]) as v(id)
    on conflict (worker_id) do update set beat_ms = excluded.beat_ms`,
});

const buryWorkers = query({
  name: 'platform.buryWorkers',
  examples: [{ beforeMs: 0 }],
  sql: (p: { beforeMs: number }) => sql<{ id: string }>`
    delete from platform.engine_worker where beat_ms < ${p.beforeMs} returning worker_id as id`,
});

const unlockJobs = query({
  name: 'platform.unlockJobs',
  examples: [{ ids: ['worker-1'] }],
  sql: (p: { ids: readonly string[] }) => sql`select graphile_worker.force_unlock_workers(${p.ids}::text[])`,
});

/** Says that these pools live, and gives back the jobs of those that do not. @returns how many were dead. */
export function keepPresence(db: Db, workerIds: readonly string[], nowMs: number): Promise<number> {
  return inTransaction(db, async (tx) => {
    if (workerIds.length > 0) await beatWorkers(tx, { ids: workerIds, nowMs });
    const dead = await buryWorkers(tx, { beforeMs: nowMs - DEAD_AFTER_MS });
    if (dead.length > 0) await unlockJobs(tx, { ids: dead.map((worker) => worker.id) });
    return dead.length;
  });
}
