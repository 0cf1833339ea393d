// The common mathematics of BG/NBD and MBG/NBD: gamma-distributed purchase rates, and after each purchase the customer
// leaves with a beta-distributed probability. The two differ in one thing, `dropsAtStart`: whether the customer can
// leave right after the first purchase (MBG, 1) or only after a repeat purchase (BG, 0).
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
  oneMinusPower,
  requireFittable,
  requireHistory,
  requireParams,
} from './buying-model.ts';
import { negativeBinomial } from './nbd.ts';
import { doublingEdges, integrate } from './quadrature.ts';
import { logHypergeometric2F1 } from './hypergeometric.ts';
import { betaRegularized, logBeta, logBetaShift, logRisingFactorial } from './special-functions.ts';
import { requireCount, requireNonNegative } from './stats-input-error.ts';

/** Rates ~ Gamma(shape r, rate alpha), drop-out probabilities ~ Beta(a, b); alpha in time units. */
export type BetaGeometricParams = {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
};

/** 0 for BG/NBD, 1 for MBG/NBD. */
export type DropsAtStart = 0 | 1;

function sumLogLikelihood(
  { r, alpha, a, b }: BetaGeometricParams,
  h: CollapsedHistories,
  m: DropsAtStart,
): number {
  const n = h.distinctX.length;
  const staying = new Float64Array(n);
  const leftOdds = new Float64Array(n);
  for (let k = 0; k < n; k += 1) {
    const x = h.distinctX[k]!;
    staying[k] = logRisingFactorial(r, x) + logBetaShift(a, b, 0, x + m);
    leftOdds[k] = x + m === 0 ? 0 : a / (b + x + m - 1);
  }
  let sum = 0;
  for (let i = 0; i < h.x.length; i += 1) {
    const k = h.xIndex[i]!;
    const T = h.T[i]!;
    let term = staying[k]! - r * Math.log1p(T / alpha) - h.x[i]! * Math.log(alpha + T);
    const odds = leftOdds[k]!;
    if (odds > 0) {
      const gain = (r + h.x[i]!) * Math.log1p((T - h.tx[i]!) / (alpha + h.tx[i]!));
      // Past e^700 the customer has surely left; the log of the sum is then the log of its larger part.
      term += gain < 700 ? Math.log1p(odds * Math.exp(gain)) : gain + Math.log(odds);
    }
    sum += h.weight[i]! * term;
  }
  return sum;
}

export function logLikelihoodOf(
  params: BetaGeometricParams,
  statistics: CustomerStatistics,
  m: DropsAtStart,
): number {
  return sumLogLikelihood(requireParams(params), collapseHistories(statistics), m);
}

export function fitBetaGeometric(
  statistics: CustomerStatistics,
  options: FitOptions,
  m: DropsAtStart,
): ModelFit<BetaGeometricParams> {
  const h = collapseHistories(statistics, options);
  requireFittable(h);
  const start = { r: 1, alpha: meanAge(h) / 3, a: 1, b: 2 };
  const found = maximiseLikelihood(start, (params) => sumLogLikelihood(params, h, m), options);
  return { ...found, customers: h.customers, distinct: h.x.length };
}

/** P(alive) = 1 / (1 + a / (b + x + m - 1) ((alpha + T) / (alpha + tx))^(r + x)); 1 where nobody can have left. */
export function pAliveOf(params: BetaGeometricParams, history: BuyingHistory, m: DropsAtStart): number {
  const { r, alpha, a, b } = requireParams(params);
  const { x, tx, T } = requireHistory(history);
  if (x + m === 0) return 1;
  const logOdds = Math.log(a / (b + x + m - 1)) + (r + x) * Math.log1p((T - tx) / (alpha + tx));
  return 1 / (1 + Math.exp(logOdds));
}

/** P(alive) times the chance that a living customer's gamma clock rings within h; no 2F1 is needed. */
export function pBuyOf(
  params: BetaGeometricParams,
  history: BuyingHistory,
  h: number,
  m: DropsAtStart,
): number {
  requireNonNegative('h', h);
  const alive = pAliveOf(params, history, m);
  return alive * oneMinusPower(h / (params.alpha + history.T), params.r + history.x);
}

export function conditionalExpectationOf(
  params: BetaGeometricParams,
  history: BuyingHistory,
  t: number,
  m: DropsAtStart,
): number {
  requireNonNegative('t', t);
  const alive = pAliveOf(params, history, m);
  if (alive === 0 || t === 0) return 0;
  const { r, alpha, a, b } = params;
  return alive * purchasesWhileAlive({ R: r + history.x, A: alpha + history.T, a, b: b + history.x + m }, t);
}

/** The posterior of a living customer: rate ~ Gamma(R, A), drop-out ~ Beta(a, b). */
interface Living {
  readonly R: number;
  readonly A: number;
  readonly a: number;
  readonly b: number;
}

