// The contract of orders: shops, orders, their import by file and by push, attribution with its evidence.
// Plain routes beside these (no JSON): `POST /api/v1/import-files?name=FILE` takes the file as the request body
// (application/octet-stream) and answers `ImportFile`; `GET /api/v1/orders.csv` takes the filters of `listOrders`;
// `GET /api/v1/order-imports/{importId}/errors.csv`.
import { z } from 'zod';
import { id } from './common.ts';
import { attributionRoutes } from './orders/attribution.ts';
import { importRoutes } from './orders/imports.ts';
import { orderRoutes } from './orders/orders.ts';
import { pushRoutes } from './orders/push.ts';
import { shopRoutes } from './orders/shops.ts';

export * from './orders/shops.ts';
export * from './orders/orders.ts';
export * from './orders/push.ts';
export * from './orders/imports.ts';
export * from './orders/attribution.ts';

export const orders = {
  ...shopRoutes,
  ...orderRoutes,
  ...pushRoutes,
  ...importRoutes,
  ...attributionRoutes,
};

const orderSet = z.object({
  orders: z
    .array(z.object({ orderId: id, customerId: id }))
    .min(1)
    .max(5_000),
});

/** Facts that orders tell. A set of orders is one fact. */
export const ordersEvents = {
  /** These orders have their first payment. */
  paid: { topic: 'orders.paid', payload: orderSet },
  /** Money of these orders was paid back (again). */
  refunded: { topic: 'orders.refunded', payload: orderSet },
  /** Source or closing guide of these orders is known, or has changed. */
  attributed: { topic: 'orders.attributed', payload: orderSet },
};
