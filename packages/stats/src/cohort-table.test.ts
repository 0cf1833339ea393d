// Cohorts and value by age, by hand and against the reference tables.
import { describe, expect, test } from 'vitest';
import { calendarMonth, cohortTable, mondayWeek } from './cohort-table.ts';
import { paybackAge, valueByAge } from './lifetime-value-by-age.ts';
import { StatsInputError } from './stats-input-error.ts';
import { cdnowMaster } from './testing/cdnow.ts';
import { onlineRetailOrders } from './testing/online-retail.ts';
import { hasSharedData } from './testing/shared-data.ts';
import { dayNumber, mergeByDay } from './transaction-log.ts';

const log = {
  customer: ['a', 'a', 'a', 'b', 'b', 'c'],
  day: ['2024-01-31', '2024-02-01', '2024-02-20', '2024-01-10', '2024-03-05', '2024-02-11'].map(dayNumber),
  amount: [10, 20, 30, 40, 50, 60],
};

describe('six orders of three customers', () => {
  test('a customer counts once per month and only months that have begun have a cell', () => {
    const table = cohortTable(log, { observedUntil: dayNumber('2024-03-15') });
    expect(table.map(({ period, size }) => [period, size])).toEqual([
      ['2024-01', 2],
      ['2024-02', 1],
    ]);
    expect(table[0]!.cells.map(({ active }) => active)).toEqual([2, 1, 1]);
    expect(table[0]!.cells.map(({ revenue }) => revenue)).toEqual([50, 50, 50]);
    expect(table[0]!.cells.map(({ complete }) => complete)).toEqual([true, true, false]);
    expect(table[1]!.cells.map(({ retention }) => retention)).toEqual([1, 0]);
  });

  test('weeks begin on Monday and months end on their last day', () => {
    expect(mondayWeek.labelOf(mondayWeek.indexOf(dayNumber('2024-03-10')))).toBe('2024-03-04');
    expect(mondayWeek.lastDayOf(mondayWeek.indexOf(dayNumber('2024-03-04')))).toBe(dayNumber('2024-03-10'));
    expect(calendarMonth.lastDayOf(calendarMonth.indexOf(dayNumber('2024-02-03')))).toBe(
      dayNumber('2024-02-29'),
    );
    expect(calendarMonth.labelOf(calendarMonth.indexOf(dayNumber('1969-12-31')))).toBe('1969-12');
  });

  test('value by age counts only customers who are old enough, and says when some are not', () => {
    const ages = valueByAge(log, [0, 20, 40, 60], { observedUntil: dayNumber('2024-03-15') });
    expect(ages.map(({ customers }) => customers)).toEqual([3, 3, 2, 1]);
    expect(ages.map(({ complete }) => complete)).toEqual([true, true, false, false]);
    expect(ages.map(({ value }) => value)).toEqual([110 / 3, 160 / 3, 50, 90]);
    expect(ages.map(({ repeatRate }) => repeatRate)).toEqual([0, 1 / 3, 1 / 2, 1]);
    expect(valueByAge(log, [9999])[0]).toMatchObject({ customers: 0, value: null, repeatRate: null });
  });

  test('the payback age is interpolated, and "not yet" is null', () => {
    const curve = [
      { age: 0, value: 30 },
      { age: 30, value: 60 },
      { age: 90, value: 80 },
    ];
    expect(paybackAge(curve, { costPerCustomer: 20, margin: 0.4 })).toBeCloseTo(20, 12);
    expect(paybackAge(curve, { costPerCustomer: 12, margin: 0.4 })).toBe(0);
    expect(paybackAge(curve, { costPerCustomer: 33, margin: 0.4 })).toBeNull();
    expect(() => paybackAge(curve.toReversed(), { costPerCustomer: 50, margin: 0.1 })).toThrow(
      StatsInputError,
    );
  });
});

describe.skipIf(!hasSharedData('online_retail_orders.csv'))('Online Retail cohorts', () => {
  test('December and January keep the reference numbers of active customers', () => {
    const [december, january] = cohortTable(onlineRetailOrders());
    expect(december!.cells.map(({ active }) => active)).toEqual([
      885, 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235,
    ]);
    expect(january!.cells.map(({ active }) => active)).toEqual([
      417, 92, 111, 96, 134, 120, 103, 101, 125, 136, 152, 49,
    ]);
    expect(december!.cells.at(-1)!.complete).toBe(false);
  });
});

describe.skipIf(!hasSharedData('CDNOW_master.txt'))('CDNOW value by age', () => {
  test('all 23,570 customers have the reference value and repeat rate at every age', () => {
    const merged = mergeByDay(cdnowMaster());
    const ages = [0, 7, 30, 90, 180, 365];
    const got = valueByAge(merged, ages, { observedUntil: dayNumber('1998-06-30') });
    const value = [33.286407, 35.528887, 42.2847, 53.680515, 66.92553, 90.857774];
    const repeat = [0, 0.058719, 0.174586, 0.292193, 0.374501, 0.458634];
    got.forEach((row, i) => {
      expect(row.complete).toBe(true);
      expect(row.customers).toBe(23_570);
      expect(Math.abs(row.value! - value[i]!)).toBeLessThan(1e-6);
      expect(Math.abs(row.repeatRate! - repeat[i]!)).toBeLessThan(1e-6);
    });
    const month = (from: string, to: string) =>
      valueByAge(merged, [365], { firstPurchase: [dayNumber(from), dayNumber(to)] })[0]!;
    expect(month('1997-01-01', '1997-01-31')).toMatchObject({
      customers: 7846,
      value: expect.closeTo(94.0578, 4),
    });
    expect(month('1997-02-01', '1997-02-28')).toMatchObject({
      customers: 8476,
      value: expect.closeTo(89.2804, 4),
    });
    expect(month('1997-03-01', '1997-03-31')).toMatchObject({
      customers: 7248,
      value: expect.closeTo(89.2383, 4),
    });
  });
});
