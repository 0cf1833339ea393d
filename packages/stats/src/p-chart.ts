// Control chart of a rate (loss, refund, complaint): which period left the band that chance alone explains?
import { type Proportion, rateOf } from './proportion.ts';
import { requirePositive, requireProbability, requireRows } from './stats-input-error.ts';

export interface ChartPoint {
  readonly rate: number;
  readonly lower: number;
  readonly upper: number;
  readonly signal: 'above' | 'below' | null;
}

/**
 * Shewhart's p-chart (Shewhart 1931; Montgomery 2013, section 7.2): centre p̄ ± sigmas √(p̄(1 − p̄)/n_i), cut
 * to [0, 1].
 *
 * The centre is the pooled rate unless one is given (better: from a quiet period before). At three sigmas a
 * stable rate signals about once in 370 points while n p̄ is at least 5; units that differ by nature signal
 * more, see `overdispersion`.
 */
export function pChart(
  points: readonly Proportion[],
  { centre, sigmas = 3 }: { readonly centre?: number; readonly sigmas?: number } = {},
): { readonly centre: number; readonly points: ChartPoint[] } {
  requireRows('points', points);
  requirePositive('sigmas', sigmas);
  const rates = points.map(rateOf);
  const successes = points.reduce((sum, point) => sum + point.successes, 0);
  const trials = points.reduce((sum, point) => sum + point.trials, 0);
  const middle = centre === undefined ? successes / trials : requireProbability('centre', centre);
  return {
    centre: middle,
    points: points.map((point, i) => {
      const rate = rates[i]!;
      const half = sigmas * Math.sqrt((middle * (1 - middle)) / point.trials);
      const [lower, upper] = [Math.max(0, middle - half), Math.min(1, middle + half)];
      return { rate, lower, upper, signal: rate > upper ? 'above' : rate < lower ? 'below' : null };
    }),
  };
}
