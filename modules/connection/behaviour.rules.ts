// Which days of behaviour figures to ask for. Pure.
import { addDays, type Day } from '@yutian/kernel';

/** The platform's limits (contract 2.8): how far back, how long a span. */
const KEPT_DAYS = 180;
const SPAN_DAYS = 30;

/** Yesterday's figures may still have been growing when they were read, so the last held day is read again. */
export function firstMissing(lastHeld: Day | undefined, today: Day): Day {
  const oldest = addDays(today, -KEPT_DAYS);
  return lastHeld !== undefined && lastHeld > oldest ? lastHeld : oldest;
}

/** Spans of at most 30 days, both ends inclusive. */
export function spansOf(from: Day, to: Day): { from: Day; to: Day }[] {
  const spans = [];
  for (let start = from; start <= to; start = addDays(start, SPAN_DAYS)) {
    const end = addDays(start, SPAN_DAYS - 1);
    spans.push({ from: start, to: end < to ? end : to });
  }
  return spans;
}
