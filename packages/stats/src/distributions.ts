// Tails, densities and quantiles of the normal, Student, chi-square, gamma and beta laws. Each upper tail is computed
// as itself, not as 1 - cdf, so that p-values far below 1e-16 keep their digits.
import { incompleteBeta, incompleteGamma, logBeta, logGamma } from './special-functions.ts';
import { StatsInputError, requireFinite, requirePositive, requireProbability } from './stats-input-error.ts';

const SQRT_TWO_PI = 2.5066282746310002;
/** ln x below which x itself nears underflow. */
const FAR_BELOW = -600;

function refuseNaN(name: string, value: number): void {
  if (Number.isNaN(value))
    throw new StatsInputError('not-finite', `${name} must be a number, got NaN`, { name });
}

/** Density of the standard normal law. */
export function normalPdf(z: number): number {
  refuseNaN('z', z);
  return Math.exp(-0.5 * z * z) / SQRT_TWO_PI;
}

/** P(Z > z) of the standard normal law: Q(1/2, z^2 / 2) / 2 (Abramowitz-Stegun 26.2.30). */
export function normalUpperTail(z: number): number {
  refuseNaN('z', z);
  const { lower, upper } = incompleteGamma(0.5, 0.5 * z * z);
  return z > 0 ? 0.5 * upper : 0.5 + 0.5 * lower;
}

/** P(Z <= z) of the standard normal law. */
export function normalCdf(z: number): number {
  return normalUpperTail(-z);
}

/**
 * The z with P(Z <= z) = p. Start: Abramowitz-Stegun 26.2.23 (error 4.5e-4), then Newton on the logarithm of the
 * tail, which keeps the digits down to p = 1e-300. p = 0 and 1 give the infinities.
 */
export function normalQuantile(p: number): number {
  requireProbability('p', p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p === 0.5) return 0;
  return p < 0.5 ? -upperNormalQuantile(p) : upperNormalQuantile(1 - p);
}

function upperNormalQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  let z =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let i = 0; i < 6; i += 1) {
    const upper = normalUpperTail(z);
    const step = (Math.log(upper / tail) * upper) / normalPdf(z);
    z += step;
    if (Math.abs(step) < 1e-9 * Math.max(1, Math.abs(z))) break;
  }
  return z;
}

/** P(T > t) of Student's law with `df` > 0 degrees of freedom (Abramowitz-Stegun 26.7.1); df may be a fraction. */
export function studentUpperTail(t: number, df: number): number {
  refuseNaN('t', t);
  requirePositive('df', df);
  if (!Number.isFinite(t)) return t > 0 ? 0 : 1;
  const square = t * t;
  const x = square === Number.POSITIVE_INFINITY ? 0 : df / (df + square);
  const { lower, upper } = incompleteBeta(x, 0.5 * df, 0.5, square / (df + square));
  return t > 0 ? 0.5 * lower : 0.5 + 0.5 * upper;
}

/** P(T <= t) of Student's law. */
export function studentCdf(t: number, df: number): number {
  return studentUpperTail(-t, df);
}

/** P(|T| > |t|) of Student's law: the two-sided p-value. */
export function studentTwoSided(t: number, df: number): number {
  return 2 * studentUpperTail(Math.abs(t), df);
}

/** The t with P(T <= t) = p of Student's law; p = 0 and 1 give the infinities. */
export function studentQuantile(p: number, df: number): number {
  requireProbability('p', p);
  requirePositive('df', df);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  // t = e^y makes the tail log-linear for large t, where it falls like t^-df.
  const y = solveIncreasing((u) => -Math.log(studentUpperTail(Math.exp(u), df)), -Math.log(tail), 0);
  return p < 0.5 ? -Math.exp(y) : Math.exp(y);
}

/** P(X > x) of the chi-square law with `df` > 0 degrees of freedom. */
export function chiSquareUpperTail(x: number, df: number): number {
  return gammaUpperTail(x, 0.5 * requirePositive('df', df), 0.5);
}

/** P(X <= x) of the chi-square law. */
export function chiSquareCdf(x: number, df: number): number {
  return gammaCdf(x, 0.5 * requirePositive('df', df), 0.5);
}

/** The x with P(X <= x) = p of the chi-square law. */
export function chiSquareQuantile(p: number, df: number): number {
  return gammaQuantile(p, 0.5 * requirePositive('df', df), 0.5);
}

/** P(X > x) of the gamma law with shape and rate (mean shape / rate); below zero the tail is 1. */
export function gammaUpperTail(x: number, shape: number, rate: number): number {
  refuseNaN('x', x);
  requirePositive('rate', rate);
  return incompleteGamma(shape, Math.max(0, x) * rate).upper;
}

/** P(X <= x) of the gamma law with shape and rate. */
export function gammaCdf(x: number, shape: number, rate: number): number {
  refuseNaN('x', x);
  requirePositive('rate', rate);
  return incompleteGamma(shape, Math.max(0, x) * rate).lower;
}

