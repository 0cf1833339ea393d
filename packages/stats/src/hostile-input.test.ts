// What a caller may hand over by mistake: each is refused with a reason, or handled as documented.
import { describe, expect, test } from 'vitest';
import * as bgNbd from './bg-nbd.ts';
import { buyingModels } from './buying-models.ts';
import { collapseRows } from './collapse-rows.ts';
import * as gammaGamma from './gamma-gamma.ts';
import * as mbgNbd from './mbg-nbd.ts';
import * as paretoCovariates from './pareto-nbd-covariates.ts';
import { integrate } from './quadrature.ts';
import { seededRandom, shuffled } from './random.ts';
import { StatsInputError, type StatsInputCode } from './stats-input-error.ts';

const params = { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 };

function refusal(call: () => unknown): StatsInputCode | 'accepted' {
  try {
    call();
    return 'accepted';
  } catch (error) {
    if (error instanceof StatsInputError) return error.code;
    throw error;
  }
}

describe.each(['nbd', 'bgNbd', 'mbgNbd', 'paretoNbd'] as const)('%s', (name) => {
  test.each([
    ['no customers', { x: [], tx: [], T: [] }, 'empty'],
    ['one customer', { x: [1], tx: [2], T: [3] }, 'too-few'],
    ['columns of unequal length', { x: [1, 2], tx: [1], T: [3, 3] }, 'length-mismatch'],
    ['nobody who bought twice', { x: [0, 0], tx: [0, 0], T: [3, 4] }, 'not-identified'],
    ['a negative time', { x: [1, 1], tx: [1, -1], T: [3, 3] }, 'out-of-range'],
    ['a NaN', { x: [1, 1], tx: [1, Number.NaN], T: [3, 3] }, 'not-finite'],
    ['an infinity', { x: [1, 1], tx: [1, 1], T: [3, Number.POSITIVE_INFINITY] }, 'not-finite'],
    ['half a purchase', { x: [1, 0.5], tx: [1, 1], T: [3, 3] }, 'not-integer'],
    ['a purchase after the end', { x: [1, 1], tx: [1, 4], T: [3, 3] }, 'inconsistent'],
    ['a recency without a purchase', { x: [1, 0], tx: [1, 1], T: [3, 3] }, 'inconsistent'],
    ['a negative weight', { x: [1, 1], tx: [1, 1], T: [3, 3], weight: [1, -1] }, 'out-of-range'],
    ['only weights of zero', { x: [1, 1], tx: [1, 1], T: [3, 3], weight: [0, 0] }, 'too-few'],
  ] as const)('refuses %s', (_title, statistics, code) => {
    expect(refusal(() => buyingModels[name].fit(statistics))).toBe(code);
  });

  test('fits customers who are all equal and says what they do not identify', () => {
    const fitted = buyingModels[name].fit({ x: [3], tx: [10], T: [12], weight: [500] });
    expect(Number.isFinite(fitted.logLikelihood)).toBe(true);
    expect(fitted.boundary.length > 0 || !fitted.converged).toBe(true);
  });

  test('takes counts beyond 2^31', () => {
    const fitted = buyingModels[name].fit({ x: [3e9, 1e9, 2], tx: [30, 20, 5], T: [31, 31, 31] });
    expect(Number.isFinite(fitted.logLikelihood)).toBe(true);
  });

  test('reports a budget that was too small instead of an answer that looks finished', () => {
    const statistics = { x: [0, 1, 2, 5], tx: [0, 3, 9, 20], T: [30, 30, 30, 25] };
    expect(buyingModels[name].fit(statistics, { maxEvaluations: 20 }).converged).toBe(false);
  });
});

test('ten million customers who differ by chance alone are fitted, and the ridge is named', () => {
  // One rate and one drop-out for all: r, alpha and a, b may grow together without end.
  const x = [0, 0, 1, 1, 2, 2, 3];
  const statistics = {
    x,
    tx: x.map((count, i) => (count === 0 ? 0 : 3 + i)),
    T: x.map((_, i) => 20 + i),
    weight: [3e6, 2e6, 2e6, 1.5e6, 8e5, 4e5, 3e5],
  };
  const fitted = mbgNbd.fit(statistics);
  expect(fitted.converged).toBe(true);
  expect(fitted.boundary.length).toBeGreaterThan(0);
  expect(fitted.customers).toBe(1e7);
});

