// The logistic engine, the measures of a prediction, and the check that sends a caller here.
import { describe, expect, test } from 'vitest';
import { checkAttrition } from './attrition-check.ts';
import type { ModelFit } from './buying-model.ts';
import { fitLogistic, predictLogistic } from './logistic-regression.ts';
import { areaUnderRoc, brierScore, calibrationBands, calibrationError } from './prediction-quality.ts';
import { fitPurchaseHazard, hazardPBuy } from './purchase-hazard.ts';
import { drawBernoulli, drawNormal, seededRandom } from './random.ts';
import { StatsInputError } from './stats-input-error.ts';
import { cdnowExcerpt as excerpt } from './testing/excerpt.ts';

describe('logistic regression', () => {
  test('one yes-no feature gives the log odds ratio and its textbook error', () => {
    // 2 by 2: 30 of 100 without the feature, 60 of 90 with it.
    const fitted = fitLogistic([[0, 0, 1, 1]], [0, 1, 0, 1], [70, 30, 30, 60]);
    expect(fitted.converged).toBe(true);
    expect(fitted.coefficients[0]).toBeCloseTo(Math.log(30 / 70), 10);
    expect(fitted.coefficients[1]).toBeCloseTo(Math.log((60 * 70) / (30 * 30)), 10);
    expect(fitted.standardErrors[1]).toBeCloseTo(Math.sqrt(1 / 70 + 1 / 30 + 1 / 30 + 1 / 60), 10);
    expect(predictLogistic(fitted.coefficients, [1])).toBeCloseTo(2 / 3, 12);
  });

  test('planted coefficients are found back whatever the units, and weights equal repetition', () => {
    const random = seededRandom(21);
    const u = Array.from({ length: 20_000 }, () => 1000 + 50 * drawNormal(random));
    const y = u.map((value) => Number(drawBernoulli(random, 1 / (1 + Math.exp(20 - 0.02 * value)))));
    const { coefficients, standardErrors } = fitLogistic([u], y);
    expect(Math.abs(coefficients[1]! - 0.02)).toBeLessThan(4 * standardErrors[1]!);
    const some = u.slice(0, 300);
    const outcome = y.slice(0, 300);
    const twice = fitLogistic([[...some, ...some]], [...outcome, ...outcome]);
    const weighted = fitLogistic(
      [some],
      outcome,
      some.map(() => 2),
    );
    expect(weighted.coefficients[1]).toBeCloseTo(twice.coefficients[1]!, 8);
  });

  test('separable classes are reported as not converged', () => {
    expect(fitLogistic([[1, 2, 3, 10, 11, 12]], [0, 0, 0, 1, 1, 1]).converged).toBe(false);
  });

  test.each([
    ['an outcome of 2', [[1, 2]], [0, 2]],
    ['an outcome that never varies', [[1, 2]], [1, 1]],
    ['a constant feature', [[5, 5]], [0, 1]],
    ['a NaN feature', [[Number.NaN, 1]], [0, 1]],
    ['no rows', [[]], []],
  ] as [string, number[][], number[]][])('%s is refused', (_name, features, outcome) => {
    expect(() => fitLogistic(features, outcome)).toThrow(StatsInputError);
  });
});

describe('measures of a prediction', () => {
  test('the area under the curve counts pairs, ties one half', () => {
    expect(areaUnderRoc([1, 2, 3, 4], [0, 0, 1, 1])).toBe(1);
    expect(areaUnderRoc([4, 3, 2, 1], [0, 0, 1, 1])).toBe(0);
    expect(areaUnderRoc([7, 7, 7, 7], [0, 1, 0, 1])).toBe(0.5);
    expect(areaUnderRoc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
    expect(() => areaUnderRoc([1, 2], [1, 1])).toThrow(StatsInputError);
    expect(() => areaUnderRoc([1, Number.NaN, 3], [0, 1, 0])).toThrow(StatsInputError);
  });

  test('bands keep ties together and add up to everyone', () => {
    const predicted = [0.1, 0.1, 0.1, 0.2, 0.5, 0.9];
    const bands = calibrationBands(predicted, [0, 0, 1, 0, 1, 1], 3);
    expect(bands.map(({ customers }) => customers)).toEqual([3, 1, 2]);
    expect(bands.map(({ meanActual }) => meanActual)).toEqual([1 / 3, 0, 1]);
    expect(calibrationError(bands)).toBeCloseTo((3 * (1 / 3 - 0.1) + 0.2 + 2 * 0.3) / 6, 12);
    expect(brierScore([0, 1, 0.5], [0, 1, 1])).toBeCloseTo(0.25 / 3, 12);
    expect(() => brierScore([1.2], [1])).toThrow(StatsInputError);
  });
});

describe('the hazard on the excerpt of CDNOW', () => {
  const bought = excerpt.holdoutPurchases.map((count) => (count > 0 ? 1 : 0));
  const hazard = fitPurchaseHazard(excerpt, bought, { horizon: 39 });

  test('it ranks customers it has not seen and promises as many buyers as came', () => {
    expect(hazard.logistic.converged).toBe(true);
    expect(hazard.crossValidated.auc).toBeGreaterThan(0.7);
    const promised = excerpt.x.reduce(
      (sum, x, i) => sum + hazardPBuy(hazard, { x, tx: excerpt.tx[i]!, T: excerpt.T[i]! }),
      0,
    );
    expect(promised).toBeCloseTo(
      bought.reduce((sum: number, y) => sum + y, 0),
      6,
    );
  });

  test('a sooner purchase never lowers it and too few rows are refused', () => {
    const at = (tx: number) => hazardPBuy(hazard, { x: 4, tx, T: 39 });
    expect(at(38)).toBeGreaterThan(at(20));
    const few = { x: [0, 1], tx: [0, 1], T: [2, 2] };
    expect(() => fitPurchaseHazard(few, [0, 1], { horizon: 1 })).toThrow(StatsInputError);
  });
});

test('the attrition check names every reason and refuses fits of different customers', () => {
  const fit = (logLikelihood: number, more: Partial<ModelFit<unknown>> = {}): ModelFit<unknown> => ({
    params: {},
    logLikelihood,
    converged: true,
    boundary: [],
    evaluations: 1,
    restarts: 1,
    customers: 10,
    distinct: 10,
    ...more,
  });
  expect(checkAttrition({ model: fit(-90), nbd: fit(-100) }, 0.5)).toMatchObject({
    degenerate: false,
    reasons: [],
  });
  const bad = fit(-99, { converged: false, boundary: ['a'] });
  expect(checkAttrition({ model: bad, nbd: fit(-100) }, 0.999).reasons).toEqual([
    'not-converged',
    'no-gain-over-nbd',
    'everyone-alive',
    'parameter-at-boundary',
  ]);
  expect(() => checkAttrition({ model: fit(-1), nbd: fit(-1, { customers: 9 }) }, 0.5)).toThrow(
    StatsInputError,
  );
});
