// What a statement about an order changes in what is already known. Pure.
// An export is a photograph: an older one may come after a newer one. Money and state only move forward, so any order
// of imports ends the same; what contradicts is refused and shown, never averaged.
import type { OrderState } from '@yutian/contract';
import type { Fen } from '@yutian/kernel';

/** What a shop states about one order. `paid` is gross; `refunded` is the sum so far. */
export interface StatedAmounts {
  state: OrderState | null;
  isReturn: boolean;
  totalFen: Fen;
  paidFen: Fen;
  paidAtMs: number | null;
  refundedFen: Fen;
  refundedAtMs: number | null;
  createdAtMs: number;
}

export interface KnownAmounts {
  state: OrderState;
  totalFen: Fen;
  paidFen: Fen;
  refundedFen: Fen;
}

/** Facts to add: a payment, a refund, a state. */
export interface Advance {
  state: OrderState;
  payment: { amountFen: Fen; atMs: number } | null;
  refund: { amountFen: Fen; atMs: number } | null;
}

export type Decision =
  | ({ kind: 'create' | 'advance' } & Advance)
  | { kind: 'unchanged' }
  | { kind: 'conflict'; field: 'total' | 'paid' };

// Later states win; cancelled yields to a payment that is known.
const RANK: Record<OrderState, number> = {
  pending: 0,
  cancelled: 1,
  paid: 2,
  shipped: 3,
  completed: 4,
  refunded: 5,
  returned: 6,
};

/** The state that the amounts allow: money decides, the shop's word refines. */
export function stateFrom(stated: {
  state: OrderState | null;
  isReturn: boolean;
  totalFen: Fen;
  paidFen: Fen;
  refundedFen: Fen;
}): OrderState {
  if (stated.isReturn) return 'returned';
  if (stated.paidFen > 0n) {
    if (stated.refundedFen >= stated.paidFen) return 'refunded';
    return stated.state === 'shipped' || stated.state === 'completed' ? stated.state : 'paid';
  }
  if (stated.state === 'cancelled' || stated.state === 'pending') return stated.state;
  // A gift has nothing to be paid.
  return stated.totalFen === 0n ? 'completed' : 'pending';
}

/**
 * Decides what a statement does.
 * Lawful: a first payment, more refund, a later state. Older photographs change nothing.
 * Refused: another total, or another paid amount of an order that was paid.
 */
export function decide(known: KnownAmounts | null, stated: StatedAmounts): Decision {
  const stateNow = stateFrom(stated);
  if (known === null)
    return {
      kind: 'create',
      state: stateNow,
      payment:
        stated.paidFen > 0n
          ? { amountFen: stated.paidFen, atMs: stated.paidAtMs ?? stated.createdAtMs }
          : null,
      refund: stated.refundedFen > 0n ? { amountFen: stated.refundedFen, atMs: refundedAt(stated) } : null,
    };
  if (known.totalFen !== stated.totalFen) return { kind: 'conflict', field: 'total' };
  if (known.paidFen > 0n && stated.paidFen > 0n && known.paidFen !== stated.paidFen)
    return { kind: 'conflict', field: 'paid' };
  if ((known.state === 'returned') !== stated.isReturn) return { kind: 'conflict', field: 'total' };
  if (stated.isReturn && known.refundedFen !== stated.refundedFen) return { kind: 'conflict', field: 'paid' };
  const paid = stated.paidFen - known.paidFen;
  const refunded = stated.refundedFen - known.refundedFen;
  const payment = paid > 0n ? { amountFen: paid, atMs: stated.paidAtMs ?? stated.createdAtMs } : null;
  const refund = refunded > 0n ? { amountFen: refunded, atMs: refundedAt(stated) } : null;
  const merged = stateFrom({
    ...stated,
    state: RANK[stateNow] >= RANK[known.state] ? stateNow : known.state,
    paidFen: max(known.paidFen, stated.paidFen),
    refundedFen: max(known.refundedFen, stated.refundedFen),
  });
  const state = RANK[merged] > RANK[known.state] ? merged : known.state;
  if (payment === null && refund === null && state === known.state) return { kind: 'unchanged' };
  return { kind: 'advance', state, payment, refund };
}

/** A shop that does not say when it refunded: not before the payment. */
const refundedAt = (stated: StatedAmounts) => stated.refundedAtMs ?? stated.paidAtMs ?? stated.createdAtMs;
const max = (a: Fen, b: Fen) => (a > b ? a : b);
