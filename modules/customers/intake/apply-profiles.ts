// Profiles read from the platform become people, relations and marks. What did not change costs one touched column.
import type { Id, TenantId } from '@yutian/kernel';
import type { CustomerProfile } from '@yutian/contract';
import type { Tx, Vault } from '@yutian/platform';
import { claimKeys, type Found, findOrMake, notePhones } from '../oneid/claim-keys.ts';
import { holdPeople } from '../oneid/identity.sql.ts';
import { tailsOf } from '../oneid/phone.rules.ts';
import { gramsOf } from '../people/search.rules.ts';
import { tagsByPlatformId } from '../tags/platform-tags.ts';
import { externalKey } from './apply-facts.ts';
import {
  addMarks,
  describePeople,
  dropMarks,
  fillWay,
  insertRelationEvents,
  type KnownPerson,
  type KnownRelation,
  markSeen,
  readPeople,
  readRelations,
  SAME_ADD_MS,
  upsertProfiles,
} from './intake.sql.ts';

interface Read {
  profile: CustomerProfile;
  key: string;
  person: Found;
  tagIds: string;
  known: KnownRelation | undefined;
}

const pairKey = (staffId: Id, externalUserid: string) => `${staffId} ${externalUserid}`;

/**
 * Applies profiles; a person may come several times, with one follower each.
 * @param atMs when the platform was asked; an older read never undoes a newer one.
 * @returns relations met for the first time (or again after a loss), and those whose description changed.
 */
export async function applyProfiles(
  tx: Tx,
  vault: Vault,
  tenantId: TenantId,
  corpId: string,
  profiles: readonly CustomerProfile[],
  atMs: number,
): Promise<{ added: number; changed: number }> {
  if (profiles.length === 0) return { added: 0, changed: 0 };
  await holdPeople(tx, { tenantId });
  const all = await matchProfiles(tx, tenantId, corpId, profiles);
  const reads = all.filter((read) => !read.known || read.known.profileAtMs <= atMs);
  const met = reads.filter((read) => !read.known || read.known.standing === 'lost');
  const changed = reads.filter((read) => read.known && read.known.standing !== 'lost' && differs(read));
  const describedChanges = await describe(tx, tenantId, reads, atMs);
  const written = [...met, ...changed];
  if (written.length > 0) await writeRelations(tx, tenantId, corpId, written, atMs);
  const same = reads.filter((read) => !written.includes(read));
  if (same.length > 0)
    await markSeen(tx, {
      tenantId,
      customerIds: same.map((read) => read.person.customerId),
      pairs: same.map((read) => pairKey(read.profile.follow.staffId, read.profile.externalUserid)),
      atMs,
    });
  await noteEvidence(tx, vault, tenantId, reads, atMs);
  const changedPairs = new Set(changed);
  for (const read of same) if (describedChanges.has(read.person.customerId)) changedPairs.add(read);
  return { added: met.length, changed: changedPairs.size };
}

async function matchProfiles(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  profiles: readonly CustomerProfile[],
): Promise<Read[]> {
  const found = await findOrMake(
    tx,
    tenantId,
    'external_userid',
    profiles.map((profile) => externalKey(corpId, profile.externalUserid)),
  );
  const reads = new Map<string, Read>();
  for (const profile of profiles) {
    const key = externalKey(corpId, profile.externalUserid);
    const person = found.get(key);
    if (!person) throw new Error('An identity vanished while it was being read.');
    const tagIds = [...new Set(profile.follow.tagIds)].sort().join(',');
    reads.set(pairKey(profile.follow.staffId, profile.externalUserid), {
      profile,
      key,
      person,
      tagIds,
      known: undefined,
    });
  }
  const old = [...reads.values()].filter((read) => !read.person.fresh);
  if (old.length > 0)
    for (const row of await readRelations(tx, {
      tenantId,
      customerIds: [...new Set(old.map((read) => read.person.customerId))],
    })) {
      const read = reads.get(pairKey(row.staffId, row.externalUserid));
      if (read) read.known = row;
    }
  return [...reads.values()];
}

