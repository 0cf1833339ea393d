// BG/BB (Fader, Hardie & Shang 2010, "Customer-Base Analysis in a Discrete-Time Noncontractual Setting"): at each of n
// opportunities (a month, a live show, a campaign) a living customer buys or not, and may leave between them.
import {
  type BuyingHistory,
  type CollapsedHistories,
  type CustomerStatistics,
  type FitOptions,
  type ModelFit,
  collapseHistories,
  maximiseLikelihood,
  requireFittable,
  requireHistory,
  requireParams,
} from './buying-model.ts';
import { logBeta, logBetaShift } from './special-functions.ts';
import { StatsInputError, requireCount, requireNonNegative } from './stats-input-error.ts';

/** Buying chance ~ Beta(alpha, beta) per opportunity, leaving chance ~ Beta(gamma, delta) before each one. */
export type BgBbParams = {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly delta: number;
};

/** Sums run over opportunities one by one; more than this is a mistake of units. */
const MAX_OPPORTUNITIES = 1_000_000;

/** In a discrete history x, tx and T count opportunities: purchases, the last one bought at, and all there were. */
function requireDiscrete(history: BuyingHistory): BuyingHistory {
  const { x, tx, T } = requireHistory(history);
  requireCount('tx', tx);
  requireOpportunities('T', T);
  if (x > tx)
    throw new StatsInputError('inconsistent', `${x} purchases at ${tx} opportunities`, { ...history });
  return history;
}

function requireOpportunities(name: string, n: number): number {
  if (requireCount(name, n) > MAX_OPPORTUNITIES) {
    throw new StatsInputError(
      'out-of-range',
      `${name} = ${n} opportunities is more than ${MAX_OPPORTUNITIES}`,
      {},
    );
  }
  return n;
}

/** The likelihood of one history; the first term alone is "alive through all T" (FHS 2010, eq. 6). */
function likelihood(params: BgBbParams, { x, tx, T }: BuyingHistory): number {
  const { alpha, beta, gamma, delta } = params;
  let sum = Math.exp(logBetaShift(alpha, beta, x, T - x) + logBetaShift(gamma, delta, 0, T));
  for (let i = tx; i < T; i += 1) {
    sum += Math.exp(logBetaShift(alpha, beta, x, i - x) + logBetaShift(gamma, delta, 1, i));
  }
  return sum;
}

function sumLogLikelihood(params: BgBbParams, h: CollapsedHistories): number {
  let sum = 0;
  for (let i = 0; i < h.x.length; i += 1) {
    sum += h.weight[i]! * Math.log(likelihood(params, { x: h.x[i]!, tx: h.tx[i]!, T: h.T[i]! }));
  }
  return sum;
}

function collapseDiscrete(statistics: CustomerStatistics, options: FitOptions): CollapsedHistories {
  const h = collapseHistories(statistics, options);
  for (let i = 0; i < h.x.length; i += 1) requireDiscrete({ x: h.x[i]!, tx: h.tx[i]!, T: h.T[i]! });
  return h;
}

/** Log-likelihood of weighted discrete histories (FHS 2010, eq. 6). */
export function logLikelihood(params: BgBbParams, statistics: CustomerStatistics): number {
  return sumLogLikelihood(requireParams(params), collapseDiscrete(statistics, {}));
}

/** Maximum likelihood. Refuses fractional opportunities, x > tx and data without any purchase. */
export function fit(statistics: CustomerStatistics, options: FitOptions = {}): ModelFit<BgBbParams> {
  const h = collapseDiscrete(statistics, options);
  requireFittable(h);
  const start = { alpha: 1, beta: 1, gamma: 1, delta: 1 };
  const found = maximiseLikelihood(start, (params) => sumLogLikelihood(params, h), options);
  return { ...found, customers: h.customers, distinct: h.x.length };
}

/** P(still alive at opportunity T + 1 | x, tx, T) (FHS 2010, eq. 11). */
export function pAlive(params: BgBbParams, history: BuyingHistory): number {
  requireParams(params);
  return aheadShare(params, requireDiscrete(history), 1, 0);
}

