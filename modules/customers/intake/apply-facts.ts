// Callback facts become relations, history and alerts: a batch is a handful of statements, whatever its size.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import type { RelationFact } from '@yutian/contract';
import type { Tx } from '@yutian/platform';
import { findOrMake } from '../oneid/claim-keys.ts';
import { holdPeople } from '../oneid/identity.sql.ts';
import { insertAlerts, insertRelationEvents, notePeopleAdded, upsertFacts } from './intake.sql.ts';
import { eventKindOf, foldFacts, type RelationChange } from './relation.rules.ts';

/** The registry's value of an external_userid. */
export const externalKey = (corpId: string, externalUserid: string) => `${corpId}/${externalUserid}`;

/** Applies facts in any order; repeats change nothing. @returns the customer behind each fact, in order. */
export async function applyFacts(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  facts: readonly RelationFact[],
): Promise<Id[]> {
  if (facts.length === 0) return [];
  await holdPeople(tx, { tenantId });
  const keyOf = (fact: RelationFact) => externalKey(corpId, fact.externalUserid);
  const found = await findOrMake(tx, tenantId, 'external_userid', facts.map(keyOf));
  const told = facts.map((fact) => {
    const person = found.get(keyOf(fact));
    if (!person) throw new Error('An identity vanished while it was being read.');
    return { fact, person };
  });
  const changes = foldFacts(told);
  await writePeople(tx, tenantId, told, changes, keyOf);
  if (changes.length > 0) await upsertFacts(tx, { tenantId, corpId, rows: JSON.stringify(changes) });

  const events = told.flatMap(({ fact, person }) => {
    const kind = eventKindOf(fact);
    const { customerId, bornId } = person;
    return kind
      ? [
          {
            customerId,
            bornId,
            kind,
            staffId: fact.staffId,
            externalUserid: fact.externalUserid,
            atMs: fact.atMs,
            state: fact.state,
          },
        ]
      : [];
  });
  if (events.length > 0) await insertRelationEvents(tx, { tenantId, rows: JSON.stringify(events) });
  const losses = events.filter((e) => e.kind === 'deleted_by_customer' || e.kind === 'deleted_by_staff');
  if (losses.length > 0)
    await insertAlerts(tx, {
      tenantId,
      rows: JSON.stringify(losses.map((loss) => ({ ...loss, alertId: newId() }))),
    });
  return told.map(({ person }) => person.customerId);
}

async function writePeople(
  tx: Tx,
  tenantId: TenantId,
  told: readonly { fact: RelationFact; person: { customerId: Id; fresh: boolean } }[],
  changes: readonly RelationChange[],
  keyOf: (fact: RelationFact) => string,
): Promise<void> {
  const rows = new Map<
    Id,
    { customerId: Id; face: string; atMs: number; firstMs: number | null; lastMs: number | null }
  >();
  for (const { fact, person } of told)
    if (person.fresh && !rows.has(person.customerId))
      rows.set(person.customerId, {
        customerId: person.customerId,
        face: keyOf(fact),
        atMs: fact.atMs,
        firstMs: null,
        lastMs: null,
      });
  for (const change of changes) {
    const { customerId, firstAddedAtMs, addedAtMs } = change;
    if (firstAddedAtMs === null || addedAtMs === null) continue;
    const row = rows.get(customerId) ?? {
      customerId,
      face: '',
      atMs: firstAddedAtMs,
      firstMs: null,
      lastMs: null,
    };
    row.firstMs = Math.min(row.firstMs ?? firstAddedAtMs, firstAddedAtMs);
    row.lastMs = Math.max(row.lastMs ?? addedAtMs, addedAtMs);
    rows.set(customerId, row);
  }
  if (rows.size > 0) await notePeopleAdded(tx, { tenantId, rows: JSON.stringify([...rows.values()]) });
}
