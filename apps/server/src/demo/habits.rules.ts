// What goes on in an hour of the demo, by the hour, the day and the size of the brand. Pure; the figures are invented,
// only their shapes are meant: scans peak at lunch and at nine, one guide shouts at ten, Wednesday is members' day.
import { MS_PER_DAY, MS_PER_HOUR, minuteOfDay, startOfDay, dayOf } from '@yutian/kernel';

/** Shares of a day's traffic by hour. Nights pass in one step. */
const TRAFFIC: Record<number, number> = {
  9: 2,
  10: 3,
  11: 4,
  12: 8,
  13: 6,
  14: 3,
  15: 3,
  16: 3,
  17: 4,
  18: 5,
  19: 7,
  20: 9,
  21: 10,
  22: 5,
};
const WHOLE_DAY = Object.values(TRAFFIC).reduce((sum, part) => sum + part, 0);
/** Of all friends, who writes on a day; of all groups' life, what happens for each friend. */
const WRITES_A_DAY = 0.016;
const JOINS_A_DAY = 0.001;
const TALKS_A_DAY = 0.006;
const LEAVES_A_DAY = 0.0003;
const SHOUT_HOUR = 10;
const BENEFIT_HOUR = 12;
const FIRST_HOUR = 9;
const WEDNESDAY = 3;

export interface Hour {
  /** How long it lasts: a whole night is one step. */
  ms: number;
  strangers: number;
  regulars: number;
  /** A few guides send the same words to many of their friends. */
  shout: { members: number; reach: number } | null;
  /** How many of those who left a benefit brings back. */
  benefit: number;
  groups: { joins: number; talks: number; leaves: number };
}

export interface BrandSize {
  friends: number;
  /** Strangers who scan on an ordinary day. */
  addsPerDay: number;
}

/** 会员日: the day on which who has grown silent comes back. */
export const isMembersDay = (ms: number) =>
  new Date(startOfDay(dayOf(ms)) + MS_PER_DAY / 2).getUTCDay() === WEDNESDAY;

/** The first noon of a members' day at or after an instant. */
export function nextMembersDay(ms: number): number {
  let noon = startOfDay(dayOf(ms)) + MS_PER_DAY / 2;
  while (noon < ms || !isMembersDay(noon)) noon += MS_PER_DAY;
  return noon;
}

/** What happens from an instant until the next full step of the day. */
export function hourOf(nowMs: number, { friends, addsPerDay }: BrandSize): Hour {
  const hour = Math.floor(minuteOfDay(nowMs) / 60);
  const traffic = TRAFFIC[hour] ?? 0;
  const share = (aDay: number) => Math.round((aDay * traffic) / WHOLE_DAY);
  return {
    ms:
      traffic > 0
        ? MS_PER_HOUR
        : (hour < FIRST_HOUR ? FIRST_HOUR - hour : 24 - hour + FIRST_HOUR) * MS_PER_HOUR,
    strangers: share(addsPerDay),
    regulars: share(friends * WRITES_A_DAY),
    shout:
      hour === SHOUT_HOUR
        ? { members: Math.ceil(friends / 5_000), reach: Math.min(60, Math.max(20, Math.round(friends / 300))) }
        : null,
    benefit: hour === BENEFIT_HOUR && isMembersDay(nowMs) ? Math.ceil(friends / 1_000) : 0,
    groups: {
      joins: share(friends * JOINS_A_DAY),
      talks: share(friends * TALKS_A_DAY),
      leaves: share(friends * LEAVES_A_DAY),
    },
  };
}
