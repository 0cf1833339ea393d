// CSV made in the browser from exactly what is shown.

import { CSV_BOM, csvLine } from '@yutian/kernel';

/** Saves rows as a UTF-8 file with a byte-order mark, which spreadsheets need to read Chinese. */
export function downloadCsv(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): void {
  const text = [columns, ...rows].map(csvLine).join('');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([CSV_BOM, text], { type: 'text/csv;charset=utf-8' }));
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
