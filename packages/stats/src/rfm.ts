// Recency, frequency and monetary scores. Two ways of cutting are offered and never mixed up: quantile cuts (equal
// values always score equally, groups are unequal) and ntiles (equal groups, tied values split by customer id).
import { type QuantileType, quantileOfSorted, sortedCopy } from './quantiles.ts';
import {
  StatsInputError,
  requireCount,
  requireFinite,
  requireRows,
  requireSameLength,
} from './stats-input-error.ts';
import type { TransactionLog } from './transaction-log.ts';

/** One entry per customer in every column. */
export interface RfmTable {
  readonly customer: ArrayLike<number | string>;
  /** Days from the last order to the snapshot: smaller is better. */
  readonly recency: ArrayLike<number>;
  /** Orders (rows of the log). */
  readonly frequency: ArrayLike<number>;
  /** Sum of the amounts. */
  readonly monetary: ArrayLike<number>;
}

/**
 * Recency, orders and revenue per customer as of a day; every row of the log is one order. Rows after the snapshot are
 * refused: they would make a negative recency.
 */
export function rfmTable(log: TransactionLog, snapshotDay: number): RfmTable {
  const rows = requireSameLength({ customer: log.customer, day: log.day, amount: log.amount });
  requireRows('the log', log.customer);
  const places = new Map<number | string, number>();
  const recency: number[] = [];
  const frequency: number[] = [];
  const monetary: number[] = [];
  for (let i = 0; i < rows; i += 1) {
    const age = snapshotDay - requireFinite(`day in row ${i}`, log.day[i]!);
    if (!(age >= 0)) {
      throw new StatsInputError('out-of-range', `the order in row ${i} lies after the snapshot`, { row: i });
    }
    const amount = log.amount === undefined ? 0 : requireFinite(`amount in row ${i}`, log.amount[i]!);
    const place = places.get(log.customer[i]!);
    if (place === undefined) {
      places.set(log.customer[i]!, recency.length);
      recency.push(age);
      frequency.push(1);
      monetary.push(amount);
    } else {
      recency[place] = Math.min(recency[place]!, age);
      frequency[place]! += 1;
      monetary[place]! += amount;
    }
  }
  return { customer: [...places.keys()], recency, frequency, monetary };
}

export interface RfmOptions {
  /** 'quantile-cuts' or 'ntile'; default 'quantile-cuts'. */
  readonly method?: 'quantile-cuts' | 'ntile';
  /** Scores run from 1 to this; default 5. */
  readonly groups?: number;
  /** Only for quantile cuts; default 7. */
  readonly quantileType?: QuantileType;
}

export interface DimensionScore {
  /** 1 (worst) to groups (best), in the order of the table. */
  readonly score: Uint8Array;
  /** The cut values (quantile cuts), or the worst value of each better group (ntile); groups - 1 of them. */
  readonly cuts: readonly number[];
  /** Customers per score, worst first: shows what ties did. */
  readonly sizes: readonly number[];
  /** Scores that no customer can have, because ties made cuts fall together. */
  readonly emptyScores: readonly number[];
  /** Customers whose value equals that of another customer with a different score (ntile only; else 0). */
  readonly splitTies: number;
}

export interface RfmScores {
  readonly recency: DimensionScore;
  readonly frequency: DimensionScore;
  readonly monetary: DimensionScore;
  /** 'RFM' digits per customer, e.g. '555'. */
  readonly cell: readonly string[];
  /** Customers and revenue per cell. */
  readonly cells: ReadonlyMap<string, { readonly customers: number; readonly revenue: number }>;
}

