// Jobs that need a person. A refusal is parked at once; a failure after its last try.
import { Fault, newId } from '@yutian/kernel';
import { sql } from 'kysely';
import { type Db, inTransaction } from '../db/db.ts';
import { machineFault } from '../db/machine-fault.ts';
import { SPARE_TRIES } from './job.ts';
import { query } from '../db/query.ts';

/** A job that was given up, as the health page shows it. */
export interface ParkedJob {
  id: string;
  name: string;
  tenantId: number | null;
  code: string;
  message: string;
  attempts: number;
  parkedAtMs: number;
}

const insertParked = query({
  name: 'platform.parkJob',
  examples: [
    {
      id: newId(),
      name: 'demo',
      tenantId: null,
      payload: '{}',
      code: 'BUG',
      message: '',
      attempts: 1,
      atMs: 0,
    },
  ],
  sql: (p: {
    id: string;
    name: string;
    tenantId: number | null;
    payload: string;
    code: string;
    message: string;
    attempts: number;
    atMs: number;
  }) => sql`
    insert into platform.parked_job (id, name, tenant_id, payload, code, message, attempts, parked_at_ms)
    values (${p.id}, ${p.name}, ${p.tenantId}, ${p.payload}::jsonb, ${p.code}, ${p.message}, ${p.attempts}, ${p.atMs})`,
});

/** The jobs parked for a tenant, newest first. */
export const listParkedJobs = query({
  name: 'platform.listParkedJobs',
  examples: [{ tenantId: 1, limit: 100 }],
  sql: (p: { tenantId: number; limit: number }) => sql<ParkedJob>`
    select id, name, tenant_id as "tenantId", code, message, attempts, parked_at_ms as "parkedAtMs"
    from platform.parked_job where tenant_id = ${p.tenantId} order by parked_at_ms desc limit ${p.limit}`,
});

const takeParked = query({
  name: 'platform.takeParkedJob',
  examples: [{ id: newId(), tenantId: 1 }],
  sql: (p: { id: string; tenantId: number }) => sql<{ name: string; payload: unknown }>`
    delete from platform.parked_job where id = ${p.id} and tenant_id = ${p.tenantId} returning name, payload`,
});

const reAdd = query({
  name: 'platform.reAddJob',
  examples: [{ name: 'demo', payload: '{}' }],
  sql: (p: { name: string; payload: string }) =>
    sql`select graphile_worker.add_job(${p.name}, ${p.payload}::json, max_attempts => ${10 + SPARE_TRIES})`,
});

/** What went wrong, in words safe to store: a Fault's code and sentence, or the error's class. */
export function describeFailure(error: unknown): { code: string; message: string; retry: boolean } {
  const fault = error instanceof Fault ? error : machineFault(error);
  if (fault) {
    const retry = fault.kind === 'rate_limited' || fault.kind === 'upstream' || fault.kind === 'bug';
    return { code: fault.code, message: fault.message, retry };
  }
  // @NOTE messages of foreign errors may quote data (PostgreSQL prints key values), so only the class is kept.
  return { code: 'BUG', message: error instanceof Error ? error.name : 'Error', retry: true };
}

export async function parkJob(
  db: Db,
  job: { name: string; payload: unknown; attempts: number },
  failure: { code: string; message: string },
  atMs: number,
): Promise<void> {
  const tenantId = (job.payload as { tenantId?: unknown } | null)?.tenantId;
  await insertParked(db, {
    id: newId(),
    name: job.name,
    tenantId: typeof tenantId === 'number' ? tenantId : null,
    payload: JSON.stringify(job.payload ?? null),
    code: failure.code,
    message: failure.message,
    attempts: job.attempts,
    atMs,
  });
}

/** Puts a parked job back into the queue. @returns whether there was one. */
export function rerunParkedJob(db: Db, tenantId: number, id: string): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const [job] = await takeParked(tx, { id, tenantId });
    if (!job) return false;
    await reAdd(tx, { name: job.name, payload: JSON.stringify(job.payload) });
    return true;
  });
}
