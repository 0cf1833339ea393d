// The best few of many scores, without sorting the many.

/**
 * Indices of the `most` highest scores, best first, ties to the lower index. Scores of NaN and −Infinity
 * never enter, so −Infinity marks what may not be chosen; fewer indices come back when too few remain.
 */
export function topScores(scores: ArrayLike<number>, most: number): number[] {
  const best: number[] = [];
  let threshold = -Infinity;
  for (let i = 0; i < scores.length; i += 1) {
    const score = scores[i]!;
    if (!(score > threshold)) continue;
    let low = 0;
    for (let high = best.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (scores[best[middle]!]! >= score) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, i);
    if (best.length > most) best.pop();
    if (best.length === most) threshold = scores[best[most - 1]!]!;
  }
  return best;
}
