// Scores of ten hand-made customers, and of the 4,338 of Online Retail where the raw file is present.
import { describe, expect, test } from 'vitest';
import { quantile } from './quantiles.ts';
import { rfmScores, rfmTable } from './rfm.ts';
import { StatsInputError } from './stats-input-error.ts';
import { onlineRetailOrders } from './testing/online-retail.ts';
import { hasSharedData } from './testing/shared-data.ts';
import { dayNumber } from './transaction-log.ts';

const ten = {
  customer: Array.from({ length: 10 }, (_, i) => i),
  recency: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  frequency: [1, 1, 1, 1, 1, 1, 2, 2, 3, 9],
  monetary: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
};

describe('ten customers', () => {
  test('quantile cuts give equal values equal scores and say which scores nobody can have', () => {
    const { frequency, recency, cell } = rfmScores(ten);
    expect(frequency.cuts).toEqual([1, 1, 1.4, 2.2].map((cut) => expect.closeTo(cut, 12)));
    expect(Array.from(frequency.score)).toEqual([1, 1, 1, 1, 1, 1, 4, 4, 5, 5]);
    expect(frequency.sizes).toEqual([6, 0, 0, 2, 2]);
    expect(frequency.emptyScores).toEqual([2, 3]);
    expect(Array.from(recency.score)).toEqual([5, 5, 4, 4, 3, 3, 2, 2, 1, 1]);
    expect(cell[9]).toBe('155');
  });

  test('ntiles give equal groups and say how many ties they split', () => {
    const { frequency } = rfmScores(ten, { method: 'ntile' });
    expect(frequency.sizes).toEqual([2, 2, 2, 2, 2]);
    expect(Array.from(frequency.score)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(frequency.splitTies).toBe(6);
  });

  test('groups of a count that does not divide are larger at the bottom, as SQL ntile makes them', () => {
    const seven = {
      customer: [1, 2, 3, 4, 5, 6, 7],
      recency: [1, 2, 3, 4, 5, 6, 7],
      frequency: [1, 2, 3, 4, 5, 6, 7],
      monetary: [1, 2, 3, 4, 5, 6, 7],
    };
    expect(rfmScores(seven, { method: 'ntile' }).monetary.sizes).toEqual([2, 2, 1, 1, 1]);
  });

  test('fewer customers than groups, and an order after the snapshot, are refused', () => {
    const two = { customer: [1, 2], recency: [1, 2], frequency: [1, 1], monetary: [1, 2] };
    expect(() => rfmScores(two)).toThrow(StatsInputError);
    expect(() => rfmTable({ customer: ['a'], day: [10] }, 9)).toThrow(StatsInputError);
    expect(() => rfmScores({ ...ten, monetary: ten.monetary.with(3, Number.NaN) })).toThrow(StatsInputError);
  });
});

test('the nine quantile types answer as R does', () => {
  // R: quantile(c(1, 3, 4, 8, 11, 20), 0.3, type = 1:9)
  const values = [20, 3, 4, 1, 11, 8];
  const expected = [3, 3, 3, 2.6, 3.3, 3.1, 3.5, 3.2333333333, 3.25];
  expected.forEach((value, i) => {
    expect(quantile(values, 0.3, (i + 1) as 1)).toBeCloseTo(value, 9);
  });
  expect(() => quantile([], 0.5)).toThrow(StatsInputError);
  expect(() => quantile([1], 1.5)).toThrow(StatsInputError);
});

describe.skipIf(!hasSharedData('online_retail_orders.csv'))('Online Retail at 2011-12-10', () => {
  const orders = hasSharedData('online_retail_orders.csv')
    ? onlineRetailOrders()
    : { customer: ['a'], day: [0] };
  const table = rfmTable(orders, dayNumber('2011-12-10'));

  test('the table has the published customers, orders and revenue', () => {
    expect(table.customer.length).toBe(4338);
    expect(orders.day.length).toBe(18_532);
    expect(Array.from(table.monetary).reduce((sum, value) => sum + value, 0)).toBeCloseTo(8_911_407.9, 1);
  });

  test('type-7 cuts are the reference', () => {
    const { recency, frequency, monetary } = rfmScores(table);
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));
    expect(recency.cuts).toEqual(close([13.8, 33, 72, 180]));
    expect(frequency.cuts).toEqual(close([1, 2, 3, 6]));
    expect(monetary.cuts).toEqual(close([250.194, 490.096, 942.276, 2058.426]));
  });

  test('ntiles by value then id give the reference cells', () => {
    const { cells } = rfmScores(table, { method: 'ntile' });
    expect(cells.size).toBe(117);
    expect(cells.get('555')!.customers).toBe(348);
    expect(cells.get('111')!.customers).toBe(185);
    expect(cells.get('555')!.revenue / 8_911_407.9).toBeCloseTo(0.438221, 6);
  });
});
