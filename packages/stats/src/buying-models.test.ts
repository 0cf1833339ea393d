// What must hold for the buying models whatever the data: on the committed excerpt and on simulated customers.
import { describe, expect, test } from 'vitest';
import * as bgNbd from './bg-nbd.ts';
import type { BuyingHistory } from './buying-model.ts';
import { type BuyingModel, buyingModels } from './buying-models.ts';
import * as gammaGamma from './gamma-gamma.ts';
import * as mbgNbd from './mbg-nbd.ts';
import * as paretoCovariates from './pareto-nbd-covariates.ts';
import * as paretoNbd from './pareto-nbd.ts';
import { drawExponential, drawBeta, drawGamma, drawNormal, seededRandom, shuffled } from './random.ts';
import { logHypergeometric2F1 } from './hypergeometric.ts';
import { cdnowExcerpt as excerpt } from './testing/excerpt.ts';

type AnyModel = BuyingModel<Record<string, number>>;
const timed = ['nbd', 'bgNbd', 'mbgNbd', 'paretoNbd'] as const;
const published = {
  nbd: { r: 0.385, alpha: 12.07 },
  bgNbd: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 },
  mbgNbd: { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 },
  paretoNbd: { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 },
};
const modelOf = (name: (typeof timed)[number]): AnyModel => buyingModels[name] as unknown as AnyModel;

const historiesAtHand: BuyingHistory[] = [
  { x: 0, tx: 0, T: 0 },
  { x: 0, tx: 0, T: 39 },
  { x: 1, tx: 2, T: 39 },
  { x: 2, tx: 30.43, T: 38.86 },
  { x: 26, tx: 30.86, T: 31 },
  { x: 300, tx: 20, T: 39 },
  { x: 3_000_000_000, tx: 38, T: 39 },
];

describe('likelihoods', () => {
  // mpmath, 40 digits, over the 262 customers of the excerpt
  test.each([
    ['nbd', published.nbd, -1190.4831320530775],
    ['bgNbd', published.bgNbd, -1169.7333110502777],
    ['mbgNbd', published.mbgNbd, -1170.320616927228],
    ['paretoNbd', published.paretoNbd, -1173.275235183879],
    ['paretoNbd', { r: 0.553, alpha: 30.578, s: 0.606, beta: 1.669 }, -1299.3062900758146],
  ] as const)('%s equals 40-digit arithmetic to 12 digits', (name, params, expected) => {
    expect(Math.abs(modelOf(name).logLikelihood(params, excerpt) / expected - 1)).toBeLessThan(1e-12);
  });

  test('Gamma-Gamma equals 40-digit arithmetic to 12 digits', () => {
    const got = gammaGamma.logLikelihood({ p: 6.25, q: 3.74, v: 15.44 }, excerpt);
    expect(Math.abs(got / -511.04083356766444 - 1)).toBeLessThan(1e-12);
  });

  test.each(timed)('%s is maximal at its fit: no step in any direction is likelier', (name) => {
    const model = modelOf(name);
    const fitted = model.fit(excerpt);
    expect(fitted.converged).toBe(true);
    expect(Number.isFinite(fitted.logLikelihood)).toBe(true);
    for (const key of Object.keys(fitted.params)) {
      for (const factor of [0.5, 0.9, 0.99, 1.01, 1.1, 2]) {
        const moved = { ...fitted.params, [key]: fitted.params[key]! * factor };
        expect(model.logLikelihood(moved, excerpt)).toBeLessThanOrEqual(fitted.logLikelihood + 1e-6);
      }
    }
  });

  test.each(timed)('%s does not depend on the order of customers, and weights equal repetition', (name) => {
    const model = modelOf(name);
    const order = shuffled(seededRandom(3), Array.from(excerpt.x.keys()));
    const pick = (column: readonly number[], rows: readonly number[]) => rows.map((i) => column[i]!);
    const rows = (chosen: readonly number[]) => ({
      x: pick(excerpt.x, chosen),
      tx: pick(excerpt.tx, chosen),
      T: pick(excerpt.T, chosen),
    });
    expect(model.fit(rows(order))).toEqual(model.fit(rows(Array.from(excerpt.x.keys()))));
    const repeated = model.fit(rows([...order, ...order, ...order]));
    expect(model.fit({ ...excerpt, weight: excerpt.x.map(() => 3) })).toEqual(repeated);
    expect(model.fit(excerpt, { collapse: false }).logLikelihood).toBeCloseTo(
      model.fit(excerpt).logLikelihood,
      5,
    );
  });

  test('a change of the time unit changes the unit of the parameters and nothing else', () => {
    const days = { x: excerpt.x, tx: excerpt.tx.map((t) => 7 * t), T: excerpt.T.map((t) => 7 * t) };
    const weekly = mbgNbd.fit(excerpt).params;
    const daily = mbgNbd.fit(days).params;
    expect(daily.alpha / weekly.alpha).toBeCloseTo(7, 2);
    expect(daily.b / weekly.b).toBeCloseTo(1, 2);
  });
});

