// Survival curves against the textbook's leukaemia trial (Freireich et al. 1963), R's aml data and CDNOW.
import { describe, expect, test } from 'vitest';
import { kaplanMeier, logRank, survivalAt } from './kaplan-meier.ts';
import { drawExponential, seededRandom } from './random.ts';
import { StatsInputError } from './stats-input-error.ts';
import { cdnowSample } from './testing/cdnow.ts';
import { hasSharedData, readSharedCsv } from './testing/shared-data.ts';
import { dayNumber, mergeByDay } from './transaction-log.ts';

const treated = {
  time: [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
  event: [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
};
const placebo = {
  time: [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
  event: Array.from({ length: 21 }, () => 1),
};

describe('the leukaemia trial', () => {
  test('the curve, its errors, its median and the log-rank test are the published ones', () => {
    const curve = kaplanMeier(treated);
    expect(curve.steps.map(({ time }) => time)).toEqual([6, 7, 10, 13, 16, 22, 23]);
    const published = [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448];
    const errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346];
    curve.steps.forEach((step, i) => {
      expect(step.survival).toBeCloseTo(published[i]!, 3);
      expect(step.standardError).toBeCloseTo(errors[i]!, 4);
    });
    expect(curve.median.time).toBe(23);
    expect(kaplanMeier(placebo).median.time).toBe(8);
    expect(logRank([treated, placebo]).chiSquare).toBeCloseTo(16.79, 2);
  });

  test('weights equal repetition and the order of groups does not change the test', () => {
    const doubled = { time: [...treated.time, ...treated.time], event: [...treated.event, ...treated.event] };
    const weighted = { ...treated, weight: treated.time.map(() => 2) };
    expect(kaplanMeier(weighted)).toEqual(kaplanMeier(doubled));
    expect(logRank([placebo, treated]).chiSquare).toBeCloseTo(logRank([treated, placebo]).chiSquare, 10);
    expect(logRank([treated, treated]).chiSquare).toBeCloseTo(0, 12);
  });

  test('three groups are compared on two degrees of freedom', () => {
    const { df, pValue, groups } = logRank([treated, placebo, placebo]);
    expect(df).toBe(2);
    expect(pValue).toBeLessThan(0.001);
    const total = (key: 'observed' | 'expected') => groups.reduce((sum, group) => sum + group[key], 0);
    expect(total('observed')).toBeCloseTo(total('expected'), 10);
  });
});

test.each(['plain', 'log', 'log-log'] as const)(
  'the %s interval covers the truth near its nominal rate',
  (scale) => {
    const random = seededRandom(77);
    let covered = 0;
    for (let run = 0; run < 600; run += 1) {
      const time: number[] = [];
      const event: number[] = [];
      for (let i = 0; i < 100; i += 1) {
        const life = drawExponential(random, 0.1);
        const seen = 20 * random();
        time.push(Math.min(life, seen));
        event.push(life <= seen ? 1 : 0);
      }
      const { lower, upper } = survivalAt(kaplanMeier({ time, event }, { scale }), 5);
      if (lower <= Math.exp(-0.5) && Math.exp(-0.5) <= upper) covered += 1;
    }
    // 3 standard errors of a share of 0.95 in 600 runs are 0.027.
    expect(Math.abs(covered / 600 - 0.95)).toBeLessThan(0.03);
  },
);

test('hostile survival data are refused, and nothing is said beyond the last observation', () => {
  expect(() => kaplanMeier({ time: [], event: [] })).toThrow(StatsInputError);
  expect(() => kaplanMeier({ time: [-1], event: [1] })).toThrow(StatsInputError);
  expect(() => kaplanMeier({ time: [1], event: [2] })).toThrow(StatsInputError);
  expect(() => kaplanMeier({ time: [Number.NaN], event: [1] })).toThrow(StatsInputError);
  expect(() => logRank([treated])).toThrow(StatsInputError);
  expect(() => survivalAt(kaplanMeier(treated), 36)).toThrow(StatsInputError);
  expect(survivalAt(kaplanMeier(treated), 5)).toMatchObject({ survival: 1 });
  expect(kaplanMeier({ time: [3], event: [0] })).toMatchObject({ steps: [], median: { time: null } });
});

describe.skipIf(!hasSharedData('r_survival_aml.csv', 'CDNOW_sample.txt'))('the reference curves', () => {
  test('aml: both curves, both medians and the log-rank test are those of R', () => {
    const group = (name: string) => {
      const rows = readSharedCsv('r_survival_aml.csv').filter(({ x }) => x === name);
      return { time: rows.map(({ time }) => Number(time)), event: rows.map(({ status }) => Number(status)) };
    };
    const curve = kaplanMeier(group('Maintained'));
    expect(curve.steps.map(({ time }) => time)).toEqual([9, 13, 18, 23, 31, 34, 48]);
    const S = [0.909091, 0.818182, 0.715909, 0.613636, 0.490909, 0.368182, 0.184091];
    curve.steps.forEach((step, i) => expect(Math.abs(step.survival - S[i]!)).toBeLessThan(1e-6));
    expect(curve.median.time).toBe(31);
    expect(kaplanMeier(group('Nonmaintained')).median.time).toBe(23);
    const { chiSquare, pValue } = logRank([group('Maintained'), group('Nonmaintained')]);
    expect(chiSquare).toBeCloseTo(3.39639, 5);
    expect(pValue).toBeCloseTo(0.06534, 5);
  });

  test('CDNOW: the time to the first repeat purchase is the reference curve with its errors', () => {
    const merged = mergeByDay(cdnowSample());
    const end = dayNumber('1998-06-30');
    const time: number[] = [];
    const event: number[] = [];
    for (let c = 0; c < merged.customers.length; c += 1) {
      const first = merged.start[c]!;
      const repeated = merged.start[c + 1]! - first > 1;
      time.push((repeated ? merged.day[first + 1]! : end) - merged.day[first]!);
      event.push(repeated ? 1 : 0);
    }
    const curve = kaplanMeier({ time, event });
    expect([curve.subjects, curve.events]).toEqual([2357, 1139]);
    const S = [
      0.93848112, 0.83241409, 0.82605006, 0.74501485, 0.70852779, 0.62367416, 0.57445906, 0.54433602,
    ];
    const se = [
      0.00494922, 0.00769323, 0.00780792, 0.0089776, 0.00936046, 0.00997886, 0.01018405, 0.01025832,
    ];
    [7, 28, 30, 60, 90, 180, 273, 365].forEach((day, i) => {
      const { survival, standardError } = survivalAt(curve, day);
      expect(Math.abs(survival - S[i]!)).toBeLessThan(1e-8);
      expect(Math.abs(standardError - se[i]!)).toBeLessThan(1e-8);
    });
  });
});
