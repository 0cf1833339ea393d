// One person becomes two again: the rows that were first written for the other go back, his record returns as it was.
import { conflict, type Id, notFound, type TenantId } from '@yutian/kernel';
import { customersEvents } from '@yutian/contract';
import { emit, type Tx } from '@yutian/platform';
import { holdPeopleAlone } from './identity.sql.ts';
import {
  deleteAlias,
  markUndone,
  moveRows,
  type PersonRow,
  readLaterMerge,
  readMerge,
  readPersonRows,
  recountPeople,
  writePersonRows,
} from './merge.sql.ts';
import { splitPortrait } from './oneid.rules.ts';
import { rejectEvidenceBetween } from './review.sql.ts';
import { deleteEntry } from '../people/timeline.sql.ts';

/** Undoes a merge, the latest of this person first. The same evidence will not merge anybody by itself again. */
export async function undoMerge(
  tx: Tx,
  tenantId: TenantId,
  order: { mergeId: Id; byName: string; reason: string },
  atMs: number,
): Promise<{ winnerId: Id; loserId: Id }> {
  await holdPeopleAlone(tx, { tenantId });
  const [merge] = await readMerge(tx, { tenantId, mergeId: order.mergeId });
  if (!merge) throw notFound('MERGE_UNKNOWN', 'There is no such merge.');
  if (merge.undoneAtMs !== null) throw conflict('MERGE_ALREADY_UNDONE', 'This merge was already undone.');
  const { winnerId, loserId } = merge;
  const [later] = await readLaterMerge(tx, { tenantId, customerId: winnerId, seq: merge.seq });
  if (later)
    throw conflict(
      'MERGE_UNDO_LATER_FIRST',
      'The person was merged again later. Undo the later merge first.',
      {
        mergeId: later.mergeId,
      },
    );
  const [now] = await readPersonRows(tx, { tenantId, customerIds: [winnerId] });
  if (!now || now.erasedAtMs !== null)
    throw conflict('MERGE_PERSON_GONE', 'The person no longer exists; there is nothing to split.');

  await deleteAlias(tx, { tenantId, value: loserId });
  await deleteEntry(tx, { tenantId, customerId: winnerId, kind: 'customers.merged', key: merge.mergeId });
  await moveRows(tx, { tenantId, from: [winnerId], to: [loserId], born: merge.carried });
  const { loser, winnerBefore, winnerAfter } = merge.kept;
  const split = splitPortrait(winnerBefore, winnerAfter, now);
  const rows: PersonRow[] = [loser, { ...now, ...split, grams: [...split.grams] }];
  await writePersonRows(tx, { tenantId, rows: JSON.stringify(rows) });
  await recountPeople(tx, { tenantId, customerIds: [winnerId, loserId] });
  await markUndone(tx, {
    tenantId,
    mergeId: merge.mergeId,
    atMs,
    byName: order.byName,
    reason: order.reason,
  });
  await rejectEvidenceBetween(tx, { tenantId, oneId: winnerId, otherId: loserId, atMs, ...order });
  await emit(
    tx,
    customersEvents.unmerged,
    tenantId,
    { from: winnerId, restored: loserId, bornIds: merge.carried },
    atMs,
  );
  return { winnerId, loserId };
}
