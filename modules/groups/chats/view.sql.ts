// Statements that show groups, who is in them and who came and went, within the reader's data scope.
import type { GroupMemberKind, GroupStanding, JoinCodePlace } from '@yutian/contract';
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';

const part: Scope = { kind: 'part', staffIds: [newId()], storeIds: [] };
const nothing = sql``;

export interface ChatFilter {
  chatId: Id | null;
  ownerId: Id | null;
  storeId: Id | null;
  corpId: string | null;
  /** Null: all but dissolved ones; `any` for one group by its id. */
  standing: GroupStanding | 'any' | null;
  joinCodeId: Id | null;
  text: string | null;
}

export const noChatFilter: ChatFilter = {
  chatId: null,
  ownerId: null,
  storeId: null,
  corpId: null,
  standing: null,
  joinCodeId: null,
  text: null,
};

const asked: ChatFilter = {
  chatId: newId(),
  ownerId: newId(),
  storeId: newId(),
  corpId: 'ww',
  standing: 'dismissed',
  joinCodeId: newId(),
  text: 'a',
};

interface Asked {
  tenantId: TenantId;
  scope: Scope;
  filter: ChatFilter;
}

const chosen = ({ tenantId, scope, filter: f }: Asked): RawBuilder<unknown> => sql`
    c.tenant_id = ${tenantId} ${withinStaff(scope, 'c.owner_staff_id')}
    ${f.chatId === null ? nothing : sql`and c.chat_id = ${f.chatId}::uuid`}
    ${f.ownerId === null ? nothing : sql`and c.owner_staff_id = ${f.ownerId}::uuid`}
    ${f.storeId === null ? nothing : sql`and c.owner_staff_id in (select o.staff_id from org.pub_staff o where o.tenant_id = ${tenantId} and o.store_id = ${f.storeId}::uuid)`}
    ${f.corpId === null ? nothing : sql`and c.corp_id = ${f.corpId}`}
    ${f.standing === 'any' ? nothing : f.standing === null ? sql`and c.standing <> 'dismissed'` : sql`and c.standing = ${f.standing}`}
    ${f.joinCodeId === null ? nothing : sql`and c.chat_id in (select j.chat_id from groups.join_code_chat j where j.tenant_id = ${tenantId} and j.code_id = ${f.joinCodeId}::uuid)`}
    ${f.text === null ? nothing : sql`and c.name ilike '%' || ${f.text}::text || '%'`}`;

export interface ListedChat {
  chatId: Id;
  corpId: string;
  name: string;
  notice: string;
  ownerStaffId: Id | null;
  ownerName: string | null;
  ownerUserid: string | null;
  storeId: Id | null;
  storeName: string | null;
  brandName: string | null;
  adminStaffIds: Id[];
  standing: GroupStanding;
  openedAtMs: number;
  dismissedAtMs: number | null;
  customers: number;
  strangers: number;
  staff: number;
  joined: number;
  left: number;
  readAtMs: number | null;
  firstReadAtMs: number | null;
  dueAtMs: number | null;
  refusedCode: string | null;
  refusedMessage: string | null;
  refusedErrcode: number | null;
  refusedAtMs: number | null;
}

type Sort = 'newest' | 'members';

