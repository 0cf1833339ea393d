// Means, variances and covariances in one numerically safe pass, shared by every test of means.
import { requireFinite, requireSameLength, StatsInputError } from './stats-input-error.ts';

export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Unbiased, divided by count − 1. */
  readonly variance: number;
}

/** Count, mean and variance (Welford 1962). Refuses fewer than 2 values and values that are not finite. */
export function moments(values: ArrayLike<number>): Moments {
  if (values.length < 2)
    throw new StatsInputError('too-few', 'at least 2 values are needed', { count: values.length });
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = requireFinite('value', values[i]!);
    const step = value - mean;
    mean += step / (i + 1);
    squares += step * (value - mean);
  }
  return { count: values.length, mean, variance: squares / (values.length - 1) };
}

/**
 * Unbiased covariance of paired columns, divided by count − 1; refuses what `moments` refuses and unequal
 * lengths.
 */
export function covariance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  requireSameLength({ x, y });
  const { mean: meanX } = moments(x);
  const { mean: meanY } = moments(y);
  let sum = 0;
  for (let i = 0; i < x.length; i += 1) sum += (x[i]! - meanX) * (y[i]! - meanY);
  return sum / (x.length - 1);
}
