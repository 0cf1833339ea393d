// The Bayesian reading: exact sums equal the reference and the integral, and Thompson sampling finds the
// better arm.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectedLoss, posterior, probabilityBetter } from './beta-bernoulli.ts';
import { drawBeta, seededRandom } from './random.ts';
import { refusalOf } from './testing/refusal.ts';
import { thompsonChoice, thompsonShares } from './thompson-sampling.ts';

const of = (successes: number, trials: number) => posterior({ successes, trials });

test.each([
  [70, 1000, 130, 1000, 0.999996460472],
  [130, 1000, 200, 1000, 0.999988003912],
  [70, 1000, 85, 1000, 0.894531568849],
  [14, 200, 26, 200, 0.976555070911],
])('%i/%i against %i/%i is better with the reference probability', (s, n, t, m, expected) => {
  expect(probabilityBetter(of(s, n), of(t, m))).toBeCloseTo(expected, 11);
});

test('choosing 85 over 70 of 1000 costs .0006060741 in expectation', () => {
  expect(expectedLoss(of(70, 1000), of(85, 1000))).toBeCloseTo(0.0006060741, 10);
});

const anyBeta = fc.record({
  alpha: fc.integer({ min: 1, max: 3_000 }),
  beta: fc.integer({ min: 1, max: 3_000 }),
});

test('P(B > A) and P(A > B) sum to 1, and losses differ by the difference of means', () => {
  fc.assert(
    fc.property(anyBeta, anyBeta, (a, b) => {
      expect(probabilityBetter(a, b) + probabilityBetter(b, a)).toBeCloseTo(1, 10);
      const mean = ({ alpha, beta }: typeof a): number => alpha / (alpha + beta);
      expect(expectedLoss(a, b) - expectedLoss(b, a)).toBeCloseTo(mean(a) - mean(b), 10);
    }),
  );
});

test('the sum and the integral agree: a hair off a whole number changes nothing', () => {
  fc.assert(
    fc.property(anyBeta, anyBeta, (a, b) => {
      const nearly = ({ alpha, beta }: typeof a) => ({
        alpha: alpha * (1 + 1e-13),
        beta: beta * (1 + 1e-13),
      });
      expect(probabilityBetter(nearly(a), nearly(b))).toBeCloseTo(probabilityBetter(a, b), 9);
    }),
  );
});

test('Jeffreys priors and ten billion people are answered', () => {
  const jeffreys = { alpha: 0.5, beta: 0.5 };
  const random = seededRandom(6);
  const [a, b] = [
    posterior({ successes: 0, trials: 3 }, jeffreys),
    posterior({ successes: 1, trials: 4 }, jeffreys),
  ];
  let wins = 0;
  for (let i = 0; i < 40_000; i += 1)
    if (drawBeta(random, b.alpha, b.beta) > drawBeta(random, a.alpha, a.beta)) wins += 1;
  expect(probabilityBetter(a, b)).toBeCloseTo(wins / 40_000, 1);
  expect(Math.abs(probabilityBetter(a, b) - wins / 40_000)).toBeLessThan(0.01);
  // Normal limit: Δ = 3e-6, σ = √(2 · .09/1e10).
  expect(probabilityBetter(of(1e9, 1e10), of(1e9 + 3e4, 1e10))).toBeCloseTo(0.76024, 4);
});

test('more successes never make an arm look worse', () => {
  fc.assert(
    fc.property(anyBeta, anyBeta, (a, b) => {
      const more = { alpha: b.alpha + 5, beta: b.beta };
      expect(probabilityBetter(a, more)).toBeGreaterThanOrEqual(probabilityBetter(a, b) - 1e-10);
      expect(expectedLoss(a, more)).toBeLessThanOrEqual(expectedLoss(a, b) + 1e-10);
    }),
  );
});

test('hostile posteriors are refused', () => {
  expect(refusalOf(() => probabilityBetter({ alpha: 0, beta: 1 }, of(1, 2)))).toBe('out-of-range');
  expect(refusalOf(() => posterior({ successes: 3, trials: 2 }))).toBe('inconsistent');
  expect(refusalOf(() => posterior({ successes: 1, trials: 2 }, { alpha: Number.NaN, beta: 1 }))).toBe(
    'not-finite',
  );
  expect(refusalOf(() => thompsonChoice([], seededRandom(1)))).toBe('empty');
});

test('Thompson shares equal the probability of being best', () => {
  const arms = [
    { successes: 70, trials: 1000 },
    { successes: 85, trials: 1000 },
  ];
  const shares = thompsonShares(arms, { random: seededRandom(3), draws: 20_000 });
  expect(shares[0]! + shares[1]!).toBeCloseTo(1, 12);
  expect(Math.abs(shares[1]! - 0.894531568849)).toBeLessThan(4 * Math.sqrt((0.89 * 0.11) / 20_000));
});

/**
 * One policy run over `people` with the rates of four send slots; regret is what the best slot would have
 * added.
 */
function play(
  rates: readonly number[],
  people: number,
  seed: number,
  thompson: boolean,
): { regret: number; best: number } {
  const random = seededRandom(seed);
  const arms = rates.map(() => ({ successes: 0, trials: 0 }));
  let regret = 0;
  for (let person = 0; person < people; person += 1) {
    const chosen = thompson ? thompsonChoice(arms, random) : Math.floor(random() * rates.length);
    regret += Math.max(...rates) - rates[chosen]!;
    arms[chosen]!.trials += 1;
    if (random() < rates[chosen]!) arms[chosen]!.successes += 1;
  }
  const means = arms.map(({ successes, trials }) => (trials === 0 ? 0 : successes / trials));
  return { regret, best: means.indexOf(Math.max(...means)) };
}

test('with 3 points between slots the bandit finds the best one in at least 95 % of runs, at less regret than uniform sending', () => {
  const rates = [0.05, 0.06, 0.07, 0.1];
  const runs = Array.from({ length: 100 }, (_, seed) => play(rates, 4_000, seed, true));
  const uniform = Array.from({ length: 20 }, (_, seed) => play(rates, 4_000, seed, false));
  const mean = (results: readonly { regret: number }[]): number =>
    results.reduce((sum, { regret }) => sum + regret, 0) / results.length;
  expect(runs.filter(({ best }) => best === 3).length).toBeGreaterThanOrEqual(95);
  expect(mean(runs)).toBeLessThan(mean(uniform) / 2);
});