/** Groups with who came and went since `sinceMs`. */
export const listChats = query({
  name: 'groups.listChats',
  examples: [
    {
      tenantId: 1,
      scope: everything,
      filter: noChatFilter,
      sort: 'newest',
      sinceMs: 0,
      before: null,
      limit: 50,
    },
    {
      tenantId: 1,
      scope: everything,
      filter: { ...noChatFilter, standing: 'any' },
      sort: 'members',
      sinceMs: 0,
      before: null,
      limit: 50,
    },
    {
      tenantId: 1,
      scope: part,
      filter: asked,
      sort: 'newest',
      sinceMs: 0,
      before: { value: 0, id: newId() },
      limit: 50,
    },
    {
      tenantId: 1,
      scope: part,
      filter: asked,
      sort: 'members',
      sinceMs: 0,
      before: { value: 0, id: newId() },
      limit: 50,
    },
  ],
  sql: (
    p: Asked & { sort: Sort; sinceMs: number; before: { value: number; id: Id } | null; limit: number },
  ) => {
    const by = p.sort === 'newest' ? sql`c.opened_at_ms` : sql`(c.customers + c.strangers + c.staff)`;
    const flow = (column: 'joined_at_ms' | 'left_at_ms') => sql`(
      (select count(*) from groups.member m where m.tenant_id = ${p.tenantId} and m.chat_id = c.chat_id and ${sql.ref(`m.${column}`)} >= ${p.sinceMs}::bigint)
      + (select count(*) from groups.stranger m where m.tenant_id = ${p.tenantId} and m.chat_id = c.chat_id and ${sql.ref(`m.${column}`)} >= ${p.sinceMs}::bigint))`;
    return sql<ListedChat>`
      select c.chat_id as "chatId", c.corp_id as "corpId", c.name, c.notice, c.owner_staff_id as "ownerStaffId", s.name as "ownerName",
        s.userid as "ownerUserid", s.store_id as "storeId", s.store_name as "storeName", s.brand_name as "brandName",
        c.admin_staff_ids as "adminStaffIds", c.standing, c.opened_at_ms as "openedAtMs", c.dismissed_at_ms as "dismissedAtMs",
        c.customers, c.strangers, c.staff, ${flow('joined_at_ms')} as joined, ${flow('left_at_ms')} as left,
        c.read_at_ms as "readAtMs", c.first_read_at_ms as "firstReadAtMs", c.due_at_ms as "dueAtMs",
        c.refused_code as "refusedCode", c.refused_message as "refusedMessage",
        c.refused_errcode as "refusedErrcode", c.refused_at_ms as "refusedAtMs"
      from groups.chat c
      left join org.pub_staff s on s.tenant_id = c.tenant_id and s.staff_id = c.owner_staff_id
      where ${chosen(p)}
        ${p.before === null ? nothing : sql`and (${by}, c.chat_id) < (${p.before.value}::bigint, ${p.before.id}::uuid)`}
      order by ${by} desc, c.chat_id desc limit ${p.limit}`;
  },
});

export const countChats = query({
  name: 'groups.countChats',
  examples: [
    { tenantId: 1, scope: everything, filter: noChatFilter, nearlyFullFrom: 450 },
    { tenantId: 1, scope: part, filter: asked, nearlyFullFrom: 450 },
  ],
  sql: (p: Asked & { nearlyFullFrom: number }) => sql<{
    groups: number;
    members: number;
    customers: number;
    strangers: number;
    unread: number;
    nearlyFull: number;
  }>`
    select count(*) as groups, coalesce(sum(c.customers + c.strangers + c.staff), 0)::bigint as members,
      coalesce(sum(c.customers), 0)::bigint as customers, coalesce(sum(c.strangers), 0)::bigint as strangers,
      count(*) filter (where c.read_at_ms is null) as unread,
      count(*) filter (where c.customers + c.strangers + c.staff >= ${p.nearlyFullFrom}::int) as "nearlyFull"
    from groups.chat c where ${chosen(p)}`,
});

export const codesOfChat = query({
  name: 'groups.codesOfChat',
  examples: [{ tenantId: 1, chatId: newId() }],
  sql: (p: { tenantId: TenantId; chatId: Id }) => sql<{ id: Id; name: string; place: JoinCodePlace }>`
    select k.code_id as id, k.name, g.place
    from groups.join_code_chat g
    join groups.join_code k on k.tenant_id = g.tenant_id and k.code_id = g.code_id
    where g.tenant_id = ${p.tenantId} and g.chat_id = ${p.chatId} and not k.archived
    order by k.created_at_ms, k.code_id`,
});

