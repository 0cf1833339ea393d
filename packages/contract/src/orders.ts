// The contract of orders: shops, orders, their import by file and by push, attribution with its evidence.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { day, done, id, instant, listOf, money, page } from './common.ts';

export const PLATFORMS = ['tmall', 'jd', 'douyin', 'mini_program', 'pos', 'other'] as const;
export const platform = z.enum(PLATFORMS);
export type Platform = z.infer<typeof platform>;

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

// ── Shops ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export const shop = z.object({
  shopId: id,
  name: z.string(),
  platform,
  brandId: id.nullable(),
  storeId: id
    .nullable()
    .describe('the store whose till this is; orders without a store of their own take it'),
  archived: z.boolean(),
  orders: z.int().describe('orders known'),
  createdAt: instant,
});
export type Shop = z.infer<typeof shop>;

const shopFields = {
  name: z.string().trim().min(1).max(80),
  platform,
  brandId: id.nullable().default(null),
  storeId: id.nullable().default(null),
};

// ── Orders ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One sentence of evidence, worded by the console from its kind and parts. */
export const evidence = z.object({
  kind: z
    .enum(['add', 'relation', 'conversation', 'owner', 'own_staff', 'outside_window', 'nothing'])
    .describe('phrase key `evidence.<kind>`'),
  at: instant.nullable(),
  channelId: id.nullable(),
  codeId: id.nullable(),
  staffId: id.nullable(),
  staffName: z.string().nullable(),
  label: z.string().nullable().describe('what the channel code was called then'),
});
export type Evidence = z.infer<typeof evidence>;

/** Whose traffic, whose sale (双算), and why. */
export const attribution = z.object({
  sourceChannelId: id.nullable(),
  sourceCodeId: id.nullable(),
  closingStaffId: id.nullable(),
  oldCustomer: z.boolean().describe('the person bought before he was added (老客)'),
  firstOrder: z.boolean().describe("the person's first paid order"),
  source: evidence,
  closing: evidence,
  rule: z.object({ name: z.string(), version: z.int() }),
  computedAt: instant,
});
export type Attribution = z.infer<typeof attribution>;

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

// ── Push ──────────────────────────────────────────────────────────────────────────────────────────────────────────

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

// ── Import by file ────────────────────────────────────────────────────────────────────────────────────────────────

/** What a column of a file can mean. */
export const IMPORT_FIELDS = [
  'orderNo',
  'createdAt',
  'paidAt',
  'state',
  'totalAmount',
  'paidAmount',
  'refundAmount',
  'refundedAt',
  'province',
  'buyerId',
  'phone',
  'unionid',
  'memberNo',
  'buyerName',
  'sku',
  'productName',
  'quantity',
  'unitPrice',
  'lineAmount',
] as const;
export const importField = z.enum(IMPORT_FIELDS);
export type ImportField = z.infer<typeof importField>;

export const importMapping = z.object({
  layout: z
    .enum(['orders', 'lines'])
    .describe('one row is one order, or one line of an order (rows with the same number belong together)'),
  columns: z
    .partialRecord(importField, z.string().max(200))
    .describe('field → column name as in `columns[].name`'),
  paidAmountIs: z
    .enum(['gross', 'net'])
    .default('gross')
    .describe('net: the column already has refunds taken off (天猫 买家实际支付金额)'),
  paidWhen: z
    .enum(['paid_at', 'always'])
    .default('paid_at')
    .describe(
      'paid_at: an order without a payment time is not paid · always: the file holds only paid orders',
    ),
  orderNoFrom: z
    .enum(['column', 'buyer_day'])
    .default('column')
    .describe('buyer_day: the file has no order number; the purchases of one buyer on one day are one order'),
  returnPrefix: z
    .string()
    .max(4)
    .nullable()
    .default(null)
    .describe('order numbers that begin so are return slips (UCI: C)'),
});
export type ImportMapping = z.infer<typeof importMapping>;

export const IMPORT_PRESETS = ['tmall_order_report', 'uci_online_retail', 'cdnow'] as const;

