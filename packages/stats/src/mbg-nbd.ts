// MBG/NBD (Batislam, Denizel & Filiztekin 2007; the CBG/NBD of Hoppe & Wagner 2007): like BG/NBD, but a customer may
// leave right after the first purchase too, so one-time buyers are not immortal. The default engine of this package.
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
export type MbgNbdParams = BetaGeometricParams;

/** Log-likelihood of weighted histories (Batislam et al. 2007, eq. 3). Refuses impossible histories. */
export function logLikelihood(params: MbgNbdParams, statistics: CustomerStatistics): number {
  return logLikelihoodOf(params, statistics, 1);
}

/**
 * Maximum likelihood over collapsed histories. Refuses fewer than two customers and data without a repeat purchase.
 * Where the data show no drop-out, a runs to 0 and `boundary` names what is not identified: check
 * `checkAttrition` before using P(alive).
 */
export function fit(statistics: CustomerStatistics, options: FitOptions = {}): ModelFit<MbgNbdParams> {
  return fitBetaGeometric(statistics, options, 1);
}

/** E[X(t)]: expected repeat purchases of a new customer in t time units (Hoppe & Wagner 2007, eq. 8). */
export function expectedPurchases(params: MbgNbdParams, t: number): number {
  return conditionalExpectationOf(params, { x: 0, tx: 0, T: 0 }, t, 1);
}

/** P(the customer has not left by T | x, tx, T). */
export function pAlive(params: MbgNbdParams, history: BuyingHistory): number {
  return pAliveOf(params, history, 1);
}

/** P(at least one purchase in (T, T + h] | x, tx, T) = P(alive) [1 - ((alpha + T) / (alpha + T + h))^(r + x)]. */
export function pBuy(params: MbgNbdParams, history: BuyingHistory, h: number): number {
  return pBuyOf(params, history, h, 1);
}

/** E[purchases in (T, T + t] | x, tx, T] (Batislam et al. 2007, eq. 7), stable for heavy buyers, long horizons and a near 1. */
export function conditionalExpectation(params: MbgNbdParams, history: BuyingHistory, t: number): number {
  return conditionalExpectationOf(params, history, t, 1);
}

/** Expected transactions after T, each discounted continuously to T; in transactions, not money. */
export function discountedTransactions(
  params: MbgNbdParams,
  history: BuyingHistory,
  discounting: Discounting,
): number {
  return discountedTransactionsOf(params, history, discounting, 1);
}

/** P(X(t) = x): the chance of exactly x repeat purchases in the first t time units (Hoppe & Wagner 2007, eq. 5). */
export function pmf(params: MbgNbdParams, x: number, t: number): number {
  return pmfOf(params, x, t, 1);
}
