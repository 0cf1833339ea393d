// Statements that find people: the list with its filters and the reader's data scope, its count, and one person.
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff, withinStores } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';
import type { PlaceById } from '../paging.ts';

/** A filter as the statements take it; null and [] ask nothing. */
export interface PeopleFilter {
  text: { query: string; grams: readonly number[]; ids: readonly Id[] } | null;
  staffId: Id | null;
  storeId: Id | null;
  corpId: string | null;
  tagsAny: readonly Id[];
  tagsAll: readonly Id[];
  tagsNone: readonly Id[];
  state: string | null;
  addWay: number | null;
  addedFromMs: number | null;
  /** Exclusive. */
  addedToMs: number | null;
  standing: 'live' | 'lost' | null;
  provisional: boolean | null;
  hasPhone: boolean | null;
  /** Only these people. */
  ids: readonly Id[] | null;
}

export const everybody: PeopleFilter = {
  text: null,
  staffId: null,
  storeId: null,
  corpId: null,
  tagsAny: [],
  tagsAll: [],
  tagsNone: [],
  state: null,
  addWay: null,
  addedFromMs: null,
  addedToMs: null,
  standing: null,
  provisional: null,
  hasPhone: null,
  ids: null,
};

export interface PeopleQuery {
  tenantId: TenantId;
  scope: Scope;
  filter: PeopleFilter;
}

const nothing = sql``;
const normal = (column: string) => sql`lower(normalize(${sql.ref(column)}, nfkc))`;

/**
 * The people asked for, as disjoint arms over `c`: those with a relation in scope that fits, and, for part of a tenant,
 * buyers known only through an order of a store in scope. One arm each, because an OR of both would be tested person by
 * person instead of being joined.
 */
function arms(p: PeopleQuery): RawBuilder<unknown>[] {
  const { filter, scope } = p;
  const asksRelation =
    filter.staffId !== null ||
    filter.storeId !== null ||
    filter.corpId !== null ||
    filter.state !== null ||
    filter.addWay !== null ||
    filter.addedFromMs !== null ||
    filter.addedToMs !== null ||
    filter.standing !== null;
  const own = sql`c.tenant_id = ${p.tenantId} and c.erased_at_ms is null ${aboutPerson(p)}`;
  if (scope.kind === 'all' && !asksRelation) return [own];
  const related = sql`${own} and exists (${relations(p, filter.standing === 'live' ? 'live' : filter.standing)})
    ${filter.standing === 'lost' ? sql`and not exists (${relations(p, 'live')})` : nothing}`;
  if (asksRelation) return byDayAdded(filter).map((days) => sql`${related} ${days}`);
  if (scope.kind === 'all' || filter.provisional === false) return [related];
  const bought = sql`${own} and c.provisional and exists (
    select 1 from orders.pub_order o where o.tenant_id = ${p.tenantId} and o.customer_id = c.customer_id ${withinStores(scope, 'o.store_id')})`;
  return [related, bought];
}

/**
 * Conditions on the person that follow from the days asked for, so that the index of recent adds is read from there and
 * not from today back: whose latest add is in the days, and, apart, who was added in them and again later.
 */
function byDayAdded({ addedFromMs: from, addedToMs: to }: PeopleFilter): RawBuilder<unknown>[] {
  const since = from === null ? nothing : sql`and c.recent_ms >= ${from}::bigint`;
  if (to === null) return [since];
  return [
    sql`${since} and c.recent_ms < ${to}::bigint`,
    sql`and c.recent_ms >= ${to}::bigint and c.first_added_at_ms < ${to}::bigint and c.first_added_at_ms < c.recent_ms`,
  ];
}

