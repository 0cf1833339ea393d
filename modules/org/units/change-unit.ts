// Changing a unit: its name and store fields, its place in the tree, whether it is open.
import { type Actor, conflict, type Id, invalid } from '@yutian/kernel';
import type { OrgGround } from '../parts.ts';
import { changeTree, checkFree, checkPlace, noteUnit, readUnit } from './create-unit.ts';
import { closeBelow, reopen, setParent, type StoreFields, updateUnit } from './unit.sql.ts';

const STORE_FIELDS = ['storeType', 'code', 'address', 'latitude', 'longitude'] as const;

export type UnitChange = { name?: string | undefined } & {
  [K in keyof StoreFields]?: StoreFields[K] | undefined;
};

/** Changes what is given and keeps it from later synchronisations. */
export const changeUnit = (ground: OrgGround, actor: Actor, unitId: Id, change: UnitChange): Promise<void> =>
  changeTree(ground, actor.tenantId, async (tx) => {
    const before = await readUnit(tx, actor, unitId);
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    const changed = given.filter(([field, value]) => before[field as keyof typeof before] !== value);
    if (changed.length === 0) return { result: undefined, unitIds: [] };
    if (before.kind !== 'store' && changed.some(([field]) => STORE_FIELDS.includes(field as never)))
      throw invalid('STORE_FIELDS_REFUSED', 'Only a store has a type, a number and an address.', {
        kind: before.kind,
      });
    if (change.storeType === null)
      throw invalid('STORE_TYPE_MISSING', 'A store is direct or a dealer’s. Choose one.');
    const after = { ...before, ...Object.fromEntries(changed) };
    if (before.open) await checkFree(tx, actor.tenantId, after);
    const { name, storeType, code, address, latitude, longitude } = after;
    const handEdited = [...new Set([...before.handEdited, ...changed.map(([field]) => field)])];
    await updateUnit(tx, {
      tenantId: actor.tenantId,
      unitId,
      name,
      storeType,
      code,
      address,
      latitude,
      longitude,
      handEdited,
    });
    const detail = Object.fromEntries(
      changed.map(([field, to]) => [field, { from: before[field as keyof typeof before], to }]),
    );
    await noteUnit(ground, tx, actor, 'org.changeUnit', unitId, detail);
    return { result: undefined, unitIds: [unitId] };
  });

/** Hangs a unit with all below under another. */
export const moveUnit = (ground: OrgGround, actor: Actor, unitId: Id, parentId: Id | null): Promise<void> =>
  changeTree(ground, actor.tenantId, async (tx) => {
    const before = await readUnit(tx, actor, unitId);
    if (before.parentId === parentId) return { result: undefined, unitIds: [] };
    if (parentId !== null && (await readUnit(tx, actor, parentId)).path.includes(unitId))
      throw conflict('UNIT_BELOW_ITSELF', 'A unit cannot hang below itself.');
    await checkPlace(tx, actor, { ...before, parentId });
    const handEdited = [...new Set([...before.handEdited, 'parentId'])];
    await setParent(tx, { tenantId: actor.tenantId, unitId, parentId, handEdited });
    const detail = { from: before.parentId, to: parentId };
    await noteUnit(ground, tx, actor, 'org.moveUnit', unitId, detail);
    return { result: undefined, unitIds: [unitId] };
  });

/** Closes a unit and all below; staff stay where they are, so that their history keeps its place. */
export const closeUnit = (ground: OrgGround, actor: Actor, unitId: Id): Promise<void> =>
  changeTree(ground, actor.tenantId, async (tx) => {
    await readUnit(tx, actor, unitId);
    const closed = await closeBelow(tx, { tenantId: actor.tenantId, unitId });
    if (closed.length > 0)
      await noteUnit(ground, tx, actor, 'org.closeUnit', unitId, { units: closed.length });
    return { result: undefined, unitIds: closed.map((unit) => unit.unitId) };
  });

/** Opens a closed unit; what hangs below stays closed. */
export const reopenUnit = (ground: OrgGround, actor: Actor, unitId: Id): Promise<void> =>
  changeTree(ground, actor.tenantId, async (tx) => {
    const unit = await readUnit(tx, actor, unitId);
    if (unit.open) return { result: undefined, unitIds: [] };
    const parent = unit.parentId === null ? null : await readUnit(tx, actor, unit.parentId);
    if (parent && !parent.open)
      throw conflict('UNIT_PARENT_CLOSED', 'The unit above is closed. Open that one first.');
    await checkFree(tx, actor.tenantId, unit);
    await reopen(tx, { tenantId: actor.tenantId, unitId });
    await noteUnit(ground, tx, actor, 'org.reopenUnit', unitId, {});
    return { result: undefined, unitIds: [unitId] };
  });
