// The optimiser finds known minima, confirms them by restarting, and says so when it ran out of budget.
import { expect, test } from 'vitest';
import { nelderMead } from './nelder-mead.ts';
import { StatsInputError } from './stats-input-error.ts';

const rosenbrock = ([x, y]: readonly number[]): number => 100 * (y! - x! * x!) ** 2 + (1 - x!) ** 2;

test('the banana valley of Rosenbrock is followed to its end at (1, 1)', () => {
  const minimum = nelderMead(rosenbrock, [-1.2, 1], { valueTolerance: 1e-14 });
  expect(minimum.converged).toBe(true);
  expect(minimum.point[0]).toBeCloseTo(1, 5);
  expect(minimum.point[1]).toBeCloseTo(1, 5);
});

test('a budget that is too small is reported, never passed off as a minimum', () => {
  const minimum = nelderMead(rosenbrock, [-1.2, 1], { maxEvaluations: 40 });
  expect(minimum.converged).toBe(false);
  expect(minimum.evaluations).toBeLessThan(60);
});

test('a function that is unbounded below is reported as not converged', () => {
  expect(nelderMead(([x]) => -x!, [0], { maxEvaluations: 500 }).converged).toBe(false);
});

test('a bounded search stops at the bound', () => {
  const minimum = nelderMead(([x, y]) => -x! + (y! - 2) ** 2, [0, 0], { bound: 5 });
  expect(minimum.converged).toBe(true);
  expect(minimum.point[0]).toBeCloseTo(5, 6);
  expect(minimum.point[1]).toBeCloseTo(2, 3);
});

test('regions that answer NaN are avoided and a bad start is refused', () => {
  const minimum = nelderMead(([x]) => (x! < 0 ? Number.NaN : (x! - 0.01) ** 2), [1]);
  expect(minimum.point[0]).toBeCloseTo(0.01, 4);
  expect(() => nelderMead(() => Number.NaN, [0])).toThrow(StatsInputError);
  expect(() => nelderMead(rosenbrock, [])).toThrow(StatsInputError);
  expect(() => nelderMead(rosenbrock, [Number.POSITIVE_INFINITY, 0])).toThrow(StatsInputError);
});
