// From sums to the figures of the home page. Pure.
import type { BreakdownRow, Figure, Metric, MetricValue, Rate } from '@yutian/contract';
import { addDays, type Day, Fault, MS_PER_DAY, startOfDay } from '@yutian/kernel';
import { wilson } from '@yutian/stats/proportion';
import type { Standing, Sums } from './overview.sql.ts';

const MAX_DAYS = 366;

/** A rate with its Wilson 95 % interval (Wilson 1927). */
export function toRate(numerator: number, denominator: number): Rate {
  if (denominator === 0) return { numerator, denominator, value: null, low: null, high: null };
  const { lower, upper } = wilson({ successes: numerator, trials: denominator });
  return { numerator, denominator, value: numerator / denominator, low: lower, high: upper };
}

/** Checks a period and gives the one before it: as many days, ending the day before. */
export function previousPeriod(from: Day, to: Day): { from: Day; to: Day; days: number } {
  const days = Math.round((startOfDay(to) - startOfDay(from)) / MS_PER_DAY) + 1;
  if (days < 1 || days > MAX_DAYS)
    throw new Fault(
      'invalid',
      'PERIOD_INVALID',
      `The period must end after it begins and span at most ${MAX_DAYS} days.`,
      { from, to },
    );
  return { from: addDays(from, -days), to: addDays(from, -1), days };
}

/** Adds up rows of sums. */
export function addUp(rows: readonly Sums[]): Sums {
  const total: Sums = {
    adds: 0,
    observed: 0,
    greeted: 0,
    replied: 0,
    bought7: 0,
    lost: 0,
    firstBuyers: 0,
    orders: 0,
    paidFen: 0,
  };
  for (const row of rows) for (const key of Object.keys(total) as (keyof Sums)[]) total[key] += row[key];
  return total;
}

const count = (n: number): MetricValue => ({ kind: 'count', count: n });
const yuan = (fen: number): MetricValue => ({ kind: 'money', money: { amountFen: fen, currency: 'CNY' } });
const share = (numerator: number, denominator: number): MetricValue =>
  denominator === 0
    ? { kind: 'unknown', reason: 'NO_CASES' }
    : { kind: 'rate', rate: toRate(numerator, denominator) };

/** What a metric is worth, from the period's sums and, where the period ends today, from how things stand. */
export function valueOf(
  metric: Metric,
  sums: Sums,
  standing: Standing | null,
  hasMessages: boolean,
): MetricValue {
  const needsMessages = metric === 'firstReplyRate' || metric === 'privateChatRatio';
  if (needsMessages && !hasMessages) return { kind: 'unknown', reason: 'NO_MESSAGE_SOURCE' };
  switch (metric) {
    case 'firstReplyRate':
      return share(sums.replied, sums.greeted);
    case 'privateChatRatio':
      return standing
        ? share(standing.wrote, standing.observed)
        : { kind: 'unknown', reason: 'ONLY_UP_TO_TODAY' };
    case 'friends':
      return standing ? count(standing.friends) : { kind: 'unknown', reason: 'ONLY_UP_TO_TODAY' };
    case 'averageTicket':
      return sums.orders === 0
        ? { kind: 'unknown', reason: 'NO_CASES' }
        : yuan(Math.round(sums.paidFen / sums.orders));
    case 'boughtIn7Days':
      return share(sums.bought7, sums.adds);
    case 'paidAmount':
      return yuan(sums.paidFen);
    default:
      return count(sums[metric]);
  }
}

/** All figures of the page in their order. */
export function figuresOf(
  metrics: readonly Metric[],
  now: { sums: Sums; standing: Standing | null },
  before: Sums,
  hasMessages: boolean,
): Figure[] {
  return metrics.map((metric) => ({
    metric,
    value: valueOf(metric, now.sums, now.standing, hasMessages),
    previous: valueOf(metric, before, null, hasMessages),
  }));
}

/** A row of the breakdown. */
export function breakdownRow(
  id: string | null,
  name: string | null,
  sums: Sums,
  standing: Standing | null,
): BreakdownRow {
  return {
    id,
    name,
    adds: sums.adds,
    firstReply: toRate(sums.replied, sums.greeted),
    privateChat: standing ? toRate(standing.wrote, standing.observed) : null,
    firstBuyers: sums.firstBuyers,
    boughtIn7Days: toRate(sums.bought7, sums.adds),
    orders: sums.orders,
    paid: { amountFen: sums.paidFen, currency: 'CNY' },
    averageTicket:
      sums.orders === 0 ? null : { amountFen: Math.round(sums.paidFen / sums.orders), currency: 'CNY' },
  };
}
