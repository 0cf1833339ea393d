// Synchronising a corp's directory: departments become units, members become staff, who is gone becomes inactive.
import { directoryRule, orgEvents } from '@yutian/contract';
import { Fault, type Id, newId, type TenantId } from '@yutian/kernel';
import { audit, defineJob, emit, enqueue, inTransaction, type Tx } from '@yutian/platform';
import { z } from 'zod';
import { corpUnknown } from '../corps/connect-corp.ts';
import { finishRun, insertRun, listCorps, readDirectoryRule, startRun } from '../corps/corp.sql.ts';
import { type OrgGround, system } from '../parts.ts';
import { markGone, readPresence, upsertMembers } from '../staff/staff.sql.ts';
import { lockTenant } from '../tenant/tenant.sql.ts';
import { followDirectory, insertUnits, readAllUnits, rebuildPaths } from '../units/unit.sql.ts';
import { deleteOtherDepartments, listDepartments, upsertDepartments } from './department.sql.ts';
import { DEFAULT_RULE, planUnits, unitByDepartment } from './directory.rules.ts';
import { type PlatformDirectory, readPlatformDirectory } from './read-directory.ts';

export const syncDirectoryJob = defineJob({
  name: 'org.syncDirectory',
  payload: z.object({ tenantId: z.number(), runId: z.string() }),
  lane: 'bulk',
  attempts: 5,
  // 1,000 departments at the sync lane's pace.
  timeoutMs: 1_800_000,
});

/** Orders a read of the corp's directory; it runs as a job. @returns the run. */
export async function orderDirectorySync(
  ground: OrgGround,
  tx: Tx,
  by: { tenantId: TenantId; userId: Id | null; name: string },
  corpId: string,
): Promise<Id> {
  const { tenantId } = by;
  const [corp] = await listCorps(tx, { tenantId, corpId });
  if (!corp) throw corpUnknown(corpId);
  const runId = newId();
  const nowMs = ground.clock.now();
  await insertRun(tx, { tenantId, runId, corpId, nowMs });
  await enqueue(tx, syncDirectoryJob, { tenantId, runId }, { queue: `org.directory.${tenantId}` });
  const entry = { action: 'org.syncDirectory', subjectKind: 'corp', subjectId: corpId };
  await audit(tx, by, entry, nowMs);
  return runId;
}

/** Reads a corp's directory to its end, now. */
export async function syncDirectory(
  ground: OrgGround,
  tenantId: TenantId,
  corpId: string,
  signal: AbortSignal,
): Promise<void> {
  const runId = newId();
  await insertRun(ground.db, { tenantId, runId, corpId, nowMs: ground.clock.now() });
  await carryOutRun(ground, tenantId, runId, signal);
}

/** Carries a run out; a second time does nothing more when the first ended well. */
export async function carryOutRun(
  ground: OrgGround,
  tenantId: TenantId,
  runId: Id,
  signal: AbortSignal,
): Promise<void> {
  const [run] = await startRun(ground.db, { tenantId, runId, nowMs: ground.clock.now() });
  if (!run) return;
  const { corpId } = run;
  try {
    const directory = await readPlatformDirectory(ground, tenantId, corpId, signal);
    const counts = await inTransaction(ground.db, async (tx) => {
      await lockTenant(tx, { tenantId });
      const applied = await applyDirectory(ground, tx, tenantId, corpId, directory);
      await finishRun(tx, {
        tenantId,
        runId,
        nowMs: ground.clock.now(),
        state: 'done',
        code: null,
        ...applied,
      });
      return applied;
    });
    ground.log.info({ tenantId, corpId, ...counts }, 'directory read');
  } catch (error) {
    const code = error instanceof Fault ? error.code : 'BUG';
    const none = { departments: 0, staff: 0, added: 0, changed: 0, gone: 0 };
    await finishRun(ground.db, {
      tenantId,
      runId,
      nowMs: ground.clock.now(),
      state: 'failed' as const,
      code,
      ...none,
    });
    throw error;
  } finally {
    ground.scopes.forget(tenantId);
  }
}

interface Counts {
  departments: number;
  staff: number;
  added: number;
  changed: number;
  gone: number;
}

