// Random orders for property tests.
import fc from 'fast-check';

export { fc };

/** Any order of the given values, with some of them repeated. */
export function shuffled<T>(values: readonly T[]): fc.Arbitrary<T[]> {
  return fc
    .tuple(
      fc.shuffledSubarray([...values], { minLength: values.length, maxLength: values.length }),
      fc.shuffledSubarray([...values], { minLength: 0, maxLength: 2 }),
    )
    .map(([all, again]) => [...all, ...again]);
}
