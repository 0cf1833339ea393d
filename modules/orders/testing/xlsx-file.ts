// Writes small XLSX files for tests, honest ones and bombs: a zip by hand, so that its directory can lie.
import { crc32, deflateRawSync } from 'node:zlib';

export type TestCell = string | number | { formula: string; value?: string };

/** One part of an archive; `declared` is the size that the directory claims, when it lies. */
export interface Part {
  name: string;
  data: Buffer;
  declared?: number;
}

/** A zip of deflated parts. */
export function zipOf(parts: readonly Part[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, declared } of parts) {
    const packed = deflateRawSync(data, { level: 9 });
    const size = declared ?? data.length;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), fields, rest, Buffer.from(name)]),
    );
    bodies.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, index, Buffer.from('PK\x05\x06'), end]);
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const letter = (column: number) => String.fromCharCode(65 + column);

/** The parts of a workbook with one sheet; texts go through shared strings, as Excel writes them. */
export function workbookParts(
  rows: readonly (readonly TestCell[])[],
  options: { date1904?: boolean; prologue?: string } = {},
): Part[] {
  const strings: string[] = [];
  const cell = (value: TestCell, r: number, c: number): string => {
    const at = `${letter(c)}${r}`;
    if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
    if (typeof value === 'object') {
      return `<c r="${at}" t="str"><f>${escaped(value.formula)}</f><v>${escaped(value.value ?? '')}</v></c>`;
    }
    strings.push(value);
    return `<c r="${at}" t="s"><v>${strings.length - 1}</v></c>`;
  };
  const body = rows
    .map((row, i) => `<row r="${i + 1}">${row.map((value, c) => cell(value, i + 1, c)).join('')}</row>`)
    .join('');
  const sheet = `${options.prologue ?? ''}<worksheet><dimension ref="A1:G${rows.length}"/><sheetData>${body}</sheetData></worksheet>`;
  const part = (name: string, text: string): Part => ({ name, data: Buffer.from(text) });
  return [
    part('[Content_Types].xml', '<Types/>'),
    part(
      'xl/workbook.xml',
      `<workbook xmlns:r="r"><workbookPr date1904="${options.date1904 ? 1 : 0}"/><sheets><sheet name="订单" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    part(
      'xl/_rels/workbook.xml.rels',
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    ),
    part(
      'xl/sharedStrings.xml',
      `<sst>${strings.map((s) => `<si><t>${escaped(s)}</t></si>`).join('')}</sst>`,
    ),
    part('xl/worksheets/sheet1.xml', sheet),
  ];
}