/** An uploaded file, read far enough to show what it is. */
export const importFile = z.object({
  fileId: id,
  name: z.string(),
  bytes: z.int().describe('as uploaded'),
  format: z.enum(['csv', 'spaces', 'xlsx']),
  compressed: z.boolean(),
  encoding: z.enum(['utf-8', 'gb18030', 'utf-16le']).nullable(),
  delimiter: z.string().nullable(),
  hasHeader: z.boolean(),
  rows: z.int().describe('data rows, estimated from line breaks'),
  columns: z.array(
    z.object({
      name: z.string(),
      samples: z.array(z.string()).describe('first distinct values, at most five'),
      guess: importField.nullable(),
    }),
  ),
  preview: z.array(z.array(z.string())).describe('the first 20 rows'),
  preset: z.enum(IMPORT_PRESETS).nullable().describe('a known export'),
  mapping: importMapping.describe('the one remembered for this header, else the preset, else a guess'),
  remembered: z.boolean(),
  uploadedAt: instant,
});
export type ImportFile = z.infer<typeof importFile>;

export const importIssue = z.object({
  code: z.string().describe('phrase key'),
  rows: z.int(),
  examples: z.array(z.object({ line: z.int(), column: z.string().nullable() })),
});

/** What an import would do, without doing it. */
export const importCheck = z.object({
  rowsChecked: z.int(),
  complete: z.boolean().describe('false: the file is longer than what was checked'),
  rowsOk: z.int(),
  rowsBad: z.int(),
  orders: z.int(),
  ordersKnown: z.int().describe('already here by (shop, order number)'),
  paid: money,
  refunded: money,
  firstDay: day.nullable(),
  lastDay: day.nullable(),
  issues: z.array(importIssue),
});
export type ImportCheck = z.infer<typeof importCheck>;

export const importRun = z.object({
  importId: id,
  fileName: z.string(),
  shopId: id,
  shopName: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'cancelled', 'failed']),
  phase: z.enum(['reading', 'grouping', 'applying', 'finished']),
  rowsTotal: z.int().describe('estimate until the file has been read'),
  rowsRead: z.int(),
  rowsOk: z.int(),
  rowsBad: z.int(),
  ordersTotal: z.int(),
  ordersDone: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  conflicts: z.int(),
  progress: z.number().min(0).max(1),
  rowsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  fault: z.object({ code: z.string(), message: z.string() }).nullable(),
  errorsUrl: z
    .string()
    .nullable()
    .describe('CSV with line number and reason of every row that was not taken'),
  startedBy: z.string(),
  createdAt: instant,
  finishedAt: instant.nullable(),
});
export type ImportRun = z.infer<typeof importRun>;

export const attributionRule = z.object({
  name: z.literal('first_add_last_conversation'),
  version: z.int(),
  lookBackDays: z.int().min(1).max(3_650).describe('an add older than this before the payment is no source'),
  conversationDays: z
    .int()
    .min(1)
    .max(90)
    .describe('a conversation older than this before the payment closes nothing'),
  source: z.string().describe('where the numbers come from'),
  since: instant,
});
export type AttributionRule = z.infer<typeof attributionRule>;

const tags = ['orders'];

/**
 * Plain routes beside these (no JSON): `POST /api/v1/import-files?name=FILE` takes the file as the request body
 * (application/octet-stream) and answers `ImportFile`; `GET /api/v1/orders.csv` takes the filters of `listOrders`;
 * `GET /api/v1/order-imports/{importId}/errors.csv`.
 */
