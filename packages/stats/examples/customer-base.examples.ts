// Scores, cohorts, value by age, survival and the next purchase, from the raw logs.
import { cohortTable } from '../src/cohort-table.ts';
import { type SurvivalData, kaplanMeier, logRank, survivalAt } from '../src/kaplan-meier.ts';
import { valueByAge } from '../src/lifetime-value-by-age.ts';
import { fitPurchaseCycle, nextPurchase } from '../src/next-purchase-gap.ts';
import { median } from '../src/quantiles.ts';
import { rfmScores, rfmTable } from '../src/rfm.ts';
import { cdnowMaster, cdnowSample } from '../src/testing/cdnow.ts';
import { onlineRetailOrders, onlineRetailSplit } from '../src/testing/online-retail.ts';
import { readSharedCsv, readSharedJson } from '../src/testing/shared-data.ts';
import { type PurchaseDays, dayNumber, mergeByDay } from '../src/transaction-log.ts';
import type { Row } from './row.ts';

interface Reference {
  readonly online_retail: {
    readonly customers: number;
    readonly orders: number;
    readonly revenue: number;
    readonly aov: number;
    readonly repeat_rate_orders: number;
    readonly top20pct_rev_share: number;
    readonly R_quantiles_type7: number[];
    readonly F_quantiles: number[];
    readonly M_quantiles: number[];
    readonly ntile_by_value_then_id: Readonly<Record<'555' | '111' | 'cells' | 'share_rev_555', number>>;
    readonly cohort_2010_12: number[];
    readonly cohort_2011_01: number[];
  };
  readonly cdnow_master: {
    readonly customers: number;
    readonly rows: number;
    readonly revenue: number;
    readonly LTV_by_age_days: Readonly<Record<string, number>>;
    readonly repeat_rate_by_age: Readonly<Record<string, number>>;
    readonly cohorts: Readonly<Record<string, [number, number]>>;
  };
  readonly km: {
    readonly aml_maintained: { readonly t: number[]; readonly S: number[]; readonly median: number };
    readonly aml_nonmaintained_median: number;
    readonly logrank_chisq: number;
    readonly logrank_p: number;
    readonly cdnow_first_repeat_days: Readonly<Record<'t' | 'S' | 'se', number[]>> & {
      readonly n: number;
      readonly events: number;
    };
  };
}

const row = (
  name: string,
  ours: number,
  published: number,
  tolerance: number,
  source = 'analytics.md',
): Row => ({
  name,
  ours,
  published,
  tolerance,
  source,
});

export function rows(): Row[] {
  const reference = readSharedJson<Reference>('reference.json');
  const orders = onlineRetailOrders();
  return [
    ...scoreRows(orders, reference),
    ...cohortRows(orders, reference),
    ...valueRows(reference),
    ...survivalRows(reference),
    ...gapRows(mergeByDay(orders)),
  ];
}

function scoreRows(
  orders: ReturnType<typeof onlineRetailOrders>,
  { online_retail: expected }: Reference,
): Row[] {
  const table = rfmTable(orders, dayNumber('2011-12-10'));
  const cut = rfmScores(table);
  const { cells } = rfmScores(table, { method: 'ntile' });
  const revenue = orders.amount.reduce((sum, value) => sum + value, 0);
  const spend = Float64Array.from(table.monetary).sort().reverse();
  const top = spend.slice(0, Math.floor(spend.length / 5)).reduce((sum, value) => sum + value, 0);
  const repeaters = Array.from(table.frequency).filter((count) => count > 1).length;
  const ntile = expected.ntile_by_value_then_id;
  return [
    row('Online Retail customers', table.customer.length, expected.customers, 0),
    row('Online Retail orders', orders.day.length, expected.orders, 0),
    row('Online Retail revenue', revenue, expected.revenue, 0.01),
    row('average order value', revenue / orders.day.length, expected.aov, 1e-5),
    row(
      'share of customers with 2+ orders',
      repeaters / table.customer.length,
      expected.repeat_rate_orders,
      1e-6,
    ),
    row('revenue share of the top 20%', top / revenue, expected.top20pct_rev_share, 1e-4),
    ...cut.recency.cuts.map((value, i) =>
      row(`recency cut ${i + 1}`, value, expected.R_quantiles_type7[i]!, 1e-6),
    ),
    ...cut.frequency.cuts.map((value, i) =>
      row(`frequency cut ${i + 1}`, value, expected.F_quantiles[i]!, 1e-6),
    ),
    ...cut.monetary.cuts.map((value, i) =>
      row(`monetary cut ${i + 1}`, value, expected.M_quantiles[i]!, 1e-6),
    ),
    row('customers in 555 (ntile)', cells.get('555')!.customers, ntile['555'], 0),
    row('customers in 111 (ntile)', cells.get('111')!.customers, ntile['111'], 0),
    row('cells used (ntile)', cells.size, ntile.cells, 0),
    row('revenue share of 555', cells.get('555')!.revenue / revenue, ntile.share_rev_555, 1e-6),
  ];
}

function cohortRows(
  orders: ReturnType<typeof onlineRetailOrders>,
  { online_retail: expected }: Reference,
): Row[] {
  const [december, january] = cohortTable(orders);
  return [
    ...december!.cells.map(({ active }, i) =>
      row(`cohort 2010-12, month ${i}`, active, expected.cohort_2010_12[i]!, 0),
    ),
    ...january!.cells.map(({ active }, i) =>
      row(`cohort 2011-01, month ${i}`, active, expected.cohort_2011_01[i]!, 0),
    ),
  ];
}

