// The individual likelihood of the Pareto/NBD, shared by the model with and without covariates. It is written as
// "still alive at T" plus "left between tx and T", so that neither part can cancel the other.
import { integrate } from './quadrature.ts';

/** Rates ~ Gamma(r, alpha), lifetimes exponential with rates ~ Gamma(s, beta); alpha and beta in time units. */
export type ParetoNbdParams = {
  readonly r: number;
  readonly alpha: number;
  readonly s: number;
  readonly beta: number;
};

/** z above which the Gauss series is slower than the integral. */
const SERIES_LIMIT = 0.97;

/**
 * ln of the odds of having left against being alive at T: s times the integral of (alpha + u)^-(r + x)
 * (beta + u)^-(s + 1) over (tx, T), divided by (alpha + T)^-(r + x) (beta + T)^-s. -Infinity when tx = T.
 * Fader & Hardie (2005), "A note on deriving the Pareto/NBD model", eq. 18 to 22.
 */
export function logLeftOdds(params: ParetoNbdParams, x: number, tx: number, T: number): number {
  if (tx >= T) return Number.NEGATIVE_INFINITY;
  const { r, alpha, s, beta } = params;
  const R = r + x;
  const K = R + s;
  const larger = Math.max(alpha, beta);
  const gap = Math.abs(alpha - beta);
  const q = alpha >= beta ? s + 1 : R;
  const zEarly = gap / (larger + tx);
  const passed = T - tx;
  if (zEarly > SERIES_LIMIT) {
    const aging = R * Math.log1p(passed / (alpha + tx)) + s * Math.log1p(passed / (beta + tx));
    return (
      Math.log(s / (beta + tx)) +
      logPowerIntegral({ alpha: alpha + tx, beta: beta + tx, p: R, q: s + 1 }, passed) +
      aging
    );
  }
  // Everything relative to what is alive at T, so that huge s and beta (or r and alpha) do not cancel.
  const early = logTail(K, q, zEarly) + logAlong(params, R, tx, T);
  const late = logTail(K, q, gap / (larger + T)) + logAlong(params, R, T, T);
  return Math.log(s / K) + early + Math.log(-Math.expm1(Math.min(0, late - early)));
}

/** ln of (alpha + T)^R (beta + T)^s / (max(alpha, beta) + t)^(R + s). */
function logAlong({ alpha, beta, s }: ParetoNbdParams, R: number, t: number, T: number): number {
  const larger = Math.max(alpha, beta) + t;
  return R * Math.log1p((alpha + T - larger) / larger) + s * Math.log1p((beta + T - larger) / larger);
}

/** ln 2F1(K, q; K + 1; z), by Euler's transformation (1 - z)^(1 - q) 2F1(1, K + 1 - q; K + 1; z). */
function logTail(K: number, q: number, z: number): number {
  const b = K + 1 - q;
  let term = 1;
  let rest = 0;
  for (let k = 0; k < 100_000; k += 1) {
    term *= ((b + k) / (K + 1 + k)) * z;
    rest += term;
    if (term < 1e-17 * (1 + rest)) break;
  }
  return (1 - q) * Math.log1p(-z) + Math.log1p(rest);
}

/** An integrand (1 + u / alpha)^-p (1 + u / beta)^-q. */
export interface PowerProduct {
  readonly alpha: number;
  readonly beta: number;
  readonly p: number;
  readonly q: number;
}

/** ln of the integral of (1 + u / alpha)^-p (1 + u / beta)^-q over (0, length), in v = ln(1 + u / scale). */
export function logPowerIntegral({ alpha, beta, p, q }: PowerProduct, length: number): number {
  const scale = 1 / (p / alpha + q / beta);
  const end = Math.log1p(length / scale);
  const integrand = (v: number): number => {
    const u = scale * Math.expm1(v);
    return Math.exp(v - p * Math.log1p(u / alpha) - q * Math.log1p(u / beta));
  };
  return Math.log(scale * integrate(integrand, [0, Math.min(2, end), end], 1e-12));
}

/** ln L of one history less ln(Gamma(r + x) / Gamma(r)), which the caller shares between equal x. */
export function logLikelihoodPart(params: ParetoNbdParams, x: number, tx: number, T: number): number {
  const { r, alpha, s, beta } = params;
  const odds = logLeftOdds(params, x, tx, T);
  const alive = -s * Math.log1p(T / beta) - r * Math.log1p(T / alpha) - x * Math.log(alpha + T);
  return alive + (odds < 700 ? Math.log1p(Math.exp(odds)) : odds);
}