// A lost relation, and only a lost one, has lost_at_ms; asking for both would make the planner expect a square of few.
function relations(p: PeopleQuery, standing: 'live' | 'lost' | null): RawBuilder<unknown> {
  const { filter: f, tenantId } = p;
  return sql`select 1 from customers.relation r where r.tenant_id = ${tenantId} and r.customer_id = c.customer_id
    ${withinStaff(p.scope, 'r.staff_id')}
    ${f.staffId === null ? nothing : sql`and r.staff_id = ${f.staffId}::uuid`}
    ${
      f.storeId === null
        ? nothing
        : sql`and r.staff_id in (select s.staff_id from org.pub_staff s where s.tenant_id = ${tenantId} and s.store_id = ${f.storeId}::uuid)`
    }
    ${f.corpId === null ? nothing : sql`and r.corp_id = ${f.corpId}`}
    ${f.state === null ? nothing : sql`and r.state = ${f.state}`}
    ${f.addWay === null ? nothing : sql`and r.add_way = ${f.addWay}`}
    ${f.addedFromMs === null ? nothing : sql`and r.added_at_ms >= ${f.addedFromMs}::bigint`}
    ${f.addedToMs === null ? nothing : sql`and r.added_at_ms < ${f.addedToMs}::bigint`}
    ${standing === null ? nothing : standing === 'lost' ? sql`and r.lost_at_ms is not null` : sql`and r.standing <> 'lost'`}`;
}

function aboutPerson({ tenantId, scope, filter: f }: PeopleQuery): RawBuilder<unknown> {
  const carries = (tags: RawBuilder<unknown>) => sql`exists (select 1 from customers.customer_tag t
    where t.tenant_id = ${tenantId} and t.customer_id = c.customer_id and t.mark in ('on', 'adding') and ${tags})`;
  return sql`
    ${f.ids === null ? nothing : sql`and c.customer_id = any(${f.ids}::uuid[])`}
    ${f.text === null ? nothing : sql`and ${contains(tenantId, scope, f.text)}`}
    ${f.tagsAny.length === 0 ? nothing : sql`and ${carries(sql`t.tag_id = any(${f.tagsAny}::uuid[])`)}`}
    ${sql.join(
      f.tagsAll.map((tag) => sql`and ${carries(sql`t.tag_id = ${tag}::uuid`)}`),
      sql` `,
    )}
    ${f.tagsNone.length === 0 ? nothing : sql`and not ${carries(sql`t.tag_id = any(${f.tagsNone}::uuid[])`)}`}
    ${f.provisional === null ? nothing : f.provisional ? sql`and c.provisional` : sql`and not c.provisional`}
    ${f.hasPhone === null ? nothing : f.hasPhone ? sql`and c.phone_tails <> '{}'` : sql`and c.phone_tails = '{}'`}`;
}

/**
 * The fragments are in the index, the text decides; a remark counts for those who may see it.
 * @NOTE bool_or and not EXISTS: inside an OR the planner turns EXISTS into a scan of every remark (200 ms of 400,000).
 */
function contains(
  tenantId: TenantId,
  scope: Scope,
  text: NonNullable<PeopleFilter['text']>,
): RawBuilder<unknown> {
  const inText = (column: RawBuilder<unknown>) => sql`strpos(${column}, ${text.query}) > 0`;
  const fragment = sql`c.grams @> ${text.grams}::integer[] and (
      ${inText(normal('c.name'))} or ${inText(normal('c.member_no'))} or ${inText(sql`array_to_string(c.phone_tails, ' ')`)}
      or (select bool_or(${inText(normal('n.remark'))}) from customers.relation n
        where n.tenant_id = ${tenantId} and n.customer_id = c.customer_id ${withinStaff(scope, 'n.staff_id')}))`;
  return text.ids.length === 0
    ? sql`(${fragment})`
    : sql`((${fragment}) or c.customer_id = any(${text.ids}::uuid[]))`;
}

