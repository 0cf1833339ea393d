// Phone numbers as people write them, brought into one form so that equal numbers have equal hashes.

/**
 * The number's digits, without +86/0086 for mainland mobiles, other countries with their `+`; null when it is no phone.
 * Masked numbers (138****8000) are none.
 */
export function normalisePhone(text: string): string | null {
  const bare = text.normalize('NFKC').replaceAll(/[\s()\-.·]/g, '');
  if (!/^\+?\d{5,15}$/.test(bare)) return null;
  const mainland = /^(?:\+?86|0086)?(1[3-9]\d{9})$/.exec(bare);
  if (mainland?.[1]) return mainland[1];
  const abroad = /^(?:\+|00)(\d{6,15})$/.exec(bare);
  if (abroad?.[1]) return `+${abroad[1]}`;
  return bare;
}

/** The last four digits, which staff may see. */
export const tailOf = (phone: string): string => phone.slice(-4);

/** The tails of those texts that are phones, each once. */
export function tailsOf(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => normalisePhone(text)?.slice(-4) ?? []))].sort();
}
