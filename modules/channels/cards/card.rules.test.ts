import { describe, expect, it } from 'vitest';
import { compareVersions, conversionOf, readExposureFile } from './card.rules.ts';

describe('package cards', () => {
  it('conversion is people over parcels, with Wilson’s interval', () => {
    const rate = conversionOf({ label: 'A', cards: 1_000, adds: 70 });
    expect(rate.value).toBe(0.07);
    // Wilson's bounds are the rates from which 7 % is just 1.96 standard errors away.
    for (const bound of [rate.low ?? 0, rate.high ?? 0])
      expect(Math.abs(0.07 - bound) / Math.sqrt((bound * (1 - bound)) / 1_000)).toBeCloseTo(1.959964, 5);
  });
  it('more adds than cards, or no cards entered, gives no rate and no comparison', () => {
    expect(conversionOf({ label: 'A', cards: 0, adds: 3 }).value).toBeNull();
    expect(conversionOf({ label: 'A', cards: 2, adds: 3 }).value).toBeNull();
    expect(
      compareVersions([
        { label: 'A', cards: 0, adds: 3 },
        { label: 'B', cards: 100, adds: 3 },
      ]),
    ).toEqual([]);
  });
  it('7 % against 13 % on a thousand cards each is decided and said so (S1-11)', () => {
    const [found] = compareVersions([
      { label: 'A', cards: 1_000, adds: 70 },
      { label: 'B', cards: 1_000, adds: 130 },
    ]);
    expect(found).toMatchObject({ base: 'A', label: 'B', decided: true, cardsMissing: 0 });
    expect(found?.statement.zh).toMatch(/^B 比 A 高 6\.0 个百分点，95% 区间 3\.\d 到 8\.\d，差异可信$/);
  });
  it('the same rates on a hundred cards are not decided, and the statement says how many are missing', () => {
    const [found] = compareVersions([
      { label: 'A', cards: 100, adds: 7 },
      { label: 'B', cards: 100, adds: 13 },
    ]);
    // Fleiss: (1.96 √(2 · 0.1 · 0.9) + 0.8416 √(0.07 · 0.93 + 0.13 · 0.87))² / 0.06² = 391.3.
    expect(found).toMatchObject({ decided: false, cardsMissing: 392 - 100 });
    expect(found?.statement.zh).toContain('每版还差 292 张');
  });
  it('equal versions are called equal', () => {
    const [found] = compareVersions([
      { label: 'A', cards: 100, adds: 7 },
      { label: 'B', cards: 200, adds: 14 },
    ]);
    expect(found).toMatchObject({ decided: false, cardsMissing: null, differencePoints: 0 });
    expect(found?.statement.zh).toContain('看不出高下');
  });
});

describe('a file of exposures', () => {
  it('is read with or without heading, byte-order mark, quotes and blank lines', () => {
    const expected = [{ label: 'A', day: '2026-01-02', batch: '春款', cards: 300 }];
    expect(readExposureFile('\uFEFF版本,日期,批次,数量\r\n"A",2026-01-02,春款,300\r\n\r\n')).toEqual(
      expected,
    );
    expect(readExposureFile('A,2026-01-02,春款,300')).toEqual(expected);
  });
  it.each([
    ['A,2026-01-02,,-1', 1],
    ['A,2026-01-02,,5\nB,2026-13-01,,5', 2],
    ['v,d,b,c\nA,2026-01-02,x', 2],
    ['A,2026-01-02,,1e3', 1],
  ])('%j is refused at its line', (text, line) => {
    expect(readExposureFile(text)).toEqual({ wrongLine: line });
  });
});
