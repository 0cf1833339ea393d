// CSV as people open it: in a spreadsheet, which computes what looks like a formula.

/** A cell: text is quoted where needed (RFC 4180; `;` too, where it parts cells) and disarmed where it would be computed (CWE-1236); numbers stay. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line with its line end. */
export const csvLine = (cells: readonly (string | number | null)[]) => `${cells.map(csvCell).join(',')}\r\n`;

/** Opens the file: without it, Excel reads UTF-8 as GBK. */
export const CSV_BOM = '\uFEFF';
