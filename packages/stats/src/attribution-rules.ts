// Attribution by rule: each conversion is split over the touches of its own path by fixed weights.
// Rules on observed paths are not causal; show them beside the lift of a holdout (analytics.md §3.8).
import { requirePositive, StatsInputError } from './stats-input-error.ts';
import { agesOf, indexPaths, type ChannelCredit, type TouchPath } from './touch-path.ts';

/** All credit to the first touch. Credits sum to conversions and to value. */
export function firstTouch(paths: readonly TouchPath[]): ChannelCredit[] {
  return creditByWeights(paths, (path) => path.touches.map((_, i) => (i === 0 ? 1 : 0)));
}

/** All credit to the last touch. */
export function lastTouch(paths: readonly TouchPath[]): ChannelCredit[] {
  return creditByWeights(paths, (path) =>
    path.touches.map((_, i) => (i === path.touches.length - 1 ? 1 : 0)),
  );
}

/** Equal credit to every touch, repeats included (so a channel seen twice earns twice). */
export function linearTouch(paths: readonly TouchPath[]): ChannelCredit[] {
  return creditByWeights(paths, (path) => path.touches.map(() => 1));
}

/**
 * Position-based («U-shaped») credit: `first` and `last` as shares in [0, 1], the rest equally over the
 * touches between (default 40/20/40, the industry's convention). On one touch all goes to it; on two, the
 * middle share is split in proportion to first and last (equally when both are 0). Refuses shares outside [0,
 * 1] or summing above 1.
 */
export function positionBased(
  paths: readonly TouchPath[],
  { first = 0.4, last = 0.4 }: { readonly first?: number; readonly last?: number } = {},
): ChannelCredit[] {
  if (!(first >= 0 && last >= 0 && first + last <= 1))
    throw new StatsInputError('out-of-range', 'first and last must be shares whose sum is at most 1', {
      first,
      last,
    });
  return creditByWeights(paths, ({ touches: { length } }) => {
    if (length === 1) return [1];
    if (length === 2) return first + last > 0 ? [first, last] : [1, 1];
    const weights = Array<number>(length).fill((1 - first - last) / (length - 2));
    weights[0] = first;
    weights[length - 1] = last;
    return weights;
  });
}

/**
 * Time decay: a touch weighs 2^(−age / halfLife); age and half-life in days (7 is the industry's convention).
 * Ages count from the youngest touch of the path, which changes no share and keeps very old paths from
 * underflowing to 0/0. Refuses paths without ages and a half-life that is not positive and finite.
 */
export function timeDecay(
  paths: readonly TouchPath[],
  { halfLife = 7 }: { readonly halfLife?: number } = {},
): ChannelCredit[] {
  requirePositive('halfLife', halfLife);
  return creditByWeights(paths, (path, row) => {
    const ages = agesOf(path, row);
    const youngest = ages.reduce((least, age) => Math.min(least, age), Infinity);
    return ages.map((age) => 2 ** ((youngest - age) / halfLife));
  });
}

function creditByWeights(
  paths: readonly TouchPath[],
  weigh: (path: TouchPath, row: number) => readonly number[],
): ChannelCredit[] {
  const { channels, touches } = indexPaths(paths);
  const conversions = new Float64Array(channels.length);
  const value = new Float64Array(channels.length);
  paths.forEach((path, row) => {
    const weights = weigh(path, row);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    touches[row]?.forEach((channel, i) => {
      const share = weights[i]! / total;
      conversions[channel]! += path.conversions * share;
      value[channel]! += path.value * share;
    });
  });
  return channels.map((channel, i) => ({
    channel,
    conversions: conversions[i]!,
    value: value[i]!,
  }));
}
