// Graph figures on hand-made graphs, on Zachary's club, and against branching theory.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betweenness } from './betweenness.ts';
import { downstreamValue, inviteForest, kFactor, poissonCascade } from './fission.ts';
import { type Graph, graphFrom } from './graph.ts';
import { drawWorlds, greedySeeds, spread } from './independent-cascade.ts';
import { pageRank } from './pagerank.ts';
import { drawPoisson, seededRandom, shuffled } from './random.ts';
import { zachary } from './testing/reference-sets.ts';
import { refusalOf } from './testing/refusal.ts';
import { hasSharedData, readSharedJson } from './testing/shared-data.ts';

const anyEdges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 30 });
const scoresById = (graph: Graph<number>, scores: Float64Array): Map<number, number> =>
  new Map(graph.ids.map((id, i) => [id, scores[i]!]));

test('a graph drops and counts self-loops and repeats, and keeps people without edges', () => {
  const graph = graphFrom(
    [
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'a'],
    ],
    { nodes: ['z'] },
  );
  expect(graph.ids).toEqual(['z', 'a', 'b']);
  expect([...graph.targets]).toEqual([2, 1]);
  expect(graph).toMatchObject({ selfLoops: 1, repeats: 1 });
  expect(refusalOf(() => graphFrom([]))).toBe('empty');
});

test('PageRank is a distribution and does not depend on the order of edges', () => {
  fc.assert(
    fc.property(anyEdges, fc.boolean(), (edges, directed) => {
      const graph = graphFrom(edges, { directed });
      const { ranks, converged } = pageRank(graph);
      expect(converged).toBe(true);
      expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(1, 9);
      const other = graphFrom(edges.toReversed(), { directed });
      const again = scoresById(other, pageRank(other).ranks);
      for (const [id, rank] of scoresById(graph, ranks)) expect(again.get(id)).toBeCloseTo(rank, 9);
    }),
    { numRuns: 50 },
  );
});

test('PageRank gives a directed chain the values of its equation', () => {
  const { ranks } = pageRank(graphFrom([[1, 2]], { directed: true }), { damping: 0.5 });
  // r1 = .25 + .25 r2, r2 = .25 + .5 r1 + .25 r2: the dangling node's mass is spread over both.
  expect(ranks[0]).toBeCloseTo(0.4, 10);
  expect(ranks[1]).toBeCloseTo(0.6, 10);
});

test('PageRank says when its rounds did not suffice, and refuses a damping of 1', () => {
  const graph = graphFrom([
    [1, 2],
    [2, 3],
  ]);
  expect(pageRank(graph, { most: 2 }).converged).toBe(false);
  expect(refusalOf(() => pageRank(graph, { damping: 1 }))).toBe('out-of-range');
});

test('betweenness equals a count over all shortest paths', () => {
  fc.assert(
    fc.property(anyEdges, fc.boolean(), (edges, directed) => {
      const graph = graphFrom(edges, { directed });
      const counted = countBetweenness(graph);
      betweenness(graph).forEach((value, i) => expect(value).toBeCloseTo(counted[i]!, 9));
    }),
    { numRuns: 60 },
  );
});

/** Betweenness from its definition, by listing distances and route counts between all pairs. */
function countBetweenness({ ids, starts, targets, directed }: Graph<number>): number[] {
  const n = ids.length;
  const distance = ids.map(() => Array<number>(n).fill(Infinity));
  const routes = ids.map(() => Array<number>(n).fill(0));
  for (let s = 0; s < n; s += 1) {
    distance[s]![s] = 0;
    routes[s]![s] = 1;
    const queue = [s];
    for (const node of queue)
      for (const next of targets.subarray(starts[node], starts[node + 1])) {
        if (distance[s]![next] === Infinity) {
          distance[s]![next] = distance[s]![node]! + 1;
          queue.push(next);
        }
        if (distance[s]![next] === distance[s]![node]! + 1) routes[s]![next]! += routes[s]![node]!;
      }
  }
  return ids.map((_, v) => {
    let total = 0;
    for (let s = 0; s < n; s += 1)
      for (let t = 0; t < n; t += 1)
        if (
          s !== v &&
          t !== v &&
          s !== t &&
          distance[s]![v]! + distance[v]![t]! === distance[s]![t] &&
          distance[s]![t]! < Infinity
        )
          total += (routes[s]![v]! * routes[v]![t]!) / routes[s]![t]!;
    return directed ? total : total / 2;
  });
}

