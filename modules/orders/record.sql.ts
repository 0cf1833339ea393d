// Statements that write orders: registry, order, lines, money, always in sets.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';
import { productIdOf } from './product-id.ts';

/** One writer per shop at a time, so that the same order cannot be made twice. */
export const lockShop = query({
  name: 'orders.lockShop',
  examples: [{ key: '1/x' }],
  sql: (p: { key: string }) => sql`select pg_advisory_xact_lock(hashtextextended(${p.key}, 7402234))`,
});

/**
 * Writing orders and working them out touch the same people in different orders, which ends in deadlocks. So both take
 * this lock first: those who write orders share it, who attributes or moves them has it alone.
 */
export const lockOrders = query({
  name: 'orders.lockOrders',
  examples: [
    { tenantId: 1, alone: false },
    { tenantId: 1, alone: true },
  ],
  sql: (p: { tenantId: TenantId; alone: boolean }) =>
    p.alone
      ? sql`select pg_advisory_xact_lock(7402235, ${p.tenantId}::int)`
      : sql`select pg_advisory_xact_lock_shared(7402235, ${p.tenantId}::int)`,
});

export interface KnownOrder {
  orderNo: string;
  orderId: Id;
  customerId: Id;
  importId: Id | null;
  state: string;
  totalFen: number;
  paidFen: number;
  refundedFen: number;
}

export const findKnown = query({
  name: 'orders.findKnownOrders',
  examples: [{ tenantId: 1, shopId: newId(), orderNos: '{a}' }],
  sql: (p: { tenantId: TenantId; shopId: Id; orderNos: string }) => sql<KnownOrder>`
    select g.order_no as "orderNo", g.order_id as "orderId", g.customer_id as "customerId", g.import_id as "importId",
      o.state, o.total_fen as "totalFen", o.paid_fen as "paidFen", o.refunded_fen as "refundedFen"
    from orders.order_registry g
    join orders."order" o on o.tenant_id = g.tenant_id and o.customer_id = g.customer_id and o.order_id = g.order_id
    where g.tenant_id = ${p.tenantId} and o.tenant_id = ${p.tenantId} and g.shop_id = ${p.shopId}
      and g.order_no = any(${p.orderNos}::text[])`,
});

export const countKnown = query({
  name: 'orders.countKnownOrders',
  examples: [{ tenantId: 1, shopId: newId(), orderNos: '{a}' }],
  sql: (p: { tenantId: TenantId; shopId: Id; orderNos: string }) => sql<{ known: number }>`
    select count(*) as known from orders.order_registry
    where tenant_id = ${p.tenantId} and shop_id = ${p.shopId} and order_no = any(${p.orderNos}::text[])`,
});

export const insertRegistry = query({
  name: 'orders.insertRegistry',
  examples: [
    { tenantId: 1, shopId: newId(), importId: null, orderNos: '{}', orderIds: '{}', customerIds: '{}' },
  ],
  sql: (p: {
    tenantId: TenantId;
    shopId: Id;
    importId: Id | null;
    orderNos: string;
    orderIds: string;
    customerIds: string;
  }) => sql`
    insert into orders.order_registry (tenant_id, shop_id, order_no, order_id, customer_id, import_id)
    select ${p.tenantId}::int, ${p.shopId}::uuid, u.order_no, u.order_id, u.customer_id, ${p.importId}::uuid
    from unnest(${p.orderNos}::text[], ${p.orderIds}::uuid[], ${p.customerIds}::uuid[]) as u (order_no, order_id, customer_id)`,
});

const emptyOrders = {
  tenantId: 1,
  shopId: newId(),
  nowMs: 0,
  customerIds: '{}',
  orderIds: '{}',
  orderNos: '{}',
  states: '{}',
  createdAtMs: '{}',
  paidAtMs: '{}',
  totalFen: '{}',
  paidFen: '{}',
  refundedFen: '{}',
  provinces: '{}',
  storeIds: '{}',
  staffIds: '{}',
};

export const insertOrders = query({
  name: 'orders.insertOrders',
  examples: [emptyOrders],
  sql: (p: typeof emptyOrders) => sql`
    insert into orders."order" (tenant_id, customer_id, order_id, born_id, shop_id, order_no, state, created_at_ms,
      paid_at_ms, total_fen, paid_fen, refunded_fen, province, store_id, staff_id, recorded_at_ms)
    select ${p.tenantId}::int, u.customer_id, u.order_id, u.customer_id, ${p.shopId}::uuid, u.order_no, u.state,
      u.created_at_ms, u.paid_at_ms, u.total_fen, u.paid_fen, u.refunded_fen, u.province, u.store_id, u.staff_id,
      ${p.nowMs}::bigint
    from unnest(${p.customerIds}::uuid[], ${p.orderIds}::uuid[], ${p.orderNos}::text[], ${p.states}::text[],
      ${p.createdAtMs}::bigint[], ${p.paidAtMs}::bigint[], ${p.totalFen}::bigint[], ${p.paidFen}::bigint[],
      ${p.refundedFen}::bigint[], ${p.provinces}::text[], ${p.storeIds}::uuid[], ${p.staffIds}::uuid[])
      as u (customer_id, order_id, order_no, state, created_at_ms, paid_at_ms, total_fen, paid_fen, refunded_fen,
        province, store_id, staff_id)`,
});

const emptyLines = {
  tenantId: 1,
  shopId: newId(),
  customerIds: '{}',
  orderIds: '{}',
  lineNos: '{}',
  skus: '{}',
  names: '{}',
  quantities: '{}',
  unitPriceFen: '{}',
  amountFen: '{}',
};

