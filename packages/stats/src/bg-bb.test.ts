// BG/BB against its paper's data: 11,104 donors over six years (Fader, Hardie & Shang 2010, table 1).
import { describe, expect, test } from 'vitest';
import * as bgBb from './bg-bb.ts';
import { drawBeta, seededRandom } from './random.ts';
import { StatsInputError } from './stats-input-error.ts';
import { donors } from './testing/donors.ts';

const fitted = bgBb.fit(donors);
const history = (x: number, tx: number) => ({ x, tx, T: 6 });

describe('the donors of the paper', () => {
  test('the fit has the published parameters and log-likelihood', () => {
    expect(fitted.customers).toBe(11_104);
    expect(fitted.converged).toBe(true);
    expect(fitted.logLikelihood).toBeCloseTo(-33_225.6, 1);
    expect(fitted.params.alpha).toBeCloseTo(1.204, 3);
    expect(fitted.params.beta).toBeCloseTo(0.75, 3);
    expect(fitted.params.gamma).toBeCloseTo(0.657, 3);
    expect(fitted.params.delta).toBeCloseTo(2.783, 3);
  });

  test('conditional expectations are those of the paper and of the BTYD manual', () => {
    expect(bgBb.conditionalExpectation(fitted.params, history(0, 0), 5)).toBeCloseTo(0.07, 2);
    expect(bgBb.conditionalExpectation(fitted.params, history(6, 6), 5)).toBeCloseTo(3.75, 2);
    expect(bgBb.conditionalExpectation(fitted.params, history(0, 0), 10)).toBeCloseTo(0.1302169, 4);
    expect(bgBb.conditionalExpectation(fitted.params, history(4, 5), 10)).toBeCloseTo(3.627858, 3);
  });

  test('probabilities are probabilities: the histogram sums to 1, its mean is E[X], buying implies living', () => {
    const pmf = Array.from({ length: 7 }, (_, x) => bgBb.pmf(fitted.params, x, 6));
    expect(pmf.reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
    const mean = pmf.reduce((sum, p, x) => sum + p * x, 0);
    expect(bgBb.expectedPurchases(fitted.params, 6)).toBeCloseTo(mean, 12);
    for (let x = 0; x <= 6; x += 1) {
      for (let tx = x; tx <= (x === 0 ? 0 : 6); tx += 1) {
        const alive = bgBb.pAlive(fitted.params, history(x, tx));
        const soon = bgBb.pBuy(fitted.params, history(x, tx), 3);
        const later = bgBb.pBuy(fitted.params, history(x, tx), 30);
        expect(0 < soon && soon < later && later < alive && alive <= 1).toBe(true);
        expect(bgBb.conditionalExpectation(fitted.params, history(x, tx), 3)).toBeGreaterThan(soon);
      }
    }
  });

  test('discounting to nothing gives the plain expectation, and a discounted infinite future is finite', () => {
    const plain = bgBb.conditionalExpectation(fitted.params, history(3, 5), 12);
    expect(bgBb.discountedTransactions(fitted.params, history(3, 5), { rate: 0, horizon: 12 })).toBe(plain);
    const forever = bgBb.discountedTransactions(fitted.params, history(3, 5), { rate: 0.1 });
    const century = bgBb.discountedTransactions(fitted.params, history(3, 5), { rate: 0.1, horizon: 1000 });
    expect(forever).toBeCloseTo(century, 10);
  });
});

test('parameters are recovered from simulated customers', () => {
  const random = seededRandom(11);
  const truth = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.8 };
  const x: number[] = [];
  const tx: number[] = [];
  for (let i = 0; i < 20_000; i += 1) {
    const p = drawBeta(random, truth.alpha, truth.beta);
    const leave = drawBeta(random, truth.gamma, truth.delta);
    let count = 0;
    let last = 0;
    for (let t = 1; t <= 8 && random() >= leave; t += 1) {
      if (random() < p) {
        count += 1;
        last = t;
      }
    }
    x.push(count);
    tx.push(last);
  }
  const T = x.map(() => 8);
  const found = bgBb.fit({ x, tx, T });
  expect(found.logLikelihood).toBeGreaterThanOrEqual(bgBb.logLikelihood(truth, { x, tx, T }) - 1e-6);
  expect(bgBb.expectedPurchases(found.params, 8) / bgBb.expectedPurchases(truth, 8)).toBeCloseTo(1, 1);
});

test.each([
  ['more purchases than opportunities', { x: [3, 1], tx: [2, 1], T: [6, 6] }],
  ['a fraction of an opportunity', { x: [1, 1], tx: [1.5, 1], T: [6, 6] }],
  ['a billion opportunities', { x: [1, 1], tx: [1, 1], T: [1e9, 6] }],
])('%s is refused', (_name, statistics) => {
  expect(() => bgBb.fit(statistics)).toThrow(StatsInputError);
});
