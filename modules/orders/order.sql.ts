// Statements that read orders. One set of filters serves the list, its totals and its CSV, so that a number and the
// rows behind it cannot differ.
import type { OrderState, Platform } from '@yutian/contract';
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';

export interface OrderFilter {
  fromMs: number | null;
  toMs: number | null;
  dateBy: 'paid' | 'created';
  shopId: Id | null;
  platform: Platform | null;
  storeId: Id | null;
  channelId: Id | null;
  staffId: Id | null;
  customerId: Id | null;
  state: OrderState | null;
  paid: boolean | null;
  refunded: boolean | null;
  firstOrder: boolean | null;
  oldCustomer: boolean | null;
  attributed: boolean | null;
  search: string | null;
}

export interface OrderRecord {
  orderId: Id;
  orderNo: string;
  shopId: Id;
  shopName: string;
  platform: Platform;
  customerId: Id;
  customerName: string | null;
  state: OrderState;
  createdAtMs: number;
  paidAtMs: number | null;
  totalFen: number;
  paidFen: number;
  refundedFen: number;
  province: string | null;
  storeId: Id | null;
  storeName: string | null;
  staffId: Id | null;
  sourceChannelId: Id | null;
  sourceChannelName: string | null;
  closingStaffId: Id | null;
  closingStaffName: string | null;
  firstOrder: boolean;
  oldCustomer: boolean;
}

const columns = sql`
  o.order_id as "orderId", o.order_no as "orderNo", o.shop_id as "shopId", s.name as "shopName", s.platform,
  o.customer_id as "customerId", o.state, o.created_at_ms as "createdAtMs", o.paid_at_ms as "paidAtMs",
  o.total_fen as "totalFen", o.paid_fen as "paidFen", o.refunded_fen as "refundedFen", o.province, o.store_id as "storeId",
  o.staff_id as "staffId", o.source_channel_id as "sourceChannelId", o.closing_staff_id as "closingStaffId",
  o.first_order as "firstOrder", o.old_customer as "oldCustomer", pc.name as "customerName", st.name as "storeName",
  ch.name as "sourceChannelName", gs.name as "closingStaffName"`;

const nothing: OrderFilter = {
  fromMs: null,
  toMs: null,
  dateBy: 'created',
  shopId: null,
  platform: null,
  storeId: null,
  channelId: null,
  staffId: null,
  customerId: null,
  state: null,
  paid: null,
  refunded: null,
  firstOrder: null,
  oldCustomer: null,
  attributed: null,
  search: null,
};
const everyFilter: OrderFilter = {
  fromMs: 0,
  toMs: 1,
  dateBy: 'paid',
  shopId: newId(),
  platform: 'tmall',
  storeId: newId(),
  channelId: newId(),
  staffId: newId(),
  customerId: newId(),
  state: 'paid',
  paid: true,
  refunded: true,
  firstOrder: true,
  oldCustomer: true,
  attributed: true,
  search: 'a',
};
const opposite: OrderFilter = { ...everyFilter, paid: false, refunded: false, attributed: false };
const part: Scope = { kind: 'part', staffIds: [newId()], storeIds: [newId()] };

const moment = (dateBy: 'paid' | 'created') =>
  sql.ref(dateBy === 'paid' ? 'o.paid_at_ms' : 'o.created_at_ms');

function where(p: { tenantId: TenantId; scope: Scope; filter: OrderFilter }): RawBuilder<unknown> {
  const f = p.filter;
  const at = moment(f.dateBy);
  return sql`o.tenant_id = ${p.tenantId}
    ${f.dateBy === 'paid' ? sql`and o.paid_at_ms is not null` : sql``}
    ${f.fromMs === null ? sql`` : sql`and ${at} >= ${f.fromMs}`}
    ${f.toMs === null ? sql`` : sql`and ${at} < ${f.toMs}`}
    ${f.shopId === null ? sql`` : sql`and o.shop_id = ${f.shopId}`}
    ${f.platform === null ? sql`` : sql`and s.platform = ${f.platform}`}
    ${f.storeId === null ? sql`` : sql`and o.store_id = ${f.storeId}`}
    ${f.channelId === null ? sql`` : sql`and o.source_channel_id = ${f.channelId}`}
    ${f.staffId === null ? sql`` : sql`and o.closing_staff_id = ${f.staffId}`}
    ${f.customerId === null ? sql`` : sql`and o.customer_id = ${f.customerId}`}
    ${f.state === null ? sql`` : sql`and o.state = ${f.state}`}
    ${f.paid === null ? sql`` : f.paid ? sql`and o.paid_fen > 0` : sql`and o.paid_fen = 0`}
    ${f.refunded === null ? sql`` : f.refunded ? sql`and o.refunded_fen > 0` : sql`and o.refunded_fen = 0`}
    ${f.firstOrder === null ? sql`` : sql`and o.first_order = ${f.firstOrder}`}
    ${f.oldCustomer === null ? sql`` : sql`and o.old_customer = ${f.oldCustomer}`}
    ${f.attributed === null ? sql`` : f.attributed ? sql`and o.source_channel_id is not null` : sql`and o.source_channel_id is null`}
    ${f.search === null ? sql`` : sql`and o.order_no like ${f.search.replaceAll(/[\\%_]/g, String.raw`\$&`)} || '%'`}
    ${withinOrders(p.tenantId, p.scope, f.customerId !== null)}`;
}

