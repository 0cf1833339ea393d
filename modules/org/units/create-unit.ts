// New units: one by the page, a whole tree by a program.
import {
  type Actor,
  conflict,
  forbidden,
  type Id,
  invalid,
  newId,
  notFound,
  type TenantId,
} from '@yutian/kernel';
import { orgEvents } from '@yutian/contract';
import { audit, emit, inTransaction, type Tx } from '@yutian/platform';
import { unitsOf } from '../access.ts';
import { type OrgGround, system } from '../parts.ts';
import { lockTenant } from '../tenant/tenant.sql.ts';
import { mayHangUnder } from './unit.rules.ts';
import {
  findUnit,
  findUnitTaken,
  insertUnits,
  type NewUnit,
  rebuildPaths,
  type StoreFields,
  type UnitRow,
} from './unit.sql.ts';

const NO_STORE: StoreFields = { storeType: null, code: null, address: null, latitude: null, longitude: null };

export type UnitDraft = Pick<NewUnit, 'kind' | 'name' | 'parentId'> & {
  [K in keyof StoreFields]?: StoreFields[K] | undefined;
};

/** Makes a unit. @returns its id. */
export const createUnit = (ground: OrgGround, actor: Actor, draft: UnitDraft): Promise<Id> =>
  changeTree(ground, actor.tenantId, async (tx) => {
    const unit = complete(newId(), draft);
    await checkPlace(tx, actor, unit);
    const nowMs = ground.clock.now();
    await insertUnits(tx, { tenantId: actor.tenantId, units: [unit], nowMs });
    await noteUnit(ground, tx, actor, 'org.createUnit', unit.unitId, {
      kind: unit.kind,
      name: unit.name,
      parentId: unit.parentId,
    });
    return { result: unit.unitId, unitIds: [unit.unitId] };
  });

export type UnitTree = Omit<UnitDraft, 'parentId'> & { children?: readonly UnitTree[] };

/** Makes a whole tree in one go, for the set-up of a tenant. @returns every unit made, parents first. */
export const createUnitTree = (
  ground: OrgGround,
  tenantId: TenantId,
  roots: readonly UnitTree[],
): Promise<NewUnit[]> =>
  changeTree(ground, tenantId, async (tx) => {
    const units: NewUnit[] = [];
    const plant = (trees: readonly UnitTree[], parent: NewUnit | null) => {
      for (const { children, ...draft } of trees) {
        if (!mayHangUnder(draft.kind, parent?.kind ?? null))
          throw parentRefused(draft.kind, parent?.kind ?? null);
        const unit = complete(newId(), { ...draft, parentId: parent?.unitId ?? null });
        units.push(unit);
        plant(children ?? [], unit);
      }
    };
    plant(roots, null);
    const nowMs = ground.clock.now();
    await insertUnits(tx, { tenantId, units, nowMs });
    await noteUnit(ground, tx, system(tenantId), 'org.createUnitTree', String(tenantId), {
      units: units.length,
    });
    return { result: units, unitIds: units.map((unit) => unit.unitId) };
  });

/**
 * Runs a change to the tree: one at a time per tenant, paths derived again, told to the others, scopes forgotten.
 * @param work gives its result and the units it touched.
 */
export async function changeTree<T>(
  ground: OrgGround,
  tenantId: TenantId,
  work: (tx: Tx) => Promise<{ result: T; unitIds: readonly Id[] }>,
): Promise<T> {
  const result = await inTransaction(ground.db, async (tx) => {
    await lockTenant(tx, { tenantId });
    const done = await work(tx);
    await rebuildPaths(tx, { tenantId });
    if (done.unitIds.length > 0)
      await emit(tx, orgEvents.unitsChanged, tenantId, { unitIds: [...done.unitIds] }, ground.clock.now());
    return done.result;
  });
  ground.scopes.forget(tenantId);
  return result;
}

/** The unit as this actor may change it, or a Fault UNIT_UNKNOWN. */
export async function readUnit(tx: Tx | OrgGround['db'], actor: Actor, unitId: Id): Promise<UnitRow> {
  const [row] = await findUnit(tx, { tenantId: actor.tenantId, unitIds: unitsOf(actor), unitId });
  if (!row) throw notFound('UNIT_UNKNOWN', 'There is no such unit.', { unitIds: [unitId] });
  return row;
}

/** Whether the unit may be where it says: a parent the actor sees, of a fitting kind; name and number free. */
export async function checkPlace(tx: Tx, actor: Actor, unit: NewUnit): Promise<void> {
  if (unit.parentId === null && unitsOf(actor) !== null)
    throw forbidden(
      'SCOPE_BEYOND_OWN',
      'You see a part of the company only: choose a unit above the new one.',
    );
  const parent = unit.parentId === null ? null : await readUnit(tx, actor, unit.parentId);
  if (!mayHangUnder(unit.kind, parent?.kind ?? null)) throw parentRefused(unit.kind, parent?.kind ?? null);
  await checkFree(tx, actor.tenantId, unit);
}

/** Whether name (among siblings) and store number are free. */
export async function checkFree(tx: Tx, tenantId: TenantId, unit: NewUnit): Promise<void> {
  const { unitId, parentId, kind, name, code } = unit;
  const [taken] = await findUnitTaken(tx, { tenantId, unitId, parentId, kind, name, code });
  if (taken?.sameName)
    throw conflict('UNIT_NAME_TAKEN', 'There is such a unit at this place already.', { name });
  if (taken?.sameCode) throw conflict('STORE_CODE_TAKEN', 'Another open store has this number.', { code });
}

export const noteUnit = (
  ground: OrgGround,
  tx: Tx,
  by: { tenantId: TenantId; userId: Id | null; name: string },
  action: string,
  subjectId: string,
  detail: Record<string, unknown>,
) => audit(tx, by, { action, subjectKind: 'unit', subjectId, detail }, ground.clock.now());

function complete(unitId: Id, { kind, name, parentId, ...fields }: UnitDraft): NewUnit {
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
  if (kind !== 'store' && Object.keys(given).length > 0)
    throw invalid('STORE_FIELDS_REFUSED', 'Only a store has a type, a number and an address.', { kind });
  const typed = kind === 'store' ? { storeType: 'direct' as const } : {};
  return { unitId, kind, name, parentId, ...NO_STORE, ...typed, ...given };
}

const parentRefused = (kind: string, parentKind: string | null) =>
  invalid('UNIT_PARENT_REFUSED', 'A unit of this kind cannot hang there.', { kind, parentKind });
