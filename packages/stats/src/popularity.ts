// Recommending what many buy: the floor under every recommender, and the answer for people without a history.
import { type Interactions, ownedBy } from './interactions.ts';
import { requireNonNegative } from './stats-input-error.ts';

/** Scores every item for a user (by number) from what he owns; higher is better. */
export type Scorer = (user: number) => Float64Array;

/** Score = number of users who own the item. */
export function popularity<User, Item>(table: Interactions<User, Item>): Scorer {
  return () => Float64Array.from(table.counts);
}

/**
 * Score = number of users of the person's own segment who own the item; ties go to what is popular
 * everywhere.
 *
 * @param segmentOf segment of a user; users of undefined and of segments with fewer than `least` users get
 * overall popularity (default 30, below which counts are mostly luck)
 */
export function segmentPopularity<User, Item>(
  table: Interactions<User, Item>,
  segmentOf: (user: User) => string | undefined,
  { least = 30 }: { readonly least?: number } = {},
): Scorer {
  requireNonNegative('least', least);
  const segments = table.users.map(segmentOf);
  const sizes = new Map<string, number>();
  for (const segment of segments)
    if (segment !== undefined) sizes.set(segment, (sizes.get(segment) ?? 0) + 1);
  const overall = Float64Array.from(table.counts);
  // Overall counts, scaled below 1, only break ties.
  const tieBreak = overall.map((count) => count / (table.users.length + 1));
  const scores = new Map<string, Float64Array>();
  segments.forEach((segment, user) => {
    if (segment === undefined || (sizes.get(segment) ?? 0) < least) return;
    const sums = scores.get(segment) ?? tieBreak.slice();
    scores.set(segment, sums);
    for (const item of ownedBy(table, user)) sums[item]! += 1;
  });
  return (user) => scores.get(segments[user] ?? '')?.slice() ?? overall.slice();
}
