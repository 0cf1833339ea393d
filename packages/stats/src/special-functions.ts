// The special functions that every model of this package rests on, in double precision without a library.
// Measured against 40-digit mpmath values: see special-functions.test.ts for the error bounds that hold.
import { StatsInputError, requirePositive } from './stats-input-error.ts';

const HALF_LOG_TWO_PI = 0.9189385332046727;
const TINY = 1e-300;

// (-1)^k (zeta(k) - 1) / k for k = 2, 3, ...: the Taylor coefficients of ln Gamma around 2.
const LOG_GAMMA_AT_TWO = taylorOfLogGammaAtTwo();

function taylorOfLogGammaAtTwo(): number[] {
  const coefficients: number[] = [];
  for (let k = 2; k <= 56; k += 1) {
    coefficients.push(((k % 2 === 0 ? 1 : -1) * zetaMinusOne(k)) / k);
  }
  return coefficients;
}

/** zeta(k) - 1 by Euler-Maclaurin from n = 16 (Abramowitz-Stegun 23.2); exact to the last digit for k >= 2. */
function zetaMinusOne(k: number): number {
  const n = 16;
  const tail =
    n ** (1 - k) / (k - 1) -
    0.5 * n ** -k +
    (k / 12) * n ** (-k - 1) -
    ((k * (k + 1) * (k + 2)) / 720) * n ** (-k - 3) +
    ((k * (k + 1) * (k + 2) * (k + 3) * (k + 4)) / 30240) * n ** (-k - 5) -
    ((k * (k + 1) * (k + 2) * (k + 3) * (k + 4) * (k + 5) * (k + 6)) / 1209600) * n ** (-k - 7);
  let sum = tail;
  for (let i = n; i >= 2; i -= 1) sum += i ** -k;
  return sum;
}

/** ln Gamma(2 + z) for |z| <= 0.5: z (1 - Euler's gamma) + sum of (-1)^k (zeta(k) - 1) z^k / k. */
function logGammaNearTwo(z: number): number {
  let sum = 0;
  for (let i = LOG_GAMMA_AT_TWO.length - 1; i >= 0; i -= 1) sum = sum * z + LOG_GAMMA_AT_TWO[i]!;
  return z * (0.42278433509846713 + z * sum);
}

/** Stirling's remainder: ln Gamma(x) - ((x - 1/2) ln x - x + ln(2 pi) / 2), Abramowitz-Stegun 6.1.42. */
function stirlingRemainder(x: number): number {
  if (x < 10) return logGammaPositive(x) - ((x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI);
  const y = 1 / (x * x);
  const series =
    1 / 12 +
    y *
      (-1 / 360 +
        y *
          (1 / 1260 +
            y *
              (-1 / 1680 +
                y *
                  (1 / 1188 +
                    y * (-691 / 360360 + y * (1 / 156 + y * (-3617 / 122400 + y * (43867 / 244188))))))));
  return series / x;
}

function logGammaPositive(x: number): number {
  if (x < 0.5) return logGammaPositive(1 + x) - Math.log(x);
  if (x < 1.5) return logGammaNearTwo(x - 1) - Math.log1p(x - 1);
  if (x < 2.5) return logGammaNearTwo(x - 2);
  if (x < 10) {
    let product = 1;
    let y = x;
    while (y >= 2.5) {
      y -= 1;
      product *= y;
    }
    return logGammaNearTwo(y - 2) + Math.log(product);
  }
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingRemainder(x);
}

/**
 * ln Gamma(x) for x > 0, relative error below 1e-15 (also around the zeros at 1 and 2).
 * Refuses x <= 0, NaN and infinity.
 */
export function logGamma(x: number): number {
  return logGammaPositive(requirePositive('x', x));
}

/** ln B(a, b) for a, b > 0 without the cancellation of three ln Gamma (Didonato-Morris 1992, BCORR). */
export function logBeta(a: number, b: number): number {
  requirePositive('a', a);
  requirePositive('b', b);
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (large < 10) return logGammaPositive(small) + logGammaPositive(large) - logGammaPositive(small + large);
  if (small < 10) {
    return logGammaPositive(small) + logGammaRatio(large, small);
  }
  const h = small / large;
  const correction = stirlingRemainder(small) + stirlingRemainder(large) - stirlingRemainder(small + large);
  return (
    HALF_LOG_TWO_PI -
    0.5 * Math.log(large) +
    correction +
    (small - 0.5) * Math.log(h / (1 + h)) -
    large * Math.log1p(h)
  );
}

/** ln(Gamma(r + x) / Gamma(r)) for r > 0 and x >= 0, without cancellation for large r. */
export function logRisingFactorial(r: number, x: number): number {
  return x === 0 ? 0 : logGamma(x) - logBeta(r, x);
}

/**
 * ln(B(a + i, b + j) / B(a, b)) for whole i, j >= 0: exact to the last digits where a and b are in the millions, as
 * they are when customers do not differ and the difference of two ln B would be noise.
 */
export function logBetaShift(a: number, b: number, i: number, j: number): number {
  if (i === 0) return j === 0 ? 0 : logBeta(a + b, j) - logBeta(b, j);
  if (j === 0) return logBeta(a + b, i) - logBeta(a, i);
  return logRisingFactorial(a, i) + logRisingFactorial(b, j) - logRisingFactorial(a + b, i + j);
}

/** ln(Gamma(x) / Gamma(x + d)) for x >= 10, d >= 0, without cancellation. */
function logGammaRatio(x: number, d: number): number {
  return (
    stirlingRemainder(x) - stirlingRemainder(x + d) + d - d * Math.log(x + d) - (x - 0.5) * Math.log1p(d / x)
  );
}

/** x ln(x / m) + m - x without cancellation near x = m (Loader 2000, the deviance bd0). */
function deviance(x: number, m: number): number {
  const v = (x - m) / (x + m);
  if (Math.abs(v) > 0.1) return x * Math.log(x / m) + m - x;
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let j = 3; j < 200; j += 2) {
    term *= v * v;
    const next = sum + term / j;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** ln(x^a e^-x / Gamma(a)): the common factor of both incomplete gammas, by Loader's saddle point. */
function logGammaFactor(a: number, x: number): number {
  return 0.5 * Math.log(a) - HALF_LOG_TWO_PI - stirlingRemainder(a) - deviance(a, x);
}

/** ln(x^a y^b / B(a, b)) with y = 1 - x, by Loader's saddle point: no cancellation for large a, b. */
function logBetaFactor(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const correction = stirlingRemainder(n) - stirlingRemainder(a) - stirlingRemainder(b);
  return (
    0.5 * (Math.log(a) + Math.log(b) - Math.log(n)) -
    HALF_LOG_TWO_PI +
    correction -
    deviance(a, n * x) -
    deviance(b, n * y)
  );
}

function lowerGammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 1e6; n += 1) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum * Math.exp(logGammaFactor(a, x));
}

function upperGammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 1e6; i += 1) {
    const an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < TINY) d = TINY;
    c = b + an / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 2e-16) break;
  }
  return h * Math.exp(logGammaFactor(a, x));
}

/**
 * Both regularised incomplete gammas, P(a, x) and Q(a, x) = 1 - P, each without cancellation
 * (series below x = a + 1, Lentz's continued fraction above; Abramowitz-Stegun 6.5.29 and 6.5.31).
 * Takes a > 0 and x >= 0 (Infinity allowed).
 */
export function incompleteGamma(a: number, x: number): { lower: number; upper: number } {
  requirePositive('a', a);
  if (!(x >= 0)) throw new StatsInputError('out-of-range', `x must not be negative, got ${x}`, { x });
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  if (x < a + 1) {
    const lower = Math.min(1, lowerGammaSeries(a, x));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, upperGammaFraction(a, x));
  return { lower: 1 - upper, upper };
}

/** The regularised lower incomplete gamma P(a, x). */
export function gammaP(a: number, x: number): number {
  return incompleteGamma(a, x).lower;
}

/** The regularised upper incomplete gamma Q(a, x) = 1 - P(a, x), accurate far in the tail. */
export function gammaQ(a: number, x: number): number {
  return incompleteGamma(a, x).upper;
}

/** Continued fraction of I_x(a, b) (Abramowitz-Stegun 26.5.8), good for x < (a + 1) / (a + b + 2). */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < TINY) d = TINY;
  d = 1 / d;
  let h = d;
  for (let m = 1; m < 1e6; m += 1) {
    const m2 = 2 * m;
    const even = (m * (b - m) * x) / ((a + m2 - 1) * (a + m2));
    d = 1 + even * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + even / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + m2) * (a + m2 + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + odd / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 2e-16) break;
  }
  return h;
}

/**
 * Both regularised incomplete betas, I_x(a, b) and 1 - I_x(a, b), each without cancellation.
 * Takes a, b > 0 and x in [0, 1]; pass y = 1 - x where it is known to more digits than 1 - x keeps.
 */
export function incompleteBeta(
  x: number,
  a: number,
  b: number,
  y: number = 1 - x,
): { lower: number; upper: number } {
  requirePositive('a', a);
  requirePositive('b', b);
  if (!(x >= 0 && x <= 1)) throw new StatsInputError('out-of-range', `x must lie in [0, 1], got ${x}`, { x });
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  const factor = Math.exp(logBetaFactor(x, y, a, b));
  if (x <= (a + 1) / (a + b + 2)) {
    const lower = Math.min(1, (factor * betaFraction(x, a, b)) / a);
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, (factor * betaFraction(y, b, a)) / b);
  return { lower: 1 - upper, upper };
}

/** The regularised incomplete beta I_x(a, b). */
export function betaRegularized(x: number, a: number, b: number): number {
  return incompleteBeta(x, a, b).lower;
}

/** The error function erf(x) = P(1/2, x^2) with the sign of x. */
export function erf(x: number): number {
  if (Number.isNaN(x)) throw new StatsInputError('not-finite', 'x must be a number, got NaN', { x });
  return x < 0 ? -gammaP(0.5, x * x) : gammaP(0.5, x * x);
}

/** The complementary error function erfc(x) = 1 - erf(x), accurate to underflow at x = 26.5. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) throw new StatsInputError('not-finite', 'x must be a number, got NaN', { x });
  return x < 0 ? 1 + gammaP(0.5, x * x) : gammaQ(0.5, x * x);
}
