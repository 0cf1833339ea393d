// Who is asked for, as conditions of a statement: the list's filters and the reader's data scope.
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { withinStaff, withinStores } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';

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
export function scopeAsked({ scope, filter }: PeopleQuery): Scope {
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

export const present = (p: PeopleQuery) =>
  sql`c.tenant_id = ${p.tenantId} and c.erased_at_ms is null ${aboutPerson(p)}`;

/**
 * The people asked for, as disjoint arms over `c`: those with a relation in scope that fits, and, for part of a tenant,
 * buyers known only through an order of a store in scope. One arm each, because an OR of both would be tested person by
 * person instead of being joined.
 */
export function arms(p: PeopleQuery): RawBuilder<unknown>[] {
  const { filter, scope } = p;
  const met = asksRelation(p) || filter.tagsAny.length + filter.tagsAll.length > 0;
  // Whoever has a relation, and with it tags, is not provisional.
  if (filter.provisional && met) return [sql`false`];
  if (scope.kind === 'all' && !asksRelation(p)) return [present(p)];
  const related = sql`${present(p)} and exists (select 1 from customers.relation r
    where r.tenant_id = ${p.tenantId} and r.customer_id = c.customer_id ${fittingInScope(p, 'r', filter.standing)}) ${notLive(p)}`;
  if (asksRelation(p)) {
    const [latest = nothing, ...earlier] = byDayAdded(filter);
    return [
      asksOnlyDays(p)
        ? sql`${present(p)} and c.first_added_at_ms is not null ${latest}`
        : sql`${related} ${latest}`,
      ...earlier.map((days) => sql`${related} ${days}`),
    ];
  }
  return filter.provisional ? [...buyers(p), sql`false`] : [related, ...buyers(p)];
}

/** Buyers known only through an order of a store in scope. */
export function buyers(p: PeopleQuery): RawBuilder<unknown>[] {
  const { scope, tenantId, filter } = p;
  if (scope.kind === 'all' || scope.storeIds.length === 0 || filter.provisional === false || asksRelation(p))
    return [];
  return [
    sql`${present(p)} and c.provisional and exists (
      select 1 from orders.pub_order o where o.tenant_id = ${tenantId} and o.customer_id = c.customer_id ${withinStores(scope, 'o.store_id')})`,
  ];
}

/** Whether the days of adding are all that is asked of a relation: the latest add stands in the person's row. */
const asksOnlyDays = (p: PeopleQuery) =>
  p.scope.kind === 'all' &&
  !asksRelation({ ...p, filter: { ...p.filter, addedFromMs: null, addedToMs: null } });

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
export const fittingInScope = (p: PeopleQuery, alias: string, standing: 'live' | 'lost' | null) =>
  sql`${withinStaff(scopeAsked(p), `${alias}.staff_id`)} ${fitting(p, alias, standing)}`;

/** `and` relation `alias` is as asked. A lost relation, and only a lost one, has lost_at_ms. */
export function fitting(
  p: PeopleQuery,
  alias: string,
  standing: 'live' | 'lost' | null,
): RawBuilder<unknown> {
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
export const notLive = (p: PeopleQuery) =>
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

export const partOfTenant: Scope = { kind: 'part', staffIds: [newId()], storeIds: [newId()] };
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
/** Questions that reach every arm of the conditions. */
export const peopleExamples: PeopleQuery[] = [
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
  { tenantId: 1, scope: partOfTenant, filter: everybody },
  { tenantId: 1, scope: { ...partOfTenant, staffIds: Array.from({ length: 30 }, newId) }, filter: everybody },
  { tenantId: 1, scope: everything, filter: { ...everybody, staffIds: [newId()] } },
  { tenantId: 1, scope: partOfTenant, filter: asked },
];
