// Orders pushed by a shop system.
import { z } from 'zod';
import { id, instant } from '../common.ts';
import { route } from '../route.ts';
import { orderState } from './orders.ts';

const fen = z.int().min(0).max(1_000_000_000_000);

/** An order as a shop states it. Stating it again with a later state or more refund moves it on; nothing is doubled. */
export const statedOrder = z.object({
  orderNo: z.string().trim().min(1).max(64),
  createdAt: instant,
  paidAt: instant.nullable().default(null),
  state: orderState.optional().describe('default: from the amounts'),
  totalFen: fen,
  paidFen: fen.default(0).describe('gross: what the buyer paid, before refunds'),
  refundedFen: fen.default(0).describe('all refunds so far'),
  refundedAt: instant.nullable().default(null),
  province: z.string().max(40).nullable().default(null),
  storeId: id.nullable().default(null),
  staffId: id.nullable().default(null),
  buyer: z
    .object({
      buyerId: z.string().max(64).nullable().default(null).describe("the buyer's id in this shop"),
      unionid: z.string().max(64).nullable().default(null),
      phone: z.string().max(32).nullable().default(null),
      memberNo: z.string().max(64).nullable().default(null),
      name: z.string().max(64).nullable().default(null),
    })
    .default({ buyerId: null, unionid: null, phone: null, memberNo: null, name: null })
    .describe('any evidence of who he is; without it the order gets a provisional person of its own'),
  lines: z
    .array(
      z.object({
        sku: z.string().max(64).nullable().default(null),
        name: z.string().max(200).default(''),
        quantity: z.int().min(1).max(1_000_000),
        unitPriceFen: fen,
        amountFen: fen,
      }),
    )
    .max(500)
    .default([]),
});
export type StatedOrder = z.infer<typeof statedOrder>;

export const pushResult = z.object({
  orderNo: z.string(),
  outcome: z.enum(['created', 'updated', 'unchanged', 'refused']),
  orderId: id.nullable(),
  fault: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type PushResult = z.infer<typeof pushResult>;

export const pushRoutes = {
  pushOrders: route(
    'orders',
    'POST',
    '/shops/{shopId}/orders',
    'Push orders, at most 500 at once',
    'Each order gets its own result. Pushing an order again moves it on; nothing is doubled.',
  )
    .input(z.object({ shopId: id, orders: z.array(statedOrder).min(1).max(500) }))
    .output(z.object({ results: z.array(pushResult) })),
};
