import type { CodeAnswer } from '@yutian/contract';
import { describe, expect, it } from 'vitest';
import { cutByDay } from './week.ts';

const answer = (why: CodeAnswer['why'], ...staffIds: string[]): CodeAnswer => ({
  why,
  staffIds,
  shifts: [],
  leftOut: [],
});

describe('the picture of a week', () => {
  it('cuts a night shift at midnight of Shanghai', () => {
    const [first, second] = cutByDay([
      { from: '2026-11-22T20:00:00+08:00', to: '2026-11-23T08:00:00+08:00', answer: answer('shift', 'a') },
    ]);
    expect(first).toMatchObject({ day: '2026-11-22', weekday: 7 });
    expect(first?.pieces[0]).toMatchObject({ from: '20:00', to: '24:00', start: 20 / 24, width: 4 / 24 });
    expect(second?.pieces[0]).toMatchObject({ from: '00:00', to: '08:00', start: 0 });
  });

  it('gives the same people for the same reason the same colour', () => {
    const days = cutByDay([
      { from: '2026-11-23T00:00:00+08:00', to: '2026-11-23T09:00:00+08:00', answer: answer('spare', 'c') },
      {
        from: '2026-11-23T09:00:00+08:00',
        to: '2026-11-23T18:00:00+08:00',
        answer: answer('shift', 'a', 'b'),
      },
      { from: '2026-11-23T18:00:00+08:00', to: '2026-11-24T00:00:00+08:00', answer: answer('spare', 'c') },
      {
        from: '2026-11-24T00:00:00+08:00',
        to: '2026-11-24T09:00:00+08:00',
        answer: answer('shift', 'b', 'a'),
      },
    ]);
    expect(days.flatMap(({ pieces }) => pieces.map(({ group }) => group))).toEqual([0, 1, 0, 1]);
  });

  it('covers every day wholly', () => {
    const days = cutByDay([
      { from: '2026-11-23T00:00:00+08:00', to: '2026-11-30T00:00:00+08:00', answer: answer('shift', 'a') },
    ]);
    expect(days).toHaveLength(7);
    expect(days.every(({ pieces }) => pieces.reduce((sum, piece) => sum + piece.width, 0) === 1)).toBe(true);
  });
});
