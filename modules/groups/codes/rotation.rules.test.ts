import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CodeGroup, type CodeRule, judge, takeOver } from './rotation.rules.ts';

const rule: CodeRule = { capacity: 200, openAt: 90, autoOpen: false, most: 5 };
const group = (chatId: string, members: number, change: Partial<CodeGroup> = {}): CodeGroup => ({
  chatId,
  place: 'open',
  position: Number(chatId.slice(1)),
  members,
  usable: true,
  ...change,
});
const waiting = (chatId: string, members = 2) => group(chatId, members, { place: 'prepared' });

describe('a join code', () => {
  it('leaves things alone while one open group is below the threshold', () => {
    expect(judge([group('g1', 200), group('g2', 179), waiting('g3')], rule)).toEqual({
      open: ['g1', 'g2'],
      prepared: ['g3'],
      past: [],
      fillMembers: 379,
      fillCapacity: 400,
      next: 'none',
    });
  });

  it('brings in the first prepared group the moment the last open one passes the threshold', () => {
    expect(judge([group('g1', 180), waiting('g3'), waiting('g2')], rule)).toMatchObject({
      open: ['g1', 'g2'],
      prepared: ['g3'],
      next: 'none',
    });
  });

  it('passes over a prepared group that has filled by other ways', () => {
    expect(judge([group('g1', 190), waiting('g2', 195), waiting('g3')], rule)).toMatchObject({
      open: ['g1', 'g3'],
      prepared: ['g2'],
    });
  });

  it('asks for a group while there are seats left, and says that it is full when there are none', () => {
    expect(judge([group('g1', 199)], rule).next).toBe('needs_group');
    expect(judge([group('g1', 200)], rule).next).toBe('full');
    expect(judge([], rule).next).toBe('full');
  });

  it('leaves the opening to WeCom where that is agreed, which needs a group to copy', () => {
    const byWeCom = { ...rule, autoOpen: true };
    expect(judge([group('g1', 200)], byWeCom).next).toBe('platform_opens');
    expect(judge([group('g1', 10, { usable: false })], byWeCom).next).toBe('full');
  });

  it('drops a full group when WeCom takes no sixth, else the fullest', () => {
    const five = [group('g1', 190), group('g2', 200), group('g3', 185), group('g4', 181), group('g5', 182)];
    expect(judge([...five, waiting('g6')], rule)).toMatchObject({
      open: ['g1', 'g3', 'g4', 'g5', 'g6'],
      past: ['g2'],
    });
    const noneFull = five.map((one) => ({ ...one, members: Math.min(one.members, 195) }));
    expect(judge([...noneFull, waiting('g6')], rule)).toMatchObject({ past: ['g2'] });
  });

  it('does without dissolved groups wherever they stood', () => {
    const gone = { usable: false };
    expect(judge([group('g1', 5, gone), group('g2', 5), { ...waiting('g3'), ...gone }], rule)).toMatchObject({
      open: ['g2'],
      prepared: [],
      past: ['g1', 'g3'],
      fillCapacity: 200,
    });
  });

  const anyGroups = fc
    .array(
      fc.record({
        place: fc.constantFrom('open' as const, 'prepared' as const, 'past' as const),
        members: fc.integer({ min: 0, max: 200 }),
        usable: fc.boolean(),
      }),
      { maxLength: 12 },
    )
    .map((list) => list.map((one, i): CodeGroup => ({ ...one, chatId: `g${i}`, position: i })));

  it('judged again stays as it is, keeps within WeCom’s limit and loses no group', () => {
    fc.assert(
      fc.property(anyGroups, fc.boolean(), fc.integer({ min: 50, max: 100 }), (groups, autoOpen, openAt) => {
        const asked = { ...rule, autoOpen, openAt };
        const once = judge(groups, asked);
        expect(once.open.length).toBeLessThanOrEqual(rule.most);
        expect([...once.open, ...once.prepared, ...once.past].toSorted()).toEqual(
          groups.map((one) => one.chatId).toSorted(),
        );
        const placed = [once.open, once.prepared, once.past].flatMap((ids, place) =>
          ids.map((chatId, position): CodeGroup => {
            const before = groups.find((one) => one.chatId === chatId);
            return {
              chatId,
              position,
              place: (['open', 'prepared', 'past'] as const)[place] ?? 'past',
              members: before?.members ?? 0,
              usable: before?.usable ?? false,
            };
          }),
        );
        expect(judge(placed, asked)).toEqual(once);
      }),
    );
  });

  it('never waits for a group while a prepared one with room is there', () => {
    fc.assert(
      fc.property(anyGroups, (groups) => {
        const after = judge(groups, rule);
        const idle = groups.some((one) => after.prepared.includes(one.chatId) && one.members < 180);
        const stuck = after.next === 'needs_group' || after.next === 'full';
        expect(stuck && idle).toBe(false);
      }),
    );
  });
});

describe('what WeCom did to a list by itself', () => {
  it('a group it opened is taken over, and what it dropped for that is past', () => {
    expect(takeOver({ pushed: ['a', 'b'], platform: ['b', 'c'], wanted: ['a', 'b'] })).toEqual({
      opened: ['c'],
      dropped: ['a'],
    });
  });
  it('a list that somebody else shortened is put right by us', () => {
    expect(takeOver({ pushed: ['a', 'b'], platform: ['b'], wanted: ['a', 'b'] })).toEqual({
      opened: [],
      dropped: [],
    });
  });
  it('what we want and have not sent yet is no news', () => {
    expect(takeOver({ pushed: ['a'], platform: ['a'], wanted: ['a', 'n'] })).toEqual({
      opened: [],
      dropped: [],
    });
    expect(takeOver({ pushed: [], platform: ['a'], wanted: ['a'] })).toEqual({ opened: [], dropped: [] });
  });
});