/** The x with P(X <= x) = p of the gamma law; p = 0 gives 0 and p = 1 gives infinity. */
export function gammaQuantile(p: number, shape: number, rate: number): number {
  requireProbability('p', p);
  requirePositive('shape', shape);
  requirePositive('rate', rate);
  if (p === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  // Far below, the leading term x^a / Gamma(a + 1) is the law itself and the solver's arguments would underflow.
  const leading = (Math.log(p) + logGamma(shape + 1)) / shape;
  if (leading < FAR_BELOW) return Math.exp(leading) / rate;
  // Start: Wilson-Hilferty (1931) in the body, the leading term in the lower tail.
  const z = normalQuantile(p);
  const cube = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
  const body = cube > 0.1 ? Math.log(shape) + 3 * Math.log(cube) : Number.NEGATIVE_INFINITY;
  const start = Number.isFinite(body) && shape > 0.3 ? body : leading;
  const x = Math.exp(solveTails((y) => incompleteGamma(shape, Math.exp(y)), p, start));
  return x / rate;
}

/** Density of the beta law on (0, 1). */
export function betaPdf(x: number, a: number, b: number): number {
  requireFinite('x', x);
  if (x <= 0 || x >= 1) return 0;
  return Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logBeta(a, b));
}

/** P(X <= x) of the beta law. */
export function betaCdf(x: number, a: number, b: number): number {
  refuseNaN('x', x);
  return incompleteBeta(Math.min(1, Math.max(0, x)), a, b).lower;
}

/** P(X > x) of the beta law. */
export function betaUpperTail(x: number, a: number, b: number): number {
  refuseNaN('x', x);
  return incompleteBeta(Math.min(1, Math.max(0, x)), a, b).upper;
}

/** The x with P(X <= x) = p of the beta law; solved on the logit scale, so that both ends keep their digits. */
export function betaQuantile(p: number, a: number, b: number): number {
  requireProbability('p', p);
  requirePositive('a', a);
  requirePositive('b', b);
  if (p === 0 || p === 1) return p;
  const y = betaLogitQuantile(p, a, b);
  return 1 / (1 + Math.exp(-y));
}

/** The quantile of X / (1 - X) for X ~ Beta(a, b): the beta-prime law, the ratio of two gammas of equal rate. */
export function betaPrimeQuantile(p: number, a: number, b: number): number {
  requireProbability('p', p);
  requirePositive('a', a);
  requirePositive('b', b);
  if (p === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  return Math.exp(betaLogitQuantile(p, a, b));
}

function betaLogitQuantile(p: number, a: number, b: number): number {
  const lowest = (Math.log(p) + Math.log(a) + logBeta(a, b)) / a;
  if (lowest < FAR_BELOW) return lowest;
  const highest = -(Math.log1p(-p) + Math.log(b) + logBeta(a, b)) / b;
  if (highest > -FAR_BELOW) return highest;
  const tails = (y: number): { lower: number; upper: number } =>
    incompleteBeta(1 / (1 + Math.exp(-y)), a, b, 1 / (1 + Math.exp(y)));
  return solveTails(tails, p, Math.log(a / b));
}

/** Solves lower(y) = p on the logarithm of the smaller tail. */
function solveTails(
  tails: (y: number) => { lower: number; upper: number },
  p: number,
  start: number,
): number {
  if (p <= 0.5) return solveIncreasing((y) => Math.log(tails(y).lower), Math.log(p), start);
  return solveIncreasing((y) => -Math.log(tails(y).upper), -Math.log1p(-p), start);
}

/**
 * The root of an increasing function: brackets outward from `start` by doubling steps, then Ridders' method (1979).
 * Infinite values at the ends are allowed, they only steer the bracket.
 */
function solveIncreasing(f: (y: number) => number, target: number, start: number): number {
  let low = start;
  let high = start;
  let step = 0.5;
  let fLow = f(low) - target;
  let fHigh = fLow;
  if (fLow === 0) return start;
  while (fLow > 0 && low > -1e4) {
    high = low;
    fHigh = fLow;
    low -= step;
    step *= 2;
    fLow = f(low) - target;
  }
  while (fHigh < 0 && high < 1e4) {
    low = high;
    fLow = fHigh;
    high += step;
    step *= 2;
    fHigh = f(high) - target;
  }
  return riddersRoot((y) => f(y) - target, { low, high, fLow, fHigh });
}

interface Bracket {
  low: number;
  high: number;
  fLow: number;
  fHigh: number;
}

/** Ridders' method, with bisection while an end of the bracket is infinite; never leaves the bracket. */
function riddersRoot(f: (y: number) => number, bracket: Bracket): number {
  let { low, high, fLow, fHigh } = bracket;
  for (let i = 0; i < 400; i += 1) {
    const middle = 0.5 * (low + high);
    if (high - low <= 2e-16 * Math.max(1, Math.abs(middle)) || middle === low || middle === high)
      return middle;
    const fMiddle = f(middle);
    if (fMiddle === 0) return middle;
    const root = Math.sqrt(fMiddle * fMiddle - fLow * fHigh);
    const guess = Number.isFinite(root) && root > 0 ? middle - ((middle - low) * fMiddle) / root : middle;
    if (fMiddle < 0) {
      low = middle;
      fLow = fMiddle;
    } else {
      high = middle;
      fHigh = fMiddle;
    }
    if (guess > low && guess < high) {
      const fGuess = f(guess);
      if (fGuess === 0) return guess;
      if (fGuess < 0) {
        low = guess;
        fLow = fGuess;
      } else {
        high = guess;
        fHigh = fGuess;
      }
    }
  }
  return 0.5 * (low + high);
}
