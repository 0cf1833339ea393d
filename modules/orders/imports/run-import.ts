// Carries an import out: reads the file into rows, groups the rows into orders, records the orders. Every step commits
// with its position, so that a killed import goes on where it was and nothing lands twice.
import { importMapping } from '@yutian/contract';
import { Fault, type Id, MS_PER_MINUTE, newId, notFound, type TenantId } from '@yutian/kernel';
import { type Ground, inTransaction, machineFault, preferHashJoins } from '@yutian/platform';
import { join } from 'node:path';
import { readRows } from '../files/read-rows.ts';
import type { OrderPorts } from '../record-orders.ts';
import { findShop } from '../shop.sql.ts';
import { applyOrders } from './apply-orders.ts';
import { type Held, LostRun, mustHold } from './held-run.ts';
import {
  countRows,
  deleteErrors,
  deleteGrouped,
  deleteRows,
  type FileRecord,
  findImportFile,
  groupRows,
  reportDuplicates,
  reportHeldBack,
  upsertProducts,
} from './imports.sql.ts';
import { isRowFault, rowReader } from './read-row.rules.ts';
import {
  advanceReading,
  claimRun,
  enterApplying,
  enterPhase,
  failRun,
  findRun,
  finishRun,
  releaseRun,
  restartRun,
  type RunRecord,
} from './runs.sql.ts';
import { RowBatch } from './row-batch.ts';

/** A worker that has not reported for so long was killed; grouping ten million rows stays within it. */
export const SILENCE_MS = 3 * MS_PER_MINUTE;
const BATCH_ROWS = 20_000;

/**
 * Runs an import to its end, from wherever it is. A refusal (a file that cannot be read) ends the run as failed with
 * its reason; any other error lets go of the run and is thrown, so that the job is tried again.
 * @param lastTry nobody tries again after this: the run is shown as failed, to be resumed by a person.
 */
export async function runImport(
  ground: Ground,
  ports: OrderPorts,
  run: { tenantId: TenantId; importId: Id },
  signal: AbortSignal,
  lastTry = false,
): Promise<void> {
  const began = performance.now();
  const held: Held = {
    ...run,
    db: ground.db,
    ground,
    ports,
    signal,
    lease: newId(),
    seconds: () => Math.max((performance.now() - began) / 1_000, 0.001),
  };
  const now = () => ground.clock.now();
  const claimed = await claimRun(ground.db, {
    ...key(held),
    nowMs: now(),
    silentSinceMs: now() - SILENCE_MS,
  });
  if (claimed.length === 0) return;
  try {
    await carryOut(held);
  } catch (error) {
    if (error instanceof LostRun) return;
    const refusal = refusalOf(error);
    if (refusal) {
      await failRun(ground.db, { ...key(held), nowMs: now(), code: refusal.code, message: refusal.message });
      return;
    }
    if (lastTry) await failRun(ground.db, { ...key(held), nowMs: now(), ...INTERRUPTED });
    else await releaseRun(ground.db, { ...key(held), nowMs: now() });
    throw error;
  }
}

/** What ends the run until a person acts: a refusal, or no room. */
function refusalOf(error: unknown): Fault | undefined {
  const full = machineFault(error);
  if (full?.code === 'DISK_FULL') return full;
  return error instanceof Fault && error.kind !== 'bug' ? error : undefined;
}

const INTERRUPTED = {
  code: 'IMPORT_INTERRUPTED',
  message:
    'The import was interrupted several times. What has landed stays; resume it when the cause is gone.',
};

const key = ({ tenantId, importId, lease }: Held) => ({ tenantId, importId, lease });