export const staffNames = query({
  name: 'groups.staffNames',
  examples: [{ tenantId: 1, staffIds: [newId()] }],
  sql: (p: { tenantId: TenantId; staffIds: readonly Id[] }) => sql<{ staffId: Id; name: string | null }>`
    select staff_id as "staffId", name from org.pub_staff where tenant_id = ${p.tenantId} and staff_id = any(${p.staffIds}::uuid[]) order by name, staff_id`,
});

/** Which stays: of one group, or of one join code's state. */
interface StaysAsked {
  tenantId: TenantId;
  scope: Scope;
  chatId: Id | null;
  state: string | null;
}

const staysOf = (p: StaysAsked): RawBuilder<unknown> => sql`m.tenant_id = ${p.tenantId}
      ${p.chatId === null ? nothing : sql`and m.chat_id = ${p.chatId}::uuid`}
      ${p.state === null ? nothing : sql`and m.state = ${p.state}`}`;

/** A customer is opened by who sees one of his relations. */
const openable = ({ tenantId, scope }: StaysAsked): RawBuilder<unknown> =>
  scope.kind === 'all'
    ? sql`m.customer_id`
    : sql`case when exists (select 1 from customers.pub_relation r where r.tenant_id = ${tenantId} and r.customer_id = m.customer_id
        ${withinStaff(scope, 'r.staff_id')}) then m.customer_id end`;

export interface StayRow {
  key: string;
  kind: GroupMemberKind;
  chatId: Id;
  chatName: string;
  customerId: Id | null;
  staffId: Id | null;
  name: string;
  nickname: string;
  joinedAtMs: number;
  leftAtMs: number | null;
  scene: number | null;
  invitorName: string | null;
  state: string | null;
  codeId: Id | null;
  codeName: string | null;
  /** What the row is listed for: being there, having left, having come. */
  end: StayEnd;
  atMs: number;
}

const KINDS: readonly GroupMemberKind[] = ['customer', 'stranger', 'staff'];
export type StayEnd = 'present' | 'left' | 'joined';

/** Where a page of stays begins: after the row of this instant and key. */
export interface StayPlace {
  atMs: number;
  key: string;
}

interface ListStays extends StaysAsked {
  kinds: readonly GroupMemberKind[];
  /** `present`: those there now; `left`: ended ones by their end; `joined`: all, by their beginning. */
  ends: readonly StayEnd[];
  before: StayPlace | null;
  limit: number;
}

/** One kind of stays, at most a page of it. A key is unique within the list. */
function arm(p: ListStays, kind: GroupMemberKind, end: StayEnd): RawBuilder<unknown> {
  const key = (person: string) =>
    sql`(m.chat_id::text || ':' || ${sql.ref(person)} || ':' || m.joined_at_ms || ${`:${end}`}::text)`;
  const at = end === 'left' ? sql`m.left_at_ms` : sql`m.joined_at_ms`;
  const who = {
    customer: {
      table: sql`groups.member m left join customers.pub_customer n on n.tenant_id = m.tenant_id and n.customer_id = m.customer_id`,
      key: key('m.external_userid'),
      columns: sql`${openable(p)} as "customerId", null::uuid as "staffId", coalesce(n.name, '') as name, m.invitor_staff_id, m.state`,
    },
    stranger: {
      table: sql`groups.stranger m`,
      key: key('m.external_userid'),
      columns: sql`null::uuid as "customerId", null::uuid as "staffId", m.name, m.invitor_staff_id, m.state`,
    },
    staff: {
      table: sql`groups.staff_member m left join org.pub_staff n on n.tenant_id = m.tenant_id and n.staff_id = m.staff_id`,
      key: key('m.staff_id'),
      columns: sql`null::uuid as "customerId", m.staff_id as "staffId", coalesce(n.name, n.userid, '') as name, null::uuid as invitor_staff_id, null::text as state`,
    },
  }[kind];
  return sql`(select ${who.key} as key, ${kind}::text as kind, ${end}::text as "end", m.chat_id, ${who.columns}, m.nickname, m.joined_at_ms, m.left_at_ms, m.join_scene, ${at} as at_ms
      from ${who.table}
      where ${staysOf(p)} ${end === 'present' ? sql`and m.left_at_ms is null` : end === 'left' ? sql`and m.left_at_ms is not null` : nothing}
        ${p.before === null ? nothing : sql`and ${at} <= ${p.before.atMs}::bigint and (${at}, ${who.key}) < (${p.before.atMs}::bigint, ${p.before.key}::text)`}
      order by at_ms desc, key desc limit ${p.limit})`;
}

