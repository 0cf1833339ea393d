// Statements that recompute the day's numbers from the facts of other modules, and write what differs.
import { type Day, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';
import { CONSENT, GREETED_AT, GREETING, OBSERVED, REPLIED } from './friendship.sql.ts';

/** Stands for «nobody» and «no channel». */
export const NOBODY = '00000000-0000-0000-0000-000000000000';
const BUY_WINDOW_MS = 7 * 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

export interface DayRow {
  day: Day;
  staffId: string;
  channelId: string;
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

interface Window {
  tenantId: TenantId;
  fromMs: number;
  toMs: number;
}

const window: Window[] = [{ tenantId: 1, fromMs: 0, toMs: 1 }];
/** The Shanghai day of an instant, as text. */
const dayOfMs = (column: string) =>
  sql`to_char(to_timestamp((${sql.ref(column)} + ${SHANGHAI_MS}) / 1000) at time zone 'UTC', 'YYYY-MM-DD')`;

/** Friends added in a window, with what became of them. */
export const countAdds = query({
  name: 'insight.countAdds',
  examples: window,
  sql: (p: Window) => sql<
    Pick<DayRow, 'day' | 'staffId' | 'channelId' | 'adds' | 'observed' | 'greeted' | 'replied' | 'bought7'>
  >`
    select ${dayOfMs('r.first_added_at_ms')} as day, r.staff_id as "staffId", coalesce(c.channel_id, ${NOBODY}::uuid) as "channelId",
      count(*)::int as adds,
      count(*) filter (where ${OBSERVED})::int as observed,
      count(*) filter (where ${OBSERVED} and r.greeted_at_ms is not null)::int as greeted,
      count(*) filter (where ${OBSERVED} and ${REPLIED})::int as replied,
      count(*) filter (where exists (
        select 1 from orders.pub_order o
        where o.tenant_id = r.tenant_id and o.customer_id = r.customer_id and o.first_order and not o.old_customer
          and o.net_fen > 0 and o.paid_at_ms between r.first_added_at_ms and r.first_added_at_ms + ${BUY_WINDOW_MS}::bigint))::int as bought7
    from (
      select rr.tenant_id, rr.customer_id, rr.staff_id, rr.state, rr.first_added_at_ms, rr.first_inbound_at_ms, ${GREETED_AT} as greeted_at_ms,
        a.at_ms as agreed_at_ms, a.since_ms as archived_since_ms
      from customers.pub_relation rr ${CONSENT} ${GREETING}
      where rr.tenant_id = ${p.tenantId} and rr.first_added_at_ms >= ${p.fromMs} and rr.first_added_at_ms < ${p.toMs}
    ) r
    left join channels.pub_code c on c.tenant_id = r.tenant_id and c.state = r.state
    group by 1, 2, 3`,
});

/** Friendships that ended in a window. */
export const countLost = query({
  name: 'insight.countLost',
  examples: window,
  sql: (p: Window) => sql<Pick<DayRow, 'day' | 'staffId' | 'channelId' | 'lost'>>`
    select ${dayOfMs('r.lost_at_ms')} as day, r.staff_id as "staffId", coalesce(c.channel_id, ${NOBODY}::uuid) as "channelId", count(*)::int as lost
    from customers.pub_relation r
    left join channels.pub_code c on c.tenant_id = r.tenant_id and c.state = r.state
    where r.tenant_id = ${p.tenantId} and r.lost_at_ms >= ${p.fromMs} and r.lost_at_ms < ${p.toMs}
    group by 1, 2, 3`,
});

/** Orders paid in a window, by closing guide and source channel. */
export const countOrders = query({
  name: 'insight.countOrders',
  examples: window,
  sql: (p: Window) => sql<
    Pick<DayRow, 'day' | 'staffId' | 'channelId' | 'orders' | 'paidFen' | 'firstBuyers'>
  >`
    select ${dayOfMs('o.paid_at_ms')} as day, coalesce(o.closing_staff_id, ${NOBODY}::uuid) as "staffId",
      coalesce(o.source_channel_id, ${NOBODY}::uuid) as "channelId",
      count(*)::int as orders, sum(o.paid_fen)::bigint as "paidFen",
      count(*) filter (where o.first_order and not o.old_customer and o.net_fen > 0)::int as "firstBuyers"
    from orders.pub_order o
    where o.tenant_id = ${p.tenantId} and o.paid_at_ms >= ${p.fromMs} and o.paid_at_ms < ${p.toMs}
    group by 1, 2, 3`,
});

/** The stored rows of some days. */
export const readDays = query({
  name: 'insight.readDays',
  examples: [{ tenantId: 1, from: '2026-01-01', to: '2026-01-02' }],
  sql: (p: { tenantId: TenantId; from: Day; to: Day }) => sql<DayRow>`
    select day::text as day, staff_id as "staffId", channel_id as "channelId", adds, observed, greeted, replied, bought7, lost,
      first_buyers as "firstBuyers", orders, paid_fen as "paidFen"
    from insight.day where tenant_id = ${p.tenantId} and day between ${p.from}::date and ${p.to}::date`,
});

export const writeDays = query({
  name: 'insight.writeDays',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    insert into insight.day (tenant_id, day, staff_id, channel_id, adds, observed, greeted, replied, bought7, lost, first_buyers, orders, paid_fen)
    select ${p.tenantId}, v.day, v."staffId", v."channelId", v.adds, v.observed, v.greeted, v.replied, v.bought7, v.lost, v."firstBuyers", v.orders, v."paidFen"
    from jsonb_to_recordset(${p.rows}::jsonb) as v(day date, "staffId" uuid, "channelId" uuid, adds int, observed int, greeted int, replied int,
      bought7 int, lost int, "firstBuyers" int, orders int, "paidFen" bigint)
    on conflict (tenant_id, day, staff_id, channel_id) do update set adds = excluded.adds, observed = excluded.observed,
      greeted = excluded.greeted,
      replied = excluded.replied, bought7 = excluded.bought7, lost = excluded.lost, first_buyers = excluded.first_buyers,
      orders = excluded.orders, paid_fen = excluded.paid_fen`,
});

export const deleteDays = query({
  name: 'insight.deleteDays',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    delete from insight.day d using jsonb_to_recordset(${p.rows}::jsonb) as v(day date, "staffId" uuid, "channelId" uuid)
    where d.tenant_id = ${p.tenantId} and d.day = v.day and d.staff_id = v."staffId" and d.channel_id = v."channelId"`,
});

export interface StandingRow {
  staffId: string;
  channelId: string;
  wroteOn: Day;
  friends: number;
  /** Those of them whose messages can be known. */
  observed: number;
}

/** Friends as they stand now, by guide, channel and day of the last message; how many of them agreed to archiving. */
export const countStanding = query({
  name: 'insight.countStanding',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<StandingRow>`
    select rr.staff_id as "staffId", coalesce(c.channel_id, ${NOBODY}::uuid) as "channelId",
      coalesce(${dayOfMs('rr.last_inbound_at_ms')}, '0001-01-01') as "wroteOn", count(*)::int as friends, count(a.at_ms)::int as observed
    from customers.pub_relation rr
    left join channels.pub_code c on c.tenant_id = rr.tenant_id and c.state = rr.state
    ${CONSENT}
    where rr.tenant_id = ${p.tenantId} and rr.standing = 'friend'
    group by 1, 2, 3`,
});

export const clearStanding = query({
  name: 'insight.clearStanding',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql`delete from insight.standing where tenant_id = ${p.tenantId}`,
});

export const writeStanding = query({
  name: 'insight.writeStanding',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    insert into insight.standing (tenant_id, staff_id, channel_id, wrote_on, friends, observed)
    select ${p.tenantId}, v."staffId", v."channelId", v."wroteOn", v.friends, v.observed
    from jsonb_to_recordset(${p.rows}::jsonb) as v("staffId" uuid, "channelId" uuid, "wroteOn" date, friends int, observed int)
    on conflict (tenant_id, staff_id, channel_id, wrote_on) do update set friends = excluded.friends, observed = excluded.observed`,
});

// @NOTE days are marked in order, so that reactions that mark at once wait for each other instead of deadlocking.
/** Which days hold facts at all: after a first synchronisation everything is recomputed. */
export const markAllDirty = query({
  name: 'insight.markAllDirty',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql`
    insert into insight.dirty_day (tenant_id, day)
    select ${p.tenantId}, days.day::date from (
      select ${dayOfMs('r.first_added_at_ms')} as day from customers.pub_relation r where r.tenant_id = ${p.tenantId} and r.first_added_at_ms is not null
      union select ${dayOfMs('r.lost_at_ms')} from customers.pub_relation r where r.tenant_id = ${p.tenantId} and r.lost_at_ms is not null
      union select ${dayOfMs('o.paid_at_ms')} from orders.pub_order o where o.tenant_id = ${p.tenantId} and o.paid_at_ms is not null
    ) as days
    order by 2
    on conflict (tenant_id, day) do update set marks = dirty_day.marks + 1`,
});

/** The days on which some orders were paid, and on which their buyers were added (their 7-day window changed). */
export const markDaysOfOrders = query({
  name: 'insight.markDaysOfOrders',
  examples: [{ tenantId: 1, orderIds: [newId()], customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; orderIds: readonly string[]; customerIds: readonly string[] }) => sql`
    insert into insight.dirty_day (tenant_id, day)
    select ${p.tenantId}, days.day::date from (
      select ${dayOfMs('o.paid_at_ms')} as day from orders.pub_order o
      where o.tenant_id = ${p.tenantId} and o.customer_id = any(${p.customerIds}::uuid[]) and o.order_id = any(${p.orderIds}::uuid[])
        and o.paid_at_ms is not null
      union select ${dayOfMs('r.first_added_at_ms')} from customers.pub_relation r
      where r.tenant_id = ${p.tenantId} and r.customer_id = any(${p.customerIds}::uuid[]) and r.first_added_at_ms is not null
    ) as days
    order by 2
    on conflict (tenant_id, day) do update set marks = dirty_day.marks + 1`,
});

export const readDirtyDays = query({
  name: 'insight.readDirtyDays',
  examples: [{ tenantId: 1, limit: 31 }],
  sql: (p: { tenantId: TenantId; limit: number }) => sql<{ day: Day; marks: number }>`
    select day::text as day, marks from insight.dirty_day where tenant_id = ${p.tenantId} order by day desc limit ${p.limit}`,
});

/** Forgets days that were not marked again since they were read. */
export const forgetDirtyDays = query({
  name: 'insight.forgetDirtyDays',
  examples: [{ tenantId: 1, days: ['2026-01-01'], marks: [1] }],
  sql: (p: { tenantId: TenantId; days: readonly Day[]; marks: readonly number[] }) => sql`
    delete from insight.dirty_day d using unnest(${p.days}::date[], ${p.marks}::int[]) as v(day, marks)
    where d.tenant_id = ${p.tenantId} and d.day = v.day and d.marks = v.marks`,
});

export const noteFreshness = query({
  name: 'insight.noteFreshness',
  examples: [
    { tenantId: 1, asOfMs: 1, standingAsOfMs: null },
    { tenantId: 1, asOfMs: 1, standingAsOfMs: 2 },
  ],
  sql: (p: { tenantId: TenantId; asOfMs: number; standingAsOfMs: number | null }) => sql`
    insert into insight.freshness as f (tenant_id, as_of_ms, standing_as_of_ms) values (${p.tenantId}, ${p.asOfMs}, coalesce(${p.standingAsOfMs}::bigint, 0))
    on conflict (tenant_id) do update set as_of_ms = excluded.as_of_ms,
      standing_as_of_ms = coalesce(${p.standingAsOfMs}::bigint, f.standing_as_of_ms)`,
});

/** Says that standing has changed at large: the next look counts it anew. */
export const expireStanding = query({
  name: 'insight.expireStanding',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql`
    update insight.freshness set standing_as_of_ms = 0 where tenant_id = ${p.tenantId}`,
});

export const readFreshness = query({
  name: 'insight.readFreshness',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<{ asOfMs: number; standingAsOfMs: number }>`
    select as_of_ms as "asOfMs", standing_as_of_ms as "standingAsOfMs" from insight.freshness where tenant_id = ${p.tenantId}`,
});
