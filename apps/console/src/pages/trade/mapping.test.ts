import { describe, expect, it } from 'vitest';
import type { ImportMapping } from '@yutian/contract';
import { missingFields } from './mapping.ts';

const empty: ImportMapping = {
  layout: 'orders',
  columns: {},
  paidAmountIs: 'gross',
  paidWhen: 'paid_at',
  orderNoFrom: 'column',
  returnPrefix: null,
};

describe('what a mapping lacks', () => {
  it('asks an order per row for number, times and an amount', () => {
    expect(missingFields(empty)).toEqual(['createdAt', 'orderNo', 'totalAmount', 'paidAt']);
  });

  it('takes a paid amount for the total, and no payment time where all is paid', () => {
    const columns = { createdAt: 'a', orderNo: 'b', paidAmount: 'c' };
    expect(missingFields({ ...empty, columns, paidWhen: 'always' })).toEqual([]);
  });

  it('asks lines for a price, and purchases by day for their buyer', () => {
    const lines = { ...empty, layout: 'lines', orderNoFrom: 'buyer_day', paidWhen: 'always' } as const;
    expect(missingFields({ ...lines, columns: { createdAt: 'a' } })).toEqual(['buyerId', 'lineAmount']);
    expect(missingFields({ ...lines, columns: { createdAt: 'a', buyerId: 'b', unitPrice: 'c' } })).toEqual(
      [],
    );
  });
});
