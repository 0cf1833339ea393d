// Survival of what is still running when we look: time to the second order, time until a friend leaves. Customers for
// whom it has not happened yet count for as long as they were seen.
import { chiSquareUpperTail, normalQuantile } from './distributions.ts';
import { inverse } from './linear-solve.ts';
import {
  StatsInputError,
  requireNonNegative,
  requireProbability,
  requireRows,
  requireSameLength,
} from './stats-input-error.ts';

/** Times to the event or to the end of the observation; event is 1 when it happened, 0 when not yet. */
export interface SurvivalData {
  readonly time: ArrayLike<number>;
  readonly event: ArrayLike<number>;
  /** How many subjects share the row; whole or fractional, default 1. */
  readonly weight?: ArrayLike<number> | undefined;
}

/** How the interval is made: on S itself, on ln S (R's default), or on ln(-ln S) (never leaves [0, 1]). */
export type IntervalScale = 'plain' | 'log' | 'log-log';

export interface SurvivalStep {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  readonly censored: number;
  /** P(T > time). */
  readonly survival: number;
  /** Greenwood's standard error (1926) of the survival. */
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
}

export interface SurvivalCurve {
  /** One step per time at which an event happened, ascending. */
  readonly steps: readonly SurvivalStep[];
  readonly subjects: number;
  readonly events: number;
  /** First time at which survival is 0.5 or less, and where its bounds are; null when the curve stays above. */
  readonly median: {
    readonly time: number | null;
    readonly lower: number | null;
    readonly upper: number | null;
  };
  /** The last time observed: nothing is known after it. */
  readonly lastTime: number;
}

interface Tally {
  readonly time: number;
  atRisk: number;
  events: number;
  censored: number;
}

/** Subjects at risk, events and censorings at each distinct time, ascending. */
function tally(data: SurvivalData): Tally[] {
  const { time, event, weight } = data;
  const rows = requireSameLength({ time, event, weight });
  requireRows('time', time);
  const byTime = new Map<number, Tally>();
  let total = 0;
  for (let i = 0; i < rows; i += 1) {
    const t = requireNonNegative(`time in row ${i}`, time[i]!);
    const w = weight === undefined ? 1 : requireNonNegative(`weight in row ${i}`, weight[i]!);
    if (event[i] !== 0 && event[i] !== 1) {
      throw new StatsInputError('out-of-range', `event in row ${i} must be 0 or 1, got ${event[i]}`, {
        row: i,
      });
    }
    const entry = byTime.get(t) ?? { time: t, atRisk: 0, events: 0, censored: 0 };
    byTime.set(t, entry);
    if (event[i] === 1) entry.events += w;
    else entry.censored += w;
    total += w;
  }
  const times = [...byTime.values()].sort((left, right) => left.time - right.time);
  for (const entry of times) {
    entry.atRisk = total;
    total -= entry.events + entry.censored;
  }
  return times;
}

/**
 * The product-limit estimate (Kaplan & Meier 1958) with Greenwood's variance and pointwise intervals.
 * @param options confidence, default 0.95; scale of the interval, default 'log' as in R's survival package
 */
export function kaplanMeier(
  data: SurvivalData,
  options: { readonly confidence?: number; readonly scale?: IntervalScale } = {},
): SurvivalCurve {
  const times = tally(data);
  const confidence = requireProbability('confidence', options.confidence ?? 0.95);
  const z = normalQuantile(0.5 + confidence / 2);
  const steps: SurvivalStep[] = [];
  let survival = 1;
  let greenwood = 0;
  for (const { time, atRisk, events, censored } of times) {
    if (events === 0) continue;
    survival *= 1 - events / atRisk;
    greenwood += events / (atRisk * (atRisk - events));
    const se = survival > 0 ? survival * Math.sqrt(greenwood) : 0;
    const bounds = interval(survival, Math.sqrt(greenwood), z, options.scale ?? 'log');
    steps.push({ time, atRisk, events, censored, survival, standardError: se, ...bounds });
  }
  // A survival of 1/2 reached through fractions can sit one rounding above it.
  const firstAtHalf = (pick: (step: SurvivalStep) => number): number | null =>
    steps.find((step) => pick(step) <= 0.5 + 1e-12)?.time ?? null;
  return {
    steps,
    subjects: times[0]!.atRisk,
    events: steps.reduce((sum, step) => sum + step.events, 0),
    median: {
      time: firstAtHalf((step) => step.survival),
      lower: firstAtHalf((step) => step.lower),
      upper: firstAtHalf((step) => step.upper),
    },
    lastTime: times.at(-1)!.time,
  };
}

