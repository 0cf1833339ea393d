// Statements about the link to the platform: shared tokens, the state of each corp, calls by minute.
import type { TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export const readToken = query({
  name: 'connection.readToken',
  examples: [{ tenantId: 1, key: 'ww0:a' }],
  sql: (p: { tenantId: TenantId; key: string }) => sql<{ sealed: Buffer }>`
    select sealed from connection.token where tenant_id = ${p.tenantId} and key = ${p.key}`,
});

export const writeToken = query({
  name: 'connection.writeToken',
  examples: [{ tenantId: 1, key: 'ww0:a', sealed: Buffer.alloc(0), expiresMs: 0 }],
  sql: (p: { tenantId: TenantId; key: string; sealed: Buffer; expiresMs: number }) => sql`
    insert into connection.token (tenant_id, key, sealed, expires_ms)
    values (${p.tenantId}, ${p.key}, ${p.sealed}, ${p.expiresMs})
    on conflict (tenant_id, key) do update set sealed = excluded.sealed, expires_ms = excluded.expires_ms`,
});

export const lockToken = query({
  name: 'connection.lockToken',
  examples: [{ tenantId: 1, key: 'ww0:a' }],
  sql: (p: { tenantId: TenantId; key: string }) =>
    sql`select pg_advisory_lock(hashtextextended(${p.key}, ${p.tenantId}::bigint))`,
});

export const unlockToken = query({
  name: 'connection.unlockToken',
  examples: [{ tenantId: 1, key: 'ww0:a' }],
  sql: (p: { tenantId: TenantId; key: string }) =>
    sql`select pg_advisory_unlock(hashtextextended(${p.key}, ${p.tenantId}::bigint))`,
});

export type LinkState = 'connected' | 'refused' | 'unreachable';

export interface LinkRow {
  corpId: string;
  state: LinkState;
  sinceMs: number;
  lastAnswerMs: number | null;
  code: string | null;
  message: string | null;
  errcode: number | null;
  nextTryMs: number | null;
}

/** Notes how the link stands; `since` moves only when the state changes. */
export const noteLink = query({
  name: 'connection.noteLink',
  examples: [
    {
      tenantId: 1,
      corpId: 'ww0',
      state: 'connected',
      nowMs: 0,
      answered: true,
      code: null,
      message: null,
      errcode: null,
      nextTryMs: null,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    corpId: string;
    state: LinkState;
    nowMs: number;
    answered: boolean;
    code: string | null;
    message: string | null;
    errcode: number | null;
    nextTryMs: number | null;
  }) => sql`
    insert into connection.link as l (tenant_id, corp_id, state, since_ms, last_answer_ms, code, message, errcode, next_try_ms)
    values (${p.tenantId}, ${p.corpId}, ${p.state}, ${p.nowMs}, ${p.answered ? p.nowMs : null}, ${p.code}, ${p.message}, ${p.errcode}, ${p.nextTryMs})
    on conflict (tenant_id, corp_id) do update
      set state = excluded.state, since_ms = case when l.state = excluded.state then l.since_ms else excluded.since_ms end,
        last_answer_ms = coalesce(excluded.last_answer_ms, l.last_answer_ms), code = excluded.code,
        message = excluded.message, errcode = excluded.errcode, next_try_ms = excluded.next_try_ms`,
});

export const listLinks = query({
  name: 'connection.listLinks',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<LinkRow>`
    select corp_id as "corpId", state, since_ms as "sinceMs", last_answer_ms as "lastAnswerMs", code, message, errcode,
      next_try_ms as "nextTryMs"
    from connection.link where tenant_id = ${p.tenantId}`,
});

export interface ApiUse {
  tenantId: TenantId;
  corpId: string;
  api: string;
  minuteMs: number;
  calls: number;
  failed: number;
}

export const addApiUse = query({
  name: 'connection.addApiUse',
  examples: [{ rows: [{ tenantId: 1, corpId: 'ww0', api: 'gettoken', minuteMs: 0, calls: 1, failed: 0 }] }],
  sql: ({ rows }: { rows: readonly ApiUse[] }) => sql`
    insert into connection.api_use as u (tenant_id, corp_id, api, minute_ms, calls, failed)
    select r.tenant_id, r.corp_id, r.api, r.minute_ms, r.calls, r.failed
    from unnest(${rows.map((r) => r.tenantId)}::integer[], ${rows.map((r) => r.corpId)}::text[], ${rows.map((r) => r.api)}::text[],
      ${rows.map((r) => r.minuteMs)}::bigint[], ${rows.map((r) => r.calls)}::integer[], ${rows.map((r) => r.failed)}::integer[])
      as r (tenant_id, corp_id, api, minute_ms, calls, failed)
    on conflict (tenant_id, corp_id, api, minute_ms) do update
      set calls = u.calls + excluded.calls, failed = u.failed + excluded.failed`,
});

/** Calls of the last hour and the last minute, over all processes. */
export const sumApiUse = query({
  name: 'connection.sumApiUse',
  examples: [{ tenantId: 1, nowMs: 3_600_000 }],
  sql: (p: { tenantId: TenantId; nowMs: number }) => sql<{
    corpId: string;
    api: string;
    hour: number;
    minute: number;
    failed: number;
  }>`
    select corp_id as "corpId", api, sum(calls)::bigint as hour, sum(failed)::bigint as failed,
      coalesce(sum(calls) filter (where minute_ms > ${p.nowMs - 60_000}), 0)::bigint as minute
    from connection.api_use
    where tenant_id = ${p.tenantId} and minute_ms > ${p.nowMs - 3_600_000}
    group by corp_id, api order by corp_id, api`,
});

export const forgetApiUse = query({
  name: 'connection.forgetApiUse',
  examples: [{ tenantId: 1, beforeMs: 0 }],
  sql: (p: { tenantId: TenantId; beforeMs: number }) => sql`
    delete from connection.api_use where tenant_id = ${p.tenantId} and minute_ms < ${p.beforeMs}`,
});
