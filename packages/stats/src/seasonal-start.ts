// Where Holt–Winters begins: level, trend and season read off the first two seasons by classical
// decomposition.

export type SeasonKind = 'additive' | 'multiplicative';

export interface SeasonalState {
  readonly level: number;
  /** Change of the level per observation. */
  readonly trend: number;
  /** One index per observation of the season, the next one first; added to or multiplied with the level. */
  readonly season: readonly number[];
}

/**
 * Start values of R's HoltWinters: centred moving average over the first two seasons, mean deviation (or
 * ratio) per slot, and a straight line through the average; level is the line's intercept one step before its
 * first point. The caller has checked that two seasons are there and, for multiplicative seasons, that values
 * are above 0.
 */
export function seasonalStart(series: ArrayLike<number>, period: number, kind: SeasonKind): SeasonalState {
  const length = 2 * period;
  const half = Math.floor(period / 2);
  const averages: number[] = [];
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  for (let t = half; t < length - half; t += 1) {
    const average = centredAverage(series, t, period);
    averages.push(average);
    sums[t % period]! += kind === 'additive' ? series[t]! - average : series[t]! / average;
    counts[t % period]! += 1;
  }
  const means = Array.from(sums, (sum, slot) => sum / counts[slot]!);
  const mean = means.reduce((sum, value) => sum + value, 0) / period;
  const season = means.map((value) => (kind === 'additive' ? value - mean : value / mean));
  return { ...line(averages), season };
}

/** Moving average over one season around t; an even season counts its two ends by half. */
function centredAverage(series: ArrayLike<number>, t: number, period: number): number {
  const half = Math.floor(period / 2);
  let sum = 0;
  for (let k = -half; k <= half; k += 1) {
    const atEnd = Math.abs(k) === half && period % 2 === 0;
    sum += series[t + k]! * (atEnd ? 0.5 : 1);
  }
  return sum / period;
}

/** Least-squares line through (1, y_1), (2, y_2), …: its value at 0 and its slope. */
function line(values: readonly number[]): { readonly level: number; readonly trend: number } {
  const n = values.length;
  const centre = (n + 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const cross = values.reduce((sum, value, i) => sum + (i + 1 - centre) * value, 0);
  const trend = n > 1 ? cross / ((n * (n * n - 1)) / 12) : 0;
  return { level: mean - trend * centre, trend };
}
