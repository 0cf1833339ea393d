// Reads the first sheet of an XLSX as it streams by: rows of text, a formula as «=…», so that nobody computes it.
import { invalid } from '@yutian/kernel';
import { SaxesParser } from 'saxes';
import { MAX_COLUMNS, MAX_ROW, MAX_SHARED_STRINGS } from './limits.ts';
import { type Archive, openArchive } from './xlsx-archive.ts';
import type { FileRow } from './file-row.ts';

/** Rows of the first sheet in batches, with the sheet's own row numbers. */
export async function* xlsxRows(path: string): AsyncGenerator<FileRow[]> {
  const archive = await openArchive(path);
  try {
    const sheet = await firstSheet(archive);
    const strings = archive.has('xl/sharedStrings.xml') ? await sharedStrings(archive) : [];
    yield* sheetRows(archive, sheet, strings);
  } finally {
    archive.close();
  }
}

/** How many rows the first sheet says it has; 0 when it does not say. */
export async function xlsxRowCount(path: string): Promise<number> {
  const archive = await openArchive(path);
  try {
    let rows = 0;
    const parser = strictParser();
    parser.on('opentag', ({ name, attributes }) => {
      if (localName(name) === 'dimension')
        rows = Number(/:[A-Z]+(\d+)$/.exec(text(attributes.ref))?.[1] ?? 0);
    });
    const stream = await archive.read(await firstSheet(archive));
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      write(parser, chunk.toString('latin1'));
      break;
    }
    stream.destroy();
    return rows;
  } finally {
    archive.close();
  }
}

async function firstSheet(archive: Archive): Promise<string> {
  let relation: string | undefined;
  let macDates = false;
  await parsePart(archive, 'xl/workbook.xml', (parser) =>
    parser.on('opentag', ({ name, attributes }) => {
      if (localName(name) === 'sheet') relation ??= text(attributes['r:id']);
      if (localName(name) === 'workbookPr') macDates = ['1', 'true'].includes(text(attributes.date1904));
    }),
  );
  if (macDates)
    throw invalid(
      'XLSX_DATES_FROM_1904',
      'This workbook counts dates from 1904. Switch that option off in Excel and save it again.',
    );
  let target: string | undefined;
  await parsePart(archive, 'xl/_rels/workbook.xml.rels', (parser) =>
    parser.on('opentag', ({ attributes }) => {
      if (text(attributes.Id) === relation && relation !== undefined) target = text(attributes.Target);
    }),
  );
  const path = target?.startsWith('/') ? target.slice(1) : `xl/${target}`;
  if (target === undefined || !archive.has(path)) throw damaged();
  return path;
}

async function sharedStrings(archive: Archive): Promise<string[]> {
  if (archive.sizeOf('xl/sharedStrings.xml') > MAX_SHARED_STRINGS)
    throw invalid(
      'FILE_EXPANDS_TOO_FAR',
      'The workbook holds more text than can be read at once. Save the orders as CSV, or in parts.',
    );
  const strings: string[] = [];
  let current = '';
  let inText = false;
  let phonetic = 0;
  await parsePart(archive, 'xl/sharedStrings.xml', (parser) => {
    parser.on('opentag', ({ name }) => {
      const tag = localName(name);
      if (tag === 'si') current = '';
      if (tag === 'rPh') phonetic += 1;
      inText = tag === 't' && phonetic === 0;
    });
    parser.on('text', (part) => {
      if (inText) current += part;
    });
    parser.on('closetag', ({ name }) => {
      const tag = localName(name);
      if (tag === 't') inText = false;
      if (tag === 'rPh') phonetic -= 1;
      if (tag === 'si') strings.push(current);
    });
  });
  return strings;
}

async function* sheetRows(
  archive: Archive,
  sheet: string,
  strings: readonly string[],
): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = [];
  let cells: string[] = [];
  let line = 0;
  let cell: { column: number; type: string; value: string; formula: string | null } | undefined;
  let into: 'value' | 'formula' | undefined;
  const parser = strictParser();
  parser.on('opentag', ({ name, attributes }) => {
    const tag = localName(name);
    if (tag === 'row') {
      line = attributes.r === undefined ? line + 1 : Number(text(attributes.r));
      cells = [];
    } else if (tag === 'c') {
      const column = attributes.r === undefined ? cells.length : columnIndex(text(attributes.r));
      if (column >= MAX_COLUMNS) throw tooWide();
      cell = { column, type: text(attributes.t), value: '', formula: null };
    } else if (tag === 'v' || tag === 't') into = 'value';
    else if (tag === 'f' && cell) {
      cell.formula = '';
      into = 'formula';
    }
  });
  parser.on('text', (part) => {
    if (!cell || !into) return;
    if (into === 'value') cell.value += part;
    else cell.formula += part;
    if (cell.value.length > MAX_ROW) throw rowTooLarge(line);
  });
  parser.on('closetag', ({ name }) => {
    const tag = localName(name);
    if (tag === 'v' || tag === 't' || tag === 'f') into = undefined;
    else if (tag === 'c' && cell) {
      while (cells.length < cell.column) cells.push('');
      cells[cell.column] =
        cell.formula !== null
          ? `=${cell.formula}`
          : cell.type === 's'
            ? (strings[Number(cell.value)] ?? '')
            : cell.value;
      cell = undefined;
    } else if (tag === 'row' && cells.some((value) => value !== '')) batch.push({ line, cells });
  });
  const decoder = new TextDecoder();
  const stream = await archive.read(sheet);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      write(parser, decoder.decode(chunk, { stream: true }));
      if (batch.length > 0) {
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    throw isFault(error) ? error : damaged();
  } finally {
    stream.destroy();
  }
  if (batch.length > 0) yield batch;
}

async function parsePart(archive: Archive, part: string, prepare: (parser: SaxesParser) => void) {
  const parser = strictParser();
  prepare(parser);
  const decoder = new TextDecoder();
  try {
    for await (const chunk of (await archive.read(part)) as AsyncIterable<Buffer>)
      write(parser, decoder.decode(chunk, { stream: true }));
  } catch (error) {
    throw isFault(error) ? error : damaged();
  }
}

// A document type is where entity bombs live; no spreadsheet program writes one.
function strictParser(): SaxesParser {
  const parser = new SaxesParser();
  parser.on('doctype', () => {
    throw damaged();
  });
  parser.on('error', () => {
    throw damaged();
  });
  return parser;
}

const write = (parser: SaxesParser, chunk: string) => void parser.write(chunk);
const text = (value: unknown) => (typeof value === 'string' ? value : '');
const localName = (name: string) => name.slice(name.indexOf(':') + 1);
const isFault = (error: unknown) => error instanceof Error && error.name === 'Fault';

/** «AB12» → 27. */
function columnIndex(reference: string): number {
  let index = 0;
  for (let i = 0; i < reference.length; i++) {
    const code = reference.charCodeAt(i);
    if (code < 65 || code > 90) break;
    index = index * 26 + code - 64;
  }
  return index - 1;
}

const damaged = () =>
  invalid('FILE_DAMAGED', 'The Excel file cannot be read. Open it in Excel, save it again and upload it.');
const tooWide = () =>
  invalid('FILE_TOO_WIDE', `The file has more than ${MAX_COLUMNS} columns. Is this an order export?`);
const rowTooLarge = (line: number) =>
  invalid('FILE_ROW_TOO_LARGE', `Row ${line} holds more than a megabyte of text.`, { line });