describe('predictions', () => {
  const history = { x: 2, tx: 30, T: 39 };
  test.each([
    ['a negative horizon', () => mbgNbd.pBuy(params, history, -1)],
    ['a NaN horizon', () => mbgNbd.conditionalExpectation(params, history, Number.NaN)],
    ['an infinite horizon', () => bgNbd.conditionalExpectation(params, history, Number.POSITIVE_INFINITY)],
    ['a negative parameter', () => mbgNbd.pAlive({ ...params, a: -1 }, history)],
    ['a NaN parameter', () => mbgNbd.pAlive({ ...params, r: Number.NaN }, history)],
    ['an impossible history', () => mbgNbd.pAlive(params, { x: 2, tx: 40, T: 39 })],
    ['an undiscounted eternity', () => mbgNbd.discountedTransactions(params, history, { rate: 0 })],
    ['a negative number of purchases', () => mbgNbd.pmf(params, -1, 10)],
  ])('refuse %s', (_title, call) => {
    expect(call).toThrow(StatsInputError);
  });
});

describe('spend', () => {
  test.each([
    ['no customers', { x: [], meanSpend: [] }, 'empty'],
    ['one spender', { x: [1, 0], meanSpend: [5, 0] }, 'too-few'],
    ['equal spends', { x: [1, 2], meanSpend: [5, 5] }, 'not-identified'],
    ['a NaN spend', { x: [1, 2], meanSpend: [5, Number.NaN] }, 'not-finite'],
    ['an infinite spend', { x: [1, 2], meanSpend: [5, Number.POSITIVE_INFINITY] }, 'not-finite'],
  ] as const)('refuses %s', (_title, statistics, code) => {
    expect(refusal(() => gammaGamma.fit(statistics))).toBe(code);
  });

  test('customers without orders or without spend are left out and counted', () => {
    const fitted = gammaGamma.fit({ x: [0, 1, 2, 3, 1, 2], meanSpend: [0, 10, 20, 12, -3, 0] });
    expect(fitted.excluded).toEqual({ noOrders: 1, noSpend: 2 });
    expect(fitted.customers).toBe(3);
  });

  test('an infinite population mean is refused, not returned', () => {
    expect(refusal(() => gammaGamma.populationMean({ p: 2, q: 0.9, v: 5 }))).toBe('not-identified');
  });
});

test('a covariate that never varies or has another length is refused', () => {
  const statistics = { x: [1, 2, 0], tx: [1, 2, 0], T: [3, 3, 3] };
  expect(refusal(() => paretoCovariates.fit(statistics, { purchase: { c: [1, 1, 1] }, leaving: {} }))).toBe(
    'not-identified',
  );
  expect(refusal(() => paretoCovariates.fit(statistics, { purchase: {}, leaving: { c: [1, 2] } }))).toBe(
    'length-mismatch',
  );
});

describe('collapsing', () => {
  test('ten million rows become their distinct rows', () => {
    const rows = 10_000_000;
    const x = new Float64Array(rows);
    const T = new Float64Array(rows);
    for (let i = 0; i < rows; i += 1) {
      x[i] = i % 7;
      T[i] = i % 90;
    }
    const { columns, weight, total } = collapseRows([x, T]);
    expect(columns[0]).toHaveLength(630);
    expect(total).toBe(rows);
    expect(Math.max(...weight) - Math.min(...weight)).toBeLessThanOrEqual(1);
  });

  test('the order of rows is forgotten, -0 equals 0 and rows of weight 0 vanish', () => {
    const values = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 1000);
    const weights = values.map((_, i) => i % 3);
    const order = shuffled(seededRandom(2), Array.from(values.keys()));
    const moved = collapseRows(
      [order.map((i) => values[i]!)],
      order.map((i) => weights[i]!),
    );
    expect(moved).toEqual(collapseRows([values], weights));
    expect(collapseRows([[0, -0, 5]], [1, 1, 0]).columns[0]).toEqual(Float64Array.of(0));
  });
});

test('an integral that does not settle is refused', () => {
  const random = seededRandom(1);
  expect(refusal(() => integrate(() => random(), [0, 1]))).toBe('out-of-range');
  expect(integrate((u) => Math.sqrt(u), [0, 1])).toBeCloseTo(2 / 3, 10);
});
