// Tells what an import would do without doing it: the first rows are read through the mapping and counted.
import type { ImportCheck, ImportMapping } from '@yutian/contract';
import { type Actor, dayOf, type Id, invalid, notFound } from '@yutian/kernel';
import type { Ground } from '@yutian/platform';
import { join } from 'node:path';
import { texts } from '../array-literal.ts';
import { readRows } from '../files/read-rows.ts';
import { countKnown } from '../record.sql.ts';
import type { FileRecord } from './imports.sql.ts';
import { isRowFault, missingFields, type RowFact, rowReader } from './read-row.rules.ts';
import { requireFile } from './receive-file.ts';

const ROWS = 50_000;
const EXAMPLES = 5;

/** The mapping must be able to work on the file; a Fault names the fields it lacks. */
export function requireMapping(file: FileRecord, mapping: ImportMapping): void {
  const unknown = Object.values(mapping.columns).filter((name) => !file.columns.includes(name));
  if (unknown.length > 0)
    throw invalid('MAPPING_COLUMN_UNKNOWN', 'The mapping names columns that the file does not have.', {
      columns: unknown,
    });
  const missing = missingFields(mapping, file.columns);
  if (missing.length > 0)
    throw invalid('MAPPING_INCOMPLETE', `Say which column holds: ${missing.join(', ')}.`, {
      fields: missing,
    });
}

/** Reads at most the first 50,000 rows. */
export async function checkImport(
  ground: Ground,
  by: Actor,
  input: { fileId: Id; shopId: Id; mapping: ImportMapping },
): Promise<ImportCheck> {
  const file = await requireFile(ground, by, input.fileId);
  requireMapping(file, input.mapping);
  if (file.path === null)
    throw notFound('IMPORT_FILE_GONE', 'The uploaded file has been deleted. Upload it again.');
  const read = rowReader(input.mapping, file.columns);
  const tally = new Tally(input.mapping.layout === 'orders');
  let skip = file.hasHeader ? 1 : 0;
  let complete = true;
  reading: for await (const rows of readRows(join(ground.config.dataFolder, file.path), file))
    for (const { line, cells } of rows) {
      if (skip > 0) {
        skip -= 1;
        continue;
      }
      if (tally.rows === ROWS) {
        complete = false;
        break reading;
      }
      const reading = read(cells);
      if (isRowFault(reading)) tally.refuse(line, reading.code, reading.column);
      else tally.take(line, reading);
    }
  const orderNos = texts([...tally.orders.keys()]);
  const [known] = await countKnown(ground.db, { tenantId: by.tenantId, shopId: input.shopId, orderNos });
  return { ...tally.view(), complete, ordersKnown: known?.known ?? 0 };
}

interface OrderSum {
  total: number | null;
  paid: number | null;
  amount: number;
  refunded: number;
  isPaid: boolean;
  isReturn: boolean;
}

class Tally {
  readonly orders = new Map<string, OrderSum>();
  readonly #single: boolean;
  readonly #issues = new Map<string, { rows: number; examples: { line: number; column: string | null }[] }>();
  #ok = 0;
  #bad = 0;
  #first = Infinity;
  #last = -Infinity;

  constructor(single: boolean) {
    this.#single = single;
  }

  get rows(): number {
    return this.#ok + this.#bad;
  }

  refuse(line: number, code: string, column: string | null): void {
    const issue = this.#issues.get(code) ?? { rows: 0, examples: [] };
    issue.rows += 1;
    if (issue.examples.length < EXAMPLES) issue.examples.push({ line, column });
    this.#issues.set(code, issue);
    this.#bad += 1;
  }

  take(line: number, fact: RowFact): void {
    const sum = this.orders.get(fact.orderNo);
    if (sum && this.#single) {
      this.refuse(line, 'DUPLICATE_IN_FILE', null);
      return;
    }
    this.#ok += 1;
    this.#first = Math.min(this.#first, fact.createdAtMs);
    this.#last = Math.max(this.#last, fact.createdAtMs);
    this.orders.set(fact.orderNo, {
      total: greatest(sum?.total, fact.totalFen),
      paid: greatest(sum?.paid, fact.paidFen),
      amount: (sum?.amount ?? 0) + (fact.amountFen ?? 0),
      refunded: Math.max(sum?.refunded ?? 0, fact.refundedFen),
      isPaid: (sum?.isPaid ?? false) || fact.paidAtMs !== null,
      isReturn: fact.isReturn,
    });
  }

  view(): Omit<ImportCheck, 'complete' | 'ordersKnown'> {
    let paid = 0;
    let refunded = 0;
    for (const order of this.orders.values()) {
      if (order.isReturn) refunded += order.amount;
      else {
        if (order.isPaid) paid += order.paid ?? order.total ?? order.amount;
        refunded += order.refunded;
      }
    }
    return {
      rowsChecked: this.rows,
      rowsOk: this.#ok,
      rowsBad: this.#bad,
      orders: this.orders.size,
      paid: { amountFen: paid, currency: 'CNY' },
      refunded: { amountFen: refunded, currency: 'CNY' },
      firstDay: this.#ok === 0 ? null : dayOf(this.#first),
      lastDay: this.#ok === 0 ? null : dayOf(this.#last),
      issues: [...this.#issues].map(([code, issue]) => ({ code, ...issue })).sort((a, b) => b.rows - a.rows),
    };
  }
}

function greatest(a: number | null | undefined, b: number | null): number | null {
  if (a === null || a === undefined) return b;
  return b === null ? a : Math.max(a, b);
}