describe('predictions', () => {
  test.each(timed)(
    '%s gives probabilities in [0, 1] and finite expectations, for heavy buyers too',
    (name) => {
      const model = modelOf(name);
      const params = published[name];
      for (const history of historiesAtHand) {
        for (const t of [0, 1e-6, 1, 52, 5_200, 1e7]) {
          for (const p of [model.pAlive(params, history), model.pBuy(params, history, t)]) {
            expect(p >= 0 && p <= 1).toBe(true);
          }
          expect(model.pBuy(params, history, t)).toBeLessThanOrEqual(model.pAlive(params, history));
          const expectation = model.conditionalExpectation(params, history, t);
          expect(Number.isFinite(expectation)).toBe(true);
          expect(expectation).toBeGreaterThanOrEqual(model.pBuy(params, history, t) * (1 - 1e-9));
        }
      }
    },
  );

  test.each(timed)('%s grows with the horizon, and a more recent purchase never lowers it', (name) => {
    const model = modelOf(name);
    const params = published[name];
    const horizons = [1, 4, 13, 52, 520];
    const histories = [1, 5, 10, 20, 35, 39].map((tx) => ({ x: 3, tx, T: 39 }));
    const ascending = (values: number[]) => values.every((value, i) => i === 0 || value >= values[i - 1]!);
    for (const verb of ['pBuy', 'conditionalExpectation'] as const) {
      expect(ascending(horizons.map((h) => model[verb](params, histories[2]!, h)))).toBe(true);
      expect(ascending(histories.map((history) => model[verb](params, history, 13)))).toBe(true);
    }
    expect(ascending(histories.map((history) => model.pAlive(params, history)))).toBe(true);
    expect(ascending(horizons.map((t) => model.expectedPurchases(params, t)))).toBe(true);
  });

  test.each(timed)('%s: the histogram sums to 1 and its mean is E[X(t)]', (name) => {
    const model = modelOf(name);
    const params = published[name];
    let total = 0;
    let mean = 0;
    for (let x = 0; x < 300; x += 1) {
      const p = model.pmf(params, x, 20);
      total += p;
      mean += x * p;
    }
    expect(total).toBeCloseTo(1, 9);
    expect(mean).toBeCloseTo(model.expectedPurchases(params, 20), 7);
  });

  test.each(timed)(
    '%s: undiscounted transactions are the conditional expectation, discounting lowers them',
    (name) => {
      const model = modelOf(name);
      const params = published[name];
      for (const history of historiesAtHand.slice(0, 5)) {
        const plain = model.conditionalExpectation(params, history, 52);
        const undiscounted = model.discountedTransactions(params, history, { rate: 0, horizon: 52 });
        expect(Math.abs(undiscounted / plain - 1)).toBeLessThan(1e-8);
        const year = model.discountedTransactions(params, history, { rate: 0.0027, horizon: 52 });
        const ever = model.discountedTransactions(params, history, { rate: 0.0027 });
        expect(year < plain && year < ever).toBe(true);
      }
    },
  );

  test('the closed form and the integral of BG/NBD meet where one takes over from the other', () => {
    const history = { x: 2, tx: 30.43, T: 38.86 };
    const at = (a: number, t: number) => bgNbd.conditionalExpectation({ ...published.bgNbd, a }, history, t);
    // a = 1 is a pole of the closed form; the exact value there is the mean of its neighbours to second order.
    expect((at(1 - 1.1e-3, 39) + at(1 + 1.1e-3, 39)) / 2 / at(1, 39)).toBeCloseTo(1, 6);
    expect(at(0.9989999, 39) / at(0.9990001, 39)).toBeCloseTo(1, 6);
    // z = t / (alpha + T + t) = 0.95
    const switchAt = 0.95 * ((4.414 + 38.86) / 0.05);
    expect(at(0.793, switchAt * 0.999_999) / at(0.793, switchAt * 1.000_001)).toBeCloseTo(1, 5);
    expect(at(0.793, 39)).toBeCloseTo(1.2259, 3);
  });

  test('the closed form of BG/NBD is eq. 10 of the paper', () => {
    const { r, alpha, a, b } = published.bgNbd;
    for (const [x, T, t] of [
      [0, 30, 20],
      [2, 39, 39],
      [26, 31, 52],
    ] as const) {
      const z = t / (alpha + T + t);
      const F = Math.exp(logHypergeometric2F1(r + x, b + x, a + b + x - 1, z));
      const bracket = 1 - ((alpha + T) / (alpha + T + t)) ** (r + x) * F;
      const history = { x, tx: x === 0 ? 0 : T, T };
      const expected = ((a + b + x - 1) / (a - 1)) * bracket * bgNbd.pAlive(published.bgNbd, history);
      expect(bgNbd.conditionalExpectation(published.bgNbd, history, t)).toBeCloseTo(expected, 8);
    }
  });

  test('without drop-out BG/NBD and MBG/NBD predict what the NBD predicts', () => {
    const history = { x: 5, tx: 30, T: 39 };
    const base = { r: 0.72, alpha: 9.37 };
    for (const t of [13, 5000]) {
      const plain = buyingModels.nbd.conditionalExpectation(base, history, t);
      for (const [a, b] of [
        [4e-6, 6e6],
        [3e-7, 1e5],
      ] as const) {
        const got = bgNbd.conditionalExpectation({ ...base, a, b }, history, t);
        expect(Math.abs(got / plain - 1)).toBeLessThan(1e-7);
        expect(mbgNbd.conditionalExpectation({ ...base, a, b }, history, t) / got).toBeCloseTo(1, 9);
      }
    }
    // 30-digit quadrature with mpmath
    const odd = bgNbd.conditionalExpectation({ ...base, a: 5, b: 0.01 }, history, 13);
    expect(odd).toBeCloseTo(0.20559367760169361, 12);
    const long = bgNbd.conditionalExpectation({ ...base, a: 0.3, b: 1e5 }, history, 1e9);
    expect(long / 19_730_789.2415174).toBeCloseTo(1, 9);
  });

  test('one-time buyers are immortal in BG/NBD and mortal in MBG/NBD', () => {
    const silent = { x: 0, tx: 0, T: 500 };
    expect(bgNbd.pAlive(published.bgNbd, silent)).toBe(1);
    expect(mbgNbd.pAlive(published.mbgNbd, silent)).toBeLessThan(0.2);
  });
});

