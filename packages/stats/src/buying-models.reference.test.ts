// Every published and every independently computed value of the buying models, fitted from the raw CDNOW and Online
// Retail files. Values: analytics.md section 2 and reference.json.
import { describe, expect, test } from 'vitest';
import { checkAttrition } from './attrition-check.ts';
import * as bgNbd from './bg-nbd.ts';
import { type BuyingModel, type BuyingModelName, buyingModels, meanPAlive } from './buying-models.ts';
import * as gammaGamma from './gamma-gamma.ts';
import * as mbgNbd from './mbg-nbd.ts';
import * as nbd from './nbd.ts';
import * as paretoNbd from './pareto-nbd.ts';
import { areaUnderRoc, brierScore } from './prediction-quality.ts';
import { purchaseFrequency } from './purchase-frequency.ts';
import { fitPurchaseHazard } from './purchase-hazard.ts';
import { cdnowSample, cdnowSplit } from './testing/cdnow.ts';
import { onlineRetailOrders, onlineRetailSplit } from './testing/online-retail.ts';
import { hasSharedData } from './testing/shared-data.ts';
import { mergeByDay, summarizeCustomers } from './transaction-log.ts';

const modelOf = (name: BuyingModelName) =>
  buyingModels[name] as unknown as BuyingModel<Record<string, number>>;
const relative = (got: number, expected: number): number => Math.abs(got / expected - 1);
const customerOne = { x: 2, tx: 213 / 7, T: 272 / 7 };
const customer1516 = { x: 26, tx: 216 / 7, T: 31 };

