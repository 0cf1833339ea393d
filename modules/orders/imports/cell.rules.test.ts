import { startOfDay } from '@yutian/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amountOf,
  instantOf,
  isDamagedNumber,
  isFormula,
  plain,
  provinceOf,
  quantityOf,
  toFen,
  withoutDecimal,
} from './cell.rules.ts';

describe('a date', () => {
  const moment = startOfDay('2020-02-21') + (8 * 60 + 5) * 60_000;
  it.each([
    '2020-02-21 08:05:00',
    '2020/2/21 8:05',
    '2020.02.21 08:05:00.000',
    '2020年2月21日 8时5分',
    '2020-02-21T08:05:00+08:00',
    '2020-02-21T00:05:00Z',
    '20200221080500',
    String((startOfDay('2020-02-21') + 485 * 60_000) / 1_000),
    String(startOfDay('2020-02-21') + 485 * 60_000),
    // The serial day number that a spreadsheet stores.
    '43882.336805555555',
  ])('%s is five past eight in Shanghai', (text) => {
    expect(instantOf(text)).toBe(moment);
  });

  it('without a time is the beginning of the day', () => {
    expect(instantOf('20200221')).toBe(startOfDay('2020-02-21'));
    expect(instantOf('2020-2-21')).toBe(startOfDay('2020-02-21'));
  });

  it.each([
    '2020-02-30',
    '2020-13-01',
    '1/2/2020',
    '21 Feb 2020',
    '2020-02-21 25:00',
    '0',
    '12',
    '1899-01-01',
    'x',
  ])('%s is not read', (text) => {
    expect(instantOf(text)).toBeUndefined();
  });
});

describe('an amount', () => {
  it.each([
    ['178.8', 17_880],
    ['1,234.50', 123_450],
    ['¥39.90', 3_990],
    ['-8', -800],
    ['12.50元', 1_250],
    ['0.0', 0],
    ['5.', 500],
  ])('%s is %d fen', (text, fen) => {
    expect(toFen(amountOf(text) ?? NaN)).toBe(fen);
  });

  it('keeps prices below a fen until they are multiplied', () => {
    expect(toFen((amountOf('0.001') ?? 0) * 3_000)).toBe(300);
    expect(toFen(amountOf('0.005') ?? 0)).toBe(1);
  });

  it.each(['', 'abc', '1.23456', '1e5', '--1', '99999999999999'])('«%s» is none', (text) => {
    expect(amountOf(text)).toBeUndefined();
  });

  it('comes back from its own text, to the fen', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), (fen) => {
        const text = `${fen < 0 ? '-' : ''}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`;
        const read = toFen(amountOf(text) ?? NaN);
        expect(read).toBe(fen === 0 ? 0 : fen);
      }),
    );
  });
});

describe('a cell', () => {
  it('that holds a formula is known as one; a signed number and a held number are none', () => {
    expect(['=SUM(A1:A9)', '=cmd|x', '@SUM(A1)', '+cmd', '-cmd'].map(isFormula)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(['-12.5', '+8', '-¥3', 'A1'].map(isFormula)).toEqual([false, false, false, false]);
    expect(plain('="2020022100001"')).toBe('2020022100001');
    expect(plain(' \t2020022100001\t')).toBe('2020022100001');
    expect(plain("'0012")).toBe('0012');
    expect(plain('="=cmd"')).toBe('="=cmd"');
  });

  it('with a rounded order number is damaged', () => {
    expect(['1.23457E+17', '1E18'].map(isDamagedNumber)).toEqual([true, true]);
    expect(['123457', 'E17'].map(isDamagedNumber)).toEqual([false, false]);
  });

  it('gives whole pieces and buyer numbers without decimals', () => {
    expect(['6', '6.0', '-12', '1,000'].map(quantityOf)).toEqual([6, 6, -12, 1_000]);
    expect(['6.5', '', 'x'].map(quantityOf)).toEqual([undefined, undefined, undefined]);
    expect(['17850.0', 'a.0', '1.05'].map(withoutDecimal)).toEqual(['17850', 'a.0', '1.05']);
  });

  it('with an address gives the province and nothing more', () => {
    expect(provinceOf('内蒙古自治区')).toBe('内蒙古');
    expect(provinceOf('上海市徐汇区某路 1 号 3 楼')).toBe('上海');
    expect(provinceOf('United Kingdom')).toBe('United Kingdom');
    expect(provinceOf('某某路 1 号')).toBeNull();
  });
});
