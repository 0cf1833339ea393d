// The zip around an XLSX: its directory is judged before anything is unpacked, and what is unpacked is counted.
import type { Readable } from 'node:stream';
import { stat } from 'node:fs/promises';
import { invalid } from '@yutian/kernel';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { MAX_ENTRIES, MAX_EXPANDED, MAX_RATIO, RATIO_FREE } from './limits.ts';

const damaged = () =>
  invalid(
    'FILE_DAMAGED',
    'The Excel file cannot be unpacked. Open it in Excel, save it again and upload it.',
  );

/** The parts of an XLSX by name. `read` gives a part's bytes; more than the directory declares is an error (yauzl). */
export interface Archive {
  has(name: string): boolean;
  sizeOf(name: string): number;
  read(name: string): Promise<Readable>;
  close(): void;
}

/**
 * Opens the archive and refuses bombs by its directory: too many parts, too large, or expanding too far.
 * @NOTE the directory may lie; yauzl stops with an error as soon as a part yields more bytes than declared.
 */
export async function openArchive(path: string): Promise<Archive> {
  const { size } = await stat(path);
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { autoClose: false, lazyEntries: true });
  } catch {
    throw damaged();
  }
  try {
    const entries = await readDirectory(zip, size);
    if (!entries.has('xl/workbook.xml'))
      throw invalid('FILE_IS_BINARY', 'This archive is no Excel workbook. Upload the export as CSV or XLSX.');
    return {
      has: (name) => entries.has(name),
      sizeOf: (name) => entries.get(name)?.uncompressedSize ?? 0,
      read: async (name) => {
        const entry = entries.get(name);
        if (!entry) throw damaged();
        return zip.openReadStreamPromise(entry);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** Throws the Fault that reading the archive would meet, without unpacking anything. */
export async function guardArchive(path: string): Promise<void> {
  (await openArchive(path)).close();
}

async function readDirectory(zip: ZipFile, packed: number): Promise<Map<string, Entry>> {
  if (zip.entryCount > MAX_ENTRIES) throw bomb();
  const entries = new Map<string, Entry>();
  let expanded = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      expanded += entry.uncompressedSize;
      if (entries.size > MAX_ENTRIES || expanded > MAX_EXPANDED) throw bomb();
      if (expanded > RATIO_FREE && expanded > packed * MAX_RATIO) throw bomb();
      if (entry.isEncrypted())
        throw invalid('FILE_ENCRYPTED', 'The file is protected by a password. Save it without one.');
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    throw error instanceof Error && error.name === 'Fault' ? error : damaged();
  }
  return entries;
}

const bomb = () =>
  invalid(
    'FILE_EXPANDS_TOO_FAR',
    'The file unpacks to far more than its size and was refused. Save the orders as CSV, or in parts.',
  );
