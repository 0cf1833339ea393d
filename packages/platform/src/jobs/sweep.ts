// A sweep moves every row that is due, by statements over sets, per tenant, and is repeated until nothing is left.
import type { TenantId } from '@yutian/kernel';
import { sql } from 'kysely';
import { query } from '../db/query.ts';

export interface Sweep {
  readonly name: string;
  /** Runs at most this often (ms of the clock). */
  readonly everyMs: number;
  /** For daily sweeps: the minute of the Shanghai day at which it is due; `everyMs` is then one day. */
  readonly atMinute?: number;
  /**
   * Moves one batch. @returns how many rows it moved; it is called again until it returns 0.
   * @param nowMs the clock; statements take it as a parameter.
   */
  run(tenantId: TenantId, nowMs: number, signal: AbortSignal): Promise<number>;
}

/** Declares a sweep. */
export function defineSweep(sweep: Sweep): Sweep {
  return sweep;
}

export const claimDueSweep = query({
  name: 'platform.claimDueSweep',
  examples: [{ name: 'demo', tenantId: 1, nowMs: 0, nextMs: 1 }],
  sql: (p: { name: string; tenantId: number; nowMs: number; nextMs: number }) => sql<{ name: string }>`
    insert into platform.sweep as s (name, tenant_id, next_due_ms, last_run_ms)
    values (${p.name}, ${p.tenantId}, ${p.nextMs}, ${p.nowMs})
    on conflict (name, tenant_id) do update set next_due_ms = ${p.nextMs}, last_run_ms = ${p.nowMs}
      where s.next_due_ms <= ${p.nowMs} or s.next_due_ms > ${p.nextMs}
    returning name`,
});

export const recordSweep = query({
  name: 'platform.recordSweep',
  examples: [{ name: 'demo', tenantId: 1, moved: 0, error: null }],
  sql: (p: { name: string; tenantId: number; moved: number; error: string | null }) => sql`
    update platform.sweep set last_moved = ${p.moved}, last_error = ${p.error} where name = ${p.name} and tenant_id = ${p.tenantId}`,
});

/** How each sweep of a tenant last went, for the health page. */
export const listSweeps = query({
  name: 'platform.listSweeps',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: number }) => sql<{
    name: string;
    nextDueMs: number;
    lastRunMs: number | null;
    lastMoved: number | null;
    lastError: string | null;
  }>`
    select name, next_due_ms as "nextDueMs", last_run_ms as "lastRunMs", last_moved as "lastMoved", last_error as "lastError"
    from platform.sweep where tenant_id = ${p.tenantId} order by name`,
});
