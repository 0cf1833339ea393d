// The first picture of a buying model's fit: how many customers bought 0, 1, 2, ... times, and how many the model says.
import { collapseRows } from './collapse-rows.ts';
import { StatsInputError, requireCount } from './stats-input-error.ts';

export interface FrequencyHistogram {
  /** Customers with x = 0, 1, ..., censor - 1, and with censor or more. */
  readonly actual: readonly number[];
  /** The same from the model: the sum over customers of P(X(T) = x). */
  readonly expected: readonly number[];
}

/**
 * Actual and expected customers by repeat purchases in their own observation time, the last bin open
 * (Fader, Hardie & Lee 2005, figure 2).
 * @param pmf P(X(t) = x) of the fitted model
 * @param statistics weighted customers; only x and T are read
 * @param censor where the open bin starts, at least 1
 */
export function purchaseFrequency(
  pmf: (x: number, t: number) => number,
  statistics: {
    readonly x: ArrayLike<number>;
    readonly T: ArrayLike<number>;
    readonly weight?: ArrayLike<number>;
  },
  censor = 7,
): FrequencyHistogram {
  if (requireCount('censor', censor) < 1) {
    throw new StatsInputError('out-of-range', 'the open bin must start at 1 or more', { censor });
  }
  const actual = Array.from({ length: censor + 1 }, () => 0);
  const byX = collapseRows([statistics.x], statistics.weight);
  byX.weight.forEach((weight, i) => {
    actual[Math.min(censor, requireCount('x', byX.columns[0]![i]!))]! += weight;
  });
  const expected = Array.from({ length: censor + 1 }, () => 0);
  const byT = collapseRows([statistics.T], statistics.weight);
  byT.weight.forEach((weight, i) => {
    let rest = 1;
    for (let x = 0; x < censor; x += 1) {
      const p = pmf(x, byT.columns[0]![i]!);
      expected[x]! += weight * p;
      rest -= p;
    }
    expected[censor]! += weight * Math.max(0, rest);
  });
  return { actual, expected };
}
