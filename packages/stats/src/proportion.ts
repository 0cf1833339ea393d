// A rate with the honesty it needs: its counts and the interval around them, never the bare percentage.
import { betaQuantile, normalQuantile } from './distributions.ts';
import { requireCount, requirePositive, StatsInputError } from './stats-input-error.ts';

/**
 * `successes` out of `trials`, both whole, 0 ≤ successes ≤ trials and trials ≥ 1. Counts up to 2^53 are
 * exact.
 */
export interface Proportion {
  readonly successes: number;
  readonly trials: number;
}

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** successes / trials; refuses counts that are not whole, no trials, and more successes than trials. */
export function rateOf({ successes, trials }: Proportion): number {
  requireCount('successes', successes);
  requirePositive('trials', requireCount('trials', trials));
  if (successes > trials)
    throw new StatsInputError('inconsistent', 'more successes than trials', { successes, trials });
  return successes / trials;
}

/** The z that leaves (1 − confidence)/2 above it; refuses a confidence outside (0, 1). */
export function twoSidedZ(confidence: number): number {
  if (!(confidence > 0 && confidence < 1))
    throw new StatsInputError('out-of-range', `confidence must lie in (0, 1), got ${confidence}`, {
      confidence,
    });
  return -normalQuantile((1 - confidence) / 2);
}

/**
 * Wilson's score interval (Wilson 1927): all p with |p̂ − p| ≤ z √(p(1 − p)/n). The product's standard
 * interval; it never leaves [0, 1] and has width even at 0 and n successes.
 */
export function wilson(proportion: Proportion, confidence = 0.95): Interval {
  const p = rateOf(proportion);
  const n = proportion.trials;
  const z = twoSidedZ(confidence);
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  // At the edges centre and half are equal on paper; rounding must not leave 1e-17 there.
  return {
    lower: proportion.successes === 0 ? 0 : Math.max(0, centre - half),
    upper: proportion.successes === n ? 1 : Math.min(1, centre + half),
  };
}

/**
 * Clopper & Pearson's exact interval (1934) by beta quantiles: covers at least `confidence` for every true
 * rate, and is wider than needed for most. For contracts and audits, where under-coverage may not happen.
 */
export function clopperPearson(proportion: Proportion, confidence = 0.95): Interval {
  rateOf(proportion);
  twoSidedZ(confidence);
  const { successes, trials } = proportion;
  const tail = (1 - confidence) / 2;
  return {
    lower: successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    upper: successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
  };
}

/**
 * Newcombe's interval for the difference b − a of two independent rates (Newcombe 1998, method 10): the
 * Wilson limits of both, added in squares. Keeps inside [−1, 1].
 */
export function newcombe(
  a: Proportion,
  b: Proportion,
  confidence = 0.95,
): Interval & { readonly difference: number } {
  const [pa, pb] = [rateOf(a), rateOf(b)];
  const [wa, wb] = [wilson(a, confidence), wilson(b, confidence)];
  const difference = pb - pa;
  return {
    difference,
    lower: difference - Math.hypot(pb - wb.lower, wa.upper - pa),
    upper: difference + Math.hypot(wb.upper - pb, pa - wa.lower),
  };
}
