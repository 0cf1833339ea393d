// BG/NBD (Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way): a customer may leave after each repeat
// purchase. @NOTE One-time buyers never leave in this model, so P(alive) = 1 for them: use pBuy, or MBG/NBD.
import {
  type BetaGeometricParams,
  conditionalExpectationOf,
  discountedTransactionsOf,
  fitBetaGeometric,
  logLikelihoodOf,
  pAliveOf,
  pBuyOf,
  pmfOf,
} from './beta-geometric.ts';
import type { BuyingHistory, CustomerStatistics, Discounting, FitOptions, ModelFit } from './buying-model.ts';

/** Rates ~ Gamma(shape r, rate alpha), drop-out probabilities ~ Beta(a, b); alpha in the time unit of the data. */
export type BgNbdParams = BetaGeometricParams;

/** Log-likelihood of weighted histories (Fader, Hardie & Lee 2005, eq. 6). Refuses impossible histories. */
export function logLikelihood(params: BgNbdParams, statistics: CustomerStatistics): number {
  return logLikelihoodOf(params, statistics, 0);
}

/**
 * Maximum likelihood over collapsed histories. Refuses fewer than two customers and data without a repeat purchase.
 * Where the data show no drop-out, a runs to 0 and `boundary` names what is not identified: check
 * `checkAttrition` before using P(alive).
 */
export function fit(statistics: CustomerStatistics, options: FitOptions = {}): ModelFit<BgNbdParams> {
  return fitBetaGeometric(statistics, options, 0);
}

/** E[X(t)]: expected repeat purchases of a new customer in t time units (eq. 9). */
export function expectedPurchases(params: BgNbdParams, t: number): number {
  return conditionalExpectationOf(params, { x: 0, tx: 0, T: 0 }, t, 0);
}

/** P(the customer has not left by T | x, tx, T). It is 1 for x = 0 by construction (eq. 7 of the 2008 note). */
export function pAlive(params: BgNbdParams, history: BuyingHistory): number {
  return pAliveOf(params, history, 0);
}

/** P(at least one purchase in (T, T + h] | x, tx, T) = P(alive) [1 - ((alpha + T) / (alpha + T + h))^(r + x)]. */
export function pBuy(params: BgNbdParams, history: BuyingHistory, h: number): number {
  return pBuyOf(params, history, h, 0);
}

/** E[purchases in (T, T + t] | x, tx, T] (eq. 10), stable for heavy buyers, long horizons and a near 1. */
export function conditionalExpectation(params: BgNbdParams, history: BuyingHistory, t: number): number {
  return conditionalExpectationOf(params, history, t, 0);
}

/** Expected transactions after T, each discounted continuously to T; in transactions, not money. */
export function discountedTransactions(
  params: BgNbdParams,
  history: BuyingHistory,
  discounting: Discounting,
): number {
  return discountedTransactionsOf(params, history, discounting, 0);
}

/** P(X(t) = x): the chance of exactly x repeat purchases in the first t time units (eq. 8). */
export function pmf(params: BgNbdParams, x: number, t: number): number {
  return pmfOf(params, x, t, 0);
}
