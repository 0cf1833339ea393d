import { type BuyerEvidence, importMapping, listOf, order, product } from '@yutian/contract';
import { type Clock, Fault, MS_PER_HOUR } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { createTestDb, type TestDb } from '@yutian/platform/testing';
import { createReadStream, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOrders, ordersMigrations } from '../index.ts';
import { createShop } from '../manage-shops.ts';
import { boss, groundOn, neighbours, peopleInMemory } from '../testing/world.ts';
import { workbookParts, zipOf } from '../testing/xlsx-file.ts';
import { filterOf, readOrder, readOrders, readProducts } from '../view-orders.ts';
import { checkImport } from './check-import.ts';
import { cancelImport, requireRun, resumeImport, startImport } from './manage-imports.ts';
import { receiveFile } from './receive-file.ts';
import { runImport } from './run-import.ts';
import { listRowErrors } from './runs.sql.ts';

const shared = new URL('../../../../shared/data/', import.meta.url).pathname;
const excerpt = new URL('../testing/online_retail_excerpt.csv', import.meta.url).pathname;

let world: TestDb;
let ground: ReturnType<typeof groundOn>;
let ports: ReturnType<typeof peopleInMemory>;
beforeAll(async () => {
  world = await createTestDb([neighbours, ordersMigrations]);
  ground = groundOn(world);
  ports = peopleInMemory();
});
const dead: (() => void)[] = [];
afterAll(async () => {
  for (const buried of dead) buried();
  await world[Symbol.asyncDispose]();
  rmSync(ground.config.dataFolder, { recursive: true, force: true });
});

let shops = 0;
const aShop = async () =>
  (
    await createShop(ground, boss, {
      name: `店 ${(shops += 1)}`,
      platform: 'tmall',
      brandId: null,
      storeId: null,
    })
  ).shopId;
const upload = (content: string | Buffer | Readable, name = '订单.csv') =>
  receiveFile(ground, boss, {
    name,
    body: content instanceof Readable ? content : Readable.from([Buffer.from(content)]),
  });
const forever = new AbortController().signal;

async function begin(content: string | Buffer | Readable, shopId: string) {
  const file = await upload(content);
  const input = { fileId: file.fileId, shopId, mapping: file.mapping, remember: false };
  return { tenantId: 1, importId: (await startImport(ground, boss, input)).importId };
}
async function imported(content: string | Buffer | Readable, shopId: string) {
  const run = await begin(content, shopId);
  await runImport(ground, ports, run, forever);
  return requireRun(ground, boss, run.importId);
}
const errorsOf = async (importId: string) =>
  (await listRowErrors(world.db, { tenantId: 1, importId, afterLine: 0, limit: 1_000 })).map(
    ({ line, code }) => `${line} ${code}`,
  );
const sums = async (shopId: string) =>
  (
    await world.pool.query(
      `select count(*) as orders, count(paid_at_ms) as paid_orders, coalesce(sum(paid_fen), 0)::bigint as paid,
         coalesce(sum(refunded_fen), 0)::bigint as refunded, coalesce(sum(net_fen), 0)::bigint as net,
         count(distinct customer_id) as people
       from orders.pub_order where shop_id = $1`,
      [shopId],
    )
  ).rows[0];

/** Money of orders against money of facts; empty when they agree. */
const disagreements = async () =>
  (
    await world.pool.query(`
      select o.order_no from orders."order" o
      where o.paid_fen <> (select coalesce(sum(p.amount_fen), 0) from orders.payment p
          where (p.tenant_id, p.customer_id, p.order_id) = (o.tenant_id, o.customer_id, o.order_id))
        or o.refunded_fen <> (select coalesce(sum(r.amount_fen), 0) from orders.refund r
          where (r.tenant_id, r.customer_id, r.order_id) = (o.tenant_id, o.customer_id, o.order_id))`)
  ).rows;

const HEADER = '订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额';
const tmall = (...rows: string[]) => `${HEADER}\r\n${rows.map((row) => `${row}\r\n`).join('')}`;
const paidRow = (no: string, total = '100.0', refund = '0.0') =>
  `${no},${total},${(Number(total) - Number(refund)).toFixed(2)},浙江省,2020-02-20 10:00:00,2020-02-20 10:01:00,${refund}`;

