// Recommenders on a small shop by hand, on Online Retail against the reference, and evaluated offline without
// bias.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ease } from './ease.ts';
import { interactionsFrom, ownedBy } from './interactions.ts';
import { policyValue } from './inverse-propensity.ts';
import { itemCosine, itemNeighbours } from './item-cosine.ts';
import { inverse } from './linear-solve.ts';
import { popularity, type Scorer, segmentPopularity } from './popularity.ts';
import { seededRandom, shuffled } from './random.ts';
import { rankingQuality } from './ranking-quality.ts';
import { exploringChoice, recommend } from './recommend.ts';
import { onlineRetailSplit, type RecommendationSplit } from './testing/reference-sets.ts';
import { refusalOf } from './testing/refusal.ts';
import { hasSharedData } from './testing/shared-data.ts';

const SHOP: readonly (readonly [string, string])[] = [
  ['an', 'tea'],
  ['an', 'cup'],
  ['bo', 'tea'],
  ['bo', 'cup'],
  ['bo', 'pot'],
  ['cy', 'tea'],
  ['cy', 'soap'],
  ['di', 'soap'],
  ['di', 'towel'],
  ['ed', 'tea'],
];

const anyPairs = fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { minLength: 1, maxLength: 40 });

test('interactions are counted once and numbered by id, whatever their order', () => {
  const table = interactionsFrom([...SHOP, SHOP[0]!]);
  expect(table.items).toEqual(['cup', 'pot', 'soap', 'tea', 'towel']);
  expect([...table.counts]).toEqual([2, 1, 2, 4, 1]);
  expect([...ownedBy(table, 1)].map((item) => table.items[item])).toEqual(['cup', 'pot', 'tea']);
  expect(interactionsFrom(SHOP.toReversed())).toEqual(table);
  expect(refusalOf(() => interactionsFrom([]))).toBe('empty');
});

test('cosine similarity is users in common over the root of both counts', () => {
  const table = interactionsFrom(SHOP);
  const { neighbours, similarity } = itemNeighbours(table, { most: 2 });
  expect([...neighbours.subarray(0, 2)].map((item) => table.items[item])).toEqual(['pot', 'tea']);
  expect([...similarity.subarray(0, 2)]).toEqual([
    expect.closeTo(1 / Math.sqrt(2), 12),
    expect.closeTo(2 / Math.sqrt(8), 12),
  ]);
  expect(refusalOf(() => itemNeighbours(table, { most: 0 }))).toBe('out-of-range');
});

test('with every neighbour kept, cosine scores are the sum over owned items', () => {
  fc.assert(
    fc.property(anyPairs, (pairs) => {
      const table = interactionsFrom(pairs);
      const score = itemCosine(table, itemNeighbours(table));
      const has = (user: number, item: number): boolean => ownedBy(table, user).includes(item);
      table.users.forEach((_, user) =>
        score(user).forEach((got, i) => {
          let expected = 0;
          for (const j of ownedBy(table, user)) {
            if (i === j) continue;
            const common = table.users.filter((_u, other) => has(other, i) && has(other, j)).length;
            expected += common / Math.sqrt(table.counts[i]! * table.counts[j]!);
          }
          expect(got).toBeCloseTo(expected, 9);
        }),
      );
    }),
    { numRuns: 30 },
  );
});

test('EASE equals its closed form', () => {
  fc.assert(
    fc.property(anyPairs, fc.double({ min: 0.1, max: 50, noNaN: true }), (pairs, lambda) => {
      const table = interactionsFrom(pairs);
      const n = table.items.length;
      const gram = new Float64Array(n * n);
      table.users.forEach((_, user) => {
        for (const i of ownedBy(table, user)) for (const j of ownedBy(table, user)) gram[i * n + j]! += 1;
      });
      for (let i = 0; i < n; i += 1) gram[i * n + i]! += lambda;
      const p = inverse(gram);
      const score = ease(table, { lambda });
      table.users.forEach((_, user) =>
        score(user).forEach((got, j) => {
          let expected = 0;
          for (const i of ownedBy(table, user)) if (i !== j) expected -= p[i * n + j]! / p[j * n + j]!;
          expect(got).toBeCloseTo(expected, 8);
        }),
      );
    }),
    { numRuns: 30 },
  );
});

