// From sums to figures: what is known, what is not, and on which people a rate stands.
import { METRICS } from '@yutian/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addUp, breakdownRow, figuresOf, previousPeriod, toRate, valueOf } from './overview.rules.ts';
import type { Sums } from './overview.sql.ts';

const sums: Sums = {
  adds: 20,
  observed: 12,
  greeted: 12,
  replied: 2,
  bought7: 1,
  lost: 1,
  firstBuyers: 1,
  orders: 4,
  paidFen: 40_001,
};
const standing = { friends: 2_400, observed: 2_000, wrote: 300 };

describe('a rate', () => {
  it('of 300 in 2,000 is 15.0 % with the Wilson interval 13.50 % to 16.63 %', () => {
    const rate = toRate(300, 2_000);
    expect(rate.value).toBe(0.15);
    expect(rate.low).toBeCloseTo(0.135, 4);
    expect(rate.high).toBeCloseTo(0.1663, 4);
  });

  it('of nobody is no rate', () => {
    expect(toRate(0, 0)).toEqual({ numerator: 0, denominator: 0, value: null, low: null, high: null });
  });

  it('lies within its interval, and the interval within 0 and 1', () => {
    const part = fc
      .integer({ min: 1, max: 100_000 })
      .chain((all) => fc.tuple(fc.integer({ min: 0, max: all }), fc.constant(all)));
    fc.assert(
      fc.property(part, ([some, all]) => {
        const { value, low, high } = toRate(some, all);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(value).toBeGreaterThanOrEqual(Number(low) - 1e-12);
        expect(value).toBeLessThanOrEqual(Number(high) + 1e-12);
      }),
    );
  });
});

describe('figures about messages', () => {
  it('have only friends in the denominator whose messages can be known', () => {
    expect(valueOf('privateChatRatio', sums, standing, true)).toMatchObject({
      rate: { numerator: 300, denominator: 2_000 },
    });
    expect(valueOf('friends', sums, standing, true)).toEqual({ kind: 'count', count: 2_400 });
    expect(valueOf('firstReplyRate', sums, standing, true)).toMatchObject({
      rate: { numerator: 2, denominator: 12 },
    });
  });

  it('are unknown without an archive, whatever the sums say', () => {
    for (const metric of ['firstReplyRate', 'privateChatRatio'] as const)
      expect(valueOf(metric, sums, standing, false)).toEqual({
        kind: 'unknown',
        reason: 'NO_MESSAGE_SOURCE',
      });
    expect(valueOf('adds', sums, standing, false)).toEqual({ kind: 'count', count: 20 });
  });

  it('are without cases when nobody agreed', () => {
    const nobody = { friends: 9, observed: 0, wrote: 0 };
    expect(valueOf('privateChatRatio', sums, nobody, true)).toEqual({ kind: 'unknown', reason: 'NO_CASES' });
    expect(valueOf('firstReplyRate', addUp([]), nobody, true)).toEqual({
      kind: 'unknown',
      reason: 'NO_CASES',
    });
  });
});

describe('figures of a period', () => {
  it('say of the past only what can be said: how things stood then is not kept', () => {
    const figures = figuresOf(METRICS, { sums, standing }, sums, true);
    expect(figures.map((figure) => figure.metric)).toEqual([...METRICS]);
    for (const { metric, previous } of figures)
      expect(previous.kind === 'unknown').toBe(metric === 'friends' || metric === 'privateChatRatio');
  });

  it('have an average ticket in whole fen, and none without orders', () => {
    expect(valueOf('averageTicket', sums, null, true)).toEqual({
      kind: 'money',
      money: { amountFen: 10_000, currency: 'CNY' },
    });
    expect(valueOf('averageTicket', addUp([]), null, true)).toMatchObject({ reason: 'NO_CASES' });
  });

  it('add up column by column in any order', () => {
    const row = fc.record(
      Object.fromEntries(Object.keys(sums).map((name) => [name, fc.nat({ max: 1_000 })])),
    ) as unknown as fc.Arbitrary<Sums>;
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        const total = addUp(rows);
        expect(addUp(rows.toReversed())).toEqual(total);
        for (const name of Object.keys(sums) as (keyof Sums)[])
          expect(total[name]).toBe(rows.reduce((sum, one) => sum + one[name], 0));
      }),
    );
  });

  it('are compared with as many days before', () => {
    expect(previousPeriod('2026-03-01', '2026-03-07')).toEqual({
      from: '2026-02-22',
      to: '2026-02-28',
      days: 7,
    });
    expect(() => previousPeriod('2026-03-02', '2026-03-01')).toThrow('The period must end');
    expect(() => previousPeriod('2025-01-01', '2026-01-02')).toThrow('366 days');
  });
});

it('a row of the breakdown stands on the same people as the figures', () => {
  expect(breakdownRow('s1', '杭州万象城店', sums, standing)).toMatchObject({
    firstReply: { numerator: 2, denominator: 12 },
    privateChat: { numerator: 300, denominator: 2_000 },
    boughtIn7Days: { numerator: 1, denominator: 20 },
    averageTicket: { amountFen: 10_000 },
  });
  expect(breakdownRow(null, null, sums, null).privateChat).toBeNull();
});