/** P(alive at opportunity T + k, and `misses` non-purchases among those alive before it | x, tx, T). */
function aheadShare(params: BgBbParams, history: BuyingHistory, k: number, misses: number): number {
  const { alpha, beta, gamma, delta } = params;
  const { x, T } = history;
  const log = logBetaShift(alpha, beta, x, T - x + misses) + logBetaShift(gamma, delta, 0, T + k);
  return Math.exp(log - Math.log(likelihood(params, history)));
}

/** E[purchases at opportunities T + 1 to T + n | x, tx, T]; the sum behind FHS 2010, eq. 13, so gamma = 1 is no pole. */
export function conditionalExpectation(params: BgBbParams, history: BuyingHistory, n: number): number {
  return discountedTransactions(params, history, { rate: 0, horizon: n });
}

/** E[X(n)]: expected purchases of a new customer at n opportunities (FHS 2010, eq. 8). */
export function expectedPurchases(params: BgBbParams, n: number): number {
  return conditionalExpectation(params, { x: 0, tx: 0, T: 0 }, n);
}

/** P(at least one purchase at opportunities T + 1 to T + n | x, tx, T): the first purchase falls on one of them. */
export function pBuy(params: BgBbParams, history: BuyingHistory, n: number): number {
  requireParams(params);
  requireDiscrete(history);
  requireOpportunities('n', n);
  const { alpha, beta } = params;
  const total = alpha + beta + history.T;
  let sum = 0;
  for (let k = 1; k <= n; k += 1) {
    sum += aheadShare(params, history, k, k - 1) * ((alpha + history.x) / (total + k - 1));
  }
  return Math.min(1, sum);
}

/**
 * Discounted expected transactions (FHS 2010, eq. 14 for an infinite horizon): the purchase at opportunity T + k is
 * worth (1 + rate)^-k of one at T. Refuses an infinite horizon without discounting.
 * @param discounting rate per opportunity (discrete), horizon in opportunities
 */
export function discountedTransactions(
  params: BgBbParams,
  history: BuyingHistory,
  { rate, horizon = Number.POSITIVE_INFINITY }: { readonly rate: number; readonly horizon?: number },
): number {
  requireParams(params);
  requireDiscrete(history);
  requireNonNegative('rate', rate);
  const { alpha, beta, gamma, delta } = params;
  const end =
    horizon === Number.POSITIVE_INFINITY ? infiniteHorizon(rate) : requireOpportunities('horizon', horizon);
  const chance = (alpha + history.x) / (alpha + beta + history.T);
  let term = aheadShare(params, history, 1, 0) * chance;
  let sum = 0;
  for (let k = 1; k <= end; k += 1) {
    term /= 1 + rate;
    sum += term;
    term *= (delta + history.T + k) / (gamma + delta + history.T + k);
  }
  return sum;
}

function infiniteHorizon(rate: number): number {
  const end = Math.ceil(37 / Math.log1p(rate));
  return requireOpportunities('horizon', Number.isFinite(end) ? end : MAX_OPPORTUNITIES + 1);
}

/** P(X(n) = x): x purchases at n opportunities, alive throughout or left after the i-th (FHS 2010, eq. 7). */
export function pmf(params: BgBbParams, x: number, n: number): number {
  const { alpha, beta, gamma, delta } = requireParams(params);
  requireCount('x', x);
  requireOpportunities('n', n);
  if (x > n) return 0;
  const logChoose = (m: number): number => -Math.log(m + 1) - logBeta(x + 1, m - x + 1);
  let sum = Math.exp(logChoose(n) + logBetaShift(alpha, beta, x, n - x) + logBetaShift(gamma, delta, 0, n));
  for (let i = x; i < n; i += 1) {
    sum += Math.exp(logChoose(i) + logBetaShift(alpha, beta, x, i - x) + logBetaShift(gamma, delta, 1, i));
  }
  return sum;
}
