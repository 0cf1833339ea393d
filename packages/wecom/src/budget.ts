// Keeps one corp below WeCom's call limits, per API and window, and decides who goes first: welcome messages, then a
// guide's action, then mass sends, then synchronisation. A lane may fill a window only up to its ceiling; what lies
// above is kept for the lanes before it.
import type { WeComClock } from './clock.ts';
import type { Lane, LimitRules } from './limit-rules.ts';
import { type AcquireOptions, type BudgetState, PathBudget } from './path-budget.ts';

export interface Budget {
  /**
   * Resolves when the call may be made now, and counts it.
   *
   * @throws WeComOverBudget when that would take longer than `waitMs`
   */
  acquire(path: string, lane: Lane, options?: AcquireOptions): Promise<void>;
  /** WeCom said 45009: holds all calls of this API; returns until when (epoch ms). */
  block(path: string): number;
  /** WeCom took a call: a block after this one starts short again. */
  succeeded(path: string): void;
  /** Every API called so far, by path. */
  snapshot(): BudgetState[];
}

export interface BudgetOptions {
  rules: LimitRules;
  clock: WeComClock;
  /** The part of the limits this process may use when several share a corp; default 1. */
  share?: number;
}

export function createBudget({ rules, clock, share = 1 }: BudgetOptions): Budget {
  const paths = new Map<string, PathBudget>();
  const at = (path: string): PathBudget => {
    let budget = paths.get(path);
    if (!budget) {
      const windows = (rules.byPath[path] ?? rules.standard).map(({ seconds, calls }) => ({
        seconds,
        calls: Math.max(1, Math.floor(calls * share)),
      }));
      budget = new PathBudget(path, windows, rules.ceilings, clock);
      paths.set(path, budget);
    }
    return budget;
  };
  return {
    acquire: (path, lane, options) => at(path).acquire(lane, options),
    block: (path) => at(path).block(),
    succeeded: (path) => at(path).succeeded(),
    snapshot: () => [...paths.values()].map((one) => one.state()).sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/**
 * One budget behind another, for instance a corp's behind that of the machine's address: a call needs both. Blocks and
 * the snapshot are those of the first.
 */
export function chainBudgets(corp: Budget, address: Budget, clock: WeComClock): Budget {
  return {
    ...corp,
    acquire: async (path, lane, { waitMs = Number.POSITIVE_INFINITY, signal } = {}) => {
      const deadline = clock.now() + waitMs;
      await corp.acquire(path, lane, { waitMs, signal });
      await address.acquire(path, lane, { waitMs: deadline - clock.now(), signal });
    },
  };
}
