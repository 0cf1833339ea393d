// packages/stats at work: fits of the buying models from raw rows up to 1.2 million customers, each beside the same
// fit without collapsing equal customers first.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buyingModels } from '../packages/stats/src/buying-models.ts';
import * as gammaGamma from '../packages/stats/src/gamma-gamma.ts';
import { cdnowMaster, cdnowSample, cdnowSplit } from '../packages/stats/src/testing/cdnow.ts';
import { hasSharedData } from '../packages/stats/src/testing/shared-data.ts';
import { type TransactionLog, summarizeCustomers } from '../packages/stats/src/transaction-log.ts';
import type { Bench, Figure } from './main.ts';
import { generatedLog, generatedSplit } from './stats.generated-log.ts';
import { measurePathsAndItems } from './stats.paths-and-items.ts';

type Report = (figure: Figure) => void;

/** What stats.million.ts prints. */
export interface MillionFigures {
  customers: number;
  rows: number;
  distinct: number;
  seconds: number;
  rssMb: number;
  uncollapsedSeconds: number;
  converged: boolean;
}

const timed = ['nbd', 'bgNbd', 'mbgNbd', 'paretoNbd'] as const;

function elapsed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Every model from raw rows: parse, merge, summarise, fit. */
function fitEverything(
  read: () => TransactionLog,
  split: typeof cdnowSplit,
  collapse: boolean,
): Record<string, number> {
  const took: Record<string, number> = {};
  let customers = summarizeCustomers({ customer: [0], day: [0] });
  took.read = elapsed(() => {
    customers = summarizeCustomers(read(), split);
  });
  for (const name of timed) took[name] = elapsed(() => buyingModels[name].fit(customers, { collapse }));
  took.gammaGamma = elapsed(() => gammaGamma.fit(customers, { collapse }));
  return took;
}

const sum = (took: Record<string, number>) => Object.values(took).reduce((total, ms) => total + ms, 0);
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

function benchFits(report: Report): void {
  const real = hasSharedData('CDNOW_sample.txt', 'CDNOW_master.txt');
  const source = real ? 'CDNOW' : 'generated customers (../shared/data is absent)';
  const split = real ? cdnowSplit : generatedSplit;
  const small = real ? cdnowSample : () => generatedLog(2357);
  const large = real ? cdnowMaster : () => generatedLog(23_570);
  fitEverything(small, split, true);
  const quick = fitEverything(small, split, true);
  const plain = fitEverything(small, split, false);
  report({
    name: 'stats.fit_2357_ms',
    value: sum(quick),
    unit: 'ms',
    baseline: sum(plain),
    ratio: sum(plain) / sum(quick),
    note: `five models from raw rows, ${source}; baseline: not collapsed`,
  });
  const big = fitEverything(large, split, true);
  const bigPlain = fitEverything(large, split, false);
  const parts = Object.entries(big).map(([name, ms]) => `${name} ${seconds(ms)}`);
  report({
    name: 'stats.fit_23570_s',
    value: sum(big) / 1000,
    unit: 's',
    baseline: sum(bigPlain) / 1000,
    ratio: sum(bigPlain) / sum(big),
    note: `${parts.join(', ')}; ${source}`,
  });
}

/** In a process of its own, so that the memory is that of the fit alone. */
function benchMillion(report: Report): void {
  const script = fileURLToPath(new URL('./stats.million.ts', import.meta.url));
  const child = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`stats.million.ts ended with ${child.status}`);
  const got = JSON.parse(child.stdout) as MillionFigures;
  const note = `${got.customers.toLocaleString('en')} generated customers, ${got.rows.toLocaleString('en')} rows, ${got.distinct.toLocaleString('en')} distinct; MBG/NBD and Gamma-Gamma from the log`;
  report({
    name: 'stats.fit_1m2_s',
    value: got.seconds,
    unit: 's',
    baseline: got.uncollapsedSeconds,
    ratio: got.uncollapsedSeconds / got.seconds,
    note: `${note}${got.converged ? '' : '; NOT CONVERGED'}; baseline: the same likelihood evaluations, not collapsed`,
  });
  report({ name: 'stats.fit_1m2_rss_mb', value: got.rssMb, unit: 'MB', note: 'peak of the whole process' });
}

export const bench: Bench = {
  name: 'stats',
  run: async (report) => {
    benchFits(report);
    benchMillion(report);
    measurePathsAndItems(report);
  },
};
