// Handlers of units, stores and staff.
import { contract, type Staff, type Unit } from '@yutian/contract';
import { implement } from '@orpc/server';
import { type Actor, type Id, notFound, toIso } from '@yutian/kernel';
import { permit, type RequestContext, pageOf, readCursor, whole } from '@yutian/platform';
import { z } from 'zod';
import { unitsOf } from '../access.ts';
import type { OrgGround } from '../parts.ts';
import { changeMember, placeMany, readMember } from '../staff/place-staff.ts';
import { listStaff, type StaffRow } from '../staff/staff.sql.ts';
import { changeUnit, closeUnit, moveUnit, reopenUnit } from './change-unit.ts';
import { createUnit } from './create-unit.ts';
import { listStores, listUnits, type UnitRow } from './unit.sql.ts';

const viewUnit = ({ path: _path, handEdited: _hand, ...row }: UnitRow & { staffCount: number }): Unit => row;

const viewStaff = ({ resignedAtMs, ...row }: StaffRow): Staff => ({
  ...row,
  resignedAt: resignedAtMs === null ? null : toIso(resignedAtMs),
});

const storeKey = z.object({ name: z.string(), storeId: z.uuid() });
const staffKey = z.object({ name: z.string(), staffId: z.uuid() });

export function unitHandlers(ground: OrgGround) {
  const os = implement(contract.org).$context<RequestContext>();
  const units = ({ tenantId, scope }: Actor, unitIds: readonly Id[] | null, closed: boolean) =>
    listUnits(ground.db, { tenantId, scope, unitIds, closed });
  const view = async (actor: Actor, unitId: Id) => {
    // The verb has checked the scope; a unit made just now is not yet among the units of this request's actor.
    const row = (await units(actor, null, true)).find((unit) => unit.unitId === unitId);
    if (!row) throw notFound('UNIT_UNKNOWN', 'There is no such unit.', { unitIds: [unitId] });
    return viewUnit(row);
  };
  return {
    listUnits: os.listUnits.handler(async ({ input, context }) => {
      const actor = permit(context, 'org.read');
      return whole(await units(actor, unitsOf(actor), input.closed), viewUnit);
    }),
    createUnit: os.createUnit.handler(async ({ input, context }) => {
      const actor = permit(context, 'org.write');
      return view(actor, await createUnit(ground, actor, input));
    }),
    updateUnit: os.updateUnit.handler(async ({ input, context }) => {
      const actor = permit(context, 'org.write');
      const { id, ...change } = input;
      await changeUnit(ground, actor, id, change);
      return view(actor, id);
    }),
    moveUnit: os.moveUnit.handler(async ({ input, context }) => {
      const actor = permit(context, 'org.write');
      await moveUnit(ground, actor, input.id, input.parentId);
      return view(actor, input.id);
    }),
    closeUnit: os.closeUnit.handler(async ({ input, context }) => {
      const actor = permit(context, 'org.write');
      await closeUnit(ground, actor, input.id);
      return view(actor, input.id);
    }),
    reopenUnit: os.reopenUnit.handler(async ({ input, context }) => {
      const actor = permit(context, 'org.write');
      await reopenUnit(ground, actor, input.id);
      return view(actor, input.id);
    }),
    listStores: os.listStores.handler(async ({ input, context }) => {
      const { tenantId, scope } = permit(context, 'org.read');
      const { text = null, brandId = null, regionId = null, storeType = null, open = null, limit } = input;
      const rows = await listStores(ground.db, {
        tenantId,
        scope,
        text,
        brandId,
        regionId,
        storeType,
        open,
        after: readCursor(input.cursor, storeKey),
        limit: limit + 1,
      });
      return pageOf(
        rows,
        limit,
        ({ name, storeId }) => ({ name, storeId }),
        (row) => row,
      );
    }),
    listStaff: os.listStaff.handler(async ({ input, context }) => {
      const { tenantId, scope } = permit(context, 'org.read');
      const { text = null, unitId = null, corpId = null, active = null, placed = null, limit } = input;
      const rows = await listStaff(ground.db, {
        tenantId,
        scope,
        text,
        unitId,
        corpId,
        active,
        placed,
        after: readCursor(input.cursor, staffKey),
        limit: limit + 1,
      });
      return pageOf(rows, limit, ({ name, staffId }) => ({ name, staffId }), viewStaff);
    }),
    getStaff: os.getStaff.handler(async ({ input, context }) =>
      viewStaff(await readMember(ground.db, permit(context, 'org.read'), input.id)),
    ),
    updateStaff: os.updateStaff.handler(async ({ input, context }) => {
      const actor = permit(context, 'org.write');
      const { id, ...change } = input;
      await changeMember(ground, actor, id, change);
      return viewStaff(await readMember(ground.db, actor, id));
    }),
    placeStaff: os.placeStaff.handler(async ({ input, context }) => ({
      moved: await placeMany(ground, permit(context, 'org.write'), input.staffIds, input.unitId),
    })),
  };
}
