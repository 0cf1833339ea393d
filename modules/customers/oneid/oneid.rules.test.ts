// Who is one person, who stays, what a split gives back.
import { describe, expect, it } from 'vitest';
import {
  type Candidate,
  combinePortraits,
  conflictsBetween,
  type Portrait,
  splitPortrait,
  winnerOf,
} from './oneid.rules.ts';
import { normalisePhone } from './phone.rules.ts';

const person = (change: Partial<Candidate> = {}): Candidate => ({
  customerId: 'a',
  provisional: false,
  firstAddedAtMs: 10,
  unionids: [],
  memberNos: [],
  externalUserids: [],
  ...change,
});

describe('conflicts', () => {
  it('a buyer known by his phone conflicts with nobody', () => {
    const buyer = person({ provisional: true });
    expect(conflictsBetween(buyer, person({ unionids: ['u'], externalUserids: ['ww1/wm1'] }))).toEqual([]);
  });
  it('two unionids, two member numbers or two accounts of one corp are two people until somebody says otherwise', () => {
    const a = person({ unionids: ['u1'], memberNos: ['1'], externalUserids: ['ww1/wm1'] });
    const b = person({ unionids: ['u2'], memberNos: ['2'], externalUserids: ['ww2/wm9', 'ww1/wm2'] });
    expect(conflictsBetween(a, b)).toEqual([
      'different_unionid',
      'different_member_no',
      'two_accounts_in_one_corp',
    ]);
  });
  it('the same unionid in two corps speaks against nothing', () => {
    const a = person({ unionids: ['u1'], externalUserids: ['ww1/wm1'] });
    const b = person({ unionids: ['u1'], externalUserids: ['ww2/wm1'] });
    expect(conflictsBetween(a, b)).toEqual([]);
  });
});

describe('the winner', () => {
  it('is the one met on the platform, then the one known longer, whatever the order of asking', () => {
    const buyer = person({ customerId: 'x', provisional: true, firstAddedAtMs: null });
    const late = person({ customerId: 'y', firstAddedAtMs: 20 });
    const early = person({ customerId: 'z', firstAddedAtMs: 10 });
    expect(winnerOf(buyer, late)[0]).toBe(late);
    expect(winnerOf(late, buyer)[0]).toBe(late);
    expect(winnerOf(late, early)[0]).toBe(early);
    expect(winnerOf(early, late)[0]).toBe(early);
  });
});

describe('a split', () => {
  const portrait = (change: Partial<Portrait>): Portrait => ({
    name: '',
    avatar: null,
    gender: 0,
    kind: 'unknown',
    corpName: null,
    face: null,
    provisional: true,
    memberNo: null,
    custom: {},
    grams: [],
    createdAtMs: 1,
    profileAtMs: 0,
    ...change,
  });
  const winner = portrait({
    name: '王',
    face: 'ww/1',
    provisional: false,
    custom: { size: 'M' },
    grams: [1, 2],
  });
  const loser = portrait({
    name: '张**',
    memberNo: '7',
    custom: { city: '上海', size: 'L' },
    grams: [2, 3],
    createdAtMs: 0,
  });
  const merged = combinePortraits(winner, loser);

  it('gives back what was there when nothing changed since', () => {
    expect(merged).toMatchObject({
      name: '王',
      memberNo: '7',
      custom: { city: '上海', size: 'M' },
      grams: [1, 2, 3],
    });
    expect(splitPortrait(winner, merged, merged)).toEqual(winner);
  });
  it('keeps what was changed after the merge', () => {
    const now = { ...merged, name: '王老板', custom: { ...merged.custom, size: 'XL', pet: '猫' } };
    expect(splitPortrait(winner, merged, now)).toMatchObject({
      name: '王老板',
      memberNo: null,
      custom: { size: 'XL', pet: '猫' },
    });
  });
});

describe('phones', () => {
  it.each([
    ['138 0013 8000', '13800138000'],
    ['+86-138-0013-8000', '13800138000'],
    ['0086 13800138000', '13800138000'],
    ['１３８００１３８０００', '13800138000'],
    ['+852 5123 4567', '+85251234567'],
    ['021-62345678', '02162345678'],
  ])('%s is one number however it is written', (written, expected) => {
    expect(normalisePhone(written)).toBe(expected);
  });
  it.each(['138****8000', '微信同号', '', '123'])('«%s» is no phone', (written) => {
    expect(normalisePhone(written)).toBeNull();
  });
});
