// The rows behind a number: the same conditions as the count, one row each, newest first, by keyset.
import { newId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';
import { CONSENT, GREETED_AT, GREETING, OBSERVED, REPLIED } from './friendship.sql.ts';
import { type Cut, cutExamples, withinCut } from './overview.sql.ts';
import { NOBODY } from './rollup.sql.ts';

/** A row of the list; `counts` says whether it is in a rate's numerator. */
export interface BehindRow {
  customerId: string;
  customerName: string;
  staffId: string | null;
  staffName: string | null;
  storeName: string | null;
  channelName: string | null;
  atMs: number;
  key: string;
  orderId: string | null;
  orderNo: string | null;
  paidFen: number | null;
  counts: boolean;
}

export interface After {
  atMs: number;
  key: string;
}

const BUY_WINDOW_MS = 7 * 86_400_000;
export type RelationList =
  | 'adds'
  | 'firstReplyRate'
  | 'boughtIn7Days'
  | 'lost'
  | 'friends'
  | 'privateChatRatio';

/** By which instant a list is cut and ordered, and who is in the numerator. */
const LISTS: Record<
  RelationList,
  { at: string; where: RawBuilder<unknown>; counts: (fromMs: number) => RawBuilder<unknown> }
> = {
  adds: { at: 'r.first_added_at_ms', where: sql`true`, counts: () => sql`true` },
  firstReplyRate: {
    at: 'r.first_added_at_ms',
    where: sql`${OBSERVED} and r.greeted_at_ms is not null`,
    counts: () => sql`coalesce(${REPLIED}, false)`,
  },
  boughtIn7Days: {
    at: 'r.first_added_at_ms',
    where: sql`true`,
    counts:
      () => sql`exists (select 1 from orders.pub_order o where o.tenant_id = r.tenant_id and o.customer_id = r.customer_id
      and o.first_order and not o.old_customer and o.net_fen > 0
      and o.paid_at_ms between r.first_added_at_ms and r.first_added_at_ms + ${BUY_WINDOW_MS}::bigint)`,
  },
  lost: { at: 'r.lost_at_ms', where: sql`true`, counts: () => sql`true` },
  friends: { at: 'r.first_added_at_ms', where: sql`r.standing = 'friend'`, counts: () => sql`true` },
  privateChatRatio: {
    at: 'r.first_added_at_ms',
    where: sql`r.standing = 'friend' and r.agreed_at_ms is not null`,
    counts: (fromMs) => sql`coalesce(r.last_inbound_at_ms >= ${fromMs}, false)`,
  },
};

type ListParams = Cut & {
  list: RelationList;
  fromMs: number;
  toMs: number;
  after: After | null;
  limit: number;
};

// Standing lists (friends, private chat) are of everybody there is now, whenever he was added.
const cutByTime = (p: ListParams, at: RawBuilder<unknown>) =>
  p.list === 'friends' || p.list === 'privateChatRatio'
    ? sql``
    : sql`and ${at} >= ${p.fromMs} and ${at} < ${p.toMs}`;

export const listRelationsBehind = query({
  name: 'insight.listRelationsBehind',
  examples: (Object.keys(LISTS) as RelationList[]).flatMap((list) => [
    ...cutExamples.map((cut) => ({ ...cut, list, fromMs: 0, toMs: 1, after: null, limit: 50 })),
    { ...(cutExamples[1] as Cut), list, fromMs: 0, toMs: 1, after: { atMs: 1, key: newId() }, limit: 50 },
  ]),
  sql: (p: ListParams) => {
    const { at, where, counts } = LISTS[p.list];
    const key = sql`r.customer_id::text || r.staff_id::text || r.external_userid`;
    return sql<BehindRow>`
      select r.customer_id as "customerId", pc.name as "customerName", r.staff_id as "staffId", s.name as "staffName", s.store_name as "storeName",
        ch.name as "channelName", ${sql.ref(at)} as "atMs", ${key} as key, null::uuid as "orderId", null::text as "orderNo",
        null::bigint as "paidFen", ${counts(p.fromMs)} as counts
      from (
        select rr.tenant_id, rr.customer_id, rr.staff_id, rr.external_userid, rr.standing, rr.first_added_at_ms, rr.lost_at_ms,
          rr.first_inbound_at_ms, rr.last_inbound_at_ms, ${GREETED_AT} as greeted_at_ms, a.at_ms as agreed_at_ms, a.since_ms as archived_since_ms, coalesce(c.channel_id, ${NOBODY}::uuid) as channel_id
        from customers.pub_relation rr
        left join channels.pub_code c on c.tenant_id = rr.tenant_id and c.state = rr.state
        ${CONSENT} ${GREETING}
        where rr.tenant_id = ${p.tenantId}
      ) r
      join customers.pub_customer pc on pc.tenant_id = r.tenant_id and pc.customer_id = r.customer_id
      left join org.pub_staff s on s.tenant_id = r.tenant_id and s.staff_id = r.staff_id
      left join channels.pub_channel ch on ch.tenant_id = r.tenant_id and ch.channel_id = r.channel_id
      where r.tenant_id = ${p.tenantId} and pc.tenant_id = ${p.tenantId} and ${where} and ${sql.ref(at)} is not null
        ${cutByTime(p, sql.ref(at))} ${withinCut(p, 'r')}
        ${p.after === null ? sql`` : sql`and (${sql.ref(at)}, ${key}) < (${p.after.atMs}, ${p.after.key})`}
      order by ${sql.ref(at)} desc, ${key} desc limit ${p.limit}`;
  },
});

export type OrderList = 'orders' | 'paidAmount' | 'averageTicket' | 'firstBuyers';

export const listOrdersBehind = query({
  name: 'insight.listOrdersBehind',
  examples: [
    ...cutExamples.map((cut) => ({ ...cut, firstOnly: false, fromMs: 0, toMs: 1, after: null, limit: 50 })),
    {
      ...(cutExamples[1] as Cut),
      firstOnly: true,
      fromMs: 0,
      toMs: 1,
      after: { atMs: 1, key: newId() },
      limit: 50,
    },
  ],
  sql: (
    p: Cut & { firstOnly: boolean; fromMs: number; toMs: number; after: After | null; limit: number },
  ) => sql<BehindRow>`
    select o.customer_id as "customerId", pc.name as "customerName", o.staff_id as "staffId", s.name as "staffName", s.store_name as "storeName",
      ch.name as "channelName", o.paid_at_ms as "atMs", o.order_id::text as key, o.order_id as "orderId", o.order_no as "orderNo",
      o.paid_fen as "paidFen", true as counts
    from (
      select oo.tenant_id, oo.customer_id, oo.order_id, oo.order_no, oo.paid_at_ms, oo.paid_fen, oo.net_fen, oo.first_order, oo.old_customer,
        coalesce(oo.closing_staff_id, ${NOBODY}::uuid) as staff_id,
        coalesce(oo.source_channel_id, ${NOBODY}::uuid) as channel_id
      from orders.pub_order oo where oo.tenant_id = ${p.tenantId}
    ) o
    join customers.pub_customer pc on pc.tenant_id = o.tenant_id and pc.customer_id = o.customer_id
    left join org.pub_staff s on s.tenant_id = o.tenant_id and s.staff_id = o.staff_id
    left join channels.pub_channel ch on ch.tenant_id = o.tenant_id and ch.channel_id = o.channel_id
    where o.tenant_id = ${p.tenantId} and pc.tenant_id = ${p.tenantId} and o.paid_at_ms >= ${p.fromMs} and o.paid_at_ms < ${p.toMs}
      ${p.firstOnly ? sql`and o.first_order and not o.old_customer and o.net_fen > 0` : sql``} ${withinCut(p, 'o')}
      ${p.after === null ? sql`` : sql`and (o.paid_at_ms, o.order_id) < (${p.after.atMs}, ${p.after.key}::uuid)`}
    order by o.paid_at_ms desc, o.order_id desc limit ${p.limit}`,
});
