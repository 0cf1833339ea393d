// What goes on in a few hours of the demo, by the hour, the day and the size of the brand. Pure; the figures are invented,
// only their shapes are meant: scans peak at lunch and at nine, a guide shouts at eleven, Wednesday is members' day.
import { MS_PER_DAY, MS_PER_HOUR, minuteOfDay, startOfDay, dayOf } from '@yutian/kernel';

/** The steps of a day: at which hour each begins, and its part of the day's traffic. The last one lasts until morning. */
const STEPS = [
  { from: 9, traffic: 5 },
  { from: 11, traffic: 4 },
  { from: 12, traffic: 14 },
  { from: 14, traffic: 9 },
  { from: 17, traffic: 16 },
  { from: 20, traffic: 9 },
  { from: 21, traffic: 15 },
] as const;
const WHOLE_DAY = STEPS.reduce((sum, { traffic }) => sum + traffic, 0);
/** Of all friends, who writes on a day; of all groups' life, what happens for each friend. */
const WRITES_A_DAY = 0.016;
const JOINS_A_DAY = 0.001;
const TALKS_A_DAY = 0.006;
const LEAVES_A_DAY = 0.0003;
const BEDTIME = 23;
const SHOUT_HOUR = 11;
const BENEFIT_HOUR = 12;
const WEDNESDAY = 3;
/** Traffic of the days from Sunday on, against an ordinary day. */
const WEEK = [1.2, 0.85, 0.9, 1.1, 0.9, 0.95, 1.1] as const;

export interface Step {
  /** How long it lasts. */
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
export const isMembersDay = (ms: number) => weekdayOf(ms) === WEDNESDAY;

/** 0 is Sunday. Noon in Shanghai is the same day in UTC. */
const weekdayOf = (ms: number) => new Date(startOfDay(dayOf(ms)) + MS_PER_DAY / 2).getUTCDay();

/** The first noon of a members' day at or after an instant. */
export function nextMembersDay(ms: number): number {
  let noon = startOfDay(dayOf(ms)) + MS_PER_DAY / 2;
  while (noon < ms || !isMembersDay(noon)) noon += MS_PER_DAY;
  return noon;
}

/** What happens from an instant until the next step of the day; before the first one of the morning nothing does. */
export function stepAt(nowMs: number, { friends, addsPerDay }: BrandSize): Step {
  const hour = Math.floor(minuteOfDay(nowMs) / 60);
  const step = STEPS.findLast(({ from }) => from <= hour);
  const next = STEPS.find(({ from }) => from > hour)?.from ?? 24 + STEPS[0].from;
  // A step that was entered in its midst has only the rest of its traffic.
  const end = Math.min(next, BEDTIME);
  const left = step ? Math.max(0, (end - hour) / (end - step.from)) : 0;
  const today = WEEK[weekdayOf(nowMs)] ?? 1;
  const share = (aDay: number) => Math.round((aDay * today * left * (step?.traffic ?? 0)) / WHOLE_DAY);
  return {
    ms: (next - hour) * MS_PER_HOUR,
    strangers: share(addsPerDay),
    regulars: share(friends * WRITES_A_DAY),
    shout:
      hour === SHOUT_HOUR
        ? {
            members: Math.ceil(friends / 5_000),
            reach: Math.min(60, Math.max(20, Math.round(friends / 300))),
          }
        : null,
    benefit: hour === BENEFIT_HOUR && isMembersDay(nowMs) ? Math.ceil(friends / 1_000) : 0,
    groups: {
      joins: share(friends * JOINS_A_DAY),
      talks: share(friends * TALKS_A_DAY),
      leaves: share(friends * LEAVES_A_DAY),
    },
  };
}
