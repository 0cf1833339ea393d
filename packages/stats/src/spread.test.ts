// Spread between units, control charts, decompositions, send times: planted truths are found again.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Factors, lmdi, lmdiBySegment } from './lmdi.ts';
import { overdispersion, randomEffect } from './overdispersion.ts';
import { pChart } from './p-chart.ts';
import { drawBeta, drawNormal, seededRandom } from './random.ts';
import { bestSlots, sendTimeCurve } from './send-time.ts';
import { refusalOf } from './testing/refusal.ts';
import { hasSharedData, readSharedCsv } from './testing/shared-data.ts';

const of = (successes: number, trials: number) => ({ successes, trials });

/**
 * Units whose true rates come from a beta law with mean .2 and the given intraclass correlation (0: all
 * alike).
 */
function units(rho: number, seed: number, count: number) {
  const random = seededRandom(seed);
  const size = rho === 0 ? 0 : 1 / rho - 1;
  return Array.from({ length: count }, () => {
    const rate = rho === 0 ? 0.2 : drawBeta(random, 0.2 * size, 0.8 * size);
    const trials = 100 + Math.floor(random() * 400);
    return of(Array.from({ length: trials }, random).filter((u) => u < rate).length, trials);
  });
}

test('overdispersion finds the planted ρ, and none where units are alike', () => {
  const mean = (rho: number, count: number, runs: number): number =>
    Array.from({ length: runs }, (_, seed) => overdispersion(units(rho, seed, count)).rho).reduce(
      (a, b) => a + b,
    ) / runs;
  expect(mean(0.05, 200, 5)).toBeCloseTo(0.05, 2);
  expect(Math.abs(mean(0, 5, 40))).toBeLessThan(0.002);
  const alike = overdispersion(Array.from({ length: 5 }, () => of(40, 200)));
  expect(alike.rho).toBeLessThanOrEqual(0);
  expect(alike.pValue).toBe(1);
});

test('the homogeneity p-value raises 5 % false alarms on identical units', () => {
  const runs = 400;
  const alarms = Array.from(
    { length: runs },
    (_, seed) => overdispersion(units(0, seed, 8)).pValue < 0.05,
  ).filter(Boolean);
  expect(Math.abs(alarms.length / runs - 0.05)).toBeLessThan(4 * Math.sqrt(0.0475 / runs));
});

test('overdispersion of the extremes: total agreement within units is ρ = 1, and one outcome everywhere is 0', () => {
  expect(overdispersion([of(10, 10), of(0, 10), of(10, 10), of(0, 10)]).rho).toBeCloseTo(1, 12);
  expect(overdispersion([of(0, 10), of(0, 20)])).toMatchObject({ rho: 0, pValue: 1 });
  expect(refusalOf(() => overdispersion([of(1, 2)]))).toBe('too-few');
  expect(refusalOf(() => overdispersion([of(1, 1), of(0, 1)]))).toBe('too-few');
});

test('the random effect recovers τ, and is the plain weighted mean where units agree', () => {
  const random = seededRandom(8);
  const estimates = Array.from({ length: 400 }, () => 10 + 2 * drawNormal(random) + drawNormal(random));
  const { mean, tau, pValue } = randomEffect(
    estimates,
    estimates.map(() => 1),
  );
  expect(Math.abs(mean - 10)).toBeLessThan(0.45);
  expect(tau).toBeCloseTo(2, 0);
  expect(pValue).toBeLessThan(1e-6);
  expect(randomEffect([5, 5, 5], [1, 2, 3])).toMatchObject({ mean: 5, tau: 0, q: 0, pValue: 1 });
  expect(refusalOf(() => randomEffect([1, 2], [1, 0]))).toBe('out-of-range');
});

test('a p-chart signals the period that left the band and no other', () => {
  const quiet = Array.from({ length: 20 }, (_, i) => of(50 + (i % 5), 1000));
  const { points, centre } = pChart([...quiet, of(90, 1000), of(20, 1000)], { centre: 0.052 });
  expect(centre).toBe(0.052);
  expect(points.map(({ signal }) => signal)).toEqual([...quiet.map(() => null), 'above', 'below']);
  expect(pChart([of(0, 10), of(0, 10)]).points[0]).toMatchObject({ lower: 0, upper: 0, signal: null });
  expect(refusalOf(() => pChart([]))).toBe('empty');
  expect(refusalOf(() => pChart([of(1, 2)], { sigmas: 0 }))).toBe('out-of-range');
});

test('a stable rate signals about once in 370 points', () => {
  const random = seededRandom(40);
  const points = Array.from({ length: 4_000 }, () => {
    let successes = 0;
    for (let i = 0; i < 600; i += 1) if (random() < 0.3) successes += 1;
    return of(successes, 600);
  });
  const signals = pChart(points, { centre: 0.3 }).points.filter(({ signal }) => signal !== null).length;
  expect(signals).toBeGreaterThan(2);
  expect(signals).toBeLessThan(25);
});