/** Bounds from the standard error of ln S; a survival of 0 has no upper information and gives [0, 0]. */
function interval(
  survival: number,
  logError: number,
  z: number,
  scale: IntervalScale,
): { lower: number; upper: number } {
  if (survival <= 0) return { lower: 0, upper: 0 };
  if (scale === 'plain') {
    const half = z * survival * logError;
    return { lower: Math.max(0, survival - half), upper: Math.min(1, survival + half) };
  }
  if (scale === 'log') {
    const factor = Math.exp(z * logError);
    return { lower: survival / factor, upper: Math.min(1, survival * factor) };
  }
  const logS = Math.log(survival);
  const half = (z * logError) / Math.abs(logS);
  return { lower: survival ** Math.exp(half), upper: survival ** Math.exp(-half) };
}

/** The step in force at a time: P(T > time) and its interval. Refuses times after the last observation. */
export function survivalAt(
  curve: SurvivalCurve,
  time: number,
): Pick<SurvivalStep, 'survival' | 'standardError' | 'lower' | 'upper'> {
  requireNonNegative('time', time);
  if (time > curve.lastTime) {
    throw new StatsInputError('out-of-range', `nothing was observed after ${curve.lastTime}`, { time });
  }
  const step = curve.steps.findLast((candidate) => candidate.time <= time);
  return step ?? { survival: 1, standardError: 0, lower: 1, upper: 1 };
}

export interface LogRankTest {
  readonly chiSquare: number;
  readonly df: number;
  readonly pValue: number;
  readonly groups: readonly {
    readonly subjects: number;
    readonly observed: number;
    readonly expected: number;
  }[];
}

/**
 * The log-rank test that all groups share one survival curve (Mantel 1966; variance as in R's survdiff).
 * Refuses fewer than two groups and data without an event.
 */
export function logRank(groups: readonly SurvivalData[]): LogRankTest {
  if (groups.length < 2)
    throw new StatsInputError('too-few', 'a log-rank test compares at least two groups', {});
  const tallies = groups.map(tally);
  const eventTimes = [
    ...new Set(
      tallies
        .flat()
        .filter(({ events }) => events > 0)
        .map(({ time }) => time),
    ),
  ];
  if (eventTimes.length === 0) throw new StatsInputError('not-identified', 'no group has an event', {});
  const k = groups.length;
  const observed = tallies.map((times) => times.reduce((sum, { events }) => sum + events, 0));
  const expected = groups.map(() => 0);
  const covariance = new Float64Array((k - 1) ** 2);
  for (const time of eventTimes) {
    // Times ascend, so the first one not before `time` holds all who are still at risk.
    const here = tallies.map((times) => times.find((entry) => entry.time >= time));
    const atRisk = here.map((entry) => entry?.atRisk ?? 0);
    const n = atRisk.reduce((sum, count) => sum + count, 0);
    const d = here.reduce((sum, entry) => sum + (entry?.time === time ? entry.events : 0), 0);
    atRisk.forEach((count, g) => {
      expected[g]! += (d * count) / n;
    });
    const factor = n > 1 ? (d * (n - d)) / (n * n * (n - 1)) : 0;
    for (let g = 0; g < k - 1; g += 1) {
      for (let j = 0; j < k - 1; j += 1) {
        covariance[g * (k - 1) + j]! += factor * ((g === j ? n * atRisk[g]! : 0) - atRisk[g]! * atRisk[j]!);
      }
    }
  }
  const difference = observed.slice(0, -1).map((count, g) => count - expected[g]!);
  const weights = inverse(covariance);
  let chiSquare = 0;
  difference.forEach((u, g) => {
    difference.forEach((v, j) => {
      chiSquare += u * weights[g * (k - 1) + j]! * v;
    });
  });
  return {
    chiSquare,
    df: k - 1,
    pValue: chiSquareUpperTail(chiSquare, k - 1),
    groups: tallies.map((times, g) => ({
      subjects: times[0]!.atRisk,
      observed: observed[g]!,
      expected: expected[g]!,
    })),
  };
}
