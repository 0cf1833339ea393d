// Cohorts by the period of the first purchase, and how many of them buy in each later period.
import { type PurchaseDays, type TransactionLog, lastDay, mergeByDay } from './transaction-log.ts';

/** A calendar of numbered periods over day numbers (days since 1970-01-01). */
export interface Period {
  readonly indexOf: (day: number) => number;
  readonly labelOf: (index: number) => string;
  readonly lastDayOf: (index: number) => number;
}

const DAY_MS = 86_400_000;

/** Calendar months; index 0 is January 1970, labels read '2011-12'. */
export const calendarMonth: Period = {
  indexOf: (day) => {
    const date = new Date(day * DAY_MS);
    return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
  },
  labelOf: (index) =>
    `${1970 + Math.floor(index / 12)}-${String((((index % 12) + 12) % 12) + 1).padStart(2, '0')}`,
  lastDayOf: (index) => Date.UTC(1970, index + 1, 1) / DAY_MS - 1,
};

/** Weeks from Monday to Sunday; labels are the Monday's date. */
export const mondayWeek: Period = {
  indexOf: (day) => Math.floor((day + 3) / 7),
  labelOf: (index) => new Date((index * 7 - 3) * DAY_MS).toISOString().slice(0, 10),
  lastDayOf: (index) => index * 7 + 3,
};

export interface CohortCell {
  /** Distinct customers of the cohort who bought in the period. */
  readonly active: number;
  readonly revenue: number;
  /** active / size of the cohort. */
  readonly retention: number;
  /** False when the period was not over at the end of the observation: the number can still grow. */
  readonly complete: boolean;
}

export interface Cohort {
  readonly period: string;
  readonly size: number;
  /** By periods since the first purchase, from 0 (where active = size) to the last one observed. */
  readonly cells: readonly CohortCell[];
}

/**
 * The cohort table of a log. Cells exist only for periods that have begun, so nothing unseen is shown as zero.
 * @param options period, default calendar months; observedUntil, the last day the log covers, default its last day
 */
export function cohortTable(
  log: TransactionLog | PurchaseDays,
  options: { readonly period?: Period; readonly observedUntil?: number } = {},
): Cohort[] {
  const merged = 'start' in log ? log : mergeByDay(log);
  const period = options.period ?? calendarMonth;
  const observedUntil = options.observedUntil ?? lastDay(merged);
  const lastIndex = period.indexOf(observedUntil);
  const cohorts = new Map<number, { size: number; active: number[]; revenue: number[] }>();
  for (let c = 0; c < merged.customers.length; c += 1) {
    const from = merged.start[c]!;
    const first = period.indexOf(merged.day[from]!);
    if (first > lastIndex) continue;
    const cohort = cohorts.get(first) ?? emptyCohort(lastIndex - first + 1);
    cohorts.set(first, cohort);
    cohort.size += 1;
    let seen = -1;
    for (let k = from; k < merged.start[c + 1]! && merged.day[k]! <= observedUntil; k += 1) {
      const offset = period.indexOf(merged.day[k]!) - first;
      if (offset !== seen) cohort.active[offset]! += 1;
      cohort.revenue[offset]! += merged.amount[k]!;
      seen = offset;
    }
  }
  return [...cohorts.entries()]
    .sort(([left], [right]) => left - right)
    .map(([first, { size, active, revenue }]) => ({
      period: period.labelOf(first),
      size,
      cells: active.map((count, offset) => ({
        active: count,
        revenue: revenue[offset]!,
        retention: count / size,
        complete: period.lastDayOf(first + offset) <= observedUntil,
      })),
    }));
}

function emptyCohort(periods: number): { size: number; active: number[]; revenue: number[] } {
  return {
    size: 0,
    active: Array.from({ length: periods }, () => 0),
    revenue: Array.from({ length: periods }, () => 0),
  };
}