/**
 * E[purchases in t] of a living customer = E over p ~ Beta(a, b) of (1 - (1 + p t / A)^-R) / p.
 * Closed form (Fader, Hardie & Lee 2005, eq. 10): (a + b - 1) / (a - 1) [1 - (A / (A + t))^R 2F1(R, b; a + b - 1; z)],
 * z = t / (A + t). It cancels near a = 1 and its series crawls for z near 1; the integral is taken there instead.
 */
function purchasesWhileAlive(living: Living, t: number): number {
  const { R, A, a, b } = living;
  const z = t / (A + t);
  const c = a + b - 1;
  const magnitude = R * Math.log1p(t / A);
  if (z < 0.95 && c > 0 && Math.abs(a - 1) > 1e-3) {
    const logF = logHypergeometric2F1(R, b, c, z) - magnitude;
    if (Math.abs(logF) > 1e-4 * magnitude) return (-c / (a - 1)) * Math.expm1(logF);
  }
  return betaExpectation(living, R * (t / A), (p) => oneMinusPower(p * (t / A), R) / p);
}

/**
 * E[f(p)] for p ~ Beta(a, b) by quadrature in y = logit p. `atZero` is f(0): below the smallest scale of f the
 * integrand is atZero p^(a - 1), whose integral is known, so a tiny `a` needs no long tail.
 */
function betaExpectation({ R, a, b }: Living, atZero: number, f: (p: number) => number): number {
  const norm = logBeta(a, b);
  const centre = Math.log(a / b);
  const width = Math.sqrt(1 / a + 1 / b);
  // f bends where p atZero is about 1 (and where p t / A is, which lies R times further right).
  const bend = -Math.log(Math.max(atZero, 1e-300));
  const low = Math.min(centre - 3 * Math.min(width, 20), bend, -Math.log(1 + b), -Math.log(1 + R)) - 37;
  const logDensity = (y: number): number => -a * softplus(-y) - b * softplus(y) - norm;
  let high = centre;
  for (let step = Math.min(width, 1); logDensity(centre) - logDensity(high) < 60; step *= 1.5) high += step;
  const integrand = (y: number): number => Math.exp(logDensity(y)) * f(1 / (1 + Math.exp(-y)));
  const inner = [centre - 6 * width, centre, centre + 6 * width, bend - 3, bend + 3]
    .filter((edge) => edge > low && edge < high)
    .sort((left, right) => left - right);
  const below = (atZero * Math.exp(a * low - norm)) / a;
  return below + integrate(integrand, [low, ...inner, high], 1e-11);
}

/** ln(1 + e^y) without overflow. */
function softplus(y: number): number {
  return y > 0 ? y + Math.log1p(Math.exp(-y)) : Math.log1p(Math.exp(y));
}

/**
 * Expected transactions in (T, T + horizon], each worth e^(-rate u) at its time u: P(alive) times the integral of the
 * expected purchase rate R / A E[(1 + p u / A)^-(R + 1)] e^(-rate u).
 */
export function discountedTransactionsOf(
  params: BetaGeometricParams,
  history: BuyingHistory,
  discounting: Discounting,
  m: DropsAtStart,
): number {
  const alive = pAliveOf(params, history, m);
  const { r, alpha, a, b } = params;
  const living = { R: r + history.x, A: alpha + history.T, a, b: b + history.x + m };
  const purchaseRate = (u: number): number => {
    if (u === 0) return living.R / living.A;
    const perUnit = u / living.A;
    const f = (p: number): number => Math.exp(-(living.R + 1) * Math.log1p(p * perUnit));
    return (living.R / living.A) * betaExpectation(living, 1, f);
  };
  return alive * discountedIntegral(purchaseRate, living.A / living.R, discounting);
}

/**
 * The integral of purchaseRate(u) e^(-rate u) over the horizon; an infinite one ends where e^-37 is left, or is
 * refused when nothing is discounted.
 * @param scale the time on which purchaseRate changes first
 */
export function discountedIntegral(
  purchaseRate: (u: number) => number,
  scale: number,
  { rate, horizon = Number.POSITIVE_INFINITY }: Discounting,
): number {
  requireNonNegative('rate', rate);
  if (horizon !== Number.POSITIVE_INFINITY || rate === 0) requireNonNegative('horizon', horizon);
  const end = Math.min(horizon, rate > 0 ? 37 / rate : horizon);
  return integrate((u) => purchaseRate(u) * Math.exp(-rate * u), doublingEdges(scale, end), 1e-11);
}

/**
 * P(X(t) = x): the customer survived x drop-outs and the clock rang x times, or left at the x-th
 * (Fader, Hardie & Lee 2005, eq. 8; its sum over j is a regularised incomplete beta).
 */
export function pmfOf(params: BetaGeometricParams, x: number, t: number, m: DropsAtStart): number {
  const { r, alpha, a, b } = requireParams(params);
  requireCount('x', x);
  requireNonNegative('t', t);
  const stays = Math.exp(logBetaShift(a, b, 0, x + m)) * negativeBinomial(r, alpha, x, t);
  if (x + m === 0) return stays;
  const atLeast = x === 0 ? 1 : betaRegularized(t / (alpha + t), x, r);
  return stays + Math.exp(logBetaShift(a, b, 1, x + m - 1)) * atLeast;
}
