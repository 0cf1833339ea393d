import { Fault } from '@yutian/kernel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type TestCell, workbookParts, zipOf } from '../testing/xlsx-file.ts';
import { inspectFile, layoutOf } from './inspect-file.ts';
import type { FileRow } from './file-row.ts';
import { readRows } from './read-rows.ts';
import { xlsxRowCount } from './xlsx-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'yutian-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let number = 0;
function fileOf(content: Buffer | string): string {
  const path = join(folder, `f${(number += 1)}`);
  writeFileSync(path, content);
  return path;
}

async function rowsOf(content: Buffer | string): Promise<FileRow[]> {
  const path = fileOf(content);
  const rows: FileRow[] = [];
  for await (const batch of readRows(path, await inspectFile(path))) rows.push(...batch);
  return rows;
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Fault ? error.code : `not a Fault: ${String(error)}`),
  );

// «订单号,金额» and «甲,1» in GBK.
const GBK = Buffer.from([
  0xb6, 0xa9, 0xb5, 0xa5, 0xba, 0xc5, 0x2c, 0xbd, 0xf0, 0xb6, 0xee, 0x0a, 0xbc, 0xd7, 0x2c, 0x31, 0x0a,
]);

describe('a text file', () => {
  it('is read in GBK when it is no UTF-8', async () => {
    expect(await rowsOf(GBK)).toEqual([
      { line: 1, cells: ['订单号', '金额'] },
      { line: 2, cells: ['甲', '1'] },
    ]);
  });

  it('is still read in GBK when the first such byte comes after a megabyte of plain text', async () => {
    const plain = 'A1,2\n'.repeat(250_000);
    const rows = await rowsOf(Buffer.concat([Buffer.from(plain), GBK]));
    expect(rows.at(-1)).toEqual({ line: 250_002, cells: ['甲', '1'] });
  });

  it('loses its byte-order mark, in UTF-8 and UTF-16', async () => {
    expect((await rowsOf('\uFEFF订单号,金额\n1,2\n'))[0]?.cells).toEqual(['订单号', '金额']);
    expect((await rowsOf(Buffer.from('\uFEFF订单号\t金额\n1\t2\n', 'utf16le')))[1]?.cells).toEqual([
      '1',
      '2',
    ]);
  });

  it('is unpacked when it is gzipped', async () => {
    expect(await rowsOf(gzipSync('a,b\n1,2\n'))).toHaveLength(2);
  });

  it('keeps the line numbers a person would look for, across quoted line breaks and blank lines', async () => {
    const rows = await rowsOf('a,b\r\n"x\r\ny",1\r\n\r\nz,2\r\n');
    expect(rows.map((row) => row.line)).toEqual([1, 2, 5]);
  });

  it('may be separated by semicolons, tabs, bars or runs of blanks', () => {
    expect(layoutOf('a;b;c\n1;2;3\n').delimiter).toBe(';');
    expect(layoutOf('a\tb\n1\t2\n').delimiter).toBe('\t');
    expect(layoutOf('"x,y"|b\n1|2\n').delimiter).toBe('|');
    expect(layoutOf(' id  day n\n 001 19970101  1\n').format).toBe('spaces');
    expect(layoutOf('only\n1\n')).toEqual({ format: 'csv', delimiter: ',' });
  });
});