/** An order is within a scope when one of its staff took it or closed it, or it belongs to one of its stores. */
function within(scope: Scope): RawBuilder<unknown> {
  if (scope.kind === 'all') return sql`true`;
  return sql`(o.closing_staff_id = any(${scope.staffIds}::uuid[]) or o.staff_id = any(${scope.staffIds}::uuid[])
    or o.store_id = any(${scope.storeIds}::uuid[]))`;
}

/**
 * Of a given person the staff he is a friend of see what he bought from the company and in their own stores, which is
 * what the sidebar is for (S3-46); what he bought in other stores is theirs (S0-43).
 */
function withinOrders(tenantId: TenantId, scope: Scope, ofOnePerson: boolean): RawBuilder<unknown> {
  if (scope.kind === 'all') return sql``;
  if (!ofOnePerson) return sql`and ${within(scope)}`;
  return sql`and (${within(scope)} or exists (select 1 from customers.pub_relation r where r.tenant_id = ${tenantId}
    and r.customer_id = o.customer_id and r.standing <> 'lost' and r.staff_id = any(${scope.staffIds}::uuid[]))
    and (o.store_id is null or o.store_id in (select f.store_id from org.pub_staff f
      where f.tenant_id = ${tenantId} and f.staff_id = any(${scope.staffIds}::uuid[]))))`;
}

/** Orders per shop; who sees everything is answered by the registry, where no person is touched. */
export const countOrdersOfShops = query({
  name: 'orders.countOrdersOfShops',
  examples: [
    { tenantId: 1, scope: everything, shopIds: [newId()] },
    { tenantId: 1, scope: part, shopIds: [newId()] },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; shopIds: readonly Id[] }) => sql<{
    shopId: Id;
    orders: number;
  }>`
    select o.shop_id as "shopId", count(*) as orders
    from ${p.scope.kind === 'all' ? sql`orders.order_registry o` : sql`orders."order" o`}
    where o.tenant_id = ${p.tenantId} and o.shop_id = any(${p.shopIds}::uuid[]) and ${within(p.scope)} group by o.shop_id`,
});

const source = sql`orders."order" o join orders.shop s on s.tenant_id = o.tenant_id and s.shop_id = o.shop_id`;
const named = sql`${source}
  left join customers.pub_customer pc on pc.tenant_id = o.tenant_id and pc.customer_id = o.customer_id
  left join org.pub_store st on st.tenant_id = o.tenant_id and st.store_id = o.store_id
  left join channels.pub_channel ch on ch.tenant_id = o.tenant_id and ch.channel_id = o.source_channel_id
  left join org.pub_staff gs on gs.tenant_id = o.tenant_id and gs.staff_id = o.closing_staff_id`;

export const listOrders = query({
  name: 'orders.listOrders',
  examples: [
    { tenantId: 1, scope: everything, filter: nothing, before: null, limit: 50 },
    { tenantId: 1, scope: part, filter: nothing, before: { ms: 0, id: newId() }, limit: 50 },
    { tenantId: 1, scope: part, filter: everyFilter, before: { ms: 0, id: newId() }, limit: 50 },
    { tenantId: 1, scope: part, filter: opposite, before: null, limit: 50 },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    filter: OrderFilter;
    before: { ms: number; id: Id } | null;
    limit: number;
  }) => sql<OrderRecord>`
    select ${columns} from ${named} where ${where(p)}
      ${p.before === null ? sql`` : sql`and (${moment(p.filter.dateBy)}, o.order_id) < (${p.before.ms}::bigint, ${p.before.id}::uuid)`}
    order by ${moment(p.filter.dateBy)} desc, o.order_id desc limit ${p.limit}`,
});

