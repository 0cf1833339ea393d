// What every reader of files gives.

/** A row as text, with the line number a person would look for. A formula of a spreadsheet is «=…». */
export interface FileRow {
  line: number;
  cells: string[];
}
