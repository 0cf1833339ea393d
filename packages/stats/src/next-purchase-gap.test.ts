// The next purchase: exact shrinkage, windows that cover, and the measured errors on Online Retail.
import { describe, expect, test } from 'vitest';
import { fitPurchaseCycle, gapQuantile, nextPurchase } from './next-purchase-gap.ts';
import { drawGamma, seededRandom } from './random.ts';
import { median } from './quantiles.ts';
import { StatsInputError } from './stats-input-error.ts';
import { onlineRetailOrders, onlineRetailSplit } from './testing/online-retail.ts';
import { hasSharedData } from './testing/shared-data.ts';
import { mergeByDay } from './transaction-log.ts';

const cycle = { meanGap: 30, strength: 3, shape: 2, converged: true, gaps: 1000 };

describe('one customer', () => {
  test('without own gaps the category speaks, with many the customer does', () => {
    expect(nextPurchase(cycle, { gaps: 0, sumOfGaps: 0, elapsed: 0 }).shrunkGap).toBe(30);
    expect(nextPurchase(cycle, { gaps: 3, sumOfGaps: 30, elapsed: 0 }).shrunkGap).toBe(20);
    expect(nextPurchase(cycle, { gaps: 300, sumOfGaps: 3000, elapsed: 0 }).shrunkGap).toBeCloseTo(10.198, 3);
  });

  test('the window holds the promise, moves on with elapsed time, and the reminder comes before it ends', () => {
    let before = 0;
    for (const elapsed of [0, 5, 20, 60, 400]) {
      const next = nextPurchase(cycle, { gaps: 4, sumOfGaps: 80, elapsed });
      expect(elapsed <= next.lower && next.lower < next.remindGap && next.remindGap < next.upper).toBe(true);
      expect(next.expectedGap).toBeGreaterThanOrEqual(elapsed);
      expect(next.overdue).toBe(elapsed > next.shrunkGap);
      expect(next.lower).toBeGreaterThanOrEqual(before);
      before = next.lower;
    }
    const soon = nextPurchase(cycle, { gaps: 4, sumOfGaps: 80, elapsed: 10 }, { within: 7 });
    expect(soon.upper).toBeLessThan(17);
  });

  test('the quantiles are those of the law: half of simulated gaps lie below the median', () => {
    const random = seededRandom(31);
    const own = { gaps: 2, sumOfGaps: 50, elapsed: 10 };
    const gaps: number[] = [];
    while (gaps.length < 20_000) {
      const rate = drawGamma(random, 1 + 2 * 3 + 2 * 2, 3 * 30 + 50);
      const gap = drawGamma(random, 2, rate);
      if (gap > own.elapsed) gaps.push(gap);
    }
    for (const p of [0.1, 0.5, 0.9]) {
      const below = gaps.filter((gap) => gap <= gapQuantile(cycle, own, p)).length / gaps.length;
      expect(Math.abs(below - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / gaps.length));
    }
  });

  test('contradictions and hostile gaps are refused', () => {
    expect(() => nextPurchase(cycle, { gaps: 0, sumOfGaps: 5, elapsed: 0 })).toThrow(StatsInputError);
    expect(() => nextPurchase(cycle, { gaps: 1, sumOfGaps: 5, elapsed: -1 })).toThrow(StatsInputError);
    expect(() => fitPurchaseCycle([[3], [0]])).toThrow(StatsInputError);
    expect(() => fitPurchaseCycle([[3]])).toThrow(StatsInputError);
    expect(() => fitPurchaseCycle([])).toThrow(StatsInputError);
  });
});