export const orders = {
  listShops: oc
    .route({ method: 'GET', path: '/shops', summary: 'Shops', tags })
    .input(z.object({ ...page, archived: z.boolean().default(false) }))
    .output(listOf(shop)),
  createShop: oc
    .route({ method: 'POST', path: '/shops', summary: 'Add a shop', tags })
    .input(z.object(shopFields))
    .output(shop),
  updateShop: oc
    .route({ method: 'PUT', path: '/shops/{shopId}', summary: 'Change or archive a shop', tags })
    .input(z.object({ shopId: id, ...shopFields, archived: z.boolean().default(false) }))
    .output(shop),

  listOrders: oc
    .route({ method: 'GET', path: '/orders', summary: 'Orders, newest first', tags })
    .input(z.object({ ...page, ...orderFilters }))
    .output(listOf(orderRow)),
  sumOrders: oc
    .route({
      method: 'GET',
      path: '/orders/totals',
      summary: 'Totals of the orders that a filter holds',
      tags,
    })
    .input(z.object(orderFilters))
    .output(orderTotals),
  getOrder: oc
    .route({
      method: 'GET',
      path: '/orders/{orderId}',
      summary: 'One order with lines, money and evidence',
      tags,
    })
    .input(z.object({ orderId: id }))
    .output(order),
  listProducts: oc
    .route({ method: 'GET', path: '/products', summary: 'Products seen in orders', tags })
    .input(z.object({ ...page, shopId: id.optional(), search: z.string().trim().min(1).max(64).optional() }))
    .output(listOf(product)),

  pushOrders: oc
    .route({
      method: 'POST',
      path: '/shops/{shopId}/orders',
      summary: 'Push orders, at most 500 at once',
      description:
        'Each order gets its own result. Header `Idempotency-Key`: the same key and body answer the same again; ' +
        'the same key with another body is refused.',
      tags,
      inputStructure: 'detailed',
    })
    .input(
      z.object({
        params: z.object({ shopId: id }),
        headers: z.object({ 'idempotency-key': z.string().min(1).max(120).optional() }).optional(),
        body: z.object({ orders: z.array(statedOrder).min(1).max(500) }),
      }),
    )
    .output(z.object({ results: z.array(pushResult) })),

  getImportFile: oc
    .route({
      method: 'GET',
      path: '/import-files/{fileId}',
      summary: 'An uploaded file: columns, preview, mapping',
      tags,
    })
    .input(z.object({ fileId: id }))
    .output(importFile),
  checkImport: oc
    .route({
      method: 'POST',
      path: '/import-files/{fileId}/check',
      summary: 'What an import would do, without doing it',
      tags,
    })
    .input(z.object({ fileId: id, shopId: id, mapping: importMapping }))
    .output(importCheck),
  startImport: oc
    .route({
      method: 'POST',
      path: '/order-imports',
      summary: 'Import an uploaded file in the background',
      tags,
    })
    .input(z.object({ fileId: id, shopId: id, mapping: importMapping, remember: z.boolean().default(true) }))
    .output(importRun),
  listImports: oc
    .route({ method: 'GET', path: '/order-imports', summary: 'Imports, newest first', tags })
    .input(z.object(page))
    .output(listOf(importRun)),
  getImport: oc
    .route({ method: 'GET', path: '/order-imports/{importId}', summary: 'One import and its progress', tags })
    .input(z.object({ importId: id }))
    .output(importRun),
  cancelImport: oc
    .route({
      method: 'POST',
      path: '/order-imports/{importId}/cancel',
      summary: 'Stop an import; what has landed stays',
      tags,
    })
    .input(z.object({ importId: id }))
    .output(importRun),
  resumeImport: oc
    .route({
      method: 'POST',
      path: '/order-imports/{importId}/resume',
      summary: 'Go on where a cancelled or failed import stopped',
      tags,
    })
    .input(z.object({ importId: id }))
    .output(importRun),
  listImportErrors: oc
    .route({
      method: 'GET',
      path: '/order-imports/{importId}/errors',
      summary: 'Rows that were not taken, with line number and reason',
      tags,
    })
    .input(z.object({ importId: id, ...page }))
    .output(
      listOf(
        z.object({
          line: z.int(),
          code: z.string().describe('phrase key'),
          column: z.string().nullable(),
          orderNo: z.string().nullable(),
          reason: z.string(),
        }),
      ),
    ),

  getAttributionRule: oc
    .route({
      method: 'GET',
      path: '/attribution-rules/current',
      summary: 'The rule by which orders get source and guide',
      tags,
    })
    .output(attributionRule),
  setAttributionRule: oc
    .route({
      method: 'PUT',
      path: '/attribution-rules/current',
      summary: 'A new version of the rule; every order is worked out again',
      tags,
    })
    .input(attributionRule.pick({ lookBackDays: true, conversationDays: true, source: true }))
    .output(attributionRule),
  forgetImportFile: oc
    .route({ method: 'DELETE', path: '/import-files/{fileId}', summary: 'Delete an uploaded file', tags })
    .input(z.object({ fileId: id }))
    .output(done),
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