/** Who is or was in a group, or came by a join code; latest first. The caller has checked that the reader sees it. */
export const listStays = query({
  name: 'groups.listStays',
  examples: [
    {
      tenantId: 1,
      scope: everything,
      chatId: newId(),
      state: null,
      kinds: KINDS,
      ends: ['present'],
      before: null,
      limit: 50,
    },
    {
      tenantId: 1,
      scope: part,
      chatId: newId(),
      state: null,
      kinds: KINDS,
      ends: ['left'],
      before: { atMs: 0, key: 'a' },
      limit: 50,
    },
    {
      tenantId: 1,
      scope: part,
      chatId: null,
      state: 's',
      kinds: ['customer', 'stranger'],
      ends: ['joined', 'left'],
      before: { atMs: 0, key: 'a' },
      limit: 50,
    },
    {
      tenantId: 1,
      scope: everything,
      chatId: null,
      state: 's',
      kinds: ['customer'],
      ends: ['present'],
      before: null,
      limit: 50,
    },
  ],
  sql: (p: ListStays) => sql<StayRow>`
    select f.key, f.kind, f."end", f.chat_id as "chatId", c.name as "chatName", f."customerId", f."staffId", f.name, f.nickname,
      f.joined_at_ms as "joinedAtMs", f.left_at_ms as "leftAtMs", f.join_scene as scene, i.name as "invitorName", f.state,
      k.code_id as "codeId", k.name as "codeName", f.at_ms as "atMs"
    from (${sql.join(
      p.kinds.flatMap((kind) => p.ends.map((end) => arm(p, kind, end))),
      sql` union all `,
    )}) as f
    join groups.chat c on c.tenant_id = ${p.tenantId} and c.chat_id = f.chat_id
    left join org.pub_staff i on i.tenant_id = ${p.tenantId} and i.staff_id = f.invitor_staff_id
    left join groups.join_code k on k.tenant_id = ${p.tenantId} and k.state = f.state
    order by f.at_ms desc, f.key desc limit ${p.limit}`,
});

/** Comings and goings by Shanghai day, and how many were in the group before the first day. */
export const countDays = query({
  name: 'groups.countDays',
  examples: [{ tenantId: 1, chatId: newId(), fromMs: 0, toMs: 1 }],
  sql: (p: { tenantId: TenantId; chatId: Id; fromMs: number; toMs: number }) => {
    const stays = sql`(
      select m.joined_at_ms, m.left_at_ms from groups.member m where m.tenant_id = ${p.tenantId} and m.chat_id = ${p.chatId}
      union all
      select s.joined_at_ms, s.left_at_ms from groups.stranger s where s.tenant_id = ${p.tenantId} and s.chat_id = ${p.chatId})`;
    const day = (column: string) => sql`(${sql.ref(column)} + 28800000) / 86400000`;
    return sql<{ day: number | null; joined: number; left: number }>`
      select ${day('j.joined_at_ms')} as day, count(*) as joined, 0::bigint as left from ${stays} as j
      where j.joined_at_ms >= ${p.fromMs} and j.joined_at_ms < ${p.toMs} group by 1
      union all
      select ${day('l.left_at_ms')}, 0, count(*) from ${stays} as l where l.left_at_ms >= ${p.fromMs} and l.left_at_ms < ${p.toMs} group by 1
      union all
      select null, count(*), count(*) filter (where b.left_at_ms < ${p.fromMs}) from ${stays} as b where b.joined_at_ms < ${p.fromMs}`;
  },
});
