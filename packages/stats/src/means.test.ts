// Tests of means: Welch, winsorising, ratios and CUPED on worked numbers, in simulation, and on real data.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cuped } from './cuped.ts';
import { covariance, moments } from './moments.ts';
import { drawExponential, drawNormal, drawPoisson, seededRandom } from './random.ts';
import { ratioDifference, ratioMetric } from './ratio-metric.ts';
import { cdnowArms, hillstrom } from './testing/reference-sets.ts';
import { refusalOf } from './testing/refusal.ts';
import { hasSharedData } from './testing/shared-data.ts';
import { welch, winsorise } from './welch.ts';

const anyColumn = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 2, maxLength: 30 });

test('moments survive a large offset', () => {
  const { mean, variance } = moments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
  expect(mean).toBe(1e9 + 10);
  expect(variance).toBeCloseTo(30, 9);
});

test('Welch gives the textbook values', () => {
  // Welch 1947 as worked in R: t.test(c(3,4,1,2.1), c(490,5,6.9,-140)).
  const { t, degreesOfFreedom, pValue, difference } = welch([3, 4, 1, 2.1], [490, 5, 6.9, -140]);
  expect(difference).toBeCloseTo(87.95, 10);
  const variance = moments([490, 5, 6.9, -140]).variance / 4;
  const small = moments([3, 4, 1, 2.1]).variance / 4;
  expect(t).toBeCloseTo(87.95 / Math.sqrt(variance + small), 10);
  expect(degreesOfFreedom).toBeCloseTo((variance + small) ** 2 / (variance ** 2 / 3 + small ** 2 / 3), 10);
  expect(pValue).toBeGreaterThan(0.5);
});

test('Welch takes moments as well as values, ignores their order, and flips sign with the arms', () => {
  fc.assert(
    fc.property(anyColumn, anyColumn, (a, b) => {
      if (moments(a).variance + moments(b).variance === 0) return;
      const forward = welch(a, b);
      expect(welch(moments(a.toReversed()), moments(b)).t).toBeCloseTo(forward.t, 6);
      expect(welch(b, a).difference).toBeCloseTo(-forward.difference, 6);
      expect(forward.pValue).toBeGreaterThanOrEqual(0);
      expect(forward.pValue).toBeLessThanOrEqual(1);
    }),
  );
});

test('Welch covers the true difference at its nominal rate when variances and sizes differ', () => {
  const random = seededRandom(14);
  const draw = (n: number, mean: number, deviation: number): number[] =>
    Array.from({ length: n }, () => mean + deviation * drawNormal(random));
  let inside = 0;
  for (let run = 0; run < 4_000; run += 1) {
    const { lower, upper } = welch(draw(8, 0, 1), draw(25, 2, 5));
    if (lower <= 2 && 2 <= upper) inside += 1;
  }
  expect(Math.abs(inside / 4_000 - 0.95)).toBeLessThan(0.015);
});

test('winsorising caps all arms at common limits, once', () => {
  const { arms, limits, changed } = winsorise(
    [
      [1, 2, 3, 1000],
      [4, 5, 6, 7],
    ],
    { upper: 0.85 },
  );
  expect(limits.upper).toBeCloseTo(6.95, 10);
  expect([...arms[0]!]).toEqual([1, 2, 3, limits.upper]);
  expect(changed).toBe(2);
  expect(
    winsorise(
      arms.map((arm) => [...arm]),
      { upper: 1 },
    ).changed,
  ).toBe(0);
});

test('a ratio with everyone at one event is a plain mean', () => {
  const numerator = [3, 5, 7, 2, 9];
  const { ratio, standardError } = ratioMetric({ numerator, denominator: [1, 1, 1, 1, 1] });
  expect(ratio).toBeCloseTo(5.2, 12);
  expect(standardError).toBeCloseTo(Math.sqrt(moments(numerator).variance / 5), 12);
});

test('the delta method covers the true ratio at its nominal rate where events cluster in people', () => {
  const random = seededRandom(21);
  let inside = 0;
  for (let run = 0; run < 1_500; run += 1) {
    const denominator: number[] = [];
    const numerator: number[] = [];
    for (let person = 0; person < 200; person += 1) {
      const taste = drawExponential(random, 1);
      const events = 1 + drawPoisson(random, 3);
      denominator.push(events);
      numerator.push(events * taste);
    }
    const { ratio, standardError } = ratioMetric({ numerator, denominator });
    if (Math.abs(ratio - 1) < 1.96 * standardError) inside += 1;
  }
  expect(Math.abs(inside / 1_500 - 0.95)).toBeLessThan(0.025);
});

