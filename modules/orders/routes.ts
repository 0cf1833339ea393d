// What is no JSON: a file comes in as the request's body, rows go out as CSV, both as streams.
import { orderFilters } from '@yutian/contract';
import { CSV_BOM, csvLine, type Actor, invalid, type Id, isId, toIso } from '@yutian/kernel';
import { audit, type Ground, permit } from '@yutian/platform';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { requireRun } from './imports/manage-imports.ts';
import { receiveFile } from './imports/receive-file.ts';
import { listRowErrors } from './imports/runs.sql.ts';
import { listOrders, type OrderFilter } from './order.sql.ts';
import { filterOf, momentOf } from './view-orders.ts';

const PAGE = 2_000;

export function ordersRoutes(ground: Ground) {
  return (http: FastifyInstance): void => {
    http.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      // The body stays a stream; its size is limited while it is written.
      scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
      scope.post('/api/v1/import-files', async (request) => {
        const by = permit(request, 'orders.import');
        const { name } = uploadQuery.parse(request.query);
        if (!(request.body instanceof Readable))
          throw invalid('FILE_EMPTY', 'The request has no body. Send the file as application/octet-stream.');
        return receiveFile(ground, by, { name, body: request.body });
      });
    });
    http.get('/api/v1/orders.csv', async (request, reply) => {
      const by = permit(request, 'orders.read');
      const filter = filterOf(parsed(exportQuery, request.query));
      const entry = {
        action: 'orders.export',
        subjectKind: 'orders',
        subjectId: 'csv',
        detail: { ...filter },
      };
      await audit(ground.db, by, entry, ground.clock.now());
      return sendCsv(reply, 'orders.csv', orderLines(ground, by, filter));
    });
    http.get<{ Params: { importId: string } }>(
      '/api/v1/order-imports/:importId/errors.csv',
      async (request, reply) => {
        const by = permit(request, 'orders.import');
        const importId = isId(request.params.importId) ? request.params.importId : by.userId;
        await requireRun(ground, by, importId);
        return sendCsv(reply, `import-errors-${importId}.csv`, errorLines(ground, by, importId));
      },
    );
  };
}

const uploadQuery = z.object({ name: z.string().trim().min(1).max(200).default('orders') });
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
// A query string has only text; the contract's JSON route coerces by itself.
const exportQuery = z.object({
  ...orderFilters,
  paid: flag.optional(),
  refunded: flag.optional(),
  firstOrder: flag.optional(),
  oldCustomer: flag.optional(),
  attributed: flag.optional(),
});

function parsed<T>(schema: z.ZodType<T>, query: unknown): T {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw invalid('INPUT_INVALID', 'The filters do not fit.', { fields });
}

function sendCsv(reply: FastifyReply, name: string, lines: AsyncIterable<string>) {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(lines));
}

const yuan = (amountFen: number) => Number((amountFen / 100).toFixed(2));

async function* orderLines(ground: Ground, by: Actor, filter: OrderFilter): AsyncGenerator<string> {
  yield CSV_BOM +
    csvLine([
      '订单号',
      '店铺',
      '平台',
      '状态',
      '下单时间',
      '付款时间',
      '订单金额',
      '支付金额',
      '退款金额',
      '净额',
      '省份',
      '首单',
      '老客',
      '来源渠道',
      '成交导购',
      '门店',
      '客户',
      '客户编号',
    ]);
  let before: { ms: number; id: Id } | null = null;
  for (;;) {
    const key = { tenantId: by.tenantId, scope: by.scope, filter, before, limit: PAGE };
    const rows: Awaited<ReturnType<typeof listOrders>> = await listOrders(ground.db, key);
    yield rows
      .map((row) =>
        csvLine([
          row.orderNo,
          row.shopName,
          row.platform,
          row.state,
          toIso(row.createdAtMs),
          row.paidAtMs === null ? null : toIso(row.paidAtMs),
          yuan(row.totalFen),
          yuan(row.paidFen),
          yuan(row.refundedFen),
          yuan(row.paidFen - row.refundedFen),
          row.province,
          row.firstOrder ? '是' : '否',
          row.oldCustomer ? '是' : '否',
          row.sourceChannelName,
          row.closingStaffName,
          row.storeName,
          row.customerName,
          row.customerId,
        ]),
      )
      .join('');
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    before = { ms: momentOf(last, filter), id: last.orderId };
  }
}

async function* errorLines(ground: Ground, by: Actor, importId: Id): AsyncGenerator<string> {
  yield CSV_BOM + csvLine(['行号', '原因代码', '列', '订单号', '原因']);
  let afterLine = 0;
  for (;;) {
    const rows = await listRowErrors(ground.db, { tenantId: by.tenantId, importId, afterLine, limit: PAGE });
    yield rows.map((row) => csvLine([row.line, row.code, row.column, row.orderNo, row.reason])).join('');
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    afterLine = last.line;
  }
}
