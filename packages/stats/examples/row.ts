// One line of the examples table: what we compute, what was published, and how far apart they may be.

export interface Row {
  readonly name: string;
  readonly ours: number;
  readonly published: number;
  /** Largest absolute difference that counts as met. */
  readonly tolerance: number;
  readonly source: string;
}