const factor = fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e4, noNaN: true }));
const anyFactors: fc.Arbitrary<Factors<'fans' | 'rate' | 'orders' | 'value'>> = fc.record({
  fans: factor,
  rate: factor,
  orders: factor,
  value: factor,
});

test('effects of a decomposition add up exactly, also with zeros, and reverse with time', () => {
  fc.assert(
    fc.property(anyFactors, anyFactors, (before, after) => {
      const forward = lmdi(before, after);
      const backward = lmdi(after, before);
      const scale = Math.max(1, forward.before, forward.after);
      const sum = Object.values(forward.effects).reduce((total, effect) => total + effect, 0);
      expect(Math.abs(sum - (forward.after - forward.before)) / scale).toBeLessThan(1e-9);
      for (const name of ['fans', 'rate', 'orders', 'value'] as const)
        expect(Math.abs(forward.effects[name] + backward.effects[name]) / scale).toBeLessThan(1e-9);
    }),
    { numRuns: 300 },
  );
});

test('an unchanged factor has no effect, a single changed one has all of it, and equal ratios share equally', () => {
  const base = { fans: 1000, rate: 0.1, value: 80 };
  expect(lmdi(base, { ...base, fans: 1500 }).effects).toEqual({
    fans: expect.closeTo(4000, 9),
    rate: 0,
    value: 0,
  });
  const both = lmdi(base, { ...base, fans: 2000, rate: 0.2 }).effects;
  expect(both.fans).toBeCloseTo(both.rate, 9);
  expect(both.fans + both.rate).toBeCloseTo(24_000, 9);
});

test('a factor that appears takes the whole change', () => {
  expect(lmdi({ fans: 0, value: 50 }, { fans: 10, value: 60 }).effects).toEqual({ fans: 600, value: 0 });
});

test('segments add up to the whole change', () => {
  const segments = [
    { before: { fans: 10, value: 5 }, after: { fans: 12, value: 6 } },
    { before: { fans: 7, value: 3 }, after: { fans: 2, value: 9 } },
  ];
  const { before, after, effects } = lmdiBySegment(segments);
  expect([before, after]).toEqual([71, 90]);
  expect(effects.fans + effects.value).toBeCloseTo(19, 12);
  expect(refusalOf(() => lmdiBySegment([]))).toBe('empty');
});

test('hostile factors are refused', () => {
  expect(refusalOf(() => lmdi({}, {}))).toBe('empty');
  expect(refusalOf(() => lmdi<string>({ a: 1 }, { b: 1 }))).toBe('inconsistent');
  expect(refusalOf(() => lmdi({ a: -1 }, { a: 1 }))).toBe('out-of-range');
  expect(refusalOf(() => lmdi({ a: 1e200, b: 1e200 }, { a: 1, b: 1 }))).toBe('not-finite');
});

test('a person without answers has the curve of the segment, one with many has his own', () => {
  const segment = [1, 2, 3, 4];
  sendTimeCurve([0, 0, 0, 0], segment).forEach((share, i) => expect(share).toBeCloseTo((i + 1) / 10, 12));
  expect(sendTimeCurve([2400, 0, 0, 0], segment)[0]).toBeCloseTo(0.991, 3);
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 24, maxLength: 24 }), (counts) => {
      const curve = sendTimeCurve(
        counts,
        counts.map((_, i) => i),
      );
      expect(curve.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }),
  );
});

test('quiet hours are never chosen, ties go to the earlier slot, and nothing allowed is nothing sent', () => {
  const curve = [0.2, 0.4, 0.2, 0.2];
  expect(bestSlots(curve, { most: 2, allowed: (slot) => slot !== 1 }).map(({ slot }) => slot)).toEqual([
    0, 2,
  ]);
  expect(bestSlots(curve, { allowed: () => false })).toEqual([]);
  expect(refusalOf(() => sendTimeCurve([1], [1, 2]))).toBe('length-mismatch');
  expect(refusalOf(() => sendTimeCurve([1], [0]))).toBe('not-identified');
  expect(refusalOf(() => sendTimeCurve([0], [1], 0))).toBe('not-identified');
  expect(refusalOf(() => sendTimeCurve([-1], [1]))).toBe('out-of-range');
});

describe.skipIf(!hasSharedData('tmall_order_report.csv'))('Tmall, February 2020', () => {
  test('the best hours are 21, 22 and 20, and the worst is 5 in the morning', () => {
    const counts = Array<number>(24).fill(0);
    for (const row of readSharedCsv('tmall_order_report.csv'))
      counts[Number(row['订单创建时间']!.slice(11, 13))]! += 1;
    expect([counts[21], counts[22], counts[20], counts[5]]).toEqual([2204, 2126, 1990, 113]);
    const curve = sendTimeCurve(
      counts,
      counts.map(() => 1),
    );
    expect(bestSlots(curve, { most: 3 }).map(({ slot }) => slot)).toEqual([21, 22, 20]);
    expect(bestSlots(curve, { most: 24 }).at(-1)?.slot).toBe(5);
  });
});
