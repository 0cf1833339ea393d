// The 360° page: everything about one person that the reader may see.
import type { ConsentPurpose, CustomerDetail } from '@yutian/contract';
import { type Actor, type Id, toIso } from '@yutian/kernel';
import type { Db } from '@yutian/platform';
import { keysOfPeople, type KeyRow } from '../oneid/identity.sql.ts';
import { countOpenReviews, listMerges, type MergeListRow } from '../oneid/review.sql.ts';
import { readVisible } from './find-people.ts';
import { type RelationLine, relationsOfPeople, tagsOfPeople, talkStats } from './relations.sql.ts';
import { type ConsentRow, listConsents } from './person.sql.ts';
import { countOthers, storesOf } from './shared-person.sql.ts';
import { instantOf, ownTimes, viewPerson } from './view.ts';

const SHOWN_MERGES = 20;

/** Reads the page; a former id of a merged person finds who he is now. */
export async function getCustomer(db: Db, actor: Actor, customerId: Id): Promise<CustomerDetail> {
  const { tenantId, scope } = actor;
  const person = await readVisible(db, actor, customerId);
  const one = { tenantId, customerId: person.id };
  const stores = await storesOf(db, actor);
  const [relations, tags, keys, consents, [talk], merges, [reviews], [others]] = await Promise.all([
    relationsOfPeople(db, { tenantId, scope, customerIds: [person.id] }),
    tagsOfPeople(db, { tenantId, scope, customerIds: [person.id] }),
    keysOfPeople(db, { tenantId, customerIds: [person.id] }),
    listConsents(db, { ...one, stores }),
    talkStats(db, { ...one, scope }),
    // Merging is the whole company's affair, as in oneid/handlers.ts.
    scope.kind === 'all' ? listMerges(db, { ...one, before: null, limit: SHOWN_MERGES }) : [],
    scope.kind === 'all' ? countOpenReviews(db, one) : [],
    scope.kind === 'all' ? [] : countOthers(db, { ...one, staffIds: scope.staffIds, stores: stores ?? [] }),
  ]);
  const shown = ownTimes(scope, person, relations);
  return {
    ...viewPerson(shown),
    createdAt: toIso(shown.createdAtMs),
    custom: person.custom,
    identities: keys.filter((key) => key.kind !== 'merged_id').map(viewKey),
    relations: relations.map(viewRelation),
    others: others ?? { stores: 0, staff: 0 },
    tags: tags.map(({ customerId: _customer, ...tag }) => tag),
    consents: latest(consents).map(viewConsent),
    stats: {
      liveRelations: relations.filter((relation) => relation.standing !== 'lost').length,
      lostRelations: relations.filter((relation) => relation.standing === 'lost').length,
      inbound: talk?.inbound ?? 0,
      outbound: talk?.outbound ?? 0,
      automatic: talk?.automatic ?? 0,
      daysTalked: talk?.daysTalked ?? 0,
      lastOutboundAt: instantOf(talk?.lastOutboundAtMs ?? null),
    },
    merges: merges
      .filter((merge) => merge.undoneAtMs === null && merge.winnerId === person.id)
      .map(viewMerge),
    openReviews: reviews?.count ?? 0,
  };
}

/** Which keys are known, without giving them away; a member number is no secret. */
function viewKey({ kind, value }: KeyRow): { kind: string; hint: string } {
  if (kind === 'member_no') return { kind, hint: value };
  if (kind === 'phone') return { kind, hint: '' };
  return { kind, hint: `…${value.slice(-4)}` };
}

export const viewRelation = (relation: RelationLine): CustomerDetail['relations'][number] => ({
  staffId: relation.staffId,
  staffName: relation.staffName,
  storeName: relation.storeName,
  corpId: relation.corpId,
  standing: relation.standing,
  state: relation.state,
  source: relation.source,
  addWay: relation.addWay,
  remark: relation.remark,
  description: relation.description,
  firstAddedAt: instantOf(relation.firstAddedAtMs),
  addedAt: instantOf(relation.addedAtMs),
  lostAt: instantOf(relation.lostAtMs),
  lostBy: relation.lostBy,
  firstOutboundAt: instantOf(relation.firstOutboundAtMs),
  firstInboundAt: instantOf(relation.firstInboundAtMs),
  lastInboundAt: instantOf(relation.lastInboundAtMs),
});

export const viewConsent = ({ atMs, purpose, ...consent }: ConsentRow) => ({
  ...consent,
  purpose: purpose as ConsentPurpose,
  at: toIso(atMs),
});

/** The latest receipt of each purpose; rows come newest first. */
const latest = (rows: readonly ConsentRow[]) =>
  rows.filter((row, i) => rows.findIndex((other) => other.purpose === row.purpose) === i);

export const viewMerge = ({ atMs, undoneAtMs, ...merge }: MergeListRow) => ({
  ...merge,
  at: toIso(atMs),
  undoneAt: instantOf(undoneAtMs),
});
