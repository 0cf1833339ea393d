// A live code while it is being written: what it starts with, what is missing in which step. Pure.
import type { CodeDetail, CodeRota, Shift, SpecialDate } from '@yutian/contract';

export const STEPS = ['basics', 'shifts', 'limits', 'preview'] as const;
export type Step = (typeof STEPS)[number];

export interface CodeDraft {
  corpId: string;
  name: string;
  channelId: string | null;
  remark: string;
  skipVerify: boolean;
  exclusive: boolean;
  routing: CodeDetail['routing'];
  storeId: string | null;
  welcomeId: string | null;
  rota: CodeRota;
}

export const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;

/** One shift, all week, all day: what most codes need. */
export const allWeek = (staffIds: string[] = []): Shift => ({
  label: '',
  weekdays: [...WEEK],
  from: '00:00',
  to: '24:00',
  staffIds,
  welcomeId: null,
});

export const emptyRota = (): CodeRota => ({
  mode: 'everyone',
  slack: 1,
  shifts: [allWeek()],
  specialDates: [],
  dailyCap: null,
  caps: [],
  capacity: null,
  spareStaffIds: [],
});

export const emptyDraft = (corpId: string, channelId: string | null): CodeDraft => ({
  corpId,
  name: '',
  channelId,
  remark: '',
  skipVerify: true,
  exclusive: false,
  routing: 'direct',
  storeId: null,
  welcomeId: null,
  rota: emptyRota(),
});

export const draftOf = (code: CodeDetail): CodeDraft => ({
  corpId: code.corpId,
  name: code.name,
  channelId: code.channelId,
  remark: code.remark,
  skipVerify: code.skipVerify,
  exclusive: code.exclusive,
  routing: code.routing,
  storeId: code.storeId,
  welcomeId: code.welcomeId,
  rota: code.rota ?? emptyRota(),
});

/** What an edit may send: everything but the corp, which a code keeps. */
export const changeOf = ({ corpId: _corpId, channelId, ...rest }: CodeDraft) => ({
  ...rest,
  ...(channelId && { channelId }),
});

/** Minutes since midnight of `HH:MM`. */
export const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
/** `HH:MM` of minutes since midnight. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export interface Gap {
  /** 1 Monday … 7 Sunday. */
  weekday: number;
  from: string;
  to: string;
}

const DAY = 1_440;
type Hours = Pick<Shift, 'from' | 'to'>;

/** The hours of a plain week on which no shift is; a shift that ends before it begins runs into the next day. */
export function gapsOf(shifts: readonly Shift[]): Gap[] {
  const covered = Array.from({ length: 7 * DAY }, () => false);
  for (const shift of shifts)
    for (const weekday of shift.weekdays) {
      const start = (weekday - 1) * DAY + minuteOf(shift.from);
      const end = start + lengthOf(shift);
      for (let minute = start; minute < end; minute += 1) covered[minute % (7 * DAY)] = true;
    }
  return WEEK.flatMap((weekday) => gapsOfDay(weekday, covered.slice((weekday - 1) * DAY, weekday * DAY)));
}

const lengthOf = ({ from, to }: Hours) => {
  const length = minuteOf(to) - minuteOf(from);
  return length > 0 ? length : length + DAY;
};

function gapsOfDay(weekday: number, covered: readonly boolean[]): Gap[] {
  const gaps: Gap[] = [];
  for (let minute = 0; minute < DAY; minute += 1) {
    if (covered[minute]) continue;
    const end = covered.indexOf(true, minute);
    const to = end === -1 ? DAY : end;
    gaps.push({ weekday, from: clockOf(minute), to: clockOf(to) });
    minute = to;
  }
  return gaps;
}

/** What is missing, as phrase keys, by step; the server says the last word. */
export function problemsOf({ rota, ...draft }: CodeDraft): Record<Step, string[]> {
  const shifts = [...rota.shifts, ...rota.specialDates.flatMap((date) => date.shifts)];
  const wrongHours = shifts.some(({ from, to }) => from === to || from === '24:00' || to === '00:00');
  const when = (wrong: boolean, key: string) => (wrong ? [key] : []);
  return {
    basics: [
      ...when(draft.name.trim() === '', 'code.problem.name'),
      ...when(draft.channelId === null, 'code.problem.channel'),
      ...when(draft.corpId === '', 'code.problem.corp'),
    ],
    shifts: [
      ...when(
        shifts.some(({ staffIds }) => staffIds.length === 0),
        'code.problem.staff',
      ),
      ...when(
        rota.shifts.some(({ weekdays }) => weekdays.length === 0),
        'code.problem.weekdays',
      ),
      ...when(wrongHours || rota.specialDates.some(({ from, to }) => from > to), 'code.problem.hours'),
    ],
    limits: when(needsSpare(rota) && rota.spareStaffIds.length === 0, 'code.problem.spare'),
    preview: [],
  };
}

/** Whether some hour has no shift, so that WeCom needs somebody spare. */
export function needsSpare({ shifts, specialDates }: CodeRota): boolean {
  return gapsOf(shifts).length > 0 || specialDates.some((date) => gapsOf(asWeek(date)).length > 0);
}

/** A special date's shifts as if every day were such a day. */
const asWeek = (date: SpecialDate): Shift[] =>
  date.shifts.map((shift) => ({ ...shift, weekdays: [...WEEK] }));

/** What each step of the editor is given. */
export interface StepProps {
  draft: CodeDraft;
  change: (next: Partial<CodeDraft>) => void;
  /** The corp of a code that exists cannot change. */
  fixedCorp: boolean;
}