describe.skipIf(!hasSharedData('CDNOW_sample.txt'))('the CDNOW sample, 39 weeks', () => {
  const log = hasSharedData('CDNOW_sample.txt') ? cdnowSample() : { customer: ['a'], day: [0], amount: [1] };
  const customers = summarizeCustomers(log, cdnowSplit);
  const bought = Array.from(customers.holdoutPurchases, (count) => (count > 0 ? 1 : 0));
  const histories = Array.from(customers.x, (x, i) => ({ x, tx: customers.tx[i]!, T: customers.T[i]! }));

  test('the raw log gives the published counts', () => {
    expect(log.day.length).toBe(6919);
    expect(mergeByDay(log).day.length).toBe(6696);
    expect(customers.x.length).toBe(2357);
    expect(customers.x.reduce((sum, x) => sum + x)).toBe(2457);
    expect(customers.x.filter((x) => x === 0).length).toBe(1411);
    expect(customers.holdoutPurchases.reduce((sum, x) => sum + x)).toBe(1882);
  });

  test.each([
    ['nbd', -9763.657615, { r: 0.38476611, alpha: 12.07202222 }, 0.002],
    ['bgNbd', -9582.429207, { r: 0.242594522, alpha: 4.413602061, a: 0.792921914, b: 2.425906452 }, 0.002],
    ['mbgNbd', -9582.135716, { r: 0.524843, alpha: 6.183085, a: 0.891359, b: 1.614002 }, 0.002],
    [
      'paretoNbd',
      -9594.976179,
      { r: 0.553277077, alpha: 10.577683647, s: 0.606239928, beta: 11.668733031 },
      0.005,
    ],
  ] as [BuyingModelName, number, Record<string, number>, number][])(
    '%s reaches the log-likelihood to 1e-4 and the parameters to their tolerance',
    (name, logLikelihood, params, tolerance) => {
      const fitted = modelOf(name).fit(customers);
      expect(fitted.converged).toBe(true);
      expect(fitted.boundary).toEqual([]);
      expect(Math.abs(fitted.logLikelihood - logLikelihood)).toBeLessThan(1e-4);
      for (const [key, value] of Object.entries(params)) {
        expect(relative(fitted.params[key]!, value)).toBeLessThan(tolerance);
      }
    },
  );

  test('BG/NBD predicts what the paper, the spreadsheet and R print', () => {
    const { params } = bgNbd.fit(customers);
    const times = [1 / 7, 1, 3, 223 / 7, 32, 78];
    const published = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576];
    const independent = [0.007813668, 0.053184291, 0.150630838, 1.04049012, 1.043732048, 1.857958428];
    times.forEach((t, i) => {
      expect(relative(bgNbd.expectedPurchases(params, t), independent[i]!)).toBeLessThan(2e-5);
      expect(relative(bgNbd.expectedPurchases(params, t), published[i]!)).toBeLessThan(0.002);
    });
    expect(bgNbd.conditionalExpectation(params, customerOne, 39)).toBeCloseTo(1.225994, 4);
    expect(bgNbd.conditionalExpectation(params, customer1516, 52)).toBeCloseTo(25.757338, 2);
    expect(bgNbd.pAlive(params, customer1516)).toBeCloseTo(0.968854, 5);
    expect(bgNbd.pBuy(params, customerOne, 39)).toBeCloseTo(0.554627955, 5);
    const rounded = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    expect(relative(bgNbd.pmf(rounded, 10, 2), 1.07869e-7)).toBeLessThan(1e-5);
    expect(bgNbd.pmf(rounded, 0, 39)).toBeCloseTo(0.5737864, 7);
    const total = histories.reduce((sum, h) => sum + bgNbd.conditionalExpectation(params, h, 39), 0);
    expect(total).toBeCloseTo(1653.41, 1);
  });

  test('the calibration histogram is the published one', () => {
    const { params } = bgNbd.fit(customers);
    const { actual, expected } = purchaseFrequency((x, t) => bgNbd.pmf(params, x, t), customers, 30);
    expect([...actual.slice(0, 7), actual.slice(7).reduce((sum, n) => sum + n)]).toEqual([
      1411, 439, 214, 100, 62, 38, 29, 64,
    ]);
    const published = [
      1407.68466519, 460.321279785, 192.463022626, 101.165301445, 59.8476252872, 38.1199094879, 25.5491242494,
    ];
    published.forEach((value, x) => expect(Math.abs(expected[x]! - value)).toBeLessThan(0.01));
    // R sums the open bin only up to the largest x seen, 29; the true remainder is 71.85.
    expect(expected.slice(7, 30).reduce((sum, n) => sum + n)).toBeCloseTo(71.226, 2);
  });

  test('MBG/NBD and Pareto/NBD predict the reference values', () => {
    expect(mbgNbd.pBuy(mbgNbd.fit(customers).params, customerOne, 39)).toBeCloseTo(0.559939742, 5);
    const { params } = paretoNbd.fit(customers);
    expect(paretoNbd.conditionalExpectation(params, customer1516, 52)).toBeCloseTo(25.455184, 2);
    expect(paretoNbd.pAlive(params, customer1516)).toBeCloseTo(0.997873, 5);
    expect(paretoNbd.pBuy(params, customerOne, 39)).toBeCloseTo(0.591926361, 5);
    const R = { r: 0.553355317991, alpha: 10.5786696946, s: 0.605943439967, beta: 11.6578081106 };
    expect(relative(paretoNbd.expectedPurchases(R, 52), 1.47343)).toBeLessThan(2e-5);
    expect(paretoNbd.conditionalExpectation(R, customer1516, 52)).toBeCloseTo(25.456549, 5);
    const weekly = { rate: 0.0027 };
    expect(relative(paretoNbd.discountedTransactions(R, customer1516, weekly), 86.0502130542)).toBeLessThan(
      1e-10,
    );
    const light = { x: 7, tx: 35, T: 39 };
    expect(relative(paretoNbd.discountedTransactions(R, light, weekly), 20.559902921)).toBeLessThan(1e-10);
    expect(paretoNbd.discountedTransactions(R, light, { rate: 0.0027, horizon: 52 })).toBeCloseTo(
      5.499477,
      6,
    );
  });

  test('Gamma-Gamma fits the published spend model', () => {
    const fitted = gammaGamma.fit(customers);
    expect(fitted.converged).toBe(true);
    expect(fitted.customers).toBe(946);
    expect(fitted.excluded).toEqual({ noOrders: 1411, noSpend: 0 });
    expect(Math.abs(fitted.logLikelihood - -4055.917695)).toBeLessThan(1e-4);
    expect(relative(fitted.params.p, 6.2495726)).toBeLessThan(0.002);
    expect(relative(fitted.params.q, 3.7442249)).toBeLessThan(0.002);
    expect(relative(fitted.params.v, 15.4435216)).toBeLessThan(0.002);
    const published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17];
    published.forEach((value, i) => {
      const got = gammaGamma.expectedSpend(fitted.params, customers.x[i]!, customers.meanSpend[i]!);
      expect(Math.abs(got - value)).toBeLessThan(0.06);
    });
    expect(gammaGamma.spendCorrelation(customers)).toBeCloseTo(0.114, 3);
  });

  test('pBuy ranks and calibrates as measured, P(alive) of BG/NBD ranks worse than a coin', () => {
    const auc = (name: 'bgNbd' | 'mbgNbd' | 'paretoNbd') => {
      const model = modelOf(name);
      const { params } = model.fit(customers);
      const pBuy = histories.map((h) => model.pBuy(params, h, 39));
      const alive = histories.map((h) => model.pAlive(params, h));
      return [areaUnderRoc(pBuy, bought), brierScore(pBuy, bought), areaUnderRoc(alive, bought)];
    };
    const [bg, mbg, pareto] = [auc('bgNbd'), auc('mbgNbd'), auc('paretoNbd')];
    expect([bg[0], mbg[0], pareto[0]].map((value) => value!.toFixed(3))).toEqual(['0.757', '0.760', '0.771']);
    expect([bg[2], mbg[2], pareto[2]].map((value) => value!.toFixed(3))).toEqual(['0.316', '0.687', '0.726']);
    for (const [, brier] of [bg, mbg, pareto]) expect(brier).toBeLessThan(0.165);
  });

  test('the attrition is real: MBG/NBD is not flagged, and the hazard ranks at least as well', () => {
    const model = mbgNbd.fit(customers);
    const check = checkAttrition(
      { model, nbd: nbd.fit(customers) },
      meanPAlive(mbgNbd, model.params, customers),
    );
    expect(check.degenerate).toBe(false);
    expect(check.gainOverNbd).toBeCloseTo(181.52, 1);
    expect(check.meanPAlive).toBeCloseTo(0.449, 3);
    const { crossValidated } = fitPurchaseHazard(customers, bought, { horizon: 39 });
    expect(crossValidated.auc).toBeGreaterThan(0.777);
    expect(crossValidated.brier).toBeLessThan(0.165);
  });
});

