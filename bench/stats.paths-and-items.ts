// The figures of stats that are not fits: Markov attribution on PathData and item neighbours on Online Retail.
import { markovAttribution } from '../packages/stats/src/attribution-markov.ts';
import { byItem, type Interactions } from '../packages/stats/src/interactions.ts';
import { itemNeighbours } from '../packages/stats/src/item-cosine.ts';
import { onlineRetailSplit, pathData } from '../packages/stats/src/testing/reference-sets.ts';
import { hasSharedData } from '../packages/stats/src/testing/shared-data.ts';
import type { TouchPath } from '../packages/stats/src/touch-path.ts';
import type { Figure } from './main.ts';

export function measurePathsAndItems(report: (figure: Figure) => void): void {
  if (hasSharedData('channelattribution_PathData.csv')) report(markovFigure(pathData()));
  if (hasSharedData('online_retail.csv.gz')) report(cosineFigure(onlineRetailSplit().table));
}

/** Rows of PathData (distinct routes) credited per second; the baseline builds a chain anew without each channel. */
function markovFigure(paths: readonly TouchPath[]): Figure {
  const channels = [...new Set(paths.flatMap((path) => path.touches))];
  const seconds = median(7, () => markovAttribution(paths));
  const anew = median(3, () => {
    for (const channel of channels) {
      const cut = paths.map((path) => {
        const at = path.touches.indexOf(channel);
        const lost = { touches: path.touches.slice(0, Math.max(1, at)), conversions: 0, value: 0 };
        return at < 0 ? path : { ...lost, nulls: path.conversions + path.nulls };
      });
      markovAttribution(cut);
    }
  });
  return {
    name: 'stats.markov_paths_per_s',
    value: paths.length / seconds,
    unit: 'paths/s',
    baseline: paths.length / anew,
    ratio: anew / seconds,
    note: `order 1 with nulls, ${paths.length} routes, ${channels.length} channels; baseline: one chain per removed channel`,
  };
}

/** Hundred nearest neighbours of every item; the baseline intersects the users of every pair of items. */
function cosineFigure(table: Interactions<string, string>): Figure {
  const seconds = median(3, () => itemNeighbours(table));
  const pairwise = median(1, () => intersectAllPairs(table));
  return {
    name: 'stats.cosine_s',
    value: seconds,
    unit: 's',
    baseline: pairwise,
    ratio: pairwise / seconds,
    note: `${table.users.length} users, ${table.items.length} items, 100 neighbours; baseline: every pair of items intersected`,
  };
}

function intersectAllPairs(table: Interactions<string, string>): number {
  const { starts, users } = byItem(table);
  let closest = 0;
  for (let a = 0; a < table.items.length; a += 1)
    for (let b = a + 1; b < table.items.length; b += 1) {
      let common = 0;
      let [i, j] = [starts[a]!, starts[b]!];
      while (i < starts[a + 1]! && j < starts[b + 1]!) {
        const difference = users[i]! - users[j]!;
        if (difference === 0) common += 1;
        if (difference <= 0) i += 1;
        if (difference >= 0) j += 1;
      }
      closest = Math.max(closest, common / Math.sqrt(table.counts[a]! * table.counts[b]!));
    }
  return closest;
}

/** Median seconds of some runs, after one that warms up. */
function median(runs: number, work: () => unknown): number {
  if (runs > 1) work();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(runs / 2)]!;
}
