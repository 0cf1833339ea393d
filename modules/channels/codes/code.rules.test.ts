import type { CodeRota } from '@yutian/contract';
import { dayOf, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@yutian/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerAt,
  answersAhead,
  capOf,
  hasUncoveredHours,
  nextChange,
  rotaFault,
  sameAnswer,
  shiftsAt,
  type Situation,
  welcomeOfShift,
} from './code.rules.ts';

const [ann, bo, cai, dan] = ['a', 'b', 'c', 'd'].map(
  (letter) => `00000000-0000-7000-8000-00000000000${letter}`,
) as [string, string, string, string];
const people = [ann, bo, cai, dan];
/** Monday. */
const MONDAY = Date.parse('2026-03-02T00:00:00+08:00');
const at = (text: string) => Date.parse(`2026-03-0${text}:00+08:00`);
const week = [1, 2, 3, 4, 5, 6, 7];
const shift = (
  from: string,
  to: string,
  staffIds: string[],
  weekdays = week,
  label = '',
  welcomeId: string | null = null,
) => ({
  from,
  to,
  staffIds,
  weekdays,
  label,
  welcomeId,
});
const rota = (parts: Partial<CodeRota>): CodeRota => ({
  mode: 'everyone',
  slack: 1,
  shifts: [shift('00:00', '24:00', [ann])],
  specialDates: [],
  dailyCap: null,
  caps: [],
  capacity: null,
  spareStaffIds: [],
  ...parts,
});
const situation = (
  parts: Partial<CodeRota>,
  adds: Record<string, number> = {},
  day = '2026-03-02',
): Situation => ({
  rota: rota(parts),
  capacity: 5_000,
  standing: new Map(people.map((staffId) => [staffId, { active: true, customers: 0 }])),
  loads: { day, byCode: new Map(Object.entries(adds)), byAny: new Map(Object.entries(adds)) },
});