describe('an import', () => {
  it('lands good rows with a person each, and reports bad ones with line and reason', async () => {
    const shopId = await aShop();
    const run = await imported(
      tmall(
        paidRow('T1'),
        paidRow('T2', '80.0', '30.0'),
        'T3,60,0,上海,2020-02-20 10:00:00,,0',
        'T4,-5,0,上海,2020-02-20 10:00:00,,0',
        'T5,60,0,上海,not a date,,0',
        'T6,=1+1,0,上海,2020-02-20 10:00:00,,0',
        paidRow('T1', '999.0'),
        ',60,0,上海,2020-02-20 10:00:00,,0',
      ),
      shopId,
    );
    expect(run).toMatchObject({ state: 'done', rowsRead: 8, rowsBad: 5, created: 3 });
    expect(await errorsOf(run.importId)).toEqual([
      '5 NEGATIVE_PRICE',
      '6 DATE_UNREADABLE',
      '7 CELL_HAS_FORMULA',
      '8 DUPLICATE_IN_FILE',
      '9 VALUE_MISSING',
    ]);
    expect(await sums(shopId)).toMatchObject({
      orders: 3,
      paid_orders: 2,
      paid: 18_000,
      refunded: 3_000,
      people: 3,
    });
    expect(ports.entries.filter((entry) => String(entry.detail.orderNo).startsWith('T'))).toHaveLength(3);
  });

  it('of the same file again changes nothing', async () => {
    const shopId = await aShop();
    const text = tmall(paidRow('S1'), paidRow('S2', '80.0', '30.0'));
    await imported(text, shopId);
    const before = await sums(shopId);
    expect(await imported(text, shopId)).toMatchObject({ created: 0, updated: 0, unchanged: 2, rowsBad: 0 });
    expect(await sums(shopId)).toEqual(before);
    expect(await disagreements()).toEqual([]);
  });

  it('with more refund adds the refund; with other amounts is reported and not applied', async () => {
    const shopId = await aShop();
    await imported(tmall(paidRow('U1'), paidRow('U2')), shopId);
    const run = await imported(tmall(paidRow('U1', '100.0', '40.0'), paidRow('U2', '90.0')), shopId);
    expect(run).toMatchObject({ updated: 1, conflicts: 1 });
    expect(await errorsOf(run.importId)).toEqual(['3 ORDER_AMOUNTS_DIFFER']);
    expect(await sums(shopId)).toMatchObject({ paid: 20_000, refunded: 4_000 });
  });

  it('reads GBK, a byte-order mark, gzip and XLSX alike', async () => {
    const text = tmall(paidRow('G1', '12.5'));
    const gbk = Buffer.concat([
      Buffer.from([0xb6, 0xa9, 0xb5, 0xa5, 0xba, 0xc5]),
      Buffer.from(',date,total,paid at\n'),
      Buffer.from('G1,2020-02-20,12.5,2020-02-20\n'),
    ]);
    const sheet = workbookParts([
      ['订单号', '下单时间', '付款时间', '实付金额'],
      ['G1', 43_881, '2020-02-20 10:01:00', 12.5],
    ]);
    for (const content of [gbk, `\uFEFF${text}`, gzipSync(text), zipOf(sheet)]) {
      const shopId = await aShop();
      const file = await upload(content);
      const mapping = content === gbk ? { ...file.mapping, columns: GBK_COLUMNS } : file.mapping;
      const input = { fileId: file.fileId, shopId, mapping, remember: false };
      const { importId } = await startImport(ground, boss, input);
      await runImport(ground, ports, { tenantId: 1, importId }, forever);
      expect(await errorsOf(importId)).toEqual([]);
      expect(await sums(shopId)).toMatchObject({ orders: 1, paid: 1_250 });
    }
  });

  it('remembers the mapping of a header', async () => {
    const shopId = await aShop();
    const text = '单号,时刻,总金额,付款时间\nR1,2020-02-20,5,2020-02-20\n';
    const first = await upload(text);
    expect(first.remembered).toBe(false);
    const mapping = importMapping.parse({
      ...first.mapping,
      columns: { ...first.mapping.columns, orderNo: '单号', createdAt: '时刻' },
    });
    const { importId } = await startImport(ground, boss, {
      fileId: first.fileId,
      shopId,
      mapping,
      remember: true,
    });
    await cancelImport(ground, boss, importId);
    expect(await upload(text)).toMatchObject({ remembered: true, mapping });
  });

  it('of a file that cannot be read ends as failed, with the reason', async () => {
    const shopId = await aShop();
    const run = await imported(`${tmall(...MANY)}"${'x,y\n'.repeat(400_000)}`, shopId);
    expect(run).toMatchObject({ state: 'failed', faultCode: 'FILE_ROW_TOO_LARGE' });
    expect(await sums(shopId)).toMatchObject({ orders: 0 });
  });

  it('is checked without doing it', async () => {
    const shopId = await aShop();
    await imported(tmall(paidRow('K1')), shopId);
    const file = await upload(tmall(paidRow('K1'), paidRow('K2', '80.0', '30.0'), 'K3,-1,0,,2020-02-20,,0'));
    const check = await checkImport(ground, boss, { fileId: file.fileId, shopId, mapping: file.mapping });
    expect(check).toMatchObject({
      rowsOk: 2,
      rowsBad: 1,
      orders: 2,
      ordersKnown: 1,
      paid: { amountFen: 18_000 },
      refunded: { amountFen: 3_000 },
      firstDay: '2020-02-20',
      issues: [{ code: 'NEGATIVE_PRICE', rows: 1, examples: [{ line: 4, column: '总金额' }] }],
    });
    expect(await sums(shopId)).toMatchObject({ orders: 1 });
  });

  it('needs a mapping that can work', async () => {
    const shopId = await aShop();
    const file = await upload('a,b\nx,y\n');
    const start = startImport(ground, boss, {
      fileId: file.fileId,
      shopId,
      mapping: file.mapping,
      remember: false,
    });
    await expect(start).rejects.toMatchObject({ code: 'MAPPING_INCOMPLETE' });
  });

  it('leaves nothing of a refused upload on the disk', async () => {
    const folder = join(ground.config.dataFolder, 'imports', '1');
    const before = readdirSync(folder).length;
    await expect(upload(Buffer.from([0, 1, 2]))).rejects.toBeInstanceOf(Fault);
    expect(readdirSync(folder)).toHaveLength(before);
  });
});

