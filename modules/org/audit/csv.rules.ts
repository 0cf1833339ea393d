// One line of a CSV file that a spreadsheet opens without running anything in it. Pure.

/** A cell that begins with = + - @, a tab or a return would run as a formula: an apostrophe makes it text. */
export function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line with its line end (RFC 4180). */
export const csvLine = (cells: readonly string[]) => `${cells.map(csvCell).join(',')}\r\n`;
