// What all buying models share: the statistics they take, the shape of a fit, and the fitting itself. Each model is
// a file of the same verbs (fit, logLikelihood, expectedPurchases, pAlive, pBuy, ...), see index.ts.
import { type CollapsedRows, collapseRows, uncollapsedRows } from './collapse-rows.ts';
import { nelderMead } from './nelder-mead.ts';
import {
  StatsInputError,
  numbered,
  requireCount,
  requireNonNegative,
  requirePositive,
  requireSameLength,
} from './stats-input-error.ts';

/** One customer's purchase history in the models' notation (Fader, Hardie & Lee 2005). */
export interface BuyingHistory {
  /** Repeat purchases: purchase days after the first one. */
  readonly x: number;
  /** Age of the customer at the last purchase, in the time unit of the fit; 0 when x = 0. */
  readonly tx: number;
  /** Age of the customer at the end of the observation, in the same unit. */
  readonly T: number;
}

/** Many customers as columns of equal length; weight is how many customers share the row (default 1). */
export interface CustomerStatistics {
  readonly x: ArrayLike<number>;
  readonly tx: ArrayLike<number>;
  readonly T: ArrayLike<number>;
  readonly weight?: ArrayLike<number> | undefined;
}

export interface FitOptions {
  /** Budget of likelihood evaluations; default 1000 per parameter. */
  readonly maxEvaluations?: number;
  /** False fits row by row; only to measure what collapsing equal rows saves. */
  readonly collapse?: boolean;
}

export interface ModelFit<P> {
  /** Maximum-likelihood estimates; when not converged, the best point seen. */
  readonly params: P;
  readonly logLikelihood: number;
  /** False when the budget ran out before a restart confirmed the maximum. */
  readonly converged: boolean;
  /** Parameters that ran into the edge of the search (a factor e^15 from the start): the data do not identify them. */
  readonly boundary: readonly string[];
  readonly evaluations: number;
  readonly restarts: number;
  /** Sum of weights. */
  readonly customers: number;
  /** Distinct rows after collapsing: what the cost follows. */
  readonly distinct: number;
}

/** Discounting in continuous time. */
export interface Discounting {
  /** Continuous rate per time unit: ln(1 + annual rate) / 52 for weeks. */
  readonly rate: number;
  /** Length of the future that counts, in time units; default infinite. */
  readonly horizon?: number;
}

/** Checks one history: whole x, 0 <= tx <= T, tx = 0 exactly when x = 0. */
export function requireHistory(history: BuyingHistory, row?: number): BuyingHistory {
  const { x, tx, T } = history;
  requireCount('x', x);
  requireNonNegative('tx', tx);
  requireNonNegative('T', T);
  const where = row === undefined ? '' : ` (row ${row})`;
  if (tx > T) {
    throw new StatsInputError(
      'inconsistent',
      `the last purchase at ${tx} lies after the end at ${T}${where}`,
      {
        ...history,
        row,
      },
    );
  }
  if (x === 0 ? tx !== 0 : tx === 0) {
    throw new StatsInputError(
      'inconsistent',
      `x = ${x} contradicts tx = ${tx}: tx is 0 exactly when x is${where}`,
      {
        ...history,
        row,
      },
    );
  }
  return history;
}

/** Distinct histories sorted by (x, T, tx), with the index of each one's x among the distinct values of x. */
export interface CollapsedHistories {
  readonly x: Float64Array;
  readonly tx: Float64Array;
  readonly T: Float64Array;
  readonly weight: Float64Array;
  readonly customers: number;
  readonly distinctX: Float64Array;
  readonly xIndex: Int32Array;
}

