// Do stores really differ, or is it only luck? Spread between units beyond what their sample sizes explain.
import { chiSquareUpperTail } from './distributions.ts';
import { type Proportion, rateOf } from './proportion.ts';
import { requireFinite, requirePositive, requireSameLength, StatsInputError } from './stats-input-error.ts';

export interface Overdispersion {
  /** All successes / all trials. */
  readonly rate: number;
  /**
   * Intraclass correlation of two people of one unit: 0 = units alike, 1 = all differ; may fall slightly
   * below 0 by luck.
   */
  readonly rho: number;
  /** Variance of a unit's count against the binomial one at the average size: 1 + (n₀ − 1) ρ. */
  readonly inflation: number;
  /**
   * Chance of at least this spread between identical units (chi-square of homogeneity, units − 1 degrees of
   * freedom).
   */
  readonly pValue: number;
}

/**
 * Beta-binomial overdispersion ρ by the analysis-of-variance estimator (Ridout, Demétrio & Firth 1999): ρ =
 * (MSB − MSW)/(MSB + (n₀ − 1) MSW), n₀ = (N − Σ n²/N)/(units − 1). The product's gate from one store to ten
 * asks ρ ≤ .05 (a convention). ρ is 0 and p is 1 when every unit's rate is 0 or every one is 1. Refuses fewer
 * than 2 units, and units of one person each, which say nothing about agreement within.
 */
export function overdispersion(units: readonly Proportion[]): Overdispersion {
  const k = units.length;
  if (k < 2) throw new StatsInputError('too-few', 'overdispersion needs at least 2 units', { units: k });
  const rates = units.map(rateOf);
  const people = units.reduce((sum, { trials }) => sum + trials, 0);
  if (people <= k)
    throw new StatsInputError('too-few', 'some unit needs more than one trial', { people, units: k });
  const rate = units.reduce((sum, { successes }) => sum + successes, 0) / people;
  const squares = units.reduce((sum, { trials }) => sum + trials * trials, 0);
  const typical = (people - squares / people) / (k - 1);
  const between = units.reduce((sum, { trials }, i) => sum + trials * (rates[i]! - rate) ** 2, 0);
  const within = units.reduce((sum, { trials }, i) => sum + trials * rates[i]! * (1 - rates[i]!), 0);
  if (rate === 0 || rate === 1) return { rate, rho: 0, inflation: 1, pValue: 1 };
  const meanBetween = between / (k - 1);
  const meanWithin = within / (people - k);
  const rho = (meanBetween - meanWithin) / (meanBetween + (typical - 1) * meanWithin);
  return {
    rate,
    rho,
    inflation: 1 + (typical - 1) * rho,
    pValue: chiSquareUpperTail(between / (rate * (1 - rate)), k - 1),
  };
}

export interface RandomEffect {
  /** Mean over units, each weighted by 1/(error² + τ²). */
  readonly mean: number;
  readonly standardError: number;
  /** Standard deviation of the units' true values, ≥ 0. */
  readonly tau: number;
  /** Cochran's Q and its p-value under identical units. */
  readonly q: number;
  readonly pValue: number;
}

/**
 * Random-effects summary of estimates with known standard errors (DerSimonian & Laird 1986); τ / mean ≤ .3 is
 * the gate's other form. Refuses fewer than 2 units, errors that are not above 0 and values that are not
 * finite.
 */
export function randomEffect(estimates: readonly number[], standardErrors: readonly number[]): RandomEffect {
  const k = requireSameLength({ estimates, standardErrors });
  if (k < 2) throw new StatsInputError('too-few', 'random effects need at least 2 units', { units: k });
  for (const estimate of estimates) requireFinite('estimate', estimate);
  const fixed = standardErrors.map((error) => 1 / requirePositive('standard error', error) ** 2);
  const total = fixed.reduce((sum, weight) => sum + weight, 0);
  const pooled = weightedMean(estimates, fixed);
  const q = estimates.reduce((sum, estimate, i) => sum + fixed[i]! * (estimate - pooled) ** 2, 0);
  const spread = total - fixed.reduce((sum, weight) => sum + weight * weight, 0) / total;
  const tauSquared = Math.max(0, (q - (k - 1)) / spread);
  const weights = fixed.map((weight) => 1 / (1 / weight + tauSquared));
  return {
    mean: weightedMean(estimates, weights),
    standardError: Math.sqrt(1 / weights.reduce((sum, weight) => sum + weight, 0)),
    tau: Math.sqrt(tauSquared),
    q,
    pValue: chiSquareUpperTail(q, k - 1),
  };
}

function weightedMean(values: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total;
}
