// Periods that people ask about: whole Shanghai days, at most a year.
import { type Day, invalid, MS_PER_DAY, startOfDay } from '@yutian/kernel';

const MOST_DAYS = 366;

/** The period, or a Fault when it ends before it begins or is too long. */
export function requirePeriod(from: Day, to: Day): { from: Day; to: Day } {
  const days = (startOfDay(to) - startOfDay(from)) / MS_PER_DAY + 1;
  if (days < 1 || days > MOST_DAYS)
    throw invalid(
      'PERIOD_INVALID',
      `The period must end after it begins and span at most ${MOST_DAYS} days.`,
      { from, to },
    );
  return { from, to };
}
