// Finds the raw reference data that lies beside the project (../shared/data) and is never committed. Where it is
// absent, the tests that need it are skipped and say so.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));

/** True when every named file is there; otherwise prints which are missing and what is skipped because of it. */
export function hasSharedData(...files: string[]): boolean {
  const missing = files.filter((file) => !existsSync(folder + file));
  if (missing.length > 0) {
    process.stdout.write(`skipped: needs ../shared/data/${missing.join(', ../shared/data/')}\n`);
  }
  return missing.length === 0;
}

/** The text of a file there; .gz is unpacked. */
export function readSharedText(file: string): string {
  const bytes = readFileSync(folder + file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** The parsed content of a JSON file there. */
export function readSharedJson<T>(file: string): T {
  return JSON.parse(readSharedText(file)) as T;
}

/** The rows of a CSV file there as records by header; understands quoted fields. */
export function readSharedCsv(file: string): Record<string, string>[] {
  const [header, ...lines] = readSharedText(file)
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const names = splitCsvLine(header ?? '').map((name) => name.trim());
  return lines.map((line) => {
    const cells = splitCsvLine(line);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

function splitCsvLine(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
  }
  return cells;
}
