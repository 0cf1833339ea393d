// Sample quantiles with their type said aloud: "the 80th percentile" has nine meanings (Hyndman & Fan 1996), and two
// systems that differ on it disagree on who is a good customer.
import { StatsInputError, requireFinite, requireProbability, requireRows } from './stats-input-error.ts';

/** Hyndman & Fan's number: 1 inverts the empirical law, 6 is Weibull's (SPSS), 7 is the default of R, NumPy, Excel. */
export type QuantileType = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** An ascending copy; refuses an empty column and any value that is not finite. */
export function sortedCopy(values: ArrayLike<number>): Float64Array {
  requireRows('values', values);
  const sorted = Float64Array.from(values);
  for (const value of sorted) requireFinite('values', value);
  return sorted.sort();
}

/** The p-quantile of a column in any order (Hyndman & Fan 1996, definitions 1 to 9). */
export function quantile(values: ArrayLike<number>, p: number, type: QuantileType = 7): number {
  return quantileOfSorted(sortedCopy(values), p, type);
}

/** The p-quantile of an ascending column; sort once with `sortedCopy` when several are wanted. */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number, type: QuantileType = 7): number {
  const n = requireRows('sorted', sorted);
  requireProbability('p', p);
  const { index, weight } = position(n, p, type);
  const low = sorted[Math.min(n, Math.max(1, index)) - 1]!;
  const high = sorted[Math.min(n, Math.max(1, index + 1)) - 1]!;
  return weight === 0 ? low : low + weight * (high - low);
}

/** The median: the 0.5-quantile of type 7, the mean of the two middle values when n is even. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** 1-based index j and weight g: the quantile is (1 - g) x[j] + g x[j + 1]. */
function position(n: number, p: number, type: QuantileType): { index: number; weight: number } {
  const fuzz = 4 * Number.EPSILON;
  if (type >= 1 && type <= 3) {
    const np = type === 3 ? n * p - 0.5 : n * p;
    const index = Math.floor(np + fuzz * Math.max(1, np));
    const rest = np - index;
    const exact = Math.abs(rest) <= fuzz * Math.max(1, np);
    if (type === 1) return { index, weight: exact ? 0 : 1 };
    if (type === 2) return { index, weight: exact ? 0.5 : 1 };
    return { index, weight: exact && index % 2 === 0 ? 0 : 1 };
  }
  const [alpha, beta] = plottingPosition(type);
  const np = alpha + p * (n + 1 - alpha - beta);
  const index = Math.floor(np + fuzz * Math.max(1, np));
  const rest = np - index;
  return { index, weight: Math.abs(rest) <= fuzz * Math.max(1, np) ? 0 : rest };
}

function plottingPosition(type: QuantileType): [number, number] {
  switch (type) {
    case 4:
      return [0, 1];
    case 5:
      return [0.5, 0.5];
    case 6:
      return [0, 0];
    case 7:
      return [1, 1];
    case 8:
      return [1 / 3, 1 / 3];
    case 9:
      return [3 / 8, 3 / 8];
    default:
      throw new StatsInputError('unknown-option', `unknown quantile type ${type}`, { type });
  }
}
