// Orders from a file: what its columns mean, what an import would do, how it goes.
import { z } from 'zod';
import { day, done, id, instant, listOf, money, page } from '../common.ts';
import { route } from '../route.ts';

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

export const importRoutes = {
  getImportFile: route(
    'orders',
    'GET',
    '/import-files/{fileId}',
    'An uploaded file: columns, preview, mapping',
  )
    .input(z.object({ fileId: id }))
    .output(importFile),
  checkImport: route(
    'orders',
    'POST',
    '/import-files/{fileId}/check',
    'What an import would do, without doing it',
  )
    .input(z.object({ fileId: id, shopId: id, mapping: importMapping }))
    .output(importCheck),
  startImport: route('orders', 'POST', '/order-imports', 'Import an uploaded file in the background')
    .input(z.object({ fileId: id, shopId: id, mapping: importMapping, remember: z.boolean().default(true) }))
    .output(importRun),
  listImports: route('orders', 'GET', '/order-imports', 'Imports, newest first')
    .input(z.object(page))
    .output(listOf(importRun)),
  getImport: route('orders', 'GET', '/order-imports/{importId}', 'One import and its progress')
    .input(z.object({ importId: id }))
    .output(importRun),
  cancelImport: route(
    'orders',
    'POST',
    '/order-imports/{importId}/cancel',
    'Stop an import; what has landed stays',
  )
    .input(z.object({ importId: id }))
    .output(importRun),
  resumeImport: route(
    'orders',
    'POST',
    '/order-imports/{importId}/resume',
    'Go on where a cancelled or failed import stopped',
  )
    .input(z.object({ importId: id }))
    .output(importRun),
  listImportErrors: route(
    'orders',
    'GET',
    '/order-imports/{importId}/errors',
    'Rows that were not taken, with line number and reason',
  )
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
  forgetImportFile: route('orders', 'DELETE', '/import-files/{fileId}', 'Delete an uploaded file')
    .input(z.object({ fileId: id }))
    .output(done),
};
