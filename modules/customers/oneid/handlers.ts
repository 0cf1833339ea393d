// Handlers of merging: reviews, merges, undo. Merging concerns the whole company, so it is not cut by data scope.
import { contract, type MergeConflict } from '@yutian/contract';
import { type Actor, forbidden, type Id, toIso } from '@yutian/kernel';
import { permit, type RequestContext, pageOf, readCursor } from '@yutian/platform';
import { implement } from '@orpc/server';
import { placeById } from '../paging.ts';
import type { CustomersGround } from '../parts.ts';
import { viewMerge } from '../people/get-customer.ts';
import { listPeople, type PersonLine } from '../people/people.sql.ts';
import { everybody } from '../people/people-filter.sql.ts';
import { relationsOfPeople } from '../people/relations.sql.ts';
import { instantOf } from '../people/view.ts';
import { presentIds } from './decide-evidence.ts';
import { acceptReview, mergeByHand, previewMerge, rejectReview, undoByHand } from './decide-review.ts';
import { listMerges, listReviews, type ReviewRow } from './review.sql.ts';

function whole(context: RequestContext): Actor {
  const actor = permit(context, 'customers.merge');
  if (actor.scope.kind !== 'all')
    throw forbidden('SCOPE_TOO_NARROW', 'Merging people needs a data scope of everything.');
  return actor;
}

export function oneIdHandlers(ground: CustomersGround) {
  const { db } = ground;
  const os = implement(contract.customers).$context<RequestContext>();
  return {
    listMergeReviews: os.listMergeReviews.handler(async ({ input, context }) => {
      const actor = whole(context);
      const { tenantId } = actor;
      const { status, customerId = null, limit } = input;
      const before = readCursor(input.cursor, placeById);
      const rows = await listReviews(db, { tenantId, status, customerId, before, limit: limit + 1 });
      const side = await sidesOf(ground, actor, rows);
      const keyOf = (row: ReviewRow) => ({ atMs: row.atMs, id: row.reviewId });
      return pageOf(rows, limit, keyOf, ({ lowId, highId, kind, status: state, ...row }) => ({
        reviewId: row.reviewId,
        a: side(lowId),
        b: side(highId),
        evidence: kind,
        conflicts: row.conflicts as MergeConflict[],
        status: state as typeof status,
        at: toIso(row.atMs),
        decidedAt: instantOf(row.decidedAtMs),
        decidedBy: row.decidedBy,
        reason: row.reason,
      }));
    }),
    acceptMergeReview: os.acceptMergeReview.handler(async ({ input, context }) =>
      acceptReview(ground, whole(context), input.id, input.reason),
    ),
    rejectMergeReview: os.rejectMergeReview.handler(async ({ input, context }) => {
      await rejectReview(ground, whole(context), input.id, input.reason);
      return { ok: true };
    }),
    listMerges: os.listMerges.handler(async ({ input, context }) => {
      const { tenantId } = whole(context);
      const { customerId = null, limit } = input;
      const before = readCursor(input.cursor, placeById);
      const rows = await listMerges(db, { tenantId, customerId, before, limit: limit + 1 });
      return pageOf(rows, limit, (row) => ({ atMs: row.atMs, id: row.mergeId }), viewMerge);
    }),
    previewMerge: os.previewMerge.handler(async ({ input, context }) =>
      previewMerge(ground, whole(context), input.keepId, input.otherId),
    ),
    mergeCustomers: os.mergeCustomers.handler(async ({ input, context }) =>
      mergeByHand(ground, whole(context), input),
    ),
    undoMerge: os.undoMerge.handler(async ({ input, context }) => {
      await undoByHand(ground, whole(context), input.id, input.reason);
      return { ok: true };
    }),
  };
}

/** How the people of reviews look today, read for the whole page at once. */
async function sidesOf(ground: CustomersGround, actor: Actor, rows: readonly ReviewRow[]) {
  const { tenantId, scope } = actor;
  const ids = [...new Set(rows.flatMap((row) => [row.lowId, row.highId]))];
  const present = await presentIds(ground.db, tenantId, ids);
  const wanted = [...new Set(present.values())];
  const people = new Map<Id, PersonLine>();
  const filter = { ...everybody, ids: wanted };
  for (const person of await listPeople(ground.db, {
    tenantId,
    scope,
    filter,
    before: null,
    limit: wanted.length,
  }))
    people.set(person.id, person);
  const relations = Map.groupBy(
    await relationsOfPeople(ground.db, { tenantId, scope, customerIds: wanted }),
    (relation) => relation.customerId,
  );
  return (id: Id) => {
    const person = people.get(present.get(id) ?? id);
    if (!person) return null;
    const { name, provisional, memberNo, phoneTails } = person;
    return {
      id: person.id,
      name,
      provisional,
      memberNo,
      phoneTails,
      firstAddedAt: instantOf(person.firstAddedAtMs),
      relations: relations.get(person.id)?.length ?? 0,
    };
  };
}
