// Forecasts: R's anchors, planted levels and seasons, rolling origins, and intervals that cover what they
// promise.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exponentialSmoothing } from './exponential-smoothing.ts';
import { holtWinters } from './holt-winters.ts';
import { drawNormal, seededRandom } from './random.ts';
import { mase, residualIntervals, rollingOrigin, seasonalNaive } from './rolling-origin.ts';
import { dailyRevenue, seriesOf } from './testing/reference-sets.ts';
import { refusalOf } from './testing/refusal.ts';
import { hasSharedData } from './testing/shared-data.ts';
import { weekdayProfileForecast } from './weekday-profile.ts';

const WEEK = [0.6, 0.8, 1, 1, 1.1, 1.4, 1.1];
/** Ten weeks of revenue with a weekday shape and a level of 100. */
const shop = (weeks: number): number[] => Array.from({ length: weeks * 7 }, (_, day) => 100 * WEEK[day % 7]!);

test('simple smoothing with a given weight follows its recursion', () => {
  const { level, sse, fitted, start } = exponentialSmoothing([10, 20, 30], { alpha: 0.5 });
  expect([...fitted]).toEqual([10, 10, 15]);
  expect({ start, level, sse }).toEqual({ start: 10, level: 22.5, sse: 0 + 100 + 225 });
  expect(exponentialSmoothing([10, 20, 30], { alpha: 0.5, start: 20 }).fitted[1]).toBe(15);
});

test('a fitted start is the best start for its weight', () => {
  const random = seededRandom(3);
  const series = Array.from({ length: 40 }, () => 50 + 10 * drawNormal(random));
  for (const alpha of [0, 0.1, 0.5]) {
    const best = exponentialSmoothing(series, { alpha, start: 'fitted' });
    for (const shift of [-0.5, 0.5])
      expect(exponentialSmoothing(series, { alpha, start: best.start + shift }).sse).toBeGreaterThan(
        best.sse,
      );
  }
});

test('the chosen weight is no worse than any on a fine grid', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 4, maxLength: 40 }), (series) => {
      const { sse } = exponentialSmoothing(series);
      for (let alpha = 0; alpha <= 1; alpha += 0.02)
        expect(sse).toBeLessThanOrEqual(exponentialSmoothing(series, { alpha }).sse + 1e-6);
    }),
    { numRuns: 40 },
  );
});

test('intervals of simple smoothing cover a local level at the nominal rate, one and ten steps ahead', () => {
  const random = seededRandom(15);
  const inside = [0, 0];
  const runs = 600;
  for (let run = 0; run < runs; run += 1) {
    // Errors e and level steps .3 e: the innovations form whose optimal weight is .3.
    let level = 100;
    const series = Array.from({ length: 130 }, () => {
      const error = drawNormal(random);
      const value = level + error;
      level += 0.3 * error;
      return value;
    });
    const fit = exponentialSmoothing(series.slice(0, 120), { alpha: 0.3 });
    [1, 10].forEach((horizon, i) => {
      const { lower, upper } = fit.interval(horizon);
      if (lower <= series[119 + horizon]! && series[119 + horizon]! <= upper) inside[i]! += 1;
    });
  }
  for (const count of inside) expect(Math.abs(count / runs - 0.95)).toBeLessThan(0.03);
});

test('a pure season with a trend is forecast exactly', () => {
  const series = Array.from({ length: 48 }, (_, t) => 100 + 2 * t + [5, -3, 0, -2][t % 4]!);
  const fit = holtWinters(series, { period: 4 });
  expect(fit.sse).toBeLessThan(1000);
  const steady = holtWinters(series, {
    period: 4,
    start: { level: 98, trend: 2, season: [5, -3, 0, -2], covers: 0 },
  });
  expect(steady.sse).toBeLessThan(1e-18);
  steady
    .forecast(6)
    .forEach((value, h) => expect(value).toBeCloseTo(100 + 2 * (48 + h) + [5, -3, 0, -2][h % 4]!, 8));
  const multiplied = series.map((_, t) => (100 + t) * [1.2, 0.8, 1.1, 0.9][t % 4]!);
  const start = { level: 99, trend: 1, season: [1.2, 0.8, 1.1, 0.9], covers: 0 };
  const grown = holtWinters(multiplied, {
    period: 4,
    season: 'multiplicative',
    start,
    alpha: 0.2,
    beta: 0.1,
    gamma: 0.1,
  });
  expect(grown.forecast(1)[0]).toBeCloseTo(148 * 1.2, 8);
});

test('Holt–Winters forecasts scale with the series, and additive ones move with its offset', () => {
  const random = seededRandom(23);
  const series = shop(8).map((value) => value + 5 * drawNormal(random));
  const weights = { period: 7, alpha: 0.3, beta: 0.05, gamma: 0.2 };
  const plain = holtWinters(series, weights).forecast(7);
  const scaled = holtWinters(
    series.map((value) => 3 * value),
    weights,
  ).forecast(7);
  const moved = holtWinters(
    series.map((value) => value + 1000),
    weights,
  ).forecast(7);
  plain.forEach((value, h) => {
    expect(scaled[h]).toBeCloseTo(3 * value, 8);
    expect(moved[h]).toBeCloseTo(value + 1000, 8);
  });
});

