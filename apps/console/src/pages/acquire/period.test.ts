import { startOfDay } from '@yutian/kernel';
import { describe, expect, it } from 'vitest';
import { everyDay, periodOf, spanOf } from './period.ts';

const NOW = startOfDay('2026-11-22') + 1;

describe('the period of the acquire pages', () => {
  it('is the last 30 days when the address says nothing', () => {
    expect(periodOf({}, NOW)).toEqual({ from: '2026-10-24', to: '2026-11-22' });
    expect(spanOf({})).toBe('last30');
  });

  it('is the days of the address, when they are days in order', () => {
    expect(periodOf({ from: '2026-11-01', to: '2026-11-11' }, NOW)).toEqual({
      from: '2026-11-01',
      to: '2026-11-11',
    });
    expect(spanOf({ from: '2026-11-11', to: '2026-11-01' })).toBe('last30');
    expect(spanOf({ span: 'last7', from: 'x', to: 'y' })).toBe('last7');
  });

  it('shows days without adds too', () => {
    const rows = everyDay(
      { from: '2026-11-20', to: '2026-11-22' },
      [{ day: '2026-11-21', adds: 3 }],
      (day) => ({
        day,
        adds: 0,
      }),
    );
    expect(rows.map(({ adds }) => adds)).toEqual([0, 3, 0]);
  });
});
