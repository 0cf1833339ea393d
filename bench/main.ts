// `npm run bench -- NAME… [--json]`: measures, and prints each figure beside what a user would pick instead.
import { globSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The same measure of what a user would pick instead, taken in this run. */
  baseline?: number;
  /** How many times better than the baseline. */
  ratio?: number;
  note?: string;
}

export interface Bench {
  name: string;
  run(report: (figure: Figure) => void): Promise<void>;
}

const here = dirname(fileURLToPath(import.meta.url));
const known = globSync('*.ts', { cwd: here })
  .map((file) => basename(file, '.ts'))
  .filter((name) => name !== 'main' && !name.includes('.'))
  .sort();
const args = process.argv.slice(process.argv[2] === 'bench' ? 3 : 2);
const json = args.includes('--json');
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => name !== 'all' && !known.includes(name));
if (names.length === 0 || unknown.length > 0) {
  console.error(`usage: npm run bench -- NAME… [--json]\nKnown: ${known.join(', ')}, or «all».`);
  process.exit(2);
}

const round = (value: number) => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
const figures: Figure[] = [];
if (!json)
  console.log(
    `machine: ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
for (const name of names.includes('all') ? known : names) {
  const { bench } = (await import(`./${name}.ts`)) as { bench: Bench };
  await bench.run((figure) => {
    const rounded = {
      ...figure,
      value: round(figure.value),
      ...(figure.baseline === undefined ? {} : { baseline: round(figure.baseline) }),
      ...(figure.ratio === undefined ? {} : { ratio: round(figure.ratio) }),
    };
    figures.push(rounded);
    if (json) return;
    const against =
      rounded.baseline === undefined
        ? ''
        : `  (baseline ${rounded.baseline.toLocaleString('en')}${rounded.ratio === undefined ? '' : `, ${rounded.ratio}×`})`;
    console.log(
      `${rounded.name.padEnd(28)} ${rounded.value.toLocaleString('en').padStart(12)} ${rounded.unit.padEnd(10)}${against}${rounded.note ? `  ${rounded.note}` : ''}`,
    );
  });
}
if (json)
  console.log(
    JSON.stringify(
      figures.map(({ name, value, unit, baseline, ratio }) => ({
        name,
        value,
        unit,
        baseline: baseline ?? null,
        ratio: ratio ?? null,
      })),
      null,
      2,
    ),
  );
process.exit(0);
