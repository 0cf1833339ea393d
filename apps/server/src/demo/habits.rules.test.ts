import { minuteOfDay, MS_PER_DAY, MS_PER_HOUR } from '@yutian/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BRANDS } from './brand.ts';
import { type BrandSize, isMembersDay, nextMembersDay, type Step, stepAt } from './habits.rules.ts';
import { ordersOf, type Shopper } from './shoppers.rules.ts';

const WEDNESDAY = Date.parse('2026-11-25T00:00:00+08:00');
const size: BrandSize = { friends: 20_000, addsPerDay: 150 };

/** All steps of the day that begins at an instant. */
function dayFrom(startMs: number): { at: number; hour: Step }[] {
  const steps: { at: number; hour: Step }[] = [];
  for (let at = startMs; at < startMs + MS_PER_DAY; at += steps.at(-1)?.hour.ms ?? MS_PER_DAY)
    steps.push({ at, hour: stepAt(at, size) });
  return steps;
}
const sum = (steps: { hour: Step }[], of: (hour: Step) => number) =>
  steps.reduce((total, { hour }) => total + of(hour), 0);

describe('a day of the demo', () => {
  it('brings the usual number of strangers, most of them at lunch and in the evening', () => {
    const steps = dayFrom(WEDNESDAY);
    expect(sum(steps, (hour) => hour.strangers)).toBeCloseTo(165, -1);
    const busiest = steps.toSorted((a, b) => b.hour.strangers - a.hour.strangers).slice(0, 3);
    expect(busiest.map(({ at }) => (at - WEDNESDAY) / MS_PER_HOUR)).toEqual([17, 21, 12]);
    expect(sum(steps, (hour) => hour.regulars)).toBeCloseTo(352, -1);
  });

  it('is as busy over a week as seven ordinary days', () => {
    const week = Array.from({ length: 7 }, (_, day) => dayFrom(WEDNESDAY + day * MS_PER_DAY)).flat();
    expect(sum(week, (hour) => hour.strangers) / 7).toBeCloseTo(150, -1);
  });

  it('has a benefit on Wednesdays only, and a few guides who shout every day', () => {
    for (let day = 0; day < 7; day += 1) {
      const steps = dayFrom(WEDNESDAY + day * MS_PER_DAY);
      expect(sum(steps, (hour) => hour.benefit) > 0).toBe(day === 0);
      expect(sum(steps, (hour) => hour.shout?.members ?? 0)).toBe(4);
    }
  });

  it('goes on: whatever the instant, the next step begins within twelve hours, and before nine nobody scans', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * 24 * 400 }), (minutes) => {
        const at = WEDNESDAY + minutes * 60_000;
        const { ms, strangers } = stepAt(at, size);
        expect(ms).toBeGreaterThanOrEqual(MS_PER_HOUR);
        expect(ms).toBeLessThanOrEqual(12 * MS_PER_HOUR);
        expect(minuteOfDay(at) >= 9 * 60 || strangers === 0).toBe(true);
      }),
    );
  });
});

describe('a shopper', () => {
  const [tea] = BRANDS;
  if (!tea) throw new Error('The demo has no brand.');
  const shopper = (n: number): Shopper => ({
    key: `wmShopper${n}`,
    unionid: null,
    addedAtMs: WEDNESDAY - 200 * MS_PER_DAY,
    state: n % 2 === 0 ? 'store-8' : 'b1-parcel-b',
    brand: tea,
    guide: { staffId: 's', storeId: 'd' },
  });
  const paid = (n: number, untilMs: number) => ordersOf(shopper(n), untilMs).map((order) => order.paidAtMs);

  it('who is asked later has bought the same before, and perhaps more since', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(200), fc.nat(200), (n, days, more) => {
        const early = WEDNESDAY - days * MS_PER_DAY;
        const before = paid(n, early);
        expect(paid(n, early + more * MS_PER_DAY).filter((at) => at <= early)).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it('buys in the cycle of the category, grows silent, and some come back on a members’ day', () => {
    let repeats = 0;
    let returns = 0;
    for (let n = 0; n < 4_000; n += 1) {
      const at = paid(n, WEDNESDAY);
      for (let i = 2; i < at.length; i += 1) {
        const gap = ((at[i] ?? 0) - (at[i - 1] ?? 0)) / MS_PER_DAY / tea.cycleDays;
        if (gap < 1.9) repeats += 1;
        else if (isMembersDay(at[i] ?? 0)) returns += 1;
      }
    }
    expect(repeats).toBeGreaterThan(100);
    expect(returns).toBeGreaterThan(30);
    expect(returns).toBeLessThan(repeats);
  });

  it('pays her guide in the store, and nobody in particular elsewhere', () => {
    const all = Array.from({ length: 400 }, (_, n) => ordersOf(shopper(n), WEDNESDAY)).flat();
    for (const { shop, stated } of all)
      expect([stated.staffId, stated.storeId]).toEqual(shop === 'pos' ? ['s', 'd'] : [null, null]);
    expect(new Set(all.map(({ shop }) => shop))).toEqual(new Set(['pos', 'tmall']));
  });

  it('who is added again buys anew, under numbers of its own', () => {
    const numbers = (n: number, addedAtMs: number) =>
      ordersOf({ ...shopper(n), addedAtMs }, WEDNESDAY).map(({ stated }) => stated.orderNo);
    const first = Array.from({ length: 300 }, (_, n) => numbers(n, WEDNESDAY - 200 * MS_PER_DAY)).flat();
    const again = Array.from({ length: 300 }, (_, n) => numbers(n, WEDNESDAY - 90 * MS_PER_DAY)).flat();
    expect(new Set([...first, ...again]).size).toBe(first.length + again.length);
  });

  it('finds the next members’ day within a week', () => {
    fc.assert(
      fc.property(fc.nat(10_000), (hours) => {
        const from = WEDNESDAY + hours * MS_PER_HOUR;
        const day = nextMembersDay(from);
        expect(isMembersDay(day)).toBe(true);
        expect(day - from).toBeGreaterThanOrEqual(0);
        expect(day - from).toBeLessThan(7 * MS_PER_DAY + 1);
      }),
    );
  });
});
