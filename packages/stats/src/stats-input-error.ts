// One error for every refusal of this package: bad input is answered with a code that a program can branch on and
// a sentence that a person can act on, never with NaN.

export type StatsInputCode =
  | 'empty'
  | 'too-few'
  | 'length-mismatch'
  | 'not-finite'
  | 'not-integer'
  | 'out-of-range'
  | 'inconsistent'
  | 'not-identified'
  | 'unknown-option';

/** A refusal of input. `data` holds the offending value or row, for a message in the caller's own words. */
export class StatsInputError extends RangeError {
  readonly code: StatsInputCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: StatsInputCode, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'StatsInputError';
    this.code = code;
    this.data = data;
  }
}

/** Refuses NaN and the infinities. */
export function requireFinite(name: string, value: number): number {
  if (!Number.isFinite(value)) {
    throw new StatsInputError('not-finite', `${name} must be a finite number, got ${value}`, { name, value });
  }
  return value;
}

/** Refuses what is not a finite number above zero. */
export function requirePositive(name: string, value: number): number {
  if (requireFinite(name, value) <= 0) {
    throw new StatsInputError('out-of-range', `${name} must be above 0, got ${value}`, { name, value });
  }
  return value;
}

/** Refuses what is not a finite number of at least zero. */
export function requireNonNegative(name: string, value: number): number {
  if (requireFinite(name, value) < 0) {
    throw new StatsInputError('out-of-range', `${name} must not be negative, got ${value}`, { name, value });
  }
  return value;
}

/** Refuses what is not a whole number of at least zero (counts up to 2^53 are exact). */
export function requireCount(name: string, value: number): number {
  requireNonNegative(name, value);
  if (!Number.isSafeInteger(value)) {
    throw new StatsInputError('not-integer', `${name} must be a whole number below 2^53, got ${value}`, {
      name,
      value,
    });
  }
  return value;
}

/** Refuses what is not a probability; 0 and 1 themselves are allowed. */
export function requireProbability(name: string, value: number): number {
  if (!(value >= 0 && value <= 1)) {
    const code = Number.isFinite(value) ? 'out-of-range' : 'not-finite';
    throw new StatsInputError(code, `${name} must lie in [0, 1], got ${value}`, { name, value });
  }
  return value;
}

/** Refuses an empty column. */
export function requireRows(name: string, column: ArrayLike<unknown>): number {
  if (column.length === 0) throw new StatsInputError('empty', `${name} is empty`, { name });
  return column.length;
}

/** Names for columns that have none of their own, for `requireSameLength`. */
export function numbered<T>(name: string, columns: readonly T[]): Record<string, T> {
  return Object.fromEntries(columns.map((column, i) => [`${name} ${i}`, column]));
}

/** Refuses columns of different lengths; returns the common length. */
export function requireSameLength(columns: Readonly<Record<string, ArrayLike<unknown> | undefined>>): number {
  let length = -1;
  for (const [name, column] of Object.entries(columns)) {
    if (column === undefined) continue;
    if (length >= 0 && column.length !== length) {
      const lengths = Object.fromEntries(Object.entries(columns).map(([key, value]) => [key, value?.length]));
      throw new StatsInputError(
        'length-mismatch',
        `${name} has ${column.length} rows, the others ${length}`,
        lengths,
      );
    }
    length = column.length;
  }
  return Math.max(length, 0);
}