test('Holt–Winters intervals widen with the horizon and hold the forecast', () => {
  const random = seededRandom(24);
  const series = shop(9).map((value) => value + 5 * drawNormal(random));
  for (const season of ['additive', 'multiplicative'] as const) {
    const fit = holtWinters(series, { period: 7, season });
    const wide = fit.intervals(21);
    fit
      .forecast(21)
      .forEach((value, h) => expect((wide[h]!.lower + wide[h]!.upper) / 2).toBeCloseTo(value, 6));
    const width = (h: number): number => wide[h]!.upper - wide[h]!.lower;
    expect(width(14)).toBeGreaterThan(width(0));
  }
});

test('the weekday profile forecasts a steady shop exactly, and a doubled fortnight doubles it', () => {
  const { forecast, profile } = weekdayProfileForecast(shop(10), { horizon: 9 });
  forecast.forEach((value, h) => expect(value).toBeCloseTo(100 * WEEK[h % 7]!, 9));
  expect(profile.reduce((sum, value) => sum + value, 0)).toBeCloseTo(7, 12);
  const grown = shop(10).map((value, day) => (day >= 56 ? 2 * value : value));
  expect(weekdayProfileForecast(grown, { horizon: 1 }).forecast[0]).toBeCloseTo(200 * WEEK[0]!, 9);
});

test('a flagged promotion teaches its own factor and leaves the profile alone', () => {
  const series = shop(10).map((value, day) => (day === 60 || day === 67 ? 3 * value : value));
  const flags = series.map((_, day) => (day === 60 || day === 67 ? '双11' : null));
  const futureFlags = [null, '双11', '年货节'];
  const result = weekdayProfileForecast(series, { horizon: 3, flags, futureFlags });
  expect(result.forecast[0]).toBeCloseTo(60, 9);
  expect(result.forecast[1]).toBeCloseTo(3 * 80, 9);
  expect(result.forecast[2]).toBeCloseTo(100, 9);
  expect(result.unknownFlags).toEqual(['年货节']);
  const given = weekdayProfileForecast(series, { horizon: 3, flags, futureFlags, factors: { 年货节: 1.5 } });
  expect(given.forecast[2]).toBeCloseTo(150, 9);
  expect(given.unknownFlags).toEqual([]);
});

test('rolling origins see only the past, in order, and end with the series', () => {
  const series = shop(12);
  const seen: number[] = [];
  const {
    origins,
    mase: score,
    totalApe,
  } = rollingOrigin(
    series.map((value, day) => value + (day % 2)),
    (known, horizon) => {
      seen.push(known.length);
      return seasonalNaive(7)(known, horizon);
    },
    { horizon: 7, origins: 3, season: 7 },
  );
  expect(seen).toEqual([63, 70, 77]);
  expect(origins.at(-1)!.origin + 7).toBe(84);
  expect(score).toBeCloseTo(1, 9);
  expect(totalApe).toBeGreaterThan(0);
});

test('MASE of the in-sample naive forecast is 1, and scales away units', () => {
  const known = [1, 2, 4, 7];
  expect(mase([10, 12], [8, 10], known, 1)).toBeCloseTo(1, 12);
  expect(
    mase(
      [100, 120],
      [80, 100],
      known.map((value) => 10 * value),
      1,
    ),
  ).toBeCloseTo(1, 12);
});

test('intervals from earlier origins cover 80 % of days of a noisy shop', () => {
  const random = seededRandom(33);
  const series = shop(80).map((value) => value * Math.exp(0.3 * drawNormal(random)));
  const forecaster = (known: readonly number[], horizon: number) =>
    weekdayProfileForecast(known, { horizon }).forecast;
  const { origins } = rollingOrigin(series, forecaster, { horizon: 7, origins: 70, season: 7 });
  let inside = 0;
  origins.slice(20).forEach((origin, i) =>
    residualIntervals(origin.forecast, origins.slice(i, i + 20), 0.8).forEach(({ lower, upper }, h) => {
      if (lower <= origin.actual[h]! && origin.actual[h]! <= upper) inside += 1;
    }),
  );
  expect(Math.abs(inside / (50 * 7) - 0.8)).toBeLessThan(0.07);
});

