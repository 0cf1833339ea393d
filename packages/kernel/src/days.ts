// Days as the business counts them: Asia/Shanghai, which has been a fixed +08:00 since 1991.
// Reports start later than that, so plain arithmetic is right and 1000× faster than a time-zone library.

export const MS_PER_SECOND = 1_000;
export const MS_PER_MINUTE = 60_000;
export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * MS_PER_HOUR;

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. */
export type Day = string;

/** The Shanghai day that holds the instant (epoch ms). */
export function dayOf(instantMs: number): Day {
  return new Date(instantMs + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
}

/** The first instant (epoch ms) of a Shanghai day. Throws RangeError when the day is no calendar day. */
export function startOfDay(day: Day): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(day) ||
    Number.isNaN(utc) ||
    new Date(utc).toISOString().slice(0, 10) !== day
  )
    throw new RangeError(`"${day}" is not a calendar day (YYYY-MM-DD).`);
  return utc - SHANGHAI_OFFSET_MS;
}

/** The day `n` days after (before, when negative) the given one. */
export function addDays(day: Day, n: number): Day {
  return dayOf(startOfDay(day) + n * MS_PER_DAY);
}

/** Minutes since Shanghai midnight, 0…1439. */
export function minuteOfDay(instantMs: number): number {
  const local = instantMs + SHANGHAI_OFFSET_MS;
  return Math.floor((((local % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY) / MS_PER_MINUTE);
}

/** Day of the week in Shanghai, 1 Monday … 7 Sunday (ISO 8601). */
export function weekdayOf(instantMs: number): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  const days = Math.floor((instantMs + SHANGHAI_OFFSET_MS) / MS_PER_DAY);
  return (((((days + 3) % 7) + 7) % 7) + 1) as 1 | 2 | 3 | 4 | 5 | 6 | 7;
}

/** The instant as ISO 8601 with the Shanghai offset, for the wire. */
export function toIso(instantMs: number): string {
  return `${new Date(instantMs + SHANGHAI_OFFSET_MS).toISOString().slice(0, -1)}+08:00`;
}
