// Contract → permission → verb → view.
import { contract } from '@yutian/contract';
import { type Ground, pageOf, permit, readCursor, type RequestContext } from '@yutian/platform';
import { z } from 'zod';
import { implement } from '@orpc/server';
import { changeRule, getRule } from './attribute-orders.ts';
import { checkImport } from './imports/check-import.ts';
import { cancelImport, requireRun, resumeImport, startImport, viewRun } from './imports/manage-imports.ts';
import { forgetFile, requireFile, viewFile } from './imports/receive-file.ts';
import { listRowErrors, listRuns } from './imports/runs.sql.ts';
import { changeShop, createShop, requireShop, viewShops } from './manage-shops.ts';
import { pushOrders } from './push-orders.ts';
import type { OrderPorts } from './record-orders.ts';
import { listShops } from './shop.sql.ts';
import { filterOf, instantCursor, readOrder, readOrders, readProducts, totalOrders } from './view-orders.ts';

export function ordersRouter(ground: Ground, ports: OrderPorts) {
  const os = implement(contract.orders).$context<RequestContext>();
  const { db } = ground;
  return os.router({
    listShops: os.listShops.handler(async ({ input, context }) => {
      const by = permit(context, 'orders.read');
      const before = instantCursor(input.cursor);
      const rows = await listShops(db, {
        tenantId: by.tenantId,
        scope: by.scope,
        archived: input.archived,
        before,
        limit: input.limit + 1,
      });
      const page = pageOf(
        rows,
        input.limit,
        (row) => [row.createdAtMs, row.shopId],
        (row) => row,
      );
      return { ...page, items: await viewShops(ground, by, page.items) };
    }),
    createShop: os.createShop.handler(({ input, context }) =>
      createShop(ground, permit(context, 'orders.write'), input),
    ),
    updateShop: os.updateShop.handler(({ input: { shopId, ...fields }, context }) =>
      changeShop(ground, permit(context, 'orders.write'), shopId, fields),
    ),
    listOrders: os.listOrders.handler(({ input, context }) =>
      readOrders(ground, permit(context, 'orders.read'), filterOf(input), input),
    ),
    sumOrders: os.sumOrders.handler(({ input, context }) =>
      totalOrders(ground, permit(context, 'orders.read'), filterOf(input)),
    ),
    getOrder: os.getOrder.handler(({ input, context }) =>
      readOrder(ground, permit(context, 'orders.read'), input.orderId),
    ),
    listProducts: os.listProducts.handler(({ input, context }) =>
      readProducts(ground, permit(context, 'orders.read'), input),
    ),
    pushOrders: os.pushOrders.handler(async ({ input, context }) => ({
      results: await pushOrders(ground, ports, permit(context, 'orders.import'), input),
    })),
    getImportFile: os.getImportFile.handler(async ({ input, context }) => {
      const by = permit(context, 'orders.import');
      return viewFile(ground, by, await requireFile(ground, by, input.fileId));
    }),
    forgetImportFile: os.forgetImportFile.handler(async ({ input, context }) => {
      await forgetFile(ground, permit(context, 'orders.import'), input.fileId);
      return { ok: true };
    }),
    checkImport: os.checkImport.handler(async ({ input, context }) => {
      const by = permit(context, 'orders.import');
      await requireShop(ground, by.tenantId, input.shopId);
      return checkImport(ground, by, input);
    }),
    startImport: os.startImport.handler(({ input, context }) =>
      startImport(ground, permit(context, 'orders.import'), input),
    ),
    listImports: os.listImports.handler(async ({ input, context }) => {
      const { tenantId } = permit(context, 'orders.import');
      const rows = await listRuns(db, {
        tenantId,
        before: instantCursor(input.cursor),
        limit: input.limit + 1,
      });
      return pageOf(rows, input.limit, (row) => [row.createdAtMs, row.importId], viewRun);
    }),
    getImport: os.getImport.handler(async ({ input, context }) =>
      viewRun(await requireRun(ground, permit(context, 'orders.import'), input.importId)),
    ),
    cancelImport: os.cancelImport.handler(({ input, context }) =>
      cancelImport(ground, permit(context, 'orders.import'), input.importId),
    ),
    resumeImport: os.resumeImport.handler(({ input, context }) =>
      resumeImport(ground, permit(context, 'orders.import'), input.importId),
    ),
    listImportErrors: os.listImportErrors.handler(async ({ input, context }) => {
      const by = permit(context, 'orders.import');
      const { importId } = await requireRun(ground, by, input.importId);
      const afterLine = readCursor(input.cursor, z.int()) ?? 0;
      const rows = await listRowErrors(db, {
        tenantId: by.tenantId,
        importId,
        afterLine,
        limit: input.limit + 1,
      });
      return pageOf(
        rows,
        input.limit,
        (row) => row.line,
        (row) => row,
      );
    }),
    getAttributionRule: os.getAttributionRule.handler(({ context }) =>
      getRule(ground, permit(context, 'orders.read').tenantId),
    ),
    setAttributionRule: os.setAttributionRule.handler(({ input, context }) =>
      changeRule(ground, permit(context, 'settings.write'), input),
    ),
  });
}
