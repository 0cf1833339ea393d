// Orders with their lines, money and evidence; products seen in them.
import { z } from 'zod';
import { day, id, instant, listOf, money, page } from '../common.ts';
import { route } from '../route.ts';
import { platform } from './shops.ts';
import { attribution } from './attribution.ts';

/**
 * `pending` not paid yet · `cancelled` closed without payment · `paid` · `shipped` · `completed` · `refunded` everything
 * was paid back · `returned` a return slip of its own (a shop that does not say which order it undoes).
 */
export const ORDER_STATES = [
  'pending',
  'cancelled',
  'paid',
  'shipped',
  'completed',
  'refunded',
  'returned',
] as const;
export const orderState = z.enum(ORDER_STATES);
export type OrderState = z.infer<typeof orderState>;

export const orderRow = z.object({
  orderId: id,
  orderNo: z.string(),
  shop: z.object({ shopId: id, name: z.string(), platform }),
  customerId: id,
  customerName: z.string().nullable(),
  state: orderState,
  createdAt: instant,
  paidAt: instant.nullable(),
  total: money.describe('what was ordered'),
  paid: money.describe('gross: before refunds (支付金额)'),
  refunded: money,
  net: money.describe('paid less refunded (净额)'),
  province: z.string().nullable(),
  storeId: id.nullable(),
  storeName: z.string().nullable(),
  staffId: id.nullable().describe('the member of staff named by the shop itself'),
  sourceChannelId: id.nullable(),
  sourceChannelName: z.string().nullable(),
  closingStaffId: id.nullable(),
  closingStaffName: z.string().nullable(),
  firstOrder: z.boolean(),
  oldCustomer: z.boolean(),
});
export type OrderRow = z.infer<typeof orderRow>;

export const order = orderRow.extend({
  lines: z.array(
    z.object({
      lineNo: z.int(),
      productId: id.nullable(),
      sku: z.string().nullable(),
      name: z.string(),
      quantity: z.int(),
      unitPrice: money,
      amount: money,
    }),
  ),
  payments: z.array(z.object({ at: instant, amount: money })),
  refunds: z.array(z.object({ at: instant, amount: money, reason: z.string().nullable() })),
  attribution: attribution.nullable().describe('null until it has been worked out (seconds after the order)'),
});
export type Order = z.infer<typeof order>;

/** The filters behind any number of orders: list, totals and CSV take the same ones. */
export const orderFilters = {
  from: day.optional().describe('first day, inclusive'),
  to: day.optional().describe('last day, inclusive'),
  dateBy: z.enum(['paid', 'created']).default('created').describe('which instant `from` and `to` mean'),
  shopId: id.optional(),
  platform: platform.optional(),
  storeId: id.optional(),
  channelId: id.optional().describe('source channel'),
  staffId: id.optional().describe('closing guide'),
  customerId: id.optional(),
  state: orderState.optional(),
  paid: z.boolean().optional().describe('only orders with (without) a payment'),
  refunded: z.boolean().optional().describe('only orders with (without) a refund'),
  firstOrder: z.boolean().optional().describe("only (never) the person's first paid order"),
  oldCustomer: z.boolean().optional().describe('only (never) people who bought before they were added'),
  attributed: z.boolean().optional().describe('only orders with (without) a source channel'),
  search: z.string().trim().min(1).max(64).optional().describe('the beginning of an order number'),
};

export const orderTotals = z.object({
  orders: z.int(),
  paidOrders: z.int(),
  buyers: z.int().describe('people with a paid order'),
  paid: money,
  refunded: money,
  net: money,
});
export type OrderTotals = z.infer<typeof orderTotals>;

export const product = z.object({
  productId: id,
  shopId: id,
  sku: z.string(),
  name: z.string(),
  lastPrice: money,
  firstSeenAt: instant,
});
export type Product = z.infer<typeof product>;

export const orderRoutes = {
  listOrders: route('orders', 'GET', '/orders', 'Orders, newest first')
    .input(z.object({ ...page, ...orderFilters }))
    .output(listOf(orderRow)),
  sumOrders: route('orders', 'GET', '/orders/totals', 'Totals of the orders that a filter holds')
    .input(z.object(orderFilters))
    .output(orderTotals),
  getOrder: route('orders', 'GET', '/orders/{orderId}', 'One order with lines, money and evidence')
    .input(z.object({ orderId: id }))
    .output(order),
  listProducts: route('orders', 'GET', '/products', 'Products seen in orders')
    .input(z.object({ ...page, shopId: id.optional(), search: z.string().trim().min(1).max(64).optional() }))
    .output(listOf(product)),
};
