// Dense linear systems by LU with partial pivoting; small enough here that a library would not pay.
import { StatsInputError } from './stats-input-error.ts';

/** A factored square matrix; `solve` answers A x = b in O(n²). */
export interface Factored {
  readonly size: number;
  /** Returns x with A x = b; `b` is left as it was. */
  solve(b: ArrayLike<number>): Float64Array;
}

/**
 * Factors a square matrix given row by row (length n²): LU with partial pivoting (Golub & Van Loan 2013, alg.
 * 3.4.1). Refuses a length that is not a square, non-finite entries and a matrix that is singular to working
 * precision.
 */
export function factor(matrix: ArrayLike<number>): Factored {
  const n = Math.round(Math.sqrt(matrix.length));
  if (n === 0 || n * n !== matrix.length)
    throw new StatsInputError('inconsistent', 'matrix is not square', { length: matrix.length });
  const lu = Float64Array.from(matrix);
  const scale = lu.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  if (!(scale < Infinity)) throw new StatsInputError('not-finite', 'matrix has entries that are not finite');
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let k = 0; k < n; k += 1) {
    swapRows(lu, order, n, k, pivotRow(lu, n, k));
    const pivot = lu[k * n + k]!;
    if (Math.abs(pivot) <= scale * n * Number.EPSILON * 1e-3)
      throw new StatsInputError('not-identified', 'matrix is singular');
    for (let i = k + 1; i < n; i += 1) {
      const factorOfRow = (lu[i * n + k]! /= pivot);
      if (factorOfRow === 0) continue;
      for (let j = k + 1; j < n; j += 1) lu[i * n + j]! -= factorOfRow * lu[k * n + j]!;
    }
  }
  return { size: n, solve: (b) => substitute(lu, order, n, b) };
}

/** Inverse of a square matrix given row by row, in the same layout; refuses what `factor` refuses. */
export function inverse(matrix: ArrayLike<number>): Float64Array {
  const { size: n, solve } = factor(matrix);
  const result = new Float64Array(n * n);
  const unit = new Float64Array(n);
  for (let column = 0; column < n; column += 1) {
    unit[column] = 1;
    const x = solve(unit);
    unit[column] = 0;
    for (let row = 0; row < n; row += 1) result[row * n + column] = x[row]!;
  }
  return result;
}

function pivotRow(lu: Float64Array, n: number, k: number): number {
  let best = k;
  for (let i = k + 1; i < n; i += 1) if (Math.abs(lu[i * n + k]!) > Math.abs(lu[best * n + k]!)) best = i;
  return best;
}

function swapRows(lu: Float64Array, order: Int32Array, n: number, a: number, b: number): void {
  if (a === b) return;
  const rowA = lu.slice(a * n, a * n + n);
  lu.copyWithin(a * n, b * n, b * n + n);
  lu.set(rowA, b * n);
  [order[a], order[b]] = [order[b]!, order[a]!];
}

function substitute(lu: Float64Array, order: Int32Array, n: number, b: ArrayLike<number>): Float64Array {
  if (b.length !== n)
    throw new StatsInputError('length-mismatch', 'right-hand side has the wrong length', {
      length: b.length,
      n,
    });
  const x = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let sum = b[order[i]!]!;
    for (let j = 0; j < i; j += 1) sum -= lu[i * n + j]! * x[j]!;
    x[i] = sum;
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    let sum = x[i]!;
    for (let j = i + 1; j < n; j += 1) sum -= lu[i * n + j]! * x[j]!;
    x[i] = sum / lu[i * n + i]!;
  }
  return x;
}
