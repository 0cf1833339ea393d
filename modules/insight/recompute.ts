// Recomputes days and standing from the facts and writes only what differs.
import { addDays, type Day, dayOf, startOfDay, type TenantId } from '@yutian/kernel';
import { type Ground, inTransaction, preferHashJoins } from '@yutian/platform';
import { differences, joinCounts } from './rollup.rules.ts';
import {
  clearStanding,
  countAdds,
  countLost,
  countOrders,
  countStanding,
  deleteDays,
  forgetDirtyDays,
  noteFreshness,
  readDays,
  readDirtyDays,
  readFreshness,
  writeDays,
  writeStanding,
} from './rollup.sql.ts';

// Adds still change for as long as a reply (48 h) or a first order (7 days) can come.
const OPEN_DAYS = 9;
const DIRTY_BATCH = 31;

/** Recomputes the days from `from` to `to`. @returns how many rows changed. */
export async function recomputeDays(ground: Ground, tenantId: TenantId, from: Day, to: Day): Promise<number> {
  const window = { tenantId, fromMs: startOfDay(from), toMs: startOfDay(addDays(to, 1)) };
  const [adds, lost, orders] = await inTransaction(ground.db, async (tx) => {
    await preferHashJoins(tx, { on: true });
    return [await countAdds(tx, window), await countLost(tx, window), await countOrders(tx, window)];
  });
  const stored = await readDays(ground.db, { tenantId, from, to });
  const { write, remove } = differences(stored, joinCounts(adds, lost, orders));
  if (write.length + remove.length > 0)
    await inTransaction(ground.db, async (tx) => {
      if (write.length > 0) await writeDays(tx, { tenantId, rows: JSON.stringify(write) });
      if (remove.length > 0) await deleteDays(tx, { tenantId, rows: JSON.stringify(remove) });
    });
  return write.length + remove.length;
}

/** Recomputes the days that can still change. */
export async function recomputeOpenDays(ground: Ground, tenantId: TenantId, nowMs: number): Promise<void> {
  const today = dayOf(nowMs);
  await recomputeDays(ground, tenantId, addDays(today, -OPEN_DAYS), today);
  await noteFreshness(ground.db, { tenantId, asOfMs: nowMs, standingAsOfMs: null });
}

/** Recomputes a batch of days whose facts changed late. @returns how many days. */
export async function recomputeDirtyDays(ground: Ground, tenantId: TenantId): Promise<number> {
  const marked = await readDirtyDays(ground.db, { tenantId, limit: DIRTY_BATCH });
  const days = marked.map((row) => row.day);
  for (const run of runsOf(days)) await recomputeDays(ground, tenantId, run.from, run.to);
  if (days.length > 0)
    await forgetDirtyDays(ground.db, { tenantId, days, marks: marked.map((row) => row.marks) });
  return days.length;
}

/** Consecutive days, newest first, as spans. */
function runsOf(days: readonly Day[]): { from: Day; to: Day }[] {
  const runs: { from: Day; to: Day }[] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last && addDays(day, 1) === last.from) last.from = day;
    else runs.push({ from: day, to: day });
  }
  return runs;
}

/** Recounts standing if something changed it at large since it was counted. */
export async function recomputeExpiredStanding(
  ground: Ground,
  tenantId: TenantId,
  nowMs: number,
): Promise<void> {
  const [known] = await readFreshness(ground.db, { tenantId });
  if (known?.standingAsOfMs === 0) await recomputeStanding(ground, tenantId, nowMs);
}

/** Recounts who is a friend now and when each last wrote. */
export async function recomputeStanding(ground: Ground, tenantId: TenantId, nowMs: number): Promise<void> {
  const rows = await inTransaction(ground.db, async (tx) => {
    await preferHashJoins(tx, { on: true });
    return countStanding(tx, { tenantId });
  });
  await inTransaction(ground.db, async (tx) => {
    await clearStanding(tx, { tenantId });
    if (rows.length > 0) await writeStanding(tx, { tenantId, rows: JSON.stringify(rows) });
    await noteFreshness(tx, { tenantId, asOfMs: nowMs, standingAsOfMs: nowMs });
  });
}
