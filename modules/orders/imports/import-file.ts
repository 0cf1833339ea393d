// A whole import in the foreground: for the command line, the demo and the bench.
import type { ImportMapping, ImportRun } from '@yutian/contract';
import type { Actor, Id } from '@yutian/kernel';
import type { Ground } from '@yutian/platform';
import type { Readable } from 'node:stream';
import type { OrderPorts } from '../record-orders.ts';
import { requireRun, startImport, viewRun } from './manage-imports.ts';
import { receiveFile } from './receive-file.ts';
import { runImport } from './run-import.ts';

export interface FileToImport {
  name: string;
  body: Readable;
  shopId: Id;
  /** Without one, what fits the header best: remembered, known or guessed. */
  mapping?: ImportMapping;
  /** Told the import's id, so that the caller can show its progress. */
  onStart?: (importId: Id) => void;
  signal?: AbortSignal;
}

/** Imports a file into a shop. @returns the run at its end; `running` when another process's engine took it over. */
export async function importFile(
  ground: Ground,
  ports: OrderPorts,
  by: Actor,
  input: FileToImport,
): Promise<ImportRun> {
  const file = await receiveFile(ground, by, { name: input.name, body: input.body });
  const { importId } = await startImport(ground, by, {
    fileId: file.fileId,
    shopId: input.shopId,
    mapping: input.mapping ?? file.mapping,
    remember: false,
  });
  input.onStart?.(importId);
  const run = { tenantId: by.tenantId, importId };
  await runImport(ground, ports, run, input.signal ?? new AbortController().signal);
  return viewRun(await requireRun(ground, by, importId));
}
