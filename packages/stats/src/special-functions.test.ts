// Accuracy against 40-digit mpmath values: the shared fixture where it is present, our own small one always.
import { describe, expect, test } from 'vitest';
import {
  betaCdf,
  betaQuantile,
  betaUpperTail,
  chiSquareUpperTail,
  gammaCdf,
  gammaQuantile,
  normalQuantile,
  normalUpperTail,
  studentCdf,
  studentQuantile,
  studentUpperTail,
} from './distributions.ts';
import {
  betaRegularized,
  erf,
  erfc,
  gammaP,
  gammaQ,
  logBeta,
  logBetaShift,
  logGamma,
} from './special-functions.ts';
import { logHypergeometric2F1 } from './hypergeometric.ts';
import { StatsInputError } from './stats-input-error.ts';
import fixture from './testing/distributions.fixture.json' with { type: 'json' };
import { hasSharedData, readSharedJson } from './testing/shared-data.ts';

/** The largest relative error of f over rows whose column `at` holds the expected value. */
function worst(
  rows: readonly (readonly number[])[],
  at: number,
  f: (row: readonly number[]) => number,
): number {
  let largest = 0;
  for (const row of rows) {
    const expected = row[at]!;
    const got = f(row);
    const error = got === expected ? 0 : Math.abs(got - expected) / Math.abs(expected);
    if (!(error <= largest)) largest = error;
  }
  return largest;
}

type Rows = number[][];
const file = 'special_functions_mpmath40.json';

describe.skipIf(!hasSharedData(file))('against the shared 40-digit fixture', () => {
  const shared = hasSharedData(file)
    ? readSharedJson<Record<'lg' | 'lb' | 'f' | 'bi', Rows>>(file)
    : undefined;

  test('ln gamma, ln beta, 2F1 and the incomplete beta keep 12 digits over 1,215 arguments', () => {
    const { lg, lb, f, bi } = shared!;
    expect([lg.length, lb.length, f.length, bi.length]).toEqual([84, 300, 600, 231]);
    expect(worst(lg, 1, ([x]) => logGamma(x!))).toBeLessThan(3e-15);
    expect(worst(lb, 2, ([a, b]) => logBeta(a!, b!))).toBeLessThan(5e-14);
    expect(worst(f, 4, ([a, b, c, z]) => logHypergeometric2F1(a!, b!, c!, z!))).toBeLessThan(2e-14);
    expect(worst(bi, 3, ([a, b, x]) => betaRegularized(x!, a!, b!))).toBeLessThan(1e-12);
  });
});

describe('tails and quantiles against 40-digit values', () => {
  test('the error functions keep 13 digits down to 1e-295', () => {
    expect(worst(fixture.erf, 1, ([x]) => erf(x!))).toBeLessThan(5e-15);
    expect(worst(fixture.erfc, 1, ([x]) => erfc(x!))).toBeLessThan(1e-13);
  });

  test('normal tails and quantiles keep 13 digits, also 37 sigmas out', () => {
    expect(worst(fixture.normal, 1, ([z]) => normalUpperTail(z!))).toBeLessThan(1e-13);
    expect(worst(fixture.normalQuantile, 1, ([p]) => normalQuantile(p!))).toBeLessThan(2e-14);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
  });

  test('Student, chi-square, gamma and beta tails keep 12 digits', () => {
    expect(worst(fixture.student, 2, ([t, df]) => studentUpperTail(t!, df!))).toBeLessThan(1e-12);
    expect(worst(fixture.chiSquare, 2, ([x, df]) => chiSquareUpperTail(x!, df!))).toBeLessThan(1e-13);
    expect(worst(fixture.gamma, 2, ([a, x]) => gammaP(a!, x!))).toBeLessThan(5e-13);
    expect(worst(fixture.gamma, 3, ([a, x]) => gammaQ(a!, x!))).toBeLessThan(5e-13);
    expect(worst(fixture.beta, 3, ([a, b, x]) => betaCdf(x!, a!, b!))).toBeLessThan(1e-12);
    expect(worst(fixture.beta, 4, ([a, b, x]) => betaUpperTail(x!, a!, b!))).toBeLessThan(1e-12);
  });

  test('every quantile is the inverse of its law', () => {
    for (const p of [1e-10, 1e-3, 0.2, 0.4999, 0.9, 0.999]) {
      for (const shape of [0.01, 0.3, 1, 2.5, 40, 2500]) {
        // Below 1e-308 the quantile itself underflows to 0: of these only shape 0.01 with p = 1e-10.
        const underflows = shape === 0.01 && p === 1e-10;
        const expected = underflows ? 0 : p;
        const back = gammaCdf(gammaQuantile(p, shape, 2), shape, 2);
        expect(Math.abs(back - expected)).toBeLessThanOrEqual(1e-12 * expected);
      }
      for (const df of [0.5, 1, 4.5, 5000]) {
        expect(Math.abs(studentCdf(studentQuantile(p, df), df) / p - 1)).toBeLessThan(2e-12);
      }
      for (const [a, b] of [
        [0.5, 0.5],
        [3, 17],
        [71, 931],
      ] as const) {
        expect(Math.abs(betaCdf(betaQuantile(p, a, b), a, b) / p - 1)).toBeLessThan(1e-12);
      }
    }
    expect(studentQuantile(0.975, 10)).toBeCloseTo(2.228138851986274, 12);
  });

  test('identities hold: Pfaff, symmetry, the log of one plus small', () => {
    // 2F1(1, 1; 2; -z) = ln(1 + z) / z and 2F1(a, b; b; z) = (1 - z)^-a
    expect(logHypergeometric2F1(1, 1, 2, -0.7)).toBeCloseTo(Math.log(Math.log1p(0.7) / 0.7), 14);
    expect(logHypergeometric2F1(2.5, 3, 3, 0.4)).toBeCloseTo(-2.5 * Math.log(0.6), 14);
    expect(betaRegularized(0.3, 4, 9)).toBeCloseTo(1 - betaRegularized(0.7, 9, 4), 15);
  });
});

test('a shift of the beta function is the product it stands for, also where ln B itself is in the millions', () => {
  let product = 0;
  for (let k = 0; k < 5; k += 1) product += Math.log1p(-1.8e6 / (8.1e6 + k));
  expect(Math.abs(logBetaShift(1.8e6, 6.3e6, 0, 5) / product - 1)).toBeLessThan(1e-13);
  expect(logBetaShift(2, 3, 4, 5)).toBeCloseTo(logBeta(6, 8) - logBeta(2, 3), 13);
  expect(logBetaShift(0.3, 1e9, 3, 0)).toBeCloseTo(logBeta(3.3, 1e9) - logBeta(0.3, 1e9), 12);
  expect(logBetaShift(2, 3, 0, 0)).toBe(0);
});

describe('hostile arguments', () => {
  test.each([
    ['logGamma of 0', () => logGamma(0)],
    ['logGamma of NaN', () => logGamma(Number.NaN)],
    ['logBeta of infinity', () => logBeta(Number.POSITIVE_INFINITY, 1)],
    ['a beta argument above 1', () => betaRegularized(1.1, 1, 1)],
    ['a negative gamma argument', () => gammaP(1, -1)],
    ['2F1 at 1', () => logHypergeometric2F1(1, 1, 2, 1)],
    ['a probability of 2', () => normalQuantile(2)],
    ['a NaN z', () => normalUpperTail(Number.NaN)],
  ])('%s is refused with a reason', (_name, call) => {
    expect(call).toThrow(StatsInputError);
  });
});
