// Looking more than once: boundaries equal the printed tables, and hold their error where naive looking does
// not.
import { expect, test } from 'vitest';
import { crossingProbabilities, naivePeekingError, obrienFleming, pocock } from './group-sequential.ts';
import { mixtureSprt } from './mixture-sprt.ts';
import { drawNormal, seededRandom } from './random.ts';
import { powerForRates, sampleSizeForRates } from './sample-size.ts';
import { refusalOf } from './testing/refusal.ts';
import { twoProportionTest } from './two-proportion-test.ts';

test.each([
  [2, 2.1783, 1.9774, 0.0831],
  [3, 2.2895, 2.004, 0.1073],
  [4, 2.3613, 2.0243, 0.1262],
  [5, 2.4132, 2.0401, 0.1417],
  [10, 2.555, 2.0865, 0.1934],
])('with %i looks the constants are those of Jennison & Turnbull to 4 decimals', (looks, c, d, naive) => {
  expect(pocock(looks).constant).toBeCloseTo(c, 4);
  expect(obrienFleming(looks).constant).toBeCloseTo(d, 4);
  expect(naivePeekingError(looks)).toBeCloseTo(naive, 4);
});

test('one look is the ordinary test, and more looks never narrow the bounds', () => {
  expect(pocock(1).constant).toBeCloseTo(1.959963984540054, 9);
  expect(obrienFleming(1).bounds[0]).toBeCloseTo(1.959963984540054, 9);
  const constants = [1, 2, 3, 4, 5, 6].map((looks) => pocock(looks).constant);
  expect(constants.toSorted((a, b) => a - b)).toEqual(constants);
});

test("the plans spend their alpha exactly, O'Brien–Fleming late and Pocock early", () => {
  for (const plan of [pocock(5, 0.01), obrienFleming(5, 0.01)])
    expect(crossingProbabilities(plan.bounds).at(-1)).toBeCloseTo(0.01, 8);
  const [early, late] = [pocock(5), obrienFleming(5)].map((plan) => crossingProbabilities(plan.bounds)[0]!);
  expect(late).toBeLessThan(0.00001);
  expect(early).toBeGreaterThan(0.01);
});

test('the integration agrees with simulated Brownian motion, with unequal looks and with drift', () => {
  const information = [0.2, 0.3, 0.7, 1];
  const bounds = [2.5, Infinity, 2.1, 2.0];
  for (const drift of [0, 2.8]) {
    const random = seededRandom(31);
    const runs = 40_000;
    const crossed = [0, 0, 0, 0];
    for (let run = 0; run < runs; run += 1) {
      let score = 0;
      let stopped = false;
      information.forEach((share, look) => {
        const step = share - (information[look - 1] ?? 0);
        score += drift * step + Math.sqrt(step) * drawNormal(random);
        stopped ||= Math.abs(score) >= bounds[look]! * Math.sqrt(share);
        if (stopped) crossed[look]! += 1;
      });
    }
    crossingProbabilities(bounds, { information, drift }).forEach((probability, look) => {
      const error = Math.sqrt((probability * (1 - probability)) / runs);
      expect(Math.abs(crossed[look]! / runs - probability)).toBeLessThan(4 * error);
    });
  }
});

test('hostile plans are refused', () => {
  expect(refusalOf(() => pocock(0))).toBe('out-of-range');
  expect(refusalOf(() => obrienFleming(2.5))).toBe('out-of-range');
  expect(refusalOf(() => pocock(3, 0))).toBe('out-of-range');
  expect(refusalOf(() => crossingProbabilities([]))).toBe('out-of-range');
  expect(refusalOf(() => crossingProbabilities([2, -1]))).toBe('out-of-range');
  expect(refusalOf(() => crossingProbabilities([2, Number.NaN]))).toBe('not-finite');
  expect(refusalOf(() => crossingProbabilities([2, 2], { information: [0.7, 0.6] }))).toBe('out-of-range');
  expect(refusalOf(() => crossingProbabilities([2, 2], { information: [1] }))).toBe('length-mismatch');
});

