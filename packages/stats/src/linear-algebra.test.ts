// Dense solves and inverses undo multiplication, and refuse what has no inverse.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factor, inverse } from './linear-solve.ts';
import { seededRandom } from './random.ts';
import { invertPositiveDefinite } from './symmetric-inverse.ts';
import { refusalOf } from './testing/refusal.ts';
import { topScores } from './top-scores.ts';

function multiply(a: ArrayLike<number>, b: ArrayLike<number>, n: number): Float64Array {
  return new Float64Array(n * n).map((_, at) => {
    let sum = 0;
    for (let k = 0; k < n; k += 1) sum += a[Math.floor(at / n) * n + k]! * b[k * n + (at % n)]!;
    return sum;
  });
}

/** Largest distance of an entry from the identity matrix. */
function offIdentity(product: Float64Array, n: number): number {
  return product.reduce((most, value, at) => {
    const expected = Math.floor(at / n) === at % n ? 1 : 0;
    return Math.max(most, Math.abs(value - expected));
  }, 0);
}

test('an inverse times its matrix is the identity, rows in any order', () => {
  for (const n of [1, 2, 7, 40]) {
    const random = seededRandom(n);
    const matrix = new Float64Array(n * n).map(random);
    for (let i = 0; i < n; i += 1) matrix[i * n + ((i + 1) % n)]! += n;
    expect(offIdentity(multiply(matrix, inverse(matrix), n), n)).toBeLessThan(1e-9);
  }
});

test('a pivot of zero is exchanged, a singular matrix refused', () => {
  expect([...factor([0, 1, 2, 0]).solve([3, 4])]).toEqual([2, 3]);
  expect(refusalOf(() => factor([1, 2, 2, 4]))).toBe('not-identified');
  expect(refusalOf(() => factor([0]))).toBe('not-identified');
  expect(refusalOf(() => factor([1, 2, 3]))).toBe('inconsistent');
  expect(refusalOf(() => factor([Number.NaN]))).toBe('not-finite');
  expect(refusalOf(() => factor([1]).solve([1, 2]))).toBe('length-mismatch');
});

test.each([1, 3, 47, 48, 49, 97, 150])(
  'a positive definite matrix of size %i is inverted across tile borders',
  (n) => {
    const random = seededRandom(n);
    const root = new Float64Array(n * n).map(random);
    const matrix = multiply(
      root,
      new Float64Array(n * n).map((_, at) => root[(at % n) * n + Math.floor(at / n)]!),
      n,
    );
    for (let i = 0; i < n; i += 1) matrix[i * n + i]! += 1;
    const result = matrix.slice();
    invertPositiveDefinite(result, n);
    expect(offIdentity(multiply(matrix, result, n), n)).toBeLessThan(1e-9);
  },
);

test('an indefinite matrix is refused', () => {
  expect(refusalOf(() => invertPositiveDefinite(Float64Array.of(1, 2, 2, 1), 2))).toBe('not-identified');
  expect(refusalOf(() => invertPositiveDefinite(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2))).toBe(
    'not-identified',
  );
  expect(refusalOf(() => invertPositiveDefinite(Float64Array.of(1, 2), 2))).toBe('length-mismatch');
});

test('the top scores are those of a full sort, ties to the lower index, without what may not be chosen', () => {
  const score = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(-Infinity), fc.constant(Number.NaN));
  fc.assert(
    fc.property(fc.array(score), fc.integer({ min: 1, max: 12 }), (scores, most) => {
      const sorted = scores
        .map((value, i) => ({ value, i }))
        .filter(({ value }) => value > -Infinity)
        .toSorted((a, b) => b.value - a.value || a.i - b.i);
      expect(topScores(scores, most)).toEqual(sorted.slice(0, most).map(({ i }) => i));
    }),
  );
});
