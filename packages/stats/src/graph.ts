// A directed or undirected graph in compressed rows; the input of PageRank, betweenness and cascades.
import { StatsInputError } from './stats-input-error.ts';

/**
 * Nodes are numbered in first-seen order; node i points to targets[starts[i]] .. targets[starts[i + 1] - 1].
 */
export interface Graph<Id> {
  readonly ids: readonly Id[];
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  readonly directed: boolean;
  /**
   * Edges from a node to itself; they are dropped and only counted (in an invitation graph they are a fraud
   * sign).
   */
  readonly selfLoops: number;
  /** Repeated edges; kept once and counted. */
  readonly repeats: number;
}

/**
 * Builds a graph from pairs of ids. An undirected edge is stored in both directions. `nodes` adds people
 * without edges. The order of edges changes the numbering of nodes and nothing else. Refuses a graph without
 * nodes.
 */
export function graphFrom<Id extends string | number>(
  edges: Iterable<readonly [Id, Id]>,
  { directed = false, nodes = [] }: { readonly directed?: boolean; readonly nodes?: Iterable<Id> } = {},
): Graph<Id> {
  const numbers = new Map<Id, number>();
  const neighbours: Set<number>[] = [];
  const numberOf = (id: Id): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    neighbours.push(new Set());
    numbers.set(id, numbers.size);
    return numbers.size - 1;
  };
  let selfLoops = 0;
  let repeats = 0;
  for (const id of nodes) numberOf(id);
  for (const [from, to] of edges) {
    const a = numberOf(from);
    const b = numberOf(to);
    if (a === b) {
      selfLoops += 1;
      continue;
    }
    if (neighbours[a]!.has(b)) repeats += 1;
    neighbours[a]!.add(b);
    if (!directed) neighbours[b]!.add(a);
  }
  if (numbers.size === 0) throw new StatsInputError('empty', 'graph has no nodes');
  const starts = new Int32Array(numbers.size + 1);
  neighbours.forEach((targets, i) => {
    starts[i + 1] = starts[i]! + targets.size;
  });
  const targets = new Int32Array(starts[numbers.size]!);
  neighbours.forEach((found, i) => targets.set([...found], starts[i]));
  return { ids: [...numbers.keys()], starts, targets, directed, selfLoops, repeats };
}