test('spread is 1 without contagion, the whole component with certainty, and grows with chance and seeds', () => {
  const graph = graphFrom([
    [1, 2],
    [2, 3],
    [3, 4],
    [5, 6],
  ]);
  const worlds = (chance: number) => drawWorlds(graph, { chance, worlds: 500, random: seededRandom(3) });
  expect(spread(worlds(0), [1])).toEqual({ mean: 1, standardError: 0 });
  expect(spread(worlds(1), [1]).mean).toBe(4);
  expect(spread(worlds(1), [1, 5]).mean).toBe(6);
  expect(spread(worlds(0.5), [1]).mean).toBeGreaterThan(spread(worlds(0.2), [1]).mean);
  expect(spread(worlds(0.5), [1, 3]).mean).toBeGreaterThanOrEqual(spread(worlds(0.5), [1]).mean);
});

test('spread on a line has the mean of its geometric law within 4 standard errors', () => {
  const line = graphFrom(
    Array.from({ length: 30 }, (_, i) => [i, i + 1] as const),
    { directed: true },
  );
  const cascade = drawWorlds(line, { chance: 0.6, worlds: 20_000, random: seededRandom(8) });
  const { mean, standardError } = spread(cascade, [0]);
  expect(Math.abs(mean - (1 - 0.6 ** 31) / 0.4)).toBeLessThan(4 * standardError);
});

test('lazy greedy seeds equal plain greedy seeds, and their spreads are those of the sets', () => {
  const random = seededRandom(5);
  const edges = Array.from(
    { length: 60 },
    () => [Math.floor(random() * 25), Math.floor(random() * 25)] as const,
  );
  const cascade = drawWorlds(graphFrom(edges), { chance: 0.2, worlds: 300, random });
  const { seeds, spreads } = greedySeeds(cascade, 4);
  const plain: number[] = [];
  while (plain.length < 4) {
    const rest = cascade.graph.ids.filter((id) => !plain.includes(id));
    const gains = rest.map((id) => spread(cascade, [...plain, id]).mean);
    plain.push(rest[gains.indexOf(Math.max(...gains))]!);
  }
  seeds.forEach((_, i) => {
    expect(spreads[i]).toBeCloseTo(spread(cascade, seeds.slice(0, i + 1)).mean, 9);
    expect(spreads[i]).toBeCloseTo(spread(cascade, plain.slice(0, i + 1)).mean, 9);
  });
});

test('cascades refuse what they cannot draw or seed', () => {
  const graph = graphFrom([[1, 2]]);
  const random = seededRandom(1);
  expect(refusalOf(() => drawWorlds(graph, { chance: 1.1, worlds: 10, random }))).toBe('out-of-range');
  expect(refusalOf(() => drawWorlds(graph, { chance: 0.1, worlds: 2 ** 31, random }))).toBe('out-of-range');
  const cascade = drawWorlds(graph, { chance: 0.5, worlds: 10, random });
  expect(refusalOf(() => spread(cascade, [9]))).toBe('inconsistent');
  expect(refusalOf(() => greedySeeds(cascade, 3))).toBe('out-of-range');
});

test('K is invitations accepted per user', () => {
  expect(kFactor({ users: 200, invitations: 500, accepted: 100 })).toBe(0.5);
  expect(refusalOf(() => kFactor({ users: 0, invitations: 1, accepted: 1 }))).toBe('out-of-range');
  expect(refusalOf(() => kFactor({ users: 10, invitations: 1, accepted: 2 }))).toBe('inconsistent');
});

test('simulated cascades have the mean and variance of the Borel law', () => {
  const random = seededRandom(12);
  const { mean, variance, extinction } = poissonCascade(0.5);
  expect([mean, variance, extinction]).toEqual([2, 4, 1]);
  const runs = 40_000;
  let sum = 0;
  let squares = 0;
  for (let run = 0; run < runs; run += 1) {
    let size = 1;
    for (let person = 0; person < size; person += 1) size += drawPoisson(random, 0.5);
    sum += size;
    squares += size * size;
  }
  expect(Math.abs(sum / runs - mean)).toBeLessThan(3 * Math.sqrt(variance / runs));
  expect(squares / runs - (sum / runs) ** 2).toBeCloseTo(variance, 0);
});

