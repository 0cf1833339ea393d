// Orders as they are shown: lists, totals, one order with its evidence.
import type { Attribution, Evidence, Order, OrderRow, OrderTotals, Product } from '@yutian/contract';
import { type Actor, addDays, type Day, type Id, notFound, startOfDay, toIso } from '@yutian/kernel';
import { type Ground, inTransaction, pageOf, preferBitmaps, readCursor } from '@yutian/platform';
import { z } from 'zod';
import type { Finding } from './attribution.rules.ts';
import {
  findAttribution,
  findOrder,
  findOwner,
  listLines,
  listOrders,
  listPayments,
  listRefunds,
  listStaffNames,
  type OrderFilter,
  type OrderRecord,
  sumOrders,
} from './order.sql.ts';
import { listProducts, type ProductRecord } from './shop.sql.ts';

/** Filters as they come over the wire: absent means any. */
export interface FilterInput
  extends Partial<{
    [K in Exclude<keyof OrderFilter, 'fromMs' | 'toMs' | 'dateBy'>]: NonNullable<OrderFilter[K]> | undefined;
  }> {
  from?: Day | undefined;
  to?: Day | undefined;
  dateBy: 'paid' | 'created';
}

const fen = (amountFen: number) => ({ amountFen, currency: 'CNY' as const });
const isoOrNull = (ms: number | null) => (ms === null ? null : toIso(ms));

export function filterOf(input: FilterInput): OrderFilter {
  return {
    fromMs: input.from === undefined ? null : startOfDay(input.from),
    toMs: input.to === undefined ? null : startOfDay(addDays(input.to, 1)),
    dateBy: input.dateBy,
    shopId: input.shopId ?? null,
    platform: input.platform ?? null,
    storeId: input.storeId ?? null,
    channelId: input.channelId ?? null,
    staffId: input.staffId ?? null,
    customerId: input.customerId ?? null,
    state: input.state ?? null,
    paid: input.paid ?? null,
    refunded: input.refunded ?? null,
    firstOrder: input.firstOrder ?? null,
    oldCustomer: input.oldCustomer ?? null,
    attributed: input.attributed ?? null,
    search: input.search ?? null,
  };
}

interface Page {
  cursor?: string | undefined;
  limit: number;
}

const productKey = z.tuple([z.string(), z.string()]);
const instantKey = z.tuple([z.number(), z.string().regex(/^[0-9a-f-]{36}$/)]);

/** `{ms, id}` of a cursor over (instant, id). */
export function instantCursor(cursor: string | undefined): { ms: number; id: Id } | null {
  const [ms, id] = readCursor(cursor, instantKey) ?? [];
  return ms === undefined || id === undefined ? null : { ms, id };
}

export async function readOrders(
  ground: Ground,
  by: Actor,
  filter: OrderFilter,
  page: Page,
): Promise<{ items: OrderRow[]; nextCursor: string | null }> {
  const rows = await listOrders(ground.db, {
    tenantId: by.tenantId,
    scope: by.scope,
    filter,
    before: instantCursor(page.cursor),
    limit: page.limit + 1,
  });
  return pageOf(rows, page.limit, (row) => [momentOf(row, filter), row.orderId], viewOrder);
}

export const momentOf = (row: OrderRecord, filter: OrderFilter) =>
  filter.dateBy === 'paid' ? (row.paidAtMs ?? row.createdAtMs) : row.createdAtMs;

export async function totalOrders(ground: Ground, by: Actor, filter: OrderFilter): Promise<OrderTotals> {
  const [sum] = await inTransaction(ground.db, async (tx) => {
    await preferBitmaps(tx, { on: true });
    return sumOrders(tx, { tenantId: by.tenantId, scope: by.scope, filter });
  });
  const { paidFen = 0, refundedFen = 0, orders = 0, paidOrders = 0, buyers = 0 } = sum ?? {};
  return {
    orders,
    paidOrders,
    buyers,
    paid: fen(paidFen),
    refunded: fen(refundedFen),
    net: fen(Number(BigInt(paidFen) - BigInt(refundedFen))),
  };
}

