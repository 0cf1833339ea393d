// Sample sizes equal R's, power inverts them, and adjusted p-values hold their promises.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { benjaminiHochberg, holm } from './multiple-comparisons.ts';
import { seededRandom } from './random.ts';
import { powerForMeans, powerForRates, sampleSizeForMeans, sampleSizeForRates } from './sample-size.ts';
import { refusalOf } from './testing/refusal.ts';

test.each([
  [0.07, 0.13, 0.8, 391.2629776],
  [0.13, 0.2, 0.8, 440.1985709],
  [0.07, 0.13, 0.9, 523.2909129],
])('%f against %f at power %f needs what power.prop.test says', (p, q, power, expected) => {
  expect(sampleSizeForRates(p, q, { power })).toBeCloseTo(expected, 5);
});

test('a standard deviation of difference needs 15.7 people per arm, R: power.t.test in the normal limit', () => {
  expect(sampleSizeForMeans(1, 1)).toBeCloseTo(15.697759, 5);
});

test('power inverts sample size and grows with people and difference', () => {
  const rate = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  const power = fc.double({ min: 0.1, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(rate, rate, power, (p, q, wanted) => {
      if (Math.abs(p - q) < 0.001) return;
      const n = sampleSizeForRates(p, q, { power: wanted });
      if (n === 0) return;
      expect(powerForRates(p, q, n)).toBeCloseTo(wanted, 8);
      expect(powerForRates(p, q, n * 2)).toBeGreaterThan(wanted);
      const means = sampleSizeForMeans(p - q, 3, { power: wanted });
      expect(powerForMeans(p - q, 3, means)).toBeCloseTo(wanted, 8);
    }),
  );
});

test('hostile plans are refused', () => {
  expect(refusalOf(() => sampleSizeForRates(0.1, 0.1))).toBe('not-identified');
  expect(refusalOf(() => sampleSizeForRates(-0.1, 0.1))).toBe('out-of-range');
  expect(refusalOf(() => sampleSizeForRates(0.2, 0.1, { power: 1 }))).toBe('out-of-range');
  expect(refusalOf(() => sampleSizeForMeans(0, 1))).toBe('out-of-range');
  expect(refusalOf(() => powerForRates(0.1, 0.2, Number.NaN))).toBe('not-finite');
});

test('Holm and Benjamini–Hochberg give the values of R’s p.adjust', () => {
  const p = [0.01, 0.04, 0.03, 0.005];
  [0.03, 0.06, 0.06, 0.02].forEach((expected, i) => expect(holm(p)[i]).toBeCloseTo(expected, 12));
  [0.02, 0.04, 0.04, 0.02].forEach((expected, i) =>
    expect(benjaminiHochberg(p)[i]).toBeCloseTo(expected, 12),
  );
  expect([holm([]), benjaminiHochberg([0.2])]).toEqual([[], [0.2]]);
  expect(refusalOf(() => holm([1.2]))).toBe('out-of-range');
});

test('adjusting raises p-values, keeps their order, follows a permutation, and Holm is the stricter', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }),
      (p) => {
        const [strict, mild] = [holm(p), benjaminiHochberg(p)];
        p.forEach((value, i) => {
          expect(strict[i]).toBeGreaterThanOrEqual(mild[i]! - 1e-15);
          expect(mild[i]).toBeGreaterThanOrEqual(value - 1e-15);
          expect(strict[i]).toBeLessThanOrEqual(1);
          p.forEach((other, j) => {
            expect(value < other && strict[i]! > strict[j]!).toBe(false);
          });
        });
        expect(holm(p.toReversed())).toEqual(strict.toReversed());
      },
    ),
  );
});

test('in simulation Holm keeps the family error, and Benjamini–Hochberg the false share, at 5 %', () => {
  const random = seededRandom(17);
  const runs = 4_000;
  let family = 0;
  let falseShare = 0;
  for (let run = 0; run < runs; run += 1) {
    // Seven true nulls, three real effects with tiny p-values.
    const p = Array.from({ length: 10 }, (_, i) => (i < 7 ? random() : random() * 1e-4));
    if (
      holm(p)
        .slice(0, 7)
        .some((value) => value <= 0.05)
    )
      family += 1;
    const rejected = benjaminiHochberg(p).map((value) => value <= 0.05);
    const total = rejected.filter(Boolean).length;
    falseShare += total === 0 ? 0 : rejected.slice(0, 7).filter(Boolean).length / total;
  }
  expect(family / runs).toBeLessThan(0.05 + 0.012);
  expect(falseShare / runs).toBeLessThan(0.05);
  expect(falseShare / runs).toBeGreaterThan(0.02);
});
