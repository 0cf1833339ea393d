// From raw transactions to what the models take: purchases of one customer on one day are merged, the log is cut into
// calibration and holdout, and each customer becomes (x, tx, T) and a mean spend.
import {
  StatsInputError,
  requireFinite,
  requirePositive,
  requireRows,
  requireSameLength,
} from './stats-input-error.ts';

/** A log as columns of equal length, in any order. `day` counts whole days from any origin (e.g. 1970-01-01). */
export interface TransactionLog {
  readonly customer: ArrayLike<number | string>;
  readonly day: ArrayLike<number>;
  /** Value of each row in any currency unit; may be absent where only timing matters. */
  readonly amount?: ArrayLike<number> | undefined;
}

/** Purchases merged by customer and day, sorted by customer (in first-seen order) and day. */
export interface PurchaseDays {
  /** The customers in the order in which the log first names them. */
  readonly customers: (number | string)[];
  /** Customer i owns the purchase days from start[i] up to, not including, start[i + 1]. */
  readonly start: Int32Array;
  readonly day: Int32Array;
  /** Sum of the amounts of that customer on that day; 0 where the log has no amounts. */
  readonly amount: Float64Array;
}

/** Merges a log into purchase days. Refuses an empty log, fractional days and amounts that are not finite. */
export function mergeByDay(log: TransactionLog): PurchaseDays {
  const rows = requireSameLength({ customer: log.customer, day: log.day, amount: log.amount });
  requireRows('the log', log.customer);
  const { customers, index, counts } = indexCustomers(log.customer);
  const start = new Int32Array(customers.length + 1);
  for (let c = 0; c < customers.length; c += 1) start[c + 1] = start[c]! + counts[c]!;
  const fill = start.slice();
  const order = new Int32Array(rows);
  for (let i = 0; i < rows; i += 1) {
    const day = log.day[i]!;
    if (!Number.isInteger(day) || Math.abs(day) > 0x7fffffff) {
      throw new StatsInputError('not-integer', `day in row ${i} must be a whole number of days, got ${day}`, {
        row: i,
      });
    }
    if (log.amount !== undefined) requireFinite(`amount in row ${i}`, log.amount[i]!);
    const c = index[i]!;
    order[fill[c]!] = i;
    fill[c]! += 1;
  }
  return mergeSorted(log, customers, start, order);
}

function indexCustomers(column: ArrayLike<number | string>): {
  customers: (number | string)[];
  index: Int32Array;
  counts: number[];
} {
  const places = new Map<number | string, number>();
  const customers: (number | string)[] = [];
  const counts: number[] = [];
  const index = new Int32Array(column.length);
  for (let i = 0; i < column.length; i += 1) {
    const customer = column[i]!;
    let place = places.get(customer);
    if (place === undefined) {
      place = customers.length;
      places.set(customer, place);
      customers.push(customer);
      counts.push(0);
    }
    index[i] = place;
    counts[place]! += 1;
  }
  return { customers, index, counts };
}

function mergeSorted(
  log: TransactionLog,
  customers: (number | string)[],
  start: Int32Array,
  order: Int32Array,
): PurchaseDays {
  const day = new Int32Array(order.length);
  const amount = new Float64Array(order.length);
  const mergedStart = new Int32Array(customers.length + 1);
  let kept = 0;
  for (let c = 0; c < customers.length; c += 1) {
    const rows = order.subarray(start[c]!, start[c + 1]!);
    if (rows.length > 1) rows.sort((left, right) => log.day[left]! - log.day[right]! || left - right);
    for (const row of rows) {
      const fresh = kept === mergedStart[c]! || day[kept - 1] !== log.day[row];
      if (fresh) {
        day[kept] = log.day[row]!;
        kept += 1;
      }
      amount[kept - 1]! += log.amount === undefined ? 0 : log.amount[row]!;
    }
    mergedStart[c + 1] = kept;
  }
  return { customers, start: mergedStart, day: day.slice(0, kept), amount: amount.slice(0, kept) };
}

