// Several variants, several chances to be fooled: p-values adjusted so that they can be read one by one.
import { requireProbability } from './stats-input-error.ts';

/**
 * Holm's step-down adjustment (Holm 1979): rejecting where adjusted p ≤ α keeps the chance of any false
 * rejection below α under every dependence. Returned in the order given; no p-values give none.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = ascending(pValues);
  const adjusted = Array<number>(pValues.length);
  let most = 0;
  order.forEach((index, rank) => {
    most = Math.max(most, Math.min(1, (pValues.length - rank) * pValues[index]!));
    adjusted[index] = most;
  });
  return adjusted;
}

/**
 * Benjamini & Hochberg's step-up adjustment (1995): rejecting where adjusted p ≤ q keeps the expected share
 * of false rejections below q for independent or positively dependent tests. Returned in the order given.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = ascending(pValues);
  const adjusted = Array<number>(pValues.length);
  let least = 1;
  for (let rank = order.length; rank >= 1; rank -= 1) {
    const index = order[rank - 1]!;
    least = Math.min(least, (pValues.length / rank) * pValues[index]!);
    adjusted[index] = least;
  }
  return adjusted;
}

function ascending(pValues: readonly number[]): number[] {
  for (const p of pValues) requireProbability('p', p);
  return pValues.map((_, i) => i).toSorted((a, b) => pValues[a]! - pValues[b]!);
}
