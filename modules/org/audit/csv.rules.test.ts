import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvCell, csvLine } from './csv.rules.ts';

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
