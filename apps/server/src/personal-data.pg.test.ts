// A person's rights over the whole product (R11): his copy has a part of every module, and after his deletion no table
// of the database knows him, while the books stay as they were.
import { MS_PER_HOUR, MS_PER_MINUTE, toIso } from '@yutian/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLiveCode } from './testing/live-code.ts';
import { openTown, type Town } from './testing/town.ts';

// Words that occur nowhere else in the Town.
const NAME = '欧阳翡翠';
const PHONE = '13698765432';
const BUYER = 'tb-feicui-88';
const PROVINCE = '翡翠省';
const NOTE = '只喝凤凰单丛';

let town: Town;
let customerId: string;
let traces: string[];
const day = { from: '2026-11-20', to: '2026-11-20' };
const figures = async () => (await town.boss.insight.overview(day)).figures;

/** Every row of every table as text: of the product, of the queue, everything but PostgreSQL's own. */
async function whatIsHeld(): Promise<{ table: string; text: string }[]> {
  const { pool } = town.product;
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const held = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ text: string }>(`select to_jsonb(t)::text as text from ${name} t`);
    held.push(...rows.map(({ text }) => ({ table: name, text })));
  }
  return held;
}

const found = async () => {
  const held = await whatIsHeld();
  return traces.map((trace) => ({
    trace,
    tables: [...new Set(held.filter((row) => row.text.includes(trace)).map((row) => row.table))].sort(),
  }));
};

beforeAll(async () => {
  town = await openTown();
  const { boss, sim, clock } = town;
  const { state } = await makeLiveCode(town);
  const met = sim.control.scan({ state, name: NAME });
  const { unionid } = sim.control.createPerson({ external_userid: met.external_userid });
  sim.control.scan({ state, name: '别人' });
  await town.settle();
  sim.control.agree(met);
  sim.control.chat({ ...met, from: 'customer', text: '在吗' });
  clock.advance(5 * MS_PER_MINUTE);
  await town.settle();
  const shop = await boss.orders.createShop({ name: '小程序商城', platform: 'mini_program' });
  clock.advance(MS_PER_HOUR);
  const at = toIso(clock.now());
  await boss.orders.pushOrders({
    shopId: shop.shopId,

    orders: [
      {
        orderNo: 'P1',
        createdAt: at,
        paidAt: at,
        totalFen: 9_900,
        paidFen: 9_900,
        refundedFen: 1_900,
        refundedAt: at,
        province: PROVINCE,
        buyer: { unionid, phone: PHONE, buyerId: BUYER },
        lines: [{ sku: 'T1', name: '茶礼', quantity: 1, unitPriceFen: 9_900, amountFen: 9_900 }],
      },
    ],
  });
  await town.settle();
  const { items } = await boss.customers.listCustomers({ text: NAME });
  customerId = items[0]?.id ?? '';
  await boss.customers.addNote({ id: customerId, body: NOTE });
  await town.settle();
  traces = [NAME, PHONE, PHONE.slice(-4), BUYER, PROVINCE, NOTE, met.external_userid, unionid];
});
afterAll(() => town.close());

describe('the whole product and one person', () => {
  it('his copy holds his orders, how he came, how he was welcomed and to what he agreed', async () => {
    const { parts } = await town.boss.customers.getPersonalData({ id: customerId });
    expect(Object.keys(parts).sort()).toEqual(['channels', 'connection', 'customers', 'groups', 'orders']);
    expect(parts.orders).toMatchObject({
      orders: [
        { order_no: 'P1', shop: '小程序商城', paid_fen: 9_900, refunded_fen: 1_900, province: PROVINCE },
      ],
      lines: [{ name: '茶礼', amount_fen: 9_900 }],
      payments: [{ amount_fen: 9_900 }],
      refunds: [{ amount_fen: 1_900 }],
    });
    expect(parts.channels).toMatchObject({
      adds: [{ channel: '包裹卡', code: '茶礼包裹卡' }],
      greetings: [{ outcome: 'sent', welcome: '茶' }],
    });
    expect(parts.connection).toMatchObject({ archiveConsents: [{ agreed: true }] });
    expect(JSON.stringify(parts)).not.toContain('别人');
  });

  it('the preview says what goes and what stays, and that he is still a friend', async () => {
    expect(await town.boss.customers.previewErasure({ id: customerId })).toMatchObject({
      removed: { phones: 1, notes: 1, 'orders.provinces': 1 },
      kept: {
        relations: 1,
        'orders.orders': 1,
        'orders.payments': 1,
        'orders.refunds': 1,
        'channels.adds': 1,
        'channels.greetings': 1,
        'connection.archiveConsents': 1,
      },
      liveRelations: 1,
    });
  });

  it('before the deletion he is found, else this test would prove nothing', async () => {
    const known = new Map((await found()).map(({ trace, tables }) => [trace, tables]));
    expect(known.get(NAME)).toContain('customers.customer');
    expect(known.get(PROVINCE)).toContain('orders."order"');
    expect(known.get(BUYER)).toContain('customers.identity');
    expect(known.get(traces[6] ?? '')).toContain('connection.archive_consent');
  });

  it('after it no table knows him, order totals and the figures of the day are as before', async () => {
    const before = await town.boss.orders.sumOrders({});
    const then = await figures();
    await town.boss.customers.erasePerson({ id: customerId, reason: '本人要求' });
    await town.settle();
    expect((await found()).filter(({ tables }) => tables.length > 0)).toEqual([]);
    const { rows: phones } = await town.product.pool.query('select 1 from customers.phone');
    expect(phones).toEqual([]);
    const after = await town.boss.orders.sumOrders({});
    expect(after).toEqual(before);
    expect(await figures()).toEqual(then);
    expect(then.find(({ metric }) => metric === 'privateChatRatio')?.value).toMatchObject({
      rate: { numerator: 1, denominator: 1 },
    });
  });
});
