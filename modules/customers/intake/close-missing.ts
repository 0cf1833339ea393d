// What a full read no longer contained is gone; nobody said who deleted whom.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { holdPeople } from '../oneid/identity.sql.ts';
import { closeUnseen, insertAlerts, insertRelationEvents } from './intake.sql.ts';

/** Marks as lost what a read of these staff, begun at `seenAfterMs`, did not contain. @returns how many relations. */
export async function closeMissing(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  staffIds: readonly Id[],
  seenAfterMs: number,
  atMs: number,
): Promise<number> {
  await holdPeople(tx, { tenantId });
  const closed = await closeUnseen(tx, { tenantId, corpId, staffIds, seenAfterMs, atMs });
  if (closed.length === 0) return 0;
  const events = closed.map((relation) => ({ ...relation, kind: 'missing', atMs, alertId: newId() }));
  await insertRelationEvents(tx, { tenantId, rows: JSON.stringify(events) });
  await insertAlerts(tx, { tenantId, rows: JSON.stringify(events) });
  return closed.length;
}
