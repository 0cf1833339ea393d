// Who answers when, cut into days for the picture. Pure.
import type { CodeAnswer } from '@yutian/contract';
import { type Day, dayOf, MS_PER_DAY, MS_PER_MINUTE, startOfDay, weekdayOf } from '@yutian/kernel';
import { clockOf } from './code-draft.ts';

interface Span {
  from: string;
  to: string;
  answer: CodeAnswer;
}

export interface Piece {
  /** Share of the day, 0…1. */
  start: number;
  width: number;
  from: string;
  to: string;
  answer: CodeAnswer;
  /** Same people for the same reason: same number, counted from 0 in order of appearance. */
  group: number;
}

export interface WeekDay {
  day: Day;
  weekday: number;
  pieces: Piece[];
}

/** Spans cut at midnights, Shanghai days. */
export function cutByDay(spans: readonly Span[]): WeekDay[] {
  const groups = new Map<string, number>();
  const days = new Map<Day, WeekDay>();
  for (const { from, to, answer } of spans) {
    const group = groupOf(groups, answer);
    const end = Date.parse(to);
    for (let at = Date.parse(from); at < end; ) {
      const day = dayOf(at);
      const start = startOfDay(day);
      const until = Math.min(end, start + MS_PER_DAY);
      const entry = days.get(day) ?? { day, weekday: weekdayOf(at), pieces: [] };
      days.set(day, entry);
      entry.pieces.push({
        start: (at - start) / MS_PER_DAY,
        width: (until - at) / MS_PER_DAY,
        from: clock(at - start),
        to: clock(until - start),
        answer,
        group,
      });
      at = until;
    }
  }
  return [...days.values()];
}

const clock = (ms: number) => clockOf(Math.floor(ms / MS_PER_MINUTE));

function groupOf(groups: Map<string, number>, { why, staffIds }: CodeAnswer): number {
  const key = `${why}:${[...staffIds].sort().join()}`;
  const known = groups.get(key);
  if (known !== undefined) return known;
  groups.set(key, groups.size);
  return groups.size - 1;
}
