// Statements of the inbox: storing callbacks, taking them in batches, saying what became of them.
import type { TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';
import type { StoredEvent } from './sort-events.rules.ts';

export interface InboxRow {
  tenantId: TenantId;
  corpId: string;
  key: string;
  event: string;
  change: string | null;
  fields: string;
  urgent: boolean;
  happenedMs: number;
  receivedMs: number;
}

const aRow: InboxRow = {
  tenantId: 1,
  corpId: 'ww0',
  key: '00000000-0000-0000-0000-000000000000',
  event: 'change_external_contact',
  change: null,
  fields: '{}',
  urgent: false,
  happenedMs: 0,
  receivedMs: 0,
};

/** Stores many callbacks at once; those already known are left as they are. */
export const insertEvents = query({
  name: 'connection.insertEvents',
  examples: [{ rows: [aRow] }],
  sql: ({ rows }: { rows: readonly InboxRow[] }) => sql<{ key: string }>`
    insert into connection.inbox (tenant_id, corp_id, key, event, change, fields, urgent, happened_ms, received_ms)
    select r.tenant_id, r.corp_id, r.key, r.event, r.change, r.fields, r.urgent, r.happened_ms, r.received_ms
    from unnest(
      ${rows.map((row) => row.tenantId)}::integer[], ${rows.map((row) => row.corpId)}::text[],
      ${rows.map((row) => row.key)}::uuid[], ${rows.map((row) => row.event)}::text[],
      ${rows.map((row) => row.change)}::text[], ${rows.map((row) => row.fields)}::jsonb[],
      ${rows.map((row) => row.urgent)}::boolean[], ${rows.map((row) => row.happenedMs)}::bigint[],
      ${rows.map((row) => row.receivedMs)}::bigint[])
      as r (tenant_id, corp_id, key, event, change, fields, urgent, happened_ms, received_ms)
    on conflict (tenant_id, key) do nothing
    returning key`,
});

// Any number no other lock of the product uses; the second key is the tenant.
const INBOX_LOCK = 7_402_240;

/** One batch at a time per tenant, whichever process works; waits for the other one. */
export const lockInbox = query({
  name: 'connection.lockInbox',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) =>
    sql`select pg_advisory_xact_lock(${INBOX_LOCK}, ${p.tenantId}::integer)`,
});

/** The next events, or those of the given that still wait: welcome codes first, then in order of arrival. */
export const takeEvents = query({
  name: 'connection.takeEvents',
  examples: [
    { tenantId: 1, ids: null, limit: 1_000 },
    { tenantId: 1, ids: [1], limit: 1_000 },
  ],
  sql: (p: { tenantId: TenantId; ids: readonly number[] | null; limit: number }) => sql<StoredEvent>`
    select id, corp_id as "corpId", event, change, fields, happened_ms as "happenedMs"
    from connection.inbox
    where tenant_id = ${p.tenantId} and state = 'new' ${p.ids === null ? sql`` : sql`and id = any(${p.ids}::bigint[])`}
    order by urgent desc, id limit ${p.limit}`,
});

export const finishEvents = query({
  name: 'connection.finishEvents',
  examples: [{ tenantId: 1, ids: [1], state: 'done', nowMs: 0 }],
  sql: (p: { tenantId: TenantId; ids: readonly number[]; state: 'done' | 'kept'; nowMs: number }) => sql`
    update connection.inbox set state = ${p.state}, processed_ms = ${p.nowMs}, reason = null
    where tenant_id = ${p.tenantId} and id = any(${p.ids}::bigint[])`,
});

export const failEvents = query({
  name: 'connection.failEvents',
  examples: [{ tenantId: 1, failures: [{ id: 1, reason: 'BUG' }], nowMs: 0 }],
  sql: (p: { tenantId: TenantId; failures: readonly { id: number; reason: string }[]; nowMs: number }) => sql`
    update connection.inbox i
    set state = 'failed', processed_ms = ${p.nowMs}, attempts = i.attempts + 1, reason = f.reason
    from unnest(${p.failures.map((one) => one.id)}::bigint[], ${p.failures.map((one) => one.reason)}::text[]) as f (id, reason)
    where i.tenant_id = ${p.tenantId} and i.id = f.id and i.state = 'new'`,
});

