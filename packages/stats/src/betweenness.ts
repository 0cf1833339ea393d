// Betweenness: how many shortest paths run through a person; high values mark bridges between circles.
import type { Graph } from './graph.ts';

interface Search {
  readonly distance: Int32Array;
  /** Number of shortest routes from the source. */
  readonly routes: Float64Array;
  /** Nodes in the order in which they were reached. */
  readonly visited: Int32Array;
}

/**
 * Betweenness centrality on unweighted edges (Freeman 1977; Brandes 2001, algorithm 1), O(nodes × edges).
 *
 * Endpoints do not count. Undirected graphs count each pair once. Not normalised; divide by (n − 1)(n − 2),
 * or half of it when undirected, to compare graphs. Returned in the order of `graph.ids`.
 */
export function betweenness<Id>(graph: Graph<Id>): Float64Array {
  const { starts, targets } = graph;
  const n = graph.ids.length;
  const total = new Float64Array(n);
  const dependency = new Float64Array(n);
  const search = { distance: new Int32Array(n), routes: new Float64Array(n), visited: new Int32Array(n) };
  for (let source = 0; source < n; source += 1) {
    const reached = countRoutes(graph, source, search);
    // Farthest first, each node collects from its successors (Brandes pushes to predecessors; the sum is the
    // same).
    for (let i = reached - 1; i > 0; i -= 1) {
      const node = search.visited[i]!;
      let sum = 0;
      for (let edge = starts[node]!; edge < starts[node + 1]!; edge += 1) {
        const next = targets[edge]!;
        if (search.distance[next] !== search.distance[node]! + 1) continue;
        sum += (search.routes[node]! / search.routes[next]!) * (1 + dependency[next]!);
      }
      dependency[node] = sum;
      total[node]! += sum;
    }
  }
  return graph.directed ? total : total.map((value) => value / 2);
}

function countRoutes<Id>({ starts, targets }: Graph<Id>, source: number, search: Search): number {
  const { distance, routes, visited } = search;
  distance.fill(-1);
  routes.fill(0);
  distance[source] = 0;
  routes[source] = 1;
  visited[0] = source;
  let reached = 1;
  for (let head = 0; head < reached; head += 1) {
    const node = visited[head]!;
    for (let edge = starts[node]!; edge < starts[node + 1]!; edge += 1) {
      const next = targets[edge]!;
      if (distance[next] === -1) {
        distance[next] = distance[node]! + 1;
        visited[reached] = next;
        reached += 1;
      }
      if (distance[next] === distance[node]! + 1) routes[next]! += routes[node]!;
    }
  }
  return reached;
}
