// Recommenders on Online Retail: new items after 2011-09-10, recall at 10, from the raw invoice lines. EASE
// takes ten seconds.
import { ease } from '../src/ease.ts';
import { itemCosine, itemNeighbours } from '../src/item-cosine.ts';
import { popularity, type Scorer, segmentPopularity } from '../src/popularity.ts';
import { rankingQuality } from '../src/ranking-quality.ts';
import { recommend } from '../src/recommend.ts';
import { onlineRetailSplit } from '../src/testing/reference-sets.ts';
import { readSharedJson } from '../src/testing/shared-data.ts';
import type { Row } from './row.ts';

interface Reference {
  readonly online_retail: {
    readonly 'cf_split_2011-09-10': Readonly<Record<'users' | 'items' | 'nnz' | 'test_users', number>> & {
      readonly recall10: Readonly<Record<string, number>>;
    };
  };
}

export function rows(): Row[] {
  const expected = readSharedJson<Reference>('reference.json').online_retail['cf_split_2011-09-10'];
  const { table, later, countryOf } = onlineRetailSplit();
  const judge = (scorer: Scorer) =>
    rankingQuality(
      table.users.map((_, user) => (later[user]!.size > 0 ? recommend(table, scorer, user) : [])),
      later,
    );
  const cosine = judge(itemCosine(table, itemNeighbours(table)));
  const linear = judge(ease(table));
  // The segments behind .0210 are not named; countries with at least 30 customers come nearest.
  const segment = judge(segmentPopularity(table, (user) => countryOf.get(user)));
  const counted = (name: string, ours: number, published: number): Row => ({
    name: `Online Retail ${name}`,
    ours,
    published,
    tolerance: 0,
    source: 'Python',
  });
  const scored = (name: string, ours: number, published: number, tolerance = 1e-4): Row => ({
    name: `Online Retail ${name}`,
    ours,
    published,
    tolerance,
    source: 'Python',
  });
  return [
    counted('users', table.users.length, expected.users),
    counted('items', table.items.length, expected.items),
    counted('pairs', table.owned.length, expected.nnz),
    counted('users judged', cosine.users, expected.test_users),
    scored('recall, popularity', judge(popularity(table)).recall, expected.recall10['popularity']!),
    scored(
      'recall, popularity by segment',
      segment.recall,
      expected.recall10['popularity_by_segment']!,
      5e-4,
    ),
    scored('recall, cosine top 100', cosine.recall, expected.recall10['item_cosine_top100']!),
    scored('hit rate, cosine top 100', cosine.hitRate, 0.4846),
    scored('precision, cosine top 100', cosine.precision, 0.0967, 2e-4),
    scored('NDCG, cosine top 100', cosine.ndcg, 0.1115),
    scored('recall, EASE 500', linear.recall, expected.recall10['ease500']!),
    scored('hit rate, EASE 500', linear.hitRate, 0.526, 5e-4),
    scored('NDCG, EASE 500', linear.ndcg, 0.1196),
  ];
}
