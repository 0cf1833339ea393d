import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type KnownAmounts, type StatedAmounts } from './reconcile.rules.ts';

const stated = (over: Partial<StatedAmounts> = {}): StatedAmounts => ({
  state: null,
  isReturn: false,
  totalFen: 10_000n,
  paidFen: 10_000n,
  paidAtMs: 20,
  refundedFen: 0n,
  refundedAtMs: null,
  createdAtMs: 10,
  ...over,
});

/** What is known after a decision. */
function after(known: KnownAmounts | null, statement: StatedAmounts): KnownAmounts | null {
  const decision = decide(known, statement);
  if (decision.kind === 'conflict' || decision.kind === 'unchanged') return known;
  return {
    state: decision.state,
    totalFen: known?.totalFen ?? statement.totalFen,
    paidFen: (known?.paidFen ?? 0n) + (decision.payment?.amountFen ?? 0n),
    refundedFen: (known?.refundedFen ?? 0n) + (decision.refund?.amountFen ?? 0n),
  };
}

describe('a statement about an order', () => {
  it('that is new becomes an order with its payment and refund', () => {
    expect(decide(null, stated({ refundedFen: 4_000n }))).toEqual({
      kind: 'create',
      state: 'paid',
      payment: { amountFen: 10_000n, atMs: 20 },
      refund: { amountFen: 4_000n, atMs: 20 },
    });
  });

  it('that says the same again changes nothing', () => {
    expect(decide(after(null, stated()), stated())).toEqual({ kind: 'unchanged' });
  });

  it('with more refund adds the difference', () => {
    const known = after(null, stated({ refundedFen: 4_000n }));
    expect(decide(known, stated({ refundedFen: 10_000n, refundedAtMs: 99 }))).toEqual({
      kind: 'advance',
      state: 'refunded',
      payment: null,
      refund: { amountFen: 6_000n, atMs: 99 },
    });
  });

  it('with the first payment adds it', () => {
    const known = after(null, stated({ paidFen: 0n, paidAtMs: null }));
    expect(known?.state).toBe('pending');
    expect(decide(known, stated())).toMatchObject({ kind: 'advance', state: 'paid', refund: null });
  });

  it('with another total or another paid amount is a conflict', () => {
    const known = after(null, stated());
    expect(decide(known, stated({ totalFen: 9_000n }))).toEqual({ kind: 'conflict', field: 'total' });
    expect(decide(known, stated({ paidFen: 9_000n }))).toEqual({ kind: 'conflict', field: 'paid' });
  });

  it('from an older photograph changes nothing', () => {
    const known = after(null, stated({ state: 'completed', refundedFen: 500n }));
    expect(decide(known, stated({ state: 'shipped' }))).toEqual({ kind: 'unchanged' });
    expect(decide(known, stated({ paidFen: 0n, paidAtMs: null }))).toEqual({ kind: 'unchanged' });
  });

  it('about a gift is complete without a payment, and a return slip is a refund', () => {
    expect(decide(null, stated({ totalFen: 0n, paidFen: 0n }))).toMatchObject({
      state: 'completed',
      payment: null,
    });
    const slip = stated({ isReturn: true, totalFen: 0n, paidFen: 0n, refundedFen: 2_750n });
    expect(decide(null, slip)).toMatchObject({ state: 'returned', refund: { amountFen: 2_750n } });
  });
});

describe('photographs of one order', () => {
  const photograph = fc
    .record({
      paid: fc.boolean(),
      refundedFen: fc.bigInt({ min: 0n, max: 10_000n }),
      state: fc.constantFrom(null, 'pending', 'cancelled', 'paid', 'shipped', 'completed'),
    })
    .map(({ paid, refundedFen, state }) =>
      stated({
        state: state as StatedAmounts['state'],
        ...(paid ? { refundedFen } : { paidFen: 0n, paidAtMs: null }),
      }),
    );

  it('end the same in any order and any number of times, and facts add up', () => {
    fc.assert(
      fc.property(
        fc
          .array(photograph, { minLength: 1, maxLength: 6 })
          .chain((list) =>
            fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
          ),
        ([list, shuffled]) => {
          const play = (photographs: readonly StatedAmounts[]) =>
            photographs.reduce<KnownAmounts | null>(after, null);
          const once = play(list);
          expect(play(shuffled)).toEqual(once);
          expect(play([...list, ...shuffled])).toEqual(once);
          const refunded = list.reduce((most, p) => (p.refundedFen > most ? p.refundedFen : most), 0n);
          expect(once?.refundedFen).toBe(refunded);
        },
      ),
    );
  });
});