describe('a hostile file', () => {
  it('of no bytes, or of no bytes once unpacked, is empty', async () => {
    expect(await refusal(rowsOf(''))).toBe('FILE_EMPTY');
    expect(await refusal(rowsOf(gzipSync('')))).toBe('FILE_EMPTY');
  });

  it('of binary is refused, and an old Excel file says what to do', async () => {
    expect(await refusal(rowsOf(Buffer.from([1, 2, 0, 3])))).toBe('FILE_IS_BINARY');
    expect(await refusal(rowsOf(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1])))).toBe('FILE_IS_OLD_EXCEL');
    expect(await refusal(rowsOf(Buffer.from([0x41, 0xff, 0xff, 0x0a])))).toBe('FILE_ENCODING_UNKNOWN');
    expect(await refusal(rowsOf(Buffer.concat([gzipSync('a,b\n').subarray(0, 12)])))).toBe('FILE_DAMAGED');
  });

  it('with a million columns is refused, however short the cells', async () => {
    expect(await refusal(rowsOf(`${','.repeat(1_000_000)}\n`))).toBe('FILE_TOO_WIDE');
    expect(await refusal(rowsOf(`${'ab,'.repeat(1_000_000)}\n`))).toBe('FILE_ROW_TOO_LARGE');
  });

  it('with a huge field or a quote that is never closed names the line', async () => {
    expect(await refusal(rowsOf(`a,b\n1,${'x'.repeat(2_000_000)}\n`))).toBe('FILE_ROW_TOO_LARGE');
    const open = rowsOf(`a,b\n1,2\n"${'x,y\n'.repeat(500_000)}`);
    await expect(open).rejects.toMatchObject({ code: 'FILE_ROW_TOO_LARGE', data: { line: 3 } });
    expect(await refusal(rowsOf('a,b\n1,2\n"open,2\n'))).toBe('FILE_DAMAGED');
  });

  it('that is a gzip bomb stops before it is unpacked', async () => {
    expect(await refusal(rowsOf(gzipSync(Buffer.alloc(64 * 1_048_576, 'a'))))).toBe('FILE_EXPANDS_TOO_FAR');
  });
});

const ROWS: TestCell[][] = [
  ['订单编号', '总金额', '订单创建时间'],
  ['A1', 12.5, 43_882.5],
  ['A2', { formula: 'SUM(B2:B9)', value: '3' }, '2020-02-21 00:00:00'],
];

describe('an XLSX', () => {
  it('is read as text, with its own row numbers and formulas visible', async () => {
    expect(await rowsOf(zipOf(workbookParts(ROWS)))).toEqual([
      { line: 1, cells: ['订单编号', '总金额', '订单创建时间'] },
      { line: 2, cells: ['A1', '12.5', '43882.5'] },
      { line: 3, cells: ['A2', '=SUM(B2:B9)', '2020-02-21 00:00:00'] },
    ]);
    expect(await xlsxRowCount(fileOf(zipOf(workbookParts(ROWS))))).toBe(3);
  });

  it('that is a bomb by its directory is refused before it is unpacked', async () => {
    const parts = workbookParts(ROWS);
    const bomb = { name: 'xl/media/x.bin', data: Buffer.alloc(64 * 1_048_576) };
    expect(await refusal(rowsOf(zipOf([...parts, bomb])))).toBe('FILE_EXPANDS_TOO_FAR');
    const many = Array.from({ length: 2_100 }, (_, i) => ({ name: `x${i}`, data: Buffer.from('') }));
    expect(await refusal(rowsOf(zipOf([...parts, ...many])))).toBe('FILE_EXPANDS_TOO_FAR');
  });

  it('whose directory lies about a size stops at the declared size', async () => {
    const [types, book, rels, strings, sheet] = workbookParts(ROWS);
    if (!types || !book || !rels || !strings || !sheet) throw new Error('a workbook has five parts');
    const swollen = Buffer.concat([sheet.data, Buffer.alloc(32 * 1_048_576, ' ')]);
    const lying = { name: sheet.name, data: swollen, declared: 500 };
    expect(await refusal(rowsOf(zipOf([types, book, rels, strings, lying])))).toBe('FILE_DAMAGED');
  });

  it('with an entity bomb, dates from 1904 or no workbook inside is refused', async () => {
    const prologue = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>';
    expect(await refusal(rowsOf(zipOf(workbookParts(ROWS, { prologue }))))).toBe('FILE_DAMAGED');
    expect(await refusal(rowsOf(zipOf(workbookParts(ROWS, { date1904: true }))))).toBe(
      'XLSX_DATES_FROM_1904',
    );
    expect(await refusal(rowsOf(zipOf([{ name: 'a.txt', data: Buffer.from('a') }])))).toBe('FILE_IS_BINARY');
  });
});
