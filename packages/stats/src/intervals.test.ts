// Rates and their tests: reference constants, coverage in simulation, and refusals.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clopperPearson, newcombe, type Proportion, rateOf, wilson } from './proportion.ts';
import { seededRandom } from './random.ts';
import { hillstrom, type HillstromRow } from './testing/reference-sets.ts';
import { refusalOf } from './testing/refusal.ts';
import { hasSharedData } from './testing/shared-data.ts';
import { chiSquareIndependence, sampleRatioCheck, twoProportionTest } from './two-proportion-test.ts';

const of = (successes: number, trials: number): Proportion => ({ successes, trials });
const anyProportion = fc
  .tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([trials, share]) => of(Math.round(trials * share), trials));

test('300 of 2000 has the reference intervals', () => {
  expect(wilson(of(300, 2000)).lower).toBeCloseTo(0.1350225249, 10);
  expect(wilson(of(300, 2000)).upper).toBeCloseTo(0.1663194081, 10);
  expect(clopperPearson(of(300, 2000)).lower).toBeCloseTo(0.1346226703, 10);
  expect(clopperPearson(of(300, 2000)).upper).toBeCloseTo(0.1664108727, 10);
});

test('Newcombe gives the interval of his own table II, 56/70 against 48/80', () => {
  const { difference, lower, upper } = newcombe(of(48, 80), of(56, 70));
  expect(difference).toBeCloseTo(0.2, 12);
  expect(lower).toBeCloseTo(0.0524, 4);
  expect(upper).toBeCloseTo(0.3339, 4);
});

test('intervals hold the rate, stay in [0, 1], and widen with confidence', () => {
  fc.assert(
    fc.property(anyProportion, (proportion) => {
      const p = rateOf(proportion);
      for (const interval of [wilson, clopperPearson]) {
        const wide = interval(proportion, 0.99);
        const narrow = interval(proportion, 0.8);
        expect(wide.lower).toBeGreaterThanOrEqual(0);
        expect(wide.upper).toBeLessThanOrEqual(1);
        expect(wide.lower).toBeLessThanOrEqual(narrow.lower);
        expect(wide.upper).toBeGreaterThanOrEqual(narrow.upper);
        expect(narrow.lower).toBeLessThanOrEqual(p + 1e-12);
        expect(narrow.upper).toBeGreaterThanOrEqual(p - 1e-12);
      }
    }),
    { numRuns: 100 },
  );
});

test('successes and failures swapped mirror the interval', () => {
  fc.assert(
    fc.property(anyProportion, ({ successes, trials }) => {
      expect(wilson(of(successes, trials)).lower).toBeCloseTo(
        1 - wilson(of(trials - successes, trials)).upper,
        9,
      );
    }),
  );
});

test('coverage, computed exactly over all outcomes, is near nominal for Wilson and never below for Clopper–Pearson', () => {
  const n = 60;
  const covered = { wilson: 0, clopperPearson: 1, cells: 0 };
  for (let p = 0.02; p < 1; p += 0.02) {
    const [byWilson, byClopper] = [wilson, clopperPearson].map((interval) => {
      let sum = 0;
      let probability = (1 - p) ** n;
      for (let k = 0; k <= n; k += 1) {
        const { lower, upper } = interval(of(k, n));
        if (lower <= p && p <= upper) sum += probability;
        probability *= ((n - k) / (k + 1)) * (p / (1 - p));
      }
      return sum;
    }) as [number, number];
    covered.wilson += byWilson;
    covered.clopperPearson = Math.min(covered.clopperPearson, byClopper);
    covered.cells += 1;
  }
  expect(covered.wilson / covered.cells).toBeGreaterThan(0.94);
  expect(covered.wilson / covered.cells).toBeLessThan(0.96);
  expect(covered.clopperPearson).toBeGreaterThanOrEqual(0.95);
});

test('Newcombe covers the true difference in 95 % of simulated pairs', () => {
  const random = seededRandom(77);
  const draw = (p: number, n: number): Proportion =>
    of(Array.from({ length: n }, random).filter((u) => u < p).length, n);
  let inside = 0;
  for (let run = 0; run < 2_000; run += 1) {
    const { lower, upper } = newcombe(draw(0.07, 150), draw(0.13, 200));
    if (lower <= 0.06 && 0.06 <= upper) inside += 1;
  }
  expect(inside / 2_000).toBeGreaterThan(0.935);
  expect(inside / 2_000).toBeLessThan(0.968);
});

test('70 against 130 of 1000 has chi-square 20 exactly, the square of z', () => {
  const chi = chiSquareIndependence([
    [70, 930],
    [130, 870],
  ]);
  const { z, pValue, difference } = twoProportionTest(of(70, 1000), of(130, 1000));
  expect(chi.statistic).toBe(20);
  expect(chi.pValue).toBeCloseTo(7.744216e-6, 12);
  expect(z * z).toBeCloseTo(20, 10);
  expect(pValue).toBeCloseTo(chi.pValue, 15);
  expect(difference).toBeCloseTo(0.06, 12);
});