function differs({ profile: { follow }, known, tagIds }: Read): boolean {
  return (
    known === undefined ||
    known.needsProfile ||
    known.addedAtMs === null ||
    known.remark !== follow.remark ||
    known.description !== follow.description ||
    known.tagIds !== tagIds ||
    known.addWay !== follow.addWay ||
    (follow.state !== null && known.state !== follow.state)
  );
}

/** Writes people who are new or look different. @returns the ids of known people who changed. */
async function describe(tx: Tx, tenantId: TenantId, reads: readonly Read[], atMs: number): Promise<Set<Id>> {
  const byPerson = Map.groupBy(reads, (read) => read.person.customerId);
  const knownIds = [...byPerson].flatMap(([id, own]) => (own[0]?.person.fresh ? [] : [id]));
  const known = new Map<Id, KnownPerson>();
  if (knownIds.length > 0)
    for (const row of await readPeople(tx, { tenantId, customerIds: knownIds }))
      known.set(row.customerId, row);
  const changed = new Set<Id>();
  const rows = [];
  for (const [customerId, own] of byPerson) {
    const before = known.get(customerId);
    const row = descriptionOf(tenantId, customerId, own, before);
    if (before && !looksDifferent(before, row) && !own.some((read) => newText(read))) continue;
    if (before && looksDifferent(before, row)) changed.add(customerId);
    rows.push(row);
  }
  if (rows.length > 0) await describePeople(tx, { tenantId, rows: JSON.stringify(rows), atMs });
  return changed;
}

const newText = (read: Read) => read.profile.follow.remark !== (read.known?.remark ?? '') || !read.known;

function descriptionOf(
  tenantId: TenantId,
  customerId: Id,
  own: readonly Read[],
  before: KnownPerson | undefined,
) {
  // A person with two accounts keeps the face of one, or his name would change with every read.
  const face = before?.face ?? own[0]?.key ?? null;
  const shown = own.findLast((read) => read.key === face)?.profile;
  const tails = tailsOf(own.flatMap((read) => read.profile.follow.phones));
  return {
    customerId,
    ...(shown || !before
      ? {
          name: shown?.name ?? '',
          avatar: shown?.avatar ?? null,
          gender: shown?.gender ?? 0,
          kind: shown?.type === 2 ? 'wecom' : 'wechat',
          corpName: shown?.corpName ?? null,
        }
      : {
          name: before.name,
          avatar: before.avatar,
          gender: before.gender,
          kind: before.kind,
          corpName: before.corpName,
        }),
    face,
    // For a new person; a known one gets tails of new phones with the phones themselves.
    tails,
    grams: gramsOf(tenantId, [shown?.name, ...tails, ...own.map((read) => read.profile.follow.remark)]),
    firstMs: Math.min(...own.map((read) => read.profile.follow.addedAtMs)),
    lastMs: Math.max(...own.map(addedAtMs)),
  };
}

/** The profile's time of an add that a callback already told differs by some seconds; the callback's stays. */
function addedAtMs({ known, profile: { follow } }: Read): number {
  const told = known?.addedAtMs ?? null;
  return told !== null && follow.addedAtMs <= told + SAME_ADD_MS ? told : follow.addedAtMs;
}

function looksDifferent(before: KnownPerson, row: ReturnType<typeof descriptionOf>): boolean {
  return (
    before.provisional ||
    before.name !== row.name ||
    before.avatar !== row.avatar ||
    before.gender !== row.gender ||
    before.kind !== row.kind ||
    before.corpName !== row.corpName ||
    before.face !== row.face
  );
}