test('the shape of simulated rhythms is found back and their windows cover at the nominal rate', () => {
  const random = seededRandom(32);
  const shape = 2.5;
  const rhythms = Array.from({ length: 1500 }, (_, i) => {
    const rate = drawGamma(random, 1 + shape * 3, 3 * 30);
    return Array.from({ length: 1 + (i % 6) }, () => drawGamma(random, shape, rate));
  });
  const fitted = fitPurchaseCycle(rhythms.map((gaps) => gaps.slice(0, -1)));
  expect(fitted.converged).toBe(true);
  expect(Math.abs(fitted.shape / shape - 1)).toBeLessThan(0.1);
  const covered = rhythms.filter((gaps) => {
    const known = gaps.slice(0, -1);
    const own = { gaps: known.length, sumOfGaps: known.reduce((sum, gap) => sum + gap, 0), elapsed: 0 };
    const { lower, upper } = nextPurchase(fitted, own);
    return lower <= gaps.at(-1)! && gaps.at(-1)! <= upper;
  });
  expect(Math.abs(covered.length / rhythms.length - 0.8)).toBeLessThan(0.04);
});

describe.skipIf(!hasSharedData('online_retail_orders.csv'))('Online Retail to 2011-09-09', () => {
  function split() {
    const merged = mergeByDay(onlineRetailOrders());
    const { calibrationEnd, holdoutEnd } = onlineRetailSplit;
    const customers = [];
    for (let c = 0; c < merged.customers.length; c += 1) {
      const days = Array.from(merged.day.subarray(merged.start[c]!, merged.start[c + 1]!));
      const known = days.filter((day) => day <= calibrationEnd);
      if (known.length === 0) continue;
      const gaps = known.slice(1).map((day, i) => day - known[i]!);
      const next = days.find((day) => day > calibrationEnd);
      const last = known.at(-1)!;
      const own = { gaps: gaps.length, sumOfGaps: last - known[0]!, elapsed: calibrationEnd - last };
      customers.push({ gaps, own, actual: next === undefined ? null : next - last, seen: holdoutEnd - last });
    }
    return customers;
  }

  test('the shrunk gap errs less than the own mean, the own median and the global median, as measured', () => {
    const customers = split();
    const cycleHere = fitPurchaseCycle(customers.map(({ gaps }) => gaps));
    const judged = customers.filter(({ gaps, actual }) => gaps.length >= 3 && actual !== null);
    expect(judged).toHaveLength(732);
    const mae = (predict: (customer: (typeof judged)[number]) => number) =>
      judged.reduce((sum, c) => sum + Math.abs(Math.max(predict(c), c.own.elapsed) - c.actual!), 0) /
      judged.length;
    const globalMedian = median(customers.flatMap(({ gaps }) => gaps));
    const errors = [
      mae(() => globalMedian),
      mae(({ gaps }) => median(gaps)),
      mae(({ own }) => own.sumOfGaps / own.gaps),
      mae(({ own }) => nextPurchase(cycleHere, own).expectedGap),
    ];
    expect(errors.map((error) => error.toFixed(2))).toEqual(['22.93', '20.62', '20.14', '19.77']);
    const shrunk = judged.map(({ own, actual }) =>
      Math.abs(nextPurchase(cycleHere, own).expectedGap - actual!),
    );
    expect(median(shrunk)).toBeCloseTo(13.5, 0);
  });

  test('the 80% window covers 80% of all customers whose outcome is known, within 5 points', () => {
    const customers = split();
    const cycleHere = fitPurchaseCycle(customers.map(({ gaps }) => gaps));
    let [inside, known] = [0, 0];
    let [insideIfBought, bought] = [0, 0];
    for (const { own, actual, seen } of customers) {
      const { lower, upper } = nextPurchase(cycleHere, own);
      // A customer who has not bought again is a miss only once the window is over.
      if (actual === null && upper >= seen) continue;
      known += 1;
      if (actual !== null && lower <= actual && actual <= upper) inside += 1;
      if (actual === null) continue;
      bought += 1;
      const within = nextPurchase(cycleHere, own, { within: seen - own.elapsed });
      if (within.lower <= actual && actual <= within.upper) insideIfBought += 1;
    }
    expect(Math.abs(inside / known - 0.8)).toBeLessThan(0.05);
    expect(Math.abs(insideIfBought / bought - 0.8)).toBeLessThan(0.05);
  });
});
