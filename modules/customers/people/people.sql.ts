// Statements that find people: pages of the list, how many there are, and all of them as a set.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';
import type { PlaceById } from '../paging.ts';
import {
  arms,
  buyers,
  fitting,
  fittingInScope,
  notLive,
  peopleExamples,
  type PeopleQuery,
  present,
  scopeAsked,
} from './people-filter.sql.ts';

const nothing = sql``;

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
/** Who has all of some fragments, up to a limit. */
export const listNear = query({
  name: 'customers.listNear',
  examples: [{ tenantId: 1, grams: [1, 2], limit: 10 }],
  sql: (p: { tenantId: TenantId; grams: readonly number[]; limit: number }) => sql<{ id: Id }>`
    select customer_id as id from customers.customer
    where tenant_id = ${p.tenantId} and grams @> ${p.grams}::integer[] limit ${p.limit}`,
});

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
  examples: peopleExamples.flatMap((example) => [
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

/** How many fit, counted up to `cap`. */
export const countPeople = query({
  name: 'customers.countFitting',
  examples: peopleExamples.map((example) => ({ ...example, cap: 10_000 })),
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
  examples: peopleExamples,
  sql: peopleSet,
});
