import { describe, expect, it } from 'vitest';
import { MS_PER_DAY } from '@yutian/kernel';
import { addsToGreet, addToGreetOnConsent, type KnownAdd } from './meeting.rules.ts';

const add = (atMs: number, more: Partial<KnownAdd> = {}): KnownAdd => ({
  customerId: 'c',
  staffId: 's',
  atMs,
  half: false,
  outcome: null,
  ...more,
});

describe('which adds are greeted', () => {
  it('a half addition is greeted, its confirmation is not', () => {
    const half = add(1, { half: true });
    expect(addsToGreet([half, add(5)], [half, add(5)]).map((one) => one.atMs)).toEqual([1]);
    expect(addsToGreet([add(1, { half: true, outcome: 'sent' }), add(5)], [add(5)])).toEqual([]);
  });
  it('the confirmation is greeted when the half addition brought no welcome code', () => {
    expect(addsToGreet([add(1, { half: true }), add(5)], [add(5)]).map((one) => one.atMs)).toEqual([5]);
  });
  it('who comes back after having been a friend is greeted again', () => {
    expect(addsToGreet([add(1, { outcome: 'sent' }), add(9)], [add(9)]).map((one) => one.atMs)).toEqual([9]);
  });
  it('a half addition told after its confirmation is not greeted a second time', () => {
    expect(
      addsToGreet([add(1, { half: true }), add(5, { outcome: 'sent' })], [add(1, { half: true })]),
    ).toEqual([]);
  });
  it('two guides greet the same customer each for himself', () => {
    const other = add(2, { staffId: 't' });
    expect(addsToGreet([add(1, { outcome: 'sent' }), other], [other])).toHaveLength(1);
  });
});

describe('a customer who agrees to the chat archive', () => {
  it('is greeted when nothing reached him when he was added', () => {
    expect(addToGreetOnConsent([add(1)], 5)?.atMs).toBe(1);
    for (const outcome of ['no_consent', 'late', 'refused'] as const)
      expect(addToGreetOnConsent([add(1, { outcome })], 5)?.atMs).toBe(1);
  });
  it('is not greeted twice, nor while a greeting is under way, nor into a chat', () => {
    for (const outcome of ['sent', 'due', 'unknown', 'chat_started', 'other_app'] as const)
      expect(addToGreetOnConsent([add(1, { outcome })], 5)).toBeNull();
    expect(addToGreetOnConsent([add(1, { half: true, outcome: 'sent' }), add(5)], 9)).toBeNull();
  });
  it('is greeted for the meeting at hand, not for one long past', () => {
    expect(addToGreetOnConsent([add(1, { outcome: 'sent' }), add(100)], 105)?.atMs).toBe(100);
    expect(addToGreetOnConsent([add(1)], 2 + MS_PER_DAY)).toBeNull();
    expect(addToGreetOnConsent([], 5)).toBeNull();
  });
  it('uses the greeting that was tried, so that it cannot be counted twice', () => {
    expect(addToGreetOnConsent([add(1, { half: true, outcome: 'no_consent' }), add(5)], 9)?.atMs).toBe(1);
  });
});
