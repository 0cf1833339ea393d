// Looks at an uploaded file before anybody believes it: what it is, how it is written, and that it is no bomb.
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { invalid } from '@yutian/kernel';
import { MAX_EXPANDED, MAX_RATIO, RATIO_FREE } from './limits.ts';
import { guardArchive } from './xlsx-archive.ts';

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le';

/** How a file is read. `spaces`: columns are separated by runs of blanks. */
export interface FileShape {
  format: 'csv' | 'spaces' | 'xlsx';
  compressed: boolean;
  encoding: Encoding | null;
  delimiter: string | null;
}

const DELIMITERS = [',', '\t', ';', '|'];
const SAMPLE = 65_536;

/**
 * Finds out how to read the file. Reads all of it once, because a byte that is not UTF-8 may come late.
 * @returns the shape and the number of line breaks (0 for XLSX).
 * @throws Fault FILE_EMPTY, FILE_IS_BINARY, FILE_IS_OLD_EXCEL, FILE_EXPANDS_TOO_FAR, FILE_ENCODING_UNKNOWN …
 */
export async function inspectFile(path: string): Promise<FileShape & { lineBreaks: number }> {
  const head = await firstBytes(path, 8);
  if (head.length === 0)
    throw invalid('FILE_EMPTY', 'The file is empty. Export it again and check its size.');
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) {
    await guardArchive(path);
    return { format: 'xlsx', compressed: false, encoding: null, delimiter: null, lineBreaks: 0 };
  }
  if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0]))
    throw invalid(
      'FILE_IS_OLD_EXCEL',
      'This is an old or password-protected Excel file. Save it as XLSX or CSV without a password.',
    );
  const compressed = startsWith(head, [0x1f, 0x8b]);
  const survey = await surveyText(path, compressed);
  if (!survey.utf8 && survey.encoding === 'gb18030') await requireGb18030(path, compressed);
  const sample = new TextDecoder(survey.encoding).decode(survey.sample, { stream: true });
  return { ...layoutOf(sample), compressed, encoding: survey.encoding, lineBreaks: survey.lineBreaks };
}

/** The bytes of a text file, decompressed under guard. */
export function textBytes(path: string, compressed: boolean): Readable {
  const file = createReadStream(path, { highWaterMark: 262_144 });
  if (!compressed) return file;
  const gunzip = createGunzip({ chunkSize: 262_144 });
  let packed = 0;
  let expanded = 0;
  file.on('data', (chunk) => (packed += chunk.length));
  const guard = new Transform({
    highWaterMark: 1_048_576,
    transform(chunk: Buffer, _encoding, done) {
      expanded += chunk.length;
      if (expanded > MAX_EXPANDED || (expanded > RATIO_FREE && expanded > packed * MAX_RATIO))
        done(
          invalid(
            'FILE_EXPANDS_TOO_FAR',
            'The file unpacks to far more than its size and was refused. Upload it unpacked, or in parts.',
          ),
        );
      else done(null, chunk);
    },
  });
  file.on('error', (error) => guard.destroy(error));
  gunzip.on('error', () =>
    guard.destroy(
      invalid('FILE_DAMAGED', 'The compressed file cannot be unpacked. Export and upload it again.'),
    ),
  );
  guard.on('close', () => {
    file.destroy();
    gunzip.destroy();
  });
  return file.pipe(gunzip).pipe(guard);
}

async function surveyText(path: string, compressed: boolean) {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: Buffer[] = [];
  let kept = 0;
  let lineBreaks = 0;
  let utf8 = true;
  let wide = false;
  let seen = 0;
  for await (const chunk of textBytes(path, compressed) as AsyncIterable<Buffer>) {
    if (seen === 0) wide = startsWith(chunk, [0xff, 0xfe]);
    seen += chunk.length;
    if (!wide && chunk.includes(0))
      throw invalid('FILE_IS_BINARY', 'This is no text file. Upload the export as CSV or XLSX.');
    if (kept < SAMPLE) {
      parts.push(chunk);
      kept += chunk.length;
    }
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lineBreaks += 1;
    if (utf8 && !wide) utf8 = decodes(decoder, chunk);
  }
  if (seen === 0) throw invalid('FILE_EMPTY', 'The file is empty. Export it again and check its size.');
  if (utf8 && !wide) utf8 = decodes(decoder, undefined);
  const encoding: Encoding = wide ? 'utf-16le' : utf8 ? 'utf-8' : 'gb18030';
  return { encoding, utf8: utf8 || wide, lineBreaks, sample: Buffer.concat(parts).subarray(0, SAMPLE) };
}

async function requireGb18030(path: string, compressed: boolean): Promise<void> {
  const decoder = new TextDecoder('gb18030', { fatal: true });
  for await (const chunk of textBytes(path, compressed) as AsyncIterable<Buffer>)
    if (!decodes(decoder, chunk))
      throw invalid(
        'FILE_ENCODING_UNKNOWN',
        'The text is neither UTF-8 nor GBK/GB18030. Save the file as UTF-8 CSV and upload it again.',
      );
}

function decodes(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer | undefined): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
    return true;
  } catch {
    return false;
  }
}

/** Delimiter of a text: the one found equally often (at least once) in most lines; else blanks; else a comma. */
export function layoutOf(sample: string): { format: 'csv' | 'spaces'; delimiter: string | null } {
  const lines = sample
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .slice(0, 40)
    .filter((line) => line.trim() !== '');
  const whole = lines.length > 1 && sample.length >= SAMPLE ? lines.slice(0, -1) : lines;
  let best: { delimiter: string; score: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const counts = whole.map((line) => line.replaceAll(/"[^"]*"/g, '').split(delimiter).length - 1);
    const typical = counts.toSorted((a, b) => a - b)[counts.length >> 1] ?? 0;
    const score = typical === 0 ? 0 : counts.filter((count) => count === typical).length * 1_000 + typical;
    if (score > (best?.score ?? 0)) best = { delimiter, score };
  }
  if (best) return { format: 'csv', delimiter: best.delimiter };
  const widths = whole.map((line) => line.trim().split(/\s+/).length);
  const spaced = widths.length > 1 && (widths[0] ?? 0) > 1 && widths.every((width) => width === widths[0]);
  return spaced ? { format: 'spaces', delimiter: null } : { format: 'csv', delimiter: ',' };
}

async function firstBytes(path: string, length: number): Promise<Buffer> {
  const { size } = await stat(path);
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(length, size)), 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

const startsWith = (bytes: Buffer, magic: readonly number[]) => magic.every((byte, i) => bytes[i] === byte);
