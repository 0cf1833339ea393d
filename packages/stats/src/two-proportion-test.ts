// Do two rates differ? The z-test and its brother for tables, Pearson's chi-square.
import { chiSquareUpperTail, normalUpperTail } from './distributions.ts';
import { type Interval, type Proportion, rateOf, twoSidedZ } from './proportion.ts';
import { requireCount, requireSameLength, StatsInputError } from './stats-input-error.ts';

export interface TwoProportionTest extends Interval {
  /** Rate of b minus rate of a. */
  readonly difference: number;
  /** Unpooled standard error of the difference; the interval (Wald) uses it. */
  readonly standardError: number;
  /** Difference / pooled standard error; its square is Pearson's chi-square of the 2 × 2 table. */
  readonly z: number;
  readonly pValue: number;
}

/**
 * Two-sided z-test of equal rates, with the pooled error for z and the unpooled one for the interval
 * (Fleiss, Levin & Paik 2003, chapter 3). For small counts prefer `newcombe`'s interval.
 * When no one or everyone succeeds in both arms, z is 0 and p is 1. Refuses what `rateOf` refuses.
 */
export function twoProportionTest(a: Proportion, b: Proportion, confidence = 0.95): TwoProportionTest {
  const [pa, pb] = [rateOf(a), rateOf(b)];
  const difference = pb - pa;
  const pooled = (a.successes + b.successes) / (a.trials + b.trials);
  const pooledError = Math.sqrt(pooled * (1 - pooled) * (1 / a.trials + 1 / b.trials));
  const standardError = Math.sqrt((pa * (1 - pa)) / a.trials + (pb * (1 - pb)) / b.trials);
  const z = pooledError === 0 ? 0 : difference / pooledError;
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

export interface ChiSquareTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  /** Smallest expected count; below 5 the p-value is only a rough guide (Cochran 1954). */
  readonly smallestExpected: number;
}

/**
 * Pearson's chi-square test of independence (Pearson 1900), without continuity correction.
 * @param table whole counts, at least 2 rows and 2 columns; rows and columns of zeros are refused, since
 * their expected counts are 0.
 */
export function chiSquareIndependence(table: readonly (readonly number[])[]): ChiSquareTest {
  const columns = requireSameLength(Object.fromEntries(table.map((row, i) => [`row ${i}`, row])));
  if (table.length < 2 || columns < 2)
    throw new StatsInputError('too-few', 'table needs at least 2 rows and 2 columns');
  for (const count of table.flat()) requireCount('count', count);
  const rowTotals = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columnTotals = table[0]!.map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
  const total = rowTotals.reduce((sum, count) => sum + count, 0);
  const expected = rowTotals.flatMap((row) => columnTotals.map((column) => (row * column) / total));
  return pearson(table.flat(), expected, (table.length - 1) * (columns - 1));
}

/**
 * Sample-ratio check: did assignment give the arms the shares that were planned (chi-square goodness of fit)?
 * `mismatch` is set below p = .001 (Kohavi, Tang & Xu 2020, chapter 21): then no other figure of the test may
 * be read.
 * @param counts people found in each arm, at least 2 arms
 * @param shares planned shares in any unit, all above 0; equal by default
 */
export function sampleRatioCheck(
  counts: readonly number[],
  shares: readonly number[] = counts.map(() => 1),
): ChiSquareTest & { readonly mismatch: boolean } {
  requireSameLength({ counts, shares });
  if (counts.length < 2) throw new StatsInputError('too-few', 'a sample-ratio check needs at least 2 arms');
  const total = counts.reduce((sum, count) => sum + requireCount('count', count), 0);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const test = pearson(
    counts,
    shares.map((share) => (total * share) / whole),
    counts.length - 1,
  );
  return { ...test, mismatch: test.pValue < 0.001 };
}

function pearson(
  observed: readonly number[],
  expected: readonly number[],
  degreesOfFreedom: number,
): ChiSquareTest {
  const smallestExpected = Math.min(...expected);
  if (!(smallestExpected > 0))
    throw new StatsInputError('inconsistent', 'an expected count is not above 0', { smallestExpected });
  const statistic = observed.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);
  return {
    statistic,
    degreesOfFreedom,
    pValue: chiSquareUpperTail(statistic, degreesOfFreedom),
    smallestExpected,
  };
}
