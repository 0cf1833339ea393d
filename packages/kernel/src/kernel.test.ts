import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  allocate,
  dayOf,
  formatYuan,
  frozenClock,
  minuteOfDay,
  newId,
  parseYuan,
  startOfDay,
  toIso,
  weekdayOf,
} from './index.ts';

describe('days', () => {
  it('a Shanghai day begins at 16:00 UTC of the day before', () => {
    expect(startOfDay('2026-11-22')).toBe(Date.parse('2026-11-21T16:00:00Z'));
    expect(dayOf(Date.parse('2026-11-21T15:59:59.999Z'))).toBe('2026-11-21');
    expect(dayOf(Date.parse('2026-11-21T16:00:00Z'))).toBe('2026-11-22');
  });
  it('a day that is not in the calendar is refused', () => {
    for (const bad of ['2026-02-30', '2026-13-01', '26-01-01', '2026-1-1', ''])
      expect(() => startOfDay(bad)).toThrow(RangeError);
  });
  it('adding days crosses a leap day', () => {
    expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  });
  it('20:00 in Shanghai is minute 1200, and 2026-11-22 is a Sunday', () => {
    const evening = Date.parse('2026-11-22T20:00:00+08:00');
    expect(minuteOfDay(evening)).toBe(1200);
    expect(weekdayOf(evening)).toBe(7);
    expect(toIso(evening)).toBe('2026-11-22T20:00:00.000+08:00');
  });
});

describe('money', () => {
  it('amounts are read as shop exports write them', () => {
    expect(parseYuan('1,234.5')).toBe(123450n);
    expect(parseYuan('¥39.90')).toBe(3990n);
    expect(parseYuan('-8')).toBe(-800n);
    expect(parseYuan('2.500')).toBe(250n);
    for (const bad of ['', '1.234', 'abc', '1e3', '=1+1', '--1']) expect(parseYuan(bad)).toBeUndefined();
  });
  it('what is written can be read back', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        (fen) => parseYuan(formatYuan(fen)) === fen,
      ),
    );
  });
  it('a split adds up to the whole and no part is off by more than a fen', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        fc
          .array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: 1, maxLength: 12 })
          .filter((w) => w.some((x) => x > 0n)),
        (total, weights) => {
          const parts = allocate(total, weights);
          const sum = weights.reduce((a, b) => a + b, 0n);
          const whole = parts.reduce((a, b) => a + b, 0n) === total;
          return (
            whole &&
            parts.every((part, i) => {
              const off = part * sum - total * (weights[i] ?? 0n);
              return (off < 0n ? -off : off) < sum;
            })
          );
        },
      ),
    );
  });
});

describe('clock and ids', () => {
  it('a frozen clock moves only when told, and only forward', () => {
    const clock = frozenClock(1_000);
    expect(clock.now()).toBe(1_000);
    expect(clock.advance(500)).toBe(1_500);
    expect(() => clock.advance(-1)).toThrow(RangeError);
  });
  it('identifiers sort by creation', () => {
    const ids = Array.from({ length: 1_000 }, () => newId());
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(1_000);
  });
});
