// Statements of live codes as people see and edit them.
import type { CodeAnswer, CodeLinkState, CodeMode, CodeRota } from '@yutian/contract';
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';

export type CodeRouting = 'direct' | 'nearest' | 'owned';

export interface CodeRecord {
  codeId: Id;
  corpId: string;
  channelId: Id;
  name: string;
  state: string;
  kind: 'way' | 'link';
  remark: string;
  skipVerify: boolean;
  exclusive: boolean;
  mode: CodeMode;
  routing: CodeRouting;
  storeId: Id | null;
  welcomeId: Id | null;
  ownerStaffId: Id | null;
  rota: CodeRota | null;
  archived: boolean;
  version: number;
  linkState: CodeLinkState;
  configId: string | null;
  qrCode: string | null;
  answer: CodeAnswer | null;
  wantedHash: string | null;
  platformHash: string | null;
  creatingSinceMs: number | null;
  nextChangeMs: number | null;
  failureCode: string | null;
  failureMessage: string | null;
  failureErrcode: number | null;
  failedAtMs: number | null;
  createdAtMs: number;
}

const columns = sql`
  k.code_id as "codeId", k.corp_id as "corpId", k.channel_id as "channelId", k.name, k.state, k.kind, k.remark,
  k.skip_verify as "skipVerify", k.exclusive, k.mode, k.routing, k.store_id as "storeId", k.welcome_id as "welcomeId",
  k.owner_staff_id as "ownerStaffId", k.rota, k.archived, k.version, k.link_state as "linkState", k.config_id as "configId",
  k.qr_code as "qrCode", k.answer, k.wanted_hash as "wantedHash", k.platform_hash as "platformHash",
  k.creating_since_ms as "creatingSinceMs", k.next_change_ms as "nextChangeMs", k.failure_code as "failureCode",
  k.failure_message as "failureMessage", k.failure_errcode as "failureErrcode", k.failed_at_ms as "failedAtMs",
  k.created_at_ms as "createdAtMs"`;

/** A code is seen by who sees somebody in its rota. */
const visible = (scope: Scope): RawBuilder<unknown> =>
  scope.kind === 'all'
    ? sql``
    : sql`and exists (select 1 from channels.code_staff m where m.tenant_id = k.tenant_id and m.code_id = k.code_id ${withinStaff(scope, 'm.staff_id')})`;

export const findCodes = query({
  name: 'channels.findCodes',
  examples: [{ tenantId: 1, codeIds: [newId()] }],
  sql: (p: { tenantId: TenantId; codeIds: readonly Id[] }) => sql<CodeRecord>`
    select ${columns} from channels.code k where k.tenant_id = ${p.tenantId} and k.code_id = any(${p.codeIds}::uuid[])`,
});

export interface ListedCode extends CodeRecord {
  channelName: string;
  addsToday: number;
  adds: number;
}

export interface CodeFilter {
  codeIds: readonly Id[] | null;
  channelId: Id | null;
  corpId: string | null;
  linkState: string | null;
  staffId: Id | null;
  storeId: Id | null;
  archived: boolean | null;
  kind: 'way' | 'link' | null;
  text: string | null;
}

export const noFilter: CodeFilter = {
  codeIds: null,
  channelId: null,
  corpId: null,
  linkState: null,
  staffId: null,
  storeId: null,
  archived: null,
  kind: null,
  text: null,
};

