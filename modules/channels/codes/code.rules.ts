// Who answers a live code at an instant, and when that can change next. Pure: the rota, who can take customers, and
// today's adds go in; a set of staff with the reason comes out.
import type { CodeAnswer, CodeRota, Shift } from '@yutian/contract';
import {
  addDays,
  type Day,
  dayOf,
  type Id,
  minuteOfDay,
  MS_PER_DAY,
  MS_PER_MINUTE,
  startOfDay,
  weekdayOf,
} from '@yutian/kernel';

/** WeCom's cap on members behind one code (wecom contract 2.4, error 41041). */
export const MOST_BEHIND_CODE = 100;
/** How far ahead a change is looked for; a rota is a week, so nothing new comes later but special dates. */
export const HORIZON_DAYS = 9;
const DAY_MINUTES = 1_440;

/** A member's standing: whether he is there at all, and how many customers he has. */
export interface Standing {
  active: boolean;
  customers: number;
}

/** Adds of one Shanghai day. */
export interface DayLoads {
  day: Day;
  /** By this code. */
  byCode: ReadonlyMap<Id, number>;
  /** By any code. */
  byAny: ReadonlyMap<Id, number>;
}

export interface Situation {
  rota: CodeRota;
  /** Customers a member may have when the rota does not say: the rule pack's number. */
  capacity: number;
  standing: ReadonlyMap<Id, Standing>;
  loads: DayLoads;
}

type AnyShift = Pick<Shift, 'label' | 'from' | 'to' | 'staffIds' | 'welcomeId'>;

/** Minutes since midnight of `HH:MM`; 24:00 is 1440. */
export function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

/** The shifts that begin on a day: those of the first special date that covers it, else those of its weekday. */
export function shiftsOfDay(rota: CodeRota, day: Day): readonly AnyShift[] {
  const special = rota.specialDates.find((date) => date.from <= day && day <= date.to);
  if (special) return special.shifts;
  const weekday = weekdayOf(startOfDay(day));
  return rota.shifts.filter((shift) => shift.weekdays.includes(weekday));
}

/** The shifts in force: today's that have begun and not ended, and yesterday's that run past midnight. */
export function shiftsAt(rota: CodeRota, atMs: number): AnyShift[] {
  const day = dayOf(atMs);
  const minute = minuteOfDay(atMs);
  const today = shiftsOfDay(rota, day).filter((shift) => {
    const [from, to] = [minuteOf(shift.from), minuteOf(shift.to)];
    return minute >= from && (to < from || minute < to);
  });
  const spilled = shiftsOfDay(rota, addDays(day, -1)).filter((shift) => {
    const [from, to] = [minuteOf(shift.from), minuteOf(shift.to)];
    return to < from && minute < to;
  });
  return [...spilled, ...today];
}

/** The welcome of the shift that greets for this member, or null: the code's own. */
export function welcomeOfShift(rota: CodeRota, staffId: Id, atMs: number): Id | null {
  const own = shiftsAt(rota, atMs).filter((shift) => shift.staffIds.includes(staffId));
  return own.find((shift) => shift.welcomeId !== null)?.welcomeId ?? null;
}

/** The daily cap of a member on duty; null is none. */
export function capOf(rota: CodeRota, staffId: Id): number | null {
  return rota.caps.find((cap) => cap.staffId === staffId)?.perDay ?? rota.dailyCap;
}

/**
 * Who answers at an instant. In this order: those on duty below cap and capacity (of them, those whose turn it is); the
 * spare staff; those on duty though over their cap; nobody.
 */
