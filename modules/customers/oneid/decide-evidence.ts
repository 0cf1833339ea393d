// The sweep that looks at evidence: what does not conflict merges by itself, what does goes to the review list.
import type { Id, TenantId } from '@yutian/kernel';
import type { MergeConflict } from '@yutian/contract';
import { type Db, inTransaction, type Tx } from '@yutian/platform';
import { ownersOf } from './claim-keys.ts';
import { holdPeopleAlone, keysOfPeople } from './identity.sql.ts';
import { mergePeople } from './merge-people.ts';
import { readPersonRows } from './merge.sql.ts';
import { type Candidate, conflictsBetween, explain, winnerOf } from './oneid.rules.ts';
import { decideEvidence, type Evidence, readDueEvidence } from './review.sql.ts';

// Other writers wait while a batch is merged; 200 pairs take some 100 ms.
const BATCH = 200;

/** Decides one batch of evidence. @returns how many pieces were decided. */
export async function decideDueEvidence(db: Db, tenantId: TenantId, atMs: number): Promise<number> {
  const [waiting] = await readDueEvidence(db, { tenantId, limit: 1 });
  if (!waiting) return 0;
  return inTransaction(db, async (tx) => {
    await holdPeopleAlone(tx, { tenantId });
    const due = await readDueEvidence(tx, { tenantId, limit: BATCH });
    const present = await presentIds(
      tx,
      tenantId,
      due.flatMap((evidence) => [evidence.lowId, evidence.highId]),
    );
    const candidates = await readCandidates(tx, tenantId, [...new Set(present.values())]);
    // A person takes part in one merge a round; the rest of the evidence is still due in the next.
    const busy = new Set<Id>();
    const decisions: { reviewId: Id; status: string; conflicts: readonly MergeConflict[] }[] = [];
    const merges = [];
    for (const evidence of due) {
      const a = candidates.get(present.get(evidence.lowId) ?? '');
      const b = candidates.get(present.get(evidence.highId) ?? '');
      const { reviewId } = evidence;
      if (!a || !b || a === b) {
        decisions.push({ reviewId, status: 'moot', conflicts: [] });
        continue;
      }
      if (busy.has(a.customerId) || busy.has(b.customerId)) continue;
      const conflicts = reasonsAgainst(a, b, evidence);
      if (conflicts.length > 0) {
        decisions.push({ reviewId, status: 'open', conflicts });
        continue;
      }
      busy.add(a.customerId).add(b.customerId);
      const [winner, loser] = winnerOf(a, b);
      merges.push({
        winnerId: winner.customerId,
        loserId: loser.customerId,
        evidence: evidence.kind,
        explanation: explain(evidence.kind),
        byName: 'OneID',
      });
      decisions.push({ reviewId, status: 'merged', conflicts: [] });
    }
    if (merges.length > 0) await mergePeople(tx, tenantId, merges, atMs);
    await decideEvidence(tx, { tenantId, rows: JSON.stringify(decisions), atMs });
    return decisions.length;
  });
}

function reasonsAgainst(a: Candidate, b: Candidate, evidence: Evidence): MergeConflict[] {
  const conflicts = conflictsBetween(a, b);
  return evidence.rejectedBefore ? [...conflicts, 'rejected_before'] : conflicts;
}

/** Who each id is today: himself, or the one he was merged into. */
export async function presentIds(tx: Tx | Db, tenantId: TenantId, ids: readonly Id[]): Promise<Map<Id, Id>> {
  const aliases = await ownersOf(
    tx as Tx,
    tenantId,
    ids.map((id) => ({ kind: 'merged_id' as const, value: id })),
  );
  return new Map(ids.map((id) => [id, aliases.get(`merged_id ${id}`)?.customerId ?? id]));
}

/** People as the decision needs them; erased and unknown ones are absent. */
export async function readCandidates(
  tx: Tx | Db,
  tenantId: TenantId,
  customerIds: readonly Id[],
): Promise<Map<Id, Candidate>> {
  const rows = await readPersonRows(tx, { tenantId, customerIds });
  const keys = Map.groupBy(await keysOfPeople(tx, { tenantId, customerIds }), (key) => key.customerId);
  return new Map(
    rows
      .filter((row) => row.erasedAtMs === null)
      .map(({ customerId, provisional, firstAddedAtMs }) => {
        const valuesOf = (kind: string) =>
          (keys.get(customerId) ?? []).filter((key) => key.kind === kind).map((key) => key.value);
        return [
          customerId,
          {
            customerId,
            provisional,
            firstAddedAtMs,
            unionids: valuesOf('unionid'),
            memberNos: valuesOf('member_no'),
            externalUserids: valuesOf('external_userid'),
          },
        ];
      }),
  );
}
