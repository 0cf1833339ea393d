// A buying model can degenerate without a word: on data that show no drop-out it becomes the NBD and calls everybody
// alive. This check says so, and then the hazard (purchase-hazard.ts) is the engine to use.
import type { ModelFit } from './buying-model.ts';
import { StatsInputError, requireProbability } from './stats-input-error.ts';

export interface AttritionCheck {
  readonly degenerate: boolean;
  /** Why, in the order of the checks; empty when the fit may be used. */
  readonly reasons: readonly (
    | 'not-converged'
    | 'no-gain-over-nbd'
    | 'everyone-alive'
    | 'parameter-at-boundary'
  )[];
  /** Log-likelihood of the model minus that of the NBD on the same customers. CDNOW: 181. */
  readonly gainOverNbd: number;
  readonly meanPAlive: number;
}

/**
 * Compares a fit with drop-out to the NBD fit of the same customers. The two thresholds are defaults without evidence
 * (analytics finding 3): a gain below 3 log-likelihood units, or a mean P(alive) above 0.99.
 * @param fits the model's fit and the NBD's, of the same statistics (refused when their customers differ)
 * @param meanPAlive mean P(alive) over those customers
 */
export function checkAttrition(
  fits: { readonly model: ModelFit<unknown>; readonly nbd: ModelFit<unknown> },
  meanPAlive: number,
  thresholds: { readonly minGain?: number; readonly maxMeanPAlive?: number } = {},
): AttritionCheck {
  const { model, nbd } = fits;
  requireProbability('meanPAlive', meanPAlive);
  if (model.customers !== nbd.customers) {
    throw new StatsInputError('inconsistent', 'the two fits are of different customers', {
      model: model.customers,
      nbd: nbd.customers,
    });
  }
  const gainOverNbd = model.logLikelihood - nbd.logLikelihood;
  const reasons: AttritionCheck['reasons'][number][] = [];
  if (!model.converged) reasons.push('not-converged');
  if (gainOverNbd < (thresholds.minGain ?? 3)) reasons.push('no-gain-over-nbd');
  if (meanPAlive > (thresholds.maxMeanPAlive ?? 0.99)) reasons.push('everyone-alive');
  if (model.boundary.length > 0) reasons.push('parameter-at-boundary');
  return { degenerate: reasons.length > 0, reasons, gainOverNbd, meanPAlive };
}
