// Simple exponential smoothing: a level that follows the series, for series without trend or season.
import { type Interval, twoSidedZ } from './proportion.ts';
import { requireFinite, requireProbability, requireRows, StatsInputError } from './stats-input-error.ts';

export interface Smoothing {
  readonly alpha: number;
  /** Level before the first observation. */
  readonly start: number;
  /** Level after the last observation: the forecast for every horizon. */
  readonly level: number;
  /** One-step forecasts of each observation. */
  readonly fitted: Float64Array;
  /** Sum of squared one-step errors. */
  readonly sse: number;
  /**
   * Forecast interval `horizon` ≥ 1 steps ahead: level ± z σ √(1 + (horizon − 1) α²) (Hyndman et al. 2008,
   * table 6.1).
   */
  interval(horizon: number, confidence?: number): Interval;
}

export interface SmoothingOptions {
  /** Weight of the newest observation in [0, 1]; chosen by least squares when not given. */
  readonly alpha?: number;
  /**
   * Level before the series: a number, 'first' (the first observation, as R's HoltWinters does; default) or
   * 'fitted' by least squares.
   */
  readonly start?: number | 'first' | 'fitted';
}

/**
 * Simple exponential smoothing l_t = l_{t−1} + α (y_t − l_{t−1}) (Brown 1956; Gardner 1985).
 *
 * α minimises the one-step squared error: the best of a grid of 101 values, refined by golden section, so a
 * second valley is not missed. A constant series fits with any α and returns the smallest, 0. Refuses fewer
 * than 3 observations and values that are not finite.
 */
export function exponentialSmoothing(series: ArrayLike<number>, options: SmoothingOptions = {}): Smoothing {
  if (requireRows('series', series) < 3)
    throw new StatsInputError('too-few', 'smoothing needs at least 3 observations', { count: series.length });
  for (let t = 0; t < series.length; t += 1) requireFinite('series', series[t]!);
  const { start = 'first' } = options;
  if (typeof start === 'number') requireFinite('start', start);
  const startFor = (alpha: number): number => {
    if (typeof start === 'number') return start;
    return start === 'first' ? series[0]! : fittedStart(series, alpha);
  };
  const sseOf = (alpha: number): number => run(series, alpha, startFor(alpha)).sse;
  const alpha = options.alpha === undefined ? minimise(sseOf) : requireProbability('alpha', options.alpha);
  const first = startFor(alpha);
  const { fitted, level, sse } = run(series, alpha, first);
  const parameters = (options.alpha === undefined ? 1 : 0) + (typeof start === 'number' ? 0 : 1);
  const deviation = Math.sqrt(sse / Math.max(1, series.length - parameters));
  return {
    alpha,
    start: first,
    level,
    fitted,
    sse,
    interval(horizon, confidence = 0.95) {
      if (!(horizon >= 1))
        throw new StatsInputError('out-of-range', 'horizon must be at least 1', { horizon });
      const half = twoSidedZ(confidence) * deviation * Math.sqrt(1 + (horizon - 1) * alpha * alpha);
      return { lower: level - half, upper: level + half };
    },
  };
}

function run(
  series: ArrayLike<number>,
  alpha: number,
  start: number,
): { readonly fitted: Float64Array; readonly level: number; readonly sse: number } {
  const fitted = new Float64Array(series.length);
  let level = start;
  let sse = 0;
  for (let t = 0; t < series.length; t += 1) {
    fitted[t] = level;
    const error = series[t]! - level;
    sse += error * error;
    level += alpha * error;
  }
  return { fitted, level, sse };
}

/**
 * Errors are linear in the start, e_t = e_t(0) − (1 − α)^t · start, so its least-squares value is a ratio of
 * sums.
 */
function fittedStart(series: ArrayLike<number>, alpha: number): number {
  const { fitted } = run(series, alpha, 0);
  let weight = 1;
  let cross = 0;
  let square = 0;
  for (let t = 0; t < series.length; t += 1) {
    cross += weight * (series[t]! - fitted[t]!);
    square += weight * weight;
    weight *= 1 - alpha;
  }
  return cross / square;
}

function minimise(f: (alpha: number) => number): number {
  const steps = 100;
  let best = 0;
  let least = f(0);
  for (let i = 1; i <= steps; i += 1) {
    const value = f(i / steps);
    if (value < least) [best, least] = [i, value];
  }
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = Math.max(0, (best - 1) / steps);
  let high = Math.min(1, (best + 1) / steps);
  while (high - low > 1e-10) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (f(left) <= f(right)) high = right;
    else low = left;
  }
  const middle = (low + high) / 2;
  return f(middle) < least ? middle : best / steps;
}
