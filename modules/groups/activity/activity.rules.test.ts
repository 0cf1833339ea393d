import { describe, expect, it } from 'vitest';
import { missingWindows, reaches } from './activity.rules.ts';

const rules = {
  windows: [
    { days: 1, back: 4 },
    { days: 3, back: 2 },
  ],
  daysBack: 5,
};

describe('windows of group statistics', () => {
  it('are read latest first, each length by itself', () => {
    expect(missingWindows('2026-03-02', [], rules).map(({ days, end }) => `${days}@${end}`)).toEqual([
      '1@2026-03-02',
      '3@2026-03-02',
      '1@2026-03-01',
      '3@2026-03-01',
      '1@2026-02-28',
      '1@2026-02-27',
    ]);
  });
  it('leave out what was read', () => {
    const read = [
      { span: 1, day: '2026-03-02' },
      { span: 3, day: '2026-03-01' },
    ];
    expect(missingWindows('2026-03-02', read, rules)).not.toContainEqual({ days: 1, end: '2026-03-02' });
    expect(missingWindows('2026-03-02', read, rules)).toHaveLength(4);
  });
  it('never begin before the first day that WeCom still has', () => {
    const far = { windows: [{ days: 30, back: 180 }], daysBack: 180 };
    const windows = missingWindows('2026-06-30', [], far);
    expect(windows).toHaveLength(151);
    expect(windows.at(-1)?.end).toBe('2026-01-31');
  });
  it('are out of reach when midnight has passed over their first day', () => {
    const windows = missingWindows('2026-03-02', [], rules);
    const reached = (today: string) => windows.filter((window) => reaches(window, today, rules)).length;
    expect(reached('2026-03-03')).toBe(windows.length);
    expect(reached('2026-03-05')).toBe(windows.length - 2);
    expect(reached('2026-03-30')).toBe(0);
  });
});
