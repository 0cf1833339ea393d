// The draws follow their laws (moments within 4 standard errors at a fixed seed) and repeat under the same seed.
import { expect, test } from 'vitest';
import {
  drawBeta,
  drawGamma,
  drawNormal,
  drawPoisson,
  seededRandom,
  shuffled,
  type Random,
} from './random.ts';

const N = 40_000;

function moments(draw: (random: Random) => number): { mean: number; variance: number } {
  const random = seededRandom(20_260_101);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < N; i += 1) {
    const value = draw(random);
    sum += value;
    squares += value * value;
  }
  return { mean: sum / N, variance: squares / N - (sum / N) ** 2 };
}

test.each([
  ['uniform', (r: Random) => r(), 0.5, 1 / 12],
  ['normal', drawNormal, 0, 1],
  ['gamma(0.3, 2)', (r: Random) => drawGamma(r, 0.3, 2), 0.15, 0.075],
  ['gamma(6, 3)', (r: Random) => drawGamma(r, 6, 3), 2, 2 / 3],
  ['beta(0.8, 2.4)', (r: Random) => drawBeta(r, 0.8, 2.4), 0.25, 1.92 / (3.2 ** 2 * 4.2)],
  ['Poisson(3)', (r: Random) => drawPoisson(r, 3), 3, 3],
  ['Poisson(250)', (r: Random) => drawPoisson(r, 250), 250, 250],
] as const)('%s draws have the mean and the variance of their law', (_name, draw, mean, variance) => {
  const got = moments(draw);
  expect(Math.abs(got.mean - mean)).toBeLessThan(4 * Math.sqrt(variance / N));
  expect(Math.abs(got.variance / variance - 1)).toBeLessThan(0.05);
});

test('the same seed repeats the same draws and another seed does not', () => {
  const [a, b, c] = [seededRandom(7), seededRandom(7), seededRandom(8)];
  const take = (random: Random): number[] => Array.from({ length: 5 }, random);
  const first = take(a);
  expect(take(b)).toEqual(first);
  expect(take(c)).not.toEqual(first);
  expect(shuffled(seededRandom(1), [1, 2, 3, 4, 5]).toSorted((x, y) => x - y)).toEqual([1, 2, 3, 4, 5]);
});