export interface PersonLine {
  id: Id;
  name: string;
  avatar: string | null;
  gender: number;
  kind: 'wechat' | 'wecom' | 'unknown';
  corpName: string | null;
  provisional: boolean;
  memberNo: string | null;
  phoneTails: string[];
  firstAddedAtMs: number | null;
  recentMs: number;
  lastInboundAtMs: number | null;
  createdAtMs: number;
  custom: Record<string, unknown>;
}

const line = sql`c.customer_id as id, c.name, c.avatar, c.gender, c.kind, c.corp_name as "corpName", c.provisional,
  c.member_no as "memberNo", c.phone_tails as "phoneTails", c.first_added_at_ms as "firstAddedAtMs", c.recent_ms as "recentMs",
  c.last_inbound_at_ms as "lastInboundAtMs", c.created_at_ms as "createdAtMs", c.custom`;

const part: Scope = { kind: 'part', staffIds: [newId()], storeIds: [newId()] };
const asked: PeopleFilter = {
  text: { query: '王', grams: [1], ids: [newId()] },
  staffId: newId(),
  storeId: newId(),
  corpId: 'ww',
  tagsAny: [newId()],
  tagsAll: [newId(), newId()],
  tagsNone: [newId()],
  state: 'ch',
  addWay: 1,
  addedFromMs: 0,
  addedToMs: 1,
  standing: 'lost',
  provisional: false,
  hasPhone: true,
  ids: [newId()],
};
const examples: PeopleQuery[] = [
  { tenantId: 1, scope: everything, filter: everybody },
  { tenantId: 1, scope: everything, filter: { ...everybody, text: { query: '王', grams: [1], ids: [] } } },
  { tenantId: 1, scope: everything, filter: { ...everybody, provisional: true, hasPhone: false } },
  { tenantId: 1, scope: everything, filter: { ...everybody, standing: 'live' } },
  { tenantId: 1, scope: part, filter: everybody },
  { tenantId: 1, scope: part, filter: asked },
];

export const listPeople = query({
  name: 'customers.listPeople',
  examples: examples.flatMap((example) => [
    { ...example, before: null, limit: 50 },
    { ...example, before: { atMs: 0, id: newId() }, limit: 50 },
  ]),
  sql: (p: PeopleQuery & { before: PlaceById | null; limit: number }) => {
    const before =
      p.before === null
        ? nothing
        : sql`and (c.recent_ms, c.customer_id) < (${p.before.atMs}::bigint, ${p.before.id}::uuid)`;
    const pages = arms(p).map(
      (arm) => sql`(select ${line} from customers.customer c where ${arm} ${before}
        order by c.recent_ms desc, c.customer_id desc limit ${p.limit})`,
    );
    if (pages.length === 1) return sql<PersonLine>`${pages[0]}`;
    return sql<PersonLine>`select id, name, avatar, gender, kind, "corpName", provisional, "memberNo", "phoneTails", "firstAddedAtMs",
        "recentMs", "lastInboundAtMs", "createdAtMs", custom
      from (${sql.join(pages, sql` union all `)}) as found
      order by "recentMs" desc, id desc limit ${p.limit}`;
  },
});

/** How many fit, counted up to `cap`. */
export const countPeople = query({
  name: 'customers.countFitting',
  examples: examples.map((example) => ({ ...example, cap: 10_000 })),
  sql: (p: PeopleQuery & { cap: number }) => sql<{ count: number }>`
    select count(*)::int as count from (${sql.join(
      arms(p).map((arm) => sql`(select 1 from customers.customer c where ${arm} limit ${p.cap})`),
      sql` union all `,
    )}) as found`,
});

/** All who fit, as a set inside another statement; its one column is "customerId". */
export const peopleSet = (p: PeopleQuery): RawBuilder<{ customerId: Id }> =>
  sql<{ customerId: Id }>`${sql.join(
    arms(p).map((arm) => sql`select c.customer_id as "customerId" from customers.customer c where ${arm}`),
    sql` union all `,
  )}`;

/** All who fit, without a limit: for the planner's estimate. */
export const findPeople = query({
  name: 'customers.findPeople',
  examples,
  sql: peopleSet,
});

