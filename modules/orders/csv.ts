// CSV as people open it: in a spreadsheet, which computes what looks like a formula.

/** A cell that is text: quoted where needed, and disarmed where a spreadsheet would compute it (CWE-1236). */
export function csvText(value: string | null): string {
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line, with its end. Numbers are written as they are. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : csvText(cell))).join(',')}\r\n`;
}

/** Without it, Excel reads UTF-8 as GBK. */
export const BOM = '\uFEFF';
