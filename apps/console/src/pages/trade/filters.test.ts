import { describe, expect, it } from 'vitest';
import { csvAddress, inputOf } from './filters.ts';

describe('filters of orders', () => {
  it('read flags, days and kinds from the address, and ignore what does not fit', () => {
    expect(
      inputOf({
        from: '2026-11-01',
        to: 'yesterday',
        state: 'paid',
        platform: 'ebay',
        paid: 'true',
        oldCustomer: 'false',
        firstOrder: 'perhaps',
        search: ' 20201 ',
      }),
    ).toEqual({ from: '2026-11-01', state: 'paid', paid: true, oldCustomer: false, search: '20201' });
  });

  it('name the same orders in the file as in the list', () => {
    expect(csvAddress({ dateBy: 'paid', refunded: 'true', search: 'a&b' })).toBe(
      '/api/v1/orders.csv?dateBy=paid&refunded=true&search=a%26b',
    );
  });
});
