// The shape of a dated pack of call limits, and the lanes that share them.

/** In order of priority. */
export const lanes = ['welcome', 'guide', 'mass', 'sync'] as const;
export type Lane = (typeof lanes)[number];

export interface LimitWindow {
  seconds: number;
  calls: number;
}

export interface LimitRules {
  source: string;
  /** When the source was read, `YYYY-MM`. */
  read: string;
  /** For every API that `byPath` does not name, shortest window first. */
  standard: readonly LimitWindow[];
  byPath: Readonly<Record<string, readonly LimitWindow[]>>;
  /** The part of each window that a lane may fill, 0 to 1, falling with priority. */
  ceilings: Readonly<Record<Lane, number>>;
}
