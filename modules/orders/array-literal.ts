// PostgreSQL array literals built by hand. The driver escapes value by value; for half a million rows of twenty
// columns that alone takes seconds, and most values are numbers.

/** `{1,2,NULL}` of numbers, bigints or booleans. */
export function numbers(values: readonly (number | bigint | boolean | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) text += (i === 0 ? '' : ',') + (values[i] ?? 'NULL');
  return `${text}}`;
}

/** `{"a","b",NULL}`, quoted and escaped. NUL, which PostgreSQL cannot store, is left out. */
export function texts(values: readonly (string | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text += ',';
    const value = values[i] ?? null;
    text += value === null ? 'NULL' : `"${value.replace(/[\\"\0]/g, escape)}"`;
  }
  return `${text}}`;
}

const escape = (character: string) => (character === '\0' ? '' : `\\${character}`);

/** `{"\\x00ff",NULL}` of bytes. */
export function bytes(values: readonly (Buffer | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : `"\\\\x${value.toString('hex')}"`)).join(',')}}`;
}
