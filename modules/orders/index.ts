// orders: shops, orders and their money, import, attribution. See README.md.
import { channelsEvents, customersEvents } from '@yutian/contract';
import { type Actor, MS_PER_DAY, MS_PER_MINUTE, type TenantId } from '@yutian/kernel';
import { defineModule, defineSweep, type Ground, handle, inTransaction, on } from '@yutian/platform';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { attributeDue, markLate } from './attribute-orders.ts';
import { ordersRouter } from './handlers.ts';
import { type FileToImport, importFile } from './imports/import-file.ts';
import { forgetBytes, staleImportFiles } from './imports/imports.sql.ts';
import { enqueueImport, importJob } from './imports/manage-imports.ts';
import { runImport, SILENCE_MS } from './imports/run-import.ts';
import { freeSilentRuns } from './imports/runs.sql.ts';
import { followMerges, followUnmerge } from './move-orders.ts';
import { createShop, type ShopInput } from './manage-shops.ts';
import { personalData } from './person-data.ts';
import { type PushInput, pushOrders } from './push-orders.ts';
import type { OrderPorts } from './record-orders.ts';
import { ordersRoutes } from './routes.ts';

export type { OrderPorts } from './record-orders.ts';
export { pullOrders, type ShopConnector } from './shop-connector.ts';

export const ordersMigrations = { module: 'orders', folder: new URL('./migrations/', import.meta.url) };

const KEEP_DAYS = 7;

/** Builds the module. */
export function createOrders(ground: Ground, ports: OrderPorts) {
  const { db, clock } = ground;
  return {
    personalData,
    /** Adds a shop. */
    createShop: (by: Actor, shop: ShopInput) => createShop(ground, by, shop),
    /** Imports a file in the foreground. */
    importFile: (by: Actor, file: FileToImport) => importFile(ground, ports, by, file),
    /** Records orders that a shop states. */
    pushOrders: (by: Pick<Actor, 'tenantId'>, push: PushInput) => pushOrders(ground, ports, by, push),
    module: defineModule({
      name: 'orders',
      migrations: ordersMigrations.folder,
      router: ordersRouter(ground, ports),
      routes: ordersRoutes(ground),
      jobs: [
        handle(importJob, (run, { signal, attempt }) =>
          runImport(ground, ports, run, signal, attempt >= importJob.attempts),
        ),
      ],
      sweeps: [
        defineSweep({
          name: 'orders.attribute',
          everyMs: 2_000,
          run: (tenantId, nowMs) => attributeDue(db, tenantId, nowMs),
        }),
        defineSweep({
          name: 'orders.resumeSilentImports',
          everyMs: MS_PER_MINUTE,
          run: (tenantId, nowMs) => resumeSilent(ground, tenantId, nowMs),
        }),
        defineSweep({
          name: 'orders.forget',
          everyMs: MS_PER_DAY,
          atMinute: 3 * 60 + 20,
          run: (tenantId, nowMs) => forget(ground, tenantId, nowMs),
        }),
      ],
      reactions: [
        on(channelsEvents.added, 'orders.lateAdds', (tx, tenantId, { adds }) =>
          markLate(
            tx,
            tenantId,
            adds.map((add) => add.customerId),
            clock.now(),
          ),
        ),
        on(customersEvents.merged, 'orders.followMerges', (tx, tenantId, { merges }) =>
          followMerges(tx, tenantId, merges, clock.now()),
        ),
        on(customersEvents.unmerged, 'orders.followUnmerge', (tx, tenantId, undone) =>
          followUnmerge(tx, tenantId, undone, clock.now()),
        ),
      ],
    }),
  };
}

/** Imports whose process was killed are put back into the queue. */
function resumeSilent(ground: Ground, tenantId: TenantId, nowMs: number): Promise<number> {
  return inTransaction(ground.db, async (tx) => {
    const silent = await freeSilentRuns(tx, { tenantId, silentSinceMs: nowMs - SILENCE_MS });
    for (const { importId } of silent) await enqueueImport(tx, tenantId, importId);
    return silent.length;
  });
}

/** Uploaded files hold personal data: they go after a week. */
async function forget(ground: Ground, tenantId: TenantId, nowMs: number): Promise<number> {
  const beforeMs = nowMs - KEEP_DAYS * MS_PER_DAY;
  const files = await staleImportFiles(ground.db, { tenantId, beforeMs, limit: 100 });
  for (const { fileId, path } of files) {
    await rm(join(ground.config.dataFolder, path), { force: true });
    await forgetBytes(ground.db, { tenantId, fileId });
  }
  return files.length;
}
