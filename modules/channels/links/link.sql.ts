// Statements of acquisition links (获客助手), their quota and WeCom's statistics.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface LinkRow {
  codeId: Id;
  linkId: string | null;
  url: string | null;
  fallbackCodeId: Id | null;
  unavailableSinceMs: number | null;
  statsUntil: string | null;
  staffIds: Id[];
  opened: number;
  requested: number;
}

export const findLinks = query({
  name: 'channels.findLinks',
  examples: [{ tenantId: 1, codeIds: [newId()] }],
  sql: (p: { tenantId: TenantId; codeIds: readonly Id[] }) => sql<LinkRow>`
    select l.code_id as "codeId", l.link_id as "linkId", l.url, l.fallback_code_id as "fallbackCodeId",
      l.unavailable_since_ms as "unavailableSinceMs", l.stats_until::text as "statsUntil",
      (select array_agg(m.staff_id order by m.staff_id) from channels.code_staff m where m.tenant_id = l.tenant_id and m.code_id = l.code_id) as "staffIds",
      (select coalesce(sum(o.opened), 0)::bigint from channels.opening o where o.tenant_id = l.tenant_id and o.code_id = l.code_id) as opened,
      (select coalesce(sum(o.requested), 0)::bigint from channels.opening o where o.tenant_id = l.tenant_id and o.code_id = l.code_id) as requested
    from channels.acquisition_link l where l.tenant_id = ${p.tenantId} and l.code_id = any(${p.codeIds}::uuid[])`,
});

export const putLinkRow = query({
  name: 'channels.putLinkRow',
  examples: [{ tenantId: 1, codeId: newId(), fallbackCodeId: null }],
  sql: (p: { tenantId: TenantId; codeId: Id; fallbackCodeId: Id | null }) => sql`
    insert into channels.acquisition_link (tenant_id, code_id, fallback_code_id) values (${p.tenantId}, ${p.codeId}, ${p.fallbackCodeId})
    on conflict (tenant_id, code_id) do update set fallback_code_id = excluded.fallback_code_id`,
});

