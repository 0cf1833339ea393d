import { describe, expect, it } from 'vitest';
import { addsToGreet, type KnownAdd } from './meeting.rules.ts';

const add = (atMs: number, more: Partial<KnownAdd> = {}): KnownAdd => ({
  customerId: 'c',
  staffId: 's',
  atMs,
  half: false,
  greeted: false,
  ...more,
});

describe('which adds are greeted', () => {
  it('a half addition is greeted, its confirmation is not', () => {
    const half = add(1, { half: true });
    expect(addsToGreet([half, add(5)], [half, add(5)]).map((one) => one.atMs)).toEqual([1]);
    expect(addsToGreet([add(1, { half: true, greeted: true }), add(5)], [add(5)])).toEqual([]);
  });
  it('the confirmation is greeted when the half addition brought no welcome code', () => {
    expect(addsToGreet([add(1, { half: true }), add(5)], [add(5)]).map((one) => one.atMs)).toEqual([5]);
  });
  it('who comes back after having been a friend is greeted again', () => {
    expect(addsToGreet([add(1, { greeted: true }), add(9)], [add(9)]).map((one) => one.atMs)).toEqual([9]);
  });
  it('a half addition told after its confirmation is not greeted a second time', () => {
    expect(
      addsToGreet([add(1, { half: true }), add(5, { greeted: true })], [add(1, { half: true })]),
    ).toEqual([]);
  });
  it('two guides greet the same customer each for himself', () => {
    const other = add(2, { staffId: 't' });
    expect(addsToGreet([add(1, { greeted: true }), other], [other])).toHaveLength(1);
  });
});
