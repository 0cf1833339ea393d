// The engine where the buying models see no drop-out: a logistic regression of "bought again within h" on five
// features of the history. It promises nothing beyond the h it was trained on.
import { type BuyingHistory, type CustomerStatistics, requireHistory } from './buying-model.ts';
import { type LogisticFit, fitLogistic, predictLogistic } from './logistic-regression.ts';
import { type CalibrationBand, areaUnderRoc, brierScore, calibrationBands } from './prediction-quality.ts';
import { StatsInputError, requirePositive, requireSameLength } from './stats-input-error.ts';

export interface PurchaseHazard {
  readonly logistic: LogisticFit;
  /** The horizon of the outcome it was fitted on, in the time unit of the statistics. */
  readonly horizon: number;
  /** How it does on customers it was not fitted on, by cross-validation. */
  readonly crossValidated: {
    readonly folds: number;
    readonly auc: number;
    readonly brier: number;
    readonly deciles: readonly CalibrationBand[];
  };
}

/**
 * The five features: ln(1 + elapsed), ln(1 + x), ln(1 + T), ln(1 + tx), and elapsed time in own purchase gaps
 * (elapsed x / T). Times in the unit of the fit (weeks were measured: AUC .779 CDNOW, .738 Online Retail).
 */
export function hazardFeatures(history: BuyingHistory): number[] {
  const { x, tx, T } = requireHistory(history);
  const elapsed = T - tx;
  return [Math.log1p(elapsed), Math.log1p(x), Math.log1p(T), Math.log1p(tx), T > 0 ? (elapsed * x) / T : 0];
}

/**
 * Fits the hazard on histories at some past moment and what happened within `horizon` after it.
 * @param boughtAgain 1 when the customer bought within the horizon, else 0, per row of the statistics
 * @param folds parts of the cross-validation; row i is in part i mod folds, so sort or shuffle rows as you mean it
 * Refuses what the logistic regression refuses, and fewer rows than 10 per fold.
 */
export function fitPurchaseHazard(
  statistics: CustomerStatistics,
  boughtAgain: ArrayLike<number>,
  { horizon, folds = 5 }: { readonly horizon: number; readonly folds?: number },
): PurchaseHazard {
  const { x, tx, T, weight } = statistics;
  const rows = requireSameLength({ x, tx, T, weight, boughtAgain });
  requirePositive('horizon', horizon);
  if (!(folds >= 2) || rows < 10 * folds) {
    throw new StatsInputError(
      'too-few',
      `cross-validation in ${folds} parts needs at least ${10 * folds} rows`,
      {
        rows,
        folds,
      },
    );
  }
  const features = Array.from({ length: rows }, (_, i) => hazardFeatures({ x: x[i]!, tx: tx[i]!, T: T[i]! }));
  const fitRows = (chosen: readonly number[]): LogisticFit =>
    fitLogistic(
      features[0]!.map((_, k) => chosen.map((i) => features[i]![k]!)),
      chosen.map((i) => boughtAgain[i]!),
      weight && chosen.map((i) => weight[i]!),
    );
  const all = features.map((_, i) => i);
  const predicted = new Float64Array(rows);
  for (let fold = 0; fold < folds; fold += 1) {
    const { coefficients } = fitRows(all.filter((i) => i % folds !== fold));
    for (let i = fold; i < rows; i += folds) predicted[i] = predictLogistic(coefficients, features[i]!);
  }
  return {
    logistic: fitRows(all),
    horizon,
    crossValidated: {
      folds,
      auc: areaUnderRoc(predicted, boughtAgain),
      brier: brierScore(predicted, boughtAgain),
      deciles: calibrationBands(predicted, boughtAgain, 10),
    },
  };
}

/** P(at least one purchase within the hazard's horizon). */
export function hazardPBuy(hazard: PurchaseHazard, history: BuyingHistory): number {
  return predictLogistic(hazard.logistic.coefficients, hazardFeatures(history));
}
