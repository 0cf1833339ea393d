import { describe, expect, it } from 'vitest';
import { allWeek, clockOf, emptyDraft, gapsOf, minuteOf, needsSpare, problemsOf } from './code-draft.ts';

const draft = (staffIds: string[]) => {
  const empty = emptyDraft('ww1', 'c1');
  return { ...empty, name: '静安店', rota: { ...empty.rota, shifts: [allWeek(staffIds)] } };
};

describe('a live code being written', () => {
  it('lacks only a name, a channel and staff at the start', () => {
    expect(problemsOf(emptyDraft('ww1', null))).toEqual({
      basics: ['code.problem.name', 'code.problem.channel'],
      shifts: ['code.problem.staff'],
      limits: [],
      preview: [],
    });
  });

  it('is whole with one shift all week', () => {
    expect(Object.values(problemsOf(draft(['s1']))).flat()).toEqual([]);
  });

  it('needs spare staff when some hour has no shift', () => {
    const whole = draft(['s1']);
    const day = { ...allWeek(['s1']), from: '09:00', to: '22:00', weekdays: [1, 2, 3, 4, 5] };
    const short = { ...whole, rota: { ...whole.rota, shifts: [day] } };
    expect(problemsOf(short).limits).toEqual(['code.problem.spare']);
    const spared = { ...short, rota: { ...short.rota, spareStaffIds: ['s2'] } };
    expect(problemsOf(spared).limits).toEqual([]);
  });

  it('refuses a shift that ends where it begins', () => {
    const whole = draft(['s1']);
    const wrong = { ...allWeek(['s1']), from: '09:00', to: '09:00' };
    expect(problemsOf({ ...whole, rota: { ...whole.rota, shifts: [wrong] } }).shifts).toEqual([
      'code.problem.hours',
    ]);
  });
});

describe('hours without a shift', () => {
  it('are told by weekday', () => {
    const day = { ...allWeek(), from: '09:00', to: '22:00', weekdays: [1, 2, 3, 4, 5, 6, 7] };
    expect(gapsOf([day]).slice(0, 2)).toEqual([
      { weekday: 1, from: '00:00', to: '09:00' },
      { weekday: 1, from: '22:00', to: '24:00' },
    ]);
  });

  it('are none when a night shift runs into the next morning, over the end of the week too', () => {
    const day = { ...allWeek(), from: '08:00', to: '20:00' };
    const night = { ...allWeek(), from: '20:00', to: '08:00' };
    expect(gapsOf([day, night])).toEqual([]);
  });

  it('count on special dates that leave the work to the spare staff', () => {
    const { rota } = draft(['s1']);
    expect(needsSpare(rota)).toBe(false);
    const closed = { label: '春节', from: '2027-02-05', to: '2027-02-12', shifts: [] };
    expect(needsSpare({ ...rota, specialDates: [closed] })).toBe(true);
  });

  it('read and write the end of the day', () => {
    expect(minuteOf('24:00')).toBe(1_440);
    expect(clockOf(1_440)).toBe('24:00');
    expect(clockOf(545)).toBe('09:05');
  });
});
