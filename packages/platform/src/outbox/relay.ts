// Carries facts from the outbox to the jobs that react to them, exactly once: the jobs are added and the position is
// moved in one transaction.
import { sql } from 'kysely';
import { type Db, inTransaction } from '../db/db.ts';
import { query } from '../db/query.ts';
import { SPARE_TRIES } from '../jobs/job.ts';
import type { Reaction } from './reaction.ts';

interface FactRow {
  txid: string;
  id: number;
  tenant_id: number;
  topic: string;
  payload: unknown;
}

const BATCH = 500;
// One relay at a time, whichever process holds the lock.
const RELAY_LOCK = 7_402_232;

const takeRelayLock = query({
  name: 'platform.takeRelayLock',
  examples: [{}],
  sql: () => sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(${RELAY_LOCK}) as taken`,
});

// @NOTE `pg_snapshot_xmin` would do, but it waits for transactions of every database of the server. This asks for those
// of ours, in a statement of its own before the facts are read: what ends in between is seen by the later snapshot.
const findHorizon = query({
  name: 'platform.findRelayHorizon',
  examples: [{}],
  sql: () => sql<{ horizon: string }>`
    with here as (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as top),
    running as (
      select backend_xid::text::bigint as low from pg_stat_activity
      where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()
      union all
      select transaction::text::bigint from pg_prepared_xacts where database = current_database()
    )
    select least(h.top, min(h.top - ((h.top % 4294967296 - r.low + 6442450944) % 4294967296 - 2147483648)))::text as horizon
    from here h left join running r on true group by h.top`,
});

const readFacts = query({
  name: 'platform.readFacts',
  examples: [{ horizon: '1', limit: BATCH }],
  // @NOTE ids are given at insert, but transactions commit in any order; rows of transactions that may still be
  // running are left for the next pass, so none is skipped.
  sql: (p: { horizon: string; limit: number }) => sql<FactRow>`
    select o.txid::text as txid, o.id, o.tenant_id, o.topic, o.payload
    from platform.outbox o, platform.relay r
    where (o.txid, o.id) > (r.txid, r.id) and o.txid < ${p.horizon}::xid8
    order by o.txid, o.id
    limit ${p.limit}`,
});

const findWaiting = query({
  name: 'platform.findWaitingFacts',
  examples: [{}],
  sql: () => sql<{ waiting: boolean }>`
    select exists (select 1 from platform.outbox o, platform.relay r where (o.txid, o.id) > (r.txid, r.id)) as waiting`,
});

/** Whether facts wait for a transaction that may still be running, such as the analysis of a table. */
export async function factsWait(db: Db): Promise<boolean> {
  const [row] = await findWaiting(db, {});
  return row?.waiting ?? false;
}

const moveRelay = query({
  name: 'platform.moveRelay',
  examples: [{ txid: '1', id: 1 }],
  sql: (p: { txid: string; id: number }) => sql`
    update platform.relay set txid = ${p.txid}::xid8, id = ${p.id} where one`,
});

const addReactionJobs = query({
  name: 'platform.addReactionJobs',
  examples: [{ specs: '[]' }],
  sql: (p: { specs: string }) => sql<{ count: number }>`
    select count(*)::int as count from graphile_worker.add_jobs(array(
      select (s->>'identifier', s->'payload', null, null, ${10 + SPARE_TRIES}::integer, s->>'jobKey', null, null)::graphile_worker.job_spec
      from jsonb_array_elements(${p.specs}::jsonb) s))`,
});

/** Relays one batch of facts. @returns how many were relayed; 0 when there was none or another process relays. */
export function relayFacts(db: Db, reactions: ReadonlyMap<string, readonly Reaction[]>): Promise<number> {
  return inTransaction(db, async (tx) => {
    const [lock] = await takeRelayLock(tx, {});
    if (!lock?.taken) return 0;
    const [{ horizon } = { horizon: '0' }] = await findHorizon(tx, {});
    const facts = await readFacts(tx, { horizon, limit: BATCH });
    const last = facts.at(-1);
    if (!last) return 0;
    const specs = facts.flatMap((fact) =>
      (reactions.get(fact.topic) ?? []).map((reaction) => ({
        identifier: reaction.jobName,
        payload: { tenantId: fact.tenant_id, outboxId: fact.id, payload: fact.payload },
        jobKey: `${fact.id}:${reaction.jobName}`,
      })),
    );
    if (specs.length > 0) await addReactionJobs(tx, { specs: JSON.stringify(specs) });
    await moveRelay(tx, { txid: last.txid, id: last.id });
    return facts.length;
  });
}
