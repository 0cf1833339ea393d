// The period of the acquire pages, as it stands in the address.
import { addDays, dayOf } from '@yutian/kernel';

export const SPANS = { last7: 7, last30: 30, last90: 90 } as const;
export type Span = keyof typeof SPANS;

export interface Period {
  from: string;
  to: string;
}

/** What the address says about the period. */
export interface PeriodAddress {
  span?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const isDay = (text: string | undefined): text is string => /^\d{4}-\d{2}-\d{2}$/.test(text ?? '');

/** Which of the fixed spans is chosen; null for days of one's own. */
export function spanOf({ span, from, to }: PeriodAddress): Span | null {
  if (isDay(from) && isDay(to) && from <= to) return null;
  return span !== undefined && span in SPANS ? (span as Span) : 'last30';
}

/** The period's days, as the server's clock has them: the demo may be ahead of the reader's. */
export function periodOf(address: PeriodAddress, nowMs: number): Period {
  const span = spanOf(address);
  if (span === null) return { from: address.from ?? '', to: address.to ?? '' };
  const to = dayOf(nowMs);
  return { from: addDays(to, 1 - SPANS[span]), to };
}

/** Every day of a period; days of which nothing is told are made by `empty`. */
export function everyDay<Row extends { day: string }>(
  { from, to }: Period,
  rows: readonly Row[],
  empty: (day: string) => Row,
): Row[] {
  const told = new Map(rows.map((row) => [row.day, row]));
  const days: Row[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(told.get(day) ?? empty(day));
  return days;
}
