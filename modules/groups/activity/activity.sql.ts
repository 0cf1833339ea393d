// Statements about WeCom's group statistics: what is missing, what was read, what it adds up to.
import { everything, type Day, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { sql } from 'kysely';

/** Who owns groups in a corp, with their userids. */
export const listOwners = query({
  name: 'groups.listOwners',
  examples: [{ tenantId: 1, corpId: 'ww' }],
  sql: (p: { tenantId: TenantId; corpId: string }) => sql<{ staffId: Id; userid: string }>`
    select s.staff_id as "staffId", s.userid from org.pub_staff s
    where s.tenant_id = ${p.tenantId} and s.corp_id = ${p.corpId}
      and s.staff_id in (select c.owner_staff_id from groups.chat c where c.tenant_id = ${p.tenantId} and c.corp_id = ${p.corpId})
    order by s.userid`,
});

/** Corps with groups whose figures of `day` were not read. */
export const corpsWithoutDay = query({
  name: 'groups.corpsWithoutDay',
  examples: [{ tenantId: 1, day: '2026-01-01' }],
  sql: (p: { tenantId: TenantId; day: Day }) => sql<{ corpId: string }>`
    select distinct c.corp_id as "corpId" from groups.chat c
    where c.tenant_id = ${p.tenantId} and c.owner_staff_id is not null
      and not exists (select 1 from groups.activity_read r where r.tenant_id = ${p.tenantId} and r.corp_id = c.corp_id
        and r.span_days = 1 and r.day = ${p.day}::date)`,
});

export const listReadWindows = query({
  name: 'groups.listReadWindows',
  examples: [{ tenantId: 1, corpId: 'ww', from: '2026-01-01' }],
  sql: (p: { tenantId: TenantId; corpId: string; from: Day }) => sql<{ span: number; day: Day }>`
    select span_days as span, day::text as day from groups.activity_read
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and day >= ${p.from}::date`,
});

export const writeActivity = query({
  name: 'groups.writeActivity',
  examples: [{ tenantId: 1, span: 1, day: '2026-01-01', rows: '[]' }],
  sql: (p: { tenantId: TenantId; span: number; day: Day; rows: string }) => sql`
    insert into groups.owner_activity (tenant_id, staff_id, span_days, day, new_chats, chats, chats_with_message, new_members, members,
      members_who_wrote, messages)
    select ${p.tenantId}::int, r."staffId", ${p.span}::smallint, ${p.day}::date, r."newChats", r.chats, r."talkingChats", r."newMembers",
      r.members, r.wrote, r.messages
    from json_to_recordset(${p.rows}::json) as r("staffId" uuid, "newChats" int, chats int, "talkingChats" int, "newMembers" int,
      members int, wrote int, messages int)
    order by r."staffId"
    on conflict (tenant_id, staff_id, span_days, day) do update set new_chats = excluded.new_chats, chats = excluded.chats,
      chats_with_message = excluded.chats_with_message, new_members = excluded.new_members, members = excluded.members,
      members_who_wrote = excluded.members_who_wrote, messages = excluded.messages`,
});

export const markWindowRead = query({
  name: 'groups.markWindowRead',
  examples: [{ tenantId: 1, corpId: 'ww', span: 1, day: '2026-01-01', nowMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; span: number; day: Day; nowMs: number }) => sql`
    insert into groups.activity_read (tenant_id, corp_id, span_days, day, read_at_ms)
    values (${p.tenantId}, ${p.corpId}, ${p.span}, ${p.day}::date, ${p.nowMs}) on conflict do nothing`,
});

export const lastReadDay = query({
  name: 'groups.lastReadDay',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<{ day: Day | null }>`
    select max(day)::text as day from groups.activity_read where tenant_id = ${p.tenantId} and span_days = 1`,
});

export interface ActivitySums {
  span: number;
  day: Day;
  newChats: number;
  chats: number;
  talkingChats: number;
  newMembers: number;
  members: number;
  wrote: number;
  messages: number;
}

const part: Scope = { kind: 'part', staffIds: [newId()], storeIds: [] };

/** The days by themselves since `from`, and the longer windows that end on `to`, over the owners asked for. */
export const sumActivity = query({
  name: 'groups.sumActivity',
  examples: [
    { tenantId: 1, scope: everything, ownerId: null, storeId: null, from: '2026-01-01', to: '2026-01-30' },
    { tenantId: 1, scope: part, ownerId: newId(), storeId: newId(), from: '2026-01-01', to: '2026-01-30' },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    ownerId: Id | null;
    storeId: Id | null;
    from: Day;
    to: Day;
  }) => sql<ActivitySums>`
    select a.span_days as span, a.day::text as day, sum(a.new_chats)::bigint as "newChats", sum(a.chats)::bigint as chats,
      sum(a.chats_with_message)::bigint as "talkingChats", sum(a.new_members)::bigint as "newMembers", sum(a.members)::bigint as members,
      sum(a.members_who_wrote)::bigint as wrote, sum(a.messages)::bigint as messages
    from groups.owner_activity a
    where a.tenant_id = ${p.tenantId} ${withinStaff(p.scope, 'a.staff_id')}
      and ((a.span_days = 1 and a.day between ${p.from}::date and ${p.to}::date) or (a.span_days > 1 and a.day = ${p.to}::date))
      ${p.ownerId === null ? sql`` : sql`and a.staff_id = ${p.ownerId}::uuid`}
      ${p.storeId === null ? sql`` : sql`and a.staff_id in (select s.staff_id from org.pub_staff s where s.tenant_id = ${p.tenantId} and s.store_id = ${p.storeId}::uuid)`}
    group by a.span_days, a.day order by a.span_days, a.day`,
});