function valueRows({ cdnow_master: expected }: Reference): Row[] {
  const log = cdnowMaster();
  const merged = mergeByDay(log);
  const observedUntil = dayNumber('1998-06-30');
  const ages = Object.keys(expected.LTV_by_age_days).map(Number);
  const found = valueByAge(merged, ages, { observedUntil });
  const revenue = Array.from(merged.amount).reduce((sum, value) => sum + value, 0);
  return [
    row('CDNOW customers', merged.customers.length, expected.customers, 0),
    row('CDNOW rows', log.day.length, expected.rows, 0),
    row('CDNOW revenue', revenue, expected.revenue, 0.005),
    ...found.map(({ age, value }) =>
      row(`value by day ${age}`, value!, expected.LTV_by_age_days[age]!, 1e-6),
    ),
    ...found
      .filter(({ age }) => expected.repeat_rate_by_age[age] !== undefined)
      .map(({ age, repeatRate }) =>
        row(`repeat rate by day ${age}`, repeatRate!, expected.repeat_rate_by_age[age]!, 1e-6),
      ),
    ...Object.entries(expected.cohorts).flatMap(([month, [size, value]]) => {
      const first = dayNumber(`${month}-01`);
      const last = dayNumber(`${month}-${month.endsWith('02') ? 28 : 31}`);
      const [cohort] = valueByAge(merged, [365], { firstPurchase: [first, last] });
      return [
        row(`cohort ${month}, customers`, cohort!.customers, size, 0),
        row(`cohort ${month}, value by day 365`, cohort!.value!, value, 5e-5),
      ];
    }),
  ];
}

function survivalRows({ km }: Reference): Row[] {
  const group = (name: string): SurvivalData => {
    const members = readSharedCsv('r_survival_aml.csv').filter(({ x }) => x === name);
    return {
      time: members.map(({ time }) => Number(time)),
      event: members.map(({ status }) => Number(status)),
    };
  };
  const [maintained, other] = [group('Maintained'), group('Nonmaintained')];
  const curve = kaplanMeier(maintained);
  const test = logRank([maintained, other]);
  const repeat = kaplanMeier(firstRepeat());
  const expected = km.cdnow_first_repeat_days;
  const R = 'R survival 3.5-3';
  return [
    ...km.aml_maintained.t.map((t, i) =>
      row(`aml maintained S(${t})`, survivalAt(curve, t).survival, km.aml_maintained.S[i]!, 1e-6, R),
    ),
    row('aml maintained median', curve.median.time!, km.aml_maintained.median, 0, R),
    row('aml other median', kaplanMeier(other).median.time!, km.aml_nonmaintained_median, 0, R),
    row('aml log-rank', test.chiSquare, km.logrank_chisq, 5e-6, R),
    row('aml log-rank p', test.pValue, km.logrank_p, 5e-6, R),
    row('CDNOW first repeats', repeat.events, expected.events, 0, R),
    ...expected.t.flatMap((t, i) => {
      const { survival, standardError } = survivalAt(repeat, t);
      return [
        row(`CDNOW no repeat by day ${t}`, survival, expected.S[i]!, 1e-8, R),
        row(`its standard error`, standardError, expected.se[i]!, 1e-8, R),
      ];
    }),
  ];
}

function firstRepeat(): SurvivalData {
  const merged = mergeByDay(cdnowSample());
  const end = dayNumber('1998-06-30');
  const time: number[] = [];
  const event: number[] = [];
  for (let c = 0; c < merged.customers.length; c += 1) {
    const first = merged.start[c]!;
    const repeated = merged.start[c + 1]! - first > 1;
    time.push((repeated ? merged.day[first + 1]! : end) - merged.day[first]!);
    event.push(repeated ? 1 : 0);
  }
  return { time, event };
}

/** The 732 customers with four or more purchase days by 2011-09-09 who bought again: mean absolute error in days. */
function gapRows(merged: PurchaseDays): Row[] {
  const customers = [];
  for (let c = 0; c < merged.customers.length; c += 1) {
    const days = Array.from(merged.day.subarray(merged.start[c]!, merged.start[c + 1]!));
    const known = days.filter((day) => day <= onlineRetailSplit.calibrationEnd);
    const next = days.find((day) => day > onlineRetailSplit.calibrationEnd);
    if (known.length === 0) continue;
    const last = known.at(-1)!;
    const gaps = known.slice(1).map((day, i) => day - known[i]!);
    const elapsed = onlineRetailSplit.calibrationEnd - last;
    customers.push({ gaps, own: { gaps: gaps.length, sumOfGaps: last - known[0]!, elapsed }, last, next });
  }
  const cycle = fitPurchaseCycle(customers.map(({ gaps }) => gaps));
  const judged = customers.filter(({ gaps, next }) => gaps.length >= 3 && next !== undefined);
  const mae = (predict: (customer: (typeof judged)[number]) => number): number => {
    const errors = judged.map((c) => Math.abs(c.last + Math.max(predict(c), c.own.elapsed) - c.next!));
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  };
  const globalMedian = median(customers.flatMap(({ gaps }) => gaps));
  return [
    row('customers judged', judged.length, 732, 0),
    row(
      'days of error, global median gap',
      mae(() => globalMedian),
      22.93,
      0.005,
    ),
    row(
      'days of error, own mean gap',
      mae(({ own }) => own.sumOfGaps / own.gaps),
      20.14,
      0.005,
    ),
    row(
      'days of error, own median gap',
      mae(({ gaps }) => median(gaps)),
      20.62,
      0.005,
    ),
    row(
      'days of error, shrunk gap',
      mae(({ own }) => nextPurchase(cycle, own).shrunkGap),
      19.77,
      0.005,
    ),
  ];
}
