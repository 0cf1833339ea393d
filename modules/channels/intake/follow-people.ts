// Follows people: when two are found to be one, their adds and greetings come together; undone, exactly those go back.
import type { Id, TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { type Move, moves } from './intake.sql.ts';

/** A set of merges; one that is merged on (a → b → c) ends with the last. */
export async function followMerges(
  tx: Tx,
  tenantId: TenantId,
  merges: readonly { from: Id; to: Id }[],
): Promise<void> {
  const next = new Map(merges.map(({ from, to }) => [from, to]));
  const last = (id: Id): Id => {
    const seen = new Set<Id>();
    let at = id;
    for (let to = next.get(at); to !== undefined && !seen.has(at); to = next.get(at)) {
      seen.add(at);
      at = to;
    }
    return at;
  };
  const from = [...next.keys()];
  await move(tx, { tenantId, from, to: from.map(last), bornIds: null });
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
