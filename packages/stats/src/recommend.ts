// From scores to what is shown: nothing owned, nothing out of stock, weighed by margin, not ten mugs in a
// row.
import { type Interactions, ownedBy } from './interactions.ts';
import type { Scorer } from './popularity.ts';
import type { Random } from './random.ts';
import { requireProbability, requireRows, StatsInputError } from './stats-input-error.ts';
import { topScores } from './top-scores.ts';

export interface RecommendOptions<Item> {
  /** Length of the list, default 10. */
  readonly most?: number;
  /** What may be shown (stock, margin floor, rules); everything by default. */
  readonly allowed?: (item: Item) => boolean;
  /** Multiplies scores above 0, for example the margin, so that the list is ranked by p × margin; ≥ 0. */
  readonly weight?: (item: Item) => number;
  /** Category of an item, at most `perCategory` of which may enter. */
  readonly category?: (item: Item) => string;
  readonly perCategory?: number;
}

/**
 * The best items that a user does not own, best first, ties to the lower id; fewer when too few may be shown.
 * A user number outside the table owns nothing: pair it with a popularity scorer. Refuses negative weights.
 */
export function recommend<User, Item>(
  table: Interactions<User, Item>,
  scorer: Scorer,
  user: number,
  options: RecommendOptions<Item> = {},
): Item[] {
  const { most = 10, allowed, weight, category, perCategory = Infinity } = options;
  const scores = scorer(user);
  table.items.forEach((item, i) => {
    if (weight !== undefined && scores[i]! > 0) scores[i]! *= checkedWeight(weight(item));
    if (allowed !== undefined && !allowed(item)) scores[i] = -Infinity;
  });
  for (const item of ownedBy(table, user)) scores[item] = -Infinity;
  if (category === undefined) return topScores(scores, most).map((item) => table.items[item]!);
  const shown = new Map<string, number>();
  return topScores(scores, scores.length)
    .map((item) => table.items[item]!)
    .filter((item) => {
      const before = shown.get(category(item)) ?? 0;
      shown.set(category(item), before + 1);
      return before < perCategory;
    })
    .slice(0, most);
}

/**
 * Shows the best candidate, or with probability `rate` (default .1) any candidate with equal chance, and
 * returns the propensity with which the item came to be shown. Log it: without it the list can never be
 * evaluated for another policy.
 */
export function exploringChoice<Item>(
  candidates: readonly Item[],
  { random, rate = 0.1 }: { readonly random: Random; readonly rate?: number },
): { readonly item: Item; readonly propensity: number } {
  const count = requireRows('candidates', candidates);
  requireProbability('rate', rate);
  const chosen = random() < rate ? Math.floor(random() * count) : 0;
  return { item: candidates[chosen]!, propensity: rate / count + (chosen === 0 ? 1 - rate : 0) };
}

function checkedWeight(weight: number): number {
  if (!(weight >= 0 && weight < Infinity))
    throw new StatsInputError('out-of-range', 'weight must be finite and not negative', { weight });
  return weight;
}
