// Equal rows are counted once: a likelihood over a million customers costs what its distinct statistics cost.
import { StatsInputError, numbered, requireRows, requireSameLength } from './stats-input-error.ts';

export interface CollapsedRows {
  /** One column per input column, one entry per distinct row, sorted by the columns in their order. */
  readonly columns: Float64Array[];
  /** The summed weight of each distinct row. */
  readonly weight: Float64Array;
  /** Sum of all weights. */
  readonly total: number;
}

/**
 * Distinct rows with their summed weights. Rows of weight 0 vanish. The result does not depend on the order of the
 * rows, so a sum over it is the same to the last bit for every permutation.
 * @param columns equally long columns of finite numbers; a column's index names it in a refusal
 * @param weight non-negative weights; default 1 each
 */
export function collapseRows(
  columns: readonly ArrayLike<number>[],
  weight?: ArrayLike<number>,
): CollapsedRows {
  const rows = requireSameLength({ ...numbered('column', columns), weight });
  requireRows('the table', columns[0] ?? []);
  const width = columns.length;
  const table = new RowTable(width);
  const row = new Float64Array(width);
  for (let i = 0; i < rows; i += 1) {
    const w = weight === undefined ? 1 : weight[i]!;
    if (!(w >= 0 && w < Number.POSITIVE_INFINITY)) {
      throw new StatsInputError(
        'out-of-range',
        `weight in row ${i} must be finite and not negative, got ${w}`,
        {
          row: i,
        },
      );
    }
    if (w === 0) continue;
    for (let c = 0; c < width; c += 1) {
      const value = columns[c]![i]!;
      if (!Number.isFinite(value)) {
        throw new StatsInputError('not-finite', `column ${c} in row ${i} must be finite, got ${value}`, {
          row: i,
        });
      }
      row[c] = value === 0 ? 0 : value;
    }
    table.add(row, w);
  }
  return table.sorted();
}

/** Every row by itself, for the measurement of what collapsing saves. */
export function uncollapsedRows(
  columns: readonly ArrayLike<number>[],
  weight?: ArrayLike<number>,
): CollapsedRows {
  const rows = requireSameLength({ ...numbered('column', columns), weight });
  const weights = weight === undefined ? new Float64Array(rows).fill(1) : Float64Array.from(weight);
  let total = 0;
  for (const w of weights) total += w;
  return { columns: columns.map((column) => Float64Array.from(column)), weight: weights, total };
}

/** An open-addressing hash of rows of numbers; grows by doubling and holds no object per row. */
class RowTable {
  private readonly width: number;
  private cells: Float64Array;
  private weights: Float64Array;
  private slots: Int32Array;
  private count = 0;
  private readonly key: Float64Array;
  private readonly keyBits: Uint32Array;

  constructor(width: number) {
    this.width = width;
    this.cells = new Float64Array(width * 1024);
    this.weights = new Float64Array(1024);
    this.slots = new Int32Array(4096).fill(-1);
    this.key = new Float64Array(width);
    this.keyBits = new Uint32Array(this.key.buffer);
  }

  add(row: Float64Array, weight: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hash(row, 0) & mask;
    for (let group = this.slots[slot]!; group >= 0; group = this.slots[slot]!) {
      if (this.equals(group, row)) {
        this.weights[group]! += weight;
        return;
      }
      slot = (slot + 1) & mask;
    }
    if (this.count === this.weights.length) this.growGroups();
    this.cells.set(row, this.count * this.width);
    this.weights[this.count] = weight;
    this.slots[slot] = this.count;
    this.count += 1;
    if (this.count * 2 > this.slots.length) this.growSlots();
  }

  sorted(): CollapsedRows {
    const { width, cells } = this;
    const order = new Uint32Array(this.count).map((_, i) => i);
    order.sort((left, right) => {
      for (let c = 0; c < width; c += 1) {
        const difference = cells[left * width + c]! - cells[right * width + c]!;
        if (difference !== 0) return difference;
      }
      return 0;
    });
    const columns = Array.from({ length: width }, () => new Float64Array(this.count));
    const weight = new Float64Array(this.count);
    let total = 0;
    order.forEach((group, i) => {
      for (let c = 0; c < width; c += 1) columns[c]![i] = cells[group * width + c]!;
      weight[i] = this.weights[group]!;
      total += weight[i]!;
    });
    return { columns, weight, total };
  }

  private hash(source: Float64Array, offset: number): number {
    for (let c = 0; c < this.width; c += 1) this.key[c] = source[offset + c]!;
    let h = 0x811c9dc5;
    for (let i = 0; i < this.keyBits.length; i += 1) {
      h = Math.imul(h ^ this.keyBits[i]!, 0x9e3779b1);
      h ^= h >>> 15;
    }
    return h >>> 0;
  }

  private equals(group: number, row: Float64Array): boolean {
    const base = group * this.width;
    for (let c = 0; c < this.width; c += 1) if (this.cells[base + c] !== row[c]) return false;
    return true;
  }

  private growGroups(): void {
    const cells = new Float64Array(this.cells.length * 2);
    cells.set(this.cells);
    this.cells = cells;
    const weights = new Float64Array(this.weights.length * 2);
    weights.set(this.weights);
    this.weights = weights;
  }

  private growSlots(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let group = 0; group < this.count; group += 1) {
      let slot = this.hash(this.cells, group * this.width) & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = group;
    }
    this.slots = slots;
  }
}