test('EASE on fewer items never recommends the others', () => {
  const table = interactionsFrom(SHOP);
  expect(recommend(table, ease(table, { most: 2, lambda: 1 }), 4)).toEqual(['cup']);
  expect(refusalOf(() => ease(table, { lambda: 0 }))).toBe('out-of-range');
});

test('no recommender recommends what is owned, and the order of rows changes nothing', () => {
  fc.assert(
    fc.property(anyPairs, fc.integer(), (pairs, seed) => {
      const table = interactionsFrom(pairs);
      const mixed = interactionsFrom(shuffled(seededRandom(seed), pairs));
      const scorers = (of: typeof table): Scorer[] => [
        popularity(of),
        segmentPopularity(of, (user) => String(user % 2), { least: 1 }),
        itemCosine(of, itemNeighbours(of, { most: 3 })),
      ];
      table.users.forEach((_, user) => {
        const owned = new Set([...ownedBy(table, user)].map((item) => table.items[item]!));
        scorers(table).forEach((scorer, s) => {
          const list = recommend(table, scorer, user, { most: 5 });
          expect(list.filter((item) => owned.has(item))).toEqual([]);
          expect(recommend(mixed, scorers(mixed)[s]!, user, { most: 5 })).toEqual(list);
        });
      });
    }),
    { numRuns: 40 },
  );
});

test('a new user, and one of a small segment, get what is popular', () => {
  const table = interactionsFrom(SHOP);
  expect(recommend(table, popularity(table), 99, { most: 3 })).toEqual(['tea', 'cup', 'soap']);
  const scorer = segmentPopularity(table, (user) => (user === 'di' || user === 'cy' ? 'bath' : undefined), {
    least: 2,
  });
  expect(recommend(table, scorer, 4, { most: 2 })).toEqual(['cup', 'soap']);
  expect(recommend(table, scorer, 3, { most: 2 })).toEqual(['tea', 'cup']);
  expect(recommend(table, scorer, 99, { most: 1 })).toEqual(['tea']);
});

test('margin reorders, stock removes, and a category is capped', () => {
  const table = interactionsFrom(SHOP);
  const score = popularity(table);
  expect(recommend(table, score, 99, { weight: (item) => (item === 'towel' ? 10 : 1) })[0]).toBe('towel');
  expect(recommend(table, score, 99, { allowed: (item) => item !== 'tea' })).not.toContain('tea');
  const category = (item: string): string => (['tea', 'cup', 'pot'].includes(item) ? 'table' : 'bath');
  expect(recommend(table, score, 99, { most: 3, category, perCategory: 1 })).toEqual(['tea', 'soap']);
  expect(refusalOf(() => recommend(table, score, 99, { weight: () => -1 }))).toBe('out-of-range');
});

test('ranking metrics of a list counted by hand', () => {
  const quality = rankingQuality(
    [['a', 'b', 'c'], ['d'], ['x']],
    [new Set(['b', 'z']), new Set(['d']), new Set<string>()],
    3,
  );
  expect(quality.users).toBe(2);
  expect(quality.recall).toBeCloseTo((1 / 2 + 1) / 2, 12);
  expect(quality.precision).toBeCloseTo((1 / 3 + 1 / 3) / 2, 12);
  expect(quality.hitRate).toBe(1);
  const ideal = 1 + 1 / Math.log2(3);
  expect(quality.ndcg).toBeCloseTo((1 / Math.log2(3) / ideal + 1) / 2, 12);
});

test('ranking metrics stay in [0, 1], the perfect list is perfect, and hostile lists are refused', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(30), { minLength: 1 }),
      fc.uniqueArray(fc.nat(30), { minLength: 1 }),
      (list, wanted) => {
        const { recall, precision, ndcg } = rankingQuality([list], [new Set(wanted)], 5);
        for (const value of [recall, precision, ndcg]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
        expect(rankingQuality([wanted], [new Set(wanted)], 5).ndcg).toBeCloseTo(1, 12);
      },
    ),
  );
  expect(refusalOf(() => rankingQuality([['a', 'a']], [new Set(['a'])]))).toBe('inconsistent');
  expect(refusalOf(() => rankingQuality([['a']], [new Set()]))).toBe('empty');
  expect(refusalOf(() => rankingQuality([['a']], []))).toBe('length-mismatch');
  expect(refusalOf(() => rankingQuality([['a']], [new Set(['a'])], 0))).toBe('out-of-range');
});