describe('who is behind a code', () => {
  it('a shift past midnight belongs to the day it begins', () => {
    const night = situation({ shifts: [shift('22:00', '06:00', [ann], [1])], spareStaffIds: [dan] });
    expect(answerAt(night, at('2T23:00')).staffIds).toEqual([ann]);
    expect(answerAt(night, at('3T05:59')).staffIds).toEqual([ann]);
    expect(answerAt(night, at('3T06:00'))).toMatchObject({ staffIds: [dan], why: 'spare' });
    expect(answerAt(night, at('3T23:00')).why).toBe('spare');
  });
  it('a special date replaces the week, and lets a night shift of the day before end', () => {
    const holiday = situation({
      shifts: [shift('08:00', '20:00', [ann]), shift('20:00', '08:00', [bo])],
      specialDates: [
        {
          label: '妇女节',
          from: '2026-03-03',
          to: '2026-03-03',
          shifts: [{ ...shift('09:00', '12:00', [cai]) }],
        },
      ],
      spareStaffIds: [dan],
    });
    expect(answerAt(holiday, at('3T07:00')).staffIds).toEqual([bo]);
    expect(answerAt(holiday, at('3T09:00')).staffIds).toEqual([cai]);
    expect(answerAt(holiday, at('3T12:00')).staffIds).toEqual([dan]);
    expect(answerAt(holiday, at('4T07:59')).staffIds).toEqual([dan]);
    expect(answerAt(holiday, at('4T08:00')).staffIds).toEqual([ann]);
  });
  it('who has reached his cap makes room, and comes back at midnight', () => {
    const capped = situation(
      { shifts: [shift('00:00', '24:00', [ann, bo])], dailyCap: 3 },
      { [ann]: 3, [bo]: 2 },
    );
    expect(answerAt(capped, at('2T10:00'))).toMatchObject({
      staffIds: [bo],
      leftOut: [{ staffId: ann, why: 'daily_cap' }],
    });
    expect(nextChange(capped, at('2T10:00'))).toMatchObject({
      atMs: at('3T00:00'),
      answer: { staffIds: [ann, bo] },
    });
  });
  it('spare staff take over when all are at their cap; without spare staff those on shift stay, and the answer says why', () => {
    const adds = { [ann]: 3, [bo]: 4 };
    const parts = { shifts: [shift('00:00', '24:00', [ann, bo])], dailyCap: 3 };
    expect(answerAt(situation({ ...parts, spareStaffIds: [dan] }, adds), at('2T10:00'))).toMatchObject({
      why: 'spare',
      staffIds: [dan],
    });
    expect(answerAt(situation(parts, adds), at('2T10:00'))).toMatchObject({
      why: 'over_cap',
      staffIds: [ann, bo],
    });
  });
  it('who left or is full of customers is never behind a code', () => {
    const world = situation({ shifts: [shift('00:00', '24:00', [ann, bo, cai])], capacity: 100 });
    const standing = new Map([
      [ann, { active: false, customers: 0 }],
      [bo, { active: true, customers: 100 }],
      [cai, { active: true, customers: 99 }],
    ]);
    expect(answerAt({ ...world, standing }, at('2T10:00'))).toMatchObject({
      staffIds: [cai],
      leftOut: [
        { staffId: ann, why: 'inactive' },
        { staffId: bo, why: 'capacity' },
      ],
    });
  });
  it('in turn, only those with the fewest adds answer; slack lets others run ahead', () => {
    const all = { shifts: [shift('00:00', '24:00', [ann, bo, cai])] };
    const adds = { [ann]: 2, [bo]: 1, [cai]: 1 };
    expect(answerAt(situation({ ...all, mode: 'round_robin' }, adds), at('2T10:00')).staffIds).toEqual([
      bo,
      cai,
    ]);
    expect(
      answerAt(situation({ ...all, mode: 'round_robin', slack: 2 }, adds), at('2T10:00')).staffIds,
    ).toEqual([ann, bo, cai]);
  });
  it('the least loaded are counted over all codes, those in turn over this one', () => {
    const world = situation(
      { shifts: [shift('00:00', '24:00', [ann, bo])], mode: 'least_loaded' },
      { [ann]: 0, [bo]: 5 },
    );
    const loads = {
      ...world.loads,
      byAny: new Map([
        [ann, 9],
        [bo, 5],
      ]),
    };
    expect(answerAt({ ...world, loads }, at('2T10:00')).staffIds).toEqual([bo]);
  });
  it('at most 100 are behind a code, those with the fewest adds first', () => {
    const many = Array.from(
      { length: 130 },
      (_, i) => `00000000-0000-7000-8000-${String(i).padStart(12, '0')}`,
    );
    const world = situation(
      { shifts: [shift('00:00', '24:00', many.slice(0, 70)), shift('00:00', '24:00', many.slice(70))] },
      { [many[0] ?? '']: 7 },
    );
    const standing = new Map(many.map((staffId) => [staffId, { active: true, customers: 0 }]));
    const answer = answerAt({ ...world, standing }, at('2T10:00'));
    expect(answer.staffIds).toHaveLength(100);
    expect(answer.staffIds).not.toContain(many[0]);
    expect(answer.leftOut.filter((out) => out.why === 'beyond_limit')).toHaveLength(30);
  });
  it('each shift greets with its own welcome, where it has one', () => {
    const early = rota({
      shifts: [shift('08:00', '16:00', [ann], week, '早', 'w1'), shift('16:00', '24:00', [ann], week, '晚')],
      spareStaffIds: [dan],
    });
    expect(welcomeOfShift(early, ann, at('2T09:00'))).toBe('w1');
    expect(welcomeOfShift(early, ann, at('2T17:00'))).toBeNull();
    expect(welcomeOfShift(early, dan, at('2T09:00'))).toBeNull();
  });
});

