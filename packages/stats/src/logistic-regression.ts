// Logistic regression by Newton's method, for the hazard of buying again and for anything else with a yes or no.
import { inverse } from './linear-solve.ts';
import { StatsInputError, numbered, requireRows, requireSameLength } from './stats-input-error.ts';

export interface LogisticFit {
  /** Intercept first, then one coefficient per feature, on the scale of the features as given. */
  readonly coefficients: readonly number[];
  /** From the inverse information matrix; in the order of `coefficients`. */
  readonly standardErrors: readonly number[];
  readonly logLikelihood: number;
  /** False when Newton did not settle: the classes are separable, or the budget of 100 steps ran out. */
  readonly converged: boolean;
  readonly iterations: number;
}

/**
 * Maximum likelihood by Newton with step halving (McCullagh & Nelder 1989, ch. 4.4). Features are centred and scaled
 * inside, so their units do not matter.
 * @param features one column per feature
 * @param outcome 0 or 1 per row
 * @param weight non-negative, default 1
 * Refuses an outcome other than 0 or 1, an outcome that never varies and a feature without variation.
 */
export function fitLogistic(
  features: readonly ArrayLike<number>[],
  outcome: ArrayLike<number>,
  weight?: ArrayLike<number>,
): LogisticFit {
  const rows = requireSameLength({ ...numbered('feature', features), outcome, weight });
  requireRows('outcome', outcome);
  requireBothOutcomes(outcome);
  const scaled = features.map((column, k) => standardise(column, k));
  const design = { columns: scaled.map(({ z }) => z), outcome, weight, rows };
  let beta = new Float64Array(features.length + 1);
  let state = information(design, beta);
  let converged = false;
  let iterations = 0;
  while (!converged && iterations < 100) {
    iterations += 1;
    const covariance = inverse(state.hessian);
    const step = multiply(covariance, state.gradient);
    let factor = 1;
    let next = state;
    let moved = beta;
    do {
      moved = beta.map((value, k) => value + factor * step[k]!);
      next = information(design, moved);
      factor /= 2;
    } while (
      !(next.logLikelihood >= state.logLikelihood - 1e-12 * Math.abs(state.logLikelihood)) &&
      factor > 1e-6
    );
    // Separable classes keep the step near 1 for ever while the likelihood no longer moves: judge by the step.
    converged = step.every((value) => Math.abs(value) < 1e-7);
    beta = moved;
    state = next;
    if (beta.some((value) => Math.abs(value) > 30)) break;
  }
  return {
    ...unscale(beta, inverseOrNaN(state.hessian), scaled),
    logLikelihood: state.logLikelihood,
    converged,
    iterations,
  };
}

/** P(outcome = 1) for one row of features. */
export function predictLogistic(coefficients: readonly number[], features: readonly number[]): number {
  requireSameLength({ features, coefficients: coefficients.slice(1) });
  let eta = coefficients[0]!;
  features.forEach((value, k) => {
    eta += coefficients[k + 1]! * value;
  });
  return 1 / (1 + Math.exp(-eta));
}

interface Design {
  readonly columns: readonly Float64Array[];
  readonly outcome: ArrayLike<number>;
  readonly weight: ArrayLike<number> | undefined;
  readonly rows: number;
}

function information(design: Design, beta: Float64Array) {
  const size = beta.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const row = new Float64Array(size).fill(1);
  let logLikelihood = 0;
  for (let i = 0; i < design.rows; i += 1) {
    let eta = beta[0]!;
    for (let k = 1; k < size; k += 1) {
      row[k] = design.columns[k - 1]![i]!;
      eta += beta[k]! * row[k]!;
    }
    const w = design.weight === undefined ? 1 : design.weight[i]!;
    const y = design.outcome[i]!;
    const p = 1 / (1 + Math.exp(-eta));
    // ln p = -softplus(-eta), ln(1 - p) = -softplus(eta)
    const signed = y === 1 ? -eta : eta;
    logLikelihood -= w * (signed > 0 ? signed + Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)));
    const curvature = Math.max(w * p * (1 - p), 1e-300);
    for (let k = 0; k < size; k += 1) {
      gradient[k]! += w * (y - p) * row[k]!;
      for (let j = 0; j < size; j += 1) hessian[k * size + j]! += curvature * row[k]! * row[j]!;
    }
  }
  return { gradient, hessian, logLikelihood };
}

function standardise(
  column: ArrayLike<number>,
  index: number,
): { z: Float64Array; mean: number; sd: number } {
  const values = Float64Array.from(column);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  if (!Number.isFinite(sd))
    throw new StatsInputError('not-finite', `feature ${index} has a value that is not finite`);
  if (sd <= 1e-12 * Math.abs(mean)) {
    throw new StatsInputError('not-identified', `feature ${index} is the same in every row`, {
      feature: index,
    });
  }
  return { z: values.map((value) => (value - mean) / sd), mean, sd };
}

function unscale(
  beta: Float64Array,
  covariance: Float64Array,
  scaled: readonly { mean: number; sd: number }[],
) {
  const size = beta.length;
  // Row k of the map from standardised to natural coefficients; only the intercept mixes.
  const shift = scaled.map(({ mean, sd }) => -mean / sd);
  let intercept = beta[0]!;
  let variance = covariance[0]!;
  shift.forEach((s, k) => {
    intercept += s * beta[k + 1]!;
    variance += 2 * s * covariance[k + 1]!;
    shift.forEach((u, j) => {
      variance += s * u * covariance[(k + 1) * size + j + 1]!;
    });
  });
  return {
    coefficients: [intercept, ...scaled.map(({ sd }, k) => beta[k + 1]! / sd)],
    standardErrors: [
      Math.sqrt(variance),
      ...scaled.map(({ sd }, k) => Math.sqrt(covariance[(k + 1) * size + k + 1]!) / sd),
    ],
  };
}

function inverseOrNaN(matrix: Float64Array): Float64Array {
  try {
    return inverse(matrix);
  } catch (error) {
    if (error instanceof StatsInputError) return matrix.map(() => Number.NaN);
    throw error;
  }
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, k) => {
    let sum = 0;
    for (let j = 0; j < size; j += 1) sum += matrix[k * size + j]! * vector[j]!;
    return sum;
  });
}

function requireBothOutcomes(outcome: ArrayLike<number>): void {
  let ones = 0;
  for (let i = 0; i < outcome.length; i += 1) {
    if (outcome[i] !== 0 && outcome[i] !== 1) {
      throw new StatsInputError('out-of-range', `outcome in row ${i} must be 0 or 1, got ${outcome[i]}`, {
        row: i,
      });
    }
    ones += outcome[i]!;
  }
  if (ones === 0 || ones === outcome.length) {
    throw new StatsInputError('not-identified', 'the outcome is the same in every row', { ones });
  }
}