/** Puts failed events back; all of the tenant when `ids` is null. */
export const retryEvents = query({
  name: 'connection.retryEvents',
  examples: [
    { tenantId: 1, ids: null },
    { tenantId: 1, ids: [1] },
  ],
  sql: (p: { tenantId: TenantId; ids: readonly number[] | null }) => sql`
    update connection.inbox set state = 'new', reason = null
    where tenant_id = ${p.tenantId} and state = 'failed'
      ${p.ids === null ? sql`` : sql`and id = any(${p.ids}::bigint[])`}`,
});

/** Forgets events that no retry can repeat any more. Failed and kept ones stay. */
export const forgetEvents = query({
  name: 'connection.forgetEvents',
  examples: [{ tenantId: 1, beforeMs: 0, limit: 1_000 }],
  sql: (p: { tenantId: TenantId; beforeMs: number; limit: number }) => sql`
    delete from connection.inbox
    where tenant_id = ${p.tenantId} and id in (
      select id from connection.inbox
      where tenant_id = ${p.tenantId} and state = 'done' and received_ms < ${p.beforeMs}
      order by id limit ${p.limit})`,
});

export interface EventRow {
  id: number;
  corpId: string;
  event: string;
  change: string | null;
  state: 'new' | 'done' | 'kept' | 'failed';
  happenedMs: number;
  receivedMs: number;
  processedMs: number | null;
  attempts: number;
  reason: string | null;
}

export const listEvents = query({
  name: 'connection.listEvents',
  examples: [
    { tenantId: 1, state: null, event: null, corpId: null, before: null, limit: 50 },
    { tenantId: 1, state: 'failed', event: 'subscribe', corpId: 'ww0', before: 9, limit: 50 },
  ],
  sql: (p: {
    tenantId: TenantId;
    state: string | null;
    event: string | null;
    corpId: string | null;
    before: number | null;
    limit: number;
  }) => sql<EventRow>`
    select id, corp_id as "corpId", event, change, state, happened_ms as "happenedMs", received_ms as "receivedMs",
      processed_ms as "processedMs", attempts, reason
    from connection.inbox
    where tenant_id = ${p.tenantId}
      ${p.state === null ? sql`` : sql`and state = ${p.state}`}
      ${p.event === null ? sql`` : sql`and event = ${p.event}`}
      ${p.corpId === null ? sql`` : sql`and corp_id = ${p.corpId}`}
      ${p.before === null ? sql`` : sql`and id < ${p.before}`}
    order by id desc limit ${p.limit}`,
});

export interface InboxFigures {
  waiting: number;
  failed: number;
  kept: number;
  oldestMs: number | null;
  receivedMinute: number;
  processedMinute: number;
  receivedHour: number;
  profilesWanted: number;
}

export const inboxFigures = query({
  name: 'connection.inboxFigures',
  examples: [{ tenantId: 1, nowMs: 3_600_000 }],
  sql: (p: { tenantId: TenantId; nowMs: number }) => sql<InboxFigures>`
    select
      (select count(*) from connection.inbox where tenant_id = ${p.tenantId} and state = 'new') as waiting,
      (select count(*) from connection.inbox where tenant_id = ${p.tenantId} and state in ('failed', 'kept') and state = 'failed') as failed,
      (select count(*) from connection.inbox where tenant_id = ${p.tenantId} and state in ('failed', 'kept') and state = 'kept') as kept,
      (select min(received_ms) from connection.inbox where tenant_id = ${p.tenantId} and state = 'new') as "oldestMs",
      (select count(*) from connection.profile_wanted where tenant_id = ${p.tenantId}) as "profilesWanted",
      h.hour as "receivedHour", h.minute as "receivedMinute", h.processed as "processedMinute"
    from (
      select count(*) filter (where received_ms >= ${p.nowMs - 3_600_000}) as hour,
        count(*) filter (where received_ms >= ${p.nowMs - 60_000}) as minute,
        count(*) filter (where processed_ms >= ${p.nowMs - 60_000}) as processed
      from connection.inbox
      where tenant_id = ${p.tenantId} and received_ms >= ${p.nowMs - 3_600_000}) h`,
});