describe('what a rota must have', () => {
  it('hours without a shift need spare staff', () => {
    expect(rotaFault(rota({}))).toBeNull();
    expect(rotaFault(rota({ shifts: [shift('09:00', '18:00', [ann])] }))).toBe('ROTA_NEEDS_SPARE');
    expect(rotaFault(rota({ shifts: [shift('09:00', '18:00', [ann])], spareStaffIds: [dan] }))).toBeNull();
    expect(
      rotaFault(rota({ shifts: [shift('09:00', '18:00', [ann]), shift('18:00', '09:00', [bo])] })),
    ).toBeNull();
    expect(
      rotaFault(rota({ specialDates: [{ label: '', from: '2026-05-01', to: '2026-05-03', shifts: [] }] })),
    ).toBe('ROTA_NEEDS_SPARE');
  });
  it('the morning after a special date is covered only if somebody starts then', () => {
    const nights = rota({
      shifts: [shift('06:00', '22:00', [ann]), shift('22:00', '06:00', [bo])],
      specialDates: [
        { label: '', from: '2026-05-01', to: '2026-05-01', shifts: [{ ...shift('06:00', '24:00', [cai]) }] },
      ],
    });
    expect(hasUncoveredHours(nights)).toBe(true);
  });
  it('a shift that ends where it begins, or a date that ends before it begins, is refused', () => {
    expect(rotaFault(rota({ shifts: [shift('09:00', '09:00', [ann])] }))).toBe('ROTA_INVALID');
    expect(
      rotaFault(rota({ specialDates: [{ label: '', from: '2026-05-02', to: '2026-05-01', shifts: [] }] })),
    ).toBe('ROTA_INVALID');
  });
});

// ── For any rota ──────────────────────────────────────────────────────────────────────────────────────────────────

const clockText = fc
  .integer({ min: 0, max: 95 })
  .map((q) => `${String(Math.floor(q / 4)).padStart(2, '0')}:${String((q % 4) * 15).padStart(2, '0')}`);
const someStaff = fc.uniqueArray(fc.constantFrom(...people), { minLength: 1, maxLength: 4 });
const anyShift = fc
  .record({
    from: clockText,
    to: fc.oneof({ weight: 5, arbitrary: clockText }, { weight: 1, arbitrary: fc.constant('24:00') }),
    staffIds: someStaff,
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    label: fc.constantFrom('早', '晚', ''),
    welcomeId: fc.constant(null),
  })
  .filter((s) => s.from !== s.to && s.to !== '00:00');
const anyRota: fc.Arbitrary<CodeRota> = fc.record({
  mode: fc.constantFrom('everyone' as const, 'round_robin' as const, 'least_loaded' as const),
  slack: fc.integer({ min: 1, max: 3 }),
  shifts: fc.array(anyShift, { minLength: 1, maxLength: 4 }),
  specialDates: fc.array(
    fc.record({
      label: fc.constant(''),
      from: fc.constantFrom('2026-03-03', '2026-03-04'),
      to: fc.constantFrom('2026-03-04', '2026-03-05'),
      shifts: fc.array(anyShift, { maxLength: 2 }),
    }),
    { maxLength: 2 },
  ),
  dailyCap: fc.option(fc.integer({ min: 1, max: 4 })),
  caps: fc.array(fc.record({ staffId: fc.constantFrom(...people), perDay: fc.integer({ min: 0, max: 4 }) }), {
    maxLength: 2,
  }),
  capacity: fc.option(fc.integer({ min: 1, max: 10 })),
  spareStaffIds: fc.uniqueArray(fc.constantFrom(...people), { maxLength: 2 }),
});
const counts = fc.dictionary(fc.constantFrom(...people), fc.integer({ min: 0, max: 6 }));
const anySituation: fc.Arbitrary<Situation> = fc
  .record({
    rota: anyRota,
    byCode: counts,
    byOther: counts,
    standing: fc.tuple(
      ...people.map(() => fc.record({ active: fc.boolean(), customers: fc.integer({ min: 0, max: 12 }) })),
    ),
  })
  .map(({ rota: one, byCode, byOther, standing }) => ({
    rota: one,
    capacity: 10,
    standing: new Map(people.map((staffId, i) => [staffId, standing[i] ?? { active: true, customers: 0 }])),
    loads: {
      day: '2026-03-02',
      byCode: new Map(Object.entries(byCode)),
      byAny: new Map(people.map((staffId) => [staffId, (byCode[staffId] ?? 0) + (byOther[staffId] ?? 0)])),
    },
  }));
const anyMinute = fc.integer({ min: 0, max: 1_439 }).map((minute) => MONDAY + minute * MS_PER_MINUTE);

