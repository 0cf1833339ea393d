// Every order has a person: the one its evidence names, else a provisional one who is merged when he turns up.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import type { BuyerEvidence } from '@yutian/contract';
import type { Tx, Vault } from '@yutian/platform';
import { gramsOf } from '../people/search.rules.ts';
import { type Claim, claimKeys, leaveEvidence, notePhones, ownersOf } from './claim-keys.ts';
import {
  holdPeople,
  insertProvisional,
  type KeyKind,
  keysOfPeople,
  type KeyRow,
  noteMemberNos,
} from './identity.sql.ts';
import { normalisePhone, tailsOf } from './phone.rules.ts';

interface Key {
  kind: KeyKind;
  value: string;
}

interface Buyer {
  evidence: BuyerEvidence;
  /** Strongest first. */
  keys: readonly Key[];
}

// A person has one of these; a second one that differs is somebody else until a person says otherwise.
const SINGULAR: ReadonlySet<KeyKind> = new Set(['unionid', 'member_no']);
const keyOf = (key: Key) => `${key.kind} ${key.value}`;

/** Finds or makes the person behind each piece of evidence. @returns ref → customer id. */
export async function resolveBuyers(
  tx: Tx,
  vault: Vault,
  tenantId: TenantId,
  evidence: readonly BuyerEvidence[],
  atMs: number,
): Promise<Map<string, Id>> {
  if (evidence.length === 0) return new Map();
  await holdPeople(tx, { tenantId });
  const buyers = evidence.map((one) => ({ evidence: one, keys: keysOf(vault, tenantId, one) }));
  const owners = await ownersOf(
    tx,
    tenantId,
    buyers.flatMap((buyer) => buyer.keys),
  );
  const { chosen, claims, made } = choose(buyers, owners, await heldKinds(tx, tenantId, buyers, owners));
  const claimed = await claimKeys(tx, tenantId, claims, atMs);
  const resolved = settleRaces(buyers, chosen, made, claims, claimed.owners);
  await writeProvisional(tx, tenantId, buyers, resolved, made, claims, claimed.owners, atMs);
  const numbered = claims.filter(
    (claim) =>
      claim.kind === 'member_no' &&
      !made.has(claim.customerId) &&
      claimed.owners.get(keyOf(claim))?.customerId === claim.customerId,
  );
  if (numbered.length > 0)
    await noteMemberNos(tx, {
      tenantId,
      rows: JSON.stringify(
        numbered.map(({ customerId, value }) => ({
          customerId,
          memberNo: value,
          grams: gramsOf(tenantId, [value]),
        })),
      ),
    });
  await noteDisagreement(tx, tenantId, buyers, resolved, claimed.owners, owners, atMs);
  await notePhones(
    tx,
    vault,
    tenantId,
    buyers.flatMap(({ evidence: { ref, phone } }) => {
      const customerId = resolved.get(ref);
      return phone && customerId ? [{ customerId, bornId: customerId, phone, source: 'order' as const }] : [];
    }),
    atMs,
  );
  return resolved;
}

/** unionid > phone > member number > shop buyer. */
function keysOf(vault: Vault, tenantId: TenantId, one: BuyerEvidence): Key[] {
  const phone = one.phone ? normalisePhone(one.phone) : null;
  const keys: (Key | null)[] = [
    one.unionid ? { kind: 'unionid', value: one.unionid } : null,
    phone ? { kind: 'phone', value: vault.hash(tenantId, 'phone', phone) } : null,
    one.memberNo ? { kind: 'member_no', value: one.memberNo } : null,
    one.shopBuyer ? { kind: 'shop_buyer', value: one.shopBuyer } : null,
  ];
  return keys.filter((key) => key !== null);
}

/** Which singular keys the people found already have: `customerId kind`. */
async function heldKinds(
  tx: Tx,
  tenantId: TenantId,
  buyers: readonly Buyer[],
  owners: ReadonlyMap<string, KeyRow>,
): Promise<Set<string>> {
  const asked = new Set<Id>();
  for (const { keys } of buyers)
    if (keys.some((key) => SINGULAR.has(key.kind) && !owners.has(keyOf(key))))
      for (const key of keys) {
        const owner = owners.get(keyOf(key));
        if (owner) asked.add(owner.customerId);
      }
  if (asked.size === 0) return new Set();
  const rows = await keysOfPeople(tx, { tenantId, customerIds: [...asked] });
  return new Set(rows.filter((row) => SINGULAR.has(row.kind)).map((row) => `${row.customerId} ${row.kind}`));
}

