import { describe, expect, it } from 'vitest';
import { csvAddress, knownBy, splitIds, toFilter } from './list-filter.ts';

describe('the filters of the customer list', () => {
  it('show friends, and look among all buyers once something is searched for', () => {
    expect(toFilter({})).toEqual({ provisional: false });
    expect(toFilter({ text: '雨' })).toEqual({ text: '雨' });
    expect(toFilter({ text: '雨', knownBy: 'orders' })).toEqual({ text: '雨', provisional: true });
    expect(knownBy({ knownBy: 'nonsense' })).toBe('wecom');
  });

  it('become numbers and booleans for the server; a standing it does not know asks nothing', () => {
    expect(toFilter({ knownBy: 'any', addWay: '16', hasPhone: 'false', standing: 'gone' })).toEqual({
      addWay: 16,
      hasPhone: false,
    });
  });

  it('download as CSV what they list', () => {
    const address = csvAddress(toFilter({ text: '王 芳', tagsAny: 'a,b', hasPhone: 'true' }), [
      'name',
      'tags',
    ]);
    expect(Object.fromEntries(new URL(address, 'http://x').searchParams)).toEqual({
      text: '王 芳',
      tagsAny: 'a,b',
      hasPhone: 'true',
      columns: 'name,tags',
    });
  });

  it('hold lists of ids joined by commas', () => {
    expect(splitIds(undefined)).toEqual([]);
    expect(splitIds('a,b')).toEqual(['a', 'b']);
  });
});
