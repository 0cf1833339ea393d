// Money is whole fen in a bigint; floating point never touches it.

/** An amount in fen (1 yuan = 100 fen). */
export type Fen = bigint;

const YUAN = /^([+-]?)(\d{1,15})(?:\.(\d{1,2}))?0*$/;

/**
 * Reads an amount in yuan as people and shop exports write it («1,234.5», «¥39.90», «-8»).
 * @returns fen, or undefined when the text is no amount with at most two decimals.
 */
export function parseYuan(text: string): Fen | undefined {
  const found = YUAN.exec(
    text
      .replaceAll(',', '')
      .replace(/^([+-]?)[¥¥]/, '$1')
      .trim(),
  );
  if (!found) return undefined;
  const fen = BigInt(found[2] ?? '0') * 100n + BigInt((found[3] ?? '').padEnd(2, '0') || '0');
  return found[1] === '-' ? -fen : fen;
}

/** «1234.50» for 123450n: plain yuan with two decimals, for files. */
export function formatYuan(fen: Fen): string {
  const sign = fen < 0n ? '-' : '';
  const absolute = fen < 0n ? -fen : fen;
  return `${sign}${absolute / 100n}.${String(absolute % 100n).padStart(2, '0')}`;
}

/**
 * Splits an amount by weights so that the parts add up to it exactly (largest remainder; ties go to the earlier part).
 * Throws RangeError when no weight is positive or one is negative.
 */
export function allocate(total: Fen, weights: readonly bigint[]): Fen[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum <= 0n || weights.some((w) => w < 0n))
    throw new RangeError('Weights must be ≥ 0 with a positive sum.');
  const sign = total < 0n ? -1n : 1n;
  const amount = total * sign;
  const parts = weights.map((w) => (amount * w) / sum);
  const remainders = weights.map((w, i) => ({ i, r: (amount * w) % sum }));
  remainders.sort((a, b) => (a.r === b.r ? a.i - b.i : a.r > b.r ? -1 : 1));
  let left = amount - parts.reduce((a, b) => a + b, 0n);
  for (const { i } of remainders) {
    if (left === 0n) break;
    parts[i] = (parts[i] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts.map((p) => p * sign);
}
