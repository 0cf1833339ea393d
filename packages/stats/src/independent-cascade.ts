// Independent cascade: each newly won person gets one chance to win each neighbour. Who should be asked
// first?
import type { Graph } from './graph.ts';
import type { Random } from './random.ts';
import { requireProbability, StatsInputError } from './stats-input-error.ts';

/** Worlds × edges beyond this would need more than 256 MB of coin flips. */
const MOST_COINS = 2 ** 31;

/**
 * Sampled worlds: in each, every directed edge is open or closed once and for all. The people a seed set wins
 * in a world are those reachable over open edges (Kempe, Kleinberg & Tardos 2003, claim 2.3), so that on
 * fixed worlds the spread is exactly monotone and submodular and every comparison of seed sets uses the same
 * luck.
 */
export interface CascadeWorlds<Id> {
  readonly graph: Graph<Id>;
  readonly worlds: number;
  /** Bit world × edges + edge. */
  readonly open: Uint8Array;
}

export interface Spread {
  /** Expected number of people won, seeds included. */
  readonly mean: number;
  /** Monte Carlo standard error of the mean. */
  readonly standardError: number;
}

/**
 * Draws `worlds` worlds in which an edge is open with probability `chance`.
 *
 * @param random uniform numbers in [0, 1); seed it for repeatable results.
 * Refuses a chance outside [0, 1], fewer than 2 worlds, and worlds × edges above 2³¹.
 */
export function drawWorlds<Id>(
  graph: Graph<Id>,
  { chance, worlds, random }: { readonly chance: number; readonly worlds: number; readonly random: Random },
): CascadeWorlds<Id> {
  requireProbability('chance', chance);
  const coins = worlds * graph.targets.length;
  if (!(Number.isInteger(worlds) && worlds >= 2 && coins <= MOST_COINS))
    throw new StatsInputError('out-of-range', 'worlds must be at least 2 and worlds × edges at most 2^31', {
      worlds,
    });
  const open = new Uint8Array(Math.ceil(coins / 8));
  for (let coin = 0; coin < coins; coin += 1) if (random() < chance) open[coin >>> 3]! |= 1 << (coin & 7);
  return { graph, worlds, open };
}

/**
 * Expected number of people won when `seeds` start, over the drawn worlds. Refuses a seed that is not in the
 * graph.
 */
export function spread<Id>(cascade: CascadeWorlds<Id>, seeds: readonly Id[]): Spread {
  const nodes = seeds.map((seed) => {
    const node = cascade.graph.ids.indexOf(seed);
    if (node < 0) throw new StatsInputError('inconsistent', 'seed is not in the graph', { seed });
    return node;
  });
  const walk = walker(cascade);
  let sum = 0;
  let squares = 0;
  for (let world = 0; world < cascade.worlds; world += 1) {
    walk.begin();
    let won = 0;
    for (const node of nodes) won += walk.from(node, world);
    sum += won;
    squares += won * won;
  }
  const mean = sum / cascade.worlds;
  const variance = Math.max(0, squares - cascade.worlds * mean * mean) / (cascade.worlds - 1);
  return { mean, standardError: Math.sqrt(variance / cascade.worlds) };
}

/**
 * Chooses `count` seeds one after another, each with the largest gain in spread: at least 1 − 1/e of the best
 * set (Kempe, Kleinberg & Tardos 2003, theorem 2.1), with the lazy evaluation of Leskovec et al. 2007 (CELF).
 * Equal gains go to the node numbered first. `spreads[i]` is the expected number won by the first i + 1
 * seeds.
 */
export function greedySeeds<Id>(
  cascade: CascadeWorlds<Id>,
  count: number,
): { readonly seeds: Id[]; readonly spreads: number[] } {
  const { ids } = cascade.graph;
  if (!(Number.isInteger(count) && count >= 1 && count <= ids.length))
    throw new StatsInputError('out-of-range', 'count must be an integer from 1 to the number of nodes', {
      count,
    });
  const won = Array.from({ length: cascade.worlds }, () => new Uint8Array(Math.ceil(ids.length / 8)));
  const walk = walker(cascade);
  const gainOf = (node: number): number => {
    let gain = 0;
    for (let world = 0; world < cascade.worlds; world += 1) {
      walk.begin();
      gain += walk.from(node, world, won[world]);
    }
    return gain / cascade.worlds;
  };
  const queue = ids.map((_, node) => ({ node, gain: gainOf(node), round: 0 }));
  const seeds: Id[] = [];
  const spreads: number[] = [];
  while (seeds.length < count) {
    let best = queue.reduce((a, b) => (b.gain > a.gain ? b : a));
    while (best.round < seeds.length) {
      best.gain = gainOf(best.node);
      best.round = seeds.length;
      best = queue.reduce((a, b) => (b.gain > a.gain ? b : a));
    }
    for (let world = 0; world < cascade.worlds; world += 1) {
      walk.begin();
      walk.from(best.node, world, won[world]);
      walk.keep(won[world]!);
    }
    queue.splice(queue.indexOf(best), 1);
    seeds.push(ids[best.node]!);
    spreads.push((spreads.at(-1) ?? 0) + best.gain);
  }
  return { seeds, spreads };
}

/** A breadth-first walker over open edges that reuses its memory; `from` returns how many nodes are new. */
function walker<Id>({ graph: { ids, starts, targets }, open }: CascadeWorlds<Id>): {
  begin(): void;
  from(node: number, world: number, won?: Uint8Array): number;
  keep(won: Uint8Array): void;
} {
  const seen = new Int32Array(ids.length);
  const queue = new Int32Array(ids.length);
  let stamp = 0;
  let reached = 0;
  const enter = (node: number, won: Uint8Array | undefined): void => {
    if (seen[node] === stamp || (won !== undefined && (won[node >>> 3]! >>> (node & 7)) & 1)) return;
    seen[node] = stamp;
    queue[reached] = node;
    reached += 1;
  };
  return {
    begin() {
      stamp += 1;
      reached = 0;
    },
    from(node, world, won) {
      const before = reached;
      enter(node, won);
      for (let head = before; head < reached; head += 1) {
        const from = queue[head]!;
        for (let edge = starts[from]!; edge < starts[from + 1]!; edge += 1) {
          const coin = world * targets.length + edge;
          if ((open[coin >>> 3]! >>> (coin & 7)) & 1) enter(targets[edge]!, won);
        }
      }
      return reached - before;
    },
    keep(won) {
      for (let i = 0; i < reached; i += 1) won[queue[i]! >>> 3]! |= 1 << (queue[i]! & 7);
    },
  };
}
