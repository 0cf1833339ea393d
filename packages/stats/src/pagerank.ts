// PageRank: who is reached if one follows edges at random and starts afresh now and then.
import type { Graph } from './graph.ts';
import { StatsInputError } from './stats-input-error.ts';

/**
 * PageRank by power iteration (Brin & Page 1998): r = (1 − d)/n + d (Mᵀ r + dangling mass / n).
 *
 * @param damping d in [0, 1), usually .85.
 * @returns rank of each node in the order of `graph.ids`, summing to 1, with `converged` false when the
 * change did not fall below `tolerance` (sum of absolute changes) within `most` rounds; the ranks are then
 * the last ones reached.
 */
export function pageRank<Id>(
  graph: Graph<Id>,
  {
    damping = 0.85,
    tolerance = 1e-12,
    most = 1_000,
  }: { readonly damping?: number; readonly tolerance?: number; readonly most?: number } = {},
): { readonly ranks: Float64Array; readonly rounds: number; readonly converged: boolean } {
  if (!(damping >= 0 && damping < 1))
    throw new StatsInputError('out-of-range', 'damping must lie in [0, 1)', { damping });
  const { starts, targets } = graph;
  const n = graph.ids.length;
  let ranks = new Float64Array(n).fill(1 / n);
  for (let round = 1; round <= most; round += 1) {
    const next = new Float64Array(n);
    let dangling = 0;
    for (let from = 0; from < n; from += 1) {
      const degree = starts[from + 1]! - starts[from]!;
      if (degree === 0) dangling += ranks[from]!;
      const share = ranks[from]! / degree;
      for (let edge = starts[from]!; edge < starts[from + 1]!; edge += 1) next[targets[edge]!]! += share;
    }
    let change = 0;
    for (let node = 0; node < n; node += 1) {
      next[node] = (1 - damping) / n + damping * (next[node]! + dangling / n);
      change += Math.abs(next[node]! - ranks[node]!);
    }
    ranks = next;
    if (change < tolerance) return { ranks, rounds: round, converged: true };
  }
  return { ranks, rounds: most, converged: false };
}