export interface SummaryOptions {
  /** Last day of the calibration; customers whose first purchase is later are left out. Default: the last day seen. */
  readonly calibrationEnd?: number;
  /** Last day of the holdout; default: no holdout. */
  readonly holdoutEnd?: number;
  /** Days in one time unit: 7 (weeks, the default) or 1. */
  readonly daysPerUnit?: number;
}

/** One entry per customer in every column. */
export interface CustomerSummaries {
  readonly customer: (number | string)[];
  /** Repeat purchase days in the calibration. */
  readonly x: Float64Array;
  /** Age at the last calibration purchase and at the end of the calibration, in time units. */
  readonly tx: Float64Array;
  readonly T: Float64Array;
  /** Mean amount per repeat purchase day; 0 where x = 0. The first purchase is not in it (Fader & Hardie 2013). */
  readonly meanSpend: Float64Array;
  readonly firstDay: Int32Array;
  /** Purchase days and amount after the calibration up to the end of the holdout. */
  readonly holdoutPurchases: Float64Array;
  readonly holdoutSpend: Float64Array;
}

/**
 * The sufficient statistics of each customer. The time origin of a customer is the first purchase day; the age at the
 * end counts whole days up to and including the difference, as Fader & Hardie do (T = (end - first) / daysPerUnit).
 */
export function summarizeCustomers(
  log: TransactionLog | PurchaseDays,
  options: SummaryOptions = {},
): CustomerSummaries {
  const merged = 'start' in log ? log : mergeByDay(log);
  const unit = requirePositive('daysPerUnit', options.daysPerUnit ?? 7);
  const end = requireFinite('calibrationEnd', options.calibrationEnd ?? lastDay(merged));
  const holdoutEnd = options.holdoutEnd ?? end;
  if (holdoutEnd < end) {
    throw new StatsInputError('inconsistent', 'the holdout ends before the calibration', { end, holdoutEnd });
  }
  const chosen: number[] = [];
  for (let c = 0; c < merged.customers.length; c += 1)
    if (merged.day[merged.start[c]!]! <= end) chosen.push(c);
  const column = (): Float64Array => new Float64Array(chosen.length);
  const out = {
    customer: chosen.map((c) => merged.customers[c]!),
    x: column(),
    tx: column(),
    T: column(),
    meanSpend: column(),
    firstDay: new Int32Array(chosen.length),
    holdoutPurchases: column(),
    holdoutSpend: column(),
  };
  chosen.forEach((c, i) => {
    const from = merged.start[c]!;
    const first = merged.day[from]!;
    let spend = 0;
    let last = first;
    for (let k = from; k < merged.start[c + 1]!; k += 1) {
      const day = merged.day[k]!;
      if (day > holdoutEnd) break;
      if (day > end) {
        out.holdoutPurchases[i]! += 1;
        out.holdoutSpend[i]! += merged.amount[k]!;
      } else if (k > from) {
        out.x[i]! += 1;
        spend += merged.amount[k]!;
        last = day;
      }
    }
    out.firstDay[i] = first;
    out.tx[i] = (last - first) / unit;
    out.T[i] = (end - first) / unit;
    out.meanSpend[i] = out.x[i]! > 0 ? spend / out.x[i]! : 0;
  });
  return out;
}

/** The last purchase day of the log. */
export function lastDay(days: PurchaseDays): number {
  let last = days.day[0]!;
  for (const day of days.day) if (day > last) last = day;
  return last;
}

/** Days from 1970-01-01 to a calendar date written yyyy-mm-dd or yyyymmdd; refuses anything else. */
export function dayNumber(date: string): number {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(date);
  const ms = match ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) : Number.NaN;
  const day = ms / 86_400_000;
  if (!match || new Date(ms).getUTCDate() !== Number(match[3])) {
    throw new StatsInputError('out-of-range', `not a calendar date: ${date}`, { date });
  }
  return day;
}
