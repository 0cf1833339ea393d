// Starts, pauses, resumes and gives up the reading of a corp.
import { conflict, type Id, newId, notFound, type TenantId } from '@yutian/kernel';
import { enqueue, type Tx } from '@yutian/platform';
import { driveSyncJob } from './jobs.ts';
import { findOpenRun, getRun, insertRun, type SyncKind, type SyncState, setRunState } from './sync.sql.ts';

/** Opens a run of the corp, or finds the open one. @returns its id and whether it is new. */
export async function startSync(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  kind: SyncKind,
  nowMs: number,
): Promise<{ runId: Id; isNew: boolean }> {
  const [opened] = await insertRun(tx, { tenantId, runId: newId(), corpId, kind, nowMs });
  if (opened) {
    await driveSoon(tx, tenantId, opened.runId);
    return { runId: opened.runId, isNew: true };
  }
  const [open] = await findOpenRun(tx, { tenantId, corpId });
  if (!open)
    throw conflict('SYNC_NOT_RUNNING', 'Another synchronisation of this corp has just ended. Start again.');
  return { runId: open.runId, isNew: false };
}

export const pauseSync = (tx: Tx, tenantId: TenantId, runId: Id, nowMs: number) =>
  steer(tx, tenantId, runId, ['running'], 'paused', nowMs);

export const cancelSync = (tx: Tx, tenantId: TenantId, runId: Id, nowMs: number) =>
  steer(tx, tenantId, runId, ['running', 'paused', 'failed'], 'cancelled', nowMs);

/** A failed run may go on too: its cursors are kept. */
export async function resumeSync(tx: Tx, tenantId: TenantId, runId: Id, nowMs: number): Promise<void> {
  await steer(tx, tenantId, runId, ['paused', 'failed'], 'running', nowMs);
  await driveSoon(tx, tenantId, runId);
}

/** Has a run driven on; once, however often it is asked. */
export function driveSoon(tx: Parameters<typeof enqueue>[0], tenantId: TenantId, runId: Id): Promise<void> {
  return enqueue(tx, driveSyncJob, { tenantId, runId }, { key: `${driveSyncJob.name}:${runId}` });
}

async function steer(
  tx: Tx,
  tenantId: TenantId,
  runId: Id,
  from: readonly SyncState[],
  to: SyncState,
  nowMs: number,
): Promise<void> {
  const moved = await setRunState(tx, {
    tenantId,
    runId,
    from,
    to,
    nowMs,
    code: null,
    message: null,
    errcode: null,
  });
  if (moved.length > 0) return;
  const [run] = await getRun(tx, { tenantId, runId });
  if (!run) throw notFound('SYNC_RUN_UNKNOWN', 'There is no such synchronisation.');
  throw run.state === 'running' || run.state === 'paused'
    ? conflict('SYNC_NOT_RUNNING', `This synchronisation is ${run.state}.`, { state: run.state })
    : conflict('SYNC_FINISHED', 'This synchronisation has ended. Start a new one.', { state: run.state });
}