const MANY = Array.from({ length: 2_500 }, (_, i) => paidRow(`F${i}`));
const GBK_COLUMNS = { orderNo: '订单号', createdAt: 'date', totalAmount: 'total', paidAt: 'paid at' };

describe('invoices of many lines', () => {
  it('become orders with lines, return slips and provisional people; wrong ones are held back', async () => {
    const shopId = await aShop();
    const run = await imported(createReadStream(excerpt), shopId);
    expect(run).toMatchObject({ state: 'done', rowsRead: 111 });
    expect(await errorsOf(run.importId)).toEqual([
      '96 NEGATIVE_QUANTITY',
      '97 NEGATIVE_QUANTITY',
      '111 NEGATIVE_PRICE',
      '112 NEGATIVE_PRICE',
    ]);
    const { rows } = await world.pool.query(
      `select order_no, state, total_fen, paid_fen, refunded_fen from orders.pub_order
       where shop_id = $1 and order_no = any($2) order by order_no`,
      [shopId, ['536365', '536414', 'C536379']],
    );
    expect(rows).toEqual([
      { order_no: '536365', state: 'paid', total_fen: 13_912, paid_fen: 13_912, refunded_fen: 0 },
      { order_no: '536414', state: 'completed', total_fen: 0, paid_fen: 0, refunded_fen: 0 },
      { order_no: 'C536379', state: 'returned', total_fen: 0, paid_fen: 0, refunded_fen: 2_750 },
    ]);
    const lines = await world.pool.query(
      `select count(*) as lines, sum(l.amount_fen)::bigint as amount, count(distinct l.product_id) as products
       from orders.pub_order o join orders.pub_order_line l
         on (l.tenant_id, l.customer_id, l.order_id) = (o.tenant_id, o.customer_id, o.order_id)
       where o.shop_id = $1 and o.order_no = '536365'`,
      [shopId],
    );
    expect(lines.rows).toEqual([{ lines: 7, amount: 13_912, products: 7 }]);
    expect(await disagreements()).toEqual([]);
  });

  it('show their lines and products as the contract has them, whatever the SKU', async () => {
    const shopId = await aShop();
    await imported(createReadStream(excerpt), shopId);
    const filter = filterOf({ dateBy: 'created', shopId, search: '536365' });
    const [row] = (await readOrders(ground, boss, filter, { limit: 1 })).items;
    const { lines } = order.parse(await readOrder(ground, boss, row?.orderId ?? ''));
    const { items } = listOf(product).parse(await readProducts(ground, boss, { shopId, limit: 200 }));
    expect(lines).toHaveLength(7);
    for (const line of lines)
      expect(items.find(({ sku }) => sku === line.sku)?.productId).toBe(line.productId);
  });

  it('with one bad line wait as a whole until the line is good', async () => {
    const shopId = await aShop();
    const text = (price: string) =>
      `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\nH1,A,a,1,2020-02-20,5,1,UK\nH1,B,b,2,2020-02-20,${price},1,UK\nH2,A,a,1,2020-02-20,5,1,UK\n`;
    const run = await imported(text('-3'), shopId);
    expect(await errorsOf(run.importId)).toEqual(['2 ORDER_HELD_BACK', '3 NEGATIVE_PRICE']);
    expect(await sums(shopId)).toMatchObject({ orders: 1, paid: 500 });
    await imported(text('3'), shopId);
    expect(await sums(shopId)).toMatchObject({ orders: 2, paid: 1_600, people: 1 });
  });

  it('are the same whatever the order of the lines and however often', async () => {
    const line = fc.record({
      order: fc.nat(4),
      buyer: fc.nat(2),
      quantity: fc.integer({ min: 1, max: 5 }),
      fen: fc.integer({ min: 0, max: 9_999 }),
    });
    const cases = fc
      .array(line, { minLength: 1, maxLength: 12 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    const csv = (list: readonly { order: number; buyer: number; quantity: number; fen: number }[]) =>
      `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n${list
        .map(
          (l) =>
            `P${l.order},S${l.fen % 3},x,${l.quantity},2020-02-20,${(l.fen / 100).toFixed(2)},b${l.order},UK`,
        )
        .join('\n')}\n`;
    await fc.assert(
      fc.asyncProperty(cases, async ([list, shuffled]) => {
        const [one, other] = [await aShop(), await aShop()];
        await imported(csv(list), one);
        await imported(csv(shuffled), other);
        await imported(csv(shuffled), one);
        expect(await sums(one)).toEqual(await sums(other));
        expect(Number((await sums(one)).paid)).toBe(list.reduce((sum, l) => sum + l.quantity * l.fen, 0));
      }),
      { numRuns: 8 },
    );
    expect(await disagreements()).toEqual([]);
  });
});

function throwing(error: Error): never {
  throw error;
}

describe('an import that is interrupted', () => {
  const text = `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n${Array.from(
    { length: 45_000 },
    (_, i) =>
      `${i % 20 === 7 ? 'bad' : `Z${Math.floor(i / 10)}`},S${i % 50},x,1,2020-02-20,${i % 20 === 7 ? '-1' : '1.00'},b${Math.floor(i / 10) % 500},UK`,
  ).join('\n')}\n`;
  // Every «bad» row is refused by itself; the other 42,750 make 4,500 orders.
  const WHOLE = { orders: 4_500, paid_orders: 4_500, paid: 4_275_000, people: 500 };

  it('goes on after each kill, between batches and inside a transaction, and doubles nothing', async () => {
    const shopId = await aShop();
    const run = await begin(text, shopId);
    // Killed while reading: the signal is seen before the second batch of rows.
    await expect(runImport(ground, ports, run, abortedAfter(15))).rejects.toThrow('time limit');
    const early = await requireRun(ground, boss, run.importId);
    expect(early).toMatchObject({ phase: 'reading', state: 'waiting' });
    expect(early.rowsRead).toBeGreaterThan(0);
    expect(early.rowsRead).toBeLessThan(45_000);
    // Killed while recording: the process dies inside the second transaction, with its lease in hand.
    await killInside(run, 2);
    const middle = await requireRun(ground, boss, run.importId);
    expect(middle).toMatchObject({ phase: 'applying', state: 'running', ordersDone: 2_000, created: 2_000 });
    expect(await sums(shopId)).toMatchObject({ orders: 2_000 });
    // Nobody else takes it while the worker may be alive; after its silence the sweep does.
    await runImport(ground, ports, run, forever);
    expect((await requireRun(ground, boss, run.importId)).ordersDone).toBe(2_000);
    (ground.clock as Clock & { advance(ms: number): number }).advance(MS_PER_HOUR);
    const resume = createOrders(ground, ports).module.sweeps?.find(
      (s) => s.name === 'orders.resumeSilentImports',
    );
    expect(await resume?.run(1, ground.clock.now(), forever)).toBe(1);
    await runImport(ground, ports, run, forever);
    expect(await requireRun(ground, boss, run.importId)).toMatchObject({
      state: 'done',
      rowsRead: 45_000,
      rowsBad: 2_250,
      created: 4_500,
      unchanged: 0,
    });
    expect(await sums(shopId)).toMatchObject(WHOLE);
    expect(await disagreements()).toEqual([]);
  });

  it('reads its file again when the database server lost the rows on their way', async () => {
    const shopId = await aShop();
    const run = await begin(text, shopId);
    await killInside(run, 2);
    await world.pool.query('truncate orders.import_row, orders.import_order');
    ground.clock.advance(MS_PER_HOUR);
    await runImport(ground, ports, run, forever);
    expect(await requireRun(ground, boss, run.importId)).toMatchObject({ state: 'done', created: 4_500 });
    expect(await sums(shopId)).toMatchObject(WHOLE);
  });

  it('is tried again after an error, and shown as failed when nobody will try again', async () => {
    const shopId = await aShop();
    const run = await begin(tmall(paidRow('E1')), shopId);
    const broken = { ...ports, timeline: { append: () => Promise.reject(new Error('away')) } };
    await expect(runImport(ground, broken, run, forever)).rejects.toThrow('away');
    expect(await requireRun(ground, boss, run.importId)).toMatchObject({ state: 'waiting', faultCode: null });
    await expect(runImport(ground, broken, run, forever, true)).rejects.toThrow('away');
    expect(await requireRun(ground, boss, run.importId)).toMatchObject({
      state: 'failed',
      faultCode: 'IMPORT_INTERRUPTED',
    });
    expect(await sums(shopId)).toMatchObject({ orders: 0 });
    await resumeImport(ground, boss, run.importId);
    await runImport(ground, ports, run, forever);
    expect(await sums(shopId)).toMatchObject({ orders: 1, paid: 10_000 });
  });

  it('stops with its reason when the disk is full, here or under the database, and can be resumed', async () => {
    const shopId = await aShop();
    const run = await begin(tmall(paidRow('F1')), shopId);
    const stops = async (on: typeof ground, by: typeof ports) => {
      await runImport(on, by, run, forever);
      expect(await requireRun(ground, boss, run.importId)).toMatchObject({
        state: 'failed',
        faultCode: 'DISK_FULL',
      });
      await resumeImport(ground, boss, run.importId);
    };
    const noRoom = Object.assign(new Error('could not extend file'), { code: '53100' });
    await stops({ ...ground, disk: { ...ground.disk, mustHaveRoom: () => throwing(noRoom) } }, ports);
    await stops(ground, { ...ports, timeline: { append: () => Promise.reject(noRoom) } });
    expect(await sums(shopId)).toMatchObject({ orders: 0 });
    await runImport(ground, ports, run, forever);
    expect(await sums(shopId)).toMatchObject({ orders: 1, paid: 10_000 });
  });

  it('stops when it is cancelled, keeps what has landed, and can be resumed', async () => {
    const shopId = await aShop();
    const run = await begin(text, shopId);
    let calls = 0;
    const cancelling = {
      ...ports,
      buyers: {
        async resolveBuyers(...args: Parameters<typeof ports.buyers.resolveBuyers>) {
          if ((calls += 1) === 2) await cancelImport(ground, boss, run.importId);
          return ports.buyers.resolveBuyers(...args);
        },
      },
    };
    await runImport(ground, cancelling, run, forever);
    expect(await requireRun(ground, boss, run.importId)).toMatchObject({ state: 'cancelled' });
    expect(await sums(shopId)).toMatchObject({ orders: 2_000 });
    await resumeImport(ground, boss, run.importId);
    await runImport(ground, ports, run, forever);
    expect(await sums(shopId)).toMatchObject(WHOLE);
  });

  /** Lets the n-th transaction of recording hang, and ends its connection as the death of the process would. */
  async function killInside(run: { tenantId: number; importId: string }, n: number): Promise<void> {
    let calls = 0;
    let inside: (pid: number) => void = () => undefined;
    const reached = new Promise<number>((tell) => (inside = tell));
    // A dead process neither answers nor lets go; the test lets it go when all is over.
    const silence = new Promise<never>((_, fail) => dead.push(() => fail(new Error('dead'))));
    const dying = {
      ...ports,
      buyers: {
        async resolveBuyers(tx: Tx, ...rest: [number, readonly BuyerEvidence[], number]) {
          if ((calls += 1) < n) return ports.buyers.resolveBuyers(tx, ...rest);
          const { rows } = await tx.executeQuery<{ pid: number }>({
            sql: 'select pg_backend_pid() as pid',
            parameters: [],
          } as never);
          inside(rows[0]?.pid ?? 0);
          return silence;
        },
      },
    };
    runImport(ground, dying, run, forever).catch(() => undefined);
    await world.pool.query('select pg_terminate_backend($1)', [await reached]);
  }

  /** A signal that is aborted from its n-th look on. */
  function abortedAfter(n: number): AbortSignal {
    let looks = 0;
    return {
      get aborted() {
        return (looks += 1) > n;
      },
    } as AbortSignal;
  }
});

describe.skipIf(!existsSync(join(shared, 'tmall_order_report.csv')))('the real exports', () => {
  it('the Tmall report gives gross, refunds and net to the fen', async () => {
    const shopId = await aShop();
    const run = await imported(createReadStream(join(shared, 'tmall_order_report.csv')), shopId);
    expect(run).toMatchObject({ state: 'done', rowsRead: 28_010, rowsBad: 0, created: 28_010 });
    expect(await sums(shopId)).toEqual({
      orders: 28_010,
      paid_orders: 24_087,
      paid: 247_482_307,
      refunded: 57_233_592,
      net: 190_248_715,
      people: 28_010,
    });
  });

  it('Online Retail gives the customers, orders and revenue of the reference', async () => {
    const shopId = await aShop();
    const run = await imported(createReadStream(join(shared, 'online_retail.csv.gz')), shopId);
    expect(run).toMatchObject({ state: 'done', rowsRead: 541_909, rowsBad: 1_338 });
    // The documented filter: a known customer, no return slip, pieces and price above zero.
    const { rows } = await world.pool.query(
      `select count(*) as orders, count(distinct customer_id) as customers, sum(paid_fen)::bigint as revenue
       from orders.pub_order o where shop_id = $1 and paid_fen > 0 and customer_id = any($2)`,
      [
        shopId,
        [...ports.byKey].filter(([key]) => key.startsWith(`shopBuyer:${shopId}/1`)).map(([, id]) => id),
      ],
    );
    expect(rows).toEqual([{ orders: 18_532, customers: 4_338, revenue: 891_140_790 }]);
    expect(await disagreements()).toEqual([]);
  });

  it('CDNOW gives one order per buyer and day', async () => {
    const shopId = await aShop();
    await imported(readFileSync(join(shared, 'CDNOW_sample.txt')), shopId);
    expect(await sums(shopId)).toMatchObject({ orders: 6_696, people: 2_357 });
  });
});
