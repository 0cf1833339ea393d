// How good are lists of recommendations, judged by what people really bought afterwards?
import { requireRows, requireSameLength, StatsInputError } from './stats-input-error.ts';

export interface RankingQuality {
  /** Users judged: those with at least one relevant item. */
  readonly users: number;
  /** Mean share of a user's relevant items that the first k hold. */
  readonly recall: number;
  /** Mean share of the k places that hold a relevant item. */
  readonly precision: number;
  /** Share of users with at least one hit. */
  readonly hitRate: number;
  /**
   * Mean normalised discounted cumulative gain (Järvelin & Kekäläinen 2002): 1/log2(rank + 1), best possible
   * list = 1.
   */
  readonly ndcg: number;
}

/**
 * Recall, precision, hit rate and NDCG at k with binary relevance, averaged over users.
 *
 * @param lists recommended items per user, best first; shorter lists than k count as misses in the places
 * they lack
 * @param relevant what each user bought later, in the same order; users without any are left out
 * Refuses unequal lengths, a k that is not a whole number ≥ 1, a list with an item twice, and nobody to
 * judge.
 */
export function rankingQuality<Item>(
  lists: readonly (readonly Item[])[],
  relevant: readonly ReadonlySet<Item>[],
  k = 10,
): RankingQuality {
  requireSameLength({ lists, relevant });
  requireRows('lists', lists);
  if (!(Number.isInteger(k) && k >= 1))
    throw new StatsInputError('out-of-range', 'k must be a whole number of at least 1', { k });
  const discounts = Array.from({ length: k }, (_, place) => 1 / Math.log2(place + 2));
  const ideal = discounts.reduce<number[]>((sums, discount) => [...sums, sums.at(-1)! + discount], [0]);
  const sums = { users: 0, recall: 0, precision: 0, hitRate: 0, ndcg: 0 };
  lists.forEach((list, user) => {
    const wanted = relevant[user]!;
    if (wanted.size === 0) return;
    const shown = list.slice(0, k);
    if (new Set(shown).size < shown.length)
      throw new StatsInputError('inconsistent', 'a list holds an item twice', { user });
    const gains = shown.map((item, place) => (wanted.has(item) ? discounts[place]! : 0));
    const hits = gains.filter((gain) => gain > 0).length;
    sums.users += 1;
    sums.recall += hits / wanted.size;
    sums.precision += hits / k;
    sums.hitRate += hits > 0 ? 1 : 0;
    sums.ndcg += gains.reduce((sum, gain) => sum + gain, 0) / ideal[Math.min(k, wanted.size)]!;
  });
  const { users } = sums;
  if (users === 0) throw new StatsInputError('empty', 'no user has a relevant item');
  return {
    users,
    recall: sums.recall / users,
    precision: sums.precision / users,
    hitRate: sums.hitRate / users,
    ndcg: sums.ndcg / users,
  };
}
