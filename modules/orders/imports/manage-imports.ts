// Starting, watching, cancelling and resuming imports.
import type { ImportMapping, ImportRun } from '@yutian/contract';
import { type Actor, conflict, Fault, type Id, MS_PER_HOUR, newId, notFound, toIso } from '@yutian/kernel';
import { audit, defineJob, enqueue, type Ground, inTransaction, type Tx } from '@yutian/platform';
import { z } from 'zod';
import { requireShop } from '../manage-shops.ts';
import { requireMapping } from './check-import.ts';
import { rememberMapping } from './imports.sql.ts';
import { requireFile } from './receive-file.ts';
import { cancelRun, findRun, insertRun, resumeRun, type RunRecord } from './runs.sql.ts';

/**
 * Carries an import out.
 * @NOTE no named queue: a killed process would keep the queue locked for hours, and with it the resumed import.
 */
export const importJob = defineJob({
  name: 'orders.runImport',
  payload: z.object({ tenantId: z.int(), importId: z.uuid() }),
  lane: 'bulk',
  attempts: 5,
  timeoutMs: 6 * MS_PER_HOUR,
});

export const enqueueImport = (tx: Tx, tenantId: number, importId: Id) =>
  enqueue(tx, importJob, { tenantId, importId }, { queue: `orders.import.${tenantId}` });

export async function startImport(
  ground: Ground,
  by: Actor,
  input: { fileId: Id; shopId: Id; mapping: ImportMapping; remember: boolean },
): Promise<ImportRun> {
  const { tenantId } = by;
  const file = await requireFile(ground, by, input.fileId);
  requireMapping(file, input.mapping);
  if (file.path === null)
    throw notFound('IMPORT_FILE_GONE', 'The uploaded file has been deleted. Upload it again.');
  const shop = await requireShop(ground, tenantId, input.shopId);
  if (shop.archived)
    throw conflict('SHOP_ARCHIVED', 'The shop is archived. Bring it back before importing into it.');
  const importId = newId();
  const nowMs = ground.clock.now();
  const mapping = JSON.stringify(input.mapping);
  await inTransaction(ground.db, async (tx) => {
    await insertRun(tx, {
      tenantId,
      importId,
      fileId: file.fileId,
      fileName: file.name,
      shopId: shop.shopId,
      mapping,
      rowsTotal: file.rowsEstimate,
      userId: by.userId,
      userName: by.name,
      nowMs,
    });
    if (input.remember)
      await rememberMapping(tx, {
        tenantId,
        fingerprint: file.fingerprint,
        mapping,
        shopId: shop.shopId,
        nowMs,
      });
    const detail = { file: file.name, shop: shop.name };
    const entry = { action: 'orders.startImport', subjectKind: 'orderImport', subjectId: importId, detail };
    await audit(tx, by, entry, nowMs);
    await enqueueImport(tx, tenantId, importId);
  });
  return viewRun(await requireRun(ground, by, importId));
}

/** What has landed stays; nothing more is written, because the worker's next commit is refused. */
export async function cancelImport(ground: Ground, by: Actor, importId: Id): Promise<ImportRun> {
  await changeRun(ground, by, importId, 'orders.cancelImport', async (tx, key) => {
    if ((await cancelRun.run(tx, key)) === 0)
      throw conflict('IMPORT_NOT_RUNNING', 'This import has ended already.');
  });
  return viewRun(await requireRun(ground, by, importId));
}

export async function resumeImport(ground: Ground, by: Actor, importId: Id): Promise<ImportRun> {
  const run = await requireRun(ground, by, importId);
  const file = await requireFile(ground, by, run.fileId);
  if (file.path === null)
    throw conflict('IMPORT_FILE_GONE', 'The uploaded file has been deleted. Upload it again.');
  await changeRun(ground, by, importId, 'orders.resumeImport', async (tx, key) => {
    if ((await resumeRun.run(tx, key)) === 0)
      throw conflict('IMPORT_NOT_STOPPED', 'Only a cancelled or failed import can be resumed.');
    await enqueueImport(tx, by.tenantId, importId);
  });
  return viewRun(await requireRun(ground, by, importId));
}

async function changeRun(
  ground: Ground,
  by: Actor,
  importId: Id,
  action: string,
  change: (tx: Tx, key: { tenantId: number; importId: Id; nowMs: number }) => Promise<void>,
): Promise<void> {
  await requireRun(ground, by, importId);
  const nowMs = ground.clock.now();
  await inTransaction(ground.db, async (tx) => {
    await change(tx, { tenantId: by.tenantId, importId, nowMs });
    await audit(tx, by, { action, subjectKind: 'orderImport', subjectId: importId }, nowMs);
  });
}

export async function requireRun(
  ground: Ground,
  by: Pick<Actor, 'tenantId'>,
  importId: Id,
): Promise<RunRecord> {
  const [run] = await findRun(ground.db, { tenantId: by.tenantId, importId });
  if (!run) throw new Fault('not_found', 'IMPORT_UNKNOWN', 'There is no such import.');
  return run;
}

// Reading is about two thirds of the work on the files measured, grouping a tenth, recording the rest.
const READING = 0.65;
const GROUPING = 0.1;

export function viewRun(run: RunRecord): ImportRun {
  const progress = progressOf(run);
  const rowsLeft = Math.max(run.rowsTotal, 1) * (1 - progress);
  const active = run.state === 'running' && run.rowsPerSecond !== null && run.rowsPerSecond > 0;
  return {
    importId: run.importId,
    fileName: run.fileName,
    shopId: run.shopId,
    shopName: run.shopName,
    state: run.state,
    phase: run.phase,
    rowsTotal: run.rowsTotal,
    rowsRead: run.rowsRead,
    rowsOk: run.rowsRead - run.rowsBad,
    rowsBad: run.rowsBad,
    ordersTotal: run.ordersTotal,
    ordersDone: run.ordersDone,
    created: run.created,
    updated: run.updated,
    unchanged: run.unchanged,
    conflicts: run.conflicts,
    progress,
    rowsPerSecond: run.rowsPerSecond,
    secondsLeft: active ? Math.ceil(rowsLeft / (run.rowsPerSecond as number)) : null,
    fault:
      run.faultCode === null ? null : { code: run.faultCode, message: run.faultMessage ?? run.faultCode },
    errorsUrl: run.rowsBad > 0 ? `/api/v1/order-imports/${run.importId}/errors.csv` : null,
    startedBy: run.startedByName,
    createdAt: toIso(run.createdAtMs),
    finishedAt: run.finishedAtMs === null ? null : toIso(run.finishedAtMs),
  };
}

function progressOf(run: RunRecord): number {
  if (run.phase === 'finished') return 1;
  if (run.phase === 'reading') return READING * Math.min(run.rowsRead / Math.max(run.rowsTotal, 1), 1);
  const recorded = run.ordersTotal === 0 ? 0 : run.ordersDone / run.ordersTotal;
  return run.phase === 'grouping' ? READING : READING + GROUPING + (1 - READING - GROUPING) * recorded;
}
