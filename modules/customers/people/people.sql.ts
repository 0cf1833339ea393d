// Statements that find people: the list with its filters and the reader's data scope, its count, and one person.
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff, withinStores } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';
import type { PlaceById } from '../paging.ts';

/** A fragment asked for, and whose whole key it is. */
export interface TextAsked {
  query: string;
  ids: readonly Id[];
  grams: readonly number[];
  /** Everybody who has all these fragments, if they are few; they need not be looked up again. */
  few: readonly Id[] | null;
  /** Fragments that many have together, so that the latest people are looked through one by one. */
  many: boolean;
}

/** A filter as the statements take it; null and [] ask nothing. */
export interface PeopleFilter {
  text: TextAsked | null;
  /** Has a relation with one of these staff. */
  staffIds: readonly Id[] | null;
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
  staffIds: null,
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

/** The reader's scope, narrowed to the staff asked for: whose relations count. */
function scopeAsked({ scope, filter }: PeopleQuery): Scope {
  const { staffIds: asked } = filter;
  if (asked === null) return scope;
  if (scope.kind === 'all') return { kind: 'part', staffIds: asked, storeIds: [] };
  const own = new Set(scope.staffIds);
  return { ...scope, staffIds: asked.filter((id) => own.has(id)) };
}

const asksRelation = ({ filter }: PeopleQuery) =>
  filter.staffIds !== null ||
  filter.corpId !== null ||
  filter.state !== null ||
  filter.addWay !== null ||
  filter.addedFromMs !== null ||
  filter.addedToMs !== null ||
  filter.standing !== null;

const present = (p: PeopleQuery) =>
  sql`c.tenant_id = ${p.tenantId} and c.erased_at_ms is null ${aboutPerson(p)}`;

/**
 * The people asked for, as disjoint arms over `c`: those with a relation in scope that fits, and, for part of a tenant,
 * buyers known only through an order of a store in scope. One arm each, because an OR of both would be tested person by
 * person instead of being joined.
 */
function arms(p: PeopleQuery): RawBuilder<unknown>[] {
  const { filter, scope } = p;
  const met = asksRelation(p) || filter.tagsAny.length + filter.tagsAll.length > 0;
  // Whoever has a relation, and with it tags, is not provisional.
  if (filter.provisional && met) return [sql`false`];
  if (scope.kind === 'all' && !asksRelation(p)) return [present(p)];
  const related = sql`${present(p)} and exists (select 1 from customers.relation r
    where r.tenant_id = ${p.tenantId} and r.customer_id = c.customer_id ${fittingInScope(p, 'r', filter.standing)}) ${notLive(p)}`;
  if (asksRelation(p)) return byDayAdded(filter).map((days) => sql`${related} ${days}`);
  return filter.provisional ? [...buyers(p), sql`false`] : [related, ...buyers(p)];
}

/** Buyers known only through an order of a store in scope. */
function buyers(p: PeopleQuery): RawBuilder<unknown>[] {
  const { scope, tenantId, filter } = p;
  if (scope.kind === 'all' || scope.storeIds.length === 0 || filter.provisional === false || asksRelation(p))
    return [];
  return [
    sql`${present(p)} and c.provisional and exists (
      select 1 from orders.pub_order o where o.tenant_id = ${tenantId} and o.customer_id = c.customer_id ${withinStores(scope, 'o.store_id')})`,
  ];
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

/** `and` relation `alias` is with staff in scope and as asked. */
const fittingInScope = (p: PeopleQuery, alias: string, standing: 'live' | 'lost' | null) =>
  sql`${withinStaff(scopeAsked(p), `${alias}.staff_id`)} ${fitting(p, alias, standing)}`;

/** `and` relation `alias` is as asked. A lost relation, and only a lost one, has lost_at_ms. */
function fitting(p: PeopleQuery, alias: string, standing: 'live' | 'lost' | null): RawBuilder<unknown> {
  const { filter: f } = p;
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`${f.corpId === null ? nothing : sql`and ${column('corp_id')} = ${f.corpId}`}
    ${f.state === null ? nothing : sql`and ${column('state')} = ${f.state}`}
    ${f.addWay === null ? nothing : sql`and ${column('add_way')} = ${f.addWay}`}
    ${f.addedFromMs === null ? nothing : sql`and ${column('added_at_ms')} >= ${f.addedFromMs}::bigint`}
    ${f.addedToMs === null ? nothing : sql`and ${column('added_at_ms')} < ${f.addedToMs}::bigint`}
    ${standing === null ? nothing : standing === 'lost' ? sql`and ${column('lost_at_ms')} is not null` : sql`and ${column('standing')} <> 'lost'`}`;
}

/** Lost is who has no live relation left among those asked for. */
const notLive = (p: PeopleQuery) =>
  p.filter.standing === 'lost'
    ? sql`and not exists (select 1 from customers.relation v
        where v.tenant_id = ${p.tenantId} and v.customer_id = c.customer_id ${fittingInScope(p, 'v', 'live')})`
    : nothing;

function aboutPerson({ tenantId, scope, filter: f }: PeopleQuery): RawBuilder<unknown> {
  const carries = (tags: RawBuilder<unknown>) => sql`exists (select 1 from customers.customer_tag t
    where t.tenant_id = ${tenantId} and t.customer_id = c.customer_id and t.mark in ('on', 'adding') and ${tags}
    ${withinStaff(scope, 't.staff_id')})`;
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

/** Who has all of some fragments, up to a limit. */
export const listNear = query({
  name: 'customers.listNear',
  examples: [{ tenantId: 1, grams: [1, 2], limit: 10 }],
  sql: (p: { tenantId: TenantId; grams: readonly number[]; limit: number }) => sql<{ id: Id }>`
    select customer_id as id from customers.customer
    where tenant_id = ${p.tenantId} and grams @> ${p.grams}::integer[] limit ${p.limit}`,
});

/**
 * The fragments are in the index, the text decides; a remark counts for those who may see it.
 * @NOTE bool_or and not EXISTS: inside an OR the planner turns EXISTS into a scan of every remark (200 ms of 400,000).
 */
function contains(tenantId: TenantId, scope: Scope, text: TextAsked): RawBuilder<unknown> {
  const inText = (column: RawBuilder<unknown>) => sql`strpos(${column}, ${text.query}) > 0`;
  const near = text.few
    ? sql`c.customer_id = any(${text.few}::uuid[])`
    : sql`${text.many ? sql`(c.grams || '{}')` : sql`c.grams`} @> ${text.grams}::integer[]`;
  const fragment = sql`${near} and (
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

const part: Scope = { kind: 'part', staffIds: [newId()], storeIds: [newId()] };
const asked: PeopleFilter = {
  text: { query: '王', grams: [1], ids: [newId()], few: null, many: false },
  staffIds: [newId(), newId()],
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
  {
    tenantId: 1,
    scope: everything,
    filter: { ...everybody, text: { query: '王', grams: [1], ids: [], few: null, many: true } },
  },
  {
    tenantId: 1,
    scope: everything,
    filter: { ...everybody, text: { query: '王伟', grams: [1, 2], ids: [], few: [newId()], many: false } },
  },
  { tenantId: 1, scope: everything, filter: { ...everybody, provisional: true, hasPhone: false } },
  { tenantId: 1, scope: everything, filter: { ...everybody, standing: 'live' } },
  { tenantId: 1, scope: part, filter: everybody },
  { tenantId: 1, scope: { ...part, staffIds: Array.from({ length: 30 }, newId) }, filter: everybody },
  { tenantId: 1, scope: everything, filter: { ...everybody, staffIds: [newId()] } },
  { tenantId: 1, scope: part, filter: asked },
];

// Up to so many staff, their relations are read one after another in order of adding; beyond, people are.
// Measured among 1.2 million people: a store of 10 staff 8 ms instead of 230 ms.
const FEW_STAFF = 24;

export interface PageOfPeople extends PeopleQuery {
  before: PlaceById | null;
  limit: number;
  /** All who fit are found and sorted, instead of looking through the latest people for those who fit. */
  sorted?: boolean;
}

const line = sql`c.customer_id as id, c.name, c.avatar, c.gender, c.kind, c.corp_name as "corpName", c.provisional,
  c.member_no as "memberNo", c.phone_tails as "phoneTails", c.first_added_at_ms as "firstAddedAtMs",
  c.last_inbound_at_ms as "lastInboundAtMs", c.created_at_ms as "createdAtMs", c.custom`;

/** A page of one arm, by when a person was last added by anybody. */
const pageOfArm = (p: PageOfPeople, arm: RawBuilder<unknown>) => sql`(
  select ${line}, c.recent_ms as "recentMs" from customers.customer c where ${arm}
    ${p.before === null ? nothing : sql`and (c.recent_ms, c.customer_id) < (${p.before.atMs}::bigint, ${p.before.id}::uuid)`}
  order by ${p.sorted ? sql`c.recent_ms + 0` : sql`c.recent_ms`} desc, c.customer_id desc limit ${p.limit})`;

const AT = sql`coalesce(r.added_at_ms, 0::bigint)`;

/**
 * A page of people of a few staff, by when one of these added them last: the index of each member of staff gives them in
 * order, and the planner merges. Of several fitting relations of a person the latest stands for him.
 */
function pageOfStaff(p: PageOfPeople, staffIds: readonly Id[]): RawBuilder<unknown> {
  const standing = p.filter.standing;
  const relations = staffIds.map(
    (
      staffId,
    ) => sql`(select r.customer_id, r.staff_id, r.external_userid, ${AT} as at_ms from customers.relation r
      where r.tenant_id = ${p.tenantId} and r.staff_id = ${staffId}::uuid ${fitting(p, 'r', standing)}
      ${p.before === null ? nothing : sql`and (${AT}, r.customer_id) < (${p.before.atMs}::bigint, ${p.before.id}::uuid)`}
      order by ${AT} desc, r.customer_id desc)`,
  );
  return sql`(
    select ${line}, f.at_ms as "recentMs" from (${sql.join(relations, sql` union all `)}) as f
    join customers.customer c on c.tenant_id = ${p.tenantId} and c.customer_id = f.customer_id
    where ${present(p)} ${notLive(p)} and not exists (select 1 from customers.relation r
      where r.tenant_id = ${p.tenantId} and r.customer_id = f.customer_id ${fittingInScope(p, 'r', standing)}
        and (${AT}, r.staff_id, r.external_userid) > (f.at_ms, f.staff_id, f.external_userid))
    order by f.at_ms desc, f.customer_id desc limit ${p.limit})`;
}

/** The statement after this one is given up after so long. */
export const giveUpAfter = query({
  name: 'customers.giveUpAfter',
  examples: [{ ms: 1_000 }],
  sql: (p: { ms: number }) => sql`select set_config('statement_timeout', ${String(p.ms)}, true)`,
});

/** People asked for, latest added first: by those of the staff asked for, if these are few. */
export const listPeople = query({
  name: 'customers.listPeople',
  examples: examples.flatMap((example) => [
    { ...example, before: null, limit: 50 },
    { ...example, before: { atMs: 0, id: newId() }, limit: 50, sorted: true },
  ]),
  sql: (p: PageOfPeople) => {
    const asked = scopeAsked(p);
    const few =
      asked.kind === 'part' &&
      asked.staffIds.length > 0 &&
      asked.staffIds.length <= FEW_STAFF &&
      p.filter.provisional !== true;
    const pages = few
      ? [pageOfStaff(p, asked.staffIds), ...buyers(p).map((arm) => pageOfArm(p, arm))]
      : arms(p).map((arm) => pageOfArm(p, arm));
    if (pages.length === 1) return sql<PersonLine>`${pages[0]}`;
    return sql<PersonLine>`select id, name, avatar, gender, kind, "corpName", provisional, "memberNo", "phoneTails", "firstAddedAtMs",
        "lastInboundAtMs", "createdAtMs", custom, "recentMs"
      from (${sql.join(pages, sql` union all `)}) as found
      order by "recentMs" desc, id desc limit ${p.limit}`;
  },
});

export const staffOfStore = query({
  name: 'customers.staffOfStore',
  examples: [{ tenantId: 1, storeId: newId() }],
  sql: (p: { tenantId: TenantId; storeId: Id }) => sql<{ staffId: Id }>`
    select s.staff_id as "staffId" from org.pub_staff s where s.tenant_id = ${p.tenantId} and s.store_id = ${p.storeId}::uuid`,
});

// A page stops after some people, a set does not: it goes by the index, however many have the fragments.
const counting = (p: PeopleQuery): PeopleQuery =>
  p.filter.text?.many ? { ...p, filter: { ...p.filter, text: { ...p.filter.text, many: false } } } : p;

/** Live codes by the state they give to those who scan them. */
export const namesOfCodes = query({
  name: 'customers.namesOfCodes',
  examples: [{ tenantId: 1, states: ['s'] }],
  sql: (p: { tenantId: TenantId; states: readonly string[] }) => sql<{ state: string; name: string }>`
    select k.state, k.name from channels.pub_code k where k.tenant_id = ${p.tenantId} and k.state = any(${p.states}::text[])`,
});

/** How many fit, counted up to `cap`. */
export const countPeople = query({
  name: 'customers.countFitting',
  examples: examples.map((example) => ({ ...example, cap: 10_000 })),
  sql: (p: PeopleQuery & { cap: number }) => sql<{ count: number }>`
    select count(*)::int as count from (${sql.join(
      arms(counting(p)).map((arm) => sql`(select 1 from customers.customer c where ${arm} limit ${p.cap})`),
      sql` union all `,
    )}) as found`,
});

/** All who fit, as a set inside another statement; its one column is "customerId". */
export const peopleSet = (p: PeopleQuery): RawBuilder<{ customerId: Id }> =>
  sql<{ customerId: Id }>`${sql.join(
    arms(counting(p)).map(
      (arm) => sql`select c.customer_id as "customerId" from customers.customer c where ${arm}`,
    ),
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

/** Tags of people by the staff in scope who gave them. */
export const tagsOfPeople = query({
  name: 'customers.tagsOfPeople',
  examples: [
    { tenantId: 1, scope: everything, customerIds: [newId()] },
    { tenantId: 1, scope: part, customerIds: [newId()] },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; customerIds: readonly Id[] }) => sql<TagLine>`
    select c.customer_id as "customerId", c.tag_id as "tagId", t.name, g.name as "groupName", c.staff_id as "staffId", c.mark,
      c.refused_code as "refusedCode"
    from customers.customer_tag c
    join customers.tag t on t.tenant_id = ${p.tenantId} and t.tag_id = c.tag_id and t.deleted_at_ms is null
    left join customers.tag_group g on g.tenant_id = ${p.tenantId} and g.group_id = t.group_id
    where c.tenant_id = ${p.tenantId} and c.customer_id = any(${p.customerIds}::uuid[]) ${withinStaff(p.scope, 'c.staff_id')}
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