async function carryOut(held: Held): Promise<void> {
  const { db, ground } = held;
  let run = await currentRun(held);
  const [staged] = await countRows(db, key(held));
  const lost =
    staged?.rows !== run.rowsStaged || (run.phase === 'applying' && staged.orders !== run.ordersTotal);
  if (lost && run.phase !== 'finished') {
    await restart(held);
    run = await currentRun(held);
  }
  const rate = run.rowsRead === 0 ? () => run.rowsTotal / held.seconds() : () => null;
  if (run.phase === 'reading') {
    const [file] = await findImportFile(db, { tenantId: held.tenantId, fileId: run.fileId });
    if (!file) throw notFound('IMPORT_FILE_UNKNOWN', 'There is no such file.');
    await readFile(held, run, file);
    mustHold(await enterPhase.run(db, { ...key(held), nowMs: ground.clock.now(), phase: 'grouping' }));
    run = await currentRun(held);
  }
  if (run.phase === 'grouping') {
    await group(held, run);
    run = await currentRun(held);
  }
  const [shop] = await findShop(db, { tenantId: held.tenantId, shopId: run.shopId });
  if (!shop) throw notFound('SHOP_UNKNOWN', 'There is no such shop.');
  await applyOrders(held, run, shop);
  await inTransaction(db, async (tx) => {
    await deleteRows(tx, key(held));
    await deleteGrouped(tx, key(held));
    const finished = { ...key(held), nowMs: ground.clock.now(), rowsPerSecond: rate() };
    mustHold(await finishRun.run(tx, finished));
  });
}

async function currentRun(held: Held): Promise<RunRecord> {
  const [run] = await findRun(held.db, { tenantId: held.tenantId, importId: held.importId });
  if (!run) throw new LostRun();
  return run;
}

async function restart(held: Held): Promise<void> {
  await inTransaction(held.db, async (tx) => {
    await deleteRows(tx, key(held));
    await deleteGrouped(tx, key(held));
    await deleteErrors(tx, key(held));
    mustHold(await restartRun.run(tx, { ...key(held), nowMs: held.ground.clock.now() }));
  });
}

/** Reads on from the row where the run is. While a batch is being stored, the next one is read. */
async function readFile(held: Held, run: RunRecord, file: FileRecord): Promise<void> {
  if (file.path === null)
    throw notFound('IMPORT_FILE_GONE', 'The uploaded file has been deleted. Upload it again.');
  const read = rowReader(importMapping.parse(run.mapping), file.columns);
  const { tenantId, importId, ground } = held;
  const fresh = () => new RowBatch(tenantId, importId, ground.vault);
  let skip = run.rowsRead + (file.hasHeader ? 1 : 0);
  let seen = run.rowsRead;
  const from = run.rowsRead;
  let batch = fresh();
  let storing: Promise<void> = Promise.resolve();
  const store = async (full: RowBatch) => {
    await storing;
    const rowsPerSecond = (seen - from) / held.seconds();
    storing = storeBatch(held, full, rowsPerSecond);
    // Awaited before the next batch; a failure in between must not count as unhandled.
    storing.catch(() => undefined);
  };
  try {
    for await (const rows of readRows(join(ground.config.dataFolder, file.path), file)) {
      if (held.signal.aborted) throw new Error('The import ran into its time limit.');
      for (const { line, cells } of rows) {
        if (skip > 0) {
          skip -= 1;
          continue;
        }
        const reading = read(cells);
        if (isRowFault(reading)) batch.refuse(line, reading);
        else batch.take(line, reading);
        seen += 1;
      }
      if (batch.size >= BATCH_ROWS) {
        await store(batch);
        batch = fresh();
      }
    }
    if (batch.size > 0) await store(batch);
  } finally {
    await storing;
  }
}

async function storeBatch(held: Held, batch: RowBatch, rowsPerSecond: number): Promise<void> {
  held.ground.disk.mustHaveRoom();
  await inTransaction(held.db, async (tx) => {
    await batch.store(tx);
    const progress = { read: batch.size, staged: batch.taken, bad: batch.refused, rowsPerSecond };
    mustHold(await advanceReading.run(tx, { ...key(held), nowMs: held.ground.clock.now(), ...progress }));
  });
}

async function group(held: Held, run: RunRecord): Promise<void> {
  const { layout } = importMapping.parse(run.mapping);
  await inTransaction(held.db, async (tx) => {
    await preferHashJoins(tx, { on: true });
    if (layout === 'orders') await reportDuplicates(tx, key(held));
    else {
      await reportHeldBack(tx, key(held));
      await upsertProducts(tx, { ...key(held), shopId: run.shopId });
    }
    await groupRows(tx, key(held));
    mustHold(await enterApplying.run(tx, { ...key(held), nowMs: held.ground.clock.now() }));
  });
}
