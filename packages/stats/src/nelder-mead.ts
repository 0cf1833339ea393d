// The one optimiser of the package: Nelder-Mead with restarts. It never reports a minimum it has not confirmed by
// starting again from it with a fresh simplex.
import { StatsInputError, requireFinite, requirePositive, requireRows } from './stats-input-error.ts';

export interface NelderMeadOptions {
  /** Edge of the fresh simplex in every direction; default 0.5. */
  readonly step?: number;
  /** A stage ends when the values at the simplex differ by at most this plus 1e-13 of their size; default 1e-9. */
  readonly valueTolerance?: number;
  /** The minimum is confirmed when a restart lowers it by less than this plus 1e-12 of its size; default 1e-6. */
  readonly restartTolerance?: number;
  /** Budget of evaluations over all stages; default 4000 per dimension. */
  readonly maxEvaluations?: number;
  /** Restarts before giving up; default 12. */
  readonly maxRestarts?: number;
  /** Each coordinate is kept inside [-bound, bound]; default none. */
  readonly bound?: number;
}

export interface Minimum {
  readonly point: number[];
  readonly value: number;
  /** False when the budget ran out before a restart confirmed the minimum. The best point is returned even then. */
  readonly converged: boolean;
  readonly evaluations: number;
  readonly restarts: number;
}

/**
 * Minimises f from `start` (Nelder & Mead 1965, with the dimension-adaptive coefficients of Gao & Han 2012).
 * NaN counts as +Infinity, so f may refuse a region. Refuses an empty or non-finite start and a start where f is
 * not finite.
 */
export function nelderMead(
  f: (point: readonly number[]) => number,
  start: readonly number[],
  options: NelderMeadOptions = {},
): Minimum {
  requireRows('start', start);
  for (const coordinate of start) requireFinite('start', coordinate);
  const settings = {
    step: requirePositive('step', options.step ?? 0.5),
    valueTolerance: options.valueTolerance ?? 1e-9,
    restartTolerance: options.restartTolerance ?? 1e-6,
    maxEvaluations: options.maxEvaluations ?? 4000 * start.length,
    maxRestarts: options.maxRestarts ?? 12,
    bound: options.bound ?? Number.POSITIVE_INFINITY,
  };
  const budget = { used: 0, limit: settings.maxEvaluations };
  const evaluate = (point: readonly number[]): number => {
    budget.used += 1;
    const value = f(point);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  };
  let point = start.map((coordinate) => clamp(coordinate, settings.bound));
  let value = evaluate(point);
  if (!Number.isFinite(value)) {
    throw new StatsInputError('not-finite', 'the function is not finite at the start point', {
      start,
      value,
    });
  }
  let converged = false;
  let restarts = -1;
  while (!converged && restarts < settings.maxRestarts && budget.used < budget.limit) {
    restarts += 1;
    // Every other simplex is mirrored: a stage that collapsed onto a ridge is left by the other side.
    const step = restarts % 2 === 0 ? settings.step : -settings.step / 2;
    const stage = runStage(evaluate, { ...settings, point, value, step, budget });
    converged =
      restarts > 0 &&
      stage.settled &&
      value - stage.value < settings.restartTolerance + 1e-12 * Math.abs(value);
    point = stage.point;
    value = stage.value;
  }
  return { point, value, converged, evaluations: budget.used, restarts };
}

interface Stage {
  readonly point: number[];
  readonly value: number;
  readonly step: number;
  readonly budget: { readonly used: number; readonly limit: number };
  readonly valueTolerance: number;
  readonly bound: number;
}

interface Vertex {
  point: number[];
  value: number;
}

function clamp(coordinate: number, bound: number): number {
  return Math.min(bound, Math.max(-bound, coordinate));
}

function runStage(
  f: (point: readonly number[]) => number,
  stage: Stage,
): { point: number[]; value: number; settled: boolean } {
  const n = stage.point.length;
  const expand = 1 + 2 / n;
  const contract = n > 1 ? 0.75 - 1 / (2 * n) : 0.5;
  const shrink = n > 1 ? 1 - 1 / n : 0.5;
  const simplex: Vertex[] = [{ point: stage.point, value: stage.value }];
  for (let i = 0; i < n; i += 1) {
    const point = stage.point.slice();
    const moved = clamp(point[i]! + stage.step, stage.bound);
    point[i] = moved === point[i] ? point[i]! - stage.step : moved;
    simplex.push({ point, value: f(point) });
  }
  const probe = (centre: number[], worst: number[], factor: number): Vertex => {
    const point = centre.map((c, i) => clamp(c + factor * (c - worst[i]!), stage.bound));
    return { point, value: f(point) };
  };
  while (stage.budget.used < stage.budget.limit) {
    simplex.sort((left, right) => left.value - right.value);
    const best = simplex[0]!;
    const worst = simplex[n]!;
    if (worst.value - best.value <= stage.valueTolerance + 1e-13 * Math.abs(best.value))
      return { ...best, settled: true };
    const centre = centroid(simplex, n);
    const reflected = probe(centre, worst.point, 1);
    if (reflected.value < best.value) {
      const expanded = probe(centre, worst.point, expand);
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1]!.value) {
      simplex[n] = reflected;
    } else {
      const outside = reflected.value < worst.value;
      const contracted = probe(centre, worst.point, outside ? contract : -contract);
      if (contracted.value < (outside ? reflected.value : worst.value)) simplex[n] = contracted;
      else shrinkTowards(simplex, shrink, f);
    }
  }
  simplex.sort((left, right) => left.value - right.value);
  return { ...simplex[0]!, settled: false };
}

/** The mean of all vertices but the worst. */
function centroid(simplex: readonly Vertex[], n: number): number[] {
  const centre = Array.from({ length: n }, () => 0);
  for (let v = 0; v < n; v += 1) {
    const { point } = simplex[v]!;
    for (let i = 0; i < n; i += 1) centre[i]! += point[i]! / n;
  }
  return centre;
}

function shrinkTowards(simplex: Vertex[], factor: number, f: (point: readonly number[]) => number): void {
  const best = simplex[0]!.point;
  for (let v = 1; v < simplex.length; v += 1) {
    const point = simplex[v]!.point.map((c, i) => best[i]! + factor * (c - best[i]!));
    simplex[v] = { point, value: f(point) };
  }
}