test('the z-test is antisymmetric in its arms and silent where nothing varies', () => {
  fc.assert(
    fc.property(anyProportion, anyProportion, (a, b) => {
      const [forward, backward] = [twoProportionTest(a, b), twoProportionTest(b, a)];
      expect(forward.z).toBeCloseTo(-backward.z, 9);
      expect(forward.pValue).toBeCloseTo(backward.pValue, 9);
      expect(forward.pValue).toBeGreaterThanOrEqual(0);
      expect(forward.pValue).toBeLessThanOrEqual(1);
    }),
  );
  expect(twoProportionTest(of(0, 10), of(0, 20))).toMatchObject({ z: 0, pValue: 1 });
});

test('p-values of A/A tests are uniform (Kolmogorov–Smirnov at 1 %)', () => {
  const random = seededRandom(4);
  const runs = 800;
  const draw = (): Proportion => {
    let successes = 0;
    for (let i = 0; i < 2_000; i += 1) if (random() < 0.3) successes += 1;
    return of(successes, 2_000);
  };
  const pValues = Array.from({ length: runs }, () => twoProportionTest(draw(), draw()).pValue).toSorted(
    (a, b) => a - b,
  );
  const distance = Math.max(...pValues.map((p, i) => Math.max((i + 1) / runs - p, p - i / runs)));
  expect(distance).toBeLessThan(1.63 / Math.sqrt(runs));
});

test('a sample-ratio check raises its alarm for 50.5 against 49.5 of a million, and not for honest luck', () => {
  expect(sampleRatioCheck([505_000, 495_000]).mismatch).toBe(true);
  expect(sampleRatioCheck([500_300, 499_700]).mismatch).toBe(false);
  expect(sampleRatioCheck([900, 100], [9, 1])).toMatchObject({ statistic: 0, pValue: 1 });
});

test('hostile counts are refused', () => {
  expect(refusalOf(() => wilson(of(1, 0)))).toBe('out-of-range');
  expect(refusalOf(() => wilson(of(3, 2)))).toBe('inconsistent');
  expect(refusalOf(() => wilson(of(-1, 2)))).toBe('out-of-range');
  expect(refusalOf(() => wilson(of(0.5, 2)))).toBe('not-integer');
  expect(refusalOf(() => clopperPearson(of(Number.NaN, 2)))).toBe('not-finite');
  expect(refusalOf(() => wilson(of(1, Infinity)))).toBe('not-finite');
  expect(refusalOf(() => wilson(of(1, 2), 1))).toBe('out-of-range');
  expect(refusalOf(() => chiSquareIndependence([[1, 2]]))).toBe('too-few');
  expect(refusalOf(() => chiSquareIndependence([[1, 2], [3]]))).toBe('length-mismatch');
  expect(
    refusalOf(() =>
      chiSquareIndependence([
        [0, 0],
        [1, 2],
      ]),
    ),
  ).toBe('inconsistent');
  expect(refusalOf(() => sampleRatioCheck([10]))).toBe('too-few');
});

test('counts beyond 2^31 are answered to full precision', () => {
  const { lower, upper } = wilson(of(2 ** 40, 2 ** 41));
  expect(upper - lower).toBeCloseTo((2 * 1.959963984540054 * 0.5) / Math.sqrt(2 ** 41), 15);
  expect(clopperPearson(of(2 ** 40, 2 ** 41)).upper).toBeCloseTo(upper, 11);
});

describe.skipIf(!hasSharedData('hillstrom.csv'))('Hillstrom', () => {
  const count = (rows: readonly HillstromRow[], arm: string, of_: 'visit' | 'conversion'): Proportion => {
    const inside = rows.filter((row) => row.arm === arm);
    return of(
      inside.reduce((sum, row) => sum + row[of_], 0),
      inside.length,
    );
  };

  test('visits and conversions differ by the reference amounts and errors', () => {
    const rows = hillstrom();
    for (const [arm, outcome, difference, error, z] of [
      ['Mens E-Mail', 'visit', 0.07659, 0.003386, 22.486041],
      ['Mens E-Mail', 'conversion', 0.006805, 0.000921, 7.385114],
      ['Womens E-Mail', 'visit', 0.045233, 0.003234, 13.949181],
      ['Womens E-Mail', 'conversion', 0.003111, 0.000823, 3.779561],
    ] as const) {
      const result = twoProportionTest(count(rows, 'No E-Mail', outcome), count(rows, arm, outcome));
      expect(result.difference).toBeCloseTo(difference, 5);
      expect(result.standardError).toBeCloseTo(error, 5);
      expect(result.z).toBeCloseTo(z, 5);
    }
  });

  test('its arms pass the sample-ratio check with chi-square .2025, p .904', () => {
    const rows = hillstrom();
    const sizes = ['No E-Mail', 'Mens E-Mail', 'Womens E-Mail'].map(
      (arm) => count(rows, arm, 'visit').trials,
    );
    const { statistic, pValue, mismatch } = sampleRatioCheck(sizes);
    expect(statistic).toBeCloseTo(0.202531, 6);
    expect(pValue).toBeCloseTo(0.903693, 6);
    expect(mismatch).toBe(false);
  });
});
