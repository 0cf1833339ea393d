// «People who bought this also bought»: cosine similarity of items, kept to each item's closest neighbours.
import { byItem, type Interactions, ownedBy } from './interactions.ts';
import type { Scorer } from './popularity.ts';
import { StatsInputError } from './stats-input-error.ts';
import { topScores } from './top-scores.ts';

/** Neighbours of item i, closest first: neighbours[i × most + k]; −1 where an item has fewer. */
export interface ItemNeighbours {
  readonly most: number;
  readonly neighbours: Int32Array;
  /** Cosine of each, in (0, 1]. */
  readonly similarity: Float64Array;
}

/**
 * Cosine similarity on binary ownership, users in common / √(users of i × users of j) (Sarwar et al. 2001;
 * Deshpande & Karypis 2004), the `most` closest kept per item (default 100). Cost is Σ (items of a user)²;
 * someone with ten thousand items is a reseller and better left out. Refuses a `most` that is not a whole
 * number ≥ 1.
 */
export function itemNeighbours<User, Item>(
  table: Interactions<User, Item>,
  { most = 100 }: { readonly most?: number } = {},
): ItemNeighbours {
  if (!(Number.isInteger(most) && most >= 1))
    throw new StatsInputError('out-of-range', 'most must be a whole number of at least 1', { most });
  const items = table.items.length;
  const { starts, users } = byItem(table);
  const neighbours = new Int32Array(items * most).fill(-1);
  const similarity = new Float64Array(items * most);
  const common = new Int32Array(items);
  const cosine = new Float64Array(items);
  for (let item = 0; item < items; item += 1) {
    common.fill(0);
    for (let k = starts[item]!; k < starts[item + 1]!; k += 1)
      for (const other of ownedBy(table, users[k]!)) common[other]! += 1;
    common[item] = 0;
    for (let other = 0; other < items; other += 1) {
      const shared = common[other]!;
      cosine[other] =
        shared === 0 ? -Infinity : shared / Math.sqrt(table.counts[item]! * table.counts[other]!);
    }
    topScores(cosine, most).forEach((other, k) => {
      neighbours[item * most + k] = other;
      similarity[item * most + k] = cosine[other]!;
    });
  }
  return { most, neighbours, similarity };
}

/**
 * Score of an item = Σ of its similarity to those of its neighbours that the user owns; 0 where he owns none.
 */
export function itemCosine<User, Item>(table: Interactions<User, Item>, model: ItemNeighbours): Scorer {
  const { starts, targets, weights } = transpose(table.items.length, model);
  return (user) => {
    const scores = new Float64Array(table.items.length);
    for (const item of ownedBy(table, user))
      for (let k = starts[item]!; k < starts[item + 1]!; k += 1) scores[targets[k]!]! += weights[k]!;
    return scores;
  };
}

/** For each item, the items that count it among their neighbours. */
function transpose(
  items: number,
  { most, neighbours, similarity }: ItemNeighbours,
): { readonly starts: Int32Array; readonly targets: Int32Array; readonly weights: Float64Array } {
  const starts = new Int32Array(items + 1);
  for (const neighbour of neighbours) if (neighbour >= 0) starts[neighbour + 1]! += 1;
  for (let item = 0; item < items; item += 1) starts[item + 1]! += starts[item]!;
  const next = starts.slice(0, -1);
  const targets = new Int32Array(starts[items]!);
  const weights = new Float64Array(starts[items]!);
  neighbours.forEach((neighbour, k) => {
    if (neighbour < 0) return;
    targets[next[neighbour]!] = Math.floor(k / most);
    weights[next[neighbour]!] = similarity[k]!;
    next[neighbour]! += 1;
  });
  return { starts, targets, weights };
}
