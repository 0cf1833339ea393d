// Finding people by their keys, and giving keys to people. A key has one owner; whoever claims an owned key leaves
// evidence that both are one person, and the sweep of decide-evidence.ts looks at it.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import type { Tx, Vault } from '@yutian/platform';
import { gramsOf } from '../people/search.rules.ts';
import {
  enrichPeople,
  insertEvidence,
  insertKeys,
  insertPhones,
  type KeyKind,
  type KeyRow,
  type PhoneInsert,
  readKeys,
} from './identity.sql.ts';
import { normalisePhone, tailOf } from './phone.rules.ts';

/** A person as a key names him. `fresh`: this transaction made him, his row is still to be written. */
export interface Found {
  customerId: Id;
  bornId: Id;
  fresh: boolean;
}

export interface Claim {
  kind: KeyKind;
  value: string;
  customerId: Id;
  bornId: Id;
}

const keyOf = (k: { kind: string; value: string }) => `${k.kind} ${k.value}`;

/** The owners of keys, by `kind value`. */
export async function ownersOf(
  tx: Tx,
  tenantId: TenantId,
  keys: readonly { kind: KeyKind; value: string }[],
): Promise<Map<string, KeyRow>> {
  const owners = new Map<string, KeyRow>();
  for (const [kind, own] of Map.groupBy(keys, (key) => key.kind)) {
    const values = [...new Set(own.map((key) => key.value))];
    for (const row of await readKeys(tx, { tenantId, kind, values })) owners.set(keyOf(row), row);
  }
  return owners;
}

/** The person behind each value of one kind; unknown ones get a new person, whose row the caller writes. */
export async function findOrMake(
  tx: Tx,
  tenantId: TenantId,
  kind: KeyKind,
  values: readonly string[],
): Promise<Map<string, Found>> {
  const distinct = [...new Set(values)];
  const found = new Map<string, Found>();
  const note = (rows: readonly KeyRow[], fresh: boolean) => {
    for (const row of rows) found.set(row.value, { customerId: row.customerId, bornId: row.bornId, fresh });
  };
  const read = async (wanted: readonly string[]) =>
    note(await readKeys(tx, { tenantId, kind, values: wanted }), false);
  if (distinct.length > 0) await read(distinct);
  const missing = distinct.filter((value) => !found.has(value));
  if (missing.length === 0) return found;
  const rows = missing.map((value) => {
    const id = newId();
    return { kind, value, customerId: id, bornId: id };
  });
  note(await insertKeys(tx, { tenantId, rows: JSON.stringify(rows) }), true);
  // Another worker made him between our read and our insert; the insert waited for its commit.
  const raced = missing.filter((value) => !found.has(value));
  if (raced.length > 0) await read(raced);
  return found;
}

/**
 * Gives keys to people. Where a key belongs to somebody else, it stays with him and evidence is left.
 * @returns the owner of each key afterwards, by `kind value`, and how many claims met another owner.
 */
export async function claimKeys(
  tx: Tx,
  tenantId: TenantId,
  claims: readonly Claim[],
  atMs: number,
): Promise<{ owners: Map<string, KeyRow>; disputed: number }> {
  const owners = await ownersOf(tx, tenantId, claims);
  const missing = [
    ...new Map(claims.filter((c) => !owners.has(keyOf(c))).map((c) => [keyOf(c), c])).values(),
  ];
  if (missing.length > 0) {
    for (const row of await insertKeys(tx, { tenantId, rows: JSON.stringify(missing) }))
      owners.set(keyOf(row), row);
    const raced = missing.filter((claim) => !owners.has(keyOf(claim)));
    for (const [key, row] of await ownersOf(tx, tenantId, raced)) owners.set(key, row);
  }
  const evidence = claims.flatMap((claim) => {
    const owner = owners.get(keyOf(claim));
    if (!owner || owner.customerId === claim.customerId) return [];
    return [{ oneId: claim.customerId, otherId: owner.customerId, kind: claim.kind, value: claim.value }];
  });
  await leaveEvidence(tx, tenantId, evidence, atMs);
  return { owners, disputed: evidence.length };
}

/** Notes that pairs of people share a key. */
export async function leaveEvidence(
  tx: Tx,
  tenantId: TenantId,
  evidence: readonly { oneId: Id; otherId: Id; kind: string; value: string }[],
  atMs: number,
): Promise<void> {
  if (evidence.length === 0) return;
  const rows = evidence.map((e) => ({ reviewId: newId(), ...e }));
  await insertEvidence(tx, { tenantId, rows: JSON.stringify(rows), atMs });
}

interface NotedPhone {
  customerId: Id;
  bornId: Id;
  /** As written; what is no phone is passed over. */
  phone: string;
  source: PhoneInsert['source'];
}

/** Seals phones, claims their hashes and makes their tails searchable. @returns how many belong to somebody else. */
export async function notePhones(
  tx: Tx,
  vault: Vault,
  tenantId: TenantId,
  phones: readonly NotedPhone[],
  atMs: number,
): Promise<number> {
  const rows = phones.flatMap((noted): (PhoneInsert & Claim)[] => {
    const phone = normalisePhone(noted.phone);
    if (phone === null) return [];
    const hash = vault.hash(tenantId, 'phone', phone);
    return [
      {
        customerId: noted.customerId,
        bornId: noted.bornId,
        phoneHash: hash,
        kind: 'phone',
        value: hash,
        sealed: vault.seal(tenantId, phone).toString('hex'),
        tail: tailOf(phone),
        source: noted.source,
      },
    ];
  });
  if (rows.length === 0) return 0;
  const { disputed } = await claimKeys(tx, tenantId, rows, atMs);
  const once = [
    ...new Map(rows.map((row) => [`${row.customerId} ${row.phoneHash} ${row.bornId}`, row])).values(),
  ];
  const added = await insertPhones(tx, { tenantId, rows: JSON.stringify(once), atMs });
  const byPerson = Map.groupBy(added, (row) => row.customerId);
  if (byPerson.size > 0)
    await enrichPeople(tx, {
      tenantId,
      rows: JSON.stringify(
        [...byPerson].map(([customerId, own]) => {
          const tails = [...new Set(own.map((row) => row.tail))];
          return { customerId, tails, grams: gramsOf(tenantId, tails) };
        }),
      ),
    });
  return disputed;
}
