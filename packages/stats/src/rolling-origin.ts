// How good is a forecast? Made again and again from earlier days, judged on the days that followed.
import { quantile } from './quantiles.ts';
import type { Interval } from './proportion.ts';
import { requireFinite, requireRows, requireSameLength, StatsInputError } from './stats-input-error.ts';

/** Forecasts the next `horizon` values from what was known. */
export type Forecaster = (known: readonly number[], horizon: number) => ArrayLike<number>;

export interface OriginResult {
  /** Number of observations known when the forecast was made. */
  readonly origin: number;
  readonly actual: number[];
  readonly forecast: number[];
  readonly mase: number;
}

export interface RollingOrigin {
  readonly origins: OriginResult[];
  /** Mean of the origins' MASE. */
  readonly mase: number;
  /** Mean absolute percentage error of the sum over the horizon; null when a sum is 0. */
  readonly totalApe: number | null;
}

/**
 * Rolling-origin evaluation (Tashman 2000): the last `origins` × `step` observations are forecast from
 * `origins` cuts, `step` apart (default: the horizon, so that windows do not overlap). Each origin is scaled
 * by its own past.
 *
 * @param season lag of the naive forecast inside MASE, 7 for daily data
 * Refuses fewer observations than the first cut needs (more than one season) and forecasts of the wrong
 * length.
 */
export function rollingOrigin(
  series: readonly number[],
  forecaster: Forecaster,
  {
    horizon,
    origins,
    season,
    step = horizon,
  }: {
    readonly horizon: number;
    readonly origins: number;
    readonly season: number;
    readonly step?: number;
  },
): RollingOrigin {
  for (const [name, size] of Object.entries({ horizon, origins, season, step }))
    if (!(Number.isInteger(size) && size >= 1))
      throw new StatsInputError('out-of-range', `${name} must be a whole number of at least 1`, {
        [name]: size,
      });
  const first = series.length - horizon - step * (origins - 1);
  if (first <= season)
    throw new StatsInputError('too-few', 'the series is too short for so many origins', { first, season });
  const results = Array.from({ length: origins }, (_, i) => {
    const origin = first + i * step;
    const known = series.slice(0, origin);
    const actual = series.slice(origin, origin + horizon);
    const forecast = Array.from(forecaster(known, horizon));
    return { origin, actual, forecast, mase: mase(actual, forecast, known, season) };
  });
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const apes = results.map(
    ({ actual, forecast }) => Math.abs(sum(actual) - sum(forecast)) / Math.abs(sum(actual)),
  );
  return {
    origins: results,
    mase: sum(results.map((result) => result.mase)) / origins,
    totalApe: apes.every(Number.isFinite) ? sum(apes) / origins : null,
  };
}

/**
 * Mean absolute scaled error (Hyndman & Koehler 2006): mean |actual − forecast| / mean |y_t − y_{t − season}|
 * over the known past. Below 1 is better than the seasonal naive forecast was in the past. Refuses a past
 * that repeats exactly (scale 0) or is not longer than a season.
 */
export function mase(
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
  known: ArrayLike<number>,
  season: number,
): number {
  const length = requireSameLength({ actual, forecast });
  requireRows('actual', actual);
  if (known.length <= season)
    throw new StatsInputError('too-few', 'the past is not longer than a season', { season });
  let scale = 0;
  for (let t = season; t < known.length; t += 1) scale += Math.abs(known[t]! - known[t - season]!);
  scale /= known.length - season;
  if (!(requireFinite('scale', scale) > 0))
    throw new StatsInputError('not-identified', 'the past repeats exactly, so the error has no scale');
  let error = 0;
  for (let i = 0; i < length; i += 1) error += Math.abs(requireFinite('forecast', forecast[i]!) - actual[i]!);
  return error / length / scale;
}

/** The seasonal naive forecast: the last season again. */
export function seasonalNaive(season: number): Forecaster {
  return (known, horizon) =>
    Array.from({ length: horizon }, (_, h) => known[known.length - season + (h % season)]!);
}

/**
 * Interval around a new forecast from the errors of earlier origins, horizon by horizon: forecast × (1 +
 * quantile of actual/forecast − 1). Quantiles of type 6, whose expected coverage is exact; errors are
 * relative so that growth does not narrow the band, and where a past forecast was 0 that error is left out
 * (with none left the interval is the point).
 *
 * @param coverage wanted share of days inside, e.g. .8, which needs 9 earlier origins for both ends to be
 * real data
 */
export function residualIntervals(
  forecast: ArrayLike<number>,
  earlier: readonly Pick<OriginResult, 'actual' | 'forecast'>[],
  coverage = 0.8,
): Interval[] {
  if (!(coverage > 0 && coverage < 1))
    throw new StatsInputError('out-of-range', 'coverage must lie in (0, 1)', { coverage });
  requireRows('earlier', earlier);
  return Array.from(forecast, (middle, h) => {
    const ratios = earlier
      .map((origin) => origin.actual[h]! / origin.forecast[h]!)
      .filter((ratio) => Number.isFinite(ratio));
    if (ratios.length === 0) return { lower: middle, upper: middle };
    const ends = [(1 - coverage) / 2, (1 + coverage) / 2].map((p) => middle * quantile(ratios, p, 6));
    return { lower: Math.min(...ends), upper: Math.max(...ends) };
  });
}
