// The raw reference files read into the shapes that models take; shared by tests, examples and benchmarks.
import { type Graph, graphFrom } from '../graph.ts';
import { type Interactions, interactionsFrom, ownedBy } from '../interactions.ts';
import type { TouchPath } from '../touch-path.ts';
import { readSharedCsv, readSharedText } from './shared-data.ts';

/** ChannelAttribution's PathData: 10,000 routes over 12 channels. */
export function pathData(): TouchPath[] {
  return readSharedCsv('channelattribution_PathData.csv').map((row) => ({
    touches: row['path']!.split(' > '),
    conversions: Number(row['total_conversions']),
    value: Number(row['total_conversion_value']),
    nulls: Number(row['total_null']),
  }));
}

/** Zachary's karate club: 34 people, 78 friendships. */
export function zachary(): Graph<number> {
  return graphFrom(
    readSharedCsv('igraph_zachary_edges.csv').map((row) => [Number(row['V1']), Number(row['V2'])]),
  );
}

/** One customer of Hillstrom's e-mail test; `row` is the line's number, from 0. */
export interface HillstromRow {
  readonly row: number;
  readonly arm: 'No E-Mail' | 'Mens E-Mail' | 'Womens E-Mail';
  readonly mens: string;
  readonly womens: string;
  readonly channel: string;
  readonly zip: string;
  readonly visit: number;
  readonly conversion: number;
  readonly spend: number;
}

export function hillstrom(): HillstromRow[] {
  return readSharedCsv('hillstrom.csv').map((line, row) => ({
    row,
    arm: line['segment'] as HillstromRow['arm'],
    mens: line['mens']!,
    womens: line['womens']!,
    channel: line['channel']!,
    zip: line['zip_code']!,
    visit: Number(line['visit']),
    conversion: Number(line['conversion']),
    spend: Number(line['spend']),
  }));
}

/** Daily revenue of Online Retail up to 2011-11-30, the end of the evaluation in analytics.md §3.12. */
export function dailyRevenue(): number[] {
  return readSharedCsv('online_retail_daily_gmv.csv')
    .filter((row) => row['date']! <= '2011-11-30')
    .map((row) => Number(row['gmv']));
}

/** A numeric column of a small series file. */
export function seriesOf(file: string, column: string): number[] {
  return readSharedCsv(file).map((row) => Number(row[column]));
}

export interface RecommendationSplit {
  readonly table: Interactions<string, string>;
  /** What each user bought for the first time after the split, in the order of `table.users`. */
  readonly later: readonly ReadonlySet<string>[];
  readonly countryOf: ReadonlyMap<string, string>;
}

/**
 * Online Retail cut at 2011-09-10 (analytics.md §3.6): sales with customer, positive quantity and price, no
 * cancellation, and a stock code that starts with a digit (the others are postage, manual entries and bank
 * charges).
 */
export function onlineRetailSplit(): RecommendationSplit {
  const rows = readSharedCsv('online_retail.csv.gz').filter(
    (row) =>
      row['CustomerID'] !== '' &&
      !row['InvoiceNo']!.startsWith('C') &&
      Number(row['Quantity']) > 0 &&
      Number(row['UnitPrice']) > 0 &&
      /^\d/.test(row['StockCode']!),
  );
  const before = rows.filter((row) => row['InvoiceDate']! < '2011-09-10');
  const table = interactionsFrom(before.map((row) => [row['CustomerID']!, row['StockCode']!] as const));
  const known = new Set(table.items);
  const bought = new Map<string, Set<string>>(table.users.map((user) => [user, new Set()]));
  for (const row of rows)
    if (row['InvoiceDate']! >= '2011-09-10' && known.has(row['StockCode']!))
      bought.get(row['CustomerID']!)?.add(row['StockCode']!);
  const later = table.users.map((user, number) => {
    const items = bought.get(user)!;
    for (const item of ownedBy(table, number)) items.delete(table.items[item]!);
    return items;
  });
  return { table, later, countryOf: new Map(before.map((row) => [row['CustomerID']!, row['Country']!])) };
}

interface BeforeAfter {
  readonly before: number[];
  readonly after: number[];
}

/**
 * The CDNOW sample as an A/A test (analytics.md §3.7): arms by position in the sorted sample ids, before =
 * repeat purchase days up to 1997-09-30, after = purchase days from then on.
 */
export function cdnowArms(): [BeforeAfter, BeforeAfter] {
  const days = new Map<string, Set<string>>();
  for (const line of readSharedText('CDNOW_sample.txt').split(/\r?\n/)) {
    const [, id, date] = line.trim().split(/\s+/);
    if (id !== undefined && date !== undefined) days.set(id, (days.get(id) ?? new Set()).add(date));
  }
  const arms: [BeforeAfter, BeforeAfter] = [
    { before: [], after: [] },
    { before: [], after: [] },
  ];
  [...days.keys()].toSorted().forEach((id, i) => {
    const dates = [...days.get(id)!];
    const before = dates.filter((date) => date <= '19970930').length;
    arms[i % 2]!.before.push(before - 1);
    arms[i % 2]!.after.push(dates.length - before);
  });
  return arms;
}
