// `npm run -w packages/stats examples`: computes every reference value from the raw files in ../shared/data and prints
// ours, the published one and the difference. Ends with a failure when one of them is not met.
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hasSharedData } from '../src/testing/shared-data.ts';
import type { Row } from './row.ts';

/** Up to 12 significant digits, without an exponent where a reader would not want one. */
function plain(value: number): string {
  const magnitude = Math.abs(value);
  if (value === 0 || Number.isInteger(value)) return String(value);
  if (magnitude < 1e-4 || magnitude >= 1e12) return value.toExponential(5);
  return String(Number(value.toPrecision(12)));
}

function printTable(title: string, rows: readonly Row[]): number {
  const cells = rows.map(({ name, ours, published, tolerance, source }) => {
    const difference = Math.abs(ours - published);
    const met = difference <= tolerance;
    return {
      met,
      line: [
        name,
        plain(ours),
        plain(published),
        difference.toExponential(1),
        met ? 'met' : 'NOT MET',
        source,
      ],
    };
  });
  const header = ['reference', 'ours', 'published', 'difference', '', 'source'];
  const lines = [header, ...cells.map(({ line }) => line)];
  const width = header.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  console.log(`\n${title}`);
  for (const line of lines) {
    const padded = line.map((cell, i) =>
      i >= 1 && i <= 3 ? cell.padStart(width[i]!) : cell.padEnd(width[i]!),
    );
    console.log(padded.join('  ').trimEnd());
  }
  return cells.filter(({ met }) => !met).length;
}

if (!hasSharedData('reference.json')) {
  console.log('The reference data are not beside the project; nothing can be compared here.');
  process.exit(0);
}
const here = fileURLToPath(new URL('.', import.meta.url));
let total = 0;
let unmet = 0;
for (const file of globSync('*.examples.ts', { cwd: here }).sort()) {
  const { rows } = (await import(new URL(file, import.meta.url).href)) as { rows: () => Row[] };
  const found = rows();
  total += found.length;
  unmet += printTable(file.replace('.examples.ts', ''), found);
}
console.log(`\n${total - unmet} of ${total} references met.`);
process.exit(unmet === 0 ? 0 : 1);
