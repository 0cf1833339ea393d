// A test of two rates that may be looked at after every person: the mixture sequential probability ratio
// test.
import { type Interval, type Proportion, rateOf } from './proportion.ts';
import { requirePositive, StatsInputError } from './stats-input-error.ts';

export interface MixtureSprt {
  readonly difference: number;
  /** Λ, the mixture likelihood ratio; the test stops at Λ ≥ 1/α. */
  readonly likelihoodRatio: number;
  /** min(1, 1/Λ) at this look; the smallest one seen so far is valid at every moment. */
  readonly alwaysValidP: number;
  readonly reject: boolean;
  /**
   * Interval that covers the difference at all looks at once with confidence 1 − α; limits may lie outside
   * [−1, 1].
   */
  readonly interval: Interval;
}

/**
 * mSPRT for the difference b − a of two rates (Robbins 1970; Johari, Koomen, Pekelis & Walsh 2017) with
 * mixing law N(0, τ²) and the plug-in variance v = p_a(1 − p_a)/n_a + p_b(1 − p_b)/n_b: Λ = √(v/(v + τ²))
 * exp(τ² d² / (2 v (v + τ²))); for equal arms this is the formula of R's mixtureSPRT.
 *
 * The variance is asymptotic: start looking at some hundred people per arm. A rate of exactly 0 or 1 takes
 * (successes + ½)/(trials + 1) in v alone, so that the first lucky person cannot end the test.
 *
 * @param tau standard deviation of the effects expected, in rate (default .02); it moves power, never the
 * error rate
 */
export function mixtureSprt(
  a: Proportion,
  b: Proportion,
  { alpha = 0.05, tau = 0.02 }: { readonly alpha?: number; readonly tau?: number } = {},
): MixtureSprt {
  if (!(alpha > 0 && alpha < 1))
    throw new StatsInputError('out-of-range', 'alpha must lie in (0, 1)', { alpha });
  const mixing = requirePositive('tau', tau) ** 2;
  const difference = rateOf(b) - rateOf(a);
  const variance = varianceOfRate(a) + varianceOfRate(b);
  const logRatio =
    0.5 * Math.log(variance / (variance + mixing)) +
    (mixing * difference * difference) / (2 * variance * (variance + mixing));
  const half = Math.sqrt(
    ((2 * variance * (variance + mixing)) / mixing) *
      (Math.log(1 / alpha) + 0.5 * Math.log((variance + mixing) / variance)),
  );
  return {
    difference,
    likelihoodRatio: Math.exp(logRatio),
    alwaysValidP: Math.min(1, Math.exp(-logRatio)),
    reject: logRatio >= -Math.log(alpha),
    interval: { lower: difference - half, upper: difference + half },
  };
}

function varianceOfRate({ successes, trials }: Proportion): number {
  const p = successes === 0 || successes === trials ? (successes + 0.5) / (trials + 1) : successes / trials;
  return (p * (1 - p)) / trials;
}
