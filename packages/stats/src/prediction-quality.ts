// How good a predicted probability is: does it rank (area under the ROC curve), is it near (Brier), and does it mean
// what it says (calibration by decile). A model that ranks well can still promise twice the buyers that come.
import { StatsInputError, requireProbability, requireRows, requireSameLength } from './stats-input-error.ts';

function requirePairs(predicted: ArrayLike<number>, outcome: ArrayLike<number>): number {
  const rows = requireSameLength({ predicted, outcome });
  requireRows('predicted', predicted);
  for (let i = 0; i < rows; i += 1) {
    if (outcome[i] !== 0 && outcome[i] !== 1) {
      throw new StatsInputError('out-of-range', `outcome in row ${i} must be 0 or 1, got ${outcome[i]}`, {
        row: i,
      });
    }
  }
  return rows;
}

/**
 * Area under the ROC curve: the chance that a random buyer scores above a random non-buyer, ties counting one half
 * (Mann & Whitney 1947). Any real scores; refuses an outcome without both classes.
 */
export function areaUnderRoc(score: ArrayLike<number>, outcome: ArrayLike<number>): number {
  const rows = requirePairs(score, outcome);
  const order = Array.from({ length: rows }, (_, i) => i).sort((left, right) => score[left]! - score[right]!);
  let ones = 0;
  let rankSum = 0;
  for (let from = 0; from < rows; ) {
    let to = from;
    let onesHere = 0;
    while (to < rows && score[order[to]!] === score[order[from]!]) {
      onesHere += outcome[order[to]!]!;
      to += 1;
    }
    if (to === from) throw new StatsInputError('not-finite', 'a score is NaN', { row: order[from] });
    rankSum += onesHere * ((from + 1 + to) / 2);
    ones += onesHere;
    from = to;
  }
  const zeros = rows - ones;
  if (ones === 0 || zeros === 0) {
    throw new StatsInputError('not-identified', 'the outcome is the same in every row: nothing to rank', {
      ones,
    });
  }
  return (rankSum - (ones * (ones + 1)) / 2) / (ones * zeros);
}

/** Brier's score (1950): the mean squared distance between predicted probability and outcome. */
export function brierScore(predicted: ArrayLike<number>, outcome: ArrayLike<number>): number {
  const rows = requirePairs(predicted, outcome);
  let sum = 0;
  for (let i = 0; i < rows; i += 1)
    sum += (requireProbability('predicted', predicted[i]!) - outcome[i]!) ** 2;
  return sum / rows;
}

export interface CalibrationBand {
  readonly customers: number;
  readonly lowest: number;
  readonly highest: number;
  readonly meanPredicted: number;
  /** Share of the band whose outcome was 1. */
  readonly meanActual: number;
}

/**
 * Bands of equal size by predicted probability, lowest first. Rows with the same prediction stay in one band, so with
 * many ties there are fewer bands than asked for.
 */
export function calibrationBands(
  predicted: ArrayLike<number>,
  outcome: ArrayLike<number>,
  bands = 10,
): CalibrationBand[] {
  const rows = requirePairs(predicted, outcome);
  const order = Array.from({ length: rows }, (_, i) => i).sort(
    (left, right) => predicted[left]! - predicted[right]!,
  );
  const result: CalibrationBand[] = [];
  let from = 0;
  for (let band = 1; band <= bands && from < rows; band += 1) {
    let to = Math.max(from + 1, Math.round((band * rows) / bands));
    while (to < rows && predicted[order[to]!] === predicted[order[to - 1]!]) to += 1;
    const members = order.slice(from, to);
    const mean = (values: ArrayLike<number>): number =>
      members.reduce((sum, row) => sum + values[row]!, 0) / members.length;
    result.push({
      customers: members.length,
      lowest: requireProbability('predicted', predicted[members[0]!]!),
      highest: requireProbability('predicted', predicted[members.at(-1)!]!),
      meanPredicted: mean(predicted),
      meanActual: mean(outcome),
    });
    from = to;
  }
  return result;
}

/** Mean absolute distance between predicted and actual share over the bands, weighted by their size. */
export function calibrationError(bands: readonly CalibrationBand[]): number {
  requireRows('bands', bands);
  let customers = 0;
  let sum = 0;
  for (const band of bands) {
    customers += band.customers;
    sum += band.customers * Math.abs(band.meanPredicted - band.meanActual);
  }
  return sum / customers;
}
