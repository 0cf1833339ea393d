import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvLine } from './csv.ts';

it.each([
  ['=1+1', `'=1+1`],
  ['+86', `'+86`],
  ['-8', `'-8`],
  ['@cmd', `'@cmd`],
  ['\t=1', `'\t=1`],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['门店', '门店'],
])('the cell %j is written as %j', (value, written) => {
  expect(csvCell(value)).toBe(written);
});

it('no cell begins a formula, and a reader gets its text back', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (cells) => {
      const read = readLine(csvLine(cells));
      expect(read.some((cell) => /^[=+\-@\t\r]/.test(cell))).toBe(false);
      expect(read.map((cell, i) => (cell === cells[i] ? cell : cell.slice(1)))).toEqual(cells);
    }),
  );
});

// RFC 4180, the other way round.
function readLine(line: string): string[] {
  const cells = [''];
  let quoted = false;
  for (let i = 0; i < line.length - 2; i += 1) {
    const at = line[i] ?? '';
    const last = cells.length - 1;
    if (quoted && at === '"' && line[i + 1] === '"') {
      cells[last] += '"';
      i += 1;
    } else if (at === '"') quoted = !quoted;
    else if (at === ',' && !quoted) cells.push('');
    else cells[last] += at;
  }
  return cells;
}

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
