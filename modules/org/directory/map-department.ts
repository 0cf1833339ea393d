// Mapping departments to units by hand, and the rule for those that are not.
import { type DirectoryRule, directoryRule, orgEvents } from '@yutian/contract';
import { type Actor, type Id, notFound } from '@yutian/kernel';
import { audit, type Db, emit, inTransaction, type Tx } from '@yutian/platform';
import { corpUnknown } from '../corps/connect-corp.ts';
import { readDirectoryRule, writeDirectoryRule } from '../corps/corp.sql.ts';
import type { OrgGround } from '../parts.ts';
import { followDepartments } from '../staff/staff.sql.ts';
import { readUnit } from '../units/create-unit.ts';
import { type DepartmentRow, listDepartments, setDepartmentUnit } from './department.sql.ts';
import { DEFAULT_RULE, unitByDepartment } from './directory.rules.ts';

/** Maps a department to a unit (null: to none); staff below follow, but for those placed by hand. */
export async function mapDepartment(
  ground: OrgGround,
  actor: Actor,
  at: { corpId: string; departmentId: number },
  unitId: Id | null,
): Promise<DepartmentRow> {
  const key = { tenantId: actor.tenantId, ...at };
  const row = await inTransaction(ground.db, async (tx) => {
    const before = await readDepartment(tx, key);
    if (unitId !== null) await readUnit(tx, actor, unitId);
    await setDepartmentUnit(tx, { ...key, unitId });
    const nowMs = ground.clock.now();
    const moved = await placeByDepartment(tx, key);
    if (moved.length > 0) await emit(tx, orgEvents.staffMoved, key.tenantId, { staffIds: moved }, nowMs);
    const detail = { corpId: at.corpId, from: before.unitId, to: unitId, staff: moved.length };
    const subjectId = String(at.departmentId);
    const entry = { action: 'org.mapDepartment', subjectKind: 'department', subjectId, detail };
    await audit(tx, actor, entry, nowMs);
    return readDepartment(tx, key);
  });
  ground.scopes.forget(actor.tenantId);
  return row;
}

async function placeByDepartment(tx: Tx, key: { tenantId: number; corpId: string }): Promise<Id[]> {
  const departments = await listDepartments(tx, { ...key, departmentId: null });
  const unitOf = unitByDepartment(departments);
  const departmentIds = departments.map((department) => department.departmentId);
  const unitIds = departmentIds.map((departmentId) => unitOf.get(departmentId) ?? null);
  return (await followDepartments(tx, { ...key, departmentIds, unitIds })).map((row) => row.staffId);
}

async function readDepartment(
  tx: Tx,
  key: { tenantId: number; corpId: string; departmentId: number },
): Promise<DepartmentRow> {
  const [row] = await listDepartments(tx, key);
  if (!row) throw notFound('DEPARTMENT_UNKNOWN', 'The last directory read showed no such department.');
  return row;
}

/** The rule of a corp; the default one as long as nobody set any. */
export async function readRule(db: Db, tenantId: number, corpId: string): Promise<DirectoryRule> {
  const [row] = await readDirectoryRule(db, { tenantId, corpId });
  if (!row) throw corpUnknown(corpId);
  return directoryRule.catch(DEFAULT_RULE).parse(row.rule);
}

/** Sets the rule; it counts for departments without a unit from the next read on. */
export async function writeRule(
  ground: OrgGround,
  actor: Actor,
  corpId: string,
  rule: DirectoryRule,
): Promise<DirectoryRule> {
  await inTransaction(ground.db, async (tx) => {
    const key = { tenantId: actor.tenantId, corpId };
    const changed = await writeDirectoryRule.run(tx, { ...key, rule: JSON.stringify(rule) });
    if (changed === 0) throw corpUnknown(corpId);
    const entry = {
      action: 'org.setDirectoryRule',
      subjectKind: 'corp',
      subjectId: corpId,
      detail: { rule },
    };
    await audit(tx, actor, entry, ground.clock.now());
  });
  return rule;
}
