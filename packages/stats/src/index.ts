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
  logHypergeometric2F1,
} from './special-functions.ts';
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
