// Two records become one person: rows move, the keys follow, and what it takes to undo it is kept. Pairs are merged as
// a set. Other modules move their rows when the fact reaches them.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { customersEvents } from '@yutian/contract';
import { emit, type Tx } from '@yutian/platform';
import { insertKeys, keysOfPeople } from './identity.sql.ts';
import {
  deletePersonRows,
  insertMerges,
  moveRows,
  type PersonRow,
  readPersonRows,
  recountPeople,
  writePersonRows,
} from './merge.sql.ts';
import { combinePortraits } from './oneid.rules.ts';
import { appendEntries } from '../people/timeline.sql.ts';

interface MergeOrder {
  winnerId: Id;
  loserId: Id;
  /** unionid, phone, member_no, shop_buyer or manual. */
  evidence: string;
  explanation: string;
  byName: string;
}

/**
 * Merges disjoint pairs. The caller holds people alone (holdPeopleAlone), so nobody writes to a loser meanwhile.
 * @returns merge ids in the order of the pairs; null where one of the two no longer exists.
 */
export async function mergePeople(
  tx: Tx,
  tenantId: TenantId,
  orders: readonly MergeOrder[],
  atMs: number,
): Promise<(Id | null)[]> {
  const ids = orders.flatMap((order) => [order.winnerId, order.loserId]);
  if (new Set(ids).size !== ids.length) throw new Error('A set of merges names a person twice.');
  const rows = new Map<Id, PersonRow>();
  for (const row of await readPersonRows(tx, { tenantId, customerIds: ids })) rows.set(row.customerId, row);
  const carried = Map.groupBy(
    await keysOfPeople(tx, { tenantId, customerIds: ids }),
    (key) => key.customerId,
  );

  const merges = orders.map((order) => {
    const winner = rows.get(order.winnerId);
    const loser = rows.get(order.loserId);
    if (!winner || !loser || winner.erasedAtMs !== null || loser.erasedAtMs !== null) return null;
    const after: PersonRow = { ...winner, ...combinePortraits(winner, loser), grams: [] };
    after.grams = [...combinePortraits(winner, loser).grams];
    const born = new Set([
      loser.customerId,
      ...(carried.get(loser.customerId) ?? []).map((key) => key.bornId),
    ]);
    return {
      ...order,
      mergeId: newId(),
      carried: [...born],
      after,
      kept: { loser, winnerBefore: winner, winnerAfter: after },
    };
  });
  const done = merges.filter((merge) => merge !== null);
  if (done.length === 0) return merges.map(() => null);

  const from = done.map((merge) => merge.loserId);
  await moveRows(tx, { tenantId, from, to: done.map((merge) => merge.winnerId), born: null });
  await deletePersonRows(tx, { tenantId, customerIds: from });
  await writePersonRows(tx, { tenantId, rows: JSON.stringify(done.map((merge) => merge.after)) });
  await recountPeople(tx, { tenantId, customerIds: done.map((merge) => merge.winnerId) });
  await insertKeys(tx, {
    tenantId,
    rows: JSON.stringify(
      done.map((merge) => ({
        kind: 'merged_id',
        value: merge.loserId,
        customerId: merge.winnerId,
        bornId: merge.loserId,
      })),
    ),
  });
  await insertMerges(tx, { tenantId, rows: JSON.stringify(done), atMs });
  await appendEntries(tx, {
    tenantId,
    rows: JSON.stringify(
      done.map((merge) => ({
        customerId: merge.winnerId,
        atMs,
        kind: 'customers.merged',
        key: merge.mergeId,
        staffId: null,
        detail: { mergeId: merge.mergeId, evidence: merge.evidence, explanation: merge.explanation },
      })),
    ),
  });
  await emit(
    tx,
    customersEvents.merged,
    tenantId,
    { merges: done.map((merge) => ({ from: merge.loserId, to: merge.winnerId })) },
    atMs,
  );
  return merges.map((merge) => merge?.mergeId ?? null);
}