/** @NOTE people are grouped first: counting them distinctly would sort every order (14 s of 2 million, 3 grouped). */
export const sumOrders = query({
  name: 'orders.sumOrders',
  examples: [
    { tenantId: 1, scope: everything, filter: nothing },
    { tenantId: 1, scope: part, filter: everyFilter },
    { tenantId: 1, scope: part, filter: opposite },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; filter: OrderFilter }) => sql<{
    orders: number;
    paidOrders: number;
    buyers: number;
    paidFen: number;
    refundedFen: number;
  }>`
    select coalesce(sum(b.orders), 0)::bigint as orders, coalesce(sum(b.paid_orders), 0)::bigint as "paidOrders",
      count(*) filter (where b.paid_orders > 0) as buyers, coalesce(sum(b.paid_fen), 0)::bigint as "paidFen",
      coalesce(sum(b.refunded_fen), 0)::bigint as "refundedFen"
    from (
      select count(*) as orders, count(*) filter (where o.paid_fen > 0) as paid_orders, sum(o.paid_fen) as paid_fen,
        sum(o.refunded_fen) as refunded_fen
      from ${p.filter.platform === null ? sql`orders."order" o` : source} where ${where(p)} group by o.tenant_id, o.customer_id
    ) b`,
});

/** Whose an order is: the first step of reading it. */
export const findOwner = query({
  name: 'orders.findOwner',
  examples: [{ tenantId: 1, orderId: newId() }],
  sql: (p: { tenantId: TenantId; orderId: Id }) => sql<{ customerId: Id }>`
    select customer_id as "customerId" from orders.order_registry
    where tenant_id = ${p.tenantId} and order_id = ${p.orderId}`,
});

export const findOrder = query({
  name: 'orders.findOrder',
  examples: [
    { tenantId: 1, scope: everything, customerId: newId(), orderId: newId() },
    { tenantId: 1, scope: part, customerId: newId(), orderId: newId() },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; customerId: Id; orderId: Id }) => sql<OrderRecord>`
    select ${columns} from ${named}
    where ${where({ ...p, filter: { ...nothing, customerId: p.customerId } })} and o.order_id = ${p.orderId}`,
});

const oneOrder = { tenantId: 1, customerId: newId(), orderId: newId() };
type OneOrder = { tenantId: TenantId; customerId: Id; orderId: Id };
const ofOrder = (p: OneOrder) =>
  sql`tenant_id = ${p.tenantId} and customer_id = ${p.customerId} and order_id = ${p.orderId}`;

export const listLines = query({
  name: 'orders.listLines',
  examples: [oneOrder],
  sql: (p: OneOrder) => sql<{
    lineNo: number;
    productId: Id | null;
    sku: string | null;
    name: string;
    quantity: number;
    unitPriceFen: number;
    amountFen: number;
  }>`
    select line_no as "lineNo", product_id as "productId", sku, name, quantity, unit_price_fen as "unitPriceFen",
      amount_fen as "amountFen"
    from orders.order_line where ${ofOrder(p)} order by line_no`,
});

export const listPayments = query({
  name: 'orders.listPayments',
  examples: [oneOrder],
  sql: (p: OneOrder) => sql<{ atMs: number; amountFen: number }>`
    select at_ms as "atMs", amount_fen as "amountFen" from orders.payment where ${ofOrder(p)} order by seq`,
});

export const listRefunds = query({
  name: 'orders.listRefunds',
  examples: [oneOrder],
  sql: (p: OneOrder) => sql<{ atMs: number; amountFen: number; reason: string | null }>`
    select at_ms as "atMs", amount_fen as "amountFen", reason from orders.refund where ${ofOrder(p)} order by seq`,
});

/** Names of the staff whom evidence tells of. */
export const listStaffNames = query({
  name: 'orders.listStaffNames',
  examples: [{ tenantId: 1, staffIds: [newId()] }],
  sql: (p: { tenantId: TenantId; staffIds: readonly Id[] }) => sql<{ staffId: Id; name: string }>`
    select staff_id as "staffId", name from org.pub_staff
    where tenant_id = ${p.tenantId} and staff_id = any(${p.staffIds}::uuid[])`,
});

export const findAttribution = query({
  name: 'orders.findAttribution',
  examples: [oneOrder],
  sql: (p: OneOrder) => sql<{
    evidence: unknown;
    ruleName: string;
    ruleVersion: number;
    computedAtMs: number;
    sourceCodeId: Id | null;
  }>`
    select a.evidence, a.rule_name as "ruleName", a.rule_version as "ruleVersion", a.computed_at_ms as "computedAtMs",
      o.source_code_id as "sourceCodeId"
    from orders.attribution a
    join orders."order" o on o.tenant_id = a.tenant_id and o.customer_id = a.customer_id and o.order_id = a.order_id
    where a.tenant_id = ${p.tenantId} and a.customer_id = ${p.customerId} and a.order_id = ${p.orderId}`,
});