test('a ratio difference is antisymmetric and silent between equal arms', () => {
  const arm = { numerator: [1, 0, 2, 5], denominator: [1, 1, 2, 3] };
  const other = { numerator: [2, 0, 2, 5], denominator: [1, 2, 2, 3] };
  expect(ratioDifference(arm, arm)).toMatchObject({ difference: 0, z: 0 });
  expect(ratioDifference(arm, other).z).toBeCloseTo(-ratioDifference(other, arm).z, 12);
});

test('CUPED removes the share ρ² of the variance and leaves the effect where it was', () => {
  const random = seededRandom(2);
  const arm = (effect: number) => {
    const before = Array.from({ length: 4_000 }, () => drawNormal(random));
    return { before, after: before.map((x) => effect + 0.8 * x + 0.6 * drawNormal(random)) };
  };
  const { theta, rhoSquared, raw, adjusted } = cuped(arm(0), arm(0.1));
  expect(theta).toBeCloseTo(0.8, 1);
  expect(rhoSquared).toBeCloseTo(0.64, 1);
  expect((adjusted.standardError / raw.standardError) ** 2).toBeCloseTo(1 - rhoSquared, 2);
  expect(Math.abs(adjusted.difference - 0.1)).toBeLessThan(4 * adjusted.standardError);
});

test('CUPED with nothing known before changes nothing', () => {
  const arm = (after: number[]) => ({ before: after.map(() => 1), after });
  const { theta, raw, adjusted } = cuped(arm([1, 2, 3]), arm([2, 4, 5]));
  expect(theta).toBe(0);
  expect(adjusted).toEqual(raw);
});

test('hostile columns are refused', () => {
  expect(refusalOf(() => moments([]))).toBe('too-few');
  expect(refusalOf(() => moments([1, Number.NaN]))).toBe('not-finite');
  expect(refusalOf(() => covariance([1, 2], [1]))).toBe('length-mismatch');
  expect(refusalOf(() => welch([1], [1, 2]))).toBe('too-few');
  expect(refusalOf(() => welch([1, 1], [2, 2]))).toBe('not-identified');
  expect(welch([1, 1], [1, 1])).toMatchObject({ t: 0, pValue: 1 });
  expect(refusalOf(() => welch([1, Infinity], [1, 2]))).toBe('not-finite');
  expect(refusalOf(() => winsorise([[1, 2]], { lower: 0.5, upper: 0.5 }))).toBe('out-of-range');
  expect(refusalOf(() => ratioMetric({ numerator: [1, 2], denominator: [0, 0] }))).toBe('not-identified');
  expect(refusalOf(() => cuped({ before: [1], after: [1] }, { before: [1, 2], after: [1, 2] }))).toBe(
    'too-few',
  );
  expect(refusalOf(() => cuped({ before: [1, 2], after: [1] }, { before: [1, 2], after: [1, 2] }))).toBe(
    'length-mismatch',
  );
});

test('ten million rows pass through the moments', () => {
  const values = new Float64Array(10_000_000).map((_, i) => i % 10);
  const { mean, variance } = moments(values);
  expect(mean).toBeCloseTo(4.5, 9);
  expect(variance).toBeCloseTo(8.25, 5);
});

describe.skipIf(!hasSharedData('CDNOW_sample.txt'))('CDNOW', () => {
  test('CUPED on the A/A split has the reference θ, ρ², differences and errors', () => {
    const [a, b] = cdnowArms();
    const { theta, rhoSquared, raw, adjusted } = cuped(a, b);
    expect(theta).toBeCloseTo(0.542237551, 8);
    expect(rhoSquared).toBeCloseTo(0.333194347, 8);
    expect(raw.difference).toBeCloseTo(-0.062114163, 8);
    expect(raw.standardError).toBeCloseTo(0.084749912, 8);
    expect(adjusted.difference).toBeCloseTo(-0.004160036, 8);
    expect(adjusted.standardError).toBeCloseTo(0.06921257, 7);
  });
});

describe.skipIf(!hasSharedData('hillstrom.csv'))('Hillstrom', () => {
  test('spend differs by the reference amounts and errors', () => {
    const rows = hillstrom();
    const spend = (arm: string): number[] => rows.filter((row) => row.arm === arm).map((row) => row.spend);
    const control = spend('No E-Mail');
    const mens = welch(control, spend('Mens E-Mail'));
    const womens = welch(control, spend('Womens E-Mail'));
    expect([mens.difference, mens.standardError]).toEqual([
      expect.closeTo(0.769827, 5),
      expect.closeTo(0.145247, 5),
    ]);
    expect([womens.difference, womens.standardError]).toEqual([
      expect.closeTo(0.424412, 5),
      expect.closeTo(0.130333, 5),
    ]);
  });
});
