// Holt–Winters smoothing: level, trend and season, each with its own speed of learning.
import { nelderMead } from './nelder-mead.ts';
import { type Interval, twoSidedZ } from './proportion.ts';
import { type SeasonKind, seasonalStart, type SeasonalState } from './seasonal-start.ts';
import {
  requireFinite,
  requirePositive,
  requireProbability,
  requireSameLength,
  StatsInputError,
} from './stats-input-error.ts';

export interface HoltWintersOptions {
  /** Observations per season: 7 for days of the week, 12 for months. */
  readonly period: number;
  /**
   * Does the season add to the level or multiply it? Multiplicative needs values above 0. Default additive.
   */
  readonly season?: SeasonKind;
  /** Smoothing weights in [0, 1]; those not given are chosen by least squares. */
  readonly alpha?: number;
  readonly beta?: number;
  readonly gamma?: number;
  /**
   * State from which to smooth, and how many observations it already covers. Not given: the classical
   * decomposition of the first two seasons, and errors counted from the second season on, as R's HoltWinters
   * does.
   */
  readonly start?: SeasonalState & { readonly covers: number };
}

export interface HoltWinters {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  /** Level and trend after the last observation; season[0] belongs to the next period. */
  readonly state: SeasonalState;
  /** Sum of squared one-step errors, and their number. */
  readonly sse: number;
  readonly errors: Float64Array;
  /** False when the search for the weights did not settle; the weights are then the best ones found. */
  readonly converged: boolean;
  /** Forecasts 1 … horizon steps ahead. */
  forecast(horizon: number): Float64Array;
  /**
   * Intervals 1 … horizon steps ahead (Chatfield & Yar 1988 and 1991): normal errors, weights taken as known.
   */
  intervals(horizon: number, confidence?: number): Interval[];
}

/**
 * Holt–Winters exponential smoothing (Holt 1957; Winters 1960), recursions as in R's HoltWinters:
 * l = α (y ∘ s) + (1 − α)(l + b), b = β (l − l') + (1 − β) b, s = γ (y ∘ l) + (1 − γ) s, where ∘ is − or ÷.
 *
 * Refuses a series shorter than two seasons (or a given start that leaves fewer than 3 errors), a period
 * below 2, values that are not finite, and values ≤ 0 with a multiplicative season.
 */
export function holtWinters(series: ArrayLike<number>, options: HoltWintersOptions): HoltWinters {
  const { period, season = 'additive' } = options;
  checkSeries(series, period, season);
  const start = options.start ?? { ...seasonalStart(series, period, season), covers: period };
  if (requireSameLength({ season: start.season }) !== period)
    throw new StatsInputError('length-mismatch', 'start needs one season index per period', { period });
  if (!(Number.isInteger(start.covers) && start.covers >= 0 && series.length - start.covers >= 3))
    throw new StatsInputError('too-few', 'fewer than 3 observations after the start', {
      covers: start.covers,
    });
  const smooth = (weights: Weights): Run => run(series, { period, season, start, weights });
  const { weights, converged } = chooseWeights(options, smooth);
  const { state, errors, sse } = smooth(weights);
  const forecast = (horizon: number): Float64Array =>
    Float64Array.from({ length: horizon }, (_, i) => {
      const line = state.level + (i + 1) * state.trend;
      const index = state.season[i % period]!;
      return season === 'additive' ? line + index : line * index;
    });
  return {
    ...weights,
    state,
    sse,
    errors,
    converged,
    forecast,
    intervals(horizon, confidence = 0.95) {
      const deviation = Math.sqrt(sse / Math.max(1, errors.length - 3));
      const z = twoSidedZ(confidence);
      return Array.from(forecast(horizon), (middle, i) => {
        const half = z * deviation * Math.sqrt(varianceFactor(i + 1, { period, season, weights, state }));
        return { lower: middle - half, upper: middle + half };
      });
    },
  };
}