describe.skipIf(!hasSharedData('online_retail_orders.csv'))('Online Retail to 2011-09-09', () => {
  const present = hasSharedData('online_retail_orders.csv');
  const customers = present ? summarizeCustomers(onlineRetailOrders(), onlineRetailSplit) : undefined;

  test('every model with drop-out degenerates to the NBD and is flagged', () => {
    const base = nbd.fit(customers!);
    expect(base.customers).toBe(3370);
    expect(base.logLikelihood).toBeCloseTo(-22887.032142, 4);
    for (const name of ['bgNbd', 'mbgNbd', 'paretoNbd'] as const) {
      const model = modelOf(name).fit(customers!);
      expect(model.logLikelihood).toBeCloseTo(-22887.0321, 3);
      const alive = meanPAlive(modelOf(name), model.params, customers!);
      const check = checkAttrition({ model, nbd: base }, alive);
      expect(check.degenerate).toBe(true);
      expect(check.reasons).toEqual(expect.arrayContaining(['no-gain-over-nbd', 'everyone-alive']));
    }
  });

  test('the hazard takes over: it ranks at 0.73 and its deciles mean what they say', () => {
    const bought = Array.from(customers!.holdoutPurchases, (count) => (count > 0 ? 1 : 0));
    const hazard = fitPurchaseHazard(customers!, bought, { horizon: 13 });
    expect(hazard.logistic.converged).toBe(true);
    expect(hazard.crossValidated.auc).toBeGreaterThan(0.7345);
    expect(hazard.crossValidated.deciles).toHaveLength(10);
    for (const band of hazard.crossValidated.deciles) {
      expect(Math.abs(band.meanPredicted - band.meanActual)).toBeLessThan(0.05);
    }
  });
});
