// A transaction log of the MBG/NBD and Gamma-Gamma process at CDNOW's parameters, for where the raw data are absent and
// for more customers than any raw file has.
import {
  drawBeta,
  drawExponential,
  drawGamma,
  drawPoisson,
  seededRandom,
} from '../packages/stats/src/random.ts';

/** Customers join over 84 days and are seen until day 272, as in CDNOW; then 273 days of holdout. */
export const generatedSplit = { calibrationEnd: 272, holdoutEnd: 545, daysPerUnit: 7 };

interface GeneratedLog {
  customer: Int32Array;
  day: Int32Array;
  amount: Float64Array;
}

/** The log of `customers` customers in time columns; the same for the same count. Amounts are rounded to cents. */
export function generatedLog(customers: number, joinDays = 84): GeneratedLog {
  const random = seededRandom(customers);
  let rows = 0;
  let log: GeneratedLog = {
    customer: new Int32Array(1024),
    day: new Int32Array(1024),
    amount: new Float64Array(1024),
  };
  const add = (customer: number, day: number, amount: number): void => {
    if (rows === log.day.length) log = resized(log, 2 * rows);
    log.customer[rows] = customer;
    log.day[rows] = day;
    log.amount[rows] = amount;
    rows += 1;
  };
  for (let c = 0; c < customers; c += 1) {
    const rate = drawGamma(random, 0.525, 6.183);
    const leave = drawBeta(random, 0.891, 1.614);
    const spendRate = drawGamma(random, 3.74, 15.44);
    const amount = () => Math.round(100 * drawGamma(random, 6.25, spendRate)) / 100;
    const join = Math.floor(joinDays * random());
    add(c, join, amount());
    let clock = join;
    while (random() >= leave) {
      clock += 7 * drawExponential(random, rate);
      if (clock > generatedSplit.holdoutEnd) break;
      // Some visits leave two rows on one day, which the summary has to merge.
      for (let parts = 1 + Math.min(1, drawPoisson(random, 0.03)); parts > 0; parts -= 1)
        add(c, Math.floor(clock), amount());
    }
  }
  return resized(log, rows);
}

function resized(log: GeneratedLog, length: number): GeneratedLog {
  const out = {
    customer: new Int32Array(length),
    day: new Int32Array(length),
    amount: new Float64Array(length),
  };
  const kept = Math.min(length, log.day.length);
  out.customer.set(log.customer.subarray(0, kept));
  out.day.set(log.day.subarray(0, kept));
  out.amount.set(log.amount.subarray(0, kept));
  return out;
}
