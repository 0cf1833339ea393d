// The doors of the package. Every family has its own file; a caller that wants one idea may import it alone as
// '@yutian/stats/<file>'. Only fit-in-worker.ts needs Node, so it is not exported here and a browser can take the rest.
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
  logBetaShift,
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
export { clopperPearson, newcombe, rateOf, wilson, type Interval, type Proportion } from './proportion.ts';
export {
  chiSquareIndependence,
  sampleRatioCheck,
  twoProportionTest,
  type ChiSquareTest,
  type TwoProportionTest,
} from './two-proportion-test.ts';
export { covariance, moments, type Moments } from './moments.ts';
export { welch, winsorise, type MeanDifference } from './welch.ts';
export { ratioDifference, ratioMetric, type RatioArm } from './ratio-metric.ts';
export {
  powerForMeans,
  powerForRates,
  sampleSizeForMeans,
  sampleSizeForRates,
  type Plan,
} from './sample-size.ts';
export {
  crossingProbabilities,
  naivePeekingError,
  obrienFleming,
  pocock,
  type SequentialPlan,
} from './group-sequential.ts';
export { mixtureSprt, type MixtureSprt } from './mixture-sprt.ts';
export { expectedLoss, posterior, probabilityBetter, type Beta } from './beta-bernoulli.ts';
export { thompsonChoice, thompsonShares } from './thompson-sampling.ts';
export { cuped, type Cuped, type CupedArm } from './cuped.ts';
export { benjaminiHochberg, holm } from './multiple-comparisons.ts';
export {
  fitUplift,
  upliftAtShare,
  upliftOf,
  upliftQuality,
  type ScoredRow,
  type UpliftCell,
  type UpliftCurvePoint,
  type UpliftModel,
  type UpliftQuality,
  type UpliftRow,
} from './uplift.ts';
export { withinLookback, type ChannelCredit, type TouchPath } from './touch-path.ts';
export { firstTouch, lastTouch, linearTouch, positionBased, timeDecay } from './attribution-rules.ts';
export {
  markovAttribution,
  type MarkovAttribution,
  type MarkovCredit,
  type Transition,
} from './attribution-markov.ts';
export { orderedShapley, shapley, type PositionCredit } from './attribution-shapley.ts';
export { graphFrom, type Graph } from './graph.ts';
export { pageRank } from './pagerank.ts';
export { betweenness } from './betweenness.ts';
export { drawWorlds, greedySeeds, spread, type CascadeWorlds, type Spread } from './independent-cascade.ts';
export {
  downstreamValue,
  inviteForest,
  kFactor,
  poissonCascade,
  type Invite,
  type InviteForest,
} from './fission.ts';
export { exponentialSmoothing, type Smoothing, type SmoothingOptions } from './exponential-smoothing.ts';
export { holtWinters, type HoltWinters, type HoltWintersOptions } from './holt-winters.ts';
export type { SeasonalState, SeasonKind } from './seasonal-start.ts';
export {
  weekdayProfileForecast,
  type WeekdayProfileForecast,
  type WeekdayProfileOptions,
} from './weekday-profile.ts';
export {
  mase,
  residualIntervals,
  rollingOrigin,
  seasonalNaive,
  type Forecaster,
  type OriginResult,
  type RollingOrigin,
} from './rolling-origin.ts';
export { interactionsFrom, ownedBy, type Interactions } from './interactions.ts';
export { popularity, segmentPopularity, type Scorer } from './popularity.ts';
export { itemCosine, itemNeighbours, type ItemNeighbours } from './item-cosine.ts';
export { ease } from './ease.ts';
export { exploringChoice, recommend, type RecommendOptions } from './recommend.ts';
export { rankingQuality, type RankingQuality } from './ranking-quality.ts';
export { policyValue, type LoggedChoice, type PolicyValue } from './inverse-propensity.ts';
export { lmdi, lmdiBySegment, type Decomposition, type Factors } from './lmdi.ts';
export { overdispersion, randomEffect, type Overdispersion, type RandomEffect } from './overdispersion.ts';
export { pChart, type ChartPoint } from './p-chart.ts';
export { bestSlots, sendTimeCurve, type SlotShare } from './send-time.ts';
export { fitFatigue, monthlyCap, type FatigueFit, type MonthlyCap, type SendRow } from './fatigue.ts';
