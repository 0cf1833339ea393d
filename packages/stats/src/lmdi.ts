// Why did revenue move? The change of a product of factors, split over the factors without a remainder.
import { requireFinite, requireNonNegative, StatsInputError } from './stats-input-error.ts';

/**
 * Named factors whose product is the total, such as fans × purchase rate × orders per buyer × order value;
 * all ≥ 0.
 */
export type Factors<Name extends string> = Readonly<Record<Name, number>>;

export interface Decomposition<Name extends string> {
  readonly before: number;
  readonly after: number;
  /** Effect of each factor in the unit of the total; they sum to after − before. */
  readonly effects: Readonly<Record<Name, number>>;
}

/**
 * Additive log-mean Divisia decomposition LMDI-I (Ang 2004, Energy Policy 32, 1131–1139): effect = L(after,
 * before) × ln(x_after / x_before), with L(a, b) = (a − b)/(ln a − ln b). Exact, and the same when time runs
 * backwards.
 *
 * A factor that is 0 on one side takes the whole change, several share it equally: the limit of the formula
 * when they fall to 0 together (Ang & Liu 2007). Refuses no factors, differing names, negative and non-finite
 * values, and products beyond 1e308.
 */
export function lmdi<Name extends string>(before: Factors<Name>, after: Factors<Name>): Decomposition<Name> {
  const names = Object.keys(before) as Name[];
  if (names.length === 0) throw new StatsInputError('empty', 'no factors to decompose');
  if (names.length !== Object.keys(after).length || !names.every((name) => name in after))
    throw new StatsInputError('inconsistent', 'before and after have different factors', {
      before: names,
      after: Object.keys(after),
    });
  for (const name of names) {
    requireNonNegative(name, before[name]);
    requireNonNegative(name, after[name]);
  }
  const product = (factors: Factors<Name>): number => names.reduce((total, name) => total * factors[name], 1);
  const [totalBefore, totalAfter] = [product(before), product(after)];
  requireFinite('product', Math.max(totalBefore, totalAfter));
  const appeared = names.filter((name) => (before[name] === 0) !== (after[name] === 0));
  const share = (name: Name): number => {
    if (appeared.length === 0) return logMean(totalAfter, totalBefore) * logRatio(after[name], before[name]);
    return appeared.includes(name) ? (totalAfter - totalBefore) / appeared.length : 0;
  };
  const effects = Object.fromEntries(names.map((name) => [name, share(name)])) as Record<Name, number>;
  return { before: totalBefore, after: totalAfter, effects };
}

/**
 * Sums the decompositions of several segments (stores, channels); effects still add up to the whole change.
 */
export function lmdiBySegment<Name extends string>(
  segments: readonly { readonly before: Factors<Name>; readonly after: Factors<Name> }[],
): Decomposition<Name> {
  const [first, ...rest] = segments.map(({ before, after }) => lmdi(before, after));
  if (first === undefined) throw new StatsInputError('empty', 'no segments to decompose');
  const names = Object.keys(first.effects) as Name[];
  return rest.reduce<Decomposition<Name>>(
    (sum, part) => ({
      before: sum.before + part.before,
      after: sum.after + part.after,
      effects: Object.fromEntries(
        names.map((name) => [name, sum.effects[name] + part.effects[name]]),
      ) as Record<Name, number>,
    }),
    first,
  );
}

/**
 * ln(a/b), 0 where both are equal (also both 0); near equality through log1p, where ln(a/b) loses its digits.
 */
function logRatio(a: number, b: number): number {
  const change = a === b ? 0 : (a - b) / b;
  return Math.abs(change) < 0.5 ? Math.log1p(change) : Math.log(a) - Math.log(b);
}

/** (a − b)/ln(a/b), or a where both are equal. */
function logMean(a: number, b: number): number {
  if (a === b) return a;
  if (a === 0 || b === 0) return 0;
  return (a - b) / logRatio(a, b);
}
