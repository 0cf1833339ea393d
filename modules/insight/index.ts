// insight: what happened, counted from the facts of all modules; every number opens to its rows.
import { channelsEvents, connectionEvents, customersEvents, ordersEvents } from '@yutian/contract';
import type { TenantId } from '@yutian/kernel';
import { defineModule, defineSweep, type Ground, on, type Tx } from '@yutian/platform';
import { insightRouter } from './handlers.ts';
import {
  recomputeDirtyDays,
  recomputeExpiredStanding,
  recomputeOpenDays,
  recomputeStanding,
} from './recompute.ts';
import { expireStanding, markAllDirty, markDaysOfOrders } from './rollup.sql.ts';
import type { MessageSources } from './show-overview.ts';

export const insightMigrations = { module: 'insight', folder: new URL('./migrations/', import.meta.url) };

async function recountOrders(
  tx: Tx,
  tenantId: TenantId,
  payload: { orders: { orderId: string; customerId: string }[] },
): Promise<void> {
  const orderIds = payload.orders.map((order) => order.orderId);
  const customerIds = [...new Set(payload.orders.map((order) => order.customerId))];
  await markDaysOfOrders(tx, { tenantId, orderIds, customerIds });
}

/** Builds the module. */
export function createInsight(ground: Ground, sources: MessageSources) {
  const sweeps = [
    defineSweep({
      name: 'insight.openDays',
      everyMs: 5_000,
      run: async (tenantId, nowMs) => {
        await recomputeOpenDays(ground, tenantId, nowMs);
        return 0;
      },
    }),
    defineSweep({
      name: 'insight.dirtyDays',
      everyMs: 1_000,
      run: (tenantId) => recomputeDirtyDays(ground, tenantId),
    }),
    defineSweep({
      name: 'insight.standing',
      everyMs: 30_000,
      run: async (tenantId, nowMs) => {
        await recomputeStanding(ground, tenantId, nowMs);
        return 0;
      },
    }),
    defineSweep({
      name: 'insight.expiredStanding',
      everyMs: 1_000,
      run: async (tenantId, nowMs) => {
        await recomputeExpiredStanding(ground, tenantId, nowMs);
        return 0;
      },
    }),
  ];
  const recountAll = async (tx: Tx, tenantId: TenantId) => {
    await markAllDirty(tx, { tenantId });
    await expireStanding(tx, { tenantId });
  };
  const reactions = [
    on(connectionEvents.synchronised, 'insight.recountAll', recountAll),
    on(connectionEvents.consentsRead, 'insight.recountObserved', recountAll),
    on(channelsEvents.statesAdopted, 'insight.recountAdopted', recountAll),
    on(customersEvents.merged, 'insight.recountMerged', recountAll),
    on(customersEvents.unmerged, 'insight.recountUnmerged', recountAll),
    on(ordersEvents.paid, 'insight.recountPaid', recountOrders),
    on(ordersEvents.refunded, 'insight.recountRefunded', recountOrders),
    on(ordersEvents.attributed, 'insight.recountAttributed', recountOrders),
  ];
  return {
    module: defineModule({
      name: 'insight',
      migrations: insightMigrations.folder,
      router: insightRouter(ground, sources),
      sweeps,
      reactions,
    }),
  };
}
