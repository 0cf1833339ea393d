// Ratios of totals (revenue per order, clicks per session) whose denominator varies from person to person.
import { normalUpperTail } from './distributions.ts';
import { covariance, moments } from './moments.ts';
import { type Interval, twoSidedZ } from './proportion.ts';
import { StatsInputError } from './stats-input-error.ts';

/**
 * One row per randomised unit, usually a person: the sums of numerator and denominator over its events. A
 * test assigned by staff or group has one row per staff or group.
 */
export interface RatioArm {
  readonly numerator: ArrayLike<number>;
  readonly denominator: ArrayLike<number>;
}

/**
 * Σ numerator / Σ denominator with its delta-method standard error (Deng, Knoblich & Lu 2018, on clustered
 * data): var = (s_y² − 2 R s_xy + R² s_x²) / (n x̄²), people being the independent units. Treating events as
 * independent instead understates the error whenever people differ.
 *
 * Refuses unequal lengths, fewer than 2 people and a denominator whose mean is not above 0.
 */
export function ratioMetric({ numerator, denominator }: RatioArm): {
  readonly ratio: number;
  readonly standardError: number;
} {
  const cross = covariance(denominator, numerator);
  const y = moments(numerator);
  const x = moments(denominator);
  if (!(x.mean > 0))
    throw new StatsInputError('not-identified', 'the denominator does not sum to more than 0');
  const ratio = y.mean / x.mean;
  const variance =
    (y.variance - 2 * ratio * cross + ratio * ratio * x.variance) / (x.count * x.mean * x.mean);
  return { ratio, standardError: Math.sqrt(Math.max(0, variance)) };
}

/** Difference b − a of two ratio metrics with its normal interval and two-sided p-value. */
export function ratioDifference(
  a: RatioArm,
  b: RatioArm,
  confidence = 0.95,
): Interval & {
  readonly difference: number;
  readonly standardError: number;
  readonly z: number;
  readonly pValue: number;
} {
  const [ra, rb] = [ratioMetric(a), ratioMetric(b)];
  const difference = rb.ratio - ra.ratio;
  const standardError = Math.hypot(ra.standardError, rb.standardError);
  if (standardError === 0 && difference !== 0)
    throw new StatsInputError(
      'not-identified',
      'both arms are constant: their difference has no error to compare with',
    );
  const z = standardError === 0 ? 0 : difference / standardError;
  const half = twoSidedZ(confidence) * standardError;
  return {
    difference,
    standardError,
    z,
    pValue: 2 * normalUpperTail(Math.abs(z)),
    lower: difference - half,
    upper: difference + half,
  };
}
