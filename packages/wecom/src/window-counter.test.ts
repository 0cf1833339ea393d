import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowCounter } from './window-counter.ts';

const START = 1_767_225_600_000;

describe('counting in a sliding window', () => {
  it('never counts less than a naive count of the window, and nothing older than one slot beyond it', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(gaps, fc.constantFrom(60, 3_600), (steps, seconds) => {
        const counter = new WindowCounter(seconds, 100);
        const added: number[] = [];
        let now = START;
        for (const step of steps) {
          now += step;
          counter.add(now);
          added.push(now);
          const within = (ms: number) => added.filter((at) => at > now - ms).length;
          expect(counter.used(now)).toBeGreaterThanOrEqual(within(seconds * 1000));
          expect(counter.used(now)).toBeLessThanOrEqual(within((seconds * 1000 * 61) / 60 + 1));
        }
      }),
    );
  });

  it('says exactly when there is room again', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 10 }), (steps, ceiling) => {
        const counter = new WindowCounter(60, 100);
        let now = START;
        for (const step of steps) {
          now += step;
          counter.add(now);
        }
        const free = counter.freeAt(now, ceiling);
        const before = free > now ? counter.used(free - 1) : ceiling;
        expect(before).toBeGreaterThanOrEqual(ceiling);
        expect(counter.used(free)).toBeLessThan(ceiling);
      }),
    );
  });

  it('forgets nothing when the clock steps back', () => {
    const counter = new WindowCounter(60, 100);
    counter.add(START + 50_000);
    counter.add(START);
    expect(counter.used(START)).toBe(2);
    expect(counter.used(START + 105_000)).toBe(2);
    expect(counter.used(START + 111_000)).toBe(0);
  });
});
