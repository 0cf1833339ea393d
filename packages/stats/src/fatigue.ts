// How often may one write? Response falls with touches, each touch can lose the person, and a cap weighs
// both.
import { type LogisticFit, fitLogistic } from './logistic-regression.ts';
import { requireNonNegative, requireProbability, requireRows } from './stats-input-error.ts';
import { chiSquareIndependence, type ChiSquareTest } from './two-proportion-test.ts';

export interface MonthlyCap {
  /** Touches per month that maximise the expected margin; 0 means silence is best. */
  readonly touches: number;
  /** Expected margin of 0, 1, 2, … touches, in the unit of margin and value. */
  readonly expected: number[];
}

/**
 * n* = argmax_n Σ_{i ≤ n} p_i × margin − valueRemaining × (1 − (1 − hazard)^n); the smallest n on ties.
 *
 * @param responses p_i, the probability to buy from touch i of the month (as many as are considered)
 * @param margin earned per purchase, and `valueRemaining` lost with the person, in the same unit, ≥ 0
 * @param hazard probability that one touch loses the person (delete, block, quit or mute)
 */
export function monthlyCap({
  responses,
  margin,
  valueRemaining,
  hazard,
}: {
  readonly responses: readonly number[];
  readonly margin: number;
  readonly valueRemaining: number;
  readonly hazard: number;
}): MonthlyCap {
  requireRows('responses', responses);
  requireNonNegative('margin', margin);
  requireNonNegative('valueRemaining', valueRemaining);
  requireProbability('hazard', hazard);
  const expected = [0];
  let earned = 0;
  responses.forEach((response, i) => {
    earned += requireProbability('response', response) * margin;
    expected.push(earned - valueRemaining * (1 - (1 - hazard) ** (i + 1)));
  });
  return { touches: expected.indexOf(Math.max(...expected)), expected };
}

/** One send. */
export interface SendRow {
  /** Touches in the seven days before, over all channels, and days since the last one. */
  readonly touches: number;
  readonly daysSince: number;
  /** Value tier of the person, for example 'A' to 'D'. */
  readonly tier: string;
  readonly responded: boolean;
}

export interface FatigueFit {
  /** Change of the logit of response per further touch in seven days; negative is fatigue. */
  readonly perTouch: number;
  readonly perTouchError: number;
  readonly perDaySince: number;
  readonly converged: boolean;
  /** Test of «touches do not depend on tier», which randomised sends pass. */
  readonly balance: ChiSquareTest;
  /**
   * 'confounded' when tiers got different numbers of touches (p < .001), so that the decay is partly
   * targeting and proves nothing: randomise the frequency, for example 2, 4 or 8 a month, before believing
   * it. Null otherwise.
   */
  readonly warning: 'confounded' | null;
}

/**
 * Logit of response on touches, days since the last touch, and tier (one indicator per tier but the first).
 *
 * Sends that follow value are the rule: in a real grocery log response did not fall with exposure, because
 * the best customers got the most (analytics.md §3.11). Hence the warning; it cannot see targeting by
 * anything but tier. Refuses no rows, response that never varies, touches or days that never vary, and values
 * negative or not finite.
 */
export function fitFatigue(rows: readonly SendRow[]): FatigueFit {
  requireRows('rows', rows);
  for (const row of rows) {
    requireNonNegative('touches', row.touches);
    requireNonNegative('daysSince', row.daysSince);
  }
  const tiers = [...new Set(rows.map((row) => row.tier))].toSorted();
  const features = [
    rows.map((row) => row.touches),
    rows.map((row) => row.daysSince),
    ...tiers.slice(1).map((tier) => rows.map((row) => (row.tier === tier ? 1 : 0))),
  ];
  const fit: LogisticFit = fitLogistic(
    features,
    rows.map((row) => (row.responded ? 1 : 0)),
  );
  const balance = balanceOf(rows, tiers);
  return {
    perTouch: fit.coefficients[1]!,
    perTouchError: fit.standardErrors[1]!,
    perDaySince: fit.coefficients[2]!,
    converged: fit.converged,
    balance,
    warning: balance.pValue < 0.001 ? 'confounded' : null,
  };
}

/**
 * Table of tier × number of touches; a single tier or a single number of touches cannot be out of balance.
 */
function balanceOf(rows: readonly SendRow[], tiers: readonly string[]): ChiSquareTest {
  const levels = [...new Set(rows.map((row) => row.touches))];
  if (tiers.length < 2 || levels.length < 2)
    return { statistic: 0, degreesOfFreedom: 0, pValue: 1, smallestExpected: rows.length };
  const table = tiers.map(() => levels.map(() => 0));
  const tierOf = new Map(tiers.map((tier, i) => [tier, i]));
  const levelOf = new Map(levels.map((level, i) => [level, i]));
  for (const { tier, touches } of rows) table[tierOf.get(tier)!]![levelOf.get(touches)!]! += 1;
  return chiSquareIndependence(table);
}