/** Shares of A/A tests that a rule stops at one of 50 looks, 200 people per arm between looks. */
function falseAlarms(runs: number): {
  readonly naive: number;
  readonly sprt: number;
  readonly pocock: number;
} {
  const random = seededRandom(99);
  const bound = pocock(50).constant;
  const alarms = { naive: 0, sprt: 0, pocock: 0 };
  for (let run = 0; run < runs; run += 1) {
    const [a, b] = [
      { successes: 0, trials: 0 },
      { successes: 0, trials: 0 },
    ];
    const stopped = { naive: false, sprt: false, pocock: false };
    for (let look = 0; look < 50; look += 1) {
      for (const arm of [a, b]) {
        for (let i = 0; i < 200; i += 1) if (random() < 0.1) arm.successes += 1;
        arm.trials += 200;
      }
      const { z, pValue } = twoProportionTest(a, b);
      stopped.naive ||= pValue < 0.05;
      stopped.pocock ||= Math.abs(z) >= bound;
      stopped.sprt ||= mixtureSprt(a, b).reject;
    }
    for (const rule of ['naive', 'sprt', 'pocock'] as const) if (stopped[rule]) alarms[rule] += 1;
  }
  return { naive: alarms.naive / runs, sprt: alarms.sprt / runs, pocock: alarms.pocock / runs };
}

test('under 50 looks at A/A tests the sequential rules hold 5 % where a p-value raises 20–38 % false alarms', () => {
  const { naive, sprt, pocock: group } = falseAlarms(600);
  expect(naive).toBeGreaterThan(0.2);
  expect(naive).toBeLessThan(0.38);
  expect(sprt).toBeLessThanOrEqual(0.05);
  // Pocock spends its 5 % in full, so the simulated share may exceed it by luck: 4 standard errors at 600
  // runs.
  expect(group).toBeLessThanOrEqual(0.05 + 4 * Math.sqrt((0.05 * 0.95) / 600));
  expect(group).toBeGreaterThan(0.01);
});

test('the mSPRT finds a difference that is there, and its interval agrees with its verdict', () => {
  const a = { successes: 700, trials: 10_000 };
  const b = { successes: 1_000, trials: 10_000 };
  const found = mixtureSprt(a, b);
  expect(found.reject).toBe(true);
  expect(found.interval.lower).toBeGreaterThan(0);
  expect(found.alwaysValidP).toBeCloseTo(1 / found.likelihoodRatio, 12);
  const edge = mixtureSprt(a, { successes: 790, trials: 10_000 });
  expect(edge.reject).toBe(edge.interval.lower > 0 || edge.interval.upper < 0);
  expect(mixtureSprt(a, a).likelihoodRatio).toBeLessThan(1);
});

test('the mSPRT equals the formula of equal arms (Johari 2017)', () => {
  const [n, pa, pb, tau] = [4_000, 0.1, 0.12, 0.03];
  const v = pa * (1 - pa) + pb * (1 - pb);
  const t2 = tau * tau;
  const expected =
    Math.sqrt(v / (v + n * t2)) * Math.exp((n * n * t2 * (pb - pa) ** 2) / (2 * v * (v + n * t2)));
  const got = mixtureSprt({ successes: 400, trials: n }, { successes: 480, trials: n }, { tau });
  expect(got.likelihoodRatio / expected).toBeCloseTo(1, 10);
});

test('a first lucky person does not end an mSPRT', () => {
  expect(mixtureSprt({ successes: 0, trials: 1 }, { successes: 1, trials: 1 }).reject).toBe(false);
  expect(
    refusalOf(() => mixtureSprt({ successes: 0, trials: 1 }, { successes: 1, trials: 1 }, { tau: 0 })),
  ).toBe('out-of-range');
});

test('the power at the planned size is what was planned, also in simulation', () => {
  expect(sampleSizeForRates(0.07, 0.13)).toBeCloseTo(391.2629776, 6);
  expect(powerForRates(0.07, 0.13, 391.2629776)).toBeCloseTo(0.8, 6);
  const random = seededRandom(7);
  const draw = (p: number) => ({
    successes: Array.from({ length: 392 }, random).filter((u) => u < p).length,
    trials: 392,
  });
  const runs = 4_000;
  let found = 0;
  for (let run = 0; run < runs; run += 1)
    if (twoProportionTest(draw(0.07), draw(0.13)).pValue < 0.05) found += 1;
  expect(Math.abs(found / runs - 0.8)).toBeLessThan(0.02);
});
