// Daily revenue as weekday profile × level: on shop data it beats Holt–Winters (analytics.md §3.12).
import { requireFinite, requireRows, StatsInputError } from './stats-input-error.ts';

export interface WeekdayProfileOptions {
  /** Days ahead. */
  readonly horizon: number;
  /** Weeks that shape the profile (default 8) and the level (default 2). */
  readonly profileWeeks?: number;
  readonly levelWeeks?: number;
  /**
   * Name of the holiday or promotion on each past day, null on plain days; flagged days teach neither profile
   * nor level.
   */
  readonly flags?: readonly (string | null)[];
  /** The same for the days ahead. */
  readonly futureFlags?: readonly (string | null)[];
  /** Known factors per flag; those not given are learned from the past. */
  readonly factors?: Readonly<Record<string, number>>;
}

export interface WeekdayProfileForecast {
  readonly forecast: number[];
  /** Seven factors with mean 1; profile[0] belongs to the first day ahead. */
  readonly profile: number[];
  /** Value of an average plain day. */
  readonly level: number;
  /** What each flag multiplies a plain day by, given or learned. */
  readonly factors: Readonly<Record<string, number>>;
  /** Flags ahead that were never seen and not given; they are forecast as plain days. */
  readonly unknownFlags: string[];
}

/**
 * Forecasts day h as level × profile[weekday] × factor[flag].
 *
 * profile = mean of a weekday / mean of all over the plain days of the last `profileWeeks`; level = Σ plain
 * values / Σ their profile over the last `levelWeeks`, which is their mean when no day is flagged. A flag's
 * factor is Σ values / Σ (profile × level of the weeks before) over its past days.
 *
 * Refuses a series shorter than the profile, a weekday without one plain day, weeks of level without a plain
 * day, flags of another length than the series, and values that are not finite.
 */
export function weekdayProfileForecast(
  series: readonly number[],
  options: WeekdayProfileOptions,
): WeekdayProfileForecast {
  const { horizon, profileWeeks = 8, levelWeeks = 2, futureFlags = [] } = options;
  const flags = options.flags ?? series.map(() => null);
  checkInput(series, flags, { horizon, profileWeeks, levelWeeks });
  const profile = profileOf(series, flags, profileWeeks);
  const days = series.length;
  const level = levelBefore(days, series, flags, { profile, levelWeeks });
  if (level === null)
    throw new StatsInputError('too-few', 'the weeks of level hold no plain day', { levelWeeks });
  const factors: Record<string, number> = {
    ...learnFactors(series, flags, { profile, levelWeeks }),
    ...options.factors,
  };
  const ahead = Array.from({ length: horizon }, (_, h) => futureFlags[h] ?? null);
  return {
    forecast: ahead.map((flag, h) => level * profile[h % 7]! * (flag === null ? 1 : (factors[flag] ?? 1))),
    profile,
    level,
    factors,
    unknownFlags: [...new Set(ahead.filter((flag) => flag !== null && !(flag in factors)))] as string[],
  };
}

/** Slot of a past day in the profile, whose slot 0 is the first day ahead. */
function slotOf(day: number, days: number): number {
  return (((day - days) % 7) + 7) % 7;
}

function profileOf(series: readonly number[], flags: readonly (string | null)[], weeks: number): number[] {
  const sums = Array<number>(7).fill(0);
  const counts = Array<number>(7).fill(0);
  for (let day = series.length - 7 * weeks; day < series.length; day += 1) {
    if (flags[day] !== null) continue;
    const slot = slotOf(day, series.length);
    sums[slot]! += series[day]!;
    counts[slot]! += 1;
  }
  if (counts.includes(0))
    throw new StatsInputError('too-few', 'a weekday has no plain day in the weeks of the profile', { weeks });
  const means = sums.map((sum, slot) => sum / counts[slot]!);
  const mean = means.reduce((sum, value) => sum + value, 0) / 7;
  if (!(mean > 0))
    throw new StatsInputError('not-identified', 'the weeks of the profile do not sum to more than 0');
  return means.map((value) => value / mean);
}

interface Shape {
  readonly profile: readonly number[];
  readonly levelWeeks: number;
}

function levelBefore(
  day: number,
  series: readonly number[],
  flags: readonly (string | null)[],
  { profile, levelWeeks }: Shape,
): number | null {
  let values = 0;
  let weights = 0;
  for (let past = Math.max(0, day - 7 * levelWeeks); past < day; past += 1) {
    if (flags[past] !== null) continue;
    values += series[past]!;
    weights += profile[slotOf(past, series.length)]!;
  }
  return weights > 0 ? values / weights : null;
}

function learnFactors(
  series: readonly number[],
  flags: readonly (string | null)[],
  shape: Shape,
): Record<string, number> {
  const sums = new Map<string, { actual: number; plain: number }>();
  flags.forEach((flag, day) => {
    const level = flag === null ? null : levelBefore(day, series, flags, shape);
    if (flag === null || level === null) return;
    const sum = sums.get(flag) ?? { actual: 0, plain: 0 };
    sum.actual += series[day]!;
    sum.plain += level * shape.profile[slotOf(day, series.length)]!;
    sums.set(flag, sum);
  });
  return Object.fromEntries(
    [...sums].filter(([, { plain }]) => plain > 0).map(([flag, { actual, plain }]) => [flag, actual / plain]),
  );
}

function checkInput(
  series: readonly number[],
  flags: readonly (string | null)[],
  sizes: { readonly horizon: number; readonly profileWeeks: number; readonly levelWeeks: number },
): void {
  requireRows('series', series);
  for (const value of series) requireFinite('series', value);
  for (const [name, size] of Object.entries(sizes))
    if (!(Number.isInteger(size) && size >= 1))
      throw new StatsInputError('out-of-range', `${name} must be a whole number of at least 1`, {
        [name]: size,
      });
  if (series.length < 7 * Math.max(sizes.profileWeeks, sizes.levelWeeks))
    throw new StatsInputError('too-few', 'the series is shorter than the weeks of profile or level', {
      length: series.length,
    });
  if (flags.length !== series.length)
    throw new StatsInputError('length-mismatch', 'one flag (or null) per past day is needed', {
      flags: flags.length,
    });
}