describe('for any rota, whatever the adds', () => {
  it('nobody off shift answers but spare staff, nobody over his cap unless nobody is spare, nobody gone or full', () => {
    fc.assert(
      fc.property(anySituation, anyMinute, (world, instant) => {
        const answer = answerAt(world, instant);
        const onDuty = new Set(shiftsAt(world.rota, instant).flatMap((s) => s.staffIds));
        const isSpare = (staffId: string) => world.rota.spareStaffIds.includes(staffId);
        const fit = (staffId: string) => {
          const member = world.standing.get(staffId);
          return member?.active === true && member.customers < (world.rota.capacity ?? world.capacity);
        };
        const below = (staffId: string) => {
          const cap = capOf(world.rota, staffId);
          return cap === null || (world.loads.byCode.get(staffId) ?? 0) < cap;
        };
        const place = answer.why === 'spare' ? isSpare : (staffId: string) => onDuty.has(staffId);
        expect(answer.staffIds.filter((staffId) => !fit(staffId) || !place(staffId))).toEqual([]);
        expect(answer.why === 'shift' ? answer.staffIds.filter((staffId) => !below(staffId)) : []).toEqual(
          [],
        );
        expect(answer.why === 'shift').toBe([...onDuty].some((staffId) => fit(staffId) && below(staffId)));
        const usableSpare = world.rota.spareStaffIds.filter((staffId) => {
          const own = world.rota.caps.find((cap) => cap.staffId === staffId);
          return fit(staffId) && (own === undefined || (world.loads.byCode.get(staffId) ?? 0) < own.perDay);
        });
        expect(answer.why === 'over_cap' ? usableSpare : []).toEqual([]);
        expect(answer.staffIds.length === 0).toBe(answer.why === 'nobody');
      }),
      { numRuns: 2_000 },
    );
  });
  it('the next change is the first minute at which the answer is another one', () => {
    fc.assert(
      fc.property(anySituation, anyMinute, (world, instant) => {
        const now = answerAt(world, instant);
        const found = nextChange(world, instant);
        const end = Math.min(found?.atMs ?? Number.POSITIVE_INFINITY, instant + 3 * MS_PER_DAY);
        for (let minute = instant + MS_PER_MINUTE; minute < end; minute += MS_PER_MINUTE)
          if (!sameAnswer(now, answerAt(world, minute)))
            throw new Error(`changes already at ${new Date(minute).toISOString()}`);
        expect(found === null || !sameAnswer(now, answerAt(world, found.atMs))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
  it('the coming days are told without gap or overlap, each span with the answer of all its hours', () => {
    fc.assert(
      fc.property(anySituation, anyMinute, (world, instant) => {
        const spans = answersAhead(world, instant, 4);
        expect(spans[0]?.fromMs).toBe(instant);
        expect(spans.at(-1)?.toMs).toBe(instant + 4 * MS_PER_DAY);
        spans.slice(1).forEach((span, i) => expect(span.fromMs).toBe(spans[i]?.toMs));
        for (const span of spans)
          for (let hour = span.fromMs; hour < span.toMs; hour += MS_PER_HOUR)
            expect(sameAnswer(span.answer, answerAt(world, hour))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
  it('hours without a shift are found exactly where a walk over every quarter of an hour finds one', () => {
    const covering = fc
      .tuple(clockText, clockText, anyRota, fc.option(fc.integer({ min: 1, max: 7 })))
      .map(([from, to, one, off]) => ({
        ...one,
        shifts: [
          shift(
            from,
            to === from || to === '00:00' ? '24:00' : to,
            [ann],
            week.filter((day) => day !== off),
          ),
          shift(to === from || to === '00:00' ? '00:00' : to, from === '00:00' ? '24:00' : from, [bo]),
        ].filter((s) => s.from !== s.to),
      }));
    fc.assert(
      fc.property(fc.oneof(anyRota, covering), (one) => {
        const quarters = Array.from({ length: 14 * 96 }, (_, i) => MONDAY + i * 15 * MS_PER_MINUTE);
        expect(hasUncoveredHours(one)).toBe(quarters.some((quarter) => shiftsAt(one, quarter).length === 0));
      }),
      { numRuns: 400 },
    );
  });
  it('adds of yesterday do not count today', () => {
    fc.assert(
      fc.property(anySituation, (world) => {
        const none = { day: dayOf(MONDAY + MS_PER_DAY), byCode: new Map(), byAny: new Map() };
        const tomorrow = MONDAY + MS_PER_DAY + 9 * MS_PER_HOUR;
        expect(answerAt(world, tomorrow)).toEqual(answerAt({ ...world, loads: none }, tomorrow));
      }),
    );
  });
});