export interface RelationLine {
  customerId: Id;
  staffId: Id;
  staffName: string | null;
  storeName: string | null;
  corpId: string;
  standing: 'friend' | 'half' | 'lost';
  state: string | null;
  addWay: number | null;
  remark: string;
  description: string;
  firstAddedAtMs: number | null;
  addedAtMs: number | null;
  lostAtMs: number | null;
  lostBy: 'staff' | 'customer' | 'transfer' | 'unknown' | null;
  firstOutboundAtMs: number | null;
  firstInboundAtMs: number | null;
  lastInboundAtMs: number | null;
}

/** Relations of people with staff in scope, latest add first. */
export const relationsOfPeople = query({
  name: 'customers.relationsOfPeople',
  examples: [
    { tenantId: 1, scope: everything, customerIds: [newId()] },
    { tenantId: 1, scope: part, customerIds: [newId()] },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; customerIds: readonly Id[] }) => sql<RelationLine>`
    select r.customer_id as "customerId", r.staff_id as "staffId", s.name as "staffName", s.store_name as "storeName", r.corp_id as "corpId",
      r.standing, r.state, r.add_way as "addWay", r.remark, r.description, r.first_added_at_ms as "firstAddedAtMs",
      r.added_at_ms as "addedAtMs", r.lost_at_ms as "lostAtMs", r.lost_by as "lostBy", r.first_outbound_at_ms as "firstOutboundAtMs",
      r.first_inbound_at_ms as "firstInboundAtMs", r.last_inbound_at_ms as "lastInboundAtMs"
    from customers.relation r
    left join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = r.staff_id
    where r.tenant_id = ${p.tenantId} and r.customer_id = any(${p.customerIds}::uuid[]) ${withinStaff(p.scope, 'r.staff_id')}
    order by r.added_at_ms desc nulls last, r.staff_id`,
});

interface TagLine {
  customerId: Id;
  tagId: Id;
  name: string;
  groupName: string | null;
  staffId: Id;
  mark: 'on' | 'adding' | 'removing' | 'refused';
  refusedCode: string | null;
}

export const tagsOfPeople = query({
  name: 'customers.tagsOfPeople',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql<TagLine>`
    select c.customer_id as "customerId", c.tag_id as "tagId", t.name, g.name as "groupName", c.staff_id as "staffId", c.mark,
      c.refused_code as "refusedCode"
    from customers.customer_tag c
    join customers.tag t on t.tenant_id = ${p.tenantId} and t.tag_id = c.tag_id and t.deleted_at_ms is null
    left join customers.tag_group g on g.tenant_id = ${p.tenantId} and g.group_id = t.group_id
    where c.tenant_id = ${p.tenantId} and c.customer_id = any(${p.customerIds}::uuid[])
    order by g.position, g.name, t.position, t.name, c.staff_id`,
});

interface TalkStats {
  inbound: number;
  outbound: number;
  automatic: number;
  daysTalked: number;
  lastOutboundAtMs: number | null;
}

export const talkStats = query({
  name: 'customers.talkStats',
  examples: [
    { tenantId: 1, scope: everything, customerId: newId() },
    { tenantId: 1, scope: part, customerId: newId() },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; customerId: Id }) => sql<TalkStats>`
    select count(*) filter (where m.from_customer)::int as inbound,
      count(*) filter (where not m.from_customer and not m.automatic)::int as outbound,
      count(*) filter (where not m.from_customer and m.automatic)::int as automatic,
      count(distinct (m.at_ms + 28800000) / 86400000) filter (where m.from_customer)::int as "daysTalked",
      max(m.at_ms) filter (where not m.from_customer) as "lastOutboundAtMs"
    from customers.message m
    where m.tenant_id = ${p.tenantId} and m.customer_id = ${p.customerId} ${withinStaff(p.scope, 'm.staff_id')}`,
});
