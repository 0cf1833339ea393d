// The 1.2 million customers of bench/stats.ts, in a process of its own: prints its figures as one line of JSON.
import * as gammaGamma from '../packages/stats/src/gamma-gamma.ts';
import * as mbgNbd from '../packages/stats/src/mbg-nbd.ts';
import { summarizeCustomers } from '../packages/stats/src/transaction-log.ts';
import { generatedLog, generatedSplit } from './stats.generated-log.ts';
import type { MillionFigures } from './stats.ts';

const CUSTOMERS = 1_200_000;
/** Joined over nine months rather than three: more distinct histories, so a harder case for collapsing. */
const JOIN_DAYS = 270;

let rows = 0;
const start = performance.now();
function summaries() {
  const log = generatedLog(CUSTOMERS, JOIN_DAYS);
  rows = log.day.length;
  const read = performance.now();
  return { customers: summarizeCustomers(log, generatedSplit), generated: read - start };
}
const { customers, generated } = summaries();
const buying = mbgNbd.fit(customers);
const spend = gammaGamma.fit(customers);
const seconds = (performance.now() - start - generated) / 1000;
const rssMb = process.resourceUsage().maxRSS / 1024;

/** Seconds per likelihood evaluation without collapsing, from a few of them. */
function uncollapsed(fit: (maxEvaluations: number) => unknown): number {
  const took = (evaluations: number) => {
    const from = performance.now();
    fit(evaluations);
    return (performance.now() - from) / 1000;
  };
  const few = took(6);
  return Math.max(0, took(16) - few) / 10;
}
const perBuying = uncollapsed((maxEvaluations) => mbgNbd.fit(customers, { collapse: false, maxEvaluations }));
const perSpend = uncollapsed((maxEvaluations) =>
  gammaGamma.fit(customers, { collapse: false, maxEvaluations }),
);
const figures: MillionFigures = {
  customers: CUSTOMERS,
  rows,
  distinct: buying.distinct,
  seconds,
  rssMb,
  uncollapsedSeconds: perBuying * buying.evaluations + perSpend * spend.evaluations,
  converged: buying.converged && spend.converged,
};
console.log(JSON.stringify(figures));