/** Codes, newest first, within the scope, with their adds within the scope. */
export const listCodes = query({
  name: 'channels.listCodes',
  examples: [
    { tenantId: 1, scope: everything, filter: noFilter, today: '2026-01-01', before: null, limit: 50 },
    {
      tenantId: 1,
      scope: { kind: 'part', staffIds: [newId()], storeIds: [] },
      filter: {
        codeIds: [newId()],
        channelId: newId(),
        corpId: 'ww',
        linkState: 'live',
        staffId: newId(),
        storeId: newId(),
        archived: false,
        kind: 'way',
        text: 'a',
      },
      today: '2026-01-01',
      before: { createdAtMs: 0, codeId: newId() },
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    filter: CodeFilter;
    today: string;
    before: { createdAtMs: number; codeId: Id } | null;
    limit: number;
  }) => {
    const f = p.filter;
    return sql<ListedCode>`
    select ${columns}, c.name as "channelName", coalesce(l.today, 0)::bigint as "addsToday", coalesce(l.adds, 0)::bigint as adds
    from channels.code k
    join channels.channel c on c.tenant_id = k.tenant_id and c.channel_id = k.channel_id
    left join lateral (
      select sum(d.adds) as adds, sum(d.adds) filter (where d.day = ${p.today}::date) as today from channels.day_load d
      where d.tenant_id = k.tenant_id and d.code_id = k.code_id ${withinStaff(p.scope, 'd.staff_id')}
    ) l on true
    where k.tenant_id = ${p.tenantId} ${visible(p.scope)}
      ${f.codeIds === null ? sql`` : sql`and k.code_id = any(${f.codeIds}::uuid[])`}
      ${f.channelId === null ? sql`` : sql`and c.path @> array[${f.channelId}]::uuid[]`}
      ${f.corpId === null ? sql`` : sql`and k.corp_id = ${f.corpId}`}
      ${f.linkState === null ? sql`` : sql`and k.link_state = ${f.linkState}`}
      ${f.staffId === null ? sql`` : sql`and exists (select 1 from channels.code_staff s where s.tenant_id = k.tenant_id and s.code_id = k.code_id and s.staff_id = ${f.staffId})`}
      ${f.storeId === null ? sql`` : sql`and k.store_id = ${f.storeId}`}
      ${f.archived === null ? sql`` : sql`and k.archived = ${f.archived}`}
      ${f.kind === null ? sql`` : sql`and k.kind = ${f.kind}`}
      ${f.text === null ? sql`` : sql`and (k.name ilike '%' || ${f.text}::text || '%' or k.state = ${f.text}::text or k.remark ilike '%' || ${f.text}::text || '%')`}
      ${p.before === null ? sql`` : sql`and (k.created_at_ms, k.code_id) < (${p.before.createdAtMs}, ${p.before.codeId}::uuid)`}
    order by k.created_at_ms desc, k.code_id desc limit ${p.limit}`;
  },
});

export interface CodeWrite {
  codeId: Id;
  corpId: string;
  channelId: Id;
  name: string;
  state: string;
  kind: 'way' | 'link';
  remark: string;
  skipVerify: boolean;
  exclusive: boolean;
  mode: CodeMode;
  routing: CodeRouting;
  storeId: Id | null;
  welcomeId: Id | null;
  ownerStaffId: Id | null;
  rota: string | null;
  followsLoads: boolean;
}

const exampleWrite: CodeWrite = {
  codeId: newId(),
  corpId: 'ww',
  channelId: newId(),
  name: 'a',
  state: 's',
  kind: 'way',
  remark: '',
  skipVerify: true,
  exclusive: false,
  mode: 'everyone',
  routing: 'direct',
  storeId: null,
  welcomeId: null,
  ownerStaffId: null,
  rota: '{}',
  followsLoads: false,
};

export const insertCode = query({
  name: 'channels.insertCode',
  examples: [{ tenantId: 1, code: exampleWrite, nowMs: 0 }],
  sql: ({ tenantId, code, nowMs }: { tenantId: TenantId; code: CodeWrite; nowMs: number }) => sql`
    insert into channels.code (tenant_id, code_id, corp_id, channel_id, name, state, kind, remark, skip_verify, exclusive,
      mode, routing, store_id, welcome_id, owner_staff_id, rota, follows_loads, created_at_ms)
    values (${tenantId}, ${code.codeId}, ${code.corpId}, ${code.channelId}, ${code.name}, ${code.state}, ${code.kind}, ${code.remark},
      ${code.skipVerify}, ${code.exclusive}, ${code.mode}, ${code.routing}, ${code.storeId}, ${code.welcomeId}, ${code.ownerStaffId},
      ${code.rota}::jsonb, ${code.followsLoads}, ${nowMs})`,
});

/** Rewrites a code whose version is the one the editor saw. */
export const updateCode = query({
  name: 'channels.updateCode',
  examples: [{ tenantId: 1, code: exampleWrite, version: 1 }],
  sql: ({ tenantId, code, version }: { tenantId: TenantId; code: CodeWrite; version: number }) => sql`
    update channels.code set channel_id = ${code.channelId}, name = ${code.name}, remark = ${code.remark},
      skip_verify = ${code.skipVerify}, exclusive = ${code.exclusive}, mode = ${code.mode}, routing = ${code.routing},
      store_id = ${code.storeId}, welcome_id = ${code.welcomeId}, rota = ${code.rota}::jsonb,
      follows_loads = ${code.followsLoads}, refused_hash = null, version = version + 1
    where tenant_id = ${tenantId} and code_id = ${code.codeId} and version = ${version} and not archived`,
});

