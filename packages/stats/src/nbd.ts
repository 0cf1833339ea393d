// The NBD of Ehrenberg (1959): purchases at a gamma-distributed rate and nobody ever leaves. It is the yardstick: a
// model with drop-out that is no likelier than this one has found no drop-out (see attrition-check.ts).
import {
  type BuyingHistory,
  type CustomerStatistics,
  type Discounting,
  type FitOptions,
  type ModelFit,
  collapseHistories,
  type CollapsedHistories,
  maximiseLikelihood,
  meanAge,
  oneMinusPower,
  relativeDecay,
  requireFittable,
  requireHistory,
  requireParams,
} from './buying-model.ts';
import { logBeta, logRisingFactorial } from './special-functions.ts';
import { requireCount, requireNonNegative, requirePositive } from './stats-input-error.ts';

/** Purchase rates follow Gamma(shape r, rate alpha); alpha in time units. */
export type NbdParams = { readonly r: number; readonly alpha: number };

function sumLogLikelihood({ r, alpha }: NbdParams, h: CollapsedHistories): number {
  const table = h.distinctX.map((x) => logRisingFactorial(r, x));
  let sum = 0;
  for (let i = 0; i < h.x.length; i += 1) {
    const T = h.T[i]!;
    // -r ln(1 + T / alpha) instead of r ln alpha - r ln(alpha + T): r and alpha may be huge together.
    const timing = r * Math.log1p(T / alpha) + h.x[i]! * Math.log(alpha + T);
    sum += h.weight[i]! * (table[h.xIndex[i]!]! - timing);
  }
  return sum;
}

/**
 * Log-likelihood of purchase times (not of counts): ln Gamma(r + x) - ln Gamma(r) + r ln alpha - (r + x) ln(alpha + T),
 * the same measure as BG/NBD and Pareto/NBD use, so the values compare (Fader, Hardie & Lee 2005, eq. 3 with p = 0).
 */
export function logLikelihood(params: NbdParams, statistics: CustomerStatistics): number {
  return sumLogLikelihood(requireParams(params), collapseHistories(statistics));
}

/** Maximum likelihood. Refuses what `requireFittable` refuses; non-convergence is reported in the fit. */
export function fit(statistics: CustomerStatistics, options: FitOptions = {}): ModelFit<NbdParams> {
  const h = collapseHistories(statistics, options);
  requireFittable(h);
  const found = maximiseLikelihood({ r: 1, alpha: meanAge(h) / 3 }, (p) => sumLogLikelihood(p, h), options);
  return { ...found, customers: h.customers, distinct: h.x.length };
}

/** E[X(t)] = r t / alpha. */
export function expectedPurchases(params: NbdParams, t: number): number {
  const { r, alpha } = requireParams(params);
  return (r * requireNonNegative('t', t)) / alpha;
}

/** P(X(t) = x): the negative binomial probability. */
export function pmf(params: NbdParams, x: number, t: number): number {
  const { r, alpha } = requireParams(params);
  return negativeBinomial(r, alpha, requireCount('x', x), requireNonNegative('t', t));
}

/** Gamma(r + x) / (Gamma(r) x!) (alpha / (alpha + t))^r (t / (alpha + t))^x. */
export function negativeBinomial(r: number, alpha: number, x: number, t: number): number {
  const none = -r * Math.log1p(t / alpha);
  if (x === 0) return Math.exp(none);
  if (t === 0) return 0;
  const log = -Math.log(x) - logBeta(r, x) + none - x * Math.log1p(alpha / t);
  return Math.exp(log);
}

/** Always 1: nobody leaves in this model. */
export function pAlive(params: NbdParams, history: BuyingHistory): number {
  requireParams(params);
  requireHistory(history);
  return 1;
}

/** P(at least one purchase in (T, T + h]). */
export function pBuy(params: NbdParams, history: BuyingHistory, h: number): number {
  const { r, alpha } = requireParams(params);
  const { x, T } = requireHistory(history);
  return oneMinusPower(requireNonNegative('h', h) / (alpha + T), r + x);
}

/** E[purchases in (T, T + t]] = (r + x) t / (alpha + T). */
export function conditionalExpectation(params: NbdParams, history: BuyingHistory, t: number): number {
  const { r, alpha } = requireParams(params);
  const { x, T } = requireHistory(history);
  return ((r + x) * requireNonNegative('t', t)) / (alpha + T);
}

/** Discounted expected transactions: (r + x) / (alpha + T) times the discounted length of the horizon. */
export function discountedTransactions(
  params: NbdParams,
  history: BuyingHistory,
  { rate, horizon = Number.POSITIVE_INFINITY }: Discounting,
): number {
  const { r, alpha } = requireParams(params);
  const { x, T } = requireHistory(history);
  const length =
    horizon === Number.POSITIVE_INFINITY ? 1 / requirePositive('rate', rate) : relativeDecay(rate, horizon);
  return ((r + x) / (alpha + T)) * length;
}
