import { describe, expect, it } from 'vitest';
import { csvLine } from './csv.ts';

describe('a CSV line', () => {
  it('disarms what a spreadsheet would compute and leaves numbers alone', () => {
    expect(csvLine(['=cmd|x', '+1', '@a', '-a', 'ok', -12.5, null])).toBe(
      "'=cmd|x,'+1,'@a,'-a,ok,-12.5,\r\n",
    );
  });
  it('quotes commas, quotes and line breaks', () => {
    expect(csvLine(['a,b', 'c"d', 'e\nf'])).toBe('"a,b","c""d","e\nf"\r\n');
  });
});
