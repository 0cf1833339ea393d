// The words on the screen follow pBuy, with hysteresis and a floor.
import { expect, test } from 'vitest';
import { type LifecycleState, lifecycleState, lifecycleTransitions } from './lifecycle-state.ts';
import { StatsInputError } from './stats-input-error.ts';

const at = (pBuy: number, previous?: LifecycleState, elapsed = 100): LifecycleState =>
  lifecycleState({ pBuy, age: 400, elapsed, cycle: 30, ...(previous && { previous }) });

test('a first order within the cycle is new, whatever the model says', () => {
  expect(lifecycleState({ pBuy: 0.01, age: 10, elapsed: 10, cycle: 30 })).toBe('new');
  expect(lifecycleState({ pBuy: 0.6, age: 10, elapsed: 2, cycle: 30 })).toBe('active');
});

test('without a past the thresholds decide', () => {
  expect([0.5, 0.49, 0.2, 0.19, 0.1, 0.09].map((p) => at(p))).toEqual([
    'active',
    'at-risk',
    'at-risk',
    'quiet',
    'quiet',
    'lost',
  ]);
});

test('a state is left only past its threshold by the hysteresis, in both directions', () => {
  expect(at(0.46, 'active')).toBe('active');
  expect(at(0.44, 'active')).toBe('at-risk');
  expect(at(0.54, 'at-risk')).toBe('at-risk');
  expect(at(0.56, 'at-risk')).toBe('active');
  expect(at(0.17, 'at-risk')).toBe('at-risk');
  expect(at(0.14, 'at-risk')).toBe('quiet');
  expect(at(0.12, 'lost')).toBe('lost');
  expect(at(0.16, 'lost')).toBe('quiet');
  expect(at(0.9, 'lost')).toBe('active');
});

test('within one cycle of the last order nobody is worse than at risk', () => {
  expect(at(0.01, 'active', 29)).toBe('at-risk');
  expect(at(0.01, 'active', 30)).toBe('lost');
});

test('rules that do not fall, and a probability above 1, are refused', () => {
  const input = { pBuy: 0.3, age: 90, elapsed: 40, cycle: 30 };
  expect(() => lifecycleState(input, { thresholds: [0.2, 0.5, 0.1], hysteresis: 0.05 })).toThrow(
    StatsInputError,
  );
  expect(() => lifecycleState({ ...input, pBuy: 1.1 })).toThrow(StatsInputError);
});

test('transitions are counted, shared by row, and give the expected dwell', () => {
  const { states, counts, shares, dwell } = lifecycleTransitions([
    ['active', 'active'],
    ['active', 'active'],
    ['active', 'at-risk'],
    ['active', 'active'],
    ['lost', 'lost'],
  ]);
  const active = states.indexOf('active');
  expect(counts[active]![active]).toBe(3);
  expect(shares[active]).toEqual([0, 0.75, 0.25, 0, 0]);
  expect(dwell[active]).toBe(4);
  expect(dwell[states.indexOf('lost')]).toBe(Number.POSITIVE_INFINITY);
  expect(shares[states.indexOf('quiet')]).toBeNull();
});