function viewOrder(row: OrderRecord): OrderRow {
  return {
    orderId: row.orderId,
    orderNo: row.orderNo,
    shop: { shopId: row.shopId, name: row.shopName, platform: row.platform },
    customerId: row.customerId,
    customerName: row.customerName,
    state: row.state,
    createdAt: toIso(row.createdAtMs),
    paidAt: isoOrNull(row.paidAtMs),
    total: fen(row.totalFen),
    paid: fen(row.paidFen),
    refunded: fen(row.refundedFen),
    net: fen(Number(BigInt(row.paidFen) - BigInt(row.refundedFen))),
    province: row.province,
    storeId: row.storeId,
    storeName: row.storeName,
    staffId: row.staffId,
    sourceChannelId: row.sourceChannelId,
    sourceChannelName: row.sourceChannelName,
    closingStaffId: row.closingStaffId,
    closingStaffName: row.closingStaffName,
    firstOrder: row.firstOrder,
    oldCustomer: row.oldCustomer,
  };
}

/** One order; what lies outside the asker's scope does not exist for him. */
export async function readOrder(ground: Ground, by: Actor, orderId: Id): Promise<Order> {
  const { db } = ground;
  const [owner] = await findOwner(db, { tenantId: by.tenantId, orderId });
  const key = { tenantId: by.tenantId, customerId: owner?.customerId ?? orderId, orderId };
  const [row] = owner ? await findOrder(db, { ...key, scope: by.scope }) : [];
  if (!row) throw notFound('ORDER_UNKNOWN', 'There is no such order, or it lies outside your scope.');
  const [lines, payments, refunds, [found]] = await Promise.all([
    listLines(db, key),
    listPayments(db, key),
    listRefunds(db, key),
    findAttribution(db, key),
  ]);
  return {
    ...viewOrder(row),
    lines: lines.map(({ unitPriceFen, amountFen, ...line }) => ({
      ...line,
      unitPrice: fen(unitPriceFen),
      amount: fen(amountFen),
    })),
    payments: payments.map(({ atMs, amountFen }) => ({ at: toIso(atMs), amount: fen(amountFen) })),
    refunds: refunds.map(({ atMs, amountFen, reason }) => ({
      at: toIso(atMs),
      amount: fen(amountFen),
      reason,
    })),
    attribution: found ? await viewAttribution(ground, by, row, found) : null,
  };
}

async function viewAttribution(
  ground: Ground,
  by: Actor,
  row: OrderRecord,
  found: {
    evidence: unknown;
    ruleName: string;
    ruleVersion: number;
    computedAtMs: number;
    sourceCodeId: Id | null;
  },
): Promise<Attribution> {
  const { source, closing } = found.evidence as { source: Finding; closing: Finding };
  const staffIds = [source, closing].flatMap(({ staffId }) => staffId ?? []);
  const named = await listStaffNames(ground.db, { tenantId: by.tenantId, staffIds });
  const names = new Map(named.map((staff) => [staff.staffId, staff.name]));
  const view = ({ atMs, ...finding }: Finding): Evidence => ({
    ...finding,
    at: isoOrNull(atMs),
    staffName: finding.staffId === null ? null : (names.get(finding.staffId) ?? null),
  });
  return {
    sourceChannelId: row.sourceChannelId,
    sourceCodeId: found.sourceCodeId,
    closingStaffId: row.closingStaffId,
    oldCustomer: row.oldCustomer,
    firstOrder: row.firstOrder,
    source: view(source),
    closing: view(closing),
    rule: { name: found.ruleName, version: found.ruleVersion },
    computedAt: toIso(found.computedAtMs),
  };
}

export async function readProducts(
  ground: Ground,
  by: Actor,
  input: Page & { shopId?: Id | undefined; search?: string | undefined },
): Promise<{ items: Product[]; nextCursor: string | null }> {
  const key = readCursor(input.cursor, productKey);
  const rows = await listProducts(ground.db, {
    tenantId: by.tenantId,
    shopId: input.shopId ?? null,
    search: input.search ?? null,
    after: key === null ? null : { sku: String(key[0]), id: key[1] },
    limit: input.limit + 1,
  });
  const view = ({ lastPriceFen, firstSeenMs, ...row }: ProductRecord): Product => ({
    ...row,
    lastPrice: fen(lastPriceFen),
    firstSeenAt: toIso(firstSeenMs),
  });
  return pageOf(rows, input.limit, (row) => [row.sku, row.productId], view);
}