describe('simulated customers', () => {
  /** One customer of the MBG/NBD process, observed for T and then for h more. */
  function simulate(seed: number, customers: number, h: number) {
    const random = seededRandom(seed);
    const out = { x: [] as number[], tx: [] as number[], T: [] as number[], next: [] as number[] };
    for (let i = 0; i < customers; i += 1) {
      const T = 20 + 20 * random();
      const rate = drawGamma(random, 0.525, 6.183);
      const leave = drawBeta(random, 0.891, 1.614);
      let [x, last, next, clock] = [0, 0, 0, 0];
      let alive = random() >= leave;
      while (alive) {
        clock += drawExponential(random, rate);
        if (clock > T + h) break;
        if (clock > T) next += 1;
        else {
          x += 1;
          last = clock;
        }
        alive = random() >= leave;
      }
      out.x.push(x);
      out.tx.push(last);
      out.T.push(T);
      out.next.push(next);
    }
    return out;
  }

  test('pBuy and the conditional expectation of MBG/NBD agree with 60,000 of them', () => {
    const data = simulate(5, 60_000, 26);
    for (const [low, high] of [
      [0, 0],
      [1, 1],
      [2, 4],
      [5, 1000],
    ] as const) {
      const rows = data.x.flatMap((x, i) => (x >= low && x <= high ? [i] : []));
      let [predictedBuy, predictedCount, buyers, purchases, squares] = [0, 0, 0, 0, 0];
      for (const i of rows) {
        const history = { x: data.x[i]!, tx: data.tx[i]!, T: data.T[i]! };
        predictedBuy += mbgNbd.pBuy(published.mbgNbd, history, 26);
        predictedCount += mbgNbd.conditionalExpectation(published.mbgNbd, history, 26);
        buyers += data.next[i]! > 0 ? 1 : 0;
        purchases += data.next[i]!;
        squares += data.next[i]! ** 2;
      }
      const share = predictedBuy / rows.length;
      expect(Math.abs(buyers - predictedBuy)).toBeLessThan(4 * Math.sqrt(rows.length * share * (1 - share)));
      expect(Math.abs(purchases - predictedCount)).toBeLessThan(4 * Math.sqrt(squares));
    }
  });

  test('the fit finds the parameters back', () => {
    const data = simulate(6, 20_000, 0);
    const fitted = mbgNbd.fit(data);
    const truth = published.mbgNbd;
    expect(fitted.logLikelihood).toBeGreaterThanOrEqual(mbgNbd.logLikelihood(truth, data));
    for (const key of ['r', 'alpha', 'a', 'b'] as const) {
      expect(Math.abs(fitted.params[key] / truth[key] - 1)).toBeLessThan(0.25);
    }
  });

  test('Gamma-Gamma shrinks a customer towards the population and finds its parameters back', () => {
    const random = seededRandom(8);
    const truth = { p: 6.25, q: 3.74, v: 15.44 };
    const x = Array.from({ length: 8000 }, () => 1 + Math.floor(6 * random()));
    const meanSpend = x.map((n) => drawGamma(random, truth.p * n, n * drawGamma(random, truth.q, truth.v)));
    const { params, converged } = gammaGamma.fit({ x, meanSpend });
    expect(converged).toBe(true);
    expect(Math.abs(gammaGamma.populationMean(params) / gammaGamma.populationMean(truth) - 1)).toBeLessThan(
      0.05,
    );
    const mean = gammaGamma.populationMean(truth);
    const once = gammaGamma.expectedSpend(truth, 1, 100);
    const often = gammaGamma.expectedSpend(truth, 50, 100);
    expect(mean < once && once < often && often < 100).toBe(true);
    expect(gammaGamma.expectedSpend(truth, 0, 0)).toBe(mean);
  });

  test('covariates of Pareto/NBD are found back, and without effect they change nothing', () => {
    const random = seededRandom(9);
    const truth = { r: 0.8, alpha: 8, s: 0.7, beta: 12 };
    const effect = { purchase: 0.6, leaving: -0.5 };
    const [x, tx, T, z]: number[][] = [[], [], [], []];
    for (let i = 0; i < 4000; i += 1) {
      const flag = i % 2;
      const end = 39;
      const rate = drawGamma(random, truth.r, truth.alpha) * Math.exp(effect.purchase * flag);
      const life = drawExponential(
        random,
        drawGamma(random, truth.s, truth.beta) * Math.exp(effect.leaving * flag),
      );
      let [count, last, clock] = [0, 0, drawExponential(random, rate)];
      for (; clock < Math.min(end, life); clock += drawExponential(random, rate)) {
        count += 1;
        last = clock;
      }
      x!.push(count);
      tx!.push(last);
      T!.push(end);
      z!.push(flag);
    }
    // Weeks are rounded to days, as in a real log, so that equal rows collapse.
    const statistics = { x: x!, tx: tx!.map((t) => Math.ceil(t * 7) / 7), T: T! };
    const fitted = paretoCovariates.fit(statistics, { purchase: { vip: z! }, leaving: { vip: z! } });
    expect(fitted.converged).toBe(true);
    expect(Math.abs(fitted.purchaseEffect.vip! - effect.purchase)).toBeLessThan(0.2);
    expect(Math.abs(fitted.leavingEffect.vip! - effect.leaving)).toBeLessThan(0.6);
    const own = paretoCovariates.customerParams(fitted, { purchase: { vip: 1 }, leaving: { vip: 1 } });
    expect(own.alpha / fitted.params.alpha).toBeCloseTo(Math.exp(-fitted.purchaseEffect.vip!), 12);
    expect(paretoNbd.pAlive(own, { x: 2, tx: 20, T: 39 })).toBeGreaterThan(0);
  });

  test('a covariate of pure noise is found to have next to no effect', () => {
    const random = seededRandom(10);
    const noise = excerpt.x.map(() => drawNormal(random));
    const plain = paretoNbd.fit(excerpt);
    const fitted = paretoCovariates.fit(excerpt, { purchase: { noise }, leaving: {} });
    expect(fitted.logLikelihood).toBeGreaterThanOrEqual(plain.logLikelihood - 1e-3);
    expect(fitted.logLikelihood - plain.logLikelihood).toBeLessThan(4);
    expect(Math.abs(fitted.purchaseEffect.noise!)).toBeLessThan(0.35);
  });
});
