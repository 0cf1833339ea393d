// How far a run is and when it should be done. Pure. An estimate that cannot be honest yet is none.
import type { RunRow } from './sync.sql.ts';

const LEAST_STAFF = 3;
const LEAST_MS = 2_000;

export interface Progress {
  perSecond: number | null;
  /** Epoch ms, or null. */
  etaMs: number | null;
}

/**
 * The rate is relations over the time actually worked; the rest is estimated from the mean of the staff already done.
 * None before three staff and two seconds, nor while the run is not at work.
 */
export function progressOf(run: RunRow, nowMs: number): Progress {
  const perSecond = run.activeMs > 0 ? (run.relations / run.activeMs) * 1_000 : null;
  const working = run.state === 'running' && run.phase === 'customers' && run.code === null;
  if (!working || !perSecond || run.staffDone < LEAST_STAFF || run.activeMs < LEAST_MS)
    return { perSecond, etaMs: null };
  const expected = (run.relations / run.staffDone) * run.staffTotal;
  const left = Math.max(0, expected - run.relations);
  return { perSecond, etaMs: nowMs + Math.round((left / perSecond) * 1_000) };
}

/** Shares staff out: at most 100 a call (the platform's limit), and enough chunks to read several at once. */
export function chunksOf(userids: readonly string[], streams: number): string[][] {
  const size = Math.min(100, Math.max(1, Math.ceil(userids.length / streams)));
  return Array.from({ length: Math.ceil(userids.length / size) }, (_, i) =>
    userids.slice(i * size, (i + 1) * size),
  );
}

export interface StaffPassed {
  seenStaff: number;
  lastUserid: string | null;
  inOrder: boolean;
}

/**
 * Counts staff as their customers pass by. The platform promises no order; once somebody comes back, counting stops and
 * only finished chunks count.
 */
export function passStaff(before: StaffPassed, userids: readonly string[], seen: Set<string>): StaffPassed {
  let { seenStaff, lastUserid, inOrder } = before;
  for (const userid of userids) {
    if (userid === lastUserid) continue;
    if (seen.has(userid)) inOrder = false;
    seen.add(userid);
    seenStaff += 1;
    lastUserid = userid;
  }
  return { seenStaff, lastUserid, inOrder };
}
