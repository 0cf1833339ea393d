// What would another policy have earned? Logged choices, reweighed by how likely each policy was to make
// them.
import { moments } from './moments.ts';
import {
  requireFinite,
  requireNonNegative,
  requireProbability,
  StatsInputError,
} from './stats-input-error.ts';

/** One logged choice. */
export interface LoggedChoice {
  readonly reward: number;
  /** Probability with which the logging policy showed what it showed; in (0, 1]. */
  readonly propensity: number;
  /** Probability with which the policy under evaluation would have shown the same. */
  readonly target: number;
}

export interface PolicyValue {
  /** Mean of weight × reward (Horvitz & Thompson 1952): unbiased when nothing is clipped. */
  readonly ips: number;
  readonly ipsStandardError: number;
  /**
   * Σ weight × reward / Σ weight (Hájek 1971; Swaminathan & Joachims 2015): slightly biased, far steadier;
   * null without any weight.
   */
  readonly snips: number | null;
  /** (Σ weight)² / Σ weight² (Kish 1965): how many choices the estimate really rests on. */
  readonly effectiveSize: number;
  /** Share of weights that were cut at `clip`. */
  readonly clipped: number;
}

/**
 * Inverse-propensity evaluation of a target policy on logged data, weight = target / propensity, cut at
 * `clip`.
 *
 * Honest only if the logging policy gave every choice of the target a chance: a mean weight far from 1 says
 * it did not. Refuses fewer than 2 rows, a propensity outside (0, 1], a target outside [0, 1] and rewards
 * that are not finite.
 */
export function policyValue(
  rows: readonly LoggedChoice[],
  { clip = Infinity }: { readonly clip?: number } = {},
): PolicyValue {
  if (clip !== Infinity) requireNonNegative('clip', clip);
  let clipped = 0;
  const weights = rows.map(({ propensity, target }) => {
    if (!(requireProbability('propensity', propensity) > 0))
      throw new StatsInputError('out-of-range', 'what was shown had a propensity of 0', { propensity });
    const weight = requireProbability('target', target) / propensity;
    if (weight > clip) clipped += 1;
    return Math.min(clip, weight);
  });
  const earned = rows.map(({ reward }, i) => requireFinite('reward', reward) * weights[i]!);
  const { mean, variance, count } = moments(earned);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  return {
    ips: mean,
    ipsStandardError: Math.sqrt(variance / count),
    snips: total > 0 ? (mean * count) / total : null,
    effectiveSize: squares > 0 ? (total * total) / squares : 0,
    clipped: clipped / count,
  };
}
