// Gamma-Gamma spend (Fader & Hardie 2013, "The Gamma-Gamma Model of Monetary Value"): order values of one customer vary
// around a mean that varies between customers. It assumes that spend does not depend on frequency: see `spendCorrelation`.
import {
  type FitOptions,
  type ModelFit,
  indexDistinct,
  maximiseLikelihood,
  requireParams,
} from './buying-model.ts';
import { collapseRows, uncollapsedRows } from './collapse-rows.ts';
import { logBeta } from './special-functions.ts';
import {
  StatsInputError,
  requireCount,
  requireNonNegative,
  requirePositive,
  requireSameLength,
} from './stats-input-error.ts';

/** Order values ~ Gamma(shape p, rate nu) with nu ~ Gamma(shape q, rate v); v in currency. */
export type GammaGammaParams = { readonly p: number; readonly q: number; readonly v: number };

/** Columns: how many orders the mean covers (repeat purchases on CDNOW), and the mean itself. */
export interface SpendStatistics {
  readonly x: ArrayLike<number>;
  readonly meanSpend: ArrayLike<number>;
  readonly weight?: ArrayLike<number> | undefined;
}

export interface SpendFit extends ModelFit<GammaGammaParams> {
  /** Customers left out: those without an order in the mean, and those whose mean is zero or less. */
  readonly excluded: { readonly noOrders: number; readonly noSpend: number };
}

interface Spenders {
  readonly x: Float64Array;
  readonly spend: Float64Array;
  readonly weight: Float64Array;
  readonly customers: number;
  readonly distinctX: Float64Array;
  readonly xIndex: Int32Array;
  readonly excluded: { noOrders: number; noSpend: number };
}

function collapseSpenders(statistics: SpendStatistics, options: FitOptions): Spenders {
  const { x, meanSpend, weight } = statistics;
  const length = requireSameLength({ x, meanSpend, weight });
  const excluded = { noOrders: 0, noSpend: 0 };
  const kept = new Float64Array(length);
  for (let i = 0; i < length; i += 1) {
    const w = weight === undefined ? 1 : weight[i]!;
    if (requireCount(`x in row ${i}`, x[i]!) === 0) excluded.noOrders += w;
    else if (meanSpend[i]! <= 0) excluded.noSpend += w;
    else kept[i] = w;
  }
  const chosen =
    options.collapse === false ? rowsWithWeight(statistics, kept) : collapseRows([x, meanSpend], kept);
  const [cx, spend] = chosen.columns as [Float64Array, Float64Array];
  const { distinct, index } = indexDistinct(cx);
  return {
    x: cx,
    spend,
    weight: chosen.weight,
    customers: chosen.total,
    distinctX: distinct,
    xIndex: index,
    excluded,
  };
}

function rowsWithWeight(
  { x, meanSpend }: SpendStatistics,
  kept: Float64Array,
): ReturnType<typeof uncollapsedRows> {
  const rows = Array.from(kept.keys()).filter((i) => kept[i]! > 0);
  const column = (values: ArrayLike<number>): number[] => rows.map((i) => values[i]!);
  return uncollapsedRows([column(x), column(meanSpend)], column(kept));
}

/** Everything in the likelihood that does not change with the parameters, gathered once. */
function prepare(s: Spenders): (params: GammaGammaParams) => number {
  const count = new Float64Array(s.distinctX.length);
  const logSpend = new Float64Array(s.distinctX.length);
  let constant = 0;
  for (let i = 0; i < s.x.length; i += 1) {
    const k = s.xIndex[i]!;
    const log = Math.log(s.spend[i]!);
    count[k]! += s.weight[i]!;
    logSpend[k]! += s.weight[i]! * s.x[i]! * log;
    constant -= s.weight[i]! * log;
  }
  return ({ p, q, v }) => {
    let sum = constant;
    const logV = Math.log(v);
    s.distinctX.forEach((x, k) => {
      const px = p * x;
      const gammas = q * logV - logBeta(px, q) + px * Math.log(x);
      sum += count[k]! * gammas + p * logSpend[k]!;
    });
    for (let i = 0; i < s.x.length; i += 1) {
      const x = s.x[i]!;
      sum -= s.weight[i]! * (p * x + q) * Math.log(v + x * s.spend[i]!);
    }
    return sum;
  };
}

/** Log-likelihood of the mean spends (Fader & Hardie 2013, eq. 1); customers without orders or spend are left out. */
export function logLikelihood(params: GammaGammaParams, statistics: SpendStatistics): number {
  return prepare(collapseSpenders(statistics, {}))(requireParams(params));
}

/**
 * Maximum likelihood. Refuses fewer than two spenders and spends that are all equal (no variation to fit).
 * The start for v is the mean spend, so any currency unit works.
 */
export function fit(statistics: SpendStatistics, options: FitOptions = {}): SpendFit {
  const s = collapseSpenders(statistics, options);
  if (s.customers < 2) {
    throw new StatsInputError('too-few', 'a spend fit needs at least two customers with orders and spend', {
      ...s.excluded,
    });
  }
  if (s.spend.every((value) => value === s.spend[0])) {
    throw new StatsInputError(
      'not-identified',
      'every customer spends the same: there is no variation to fit',
      {},
    );
  }
  let mean = 0;
  for (let i = 0; i < s.x.length; i += 1) mean += (s.weight[i]! * s.spend[i]!) / s.customers;
  const found = maximiseLikelihood({ p: 1, q: 2, v: mean }, prepare(s), options);
  return { ...found, customers: s.customers, distinct: s.x.length, excluded: s.excluded };
}

/** E[M] over all customers: p v / (q - 1). Refuses q <= 1, where the mean is infinite. */
export function populationMean(params: GammaGammaParams): number {
  const { p, q, v } = requireParams(params);
  if (q <= 1) throw new StatsInputError('not-identified', `the mean is infinite for q = ${q} <= 1`, { q });
  return (p * v) / (q - 1);
}

/**
 * E[M | mean of x orders] = p (v + x meanSpend) / (p x + q - 1) (Fader & Hardie 2013, eq. 5): the observed mean drawn
 * towards the population's; x = 0 gives the population mean.
 */
export function expectedSpend(params: GammaGammaParams, x: number, meanSpend: number): number {
  const { p, q, v } = requireParams(params);
  requireCount('x', x);
  requireNonNegative('meanSpend', meanSpend);
  if (x === 0) return populationMean(params);
  const weight = p * x + q - 1;
  requirePositive('p x + q - 1', weight);
  return (p * (v + x * meanSpend)) / weight;
}

/** Pearson's correlation of x and mean spend among spenders: the model wants it small; warn above 0.3 (a default). */
export function spendCorrelation(statistics: SpendStatistics): number {
  const { x, spend, weight, customers } = collapseSpenders(statistics, {});
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value, i) => sum + weight[i]! * value, 0) / customers;
  const meanX = mean(x);
  const meanM = mean(spend);
  const moment = (f: (i: number) => number): number => x.reduce((sum, _, i) => sum + weight[i]! * f(i), 0);
  const covariance = moment((i) => (x[i]! - meanX) * (spend[i]! - meanM));
  const scale = Math.sqrt(moment((i) => (x[i]! - meanX) ** 2) * moment((i) => (spend[i]! - meanM) ** 2));
  if (!(scale > 0)) {
    throw new StatsInputError(
      'not-identified',
      'frequency or spend does not vary: there is no correlation',
      {},
    );
  }
  return covariance / scale;
}
