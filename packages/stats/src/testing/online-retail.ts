// The UCI Online Retail orders (one row per invoice) as the tests, examples and bench read them from the raw file.
import { type TransactionLog, dayNumber } from '../transaction-log.ts';
import { readSharedCsv } from './shared-data.ts';

/** 18,532 orders of 4,338 customers, 2010-12-01 to 2011-12-09. */
export function onlineRetailOrders(): TransactionLog & { readonly amount: number[] } {
  const rows = readSharedCsv('online_retail_orders.csv');
  return {
    customer: rows.map((row) => row.customer_id!),
    day: rows.map((row) => dayNumber(row.ts!.slice(0, 10))),
    amount: rows.map((row) => Number(row.revenue)),
  };
}

/** 40 weeks of calibration, 13 of holdout, time in weeks. */
export const onlineRetailSplit = {
  calibrationEnd: dayNumber('2011-09-09'),
  holdoutEnd: dayNumber('2011-12-09'),
  daysPerUnit: 7,
};
