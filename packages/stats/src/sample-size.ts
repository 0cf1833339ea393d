// How many people a test needs, and how likely it is to see what is there.
import { normalCdf, normalQuantile } from './distributions.ts';
import { requirePositive, requireProbability, StatsInputError } from './stats-input-error.ts';

export interface Plan {
  /** Two-sided error of the first kind, default .05. */
  readonly alpha?: number;
  /** Wanted probability to find the difference, default .8. */
  readonly power?: number;
}

/**
 * People per arm for a two-sided comparison of rates p and q (Fleiss, Levin & Paik 2003, chapter 4, without
 * continuity correction; R's power.prop.test gives the same):
 * n = (z_{α/2} √(2 p̄ (1 − p̄)) + z_β √(p(1 − p) + q(1 − q)))² / (p − q)².
 *
 * Returned as a real number; round up. Refuses equal rates, rates outside [0, 1], and alpha or power outside
 * (0, 1).
 */
export function sampleSizeForRates(p: number, q: number, { alpha = 0.05, power = 0.8 }: Plan = {}): number {
  if (requireProbability('p', p) === requireProbability('q', q))
    throw new StatsInputError('not-identified', 'equal rates cannot be told apart by any number of people', {
      p,
    });
  const { critical, reach } = quantiles(alpha, power);
  const middle = (p + q) / 2;
  const under = critical * Math.sqrt(2 * middle * (1 - middle));
  const over = reach * Math.sqrt(p * (1 - p) + q * (1 - q));
  return Math.max(0, under + over) ** 2 / (p - q) ** 2;
}

/**
 * Power of that comparison with `perArm` people in each arm; the chance of «significant in the wrong
 * direction» is left out.
 */
export function powerForRates(p: number, q: number, perArm: number, alpha = 0.05): number {
  requireProbability('p', p);
  requireProbability('q', q);
  requirePositive('perArm', perArm);
  const { critical } = quantiles(alpha, 0.5);
  const middle = (p + q) / 2;
  const under = critical * Math.sqrt(2 * middle * (1 - middle));
  const over = Math.sqrt(p * (1 - p) + q * (1 - q));
  if (over === 0) return p === q ? alpha / 2 : 1;
  return normalCdf((Math.sqrt(perArm) * Math.abs(p - q) - under) / over);
}

/**
 * People per arm to find a difference of means `difference` when one person's value has `standardDeviation`
 * in both arms: n = 2 ((z_{α/2} + z_β) σ / δ)², the normal approximation. Multiply by 1 − ρ² when CUPED is
 * used.
 */
export function sampleSizeForMeans(
  difference: number,
  standardDeviation: number,
  { alpha = 0.05, power = 0.8 }: Plan = {},
): number {
  requirePositive('|difference|', Math.abs(difference));
  requirePositive('standardDeviation', standardDeviation);
  const { critical, reach } = quantiles(alpha, power);
  return 2 * (((critical + reach) * standardDeviation) / difference) ** 2;
}

/** Power to find a difference of means with `perArm` people in each arm, by the same approximation. */
export function powerForMeans(
  difference: number,
  standardDeviation: number,
  perArm: number,
  alpha = 0.05,
): number {
  requirePositive('standardDeviation', standardDeviation);
  requirePositive('perArm', perArm);
  const { critical } = quantiles(alpha, 0.5);
  return normalCdf((Math.abs(difference) / standardDeviation) * Math.sqrt(perArm / 2) - critical);
}

function quantiles(alpha: number, power: number): { readonly critical: number; readonly reach: number } {
  for (const [name, value] of Object.entries({ alpha, power }))
    if (!(value > 0 && value < 1))
      throw new StatsInputError('out-of-range', `${name} must lie in (0, 1), got ${value}`, {
        [name]: value,
      });
  return { critical: -normalQuantile(alpha / 2), reach: normalQuantile(power) };
}