async function writeRelations(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  reads: readonly Read[],
  atMs: number,
): Promise<void> {
  const keys = (read: Read) => ({
    customerId: read.person.customerId,
    bornId: read.person.bornId,
    staffId: read.profile.follow.staffId,
    externalUserid: read.profile.externalUserid,
  });
  const rows = reads.map((read) => ({
    ...keys(read),
    state: read.profile.follow.state,
    addWay: read.profile.follow.addWay,
    remark: read.profile.follow.remark,
    description: read.profile.follow.description,
    tagIds: read.tagIds,
    addedAtMs: read.profile.follow.addedAtMs,
  }));
  await upsertProfiles(tx, { tenantId, corpId, rows: JSON.stringify(rows), atMs });

  const retagged = reads.filter((read) => (read.known?.tagIds ?? '') !== read.tagIds);
  const tags = await tagsByPlatformId(
    tx,
    tenantId,
    corpId,
    retagged.flatMap((read) => [...read.profile.follow.tagIds, ...split(read.known?.tagIds)]),
    atMs,
  );
  const named = (ids: readonly string[]) => ids.flatMap((id) => tags.get(id) ?? []);
  const dropped = retagged.filter((read) => read.known?.tagIds);
  if (dropped.length > 0)
    await dropMarks(tx, {
      tenantId,
      rows: JSON.stringify(
        dropped.map((read) => ({ ...keys(read), tags: named(read.profile.follow.tagIds) })),
      ),
    });
  const marks = retagged.flatMap((read) =>
    [...new Set(named(read.profile.follow.tagIds))].map((tagId) => ({ ...keys(read), tagId })),
  );
  if (marks.length > 0) await addMarks(tx, { tenantId, corpId, rows: JSON.stringify(marks), atMs });

  const events = reads.flatMap((read) => historyOf(read, keys(read), named, atMs));
  if (events.length > 0) await insertRelationEvents(tx, { tenantId, rows: JSON.stringify(events) });
  const told = rows.filter((_, i) => reads[i]?.known && reads[i].known.addWay === null);
  if (told.length > 0) await fillWay(tx, { tenantId, rows: JSON.stringify(told) });
}

const split = (tagIds: string | undefined) => (tagIds ? tagIds.split(',') : []);

function historyOf(
  read: Read,
  keys: object,
  named: (ids: readonly string[]) => Id[],
  atMs: number,
): object[] {
  const { known, profile } = read;
  const { follow } = profile;
  const events: object[] = [];
  if (!known || known.standing === 'lost' || known.addedAtMs === null)
    events.push({
      ...keys,
      kind: 'added',
      atMs: follow.addedAtMs,
      state: follow.state,
      addWay: follow.addWay,
      detail: { profile: true },
    });
  if (!known) return events;
  // The first description after an add is no change of it.
  const first = known.addWay === null;
  if (!first && known.remark !== follow.remark)
    events.push({ ...keys, kind: 'remark', atMs, detail: { from: known.remark, to: follow.remark } });
  if (known.tagIds !== read.tagIds && !first) {
    const before = split(known.tagIds);
    const after = split(read.tagIds);
    events.push({
      ...keys,
      kind: 'tags',
      atMs,
      detail: {
        added: named(after.filter((id) => !before.includes(id))),
        removed: named(before.filter((id) => !after.includes(id))),
      },
    });
  }
  return events;
}

/** Unionids and phones say who somebody is; a key that is somebody else's is evidence. */
async function noteEvidence(
  tx: Tx,
  vault: Vault,
  tenantId: TenantId,
  reads: readonly Read[],
  atMs: number,
): Promise<void> {
  const claims = reads.flatMap(({ profile, person }) =>
    profile.unionid
      ? [
          {
            kind: 'unionid' as const,
            value: profile.unionid,
            customerId: person.customerId,
            bornId: person.bornId,
          },
        ]
      : [],
  );
  if (claims.length > 0) await claimKeys(tx, tenantId, claims, atMs);
  const phones = reads.flatMap(({ profile, person }) =>
    profile.follow.phones.map((phone) => ({
      customerId: person.customerId,
      bornId: person.bornId,
      phone,
      source: 'staff' as const,
    })),
  );
  if (phones.length > 0) await notePhones(tx, vault, tenantId, phones, atMs);
}