interface Weights {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

interface Run {
  readonly state: SeasonalState;
  readonly errors: Float64Array;
  readonly sse: number;
}

function run(
  series: ArrayLike<number>,
  {
    period,
    season,
    start,
    weights,
  }: {
    readonly period: number;
    readonly season: SeasonKind;
    readonly start: NonNullable<HoltWintersOptions['start']>;
    readonly weights: Weights;
  },
): Run {
  const { alpha, beta, gamma } = weights;
  const indices = Float64Array.from(start.season);
  const errors = new Float64Array(series.length - start.covers);
  let { level, trend } = start;
  let sse = 0;
  for (let t = start.covers; t < series.length; t += 1) {
    const slot = (t - start.covers) % period;
    const index = indices[slot]!;
    const value = series[t]!;
    const expected = level + trend;
    const error = value - (season === 'additive' ? expected + index : expected * index);
    errors[t - start.covers] = error;
    sse += error * error;
    const before = level;
    level = alpha * (season === 'additive' ? value - index : value / index) + (1 - alpha) * expected;
    trend = beta * (level - before) + (1 - beta) * trend;
    indices[slot] = gamma * (season === 'additive' ? value - level : value / level) + (1 - gamma) * index;
  }
  const next = errors.length % period;
  return {
    state: { level, trend, season: [...indices.slice(next), ...indices.slice(0, next)] },
    errors,
    sse,
  };
}

/** Least squares over the weights not given, on the logit scale so that they stay inside (0, 1). */
function chooseWeights(
  options: HoltWintersOptions,
  smooth: (weights: Weights) => Run,
): { readonly weights: Weights; readonly converged: boolean } {
  const guesses = { alpha: 0.3, beta: 0.1, gamma: 0.1 };
  const free = (['alpha', 'beta', 'gamma'] as const).filter((name) => options[name] === undefined);
  for (const name of ['alpha', 'beta', 'gamma'] as const)
    requireProbability(name, options[name] ?? guesses[name]);
  const weightsAt = (point: readonly number[]): Weights => {
    const found = Object.fromEntries(free.map((name, i) => [name, 1 / (1 + Math.exp(-point[i]!))]));
    return { ...guesses, ...definedOf(options), ...found };
  };
  if (free.length === 0) return { weights: weightsAt([]), converged: true };
  const origin = free.map((name) => Math.log(guesses[name] / (1 - guesses[name])));
  const scale = smooth(weightsAt(origin)).sse || 1;
  const found = nelderMead((point) => Math.log(smooth(weightsAt(point)).sse / scale + 1e-24), origin, {
    step: 1,
    valueTolerance: 1e-13,
    restartTolerance: 1e-9,
    bound: 30,
  });
  return { weights: weightsAt(found.point), converged: found.converged };
}

function definedOf({ alpha, beta, gamma }: HoltWintersOptions): Partial<Weights> {
  return Object.fromEntries(
    Object.entries({ alpha, beta, gamma }).filter(([, weight]) => weight !== undefined),
  );
}

/**
 * Var(forecast error at h)/σ²: Σ_{j < h} ψ_j², ψ_0 = 1, ψ_j = α(1 + jβ) + γ(1 − α)[j a multiple of the
 * period].
 */
function varianceFactor(
  horizon: number,
  {
    period,
    season,
    weights: { alpha, beta, gamma },
    state,
  }: {
    readonly period: number;
    readonly season: SeasonKind;
    readonly weights: Weights;
    readonly state: SeasonalState;
  },
): number {
  const indexAt = (step: number): number => state.season[(((step - 1) % period) + period) % period]!;
  let sum = 0;
  for (let j = 0; j < horizon; j += 1) {
    const psi = j === 0 ? 1 : alpha * (1 + j * beta) + (j % period === 0 ? gamma * (1 - alpha) : 0);
    const ratio = season === 'additive' ? 1 : indexAt(horizon) / indexAt(horizon - j);
    sum += (psi * ratio) ** 2;
  }
  return sum;
}

function checkSeries(series: ArrayLike<number>, period: number, season: SeasonKind): void {
  if (!(Number.isInteger(period) && period >= 2))
    throw new StatsInputError('out-of-range', 'period must be an integer of at least 2', { period });
  if (series.length < 2 * period)
    throw new StatsInputError('too-few', 'the series is shorter than two seasons', {
      length: series.length,
      period,
    });
  for (let t = 0; t < series.length; t += 1) {
    const value = requireFinite('series', series[t]!);
    if (season === 'multiplicative') requirePositive('series (multiplicative season)', value);
  }
}