export const wantLink = query({
  name: 'channels.wantLink',
  examples: [{ tenantId: 1, codeId: newId(), hash: 'x' }],
  sql: (p: { tenantId: TenantId; codeId: Id; hash: string }) => sql`
    update channels.code set wanted_hash = ${p.hash} where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

/** WeCom made the link; its figures are read from tomorrow on. */
export const noteLink = query({
  name: 'channels.noteLink',
  examples: [{ tenantId: 1, codeId: newId(), linkId: 'l', url: 'u', statsDueMs: 0 }],
  sql: (p: { tenantId: TenantId; codeId: Id; linkId: string; url: string; statsDueMs: number }) => sql`
    update channels.acquisition_link set link_id = ${p.linkId}, url = ${p.url}, stats_due_ms = ${p.statsDueMs}
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

export const knownLinkIds = query({
  name: 'channels.knownLinkIds',
  examples: [{ tenantId: 1, linkIds: ['a'] }],
  sql: (p: { tenantId: TenantId; linkIds: readonly string[] }) => sql<{
    linkId: string;
    codeId: Id;
    state: string;
    corpId: string;
  }>`
    select l.link_id as "linkId", l.code_id as "codeId", k.state, k.corp_id as "corpId" from channels.acquisition_link l
    join channels.code k on k.tenant_id = l.tenant_id and k.code_id = l.code_id
    where l.tenant_id = ${p.tenantId} and l.link_id = any(${p.linkIds}::text[])`,
});

export const markUnavailable = query({
  name: 'channels.markLinkUnavailable',
  examples: [{ tenantId: 1, linkIds: ['a'], sinceMs: 0 }],
  sql: (p: { tenantId: TenantId; linkIds: readonly string[]; sinceMs: number }) => sql`
    update channels.acquisition_link set unavailable_since_ms = coalesce(unavailable_since_ms, ${p.sinceMs})
    where tenant_id = ${p.tenantId} and link_id = any(${p.linkIds}::text[])`,
});

/** Available again: somebody got through, the range was changed, or the quota was filled up. */
export const markAvailable = query({
  name: 'channels.markLinkAvailable',
  examples: [
    { tenantId: 1, linkIds: ['a'], corpId: null },
    { tenantId: 1, linkIds: null, corpId: 'ww' },
  ],
  sql: (p: { tenantId: TenantId; linkIds: readonly string[] | null; corpId: string | null }) => sql`
    update channels.acquisition_link l set unavailable_since_ms = null
    from channels.code k
    where l.tenant_id = ${p.tenantId} and k.tenant_id = ${p.tenantId} and k.code_id = l.code_id and l.unavailable_since_ms is not null
      ${p.linkIds === null ? sql`` : sql`and l.link_id = any(${p.linkIds}::text[])`}
      ${p.corpId === null ? sql`` : sql`and k.corp_id = ${p.corpId}`}`,
});

/** Deleted in WeCom's own console. */
export const archiveLinksOf = query({
  name: 'channels.archiveDeletedLinks',
  examples: [{ tenantId: 1, linkIds: ['a'] }],
  sql: (p: { tenantId: TenantId; linkIds: readonly string[] }) => sql`
    update channels.code k set archived = true, link_state = 'removed', version = version + 1
    from channels.acquisition_link l
    where k.tenant_id = ${p.tenantId} and l.tenant_id = ${p.tenantId} and l.code_id = k.code_id and l.link_id = any(${p.linkIds}::text[])
      and not k.archived`,
});

/** Counts openings of our pages and of WeCom's link pages. */
export const countOpenings = query({
  name: 'channels.countOpenings',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    insert into channels.opening as o (tenant_id, code_id, day, opened, requested)
    select ${p.tenantId}::int, r."codeId", r.day, r.opened, r.requested
    from json_to_recordset(${p.rows}::json) as r("codeId" uuid, day date, opened int, requested int)
    order by r."codeId", r.day
    on conflict (tenant_id, code_id, day) do update set opened = o.opened + excluded.opened, requested = o.requested + excluded.requested`,
});

// ── Quota ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Corps that use acquisition links. */
export const corpsWithLinks = query({
  name: 'channels.corpsWithLinks',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<{ corpId: string }>`
    select distinct corp_id as "corpId" from channels.code where tenant_id = ${p.tenantId} and kind = 'link' and not archived`,
});

export const noteQuota = query({
  name: 'channels.noteQuota',
  examples: [{ tenantId: 1, corpId: 'ww', day: '2026-01-01', total: 0, balance: 0, batches: '[]', nowMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    corpId: string;
    day: string;
    total: number;
    balance: number;
    batches: string;
    nowMs: number;
  }) => sql`
    insert into channels.quota (tenant_id, corp_id, day, total, balance, batches, read_at_ms)
    values (${p.tenantId}, ${p.corpId}, ${p.day}::date, ${p.total}, ${p.balance}, ${p.batches}::jsonb, ${p.nowMs})
    on conflict (tenant_id, corp_id, day) do update set total = excluded.total, balance = excluded.balance,
      batches = excluded.batches, read_at_ms = excluded.read_at_ms`,
});

/** Remembers whether the alarm rang. @returns a row when that is news. */
export const noteAlarm = query({
  name: 'channels.noteQuotaAlarm',
  examples: [{ tenantId: 1, corpId: 'ww', alarmed: true }],
  sql: (p: { tenantId: TenantId; corpId: string; alarmed: boolean }) => sql<{ corpId: string }>`
    insert into channels.corp_setting as s (tenant_id, corp_id, quota_alarmed) values (${p.tenantId}, ${p.corpId}, ${p.alarmed})
    on conflict (tenant_id, corp_id) do update set quota_alarmed = excluded.quota_alarmed
      where s.quota_alarmed <> excluded.quota_alarmed
    returning corp_id as "corpId"`,
});

export const setAlarmBelow = query({
  name: 'channels.setQuotaAlarmBelow',
  examples: [{ tenantId: 1, corpId: 'ww', alarmBelow: 20 }],
  sql: (p: { tenantId: TenantId; corpId: string; alarmBelow: number }) => sql`
    insert into channels.corp_setting (tenant_id, corp_id, quota_alarm_below) values (${p.tenantId}, ${p.corpId}, ${p.alarmBelow})
    on conflict (tenant_id, corp_id) do update set quota_alarm_below = excluded.quota_alarm_below`,
});

export interface QuotaRow {
  corpId: string;
  day: string;
  total: number;
  balance: number;
  batches: { expiresAtMs: number; balance: number }[];
  readAtMs: number;
}

export const listQuota = query({
  name: 'channels.listQuota',
  examples: [{ tenantId: 1, since: '2026-01-01' }],
  sql: (p: { tenantId: TenantId; since: string }) => sql<QuotaRow>`
    select corp_id as "corpId", day::text, total, balance, batches, read_at_ms as "readAtMs" from channels.quota
    where tenant_id = ${p.tenantId} and day >= ${p.since}::date order by corp_id, day`,
});

// ── WeCom's statistics ────────────────────────────────────────────────────────────────────────────────────────────

/** Links whose figures are due; the next time is set at once, so that a failing one comes again tomorrow. */
export const takeDueStatistics = query({
  name: 'channels.takeDueLinkStatistics',
  examples: [{ tenantId: 1, nowMs: 0, nextMs: 1, limit: 100 }],
  sql: (p: { tenantId: TenantId; nowMs: number; nextMs: number; limit: number }) => sql<{ codeId: Id }>`
    update channels.acquisition_link l set stats_due_ms = ${p.nextMs}
    from (select d.code_id from channels.acquisition_link d where d.tenant_id = ${p.tenantId} and d.stats_due_ms <= ${p.nowMs}
      order by d.stats_due_ms limit ${p.limit}) due
    where l.tenant_id = ${p.tenantId} and l.code_id = due.code_id returning l.code_id as "codeId"`,
});

export const noteLinkDay = query({
  name: 'channels.noteLinkDay',
  examples: [{ tenantId: 1, codeId: newId(), day: '2026-01-01', clicks: 0, newCustomers: 0 }],
  sql: (p: { tenantId: TenantId; codeId: Id; day: string; clicks: number; newCustomers: number }) => sql`
    insert into channels.link_day (tenant_id, code_id, day, clicks, new_customers)
    values (${p.tenantId}, ${p.codeId}, ${p.day}::date, ${p.clicks}, ${p.newCustomers})
    on conflict (tenant_id, code_id, day) do update set clicks = excluded.clicks, new_customers = excluded.new_customers`,
});

export const noteStatsUntil = query({
  name: 'channels.noteStatsUntil',
  examples: [{ tenantId: 1, codeId: newId(), day: '2026-01-01' }],
  sql: (p: { tenantId: TenantId; codeId: Id; day: string }) => sql`
    update channels.acquisition_link set stats_until = greatest(stats_until, ${p.day}::date)
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

export const linkDays = query({
  name: 'channels.linkDays',
  examples: [{ tenantId: 1, codeId: newId(), from: '2026-01-01', to: '2026-01-02' }],
  sql: (p: { tenantId: TenantId; codeId: Id; from: string; to: string }) => sql<{
    day: string;
    clicks: number;
    newCustomers: number;
  }>`
    select day::text, clicks, new_customers as "newCustomers" from channels.link_day
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId} and day between ${p.from}::date and ${p.to}::date order by day`,
});
