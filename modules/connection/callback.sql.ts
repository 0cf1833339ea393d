// Statements about callbacks that were refused.
import type { Day, TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface RejectionCount {
  tenantId: TenantId;
  corpId: string;
  reason: string;
  day: Day;
  count: number;
  lastMs: number;
}

export const addRejections = query({
  name: 'connection.addRejections',
  examples: [
    {
      rows: [{ tenantId: 1, corpId: 'ww0', reason: 'bad_signature', day: '2026-01-01', count: 1, lastMs: 0 }],
    },
  ],
  sql: ({ rows }: { rows: readonly RejectionCount[] }) => sql`
    insert into connection.rejection as known (tenant_id, corp_id, reason, day, count, last_ms)
    select r.tenant_id, r.corp_id, r.reason, r.day, r.count, r.last_ms
    from unnest(${rows.map((r) => r.tenantId)}::integer[], ${rows.map((r) => r.corpId)}::text[],
      ${rows.map((r) => r.reason)}::text[], ${rows.map((r) => r.day)}::date[],
      ${rows.map((r) => r.count)}::bigint[], ${rows.map((r) => r.lastMs)}::bigint[])
      as r (tenant_id, corp_id, reason, day, count, last_ms)
    on conflict (tenant_id, corp_id, reason, day) do update
      set count = known.count + excluded.count, last_ms = greatest(known.last_ms, excluded.last_ms)`,
});

/** Refusals since a day, by corp and reason; those at addresses of nobody (tenant 0) are shown to every tenant. */
export const listRejections = query({
  name: 'connection.listRejections',
  examples: [{ tenantId: 1, since: '2026-01-01' }],
  sql: (p: { tenantId: TenantId; since: Day }) => sql<{
    corpId: string;
    reason: string;
    count: number;
    lastMs: number;
  }>`
    select corp_id as "corpId", reason, sum(count)::bigint as count, max(last_ms) as "lastMs"
    from connection.rejection
    where tenant_id in (0, ${p.tenantId}) and day >= ${p.since}::date
    group by corp_id, reason order by max(last_ms) desc`,
});
