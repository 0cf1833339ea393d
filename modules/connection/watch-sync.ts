// Follows a run to its end, for a terminal.
import { setTimeout as pause } from 'node:timers/promises';
import type { SyncRun } from '@yutian/contract';
import { type Clock, type Id, notFound, type TenantId } from '@yutian/kernel';
import type { Db } from '@yutian/platform';
import { sumApiUse } from './link.sql.ts';
import { getRun } from './sync.sql.ts';
import { customersApiUse, viewRun } from './views.rules.ts';

const LOOK_EVERY_MS = 500;

/** One look at a run. Throws SYNC_RUN_UNKNOWN. */
export async function showRun(db: Db, clock: Clock, tenantId: TenantId, runId: Id): Promise<SyncRun> {
  const nowMs = clock.now();
  const [[run], uses] = await Promise.all([
    getRun(db, { tenantId, runId }),
    sumApiUse(db, { tenantId, nowMs }),
  ]);
  if (!run) throw notFound('SYNC_RUN_UNKNOWN', 'There is no such synchronisation.');
  return viewRun(run, nowMs, customersApiUse(uses).get(run.corpId) ?? 0);
}

/** Tells `onProgress` twice a second how far the run is. @returns the run when it is not running any more. */
export async function watchSync(
  parts: { db: Db; clock: Clock },
  tenantId: TenantId,
  runId: Id,
  onProgress: (run: SyncRun) => void,
  signal: AbortSignal,
): Promise<SyncRun> {
  for (;;) {
    const run = await showRun(parts.db, parts.clock, tenantId, runId);
    onProgress(run);
    if (run.state !== 'running') return run;
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
}
