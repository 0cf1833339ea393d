// Inverse of a large symmetric positive definite matrix, in place and in tiles that stay in the processor's
// cache.
import { StatsInputError } from './stats-input-error.ts';

const TILE = 48;
const CHUNK = 512;

/** The matrix at work: L below the diagonal, M = L⁻¹ transposed above it, and 1 / diagonal of L apart. */
interface Work {
  readonly m: Float64Array;
  readonly n: number;
  readonly inverseDiagonal: Float64Array;
  /** Sums of products of two rows, TILE × TILE. */
  readonly sums: Float64Array;
}

/** A tile: rows and columns from .. to − 1. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Replaces a symmetric positive definite n × n matrix (row by row) by its inverse: Cholesky A = LLᵀ, then M =
 * L⁻¹, then MᵀM (Golub & Van Loan 2013, section 4.2); n³/2 multiplications, all of them between contiguous
 * rows. Only the lower triangle is read. Refuses a wrong length and a matrix that is not positive definite to
 * working precision, whose content is then lost.
 */
export function invertPositiveDefinite(matrix: Float64Array, n: number): void {
  if (n < 1 || matrix.length !== n * n)
    throw new StatsInputError('length-mismatch', 'matrix is not n × n', { n, length: matrix.length });
  const work = { m: matrix, n, inverseDiagonal: new Float64Array(n), sums: new Float64Array(TILE * TILE) };
  const spans: Span[] = [];
  for (let from = 0; from < n; from += TILE) spans.push({ from, to: Math.min(n, from + TILE) });
  spans.forEach((columns, k) => spans.slice(k).forEach((rows) => factorTile(work, rows, columns)));
  spans.forEach((columns, k) => spans.slice(k).forEach((rows) => invertTile(work, rows, columns)));
  const diagonal = new Float64Array(n);
  spans.forEach((rows, k) =>
    spans.slice(0, k + 1).forEach((columns) => productTile(work, rows, columns, diagonal)),
  );
  for (let i = 0; i < n; i += 1) {
    matrix[i * n + i] = diagonal[i]!;
    for (let j = 0; j < i; j += 1) matrix[j * n + i] = matrix[i * n + j]!;
  }
}

/** L[i, j] = (A[i, j] − Σ_{k < j} L[i, k] L[j, k]) / L[j, j]; tiles left of `columns` are done. */
function factorTile(work: Work, rows: Span, columns: Span): void {
  const { m, n, inverseDiagonal, sums } = work;
  sumProducts(work, rows, columns, { from: 0, to: columns.from });
  for (let i = rows.from; i < rows.to; i += 1) {
    for (let j = columns.from; j < Math.min(columns.to, i + 1); j += 1) {
      let value = m[i * n + j]! - sums[(i - rows.from) * TILE + j - columns.from]!;
      for (let k = columns.from; k < j; k += 1) value -= m[i * n + k]! * m[j * n + k]!;
      if (i > j) m[i * n + j] = value * inverseDiagonal[j]!;
      else if (value > 0) inverseDiagonal[i] = 1 / Math.sqrt(value);
      else throw new StatsInputError('not-identified', 'matrix is not positive definite', { row: i });
    }
  }
}

/** M[i, j] = −(Σ_{j ≤ k < i} L[i, k] M[k, j]) / L[i, i], stored at [j, i]. */
function invertTile(work: Work, rows: Span, columns: Span): void {
  const { m, n, inverseDiagonal, sums } = work;
  sumProducts(work, rows, columns, { from: columns.to, to: rows.from });
  for (let j = columns.from; j < columns.to; j += 1) {
    for (let i = Math.max(rows.from, j + 1); i < rows.to; i += 1) {
      let value = sums[(i - rows.from) * TILE + j - columns.from]! + m[i * n + j]! * inverseDiagonal[j]!;
      for (let k = j + 1; k < Math.min(columns.to, i); k += 1) value += m[i * n + k]! * m[j * n + k]!;
      for (let k = Math.max(rows.from, columns.to); k < i; k += 1) value += m[i * n + k]! * m[j * n + k]!;
      m[j * n + i] = -value * inverseDiagonal[i]!;
    }
  }
}

/** Inverse[i, j] = Σ_{k ≥ i} M[k, i] M[k, j] for i ≥ j, stored at [i, j] where L is no longer needed. */
function productTile(work: Work, rows: Span, columns: Span, diagonal: Float64Array): void {
  const { m, n, inverseDiagonal, sums } = work;
  sumProducts(work, rows, columns, { from: rows.to, to: n });
  for (let i = rows.from; i < rows.to; i += 1) {
    for (let j = columns.from; j < Math.min(columns.to, i + 1); j += 1) {
      const own = inverseDiagonal[i]!;
      let value = sums[(i - rows.from) * TILE + j - columns.from]! + own * (i === j ? own : m[j * n + i]!);
      for (let k = i + 1; k < rows.to; k += 1) value += m[i * n + k]! * m[j * n + k]!;
      if (i === j) diagonal[i] = value;
      else m[i * n + j] = value;
    }
  }
}

/** sums[i, j] = Σ_{k in over} m[i, k] m[j, k] for the rows i and j of two tiles, two by two in registers. */
function sumProducts({ m, n, sums }: Work, rows: Span, columns: Span, over: Span): void {
  sums.fill(0);
  for (let from = over.from; from < over.to; from += CHUNK) {
    const to = Math.min(over.to, from + CHUNK);
    for (let i = rows.from; i < rows.to; i += 2) {
      // An odd last row is paired with itself; its second sums are thrown away.
      const [a, a1] = [i * n, Math.min(i + 1, rows.to - 1) * n];
      for (let j = columns.from; j < columns.to; j += 2) {
        const [b, b1] = [j * n, Math.min(j + 1, columns.to - 1) * n];
        let s00 = 0;
        let s01 = 0;
        let s10 = 0;
        let s11 = 0;
        for (let k = from; k < to; k += 1) {
          const x0 = m[a + k]!;
          const x1 = m[a1 + k]!;
          const y0 = m[b + k]!;
          const y1 = m[b1 + k]!;
          s00 += x0 * y0;
          s01 += x0 * y1;
          s10 += x1 * y0;
          s11 += x1 * y1;
        }
        const at = (i - rows.from) * TILE + j - columns.from;
        sums[at]! += s00;
        sums[at + 1]! += s01;
        sums[at + TILE]! += s10;
        sums[at + TILE + 1]! += s11;
      }
    }
  }
}
