// From rows to statistics, on a log small enough to count by hand.
import { describe, expect, test } from 'vitest';
import { seededRandom, shuffled } from './random.ts';
import { StatsInputError } from './stats-input-error.ts';
import { dayNumber, mergeByDay, summarizeCustomers } from './transaction-log.ts';

// Ann buys on days 0, 0 (merged), 7, 21 and 40; Bo on day 5 only; Cy first on day 35.
const log = {
  customer: ['ann', 'bo', 'ann', 'ann', 'cy', 'ann', 'ann'],
  day: [0, 5, 0, 7, 35, 40, 21],
  amount: [10, 8, 5, 20, 99, 7, 40],
};

describe('a log of three customers', () => {
  test('purchases of one day are one purchase with their amounts summed', () => {
    const merged = mergeByDay(log);
    expect(merged.customers).toEqual(['ann', 'bo', 'cy']);
    expect(Array.from(merged.start)).toEqual([0, 4, 5, 6]);
    expect(Array.from(merged.day)).toEqual([0, 7, 21, 40, 5, 35]);
    expect(Array.from(merged.amount)).toEqual([15, 20, 40, 7, 8, 99]);
  });

  test('the calibration counts repeats and ages, the holdout what came after, latecomers are left out', () => {
    const got = summarizeCustomers(log, { calibrationEnd: 28, holdoutEnd: 60, daysPerUnit: 7 });
    expect(got.customer).toEqual(['ann', 'bo']);
    expect(Array.from(got.x)).toEqual([2, 0]);
    expect(Array.from(got.tx)).toEqual([3, 0]);
    expect(Array.from(got.T)).toEqual([4, 23 / 7]);
    expect(Array.from(got.meanSpend)).toEqual([30, 0]);
    expect(Array.from(got.holdoutPurchases)).toEqual([1, 0]);
    expect(Array.from(got.holdoutSpend)).toEqual([7, 0]);
  });

  test('the order of the rows does not matter', () => {
    const order = shuffled(seededRandom(4), [0, 1, 2, 3, 4, 5, 6]);
    const pick = <T>(column: readonly T[]): T[] => order.map((i) => column[i]!);
    const moved = { customer: pick(log.customer), day: pick(log.day), amount: pick(log.amount) };
    const byCustomer = (rows: ReturnType<typeof summarizeCustomers>) =>
      Object.fromEntries(
        rows.customer.map((name, i) => [name, [rows.x[i], rows.tx[i], rows.T[i], rows.meanSpend[i]]]),
      );
    expect(byCustomer(summarizeCustomers(moved))).toEqual(byCustomer(summarizeCustomers(log)));
  });
});

test.each([
  ['an empty log', { customer: [], day: [] }],
  ['a fractional day', { customer: ['a'], day: [1.5] }],
  ['a NaN day', { customer: ['a'], day: [Number.NaN] }],
  ['an infinite amount', { customer: ['a'], day: [1], amount: [Number.POSITIVE_INFINITY] }],
  ['columns of unequal length', { customer: ['a', 'b'], day: [1] }],
])('%s is refused', (_name, bad) => {
  expect(() => mergeByDay(bad)).toThrow(StatsInputError);
});

test('a holdout before the calibration and a date that is none are refused', () => {
  expect(() => summarizeCustomers(log, { calibrationEnd: 28, holdoutEnd: 20 })).toThrow(StatsInputError);
  expect(() => dayNumber('2011-02-30')).toThrow(StatsInputError);
  expect(dayNumber('1970-01-02')).toBe(1);
  expect(dayNumber('19970930')).toBe(dayNumber('1997-09-30'));
});
