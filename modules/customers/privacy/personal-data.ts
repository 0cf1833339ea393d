// A person's rights (R11): a copy of everything held about him, and its deletion with a receipt. Every module that holds
// personal data takes part; this one speaks for its own tables.
import { customersEvents, type PersonalDataHolder } from '@yutian/contract';
import { type Actor, everything, type Id, newId, type TenantId, toIso } from '@yutian/kernel';
import { audit, emit, inTransaction, type Tx, type Vault } from '@yutian/platform';
import { holdPeopleAlone } from '../oneid/identity.sql.ts';
import { deleteReviewsOf } from '../oneid/review.sql.ts';
import type { CustomersGround } from '../parts.ts';
import { readVisible } from '../people/find-people.ts';
import { tagsOfPeople } from '../people/relations.sql.ts';
import { listFields, readPhones } from '../people/person.sql.ts';
import {
  blankPerson,
  countPersonRows,
  eraseStatements,
  insertErasure,
  readPersonRowsWhole,
} from './erase.sql.ts';

type Counts = Record<string, number>;

/** This module's part of copies and deletions. */
function customersHolder(vault: Vault): PersonalDataHolder<Tx> {
  return {
    part: 'customers',
    async exportPerson(tx, tenantId, customerId) {
      const one = { tenantId, customerId };
      const parts = await readPersonRowsWhole(tx, one);
      const phones = new Map((await readPhones(tx, one)).map((row) => [row.phoneHash, row.sealed]));
      const tags = await tagsOfPeople(tx, { tenantId, scope: everything, customerIds: [customerId] });
      const fields = await listFields(tx, { tenantId });
      return {
        ...Object.fromEntries(parts.map(({ part, rows }) => [part, rows])),
        phones: [...phones.values()].map((sealed) => vault.open(tenantId, sealed)),
        tags: tags.map(({ name, groupName, staffId }) => ({ name, groupName, staffId })),
        customFieldNames: Object.fromEntries(fields.map((field) => [field.fieldId, field.name])),
      };
    },
    countPerson,
    async erasePerson(tx, tenantId, customerId, atMs) {
      const one = { tenantId, customerId };
      const counts = await countPerson(tx, tenantId, customerId);
      await deleteReviewsOf(tx, { tenantId, customerIds: [customerId] });
      for (const statement of eraseStatements) await statement(tx, one);
      await blankPerson(tx, { ...one, atMs });
      return counts;
    },
  };
}

async function countPerson(
  tx: Tx,
  tenantId: TenantId,
  customerId: Id,
): Promise<{ removed: Counts; kept: Counts }> {
  const [counts] = await countPersonRows(tx, { tenantId, customerId });
  const pick = (...names: string[]) => Object.fromEntries(names.map((name) => [name, counts?.[name] ?? 0]));
  return {
    removed: { profile: 1, ...pick('keys', 'phones', 'notes', 'timeline', 'tags', 'merges') },
    kept: pick('relations', 'history', 'messages', 'consents'),
  };
}

// Its own part last: the others may find a person by his relations, which a deletion takes the names from.
const holdersOf = (ground: CustomersGround): PersonalDataHolder<Tx>[] => [
  ...ground.personalData(),
  customersHolder(ground.vault),
];

/** Everything held about one person, by module. */
export function exportPerson(
  ground: CustomersGround,
  actor: Actor,
  customerId: Id,
): Promise<{ customerId: Id; at: string; parts: Record<string, unknown> }> {
  const { tenantId } = actor;
  const atMs = ground.clock.now();
  return inTransaction(ground.db, async (tx) => {
    const { id } = await readVisible(tx, actor, customerId);
    const parts: Record<string, unknown> = {};
    for (const holder of holdersOf(ground)) parts[holder.part] = await holder.exportPerson(tx, tenantId, id);
    await audit(
      tx,
      actor,
      {
        action: 'customers.exportPerson',
        subjectKind: 'customer',
        subjectId: id,
        detail: { parts: Object.keys(parts) },
      },
      atMs,
    );
    return { customerId: id, at: toIso(atMs), parts };
  });
}

/** What deletion would remove and keep, and whether he would come back by the next read of the platform. */
export function previewErasure(ground: CustomersGround, actor: Actor, customerId: Id) {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    const { id } = await readVisible(tx, actor, customerId);
    const counts = [];
    for (const holder of holdersOf(ground))
      counts.push({ part: holder.part, ...(await holder.countPerson(tx, tenantId, id)) });
    const [own] = await countPersonRows(tx, { tenantId, customerId: id });
    return { ...sum(counts), liveRelations: own?.live ?? 0 };
  });
}

/** Deletes a person's data. Not to be undone. @returns the receipt. */
export function erasePerson(ground: CustomersGround, actor: Actor, customerId: Id, reason: string) {
  const { tenantId, name: byName } = actor;
  const atMs = ground.clock.now();
  return inTransaction(ground.db, async (tx) => {
    await holdPeopleAlone(tx, { tenantId });
    const { id } = await readVisible(tx, actor, customerId);
    const counts = [];
    for (const holder of holdersOf(ground))
      counts.push({ part: holder.part, ...(await holder.erasePerson(tx, tenantId, id, atMs)) });
    const { removed, kept } = sum(counts);
    const erasureId = newId();
    await insertErasure(tx, {
      tenantId,
      customerId: id,
      erasureId,
      atMs,
      reason,
      byName,
      removed: JSON.stringify(removed),
      kept: JSON.stringify(kept),
    });
    await emit(tx, customersEvents.erased, tenantId, { customerId: id }, atMs);
    await audit(
      tx,
      actor,
      { action: 'customers.erasePerson', subjectKind: 'customer', subjectId: id, detail: { erasureId } },
      atMs,
    );
    return { erasureId, customerId: id, at: toIso(atMs), byName, reason, removed, kept };
  });
}

/** Counts of all parts; other modules' kinds carry their part's name. */
function sum(counts: readonly { part: string; removed: Counts; kept: Counts }[]) {
  const all = (which: 'removed' | 'kept') =>
    Object.fromEntries(
      counts.flatMap((one) =>
        Object.entries(one[which]).map(([kind, count]) => [
          one.part === 'customers' ? kind : `${one.part}.${kind}`,
          count,
        ]),
      ),
    );
  return { removed: all('removed'), kept: all('kept') };
}
