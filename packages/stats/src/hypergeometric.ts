// Gauss's hypergeometric function as the buying models need it, in logarithms: its values overflow long before the
// probabilities made of them do.
import { StatsInputError, requireFinite, requirePositive } from './stats-input-error.ts';

/** ln of the Gauss series sum of (a)_k (b)_k / ((c)_k k!) z^k for positive terms, rescaled against overflow. */
function logGaussSeries(a: number, b: number, c: number, z: number): number {
  let scale = 0;
  let term = 1;
  let one = 1;
  let rest = 0;
  for (let k = 0; k < 5e6; k += 1) {
    const ratio = (((a + k) * (b + k)) / ((c + k) * (1 + k))) * z;
    term *= ratio;
    rest += term;
    if (ratio < 1 && term * ratio < rest * 1e-17 * (1 - ratio)) {
      return scale + (one === 1 ? Math.log1p(rest) : Math.log(one + rest));
    }
    if (rest > 1e250) {
      scale += Math.log(rest);
      term /= rest;
      one /= rest;
      rest = 1;
    }
  }
  throw new StatsInputError('out-of-range', `2F1 does not converge for z = ${z}: too close to 1`, {
    a,
    b,
    c,
    z,
  });
}

/**
 * ln 2F1(a, b; c; z) for a, b, c > 0 and z < 1, as the buying models need it (Abramowitz-Stegun 15.1.1).
 * Euler's transformation (15.3.3) is taken where it shortens the series; z < 0 goes through Pfaff's (15.3.4) and
 * then needs c >= b or c >= a. Cost grows like 1 / (1 - z). Refuses z >= 1 and what makes terms change sign.
 */
export function logHypergeometric2F1(a: number, b: number, c: number, z: number): number {
  requirePositive('a', a);
  requirePositive('b', b);
  requirePositive('c', c);
  if (!(requireFinite('z', z) < 1))
    throw new StatsInputError('out-of-range', `z must be below 1, got ${z}`, { z });
  if (z < 0) {
    const [keep, swap] = c >= b ? [a, b] : [b, a];
    if (c < swap) {
      throw new StatsInputError('out-of-range', '2F1 at negative z needs c >= a or c >= b', { a, b, c, z });
    }
    const tail = c === swap ? 0 : logHypergeometric2F1(keep, c - swap, c, z / (z - 1));
    return tail - keep * Math.log1p(-z);
  }
  if (a + b > c && c >= a && c >= b) {
    const power = (c - a - b) * Math.log1p(-z);
    return c === a || c === b ? power : power + logGaussSeries(c - a, c - b, c, z);
  }
  return logGaussSeries(a, b, c, z);
}
