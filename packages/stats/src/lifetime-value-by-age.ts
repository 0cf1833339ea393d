// What a customer has brought in by a given age, and how many bought again by then: observed, not modelled, and only
// over customers who are old enough to have had the chance.
import { StatsInputError, requireCount, requireNonNegative, requireRows } from './stats-input-error.ts';
import { type PurchaseDays, type TransactionLog, lastDay, mergeByDay } from './transaction-log.ts';

export interface ValueAtAge {
  /** Days since the first purchase; day 0 is the day of the first purchase itself. */
  readonly age: number;
  /** Customers at least this old at the end of the observation: the denominator of both figures. */
  readonly customers: number;
  /** False when some customers of the log are younger: the figure then describes an older mix of customers. */
  readonly complete: boolean;
  /** Mean revenue per customer up to and including this age; null without a customer old enough. */
  readonly value: number | null;
  /** Share with a second purchase on a later day within this age; null without a customer old enough. */
  readonly repeatRate: number | null;
}

/**
 * Cumulative value and repeat rate by age.
 * @param ages whole days, e.g. [0, 7, 30, 90, 365]
 * @param options observedUntil: the last day the log covers (default its last day); firstPurchase: only customers
 *   whose first purchase falls between these days, both included
 */
export function valueByAge(
  log: TransactionLog | PurchaseDays,
  ages: readonly number[],
  options: { readonly observedUntil?: number; readonly firstPurchase?: readonly [number, number] } = {},
): ValueAtAge[] {
  const merged = 'start' in log ? log : mergeByDay(log);
  requireRows('ages', ages);
  const until = options.observedUntil ?? lastDay(merged);
  const [from, to] = options.firstPurchase ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const sums = ages.map((age) => ({ age: requireCount('age', age), customers: 0, value: 0, repeats: 0 }));
  let members = 0;
  for (let c = 0; c < merged.customers.length; c += 1) {
    const begin = merged.start[c]!;
    const first = merged.day[begin]!;
    if (first < from || first > to || first > until) continue;
    members += 1;
    for (const sum of sums) {
      if (until - first < sum.age) continue;
      sum.customers += 1;
      for (let k = begin; k < merged.start[c + 1]! && merged.day[k]! - first <= sum.age; k += 1) {
        sum.value += merged.amount[k]!;
        if (k === begin + 1) sum.repeats += 1;
      }
    }
  }
  return sums.map(({ age, customers, value, repeats }) => ({
    age,
    customers,
    complete: customers === members,
    value: customers === 0 ? null : value / customers,
    repeatRate: customers === 0 ? null : repeats / customers,
  }));
}

/**
 * The age at which margin times value has paid back the cost per customer, interpolated between the given ages; null
 * when the curve does not reach it ("not yet").
 * @param curve ages ascending, as `valueByAge` returns them; entries without a value end the curve
 */
export function paybackAge(
  curve: readonly Pick<ValueAtAge, 'age' | 'value'>[],
  { costPerCustomer, margin }: { readonly costPerCustomer: number; readonly margin: number },
): number | null {
  requireRows('curve', curve);
  requireNonNegative('costPerCustomer', costPerCustomer);
  requireNonNegative('margin', margin);
  let before: { age: number; earned: number } | undefined;
  for (const { age, value } of curve) {
    if (before && age <= before.age) {
      throw new StatsInputError('inconsistent', 'the ages must ascend', { age, before: before.age });
    }
    if (value === null) return null;
    const earned = margin * value;
    if (earned >= costPerCustomer) {
      if (!before) return age;
      return before.age + ((costPerCustomer - before.earned) / (earned - before.earned)) * (age - before.age);
    }
    before = { age, earned };
  }
  return null;
}
