// What a fit worker is told and what it answers; shared by both sides of the thread.
import type { CustomerStatistics, FitOptions } from './buying-model.ts';
import { type BuyingModelName, buyingModels } from './buying-models.ts';
import * as gammaGamma from './gamma-gamma.ts';
import type { SpendStatistics } from './gamma-gamma.ts';
import { StatsInputError } from './stats-input-error.ts';

export type FitJob =
  | {
      readonly model: BuyingModelName;
      readonly statistics: CustomerStatistics;
      readonly options?: FitOptions;
    }
  | { readonly model: 'gammaGamma'; readonly statistics: SpendStatistics; readonly options?: FitOptions };

type FitOf<M extends FitJob['model']> = M extends BuyingModelName
  ? ReturnType<(typeof buyingModels)[M]['fit']>
  : gammaGamma.SpendFit;

/** The fit that a job asks for. */
export type FitResult<J extends FitJob> = FitOf<J['model']>;

/** Runs a job in the calling thread. Refuses an unknown model. */
export function runFitJob<J extends FitJob>(job: J): FitResult<J> {
  if (job.model === 'gammaGamma') return gammaGamma.fit(job.statistics, job.options) as FitResult<J>;
  if (!Object.hasOwn(buyingModels, job.model)) {
    throw new StatsInputError('unknown-option', `unknown model ${String(job.model)}`, { model: job.model });
  }
  return buyingModels[job.model].fit(job.statistics, job.options) as FitResult<J>;
}

/** An answer that survives the structured clone: an error class does not. */
export type FitAnswer =
  | { readonly kind: 'fit'; readonly fit: unknown }
  | { readonly kind: 'refused'; readonly code: StatsInputError['code']; readonly message: string };