test('exploration shows each candidate with the propensity it logs', () => {
  const random = seededRandom(4);
  const shown = new Map<string, { times: number; propensity: number }>();
  for (let i = 0; i < 20_000; i += 1) {
    const { item, propensity } = exploringChoice(['a', 'b', 'c', 'd'], { random, rate: 0.2 });
    shown.set(item, { times: (shown.get(item)?.times ?? 0) + 1, propensity });
  }
  for (const { times, propensity } of shown.values()) expect(times / 20_000).toBeCloseTo(propensity, 1);
  expect(shown.get('a')?.propensity).toBeCloseTo(0.85, 12);
  expect(refusalOf(() => exploringChoice([], { random }))).toBe('empty');
});

test('inverse propensity recovers the value of a policy that was never run', () => {
  const random = seededRandom(19);
  const rates: Record<string, number> = { a: 0.05, b: 0.1, c: 0.2 };
  const rows = Array.from({ length: 30_000 }, () => {
    const { item, propensity } = exploringChoice(['a', 'b', 'c'], { random, rate: 0.3 });
    return { propensity, reward: random() < rates[item]! ? 1 : 0, target: item === 'c' ? 1 : 0 };
  });
  const { ips, ipsStandardError, snips, effectiveSize, clipped } = policyValue(rows);
  expect(Math.abs(ips - 0.2)).toBeLessThan(4 * ipsStandardError);
  expect(snips).toBeCloseTo(0.2, 1);
  expect(Math.abs(effectiveSize - 3_000)).toBeLessThan(300);
  expect(clipped).toBe(0);
  const cut = policyValue(rows, { clip: 2 });
  expect(cut.clipped).toBeCloseTo(0.1, 1);
  expect(cut.ips).toBeLessThan(ips);
});

test('evaluating the logging policy itself is the plain mean, and impossible logs are refused', () => {
  const rows = [1, 0, 0, 1, 1].map((reward) => ({ reward, propensity: 0.4, target: 0.4 }));
  expect(policyValue(rows)).toMatchObject({ ips: 0.6, snips: 0.6, effectiveSize: 5 });
  const silent = policyValue(rows.map((row) => ({ ...row, target: 0 })));
  expect(silent).toMatchObject({ ips: 0, snips: null, effectiveSize: 0 });
  expect(refusalOf(() => policyValue([{ reward: 1, propensity: 0, target: 1 }]))).toBe('out-of-range');
  expect(refusalOf(() => policyValue([]))).toBe('too-few');
});

describe.skipIf(!hasSharedData('online_retail.csv.gz'))('Online Retail, new items after 2011-09-10', () => {
  let split: RecommendationSplit | undefined;
  const judge = (scorerOf: (split: RecommendationSplit) => Scorer) => {
    split ??= onlineRetailSplit();
    const { table, later } = split;
    const scorer = scorerOf(split);
    const lists = table.users.map((_, user) => (later[user]!.size > 0 ? recommend(table, scorer, user) : []));
    return rankingQuality(lists, later);
  };

  test('the split has 3,368 users, 3,432 items, 167,862 pairs and 1,851 users to judge', () => {
    const quality = judge(({ table }) => popularity(table));
    expect([split!.table.users.length, split!.table.items.length, split!.table.owned.length]).toEqual([
      3368, 3432, 167862,
    ]);
    expect(quality.users).toBe(1851);
    expect(quality.recall).toBeCloseTo(0.0188, 4);
  });

  test('popularity by country has recall .021, cosine .0486 with NDCG .1115, more than twice popularity', () => {
    const segment = judge(({ table, countryOf }) => segmentPopularity(table, (user) => countryOf.get(user)));
    expect(Math.abs(segment.recall - 0.021)).toBeLessThan(0.0005);
    const cosine = judge(({ table }) => itemCosine(table, itemNeighbours(table)));
    expect(cosine.recall).toBeCloseTo(0.0486, 4);
    expect(cosine.hitRate).toBeCloseTo(0.4846, 4);
    expect(cosine.precision).toBeCloseTo(0.0967, 3);
    expect(cosine.ndcg).toBeCloseTo(0.1115, 4);
    expect(cosine.recall).toBeGreaterThan(2 * 0.0188);
  });

  test('EASE on the 500 most popular items alone beats cosine on all', () => {
    expect(judge(({ table }) => ease(table, { most: 500 })).recall).toBeGreaterThan(0.0486);
  });
});
