// Figure `import`: UCI Online Retail, 541,909 lines of 25,900 invoices, from the packed file to orders, lines, people,
// payments and timelines on the embedded database. Where the file is not there, invented invoices of the same shape.
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Actor, everything, newId, systemClock } from '@yutian/kernel';
import { openLog, readConfig } from '@yutian/platform';
import { type OpenedProduct, openProduct } from '../apps/server/src/open.ts';
import type { Bench } from './main.ts';

const FILE = new URL('../../shared/data/online_retail.csv.gz', import.meta.url).pathname;
const LINES = 541_909;
const SAMPLE_LINES = 4_000;

const by: Actor = {
  tenantId: 1,
  userId: newId(),
  staffId: null,
  name: 'bench',
  role: 'boss',
  permissions: new Set(['orders.import', 'orders.write']),
  scope: everything,
};

export const bench: Bench = {
  name: 'import',
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'yutian-bench-'));
    const { product, close } = await openProduct({
      config: readConfig({ YUTIAN_DATA: folder, YUTIAN_LOG: 'silent' }),
      clock: systemClock,
      log: openLog('silent'),
    });
    try {
      const { orders, pool } = product;
      const fields = { platform: 'other' as const, brandId: null, storeId: null };
      const shop = await orders.createShop(by, { name: 'Online Retail', ...fields });
      const real = existsSync(FILE);
      const body = real ? createReadStream(FILE) : Readable.from(inventedInvoices());
      const began = performance.now();
      const run = await orders.importFile(by, { name: 'online_retail.csv', body, shopId: shop.shopId });
      const seconds = (performance.now() - began) / 1_000;
      if (run.state !== 'done') throw new Error(`The import ended as ${run.state}: ${run.fault?.code}.`);
      const value = run.rowsRead / seconds;
      const baseline = await rowByRow(pool);
      report({
        name: 'import.lines_per_s',
        value,
        unit: 'lines/s',
        baseline,
        ratio: value / baseline,
        note: `${run.rowsRead} lines (${real ? 'UCI Online Retail' : 'invented'}) in ${seconds.toFixed(1)} s, upload to last order, ${run.created} orders; baseline: one row at a time, ${SAMPLE_LINES} lines`,
      });
    } finally {
      await close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/**
 * What one writes first: per line, look the order up, make it when it is new, insert the line, add to the total; each
 * statement by itself on the same database. No people, no timeline, no checks, so it does less.
 */
async function rowByRow(pool: OpenedProduct['product']['pool']): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query(
      'create table public.naive_order (order_no text primary key, customer text, total bigint)',
    );
    await client.query(
      'create table public.naive_line (order_no text, line_no int, sku text, quantity int, amount bigint, primary key (order_no, line_no))',
    );
    const began = performance.now();
    for (let i = 0; i < SAMPLE_LINES; i++) {
      const orderNo = String(Math.floor(i / 21));
      const found = await client.query('select 1 from public.naive_order where order_no = $1', [orderNo]);
      if (found.rowCount === 0)
        await client.query('insert into public.naive_order values ($1, $2, 0)', [orderNo, 'c']);
      await client.query('insert into public.naive_line values ($1, $2, $3, $4, $5)', [
        orderNo,
        i,
        's',
        1,
        100,
      ]);
      await client.query('update public.naive_order set total = total + $2 where order_no = $1', [
        orderNo,
        100,
      ]);
    }
    return SAMPLE_LINES / ((performance.now() - began) / 1_000);
  } finally {
    client.release();
  }
}

function* inventedInvoices(): Generator<string> {
  yield 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n';
  for (let i = 0; i < LINES; i++) {
    const invoice = 536_365 + Math.floor(i / 21);
    const customer = invoice % 4 === 0 ? '' : `${12_346 + (invoice % 4_372)}.0`;
    yield `${invoice},${20_000 + ((i * 7) % 4_070)},INVENTED GIFT OF SOME LENGTH,${1 + (i % 12)},2010-12-01 08:26:00,${(i % 900) / 100},${customer},United Kingdom\n`;
  }
}