export function answerAt(situation: Situation, atMs: number): CodeAnswer {
  const { rota } = situation;
  const shifts = shiftsAt(rota, atMs);
  const loads = loadsAt(situation.loads, atMs);
  const leftOut: CodeAnswer['leftOut'] = [];
  const labels = shifts.map((shift) => shift.label).filter(Boolean);
  const answer = (why: CodeAnswer['why'], staffIds: readonly Id[]): CodeAnswer => {
    const ranked = [...staffIds].sort(byLoad(loads.byCode));
    leftOut.push(
      ...ranked.slice(MOST_BEHIND_CODE).map((staffId) => ({ staffId, why: 'beyond_limit' as const })),
    );
    return { why, staffIds: ranked.slice(0, MOST_BEHIND_CODE).sort(), shifts: labels, leftOut };
  };

  const able = takers(situation, [...new Set(shifts.flatMap((shift) => shift.staffIds))], leftOut);
  const capped = able.filter((staffId) => isCapped(capOf(rota, staffId), loads.byCode.get(staffId) ?? 0));
  leftOut.push(...capped.map((staffId) => ({ staffId, why: 'daily_cap' as const })));
  const free = able.filter((staffId) => !capped.includes(staffId));
  if (free.length > 0) {
    const turn = whoseTurn(rota, free, loads);
    leftOut.push(
      ...free
        .filter((staffId) => !turn.has(staffId))
        .map((staffId) => ({ staffId, why: 'had_turn' as const })),
    );
    return answer('shift', [...turn]);
  }
  const spare = takers(situation, rota.spareStaffIds, leftOut).filter((staffId) => {
    const own = rota.caps.find((cap) => cap.staffId === staffId);
    return !isCapped(own?.perDay ?? null, loads.byCode.get(staffId) ?? 0);
  });
  if (spare.length > 0) return answer('spare', spare);
  // A cap of 0 means «never», so it is not exceeded either.
  const stay = capped.filter((staffId) => capOf(rota, staffId) !== 0);
  return stay.length > 0 ? answer('over_cap', stay) : answer('nobody', []);
}

/** Those who are there and below their capacity; the others are noted with the reason. */
function takers(
  { rota, capacity, standing }: Situation,
  staffIds: readonly Id[],
  leftOut: CodeAnswer['leftOut'],
): Id[] {
  const most = rota.capacity ?? capacity;
  return staffIds.filter((staffId) => {
    const member = standing.get(staffId);
    const why = !member?.active ? 'inactive' : member.customers >= most ? 'capacity' : null;
    if (why) leftOut.push({ staffId, why });
    return why === null;
  });
}

const isCapped = (cap: number | null, load: number) => cap !== null && load >= cap;

/** Adds of another day do not count. */
function loadsAt(loads: DayLoads, atMs: number): DayLoads {
  return loads.day === dayOf(atMs) ? loads : { day: dayOf(atMs), byCode: new Map(), byAny: new Map() };
}

const byLoad = (load: ReadonlyMap<Id, number>) => (a: Id, b: Id) =>
  (load.get(a) ?? 0) - (load.get(b) ?? 0) || (a < b ? -1 : a > b ? 1 : 0);

/** In turn: only those fewer than `slack` adds ahead of the one with the fewest. */
function whoseTurn({ mode, slack }: CodeRota, free: readonly Id[], loads: DayLoads): Set<Id> {
  if (mode === 'everyone') return new Set(free);
  const load = mode === 'round_robin' ? loads.byCode : loads.byAny;
  const fewest = Math.min(...free.map((staffId) => load.get(staffId) ?? 0));
  return new Set(free.filter((staffId) => (load.get(staffId) ?? 0) < fewest + slack));
}

/** Whether two answers are the same to whoever reads them: who, why, in which shifts. */
export function sameAnswer(a: CodeAnswer, b: CodeAnswer): boolean {
  return a.why === b.why && a.staffIds.join() === b.staffIds.join() && a.shifts.join() === b.shifts.join();
}

/**
 * The first instant after `atMs` at which the answer is another one, if no add comes meanwhile; null when none is found
 * before the horizon. Answers change only where a shift begins or ends and at midnight, when caps start again.
 */
export function nextChange(situation: Situation, atMs: number): { atMs: number; answer: CodeAnswer } | null {
  const now = answerAt(situation, atMs);
  for (const instant of boundaries(situation.rota, atMs, HORIZON_DAYS)) {
    const answer = answerAt(situation, instant);
    if (!sameAnswer(now, answer)) return { atMs: instant, answer };
  }
  return null;
}

