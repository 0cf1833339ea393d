// A corp was read to its end, or states of another tool found their channel: the past counts like the present.
import type { TenantId } from '@yutian/kernel';
import { inTransaction, preferHashJoins } from '@yutian/platform';
import type { ChannelsGround } from '../parts.ts';
import { holdLoadsAlone, insertHistory, placeAdopted, recountLoads } from './history.sql.ts';

/**
 * Completes adds and loads from the friendships that are known. Repeating it changes nothing.
 * Two transactions: an inserted add must not wait for a batch that waits for the loads.
 */
export async function takeInHistory({ db }: ChannelsGround, tenantId: TenantId): Promise<void> {
  const changed = await inTransaction(db, async (tx) => {
    await preferHashJoins(tx, { on: true });
    const inserted = await insertHistory.run(tx, { tenantId });
    return inserted + (await placeAdopted.run(tx, { tenantId }));
  });
  if (changed === 0) return;
  await inTransaction(db, async (tx) => {
    await holdLoadsAlone(tx, { tenantId });
    await recountLoads.run(tx, { tenantId });
  });
}