export const insertLines = query({
  name: 'orders.insertLines',
  examples: [emptyLines],
  sql: (p: typeof emptyLines) => sql`
    insert into orders.order_line (tenant_id, customer_id, order_id, born_id, line_no, product_id, sku, name, quantity,
      unit_price_fen, amount_fen)
    select ${p.tenantId}::int, u.customer_id, u.order_id, u.customer_id, u.line_no,
      case when u.sku is null then null
        else ${productIdOf(p.tenantId, p.shopId, sql`u.sku`)} end,
      u.sku, u.name, u.quantity, u.unit_price_fen, u.amount_fen
    from unnest(${p.customerIds}::uuid[], ${p.orderIds}::uuid[], ${p.lineNos}::int[], ${p.skus}::text[], ${p.names}::text[],
      ${p.quantities}::int[], ${p.unitPriceFen}::bigint[], ${p.amountFen}::bigint[])
      as u (customer_id, order_id, line_no, sku, name, quantity, unit_price_fen, amount_fen)`,
});

const emptyProducts = { tenantId: 1, shopId: newId(), nowMs: 0, skus: '{}', names: '{}', prices: '{}' };

/** The lists hold each sku once. */
export const upsertProducts = query({
  name: 'orders.upsertProducts',
  examples: [emptyProducts],
  sql: (p: typeof emptyProducts) => sql`
    insert into orders.product (tenant_id, product_id, shop_id, sku, name, last_price_fen, first_seen_ms)
    select ${p.tenantId}::int, ${productIdOf(p.tenantId, p.shopId, sql`u.sku`)}, ${p.shopId}::uuid,
      u.sku, u.name, u.price, ${p.nowMs}::bigint
    from unnest(${p.skus}::text[], ${p.names}::text[], ${p.prices}::bigint[]) as u (sku, name, price)
    on conflict (tenant_id, shop_id, sku) do update set name = excluded.name, last_price_fen = excluded.last_price_fen`,
});

const emptyMoney = {
  tenantId: 1,
  nowMs: 0,
  customerIds: '{}',
  orderIds: '{}',
  atMs: '{}',
  amountFen: '{}',
};

const MONEY = { payment: sql.table('orders.payment'), refund: sql.table('orders.refund') };

/** Payments and refunds are numbered per order; writers of one shop wait for each other, so the number is free. */
export const insertMoney = query({
  name: 'orders.insertMoney',
  examples: [
    { ...emptyMoney, kind: 'payment' as const },
    { ...emptyMoney, kind: 'refund' as const },
  ],
  sql: (p: typeof emptyMoney & { kind: keyof typeof MONEY }) => sql`
    insert into ${MONEY[p.kind]} (tenant_id, customer_id, order_id, born_id, seq, at_ms, amount_fen, recorded_at_ms)
    select ${p.tenantId}::int, u.customer_id, u.order_id, o.born_id,
      (select count(*) from ${MONEY[p.kind]} m
        where m.tenant_id = ${p.tenantId} and m.customer_id = o.customer_id and m.order_id = o.order_id) + 1,
      u.at_ms, u.amount_fen, ${p.nowMs}::bigint
    from unnest(${p.customerIds}::uuid[], ${p.orderIds}::uuid[], ${p.atMs}::bigint[], ${p.amountFen}::bigint[])
      as u (customer_id, order_id, at_ms, amount_fen)
    join orders."order" o on o.tenant_id = ${p.tenantId} and o.customer_id = u.customer_id and o.order_id = u.order_id`,
});

const emptyAdvance = {
  tenantId: 1,
  customerIds: '{}',
  orderIds: '{}',
  states: '{}',
  paidAtMs: '{}',
  paymentFen: '{}',
  refundFen: '{}',
};

/** Moves known orders on; amounts are what is added. */
export const advanceOrders = query({
  name: 'orders.advanceOrders',
  examples: [emptyAdvance],
  sql: (p: typeof emptyAdvance) => sql`
    update orders."order" o set state = u.state, paid_at_ms = coalesce(o.paid_at_ms, u.paid_at_ms),
      paid_fen = o.paid_fen + u.payment_fen, refunded_fen = o.refunded_fen + u.refund_fen
    from unnest(${p.customerIds}::uuid[], ${p.orderIds}::uuid[], ${p.states}::text[], ${p.paidAtMs}::bigint[],
      ${p.paymentFen}::bigint[], ${p.refundFen}::bigint[])
      as u (customer_id, order_id, state, paid_at_ms, payment_fen, refund_fen)
    where o.tenant_id = ${p.tenantId} and o.customer_id = u.customer_id and o.order_id = u.order_id`,
});

/** These people's orders must be attributed (again). The list holds each person once. Writers lock rows in one order. */
export const markDue = query({
  name: 'orders.markAttributionDue',
  examples: [{ tenantId: 1, customerIds: '{}', dueMs: 0 }],
  sql: (p: { tenantId: TenantId; customerIds: string; dueMs: number }) => sql`
    insert into orders.attribution_due as d (tenant_id, customer_id, due_ms)
    select ${p.tenantId}::int, u.customer_id, ${p.dueMs}::bigint from unnest(${p.customerIds}::uuid[]) as u (customer_id)
    order by u.customer_id
    on conflict (tenant_id, customer_id) do update set mark = d.mark + 1, due_ms = least(d.due_ms, excluded.due_ms)`,
});
