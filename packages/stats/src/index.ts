// The doors of the package. Every family has its own file; a caller that wants one idea may import it alone as
// '@yutian/stats/<file>'.
export { StatsInputError, type StatsInputCode } from './stats-input-error.ts';
export {
  betaRegularized,
  erf,
  erfc,
  gammaP,
  gammaQ,
  incompleteBeta,
  incompleteGamma,
  logBeta,
  logGamma,
  logRisingFactorial,
} from './special-functions.ts';
export { logHypergeometric2F1 } from './hypergeometric.ts';
export {
  betaCdf,
  betaPdf,
  betaPrimeQuantile,
  betaQuantile,
  betaUpperTail,
  chiSquareCdf,
  chiSquareQuantile,
  chiSquareUpperTail,
  gammaCdf,
  gammaQuantile,
  gammaUpperTail,
  normalCdf,
  normalPdf,
  normalQuantile,
  normalUpperTail,
  studentCdf,
  studentQuantile,
  studentTwoSided,
  studentUpperTail,
} from './distributions.ts';
export {
  drawBernoulli,
  drawBeta,
  drawExponential,
  drawGamma,
  drawInteger,
  drawItem,
  drawNormal,
  drawPoisson,
  seededRandom,
  shuffled,
  type Random,
} from './random.ts';
export { nelderMead, type Minimum, type NelderMeadOptions } from './nelder-mead.ts';
export { median, quantile, quantileOfSorted, sortedCopy, type QuantileType } from './quantiles.ts';

// Buying models: one namespace of verbs per model.
export * as bgBb from './bg-bb.ts';
export * as bgNbd from './bg-nbd.ts';
export * as gammaGamma from './gamma-gamma.ts';
export * as mbgNbd from './mbg-nbd.ts';
export * as nbd from './nbd.ts';
export * as paretoNbd from './pareto-nbd.ts';
export * as paretoNbdCovariates from './pareto-nbd-covariates.ts';
export type {
  BuyingHistory,
  CustomerStatistics,
  Discounting,
  FitOptions,
  ModelFit,
} from './buying-model.ts';
export { buyingModels, meanPAlive, type BuyingModel, type BuyingModelName } from './buying-models.ts';
export { collapseRows, type CollapsedRows } from './collapse-rows.ts';
export { checkAttrition, type AttritionCheck } from './attrition-check.ts';
export { purchaseFrequency, type FrequencyHistogram } from './purchase-frequency.ts';
export {
  fitPurchaseHazard,
  hazardFeatures,
  hazardPBuy,
  type PurchaseHazard,
} from './purchase-hazard.ts';
export { fitLogistic, predictLogistic, type LogisticFit } from './logistic-regression.ts';
export {
  areaUnderRoc,
  brierScore,
  calibrationBands,
  calibrationError,
  type CalibrationBand,
} from './prediction-quality.ts';
export {
  defaultLifecycleRules,
  lifecycleState,
  lifecycleTransitions,
  type LifecycleInput,
  type LifecycleRules,
  type LifecycleState,
  type TransitionMatrix,
} from './lifecycle-state.ts';
export {
  fitPurchaseCycle,
  gapQuantile,
  nextPurchase,
  type NextPurchase,
  type OwnGaps,
  type PurchaseCycle,
} from './next-purchase-gap.ts';
export { fitInWorker } from './fit-in-worker.ts';
export type { FitJob, FitResult } from './fit-job.ts';

// From a transaction log: statistics, scores, cohorts, value, survival.
export {
  dayNumber,
  lastDay,
  mergeByDay,
  summarizeCustomers,
  type CustomerSummaries,
  type PurchaseDays,
  type SummaryOptions,
  type TransactionLog,
} from './transaction-log.ts';
export {
  rfmScores,
  rfmTable,
  type DimensionScore,
  type RfmOptions,
  type RfmScores,
  type RfmTable,
} from './rfm.ts';
export {
  calendarMonth,
  cohortTable,
  mondayWeek,
  type Cohort,
  type CohortCell,
  type Period,
} from './cohort-table.ts';
export { paybackAge, valueByAge, type ValueAtAge } from './lifetime-value-by-age.ts';
export {
  kaplanMeier,
  logRank,
  survivalAt,
  type IntervalScale,
  type LogRankTest,
  type SurvivalCurve,
  type SurvivalData,
  type SurvivalStep,
} from './kaplan-meier.ts';
