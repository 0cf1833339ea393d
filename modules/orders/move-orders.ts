// Follows people: when two are found to be one, their orders come together; when that is undone, exactly those go back.
import { endsOfMerges } from '@yutian/contract';
import type { Id, TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { markLate } from './attribute-orders.ts';
import { lockOrders } from './record.sql.ts';
import { dropDue, type Move, moves, pointRegistry } from './move.sql.ts';

/** Carries out a set of merges. */
export async function followMerges(
  tx: Tx,
  tenantId: TenantId,
  merges: readonly { from: Id; to: Id }[],
  nowMs: number,
): Promise<void> {
  await move(tx, { tenantId, ...endsOfMerges(merges), bornIds: null }, nowMs);
}

/** Undoes a merge: rows first written for one of `bornIds` leave `from` for `restored`. */
export async function followUnmerge(
  tx: Tx,
  tenantId: TenantId,
  undone: { from: Id; restored: Id; bornIds: readonly Id[] },
  nowMs: number,
): Promise<void> {
  await move(tx, { tenantId, from: [undone.from], to: [undone.restored], bornIds: undone.bornIds }, nowMs);
}

async function move(tx: Tx, step: Move, nowMs: number): Promise<void> {
  if (step.from.length === 0) return;
  await lockOrders(tx, { tenantId: step.tenantId, alone: true });
  for (const statement of moves) await statement(tx, step);
  const people = [...new Set([...step.from, ...step.to])];
  await pointRegistry(tx, { tenantId: step.tenantId, customerIds: people });
  await dropDue(tx, { tenantId: step.tenantId, customerIds: people });
  await markLate(tx, step.tenantId, people, nowMs);
}
