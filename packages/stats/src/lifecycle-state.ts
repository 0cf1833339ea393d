// From pBuy to the word on the screen: new, active, at risk, quiet, lost. Never from P(alive), which is not P(buys).
import {
  StatsInputError,
  requireNonNegative,
  requirePositive,
  requireProbability,
} from './stats-input-error.ts';

/** 新客, 活跃, 风险, 沉默, 流失. */
export type LifecycleState = 'new' | 'active' | 'at-risk' | 'quiet' | 'lost';

const LADDER = ['active', 'at-risk', 'quiet', 'lost'] as const;

/** Defaults without evidence behind them (analytics 3.4): set them from the calibration plot. */
export interface LifecycleRules {
  /** pBuy from which a customer is active, at risk, quiet; below the last one lost. */
  readonly thresholds: readonly [number, number, number];
  /** A state is left only when pBuy is past its threshold by this. */
  readonly hysteresis: number;
}

export const defaultLifecycleRules: LifecycleRules = { thresholds: [0.5, 0.2, 0.1], hysteresis: 0.05 };

export interface LifecycleInput {
  /** P(at least one order in the next cycle), from any engine. */
  readonly pBuy: number;
  /** Time since the first and since the last order, in the unit of the cycle. */
  readonly age: number;
  readonly elapsed: number;
  /** One category cycle. */
  readonly cycle: number;
  readonly previous?: LifecycleState;
}

/**
 * The state of a customer. New: the first order is at most one cycle old. The floor: within one cycle of the last
 * order nobody is worse than at risk. Then the ladder by pBuy, with hysteresis against the previous state.
 */
export function lifecycleState(
  input: LifecycleInput,
  rules: LifecycleRules = defaultLifecycleRules,
): LifecycleState {
  const { pBuy, age, elapsed, cycle, previous } = input;
  requireProbability('pBuy', pBuy);
  requireNonNegative('age', age);
  requireNonNegative('elapsed', elapsed);
  requirePositive('cycle', cycle);
  requireDescending(rules);
  if (age <= cycle && elapsed === age) return 'new';
  const before = LADDER.findIndex((state) => state === previous);
  let rung = 0;
  rules.thresholds.forEach((threshold, i) => {
    // Going down from rung i needs pBuy below threshold - hysteresis; coming up from below, above + hysteresis.
    const shift = before < 0 ? 0 : before <= i ? -rules.hysteresis : rules.hysteresis;
    if (pBuy < threshold + shift) rung = i + 1;
  });
  if (elapsed < cycle) rung = Math.min(rung, 1);
  return LADDER[rung]!;
}

function requireDescending({ thresholds, hysteresis }: LifecycleRules): void {
  const [active, atRisk, quiet] = thresholds;
  requireNonNegative('hysteresis', hysteresis);
  if (!(active <= 1 && active > atRisk && atRisk > quiet && quiet > 0)) {
    throw new StatsInputError('inconsistent', 'the thresholds must fall from at most 1 to above 0', {
      thresholds,
    });
  }
}

export interface TransitionMatrix {
  readonly states: readonly LifecycleState[];
  /** counts[i][j]: customers that were in state i and are in state j one period later. */
  readonly counts: readonly (readonly number[])[];
  /** Row shares; null for a state nobody was in. */
  readonly shares: readonly (readonly number[] | null)[];
  /** Expected periods in a state, 1 / (1 - share that stays); Infinity when all stay, null when nobody was there. */
  readonly dwell: readonly (number | null)[];
}

/** Counts the moves of customers between two observations one period apart. */
export function lifecycleTransitions(
  moves: readonly (readonly [from: LifecycleState, to: LifecycleState])[],
): TransitionMatrix {
  const states: LifecycleState[] = ['new', ...LADDER];
  const counts = states.map(() => states.map(() => 0));
  for (const [from, to] of moves) counts[states.indexOf(from)]![states.indexOf(to)]! += 1;
  const shares = counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return total === 0 ? null : row.map((count) => count / total);
  });
  const dwell = shares.map((row, i) => (row === null ? null : 1 / (1 - row[i]!)));
  return { states, counts, shares, dwell };
}
