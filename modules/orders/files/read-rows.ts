// The rows of an uploaded file in batches, however it is written, with the line number that a person would look for.
import { Transform } from 'node:stream';
import { invalid } from '@yutian/kernel';
import { CsvError, parse } from 'csv-parse';
import type { FileRow } from './file-row.ts';
import { type Encoding, type FileShape, textBytes } from './inspect-file.ts';
import { MAX_COLUMNS, MAX_ROW } from './limits.ts';
import { xlsxRows } from './xlsx-rows.ts';

const BATCH = 2_000;

/**
 * Reads all rows, the header included, blank ones left out.
 * @throws Fault FILE_ROW_TOO_LARGE (also for a quote that is never closed), FILE_TOO_WIDE, FILE_DAMAGED …
 */
export async function* readRows(path: string, shape: FileShape): AsyncGenerator<FileRow[]> {
  if (shape.format === 'xlsx') {
    yield* xlsxRows(path);
    return;
  }
  const bytes = textBytes(path, shape.compressed);
  const source = toUtf8(shape.encoding ?? 'utf-8');
  const parser = parse({
    bom: true,
    delimiter: shape.format === 'spaces' ? '\n' : (shape.delimiter ?? ','),
    quote: shape.format === 'spaces' ? null : '"',
    record_delimiter: ['\r\n', '\n'],
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: MAX_ROW,
  });
  bytes.on('error', (error) => parser.destroy(error));
  source.on('error', (error) => parser.destroy(error));
  bytes.pipe(source).pipe(parser);
  try {
    yield* batches(parser, shape.format === 'spaces');
  } finally {
    bytes.destroy();
    source.destroy();
    parser.destroy();
  }
}

async function* batches(parser: AsyncIterable<string[]>, spaces: boolean): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = [];
  // Counted here: the parser counts a quoted CRLF as two lines.
  let line = 1;
  try {
    for await (const record of parser) {
      const cells = spaces ? (record[0] ?? '').trim().split(/\s+/) : record;
      if (cells.length > MAX_COLUMNS) throw tooWide(line);
      if (cells.length > 1 || cells[0] !== '') batch.push({ line, cells });
      line += 1 + lineBreaksIn(record);
      if (batch.length === BATCH) {
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    if (error instanceof CsvError) throw unreadable(error, line);
    throw error;
  }
  if (batch.length > 0) yield batch;
}

function lineBreaksIn(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells)
    for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) breaks += 1;
  return breaks;
}

function toUtf8(encoding: Encoding): Transform {
  if (encoding === 'utf-8')
    return new Transform({ transform: (chunk, _encoding, done) => done(null, chunk) });
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, decoder.decode(chunk, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  });
}

const unreadable = (error: CsvError, line: number) =>
  error.code === 'CSV_MAX_RECORD_SIZE'
    ? invalid(
        'FILE_ROW_TOO_LARGE',
        `The row on line ${line} never ends: a quote is not closed, or it holds more than a megabyte.`,
        { line },
      )
    : invalid(
        'FILE_DAMAGED',
        `The row on line ${line} cannot be read. Look for a quote that is not closed.`,
        {
          line,
        },
      );

const tooWide = (line: number) =>
  invalid('FILE_TOO_WIDE', `Line ${line} has more than ${MAX_COLUMNS} columns. Is this an order export?`, {
    line,
  });
