// Statements of the home page: sums over the day rows, by period and dimension, within the asker's scope.
import type { Dimension } from '@yutian/contract';
import { type Day, everything, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';
import { NOBODY } from './rollup.sql.ts';

/** Which part of the business a number is about: an id, `none` for what belongs to nobody, null for all. */
export interface Cut {
  tenantId: TenantId;
  scope: Scope;
  brandId: string | null;
  storeId: string | null;
  channelId: string | null;
  /** Without what is below the channel. */
  channelOnly: boolean;
  staffId: string | null;
}

export interface Sums {
  adds: number;
  observed: number;
  greeted: number;
  replied: number;
  bought7: number;
  lost: number;
  firstBuyers: number;
  orders: number;
  paidFen: number;
}

/** How things stand. `observed`: friends who agreed to archiving; `wrote`: those of them who wrote in the period. */
export interface Standing {
  friends: number;
  observed: number;
  wrote: number;
}

const part: Scope = { kind: 'part', staffIds: [newId()], storeIds: [newId()] };
const id = newId();
const all = { brandId: null, storeId: null, channelId: null, channelOnly: false, staffId: null };
const none = { brandId: 'none', storeId: 'none', channelId: 'none', channelOnly: false, staffId: 'none' };
const one = { brandId: id, storeId: id, channelId: id, channelOnly: false, staffId: id };
export const cutExamples: Cut[] = [
  { tenantId: 1, scope: everything, ...all },
  { tenantId: 1, scope: part, ...one },
  { tenantId: 1, scope: part, ...one, channelOnly: true },
  { tenantId: 1, scope: everything, ...none },
];
const periodExamples = cutExamples.map((cut) => ({ ...cut, from: '2026-01-01', to: '2026-01-31' }));

/** The cut as conditions on a row with staff_id and channel_id. */
export function withinCut(cut: Cut, alias: string): RawBuilder<unknown> {
  const staff = sql.ref(`${alias}.staff_id`);
  return sql`${withinStaff(cut.scope, `${alias}.staff_id`)}
    ${cut.staffId === null ? sql`` : sql`and ${staff} = ${idOf(cut.staffId)}::uuid`}
    ${placed(cut, staff, 'store_id', cut.storeId)}
    ${placed(cut, staff, 'brand_id', cut.brandId)}
    ${ofChannel(cut, sql.ref(`${alias}.channel_id`))}`;
}

const idOf = (id: string) => (id === 'none' ? NOBODY : id);

/** Guides of a store or brand; `none`: those without one, and nobody. */
function placed(cut: Cut, staff: RawBuilder<unknown>, place: string, id: string | null): RawBuilder<unknown> {
  if (id === null) return sql``;
  const guides = sql`select ps.staff_id from org.pub_staff ps where ps.tenant_id = ${cut.tenantId}`;
  const column = sql.ref(`ps.${place}`);
  return id === 'none'
    ? sql`and ${staff} not in (${guides} and ${column} is not null)`
    : sql`and ${staff} in (${guides} and ${column} = ${id}::uuid)`;
}

function ofChannel(
  { tenantId, channelId, channelOnly }: Cut,
  channel: RawBuilder<unknown>,
): RawBuilder<unknown> {
  if (channelId === null) return sql``;
  if (channelOnly || channelId === 'none') return sql`and ${channel} = ${idOf(channelId)}::uuid`;
  return sql`and ${channel} in (select pc.channel_id from channels.pub_channel pc
    where pc.tenant_id = ${tenantId} and ${channelId}::uuid = any(pc.path))`;
}

const sums = sql`coalesce(sum(d.adds), 0)::int as adds, coalesce(sum(d.observed), 0)::int as observed, coalesce(sum(d.greeted), 0)::int as greeted, coalesce(sum(d.replied), 0)::int as replied,
  coalesce(sum(d.bought7), 0)::int as bought7, coalesce(sum(d.lost), 0)::int as lost, coalesce(sum(d.first_buyers), 0)::int as "firstBuyers",
  coalesce(sum(d.orders), 0)::int as orders, coalesce(sum(d.paid_fen), 0)::bigint as "paidFen"`;

type Period = Cut & { from: Day; to: Day };

export const sumByDay = query({
  name: 'insight.sumByDay',
  examples: periodExamples,
  sql: (p: Period) => sql<Sums & { day: Day }>`
    select d.day::text as day, ${sums} from insight.day d
    where d.tenant_id = ${p.tenantId} and d.day between ${p.from}::date and ${p.to}::date ${withinCut(p, 'd')}
    group by d.day order by d.day`,
});

/** The column by which a dimension groups, given the staff row `s` and the day or standing row. */
function dimension(by: Dimension, alias: string): RawBuilder<unknown> {
  if (by === 'channel') return sql`nullif(${sql.ref(`${alias}.channel_id`)}, ${NOBODY}::uuid)`;
  if (by === 'staff') return sql`nullif(${sql.ref(`${alias}.staff_id`)}, ${NOBODY}::uuid)`;
  return by === 'store' ? sql`s.store_id` : sql`s.brand_id`;
}

const staffJoin = (by: Dimension, alias: string) =>
  by === 'store' || by === 'brand'
    ? sql`left join org.pub_staff s on s.tenant_id = ${sql.ref(`${alias}.tenant_id`)} and s.staff_id = ${sql.ref(`${alias}.staff_id`)}`
    : sql``;

const byExamples = periodExamples.flatMap((p) =>
  (['brand', 'store', 'channel', 'staff'] as const).map((by) => ({ ...p, by })),
);

export const sumByDimension = query({
  name: 'insight.sumByDimension',
  examples: byExamples,
  sql: (p: Period & { by: Dimension }) => sql<Sums & { id: string | null }>`
    select ${dimension(p.by, 'd')} as id, ${sums}
    from insight.day d ${staffJoin(p.by, 'd')}
    where d.tenant_id = ${p.tenantId} and d.day between ${p.from}::date and ${p.to}::date ${withinCut(p, 'd')}
    group by 1`,
});

/** Friends now, of how many of them messages can be known, and how many of these wrote since a day. */
export const sumStanding = query({
  name: 'insight.sumStanding',
  examples: cutExamples.map((cut) => ({ ...cut, since: '2026-01-01' })),
  sql: (p: Cut & { since: Day }) => sql<Standing>`
    select coalesce(sum(t.friends), 0)::int as friends, coalesce(sum(t.observed), 0)::int as observed,
      coalesce(sum(t.observed) filter (where t.wrote_on >= ${p.since}::date), 0)::int as wrote
    from insight.standing t where t.tenant_id = ${p.tenantId} ${withinCut(p, 't')}`,
});

export const sumStandingByDimension = query({
  name: 'insight.sumStandingByDimension',
  examples: byExamples.map(({ from, ...p }) => ({ ...p, since: from })),
  sql: (p: Cut & { since: Day; by: Dimension }) => sql<Standing & { id: string | null }>`
    select ${dimension(p.by, 't')} as id, sum(t.friends)::int as friends, sum(t.observed)::int as observed,
      coalesce(sum(t.observed) filter (where t.wrote_on >= ${p.since}::date), 0)::int as wrote
    from insight.standing t ${staffJoin(p.by, 't')}
    where t.tenant_id = ${p.tenantId} ${withinCut(p, 't')}
    group by 1`,
});

/** Names of brands, stores, channels and guides. */
export const nameDimension = query({
  name: 'insight.nameDimension',
  examples: (['brand', 'store', 'channel', 'staff'] as const).map((by) => ({ tenantId: 1, by })),
  sql: (p: { tenantId: TenantId; by: Dimension }) => {
    const source = {
      brand: sql`select b.brand_id as id, b.name from org.pub_brand b where b.tenant_id = ${p.tenantId}`,
      store: sql`select b.store_id as id, b.name from org.pub_store b where b.tenant_id = ${p.tenantId}`,
      channel: sql`select b.channel_id as id, b.name from channels.pub_channel b where b.tenant_id = ${p.tenantId}`,
      staff: sql`select b.staff_id as id, b.name from org.pub_staff b where b.tenant_id = ${p.tenantId}`,
    }[p.by];
    return sql<{ id: string; name: string }>`${source}`;
  },
});
