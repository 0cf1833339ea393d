// Adaptive Gauss-Legendre quadrature: the way the models stay exact where their closed forms cancel.
import { StatsInputError } from './stats-input-error.ts';

const ORDER = 16;
const RULE = gaussLegendre(ORDER);
const MAX_PANELS = 20_000;

interface Rule {
  readonly node: readonly number[];
  readonly weight: readonly number[];
}

/** Nodes and weights on [-1, 1] by Newton on the Legendre recurrence (Abramowitz-Stegun 25.4.29). */
export function gaussLegendre(order: number): Rule {
  const node: number[] = [];
  const weight: number[] = [];
  for (let i = 0; i < order; i += 1) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (order + 0.5));
    let slope = 1;
    for (let pass = 0; pass < 100; pass += 1) {
      let previous = 1;
      let current = x;
      for (let k = 2; k <= order; k += 1) {
        const next = ((2 * k - 1) * x * current - (k - 1) * previous) / k;
        previous = current;
        current = next;
      }
      slope = (order * (x * current - previous)) / (x * x - 1);
      const step = current / slope;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    node.push(x);
    weight.push(2 / ((1 - x * x) * slope * slope));
  }
  return { node, weight };
}

function panel(f: (x: number) => number, low: number, high: number): number {
  const half = 0.5 * (high - low);
  const centre = 0.5 * (high + low);
  let sum = 0;
  for (let i = 0; i < ORDER; i += 1) sum += RULE.weight[i]! * f(centre + half * RULE.node[i]!);
  return half * sum;
}

/**
 * The integral of f between the first and the last of `points` (ascending; inner points are forced panel edges).
 * Panels are halved until both halves agree with the whole to `relativeTolerance` of the total.
 * Refuses an integral that does not settle within 20,000 panels.
 */
export function integrate(
  f: (x: number) => number,
  points: readonly number[],
  relativeTolerance = 1e-12,
): number {
  const open: { low: number; high: number; value: number }[] = [];
  let estimate = 0;
  for (let i = 1; i < points.length; i += 1) {
    const low = points[i - 1]!;
    const high = points[i]!;
    if (!(high > low)) continue;
    const value = panel(f, low, high);
    estimate += value;
    open.push({ low, high, value });
  }
  let done = 0;
  for (let panels = open.length; open.length > 0; panels += 2) {
    if (panels > MAX_PANELS)
      throw new StatsInputError('out-of-range', 'the integral does not settle', { points });
    const { low, high, value } = open.pop()!;
    const middle = 0.5 * (low + high);
    const left = panel(f, low, middle);
    const right = panel(f, middle, high);
    estimate += left + right - value;
    if (Math.abs(left + right - value) <= relativeTolerance * Math.abs(estimate) || middle <= low) {
      done += left + right;
    } else {
      open.push({ low, high: middle, value: left }, { low: middle, high, value: right });
    }
  }
  return done;
}

/** Edges at scale, 2 scale, 4 scale, ... up to length: a panel list for a function that varies on a log scale. */
export function doublingEdges(scale: number, length: number): number[] {
  const edges = [0];
  for (let edge = scale; edge < length && edges.length < 1100; edge *= 2) edges.push(edge);
  edges.push(length);
  return edges;
}
