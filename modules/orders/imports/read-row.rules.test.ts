import { startOfDay } from '@yutian/kernel';
import { describe, expect, it } from 'vitest';
import { columnNames, guessMapping, knownExport, looksLikeHeader } from './header.rules.ts';
import { isRowFault, missingFields, type RowFact, type RowFault, rowReader } from './read-row.rules.ts';

const TMALL = [
  '订单编号',
  '总金额',
  '买家实际支付金额',
  '收货地址 ',
  '订单创建时间',
  '订单付款时间 ',
  '退款金额',
];
const UCI = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
];

function reader(header: readonly string[]) {
  const names = columnNames(header, true);
  const known = knownExport(names, true, 'csv');
  if (!known) throw new Error('the export is not known');
  return rowReader(known.mapping, names);
}
const fact = (reading: RowFact | RowFault): RowFact => {
  if (isRowFault(reading)) throw new Error(reading.reason);
  return reading;
};
const code = (reading: RowFact | RowFault) => (isRowFault(reading) ? reading.code : 'taken');

describe('the Tmall order report', () => {
  const read = reader(TMALL);

  it('states what was paid before refunds as net plus refund', () => {
    const row = ['6', '327.7', '148.9', '浙江省', '2020-02-20 23:56:39', '2020-02-20 23:56:53', '178.8'];
    expect(fact(read(row))).toMatchObject({
      orderNo: '6',
      totalFen: 32_770,
      paidFen: 32_770,
      refundedFen: 17_880,
      province: '浙江',
      paidAtMs: startOfDay('2020-02-21') - 187_000,
    });
  });

  it('without a payment time is an order that was not paid', () => {
    expect(fact(read(['1', '178.8', '0.0', '上海', '2020-02-21 00:00:00', '', '0.0']))).toMatchObject({
      paidAtMs: null,
      paidFen: 0,
    });
  });

  it.each([
    [['1', '-5', '0', '', '2020-02-21', '', '0'], 'NEGATIVE_PRICE'],
    [['1', '5', '0', '', 'yesterday', '', '0'], 'DATE_UNREADABLE'],
    [['', '5', '0', '', '2020-02-21', '', '0'], 'VALUE_MISSING'],
    [['1', '=B2*2', '0', '', '2020-02-21', '', '0'], 'CELL_HAS_FORMULA'],
    [['1.2E+17', '5', '0', '', '2020-02-21', '', '0'], 'ORDER_NO_DAMAGED'],
    [['1', '5', '5', '', '2020-02-21', '', '0'], 'PAYMENT_TIME_MISSING'],
    [['1', '5', '0', '', '2020-02-21', '', '3'], 'PAYMENT_TIME_MISSING'],
    [['1', '5 yuan', '0', '', '2020-02-21', '', '0'], 'AMOUNT_UNREADABLE'],
    [['1', '5'], 'VALUE_MISSING'],
  ])('%j is refused as %s', (row, expected) => {
    expect(code(read(row))).toBe(expected);
  });

  it('a refusal names the column and the order, never what the cell holds', () => {
    const reading = read(['A7', '5', '0', '', '13800001111', '', '0']);
    expect(reading).toMatchObject({ column: '订单创建时间', orderNo: 'A7' });
    expect(JSON.stringify(reading)).not.toContain('13800001111');
  });
});

describe('UCI Online Retail', () => {
  const read = reader(UCI);
  const row = (no: string, quantity: string, price: string, customer = '17850.0') => [
    no,
    '85123A',
    'HEART',
    quantity,
    '2010-12-01 08:26:00',
    price,
    customer,
    'United Kingdom',
  ];

  it('a row is a line: pieces times price', () => {
    expect(fact(read(row('536365', '6', '2.55')))).toMatchObject({
      sku: '85123A',
      quantity: 6,
      unitPriceFen: 255,
      amountFen: 1_530,
      buyerId: '17850',
      isReturn: false,
    });
  });

  it('an invoice that begins with C is a return slip of positive pieces', () => {
    expect(fact(read(row('C536379', '-1', '27.5')))).toMatchObject({
      isReturn: true,
      quantity: 1,
      amountFen: 2_750,
    });
  });

  it('negative pieces outside a return slip, and negative prices, are refused', () => {
    expect(code(read(row('536589', '-10', '0.0')))).toBe('NEGATIVE_QUANTITY');
    expect(code(read(row('A563186', '1', '-11062.06')))).toBe('NEGATIVE_PRICE');
  });

  it('a row without a customer is taken', () => {
    expect(fact(read(row('536544', '1', '2.51', '')))).toMatchObject({ buyerId: null });
  });
});

describe('any other file', () => {
  it('with personal columns keeps a phone only when it is whole', () => {
    const names = ['订单号', '下单时间', '付款时间', '实付金额', '收货人手机', '收货人'];
    const read = rowReader(guessMapping(names), names);
    const row = (phone: string) => ['1', '2020-02-21', '2020-02-21', '5', phone, '林'];
    expect(fact(read(row('138 0000-1111'))).person).toEqual({
      phone: '13800001111',
      unionid: null,
      memberNo: null,
      name: '林',
    });
    expect(fact(read(row('138****1111'))).person?.phone).toBeNull();
  });

  it('says which fields its mapping lacks', () => {
    expect(missingFields(guessMapping(['订单号', '金额']), ['订单号', '金额'])).toEqual([
      'createdAt',
      'totalAmount',
    ]);
  });

  it('has a header unless its first row holds numbers or dates', () => {
    expect(looksLikeHeader(['订单号', '金额'])).toBe(true);
    expect(looksLikeHeader(['00004', '0001', '19970101', '2', '29.33'])).toBe(false);
    expect(columnNames(['金额', '', '金额'], true)).toEqual(['金额', '列2', '金额 (2)']);
  });

  it('of CDNOW is known with and without its header', () => {
    const names = ['customer_id', 'date', 'number_of_cds', 'dollar_value'];
    const read = rowReader(knownExport(names, true, 'spaces')?.mapping ?? guessMapping(names), names);
    expect(fact(read(['00002', '19970112', '5', '77.00']))).toMatchObject({
      orderNo: '00002-19970112',
      amountFen: 7_700,
      quantity: 5,
    });
    expect(
      knownExport(columnNames(['4', '1', '19970101', '2', '29.33'], false), false, 'spaces')?.preset,
    ).toBe('cdnow');
  });
});
