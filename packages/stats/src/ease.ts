// EASE: the linear item-to-item model that has a closed form, and beats neighbourhoods where memory allows
// it.
import { type Interactions, ownedBy } from './interactions.ts';
import type { Scorer } from './popularity.ts';
import { requirePositive, StatsInputError } from './stats-input-error.ts';
import { invertPositiveDefinite } from './symmetric-inverse.ts';

/** n × n doubles: 6,000 items take 288 MB and a minute. */
const MOST_ITEMS = 6_000;

/**
 * Embarrassingly shallow autoencoder for sparse data (Steck 2019): with P = (XᵀX + λI)⁻¹, B = I − P
 * diag(1/P), so diag(B) = 0; a user's scores are the sum of B's rows of what he owns.
 *
 * Time grows with items³: 3,432 items take about 12 seconds on one core, so run it offline. `most` bounds the
 * work to the most popular items; the others are never recommended.
 *
 * @param lambda ridge, in counts; 500 by default (found on Online Retail), larger for sparser tables
 * @param most number of items kept, by popularity; all by default
 * Refuses a λ that is not above 0 and more than 6,000 kept items.
 */
export function ease<User, Item>(
  table: Interactions<User, Item>,
  { lambda = 500, most = table.items.length }: { readonly lambda?: number; readonly most?: number } = {},
): Scorer {
  requirePositive('lambda', lambda);
  const kept = mostPopular(table, most);
  const n = kept.length;
  if (n > MOST_ITEMS)
    throw new StatsInputError('out-of-range', `EASE handles at most ${MOST_ITEMS} items`, { items: n });
  const slot = new Int32Array(table.items.length).fill(-1);
  kept.forEach((item, k) => {
    slot[item] = k;
  });
  const rows = table.users.map((_, user) =>
    Array.from(ownedBy(table, user), (item) => slot[item]!).filter((k) => k >= 0),
  );
  const weights = new Float64Array(n * n);
  for (const row of rows) for (const i of row) for (const j of row) weights[i * n + j]! += 1;
  for (let k = 0; k < n; k += 1) weights[k * n + k]! += lambda;
  invertPositiveDefinite(weights, n);
  const diagonal = Float64Array.from({ length: n }, (_, k) => weights[k * n + k]!);
  return (user) => {
    const scores = new Float64Array(table.items.length).fill(-Infinity);
    for (const item of kept) scores[item] = 0;
    for (const i of rows[user] ?? [])
      for (let j = 0; j < n; j += 1) if (i !== j) scores[kept[j]!]! -= weights[i * n + j]! / diagonal[j]!;
    return scores;
  };
}

function mostPopular<User, Item>({ items, counts }: Interactions<User, Item>, most: number): number[] {
  const order = items.map((_, item) => item);
  if (most >= items.length) return order;
  return order.toSorted((a, b) => counts[b]! - counts[a]! || a - b).slice(0, most);
}
