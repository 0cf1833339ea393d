// Orders pushed by a shop or a till: at most 500 at once, each with its own result, safe to repeat.
import type { PushResult, StatedOrder } from '@yutian/contract';
import { type Actor, conflict, type Id, type TenantId } from '@yutian/kernel';
import { type Ground, inTransaction, type Tx } from '@yutian/platform';
import { numbers, texts } from './array-literal.ts';
import { requireShop } from './manage-shops.ts';
import { insertLines, upsertProducts } from './record.sql.ts';
import { type OrderPorts, type Recorded, recordOrders, type StatedFact } from './record-orders.ts';
import type { ShopRecord } from './shop.sql.ts';

export interface PushInput {
  shopId: Id;
  orders: readonly StatedOrder[];
}

/** Records pushed orders. */
export async function pushOrders(
  ground: Ground,
  ports: OrderPorts,
  by: Pick<Actor, 'tenantId'>,
  push: PushInput,
): Promise<PushResult[]> {
  const { tenantId } = by;
  const shop = await requireShop(ground, tenantId, push.shopId);
  if (shop.archived)
    throw conflict('SHOP_ARCHIVED', 'The shop is archived. Bring it back before pushing orders to it.');
  const nowMs = ground.clock.now();
  return inTransaction(ground.db, (tx) => record(tx, ports, tenantId, shop, push.orders, nowMs));
}

async function record(
  tx: Tx,
  ports: OrderPorts,
  tenantId: TenantId,
  shop: ShopRecord,
  orders: readonly StatedOrder[],
  nowMs: number,
): Promise<PushResult[]> {
  const seen = new Set<string>();
  const first = orders.filter((order) => !seen.has(order.orderNo) && seen.add(order.orderNo));
  const fit = first.filter((order) => faultOf(order) === null);
  const into = { tenantId, shop, importId: null, nowMs };
  const recorded = await recordOrders(tx, ports, into, fit.map(factOf));
  const byNo = new Map(recorded.map((result) => [result.orderNo, result]));
  await addLines(tx, tenantId, shop, fit, byNo, nowMs);
  const answered = new Set<string>();
  return orders.map((order): PushResult => {
    const { orderNo } = order;
    const fault = answered.has(orderNo) ? TWICE : faultOf(order);
    answered.add(orderNo);
    const result = byNo.get(orderNo);
    if (fault || !result) return { orderNo, outcome: 'refused', orderId: null, fault };
    return { orderNo, outcome: result.outcome, orderId: result.orderId, fault: result.fault };
  });
}

const TWICE = { code: 'DUPLICATE_IN_PUSH', message: 'The push holds this order number more than once.' };

function faultOf(order: StatedOrder): PushResult['fault'] {
  if (order.paidFen > 0 && order.paidAt === null)
    return { code: 'PAYMENT_TIME_MISSING', message: 'paidFen needs paidAt.' };
  if (order.lines.length > 0 && order.state !== 'returned') {
    const sum = order.lines.reduce((total, line) => total + line.amountFen, 0);
    if (sum !== order.totalFen)
      return { code: 'LINES_DIFFER_FROM_TOTAL', message: 'The lines do not add up to totalFen.' };
  }
  return null;
}

function factOf(order: StatedOrder): StatedFact {
  return {
    orderNo: order.orderNo,
    state: order.state ?? null,
    isReturn: order.state === 'returned',
    createdAtMs: Date.parse(order.createdAt),
    paidAtMs: order.paidAt === null ? null : Date.parse(order.paidAt),
    totalFen: BigInt(order.totalFen),
    paidFen: BigInt(order.paidFen),
    refundedFen: BigInt(order.refundedFen),
    refundedAtMs: order.refundedAt === null ? null : Date.parse(order.refundedAt),
    province: order.province,
    storeId: order.storeId,
    staffId: order.staffId,
    buyer: order.buyer,
  };
}

async function addLines(
  tx: Tx,
  tenantId: TenantId,
  shop: ShopRecord,
  orders: readonly StatedOrder[],
  recorded: ReadonlyMap<string, Recorded>,
  nowMs: number,
): Promise<void> {
  const lines = orders.flatMap((order) => {
    const result = recorded.get(order.orderNo);
    return result?.isNew ? order.lines.map((line, i) => ({ ...line, result, lineNo: i + 1 })) : [];
  });
  if (lines.length === 0) return;
  const { shopId } = shop;
  const products = [...new Map(lines.filter((line) => line.sku).map((line) => [line.sku, line])).values()];
  await upsertProducts(tx, {
    tenantId,
    shopId,
    nowMs,
    skus: texts(products.map((line) => line.sku)),
    names: texts(products.map((line) => line.name || line.sku)),
    prices: numbers(products.map((line) => line.unitPriceFen)),
  });
  await insertLines(tx, {
    tenantId,
    shopId,
    customerIds: texts(lines.map(({ result }) => result.customerId)),
    orderIds: texts(lines.map(({ result }) => result.orderId)),
    lineNos: numbers(lines.map((line) => line.lineNo)),
    skus: texts(lines.map((line) => line.sku)),
    names: texts(lines.map((line) => line.name)),
    quantities: numbers(lines.map((line) => line.quantity)),
    unitPriceFen: numbers(lines.map((line) => line.unitPriceFen)),
    amountFen: numbers(lines.map((line) => line.amountFen)),
  });
}
