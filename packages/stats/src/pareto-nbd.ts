// Pareto/NBD (Schmittlein, Morrison & Colombo 1987): gamma-distributed purchase rates and exponential lifetimes with
// gamma-distributed rates; a customer may leave at any moment, not only at a purchase.
import { discountedIntegral } from './beta-geometric.ts';
import {
  type BuyingHistory,
  type CollapsedHistories,
  type CustomerStatistics,
  type Discounting,
  type FitOptions,
  type ModelFit,
  collapseHistories,
  maximiseLikelihood,
  meanAge,
  relativeDecay,
  requireFittable,
  requireHistory,
  requireParams,
} from './buying-model.ts';
import { negativeBinomial } from './nbd.ts';
import {
  type ParetoNbdParams,
  logLeftOdds,
  logLikelihoodPart,
  logPowerIntegral,
} from './pareto-likelihood.ts';
import { doublingEdges, integrate } from './quadrature.ts';
import { logRisingFactorial } from './special-functions.ts';
import { requireCount, requireNonNegative } from './stats-input-error.ts';

export type { ParetoNbdParams } from './pareto-likelihood.ts';

function sumLogLikelihood(params: ParetoNbdParams, h: CollapsedHistories): number {
  const table = h.distinctX.map((x) => logRisingFactorial(params.r, x));
  let sum = 0;
  for (let i = 0; i < h.x.length; i += 1) {
    const part = logLikelihoodPart(params, h.x[i]!, h.tx[i]!, h.T[i]!);
    sum += h.weight[i]! * (table[h.xIndex[i]!]! + part);
  }
  return sum;
}

/** Log-likelihood of weighted histories (Fader & Hardie 2005 note, eq. 18). Refuses impossible histories. */
export function logLikelihood(params: ParetoNbdParams, statistics: CustomerStatistics): number {
  return sumLogLikelihood(requireParams(params), collapseHistories(statistics));
}

/**
 * Maximum likelihood over collapsed histories. @NOTE s and beta are weakly identified (on CDNOW the standard error of
 * beta is half its value), the likelihood and the predictions are not: compare those.
 */
export function fit(statistics: CustomerStatistics, options: FitOptions = {}): ModelFit<ParetoNbdParams> {
  const h = collapseHistories(statistics, options);
  requireFittable(h);
  const start = { r: 1, alpha: meanAge(h) / 3, s: 1, beta: meanAge(h) / 3 };
  const found = maximiseLikelihood(start, (params) => sumLogLikelihood(params, h), options);
  return { ...found, customers: h.customers, distinct: h.x.length };
}

/** E[X(t)] = r beta / (alpha (s - 1)) [1 - (beta / (beta + t))^(s - 1)], continuous through s = 1. */
export function expectedPurchases(params: ParetoNbdParams, t: number): number {
  return conditionalExpectation(params, { x: 0, tx: 0, T: 0 }, t);
}

/** P(alive at T | x, tx, T) (Schmittlein et al. 1987; Fader & Hardie 2005 note, eq. 33). */
export function pAlive(params: ParetoNbdParams, history: BuyingHistory): number {
  requireParams(params);
  const { x, tx, T } = requireHistory(history);
  return 1 / (1 + Math.exp(logLeftOdds(params, x, tx, T)));
}

/** E[purchases in (T, T + t] | x, tx, T] (Fader & Hardie 2005 note, eq. 41). */
export function conditionalExpectation(params: ParetoNbdParams, history: BuyingHistory, t: number): number {
  requireNonNegative('t', t);
  const alive = pAlive(params, history);
  const { r, alpha, s, beta } = params;
  const rate = (r + history.x) / (alpha + history.T);
  return alive * rate * (beta + history.T) * relativeDecay(s - 1, Math.log1p(t / (beta + history.T)));
}

/**
 * P(at least one purchase in (T, T + h] | x, tx, T) = P(alive) (r + x) / (alpha + T) times the integral over (0, h) of
 * ((alpha + T) / (alpha + T + u))^(r + x + 1) ((beta + T) / (beta + T + u))^s.
 */
export function pBuy(params: ParetoNbdParams, history: BuyingHistory, h: number): number {
  requireNonNegative('h', h);
  const alive = pAlive(params, history);
  if (h === 0 || alive === 0) return 0;
  const { r, alpha, s, beta } = params;
  const A = alpha + history.T;
  const R = r + history.x;
  const log = logPowerIntegral({ alpha: A, beta: beta + history.T, p: R + 1, q: s }, h);
  return alive * Math.min(1, (R / A) * Math.exp(log));
}

/**
 * Discounted expected transactions after T. With an infinite horizon this is DERT (Fader, Hardie & Lee 2005, "RFM and
 * CLV", eq. 4), computed as the integral that Tricomi's U stands for.
 */
export function discountedTransactions(
  params: ParetoNbdParams,
  history: BuyingHistory,
  discounting: Discounting,
): number {
  const alive = pAlive(params, history);
  const { r, alpha, s, beta } = params;
  const B = beta + history.T;
  const rate = (r + history.x) / (alpha + history.T);
  return alive * discountedIntegral((u) => rate * Math.exp(-s * Math.log1p(u / B)), B, discounting);
}

/**
 * P(X(t) = x): x purchases in t while alive throughout, or x purchases before leaving at some u < t
 * (Fader & Hardie 2005 note, section 4, the integral left as one).
 */
export function pmf(params: ParetoNbdParams, x: number, t: number): number {
  const { r, alpha, s, beta } = requireParams(params);
  requireCount('x', x);
  requireNonNegative('t', t);
  const stayed = negativeBinomial(r, alpha, x, t) * Math.exp(-s * Math.log1p(t / beta));
  const leaving = (u: number): number =>
    negativeBinomial(r, alpha, x, u) * (s / beta) * Math.exp(-(s + 1) * Math.log1p(u / beta));
  const left = integrate(leaving, doublingEdges(Math.min(alpha, beta), t), 1e-10);
  return stayed + left;
}