/** Chooses a person for each buyer in order, later buyers of the batch knowing what earlier ones claimed. */
function choose(buyers: readonly Buyer[], owners: ReadonlyMap<string, KeyRow>, held: Set<string>) {
  const chosen = new Map<string, Id>();
  const claims: Claim[] = [];
  const made = new Set<Id>();
  const claimedBy = new Map<string, Id>();
  const ownerOf = (key: Key) => claimedBy.get(keyOf(key)) ?? owners.get(keyOf(key))?.customerId;
  const mayHave = (customerId: Id, key: Key) =>
    !SINGULAR.has(key.kind) || !held.has(`${customerId} ${key.kind}`);
  for (const { evidence, keys } of buyers) {
    const free = keys.filter((key) => ownerOf(key) === undefined);
    // The strongest owned key names the person, unless a stronger, yet unknown key contradicts what he has.
    const strongest = keys.findIndex((key) => ownerOf(key) !== undefined);
    const named = strongest < 0 ? undefined : ownerOf(keys[strongest] as Key);
    const fits = named !== undefined && keys.slice(0, strongest).every((key) => mayHave(named, key));
    const customerId = fits ? named : newId();
    if (!fits) made.add(customerId);
    chosen.set(evidence.ref, customerId);
    for (const key of free) {
      if (!mayHave(customerId, key)) continue;
      claims.push({ ...key, customerId, bornId: customerId });
      claimedBy.set(keyOf(key), customerId);
      if (SINGULAR.has(key.kind)) held.add(`${customerId} ${key.kind}`);
    }
  }
  return { chosen, claims, made };
}

/** Another worker may have claimed a key first: whoever has the strongest key of a new person is the person. */
function settleRaces(
  buyers: readonly Buyer[],
  chosen: ReadonlyMap<string, Id>,
  made: ReadonlySet<Id>,
  claims: readonly Claim[],
  owners: ReadonlyMap<string, KeyRow>,
): Map<string, Id> {
  const instead = new Map<Id, Id>();
  for (const claim of claims) {
    const owner = owners.get(keyOf(claim))?.customerId;
    if (made.has(claim.customerId) && owner && !instead.has(claim.customerId))
      instead.set(claim.customerId, owner);
  }
  return new Map(
    buyers.map(({ evidence: { ref } }) => {
      const id = chosen.get(ref) as Id;
      return [ref, instead.get(id) ?? id];
    }),
  );
}

async function writeProvisional(
  tx: Tx,
  tenantId: TenantId,
  buyers: readonly Buyer[],
  resolved: ReadonlyMap<string, Id>,
  made: ReadonlySet<Id>,
  claims: readonly Claim[],
  owners: ReadonlyMap<string, KeyRow>,
  atMs: number,
): Promise<void> {
  // A new person who lost the race for his strongest key still exists if a weaker key is his.
  const living = new Set([...resolved.values()].filter((id) => made.has(id)));
  for (const claim of claims) {
    const owner = owners.get(keyOf(claim))?.customerId;
    if (owner && made.has(owner)) living.add(owner);
  }
  if (living.size === 0) return;
  const names = new Map<Id, string>();
  const memberNos = new Map<Id, string>();
  const phones = new Map<Id, string[]>();
  for (const { evidence } of buyers) {
    const id = resolved.get(evidence.ref);
    if (id && evidence.phone) phones.set(id, [...(phones.get(id) ?? []), evidence.phone]);
    if (id && evidence.name && !names.get(id)) names.set(id, evidence.name);
    if (id && evidence.memberNo && !memberNos.has(id)) memberNos.set(id, evidence.memberNo);
  }
  const rows = [...living].sort().map((customerId) => ({
    customerId,
    name: names.get(customerId) ?? '',
    memberNo: memberNos.get(customerId) ?? null,
    tails: tailsOf(phones.get(customerId) ?? []),
    grams: gramsOf(tenantId, [
      names.get(customerId),
      memberNos.get(customerId),
      ...tailsOf(phones.get(customerId) ?? []),
    ]),
  }));
  await insertProvisional(tx, { tenantId, rows: JSON.stringify(rows), atMs });
}

/** Keys of one buyer that belong to different people are evidence that these are one. */
async function noteDisagreement(
  tx: Tx,
  tenantId: TenantId,
  buyers: readonly Buyer[],
  resolved: ReadonlyMap<string, Id>,
  claimed: ReadonlyMap<string, KeyRow>,
  owners: ReadonlyMap<string, KeyRow>,
  atMs: number,
): Promise<void> {
  const evidence = buyers.flatMap(({ evidence: { ref }, keys }) => {
    const oneId = resolved.get(ref);
    return keys.flatMap((key) => {
      const otherId = (claimed.get(keyOf(key)) ?? owners.get(keyOf(key)))?.customerId;
      return oneId && otherId && otherId !== oneId ? [{ oneId, otherId, ...key }] : [];
    });
  });
  await leaveEvidence(tx, tenantId, evidence, atMs);
}