/** Scores every customer on the three dimensions (Hughes 1994). Refuses fewer customers than groups. */
export function rfmScores(table: RfmTable, options: RfmOptions = {}): RfmScores {
  const { customer, recency, frequency, monetary } = table;
  const rows = requireSameLength({ customer, recency, frequency, monetary });
  const groups = requireCount('groups', options.groups ?? 5);
  if (groups < 2 || groups > 9) {
    throw new StatsInputError('out-of-range', 'scores run from 1 to between 2 and 9', { groups });
  }
  if (rows < groups) {
    throw new StatsInputError('too-few', `${rows} customers cannot be scored 1 to ${groups}`, {
      rows,
      groups,
    });
  }
  const score = (values: ArrayLike<number>, smallerIsBetter: boolean): DimensionScore =>
    options.method === 'ntile'
      ? ntile(values, customer, { groups, smallerIsBetter })
      : quantileCuts(values, { groups, smallerIsBetter, type: options.quantileType ?? 7 });
  const r = score(recency, true);
  const f = score(frequency, false);
  const m = score(monetary, false);
  const cell = Array.from({ length: rows }, (_, i) => `${r.score[i]}${f.score[i]}${m.score[i]}`);
  const cells = new Map<string, { customers: number; revenue: number }>();
  cell.forEach((name, i) => {
    const entry = cells.get(name) ?? { customers: 0, revenue: 0 };
    entry.customers += 1;
    entry.revenue += monetary[i]!;
    cells.set(name, entry);
  });
  return { recency: r, frequency: f, monetary: m, cell, cells };
}

function quantileCuts(
  values: ArrayLike<number>,
  { groups, smallerIsBetter, type }: { groups: number; smallerIsBetter: boolean; type: QuantileType },
): DimensionScore {
  const sorted = sortedCopy(values);
  const cuts = Array.from({ length: groups - 1 }, (_, i) => quantileOfSorted(sorted, (i + 1) / groups, type));
  const score = Uint8Array.from(values, (value) => {
    // A value equal to a cut belongs to the group below it, as (lower, upper] intervals do.
    const above = cuts.filter((cut) => value > cut).length;
    return smallerIsBetter ? groups - above : 1 + above;
  });
  return { score, cuts, ...sizesOf(score, groups), splitTies: 0 };
}

function ntile(
  values: ArrayLike<number>,
  customer: ArrayLike<number | string>,
  { groups, smallerIsBetter }: { groups: number; smallerIsBetter: boolean },
): DimensionScore {
  const rows = values.length;
  for (let i = 0; i < rows; i += 1) requireFinite(`value in row ${i}`, values[i]!);
  const compareIds = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);
  const order = Array.from({ length: rows }, (_, i) => i).sort((left, right) => {
    const difference = smallerIsBetter ? values[right]! - values[left]! : values[left]! - values[right]!;
    return difference || compareIds(customer[left]!, customer[right]!);
  });
  // SQL's ntile: the first rows mod groups tiles hold one row more.
  const size = Math.floor(rows / groups);
  const larger = rows % groups;
  const score = new Uint8Array(rows);
  const cuts: number[] = [];
  const scoresOfValue = new Map<number, { first: number; split: boolean; customers: number }>();
  order.forEach((row, place) => {
    const inLarger = place < larger * (size + 1);
    const tile = inLarger
      ? Math.floor(place / (size + 1))
      : larger + Math.floor((place - larger * (size + 1)) / size);
    score[row] = tile + 1;
    if (tile > 0 && score[order[place - 1]!] === tile) cuts.push(values[row]!);
    const seen = scoresOfValue.get(values[row]!) ?? { first: tile, split: false, customers: 0 };
    seen.split ||= seen.first !== tile;
    seen.customers += 1;
    scoresOfValue.set(values[row]!, seen);
  });
  let splitTies = 0;
  for (const { split, customers } of scoresOfValue.values()) if (split) splitTies += customers;
  return { score, cuts, ...sizesOf(score, groups), splitTies };
}

function sizesOf(score: Uint8Array, groups: number): { sizes: number[]; emptyScores: number[] } {
  const sizes = Array.from({ length: groups }, () => 0);
  for (const value of score) sizes[value - 1]! += 1;
  const emptyScores = sizes.flatMap((size, i) => (size === 0 ? [i + 1] : []));
  return { sizes, emptyScores };
}