/** Every instant after `atMs` at which something begins or ends, ascending. */
function* boundaries(rota: CodeRota, atMs: number, days: number): Generator<number> {
  const first = dayOf(atMs);
  for (let offset = 0; offset < days; offset += 1) {
    const day = addDays(first, offset);
    const minutes = new Set([
      0,
      ...marks(shiftsOfDay(rota, day)),
      ...marks(shiftsOfDay(rota, addDays(day, -1))),
    ]);
    for (const minute of [...minutes].filter((m) => m < DAY_MINUTES).sort((a, b) => a - b)) {
      const instant = startOfDay(day) + minute * MS_PER_MINUTE;
      if (instant > atMs) yield instant;
    }
  }
}

const marks = (shifts: readonly AnyShift[]) =>
  shifts.flatMap((shift) => [minuteOf(shift.from), minuteOf(shift.to)]);

/** The answers of the coming days, one after another, given today's adds and none after. */
export function answersAhead(
  situation: Situation,
  fromMs: number,
  days: number,
): { fromMs: number; toMs: number; answer: CodeAnswer }[] {
  const endMs = fromMs + days * MS_PER_DAY;
  const spans: { fromMs: number; toMs: number; answer: CodeAnswer }[] = [];
  let [at, answer] = [fromMs, answerAt(situation, fromMs)];
  while (at < endMs) {
    const next = nextChange(situation, at);
    const toMs = Math.min(next?.atMs ?? endMs, endMs);
    spans.push({ fromMs: at, toMs, answer });
    if (!next || next.atMs >= endMs) break;
    [at, answer] = [next.atMs, next.answer];
  }
  return spans;
}

/** Whether some hour has no shift, now or on a special date: then somebody spare must be there. */
export function hasUncoveredHours(rota: CodeRota): boolean {
  const monday = '2024-01-01';
  const plain = { ...rota, specialDates: [] };
  if (Array.from({ length: 7 }, (_, i) => addDays(monday, i)).some((day) => hasGap(plain, day))) return true;
  return rota.specialDates.some(({ from, to }) =>
    [from, addDays(from, 1), to, addDays(to, 1)].some((day) => day <= addDays(to, 1) && hasGap(rota, day)),
  );
}

function hasGap(rota: CodeRota, day: Day): boolean {
  const start = startOfDay(day);
  const minutes = [0, ...marks(shiftsOfDay(rota, day)), ...marks(shiftsOfDay(rota, addDays(day, -1)))];
  return minutes
    .filter((m) => m < DAY_MINUTES)
    .some((m) => shiftsAt(rota, start + m * MS_PER_MINUTE).length === 0);
}

/** What is wrong with a rota that its shape cannot say, or null. */
export function rotaFault(rota: CodeRota): 'ROTA_INVALID' | 'ROTA_NEEDS_SPARE' | null {
  const shifts = [...rota.shifts, ...rota.specialDates.flatMap((date) => date.shifts)];
  if (shifts.some((shift) => shift.from === shift.to || shift.from === '24:00' || shift.to === '00:00'))
    return 'ROTA_INVALID';
  if (rota.specialDates.some((date) => date.from > date.to)) return 'ROTA_INVALID';
  return rota.spareStaffIds.length === 0 && hasUncoveredHours(rota) ? 'ROTA_NEEDS_SPARE' : null;
}

/** Everybody a rota names. */
export function staffOf(rota: CodeRota): Id[] {
  const shifts = [...rota.shifts, ...rota.specialDates.flatMap((date) => date.shifts)];
  return [...new Set([...shifts.flatMap((shift) => shift.staffIds), ...rota.spareStaffIds])];
}

/** Whether an add can change the answer of today: then the code is due at once. */
export function followsLoads(rota: CodeRota): boolean {
  return rota.mode !== 'everyone' || rota.dailyCap !== null || rota.caps.length > 0;
}