async function applyDirectory(
  ground: OrgGround,
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  directory: PlatformDirectory,
): Promise<Counts> {
  const nowMs = ground.clock.now();
  const units = await applyDepartments(tx, tenantId, corpId, directory, nowMs);
  const unitOf = unitByDepartment(units.departments);
  const before = new Map((await readPresence(tx, { tenantId, corpId })).map((row) => [row.staffId, row]));
  const members = directory.members.map((member) => ({
    ...member,
    staffId: newId(),
    unitId: member.departmentId === null ? null : (unitOf.get(member.departmentId) ?? null),
  }));
  const written = await upsertMembers(tx, { tenantId, corpId, members, nowMs });
  const seen = members.map((member) => member.userid);
  const gone = (await markGone(tx, { tenantId, corpId, seen, nowMs })).map((row) => row.staffId);

  const leftIds = new Set(
    members.filter((member) => member.status === 'left').map((m) => m.userid.toLowerCase()),
  );
  const left = leftIds.size === 0 ? [] : await leftNow(tx, tenantId, corpId, before);
  const moved = written.filter((row) => !row.added && before.get(row.staffId)?.unitId !== row.unitId);
  await tell(ground, tx, tenantId, corpId, {
    left: [...gone, ...left],
    moved: moved.map((row) => row.staffId),
    units: units.touched,
  });
  const added = written.filter((row) => row.added).length;
  const changed = written.length - added;
  const counts = {
    departments: directory.departments.length,
    staff: members.length,
    added,
    changed,
    gone: gone.length,
  };
  if (written.length + gone.length + units.touched.length > 0)
    await audit(
      tx,
      system(tenantId, 'directory'),
      {
        action: 'org.directorySynced',
        subjectKind: 'corp',
        subjectId: corpId,
        detail: { ...counts, units: units.touched.length },
      },
      nowMs,
    );
  return counts;
}

/** Who is still listed, but as left, and was not before. */
async function leftNow(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  before: ReadonlyMap<Id, { status: string }>,
): Promise<Id[]> {
  return (await readPresence(tx, { tenantId, corpId }))
    .filter((row) => row.status === 'left' && (before.get(row.staffId)?.status ?? 'left') !== 'left')
    .map((row) => row.staffId);
}

async function applyDepartments(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  directory: PlatformDirectory,
  nowMs: number,
) {
  const known = new Map(
    (await listDepartments(tx, { tenantId, corpId, departmentId: null })).map((row) => [
      row.departmentId,
      row,
    ]),
  );
  const departments = directory.departments.map((department) => ({
    ...department,
    unitId: known.get(department.departmentId)?.unitId ?? null,
    mappedBy: known.get(department.departmentId)?.mappedBy ?? ('nothing' as const),
  }));
  const [stored] = await readDirectoryRule(tx, { tenantId, corpId });
  const rule = directoryRule.catch(DEFAULT_RULE).parse(stored?.rule);
  const plan = planUnits(departments, await readAllUnits(tx, { tenantId }), rule, newId);
  const blank = { code: null, address: null, latitude: null, longitude: null };
  if (plan.created.length > 0)
    await insertUnits(tx, { tenantId, units: plan.created.map((unit) => ({ ...unit, ...blank })), nowMs });
  if (plan.changed.length > 0) await followDirectory(tx, { tenantId, units: plan.changed });
  await rebuildPaths(tx, { tenantId });
  await upsertDepartments(tx, { tenantId, corpId, departments: plan.departments });
  const departmentIds = plan.departments.map((department) => department.departmentId);
  await deleteOtherDepartments(tx, { tenantId, corpId, departmentIds });
  const touched = [...new Set([...plan.created, ...plan.changed].map((unit) => unit.unitId))];
  return { departments: plan.departments, touched };
}

async function tell(
  ground: OrgGround,
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  ids: { left: Id[]; moved: Id[]; units: Id[] },
): Promise<void> {
  const nowMs = ground.clock.now();
  if (ids.units.length > 0) await emit(tx, orgEvents.unitsChanged, tenantId, { unitIds: ids.units }, nowMs);
  if (ids.moved.length > 0) await emit(tx, orgEvents.staffMoved, tenantId, { staffIds: ids.moved }, nowMs);
  if (ids.left.length > 0)
    await emit(tx, orgEvents.staffLeft, tenantId, { corpId, staffIds: ids.left }, nowMs);
  await emit(tx, orgEvents.directorySynced, tenantId, { corpId }, nowMs);
}