test('extinction solves q = exp(K(q − 1)) and falls with K above 1', () => {
  expect(poissonCascade(1).mean).toBe(Infinity);
  expect(poissonCascade(2).extinction).toBeCloseTo(0.20318787, 8);
  for (const k of [1.0001, 1.2, 3, 20]) {
    const { extinction } = poissonCascade(k);
    expect(extinction).toBeLessThan(1);
    expect(Math.exp(k * (extinction - 1))).toBeCloseTo(extinction, 10);
  }
  expect(refusalOf(() => poissonCascade(-0.1))).toBe('out-of-range');
  expect(refusalOf(() => poissonCascade(Number.NaN))).toBe('not-finite');
});

test('an invitation forest counts generations and refuses fraud with its reason', () => {
  const invite = (inviter: string, invitee: string) => ({ inviter, invitee });
  const forest = inviteForest([
    invite('a', 'b'),
    invite('a', 'c'),
    invite('b', 'd'),
    invite('d', 'a'),
    invite('c', 'c'),
    invite('c', 'd'),
  ]);
  expect(forest.generations).toEqual([1, 2, 1]);
  expect(forest.reproduction).toEqual([2, 0.5]);
  expect(forest.refused.map(({ reason }) => reason)).toEqual(['circle', 'self', 'second-inviter']);
  const brought = downstreamValue(forest, (id) => ({ b: 10, c: 20, d: 100 })[id] ?? 0);
  expect(Object.fromEntries(brought)).toEqual({ a: 10 + 20 + 50, b: 100 });
  expect(refusalOf(() => inviteForest([]))).toBe('empty');
});

test('every forest is made of trees: one parent each, depth one more than the parent, nobody lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ inviter: fc.nat(15), invitee: fc.nat(15) }), { minLength: 1 }),
      (invites) => {
        const { depth, parent, generations, refused } = inviteForest(invites);
        expect(parent.size + refused.length).toBe(invites.length);
        for (const [child, own] of parent) expect(depth.get(child)).toBe(depth.get(own)! + 1);
        expect(generations.reduce((sum, size) => sum + size, 0)).toBe(depth.size);
        expect(depth.size).toBe(new Set(invites.flatMap(({ inviter, invitee }) => [inviter, invitee])).size);
      },
    ),
    { numRuns: 100 },
  );
});

describe.skipIf(!hasSharedData('igraph_zachary_edges.csv', 'reference.json'))("Zachary's club", () => {
  interface Reference {
    readonly graph_zachary: Readonly<Record<'pagerank_d0.85' | 'betweenness', Record<string, number>>>;
  }

  test('PageRank and betweenness equal those of igraph', () => {
    const reference = readSharedJson<Reference>('reference.json').graph_zachary;
    const graph = zachary();
    const ranks = scoresById(graph, pageRank(graph).ranks);
    const between = scoresById(graph, betweenness(graph));
    for (const [id, rank] of Object.entries(reference['pagerank_d0.85']))
      expect(Math.abs(ranks.get(Number(id))! - rank)).toBeLessThan(1e-6);
    for (const [id, value] of Object.entries(reference.betweenness))
      expect(Math.abs(between.get(Number(id))! - value)).toBeLessThan(1e-4);
  });

  test('the greedy pair at p = .1 is {34, 1}, the best of all 561 pairs, with a spread of 6.4', () => {
    const cascade = drawWorlds(zachary(), { chance: 0.1, worlds: 4_000, random: seededRandom(1) });
    const { seeds, spreads } = greedySeeds(cascade, 2);
    expect(seeds).toEqual([34, 1]);
    expect(spreads[1]).toBeCloseTo(6.4, 0);
    const ids = cascade.graph.ids;
    const pairs = ids.flatMap((a, i) => ids.slice(i + 1).map((b) => [a, b]));
    expect(pairs).toHaveLength(561);
    const best = pairs.map((pair) => spread(cascade, pair).mean).reduce((most, mean) => Math.max(most, mean));
    expect(best).toBeCloseTo(spreads[1]!, 9);
    const random = shuffled(seededRandom(2), pairs).slice(0, 40);
    const mean = random.reduce((sum, pair) => sum + spread(cascade, pair).mean, 0) / random.length;
    expect(mean).toBeLessThan(4.5);
  });
});
