// Takes an uploaded file: streams it to the data folder, finds out what it is, and shows what it would mean.
import { type ImportFile, importMapping, type ImportMapping } from '@yutian/contract';
import { type Actor, conflict, type Id, invalid, newId, notFound, toIso } from '@yutian/kernel';
import { audit, type Ground, inTransaction, machineFault } from '@yutian/platform';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inspectFile } from '../files/inspect-file.ts';
import { MAX_UPLOAD } from '../files/limits.ts';
import { readRows } from '../files/read-rows.ts';
import { xlsxRowCount } from '../files/xlsx-rows.ts';
import {
  columnNames,
  fingerprintOf,
  guessFields,
  guessMapping,
  knownExport,
  looksLikeHeader,
} from './header.rules.ts';
import {
  activeRunOfFile,
  type FileRecord,
  findImportFile,
  findMapping,
  forgetBytes,
  insertImportFile,
} from './imports.sql.ts';

const PREVIEW_ROWS = 20;
const SAMPLES = 5;

/** Streams an upload to disk and registers it. The bytes are deleted again when it is refused. */
export async function receiveFile(
  ground: Ground,
  by: Actor,
  upload: { name: string; body: Readable },
): Promise<ImportFile> {
  ground.disk.mustHaveRoom();
  const fileId = newId();
  const path = join('imports', String(by.tenantId), fileId);
  const whole = join(ground.config.dataFolder, path);
  await mkdir(join(whole, '..'), { recursive: true, mode: 0o700 });
  try {
    await writeLimited(upload.body, whole);
    const record = await describe(whole, {
      fileId,
      name: upload.name,
      path,
      uploadedAtMs: ground.clock.now(),
    });
    await inTransaction(ground.db, async (tx) => {
      const preview = JSON.stringify(record.preview);
      await insertImportFile(tx, { ...record, tenantId: by.tenantId, preview });
      const detail = { name: record.name, bytes: record.bytes, format: record.format };
      const entry = { action: 'orders.uploadFile', subjectKind: 'importFile', subjectId: fileId, detail };
      await audit(tx, by, entry, ground.clock.now());
    });
    return await viewFile(ground, by, record);
  } catch (error) {
    await rm(whole, { force: true });
    throw machineFault(error) ?? error;
  }
}

async function writeLimited(body: Readable, path: string): Promise<void> {
  let size = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > MAX_UPLOAD)
        done(
          invalid(
            'FILE_TOO_LARGE',
            'The file is larger than 512 MB. Compress it (.gz) or upload it in parts.',
          ),
        );
      else done(null, chunk);
    },
  });
  await pipeline(body, limit, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
}

async function describe(
  whole: string,
  known: { fileId: Id; name: string; path: string; uploadedAtMs: number },
): Promise<FileRecord> {
  const shape = await inspectFile(whole);
  const first: string[][] = [];
  for await (const rows of readRows(whole, shape)) {
    first.push(...rows.slice(0, PREVIEW_ROWS + 1 - first.length).map((row) => row.cells));
    if (first.length > PREVIEW_ROWS) break;
  }
  const top = first[0];
  if (!top) throw invalid('FILE_EMPTY', 'The file has no rows. Export it again and check it.');
  const hasHeader = looksLikeHeader(top);
  const width = Math.max(...first.map((row) => row.length));
  const columns = columnNames([...top, ...Array<string>(width - top.length).fill('')], hasHeader);
  const rows = shape.format === 'xlsx' ? await xlsxRowCount(whole) : shape.lineBreaks;
  return {
    ...known,
    ...shape,
    hasHeader,
    columns,
    bytes: (await stat(whole)).size,
    rowsEstimate: Math.max(rows - (hasHeader ? 1 : 0), 0),
    fingerprint: fingerprintOf(columns, hasHeader),
    preview: first.slice(hasHeader ? 1 : 0).slice(0, PREVIEW_ROWS),
  };
}

/** The file with the mapping that fits it best: remembered, else known, else guessed. */
export async function viewFile(
  ground: Ground,
  by: Pick<Actor, 'tenantId'>,
  file: FileRecord,
): Promise<ImportFile> {
  const { tenantId } = by;
  const [kept] = await findMapping(ground.db, { tenantId, fingerprint: file.fingerprint });
  const remembered = importMapping.safeParse(kept?.mapping);
  const known = knownExport(file.columns, file.hasHeader, file.format);
  const guesses = guessFields(file.columns);
  const mapping: ImportMapping = remembered.data ?? known?.mapping ?? guessMapping(file.columns);
  return {
    fileId: file.fileId,
    name: file.name,
    bytes: file.bytes,
    format: file.format,
    compressed: file.compressed,
    encoding: file.encoding,
    delimiter: file.delimiter,
    hasHeader: file.hasHeader,
    rows: file.rowsEstimate,
    columns: file.columns.map((name, i) => ({
      name,
      samples: [...new Set(file.preview.map((row) => (row[i] ?? '').slice(0, 80)))]
        .filter((sample) => sample !== '')
        .slice(0, SAMPLES),
      guess: guesses[i] ?? null,
    })),
    preview: file.preview.map((row) => row.map((cell) => cell.slice(0, 200))),
    preset: known?.preset ?? null,
    mapping,
    remembered: remembered.success,
    uploadedAt: toIso(file.uploadedAtMs),
  };
}

/** The file, or a Fault. */
export async function requireFile(
  ground: Ground,
  by: Pick<Actor, 'tenantId'>,
  fileId: Id,
): Promise<FileRecord> {
  const [file] = await findImportFile(ground.db, { tenantId: by.tenantId, fileId });
  if (!file) throw notFound('IMPORT_FILE_UNKNOWN', 'There is no such file. Upload it again.');
  return file;
}

/** Deletes the bytes of an uploaded file and the rows shown of it. */
export async function forgetFile(ground: Ground, by: Actor, fileId: Id): Promise<void> {
  const file = await requireFile(ground, by, fileId);
  const key = { tenantId: by.tenantId, fileId };
  await inTransaction(ground.db, async (tx) => {
    const [active] = await activeRunOfFile(tx, key);
    if (active)
      throw conflict('IMPORT_RUNNING', 'This file is being imported. Cancel the import first.', active);
    await forgetBytes(tx, key);
    const entry = { action: 'orders.forgetFile', subjectKind: 'importFile', subjectId: fileId };
    await audit(tx, by, entry, ground.clock.now());
  });
  if (file.path) await rm(join(ground.config.dataFolder, file.path), { force: true });
}
