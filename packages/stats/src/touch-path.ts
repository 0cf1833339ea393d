// The common input of every attribution model: a route of touches, how often it was walked and what it
// brought.
import { requireNonNegative, requirePositive, StatsInputError } from './stats-input-error.ts';

/**
 * One observed route, oldest touch first. Equal routes may be given once with their counts or many times;
 * every model answers the same.
 */
export interface TouchPath {
  readonly touches: readonly string[];
  /** How many journeys along this route ended in a conversion (≥ 0, may be fractional after weighting). */
  readonly conversions: number;
  /** Total value of those conversions, in the caller's money unit (≥ 0). */
  readonly value: number;
  /** How many journeys along this route ended without one (≥ 0). */
  readonly nulls: number;
  /** Age of each touch at the end of the route, in days (≥ 0); only time decay and lookback need it. */
  readonly ages?: readonly number[];
}

/** What one channel is credited with: conversions, and value in the unit of the paths. */
export interface ChannelCredit {
  readonly channel: string;
  readonly conversions: number;
  readonly value: number;
}

/** Paths with channels numbered in the order in which they were first seen. */
export interface IndexedPaths {
  readonly channels: readonly string[];
  readonly touches: readonly Int32Array[];
  readonly paths: readonly TouchPath[];
}

/**
 * Numbers the channels and checks the paths. Memory grows with the rows given: group equal routes first where
 * there are millions of journeys.
 *
 * Refuses no paths at all, negative or non-finite counts or values, value without a conversion to carry it,
 * and a route without touches (a conversion nobody touched has nobody to credit; give it a channel of its
 * own, such as "direct").
 */
export function indexPaths(paths: readonly TouchPath[]): IndexedPaths {
  if (paths.length === 0) throw new StatsInputError('empty', 'no paths to attribute');
  const numbers = new Map<string, number>();
  const touches = paths.map((path, row) => {
    checkPath(path, row);
    return Int32Array.from(path.touches, (channel) => {
      const known = numbers.get(channel);
      if (known !== undefined) return known;
      numbers.set(channel, numbers.size);
      return numbers.size - 1;
    });
  });
  return { channels: [...numbers.keys()], touches, paths };
}

/**
 * Drops the touches older than `days`; the product's default is 30 (a convention, not evidence).
 *
 * A route that loses every touch leaves the paths and is counted in `untouched`, so that
 * paths + untouched = the input. Refuses paths without ages and a lookback that is not positive.
 */
export function withinLookback(
  paths: readonly TouchPath[],
  days: number,
): {
  readonly paths: TouchPath[];
  readonly untouched: { readonly conversions: number; readonly value: number; readonly nulls: number };
} {
  requirePositive('days', days);
  const kept: TouchPath[] = [];
  const untouched = { conversions: 0, value: 0, nulls: 0 };
  paths.forEach((path, row) => {
    const ages = agesOf(path, row);
    const keep = path.touches.map((_, i) => ages[i]! <= days);
    if (keep.includes(true)) {
      kept.push({
        ...path,
        touches: path.touches.filter((_, i) => keep[i]),
        ages: ages.filter((_, i) => keep[i]),
      });
      return;
    }
    untouched.conversions += path.conversions;
    untouched.value += path.value;
    untouched.nulls += path.nulls;
  });
  return { paths: kept, untouched };
}

/**
 * The ages of a path's touches in days; refuses a missing list, a wrong length, negative or non-finite ages.
 */
export function agesOf(path: TouchPath, row: number): readonly number[] {
  const ages = path.ages;
  if (ages === undefined || ages.length !== path.touches.length)
    throw new StatsInputError('length-mismatch', 'path needs one age in days for each touch', { row });
  for (const age of ages) requireNonNegative('age', age);
  return ages;
}

function checkPath(path: TouchPath, row: number): void {
  if (path.touches.length === 0) throw new StatsInputError('empty', 'path has no touches', { row });
  requireNonNegative('conversions', path.conversions);
  requireNonNegative('value', path.value);
  requireNonNegative('nulls', path.nulls);
  if (path.value > 0 && path.conversions === 0)
    throw new StatsInputError('inconsistent', 'path has value but no conversion that carries it', { row });
}