test('hostile series are refused', () => {
  expect(refusalOf(() => exponentialSmoothing([1, 2]))).toBe('too-few');
  expect(refusalOf(() => exponentialSmoothing([1, 2, Number.NaN]))).toBe('not-finite');
  expect(refusalOf(() => exponentialSmoothing([1, 2, 3], { alpha: 1.5 }))).toBe('out-of-range');
  expect(exponentialSmoothing([4, 4, 4])).toMatchObject({ alpha: 0, level: 4, sse: 0 });
  expect(refusalOf(() => holtWinters(shop(1), { period: 7 }))).toBe('too-few');
  expect(refusalOf(() => holtWinters(shop(3), { period: 1 }))).toBe('out-of-range');
  expect(refusalOf(() => holtWinters([...shop(3), 0], { period: 7, season: 'multiplicative' }))).toBe(
    'out-of-range',
  );
  const start = { level: 1, trend: 0, season: [1], covers: 0 };
  expect(refusalOf(() => holtWinters(shop(3), { period: 7, start }))).toBe('length-mismatch');
  expect(refusalOf(() => weekdayProfileForecast(shop(7), { horizon: 7 }))).toBe('too-few');
  expect(
    refusalOf(() =>
      weekdayProfileForecast(
        shop(8).map(() => 0),
        { horizon: 7 },
      ),
    ),
  ).toBe('not-identified');
  expect(refusalOf(() => weekdayProfileForecast(shop(8), { horizon: 7, flags: [null] }))).toBe(
    'length-mismatch',
  );
  expect(refusalOf(() => mase([1], [1], [5, 5, 5], 1))).toBe('not-identified');
  expect(
    refusalOf(() => rollingOrigin(shop(2), seasonalNaive(7), { horizon: 7, origins: 2, season: 7 })),
  ).toBe('too-few');
  expect(refusalOf(() => residualIntervals([1], []))).toBe('empty');
});

describe.skipIf(!hasSharedData('r_Nile.csv', 'r_AirPassengers.csv'))("R's HoltWinters", () => {
  test('Nile has weight .2466, level 805.04 and squared error 2038871.83', () => {
    const { alpha, level, sse } = exponentialSmoothing(seriesOf('r_Nile.csv', 'flow'));
    expect(alpha).toBeCloseTo(0.2465578775, 4);
    expect(level).toBeCloseTo(805.0388577, 2);
    expect(sse).toBeCloseTo(2038871.833, 3);
  });

  test('AirPassengers has the weights, error and forecasts of R', () => {
    const fit = holtWinters(seriesOf('r_AirPassengers.csv', 'passengers'), {
      period: 12,
      season: 'multiplicative',
    });
    expect(fit.converged).toBe(true);
    expect(fit.alpha).toBeCloseTo(0.2755924747, 4);
    expect(fit.beta).toBeCloseTo(0.03269295273, 4);
    expect(fit.gamma).toBeCloseTo(0.8707292223, 4);
    expect(fit.sse).toBeLessThan(16570.77787 + 1e-3);
    [447.0559313, 419.7122799, 464.8671311].forEach((value, h) =>
      expect(Math.abs(fit.forecast(3)[h]! - value)).toBeLessThan(0.003),
    );
  });

  test('AirPassengers smoothed with R’s own weights gives R’s error', () => {
    const weights = { alpha: 0.2755924747, beta: 0.03269295273, gamma: 0.8707292223 };
    const fit = holtWinters(seriesOf('r_AirPassengers.csv', 'passengers'), {
      period: 12,
      season: 'multiplicative',
      ...weights,
    });
    expect(fit.sse).toBeCloseTo(16570.77787, 4);
    [447.0559313, 419.7122799, 464.8671311].forEach((value, h) =>
      expect(fit.forecast(3)[h]).toBeCloseTo(value, 6),
    );
  });
});

describe.skipIf(!hasSharedData('online_retail_daily_gmv.csv'))(
  'Online Retail, 12 weeks to 2011-11-30',
  () => {
    const options = { horizon: 7, origins: 12, season: 7 };
    const profile = (known: readonly number[], horizon: number) =>
      weekdayProfileForecast(known, { horizon }).forecast;

    test('MASE and weekly error of four forecasters equal the reference, and the profile beats the naive one', () => {
      const series = dailyRevenue();
      const mean4 = (known: readonly number[], horizon: number) =>
        Array.from({ length: horizon }, (_, h) =>
          [1, 2, 3, 4].reduce((sum, w) => sum + known[known.length - 7 * w + h]! / 4, 0),
        );
      const smooth = (known: readonly number[], horizon: number) =>
        holtWinters(known, { period: 7 }).forecast(horizon);
      for (const [forecaster, score, ape] of [
        [seasonalNaive(7), 1.2945, 0.1603],
        [mean4, 1.1809, 0.1569],
        [smooth, 1.2558, 0.2008],
        [profile, 1.0952, 0.1573],
      ] as const) {
        const result = rollingOrigin(series, forecaster, options);
        expect(result.mase).toBeCloseTo(score, 3);
        expect(result.totalApe).toBeCloseTo(ape, 3);
      }
    });

    test('80 % intervals from the ten weeks before cover 70 to 90 % of trading days', () => {
      const { origins } = rollingOrigin(dailyRevenue(), profile, { ...options, origins: 22 });
      let inside = 0;
      let days = 0;
      origins.slice(10).forEach((origin, i) =>
        residualIntervals(origin.forecast, origins.slice(i, i + 10), 0.8).forEach(({ lower, upper }, h) => {
          // The shop is closed on Saturdays: 0 is forecast and found.
          if (origin.forecast[h] === 0) return;
          days += 1;
          if (lower <= origin.actual[h]! && origin.actual[h]! <= upper) inside += 1;
        }),
      );
      expect(days).toBe(72);
      expect(inside / days).toBeGreaterThan(0.7);
      expect(inside / days).toBeLessThan(0.9);
    });
  },
);
