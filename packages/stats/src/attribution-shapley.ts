// Shapley attribution: channels are players, and a coalition earns what paths inside it brought.
import { indexPaths, type ChannelCredit, type TouchPath } from './touch-path.ts';

/** A channel's credit at one position of the journey (0 = first touch). */
export interface PositionCredit extends ChannelCredit {
  readonly position: number;
}

/**
 * Unordered Shapley values for v(S) = conversions on paths whose channels all lie in S.
 *
 * Since v is a sum of unanimity games (one for each path's set of channels), the 2^n sum collapses to «each
 * path's conversions divide equally over its distinct channels» (Zhao, Mahboobi & Bagheri 2018,
 * arXiv:1804.05327; the test compares with the 2^n sum). Repeated touches therefore move nothing. Credits sum
 * to conversions and value.
 */
export function shapley(paths: readonly TouchPath[]): ChannelCredit[] {
  const { channels, touches } = indexPaths(paths);
  const conversions = new Float64Array(channels.length);
  const value = new Float64Array(channels.length);
  paths.forEach((path, row) => {
    const distinct = new Set(touches[row]);
    for (const channel of distinct) {
      conversions[channel]! += path.conversions / distinct.size;
      value[channel]! += path.value / distinct.size;
    }
  });
  return channels.map((channel, i) => ({
    channel,
    conversions: conversions[i]!,
    value: value[i]!,
  }));
}

/**
 * Ordered Shapley values (the ordered variant of Zhao, Mahboobi & Bagheri 2018): the same credit told apart
 * by position. A channel's share of a path is divided equally over the positions at which it occurs, so
 * summing over positions gives the unordered value. Returned by channel in first-seen order, then by
 * position; pairs never seen are left out.
 */
export function orderedShapley(paths: readonly TouchPath[]): PositionCredit[] {
  const { channels, touches } = indexPaths(paths);
  const cells = channels.map(() => new Map<number, { conversions: number; value: number }>());
  paths.forEach((path, row) => {
    const times = new Map<number, number>();
    for (const channel of touches[row] ?? []) times.set(channel, (times.get(channel) ?? 0) + 1);
    touches[row]?.forEach((channel, position) => {
      const share = 1 / (times.size * (times.get(channel) ?? 1));
      const cell = cells[channel]?.get(position) ?? { conversions: 0, value: 0 };
      cell.conversions += path.conversions * share;
      cell.value += path.value * share;
      cells[channel]?.set(position, cell);
    });
  });
  return channels.flatMap((channel, i) =>
    [...(cells[i] ?? [])]
      .toSorted(([a], [b]) => a - b)
      .map(([position, credit]) => ({ channel, position, ...credit })),
  );
}