/** Checks and collapses statistics; extra columns (covariates) take part in the collapsing. */
export function collapseHistories(
  statistics: CustomerStatistics,
  options: Pick<FitOptions, 'collapse'> = {},
  extra: readonly ArrayLike<number>[] = [],
): CollapsedHistories & { readonly extra: Float64Array[] } {
  const { x, tx, T, weight } = statistics;
  requireSameLength({ x, tx, T, weight, ...numbered('covariate', extra) });
  const group = options.collapse === false ? uncollapsedRows : collapseRows;
  const rows: CollapsedRows = group([x, T, tx, ...extra], weight);
  const [cx, cT, ctx, ...rest] = rows.columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    ...Float64Array[],
  ];
  for (let i = 0; i < cx.length; i += 1) requireHistory({ x: cx[i]!, tx: ctx[i]!, T: cT[i]! });
  const { distinct, index } = indexDistinct(cx);
  return {
    x: cx,
    tx: ctx,
    T: cT,
    weight: rows.weight,
    customers: rows.total,
    distinctX: distinct,
    xIndex: index,
    extra: rest,
  };
}

/** Distinct values ascending and each row's place among them. */
export function indexDistinct(values: Float64Array): { distinct: Float64Array; index: Int32Array } {
  const places = new Map<number, number>();
  for (const value of values) places.set(value, 0);
  const distinct = Float64Array.from(places.keys()).sort();
  distinct.forEach((value, place) => places.set(value, place));
  return { distinct, index: Int32Array.from(values, (value) => places.get(value)!) };
}

/** Refuses what no buying model can be fitted to: fewer than two customers, no repeat purchase, no time. */
export function requireFittable(histories: CollapsedHistories): void {
  if (histories.customers < 2) {
    throw new StatsInputError('too-few', 'a fit needs at least two customers', {
      customers: histories.customers,
    });
  }
  if (histories.distinctX.length === 1 && histories.distinctX[0] === 0) {
    throw new StatsInputError('not-identified', 'nobody bought twice: there is no repeat rate to fit', {});
  }
  if (!histories.T.some((T) => T > 0)) {
    throw new StatsInputError('not-identified', 'every customer was observed for no time at all', {});
  }
}

/** Weighted mean observation length: the natural scale of a rate parameter's start. */
export function meanAge(histories: CollapsedHistories): number {
  let sum = 0;
  for (let i = 0; i < histories.T.length; i += 1) sum += histories.weight[i]! * histories.T[i]!;
  return sum / histories.customers;
}

const SEARCH_BOUND = 15;

/**
 * Maximises a log-likelihood over positive parameters, in their logarithms, by Nelder-Mead from `start`.
 * @param start named start values, all positive
 * @param free names of further parameters that may take any sign (covariate effects), starting at 0
 */
export function maximiseLikelihood<P extends Record<string, number>>(
  start: P,
  logLikelihood: (params: P) => number,
  options: FitOptions,
  free: readonly string[] = [],
): Omit<ModelFit<P>, 'customers' | 'distinct'> {
  const names = Object.keys(start);
  const unpack = (point: readonly number[]): P => {
    const params: Record<string, number> = {};
    names.forEach((name, i) => {
      params[name] = free.includes(name) ? start[name]! + point[i]! : start[name]! * Math.exp(point[i]!);
    });
    return params as P;
  };
  const minimum = nelderMead(
    (point) => -logLikelihood(unpack(point)),
    names.map(() => 0),
    { bound: SEARCH_BOUND, maxEvaluations: options.maxEvaluations ?? 1000 * names.length },
  );
  return {
    params: unpack(minimum.point),
    logLikelihood: -minimum.value,
    converged: minimum.converged,
    boundary: names.filter((_, i) => Math.abs(minimum.point[i]!) > SEARCH_BOUND - 1e-3),
    evaluations: minimum.evaluations,
    restarts: minimum.restarts,
  };
}

/** Refuses parameters that are not all positive. */
export function requireParams<P extends object>(params: P): P {
  for (const [name, value] of Object.entries(params)) requirePositive(name, value as number);
  return params;
}

/** (1 - (1 + u)^-k) for u >= 0, without cancellation when it is small. */
export function oneMinusPower(u: number, k: number): number {
  return -Math.expm1(-k * Math.log1p(u));
}

/** (1 - e^-(k v)) / k, continuous through k = 0, where it is v. */
export function relativeDecay(k: number, v: number): number {
  return Math.abs(k * v) < 1e-8 ? v * (1 - 0.5 * k * v) : -Math.expm1(-k * v) / k;
}