export const clearCodeStaff = query({
  name: 'channels.clearCodeStaff',
  examples: [{ tenantId: 1, codeId: newId() }],
  sql: (p: { tenantId: TenantId; codeId: Id }) => sql`
    delete from channels.code_staff where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

export const insertCodeStaff = query({
  name: 'channels.insertCodeStaff',
  examples: [{ tenantId: 1, codeId: newId(), staffIds: [newId()], spareIds: [newId()] }],
  sql: (p: { tenantId: TenantId; codeId: Id; staffIds: readonly Id[]; spareIds: readonly Id[] }) => sql`
    insert into channels.code_staff (tenant_id, code_id, staff_id, spare)
    select ${p.tenantId}::int, ${p.codeId}::uuid, s.staff_id, s.staff_id = any(${p.spareIds}::uuid[])
    from unnest(${p.staffIds}::uuid[]) as s(staff_id)`,
});

/** Off the platform; what it brought stays known. A code that WeCom never made is gone at once. */
export const archiveCodes = query({
  name: 'channels.archiveCodes',
  examples: [{ tenantId: 1, codeIds: [newId()] }],
  sql: (p: { tenantId: TenantId; codeIds: readonly Id[] }) => sql<{ codeId: Id }>`
    update channels.code set archived = true, next_change_ms = null, version = version + 1, link_state = 'removing'
    where tenant_id = ${p.tenantId} and code_id = any(${p.codeIds}::uuid[]) and not archived
    returning code_id as "codeId"`,
});

/** Adds of a code by day, within the scope: events, people, half adds. */
export const codeDays = query({
  name: 'channels.codeDays',
  examples: [
    { tenantId: 1, codeId: newId(), from: '2026-01-01', to: '2026-01-02', scope: everything },
    {
      tenantId: 1,
      codeId: newId(),
      from: '2026-01-01',
      to: '2026-01-02',
      scope: { kind: 'part', staffIds: [], storeIds: [] },
    },
  ],
  sql: (p: { tenantId: TenantId; codeId: Id; from: string; to: string; scope: Scope }) => sql<{
    day: string;
    adds: number;
    half: number;
  }>`
    select day::text, sum(adds)::bigint as adds, sum(half)::bigint as half from channels.day_load
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId} and day between ${p.from}::date and ${p.to}::date
      ${withinStaff(p.scope, 'staff_id')}
    group by day order by day`,
});

export const codePeople = query({
  name: 'channels.codePeople',
  examples: [
    { tenantId: 1, codeId: newId(), fromMs: 0, toMs: 1, scope: everything },
    { tenantId: 1, codeId: newId(), fromMs: 0, toMs: 1, scope: { kind: 'part', staffIds: [], storeIds: [] } },
  ],
  sql: (p: { tenantId: TenantId; codeId: Id; fromMs: number; toMs: number; scope: Scope }) => sql<{
    day: number;
    people: number;
  }>`
    select (a.at_ms + 28800000) / 86400000 as day, count(distinct a.customer_id) as people from channels.add a
    where a.tenant_id = ${p.tenantId} and a.code_id = ${p.codeId} and a.at_ms >= ${p.fromMs} and a.at_ms < ${p.toMs}
      ${withinStaff(p.scope, 'a.staff_id')}
    group by 1`,
});

export const codeStaffLoads = query({
  name: 'channels.codeStaffLoads',
  examples: [
    {
      tenantId: 1,
      codeId: newId(),
      from: '2026-01-01',
      to: '2026-01-02',
      today: '2026-01-02',
      scope: everything,
    },
    {
      tenantId: 1,
      codeId: newId(),
      from: '2026-01-01',
      to: '2026-01-02',
      today: '2026-01-02',
      scope: { kind: 'part', staffIds: [], storeIds: [] },
    },
  ],
  sql: (p: { tenantId: TenantId; codeId: Id; from: string; to: string; today: string; scope: Scope }) => sql<{
    staffId: Id;
    staffName: string | null;
    adds: number;
    today: number;
  }>`
    select m.staff_id as "staffId", s.name as "staffName",
      coalesce(sum(l.adds) filter (where l.day between ${p.from}::date and ${p.to}::date), 0)::bigint as adds,
      coalesce(sum(l.adds) filter (where l.day = ${p.today}::date), 0)::bigint as today
    from (
      select staff_id from channels.code_staff where tenant_id = ${p.tenantId} and code_id = ${p.codeId}
      union select staff_id from channels.day_load where tenant_id = ${p.tenantId} and code_id = ${p.codeId}
    ) m
    left join channels.day_load l on l.tenant_id = ${p.tenantId} and l.code_id = ${p.codeId} and l.staff_id = m.staff_id
    left join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = m.staff_id
    where true ${withinStaff(p.scope, 'm.staff_id')}
    group by m.staff_id, s.name order by adds desc, m.staff_id`,
});
