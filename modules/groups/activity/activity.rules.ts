// Which windows of the group statistics are still to be read. Pure.
import { addDays, type Day } from '@yutian/kernel';

/** `days` consecutive days that end with `end`. */
export interface Window {
  days: number;
  end: Day;
}

/**
 * The windows that were not read yet, latest first, so that the page is of use before all of them are in.
 * @param yesterday the latest day that WeCom has figures for; @param rules which windows, and how far back each goes;
 * `daysBack` is how far back WeCom itself goes.
 */
export function missingWindows(
  yesterday: Day,
  read: readonly { span: number; day: Day }[],
  rules: { windows: readonly { days: number; back: number }[]; daysBack: number },
): Window[] {
  const known = new Set(read.map(({ span, day }) => `${span} ${day}`));
  return rules.windows
    .flatMap(({ days, back }) =>
      // A window may not begin before the first day that WeCom still has.
      Array.from({ length: Math.max(0, Math.min(back, rules.daysBack - days + 1)) }, (_, i): Window => {
        return { days, end: addDays(yesterday, -i) };
      }),
    )
    .filter(({ days, end }) => !known.has(`${days} ${end}`))
    .toSorted((a, b) => (a.end === b.end ? a.days - b.days : a.end < b.end ? 1 : -1));
}

/** Whether WeCom still has the first day of a window. */
export const reaches = ({ days, end }: Window, today: Day, rules: { daysBack: number }): boolean =>
  addDays(end, 1 - days) >= addDays(today, -rules.daysBack);
