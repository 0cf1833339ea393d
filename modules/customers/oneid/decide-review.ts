// What people decide about people: two records are one, are not, were not.
import type { MergeConflict } from '@yutian/contract';
import { type Actor, conflict, type Id, invalid, notFound, type TenantId } from '@yutian/kernel';
import { audit, type Db, inTransaction, type Tx } from '@yutian/platform';
import type { CustomersGround } from '../parts.ts';
import { relationsOfPeople } from '../people/relations.sql.ts';
import { countMessages } from '../privacy/erase.sql.ts';
import { presentIds, readCandidates } from './decide-evidence.ts';
import { holdPeopleAlone } from './identity.sql.ts';
import { mergePeople } from './merge-people.ts';
import { conflictsBetween, winnerOf } from './oneid.rules.ts';
import { closeReview, readReview, type ReviewRow } from './review.sql.ts';
import { undoMerge } from './undo-merge.ts';

/** What speaks against merging two people, and how much would move. */
export async function previewMerge(
  { db }: CustomersGround,
  { tenantId, scope }: Actor,
  keepId: Id,
  otherId: Id,
): Promise<{ conflicts: MergeConflict[]; relations: number; messages: number }> {
  const { a, b } = await pairOf(db, tenantId, keepId, otherId);
  const customerIds = [b.customerId];
  const relations = await relationsOfPeople(db, { tenantId, scope, customerIds });
  const [messages] = await countMessages(db, { tenantId, customerIds });
  return { conflicts: conflictsBetween(a, b), relations: relations.length, messages: messages?.count ?? 0 };
}

/** Merges two people by hand; `keepId` stays. */
export function mergeByHand(
  ground: CustomersGround,
  actor: Actor,
  input: { keepId: Id; otherId: Id; reason: string },
): Promise<{ mergeId: Id; customerId: Id }> {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    await holdPeopleAlone(tx, { tenantId });
    const { a, b } = await pairOf(tx, tenantId, input.keepId, input.otherId);
    return mergePair(tx, ground, actor, a.customerId, b.customerId, 'manual', input.reason);
  });
}

/** Two people of a review are one: the one met on the platform stays. */
export function acceptReview(
  ground: CustomersGround,
  actor: Actor,
  reviewId: Id,
  reason: string,
): Promise<{ mergeId: Id; customerId: Id }> {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    await holdPeopleAlone(tx, { tenantId });
    const review = await openReview(tx, tenantId, reviewId);
    const { a, b } = await pairOf(tx, tenantId, review.lowId, review.highId);
    const [winner, loser] = winnerOf(a, b);
    const status = 'accepted';
    await closeReview(tx, {
      tenantId,
      reviewId,
      status,
      atMs: ground.clock.now(),
      byName: actor.name,
      reason,
    });
    return mergePair(tx, ground, actor, winner.customerId, loser.customerId, review.kind, reason);
  });
}

/** Two people of a review are two; their shared key merges nobody by itself again. */
export function rejectReview(
  ground: CustomersGround,
  actor: Actor,
  reviewId: Id,
  reason: string,
): Promise<void> {
  const { tenantId } = actor;
  const atMs = ground.clock.now();
  return inTransaction(ground.db, async (tx) => {
    await openReview(tx, tenantId, reviewId);
    await closeReview(tx, { tenantId, reviewId, status: 'rejected', atMs, byName: actor.name, reason });
    await audit(
      tx,
      actor,
      {
        action: 'customers.rejectMerge',
        subjectKind: 'merge_review',
        subjectId: reviewId,
        detail: { reason },
      },
      atMs,
    );
  });
}

/** Splits what a merge joined. */
export function undoByHand(
  ground: CustomersGround,
  actor: Actor,
  mergeId: Id,
  reason: string,
): Promise<void> {
  const { tenantId } = actor;
  const atMs = ground.clock.now();
  return inTransaction(ground.db, async (tx) => {
    const { winnerId, loserId } = await undoMerge(
      tx,
      tenantId,
      { mergeId, byName: actor.name, reason },
      atMs,
    );
    const detail = { mergeId, restored: loserId, reason };
    await audit(
      tx,
      actor,
      { action: 'customers.undoMerge', subjectKind: 'customer', subjectId: winnerId, detail },
      atMs,
    );
  });
}

async function pairOf(tx: Tx | Db, tenantId: TenantId, oneId: Id, otherId: Id) {
  const present = await presentIds(tx, tenantId, [oneId, otherId]);
  const ids = [present.get(oneId) ?? oneId, present.get(otherId) ?? otherId] as const;
  if (ids[0] === ids[1]) throw invalid('MERGE_SAME_PERSON', 'These two already are one person.');
  const candidates = await readCandidates(tx, tenantId, ids);
  const [a, b] = ids.map((id) => candidates.get(id));
  if (!a || !b) throw conflict('MERGE_PERSON_GONE', 'One of the two no longer exists.');
  return { a, b };
}

async function openReview(tx: Tx, tenantId: TenantId, reviewId: Id): Promise<ReviewRow> {
  const [review] = await readReview(tx, { tenantId, reviewId });
  if (!review) throw notFound('MERGE_REVIEW_UNKNOWN', 'There is no such merge review.');
  if (review.status !== 'open' && review.status !== 'due')
    throw conflict('MERGE_REVIEW_DECIDED', 'This review was already decided.', { status: review.status });
  return review;
}

async function mergePair(
  tx: Tx,
  ground: CustomersGround,
  actor: Actor,
  winnerId: Id,
  loserId: Id,
  evidence: string,
  reason: string,
): Promise<{ mergeId: Id; customerId: Id }> {
  const atMs = ground.clock.now();
  const order = { winnerId, loserId, evidence, explanation: `人工确认：${reason}`, byName: actor.name };
  const [mergeId] = await mergePeople(tx, actor.tenantId, [order], atMs);
  if (!mergeId) throw conflict('MERGE_PERSON_GONE', 'One of the two no longer exists.');
  await audit(
    tx,
    actor,
    {
      action: 'customers.merge',
      subjectKind: 'customer',
      subjectId: winnerId,
      detail: { loserId, evidence, reason },
    },
    atMs,
  );
  return { mergeId, customerId: winnerId };
}
