// Differences of means when arms vary unequally, and the trimming of whales that makes revenue testable.
import { studentQuantile, studentTwoSided } from './distributions.ts';
import { moments, type Moments } from './moments.ts';
import type { Interval } from './proportion.ts';
import { quantile } from './quantiles.ts';
import { StatsInputError } from './stats-input-error.ts';

export interface MeanDifference extends Interval {
  /** Mean of b minus mean of a. */
  readonly difference: number;
  readonly standardError: number;
  readonly t: number;
  /** Welch–Satterthwaite degrees of freedom, usually a fraction. */
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/**
 * Welch's two-sided t-test (Welch 1947; Satterthwaite 1946). Takes the values of both arms, or their moments
 * where the database already has them.
 *
 * Two arms without any variance: equal means give t = 0 and p = 1; unequal ones are refused, as no error is
 * known.
 */
export function welch(
  a: ArrayLike<number> | Moments,
  b: ArrayLike<number> | Moments,
  confidence = 0.95,
): MeanDifference {
  const [ma, mb] = [a, b].map((arm) => ('mean' in arm ? checked(arm) : moments(arm))) as [Moments, Moments];
  if (!(confidence > 0 && confidence < 1))
    throw new StatsInputError('out-of-range', `confidence must lie in (0, 1), got ${confidence}`, {
      confidence,
    });
  const [va, vb] = [ma.variance / ma.count, mb.variance / mb.count];
  const difference = mb.mean - ma.mean;
  const standardError = Math.sqrt(va + vb);
  if (standardError === 0 && difference !== 0)
    throw new StatsInputError(
      'not-identified',
      'both arms are constant: their difference has no error to compare with',
    );
  // Satterthwaite's formula by shares of the variance, which neither overflows nor underflows.
  const share = standardError === 0 ? 0.5 : va / (va + vb);
  const degreesOfFreedom = 1 / (share ** 2 / (ma.count - 1) + (1 - share) ** 2 / (mb.count - 1));
  const t = standardError === 0 ? 0 : difference / standardError;
  const half = studentQuantile((1 + confidence) / 2, degreesOfFreedom) * standardError;
  return {
    difference,
    standardError,
    t,
    degreesOfFreedom,
    pValue: studentTwoSided(t, degreesOfFreedom),
    lower: difference - half,
    upper: difference + half,
  };
}

/**
 * Winsorises arms together: values beyond the pooled quantiles become those quantiles (Dixon 1960; type-7
 * quantiles).
 *
 * The limits come from all arms at once, since limits per arm would cut each arm differently and bias the
 * difference. The compared mean is then that of capped values: say so beside the number. `lower` 0 and
 * `upper` 1 leave all as is.
 */
export function winsorise(
  arms: readonly ArrayLike<number>[],
  { lower = 0, upper = 0.99 }: { readonly lower?: number; readonly upper?: number } = {},
): { readonly arms: Float64Array[]; readonly limits: Interval; readonly changed: number } {
  if (!(lower >= 0 && lower < upper && upper <= 1))
    throw new StatsInputError('out-of-range', 'limits must satisfy 0 ≤ lower < upper ≤ 1', { lower, upper });
  const pooled = arms.flatMap((arm) => Array.from(arm));
  const limits = { lower: quantile(pooled, lower), upper: quantile(pooled, upper) };
  let changed = 0;
  const capped = arms.map((arm) =>
    Float64Array.from(arm, (value) => {
      if (value < limits.lower || value > limits.upper) changed += 1;
      return Math.min(limits.upper, Math.max(limits.lower, value));
    }),
  );
  return { arms: capped, limits, changed };
}

function checked(arm: Moments): Moments {
  if (!(Number.isSafeInteger(arm.count) && arm.count >= 2 && Number.isFinite(arm.mean) && arm.variance >= 0))
    throw new StatsInputError(
      'out-of-range',
      'moments need a count of at least 2, a finite mean and a variance ≥ 0',
      {
        ...arm,
      },
    );
  return arm;
}
