// The CDNOW log (Fader & Hardie) as the tests, examples and bench read it from the raw files.
import { type TransactionLog, dayNumber } from '../transaction-log.ts';
import { readSharedText } from './shared-data.ts';

/** 2,357 customers, 6,919 rows: masterid, sampleid, yyyymmdd, CDs, dollars; no header. */
export function cdnowSample(): TransactionLog {
  return parse(readSharedText('CDNOW_sample.txt'), { customer: 1, day: 2, amount: 4 });
}

/** 23,570 customers, 69,659 rows: customer, yyyymmdd, CDs, dollars; one header line. */
export function cdnowMaster(): TransactionLog {
  const text = readSharedText('CDNOW_master.txt');
  return parse(text.slice(text.indexOf('\n') + 1), { customer: 0, day: 1, amount: 3 });
}

/** The usual split: 39 weeks of calibration, 39 weeks of holdout, time in weeks. */
export const cdnowSplit = {
  calibrationEnd: dayNumber('1997-09-30'),
  holdoutEnd: dayNumber('1998-06-30'),
  daysPerUnit: 7,
};

function parse(text: string, at: { customer: number; day: number; amount: number }): TransactionLog {
  const customer: string[] = [];
  const day: number[] = [];
  const amount: number[] = [];
  for (const line of text.split('\n')) {
    const cells = line.trim().split(/\s+/);
    if (cells.length < 3) continue;
    customer.push(cells[at.customer]!);
    day.push(dayNumber(cells[at.day]!));
    amount.push(Number(cells[at.amount]));
  }
  return { customer, day, amount };
}
