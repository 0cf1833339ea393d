// Seeded randomness, always passed in: the same seed gives the same draws on every machine, so simulations,
// bootstraps and bandits can be replayed. Not for secrets.
import { logGamma } from './special-functions.ts';
import { requireNonNegative, requirePositive, requireProbability, requireRows } from './stats-input-error.ts';

/** A source of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * A generator with 128 bits of state (sfc32, Doty-Humphrey, PractRand) and 53-bit outputs.
 * @param seed any finite number; its fraction is dropped and it is taken modulo 2^32
 */
export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = Math.trunc(seed) | 0;
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i += 1) next();
  return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
}

/** A whole number from 0 to n - 1. */
export function drawInteger(random: Random, n: number): number {
  return Math.floor(random() * requirePositive('n', n));
}

/** A standard normal number (Box-Muller 1958, the cosine half). */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** An exponential number with the given rate. */
export function drawExponential(random: Random, rate: number): number {
  return -Math.log1p(-random()) / requirePositive('rate', rate);
}

/** A gamma number with shape and rate, mean shape / rate (Marsaglia-Tsang 2000; shapes below 1 by their boost). */
export function drawGamma(random: Random, shape: number, rate: number): number {
  return Math.exp(drawLogGamma(random, shape)) / requirePositive('rate', rate);
}

/** ln of a gamma number of rate 1: stays finite where a tiny shape makes the number itself underflow. */
function drawLogGamma(random: Random, shape: number): number {
  requirePositive('shape', shape);
  if (shape < 1) return drawLogGamma(random, shape + 1) + Math.log(1 - random()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const u = 1 - random();
    if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d) + Math.log(v);
  }
}

/** A beta number from two gamma numbers, compared on the log scale so that tiny shapes do not give 0 / 0. */
export function drawBeta(random: Random, a: number, b: number): number {
  const x = drawLogGamma(random, a);
  const y = drawLogGamma(random, b);
  return 1 / (1 + Math.exp(y - x));
}

/** A Poisson number: inversion by multiplication below a mean of 10, PTRS (Hoermann 1993) from there. */
export function drawPoisson(random: Random, mean: number): number {
  requireNonNegative('mean', mean);
  if (mean < 10) {
    const limit = Math.exp(-mean);
    let k = 0;
    for (let product = random(); product > limit; product *= random()) k += 1;
    return k;
  }
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= k * Math.log(mean) - mean - logGamma(k + 1))
      return k;
  }
}

/** True with probability p. */
export function drawBernoulli(random: Random, p: number): boolean {
  return random() < requireProbability('p', p);
}

/** A permuted copy (Fisher-Yates). */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const copy = items.slice();
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = drawInteger(random, i + 1);
    const held = copy[i]!;
    copy[i] = copy[j]!;
    copy[j] = held;
  }
  return copy;
}

/** One item, each with equal chance; an empty list is refused. */
export function drawItem<T>(random: Random, items: readonly T[]): T {
  requireRows('items', items);
  return items[drawInteger(random, items.length)]!;
}
