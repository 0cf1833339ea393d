// Staff get their place in the tree and their position by hand.
import { orgEvents } from '@yutian/contract';
import { type Actor, type Id, notFound } from '@yutian/kernel';
import { audit, type Db, emit, inTransaction, type Tx } from '@yutian/platform';
import type { OrgGround } from '../parts.ts';
import { readUnit } from '../units/create-unit.ts';
import { findStaff, placeStaff, setPosition, type StaffRow } from './staff.sql.ts';

/** The member of staff as this actor may see him, or a Fault STAFF_UNKNOWN. */
export async function readMember(db: Db | Tx, actor: Actor, staffId: Id): Promise<StaffRow> {
  const [row] = await findStaff(db, { tenantId: actor.tenantId, scope: actor.scope, staffIds: [staffId] });
  if (!row) throw notFound('STAFF_UNKNOWN', 'There is no such member of staff.', { staffId });
  return row;
}

/** Places many in one unit. @returns how many moved. */
export async function placeMany(
  ground: OrgGround,
  actor: Actor,
  staffIds: readonly Id[],
  unitId: Id | null,
): Promise<number> {
  const moved = await inTransaction(ground.db, (tx) => place(ground, tx, actor, staffIds, unitId));
  ground.scopes.forget(actor.tenantId);
  return moved;
}

/** Changes what is given of one member of staff. */
export async function changeMember(
  ground: OrgGround,
  actor: Actor,
  staffId: Id,
  change: { unitId?: Id | null | undefined; position?: string | null | undefined },
): Promise<void> {
  await inTransaction(ground.db, async (tx) => {
    const before = await readMember(tx, actor, staffId);
    if (change.unitId !== undefined) await place(ground, tx, actor, [staffId], change.unitId);
    if (change.position === undefined || change.position === before.position) return;
    await setPosition(tx, { tenantId: actor.tenantId, staffId, position: change.position });
    await audit(
      tx,
      actor,
      {
        action: 'org.changePosition',
        subjectKind: 'staff',
        subjectId: staffId,
        detail: { from: before.position, to: change.position },
      },
      ground.clock.now(),
    );
  });
  ground.scopes.forget(actor.tenantId);
}

async function place(
  ground: OrgGround,
  tx: Tx,
  actor: Actor,
  staffIds: readonly Id[],
  unitId: Id | null,
): Promise<number> {
  const { tenantId, scope } = actor;
  if (unitId !== null) await readUnit(tx, actor, unitId);
  const visible = await findStaff(tx, { tenantId, scope, staffIds });
  const missing = staffIds.filter((staffId) => !visible.some((row) => row.staffId === staffId));
  if (missing.length > 0)
    throw notFound('STAFF_UNKNOWN', 'There is no such member of staff.', { staffIds: missing.slice(0, 20) });
  const moved = (await placeStaff(tx, { tenantId, staffIds, unitId })).map((row) => row.staffId);
  if (moved.length === 0) return 0;
  const nowMs = ground.clock.now();
  await emit(tx, orgEvents.staffMoved, tenantId, { staffIds: moved }, nowMs);
  const one = moved.length === 1 ? moved[0] : undefined;
  await audit(
    tx,
    actor,
    {
      action: 'org.placeStaff',
      subjectKind: one ? 'staff' : 'unit',
      subjectId: one ?? unitId ?? 'none',
      detail: { to: unitId, staff: moved.length, ...(one && { from: visible[0]?.unitId }) },
    },
    nowMs,
  );
  return moved.length;
}
