// Follows people: when two are found to be one, their adds and greetings come together; undone, exactly those go back.
import { endsOfMerges } from '@yutian/contract';
import type { Id, TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { type Move, moves } from './intake.sql.ts';

/** Carries out a set of merges. */
export async function followMerges(
  tx: Tx,
  tenantId: TenantId,
  merges: readonly { from: Id; to: Id }[],
): Promise<void> {
  await move(tx, { tenantId, ...endsOfMerges(merges), bornIds: null });
}

/** Rows first written for one of `bornIds` go back. */
export async function followUnmerge(
  tx: Tx,
  tenantId: TenantId,
  undone: { from: Id; restored: Id; bornIds: readonly Id[] },
): Promise<void> {
  await move(tx, { tenantId, from: [undone.from], to: [undone.restored], bornIds: undone.bornIds });
}

async function move(tx: Tx, step: Move): Promise<void> {
  if (step.from.length === 0) return;
  for (const statement of moves) await statement(tx, step);
}
