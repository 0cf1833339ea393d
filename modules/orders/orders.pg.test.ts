import { ordersEvents, statedOrder } from '@yutian/contract';
import { type Actor, type Id, MS_PER_DAY, newId, startOfDay, toIso } from '@yutian/kernel';
import { createHttp, inTransaction } from '@yutian/platform';
import { createTestDb, type TestDb } from '@yutian/platform/testing';
import type { FastifyInstance } from 'fastify';
import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attributeDue, changeRule, getRule, markLate } from './attribute-orders.ts';
import { createOrders, ordersMigrations, pullOrders } from './index.ts';
import { createShop, requireShop, viewShops } from './manage-shops.ts';
import { followMerges, followUnmerge } from './move-orders.ts';
import { pushOrders } from './push-orders.ts';
import { boss, groundOn, neighbours, NOW, peopleInMemory } from './testing/world.ts';
import { filterOf, readOrder, readOrders, totalOrders } from './view-orders.ts';

let world: TestDb;
let ground: ReturnType<typeof groundOn>;
let ports: ReturnType<typeof peopleInMemory>;
let shopId: string;
beforeAll(async () => {
  world = await createTestDb([neighbours, ordersMigrations]);
  ground = groundOn(world);
  ports = peopleInMemory();
  shopId = await aShop();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  rmSync(ground.config.dataFolder, { recursive: true, force: true });
});

let shops = 0;
const aShop = async () =>
  (
    await createShop(ground, boss, {
      name: `店 ${(shops += 1)}`,
      platform: 'jd',
      brandId: null,
      storeId: null,
    })
  ).shopId;

let numbers = 0;
const stated = (over: Record<string, unknown> = {}) =>
  statedOrder.parse({
    orderNo: `N${(numbers += 1)}`,
    createdAt: toIso(NOW - 3 * MS_PER_DAY),
    paidAt: toIso(NOW - 3 * MS_PER_DAY),
    totalFen: 10_000,
    paidFen: 10_000,
    ...over,
  });
const push = (orders: ReturnType<typeof stated>[], shop = shopId) =>
  pushOrders(ground, ports, boss, { shopId: shop, orders });
const pushOne = async (over: Record<string, unknown> = {}) => {
  const [result] = await push([stated(over)]);
  if (!result?.orderId) throw new Error('refused');
  const order = await readOrder(ground, boss, result.orderId);
  return { orderId: result.orderId, customerId: order.customerId };
};

describe('pushed orders', () => {
  it('each get a result; good ones land beside refused ones', async () => {
    const lines = [{ sku: 'A', name: '茶', quantity: 2, unitPriceFen: 3_000, amountFen: 6_000 }];
    const results = await push([
      stated({ orderNo: 'P1' }),
      stated({ orderNo: 'P2', lines }),
      stated({ orderNo: 'P3', lines, totalFen: 6_000, paidFen: 6_000 }),
      stated({ orderNo: 'P1', totalFen: 1 }),
      stated({ orderNo: 'P4', paidAt: null }),
      stated({ orderNo: 'P5', refundedFen: 10_001 }),
    ]);
    expect(results.map(({ orderNo, outcome, fault }) => [orderNo, outcome, fault?.code ?? null])).toEqual([
      ['P1', 'created', null],
      ['P2', 'refused', 'LINES_DIFFER_FROM_TOTAL'],
      ['P3', 'created', null],
      ['P1', 'refused', 'DUPLICATE_IN_PUSH'],
      ['P4', 'refused', 'PAYMENT_TIME_MISSING'],
      ['P5', 'refused', 'REFUND_EXCEEDS_PAYMENT'],
    ]);
    const order = await readOrder(ground, boss, results[2]?.orderId ?? '');
    expect(order).toMatchObject({
      state: 'paid',
      paid: { amountFen: 6_000 },
      lines: [{ sku: 'A', quantity: 2, amount: { amountFen: 6_000 } }],
      payments: [{ amount: { amountFen: 6_000 } }],
    });
  });

  it('move on with the shop: payment, refund, completion, each a fact of its own', async () => {
    const at = { orderNo: 'M1' };
    const steps = [
      stated({ ...at, paidAt: null, paidFen: 0 }),
      stated(at),
      stated({ ...at, refundedFen: 2_000 }),
      stated({ ...at, refundedFen: 2_000 }),
      stated({ ...at, refundedFen: 10_000 }),
      stated({ ...at, totalFen: 9_000, paidFen: 9_000 }),
    ];
    const outcomes = [];
    for (const step of steps) outcomes.push((await push([step]))[0]);
    expect(outcomes.map((result) => result?.outcome)).toEqual([
      'created',
      'updated',
      'updated',
      'unchanged',
      'updated',
      'refused',
    ]);
    const order = await readOrder(ground, boss, outcomes[0]?.orderId ?? '');
    expect(order).toMatchObject({ state: 'refunded', net: { amountFen: 0 } });
    expect(order.refunds.map((refund) => refund.amount.amountFen)).toEqual([2_000, 8_000]);
  });

  it('of one buyer belong to one person, by any of his keys', async () => {
    const one = await pushOne({ buyer: { phone: '13800000001', buyerId: 'x' } });
    const two = await pushOne({ buyer: { buyerId: 'x' } });
    const three = await pushOne({ buyer: { phone: '13800000001' } });
    const nobody = await pushOne();
    expect(two.customerId).toBe(one.customerId);
    expect(three.customerId).toBe(one.customerId);
    expect(nobody.customerId).not.toBe(one.customerId);
  });

  it('leave as one fact of a set, with a line on the timeline', async () => {
    const { rows } = await world.pool.query(
      `select payload from platform.outbox where topic = $1 order by id desc limit 1`,
      [ordersEvents.paid.topic],
    );
    const payload = ordersEvents.paid.payload.parse(rows[0].payload);
    expect(payload.orders.length).toBeGreaterThan(0);
    const entry = ports.entries.find(({ key }) => key === payload.orders[0]?.orderId);
    expect(entry).toMatchObject({ kind: 'orders.paid', customerId: payload.orders[0]?.customerId });
  });

  it('can be pulled by a connector, page by page, and again after a crash', async () => {
    const shop = { tenantId: 1, shopId: await aShop() };
    const all = [stated(), stated(), stated()];
    let kept: string | null = null;
    const connector = {
      platform: 'demo',
      async pull(_shop: unknown, cursor: string | null) {
        const from = Number(cursor ?? 0);
        return { orders: all.slice(from, from + 2), cursor: String(from + 2), more: from + 2 < all.length };
      },
    };
    const keep = async (cursor: string) => void (kept = cursor);
    const { signal } = new AbortController();
    expect(await pullOrders(ground, ports, connector, shop, null, keep, signal)).toBe(3);
    expect(kept).toBe('4');
    await pullOrders(ground, ports, connector, shop, null, keep, signal);
    const { rows } = await world.pool.query('select count(*) as n from orders.pub_order where shop_id = $1', [
      shop.shopId,
    ]);
    expect(rows).toEqual([{ n: 3 }]);
  });
});

describe('two people who are one', () => {
  const snapshot = async (ids: readonly string[]) =>
    (
      await world.pool.query(
        `select o.customer_id, o.order_id, o.born_id, o.paid_fen, g.customer_id as owner,
           (select count(*) from orders.order_line l where (l.tenant_id, l.customer_id, l.order_id) = (1, o.customer_id, o.order_id)) as lines,
           (select count(*) from orders.payment p where (p.tenant_id, p.customer_id, p.order_id) = (1, o.customer_id, o.order_id)) as payments,
           (select count(*) from orders.refund r where (r.tenant_id, r.customer_id, r.order_id) = (1, o.customer_id, o.order_id)) as refunds,
           (select count(*) from orders.attribution a where (a.tenant_id, a.customer_id, a.order_id) = (1, o.customer_id, o.order_id)) as answers
         from orders."order" o join orders.order_registry g on g.tenant_id = 1 and g.order_id = o.order_id
         where o.tenant_id = 1 and o.customer_id = any($1) order by o.order_id`,
        [ids],
      )
    ).rows;
  const lines = [{ sku: 'A', name: '茶', quantity: 1, unitPriceFen: 10_000, amountFen: 10_000 }];

  it('have their orders together, and exactly apart again when that is undone', async () => {
    const a = await pushOne({ lines, refundedFen: 500, buyer: { buyerId: 'ma' } });
    const b = await pushOne({ lines, buyer: { buyerId: 'mb' } });
    await attributeDue(world.db, 1, NOW);
    const people = [a.customerId, b.customerId];
    const before = await snapshot(people);
    await inTransaction(world.db, (tx) =>
      followMerges(tx, 1, [{ from: a.customerId, to: b.customerId }], NOW),
    );
    expect(await snapshot([a.customerId])).toEqual([]);
    const together = await snapshot([b.customerId]);
    expect(together.map((row) => [row.order_id, row.owner, row.lines, row.answers])).toEqual(
      before.map((row) => [row.order_id, b.customerId, 1, 1]),
    );
    const restored = { from: b.customerId, restored: a.customerId, bornIds: [a.customerId] };
    await inTransaction(world.db, (tx) => followUnmerge(tx, 1, restored, NOW));
    expect(await snapshot(people)).toEqual(before);
  });

  it('keep what was bought after the merge with the one who stays', async () => {
    const a = await pushOne({ buyer: { buyerId: 'na' } });
    const b = await pushOne({ buyer: { buyerId: 'nb' } });
    const c = await pushOne({ buyer: { buyerId: 'nc' } });
    const chain = [
      { from: a.customerId, to: b.customerId },
      { from: b.customerId, to: c.customerId },
    ];
    await inTransaction(world.db, (tx) => followMerges(tx, 1, chain, NOW));
    const late = await pushOne({ buyer: { buyerId: 'nc' } });
    const ordersOf = async (id: string) => new Set((await snapshot([id])).map((row) => row.order_id));
    expect(await ordersOf(c.customerId)).toEqual(new Set([a, b, c, late].map((order) => order.orderId)));
    const undone = { from: c.customerId, restored: b.customerId, bornIds: [a.customerId, b.customerId] };
    await inTransaction(world.db, (tx) => followUnmerge(tx, 1, undone, NOW));
    expect(await ordersOf(c.customerId)).toEqual(new Set([c.orderId, late.orderId]));
    expect(await ordersOf(b.customerId)).toEqual(new Set([a.orderId, b.orderId]));
  });
});

describe('attribution', () => {
  const [li, wang, channel, code] = [newId(), newId(), newId(), newId()];
  const befriend = (customerId: string, staffId: string, atMs: number, state: string | null = null) =>
    world.pool.query(
      `insert into customers.pub_relation (tenant_id, customer_id, staff_id, corp_id, state, standing, first_added_at_ms, added_at_ms)
       values (1, $1, $2, 'c', $4, 'friend', $3, $3)`,
      [customerId, staffId, atMs, state],
    );
  const addBy = (customerId: string, staffId: string, atMs: number) =>
    world.pool.query('insert into channels.pub_add values (1, $1, $2, $3, $4, $5)', [
      customerId,
      staffId,
      atMs,
      channel,
      code,
    ]);
  const talk = (customerId: string, staffId: string, atMs: number, automatic = false) =>
    world.pool.query('insert into customers.pub_message values (1, $1, $2, $3, $4)', [
      customerId,
      staffId,
      atMs,
      automatic,
    ]);
  const settle = async () => {
    while ((await attributeDue(world.db, 1, ground.clock.now())) > 0);
  };
  beforeAll(async () => {
    await world.pool.query(`insert into channels.pub_channel values (1, $1, '包裹卡')`, [channel]);
    await world.pool.query(`insert into channels.pub_code values (1, $1, 'c', $2, '包裹卡A', 's1')`, [
      code,
      channel,
    ]);
  });

  it('shows the code he scanned and the guide he talked with; software does not talk', async () => {
    const { orderId, customerId } = await pushOne();
    const paid = NOW - 3 * MS_PER_DAY;
    await befriend(customerId, li, paid - 9 * MS_PER_DAY);
    await addBy(customerId, li, paid - 9 * MS_PER_DAY);
    await talk(customerId, wang, paid - MS_PER_DAY);
    await talk(customerId, li, paid - 1, true);
    await inTransaction(world.db, (tx) => markLate(tx, 1, [customerId], NOW));
    await settle();
    const order = await readOrder(ground, boss, orderId);
    expect(order.attribution).toMatchObject({
      sourceChannelId: channel,
      sourceCodeId: code,
      closingStaffId: wang,
      firstOrder: true,
      oldCustomer: false,
      source: { kind: 'add', label: '包裹卡A', at: toIso(paid - 9 * MS_PER_DAY) },
      closing: { kind: 'conversation', at: toIso(paid - MS_PER_DAY) },
    });
  });

  it('finds the source in the state of a friendship that no event told of', async () => {
    const { orderId, customerId } = await pushOne();
    await befriend(customerId, li, NOW - 5 * MS_PER_DAY, 's1');
    await inTransaction(world.db, (tx) => markLate(tx, 1, [customerId], NOW));
    await settle();
    expect((await readOrder(ground, boss, orderId)).attribution).toMatchObject({
      sourceChannelId: channel,
      source: { kind: 'relation', label: '包裹卡A' },
      closing: { kind: 'owner', staffId: li },
    });
  });

  it('is worked out again when an add turns out to be earlier than the order', async () => {
    const { orderId, customerId } = await pushOne();
    await settle();
    expect((await readOrder(ground, boss, orderId)).attribution?.source.kind).toBe('nothing');
    await addBy(customerId, li, NOW - 4 * MS_PER_DAY);
    const reaction = createOrders(ground, ports).module.reactions?.find((r) => r.topic === 'channels.added');
    const payload = {
      adds: [{ customerId, staffId: li, codeId: code, channelId: channel, atMs: 0, half: false }],
    };
    const handler = reaction?.toHandler(world.db);
    await handler?.run(
      { tenantId: 1, outboxId: 900_001, payload },
      { signal: AbortSignal.abort(), attempt: 1 },
    );
    await settle();
    expect((await readOrder(ground, boss, orderId)).sourceChannelId).toBe(channel);
  });

  it('looks once more a day later, because messages arrive late', async () => {
    const { orderId, customerId } = await pushOne({ createdAt: toIso(NOW), paidAt: toIso(NOW) });
    await settle();
    await talk(customerId, wang, NOW - 1_000);
    await settle();
    expect((await readOrder(ground, boss, orderId)).closingStaffId).toBeNull();
    ground.clock.advance(MS_PER_DAY);
    await settle();
    expect((await readOrder(ground, boss, orderId)).closingStaffId).toBe(wang);
  });

  it('calls an old customer who bought before he was added, on all his orders', async () => {
    const buyer = { buyerId: 'old' };
    const { orderId, customerId } = await pushOne({ buyer });
    const second = await pushOne({ buyer, createdAt: toIso(NOW), paidAt: toIso(NOW) });
    await befriend(customerId, li, NOW - MS_PER_DAY);
    await addBy(customerId, li, NOW - MS_PER_DAY);
    await settle();
    expect(await readOrder(ground, boss, orderId)).toMatchObject({ oldCustomer: true, firstOrder: true });
    expect(await readOrder(ground, boss, second.orderId)).toMatchObject({
      oldCustomer: true,
      firstOrder: false,
      closingStaffId: li,
    });
  });

  it('is worked out again for everybody by a new version of the rule', async () => {
    const { orderId, customerId } = await pushOne();
    await addBy(customerId, li, NOW - 40 * MS_PER_DAY);
    await settle();
    expect((await readOrder(ground, boss, orderId)).sourceChannelId).toBe(channel);
    await changeRule(ground, boss, { lookBackDays: 30, conversationDays: 7, source: 'a test' });
    await settle();
    const order = await readOrder(ground, boss, orderId);
    expect(order).toMatchObject({
      sourceChannelId: null,
      attribution: { rule: { version: 1 }, source: { kind: 'outside_window' } },
    });
    expect(await getRule(ground, 1)).toMatchObject({ version: 1, lookBackDays: 30 });
  });
});

describe('a list of orders', () => {
  it('holds the rows that its totals count, by any filter', async () => {
    const flag = fc.option(fc.boolean(), { nil: undefined });
    const filters = fc.record({
      dateBy: fc.constantFrom('paid' as const, 'created' as const),
      from: fc.constantFrom(undefined, '2026-11-19', '2026-11-20'),
      to: fc.constantFrom(undefined, '2026-11-19', '2026-11-22'),
      paid: flag,
      refunded: flag,
      firstOrder: flag,
      oldCustomer: flag,
      attributed: flag,
      state: fc.constantFrom(undefined, 'paid' as const, 'refunded' as const),
      search: fc.constantFrom(undefined, 'N', 'P', '%'),
    });
    await fc.assert(
      fc.asyncProperty(filters, async (input) => {
        const filter = filterOf(input);
        const rows = [];
        let cursor: string | null | undefined;
        do {
          const page = await readOrders(ground, boss, filter, { limit: 7, cursor: cursor ?? undefined });
          rows.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor);
        const totals = await totalOrders(ground, boss, filter);
        expect(new Set(rows.map((row) => row.orderId)).size).toBe(rows.length);
        expect(totals).toMatchObject({
          orders: rows.length,
          paid: { amountFen: rows.reduce((sum, row) => sum + row.paid.amountFen, 0) },
          net: { amountFen: rows.reduce((sum, row) => sum + row.net.amountFen, 0) },
        });
      }),
      { numRuns: 40 },
    );
    expect((await totalOrders(ground, boss, filterOf({ dateBy: 'created' }))).orders).toBeGreaterThan(20);
  });

  it('holds only what the asker may see', async () => {
    const [mine, other] = [newId(), newId()];
    const [store] = [newId()];
    const own = await pushOne({ staffId: mine });
    const elsewhere = await pushOne({ staffId: other });
    const inStore = await pushOne({ storeId: store });
    while ((await attributeDue(world.db, 1, ground.clock.now())) > 0);
    const guide: Actor = { ...boss, scope: { kind: 'part', staffIds: [mine], storeIds: [store] } };
    const { items } = await readOrders(ground, guide, filterOf({ dateBy: 'created' }), { limit: 50 });
    expect(items.map((row) => row.orderId).sort()).toEqual([own.orderId, inStore.orderId].sort());
    await expect(readOrder(ground, guide, elsewhere.orderId)).rejects.toMatchObject({
      code: 'ORDER_UNKNOWN',
    });
    expect((await totalOrders(ground, guide, filterOf({ dateBy: 'created' }))).orders).toBe(2);
    const shop = await requireShop(ground, 1, shopId);
    const [[seen], [all]] = [await viewShops(ground, guide, [shop]), await viewShops(ground, boss, [shop])];
    expect(seen?.orders).toBe(2);
    expect(all?.orders).toBeGreaterThan(20);
    await world.pool.query(
      `insert into customers.pub_relation (tenant_id, customer_id, staff_id, standing) values (1, $1, $2, 'friend')`,
      [elsewhere.customerId, mine],
    );
    expect((await readOrder(ground, guide, elsewhere.orderId)).orderId).toBe(elsewhere.orderId);
  });

  it('shows of a friend what he bought from the company and in one’s own store, not in another', async () => {
    const [mine, store, another] = [newId(), newId(), newId()];
    await world.pool.query(
      `insert into org.pub_staff (tenant_id, staff_id, name, store_id) values (1, $1, '导购', $2)`,
      [mine, store],
    );
    const guide: Actor = { ...boss, scope: { kind: 'part', staffIds: [mine], storeIds: [] } };
    const sees = async ({ orderId, customerId }: { orderId: Id; customerId: Id }) => {
      await world.pool.query(
        `insert into customers.pub_relation (tenant_id, customer_id, staff_id, standing) values (1, $1, $2, 'friend')`,
        [customerId, mine],
      );
      const { items } = await readOrders(ground, guide, filterOf({ dateBy: 'created', customerId }), {
        limit: 5,
      });
      return items.some((row) => row.orderId === orderId);
    };
    expect(await sees(await pushOne({}))).toBe(true);
    expect(await sees(await pushOne({ storeId: store }))).toBe(true);
    expect(await sees(await pushOne({ storeId: another }))).toBe(false);
  });

  it('shows a guide what he took at the till, whoever closed it', async () => {
    const [mine, other] = [newId(), newId()];
    const taken = await pushOne({ staffId: mine });
    await world.pool.query(
      `insert into customers.pub_message (tenant_id, customer_id, staff_id, at_ms, automatic) values (1, $1, $2, $3, false)`,
      [taken.customerId, other, NOW - 3 * MS_PER_DAY - 1],
    );
    await inTransaction(world.db, (tx) => markLate(tx, 1, [taken.customerId], ground.clock.now()));
    while ((await attributeDue(world.db, 1, ground.clock.now())) > 0);
    const scope = { kind: 'part' as const, staffIds: [mine], storeIds: [] };
    const order = await readOrder(ground, { ...boss, scope }, taken.orderId);
    expect(order).toMatchObject({ staffId: mine, closingStaffId: other });
    expect((await totalOrders(ground, { ...boss, scope }, filterOf({ dateBy: 'paid' }))).orders).toBe(1);
  });

  it('finds its page by an index, not by reading all orders', async () => {
    await world.pool.query(
      `insert into orders."order" (tenant_id, customer_id, order_id, born_id, shop_id, order_no, state, created_at_ms, total_fen, paid_fen, refunded_fen, recorded_at_ms)
       select 2, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $1, 'x' || n, 'pending', n, 1, 0, 0, 0 from generate_series(1, 20000) n`,
      [shopId],
    );
    await world.pool.query('analyze orders."order"');
    const { listOrders } = await import('./order.sql.ts');
    const { sql, parameters } = listOrders.compile({
      tenantId: 2,
      scope: { kind: 'all' },
      filter: filterOf({ dateBy: 'created', from: '1970-01-01' }),
      before: { ms: startOfDay('2026-01-01'), id: newId() },
      limit: 50,
    });
    const plan = await world.pool.query(`explain ${sql}`, [...parameters]);
    const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain('order_tenant_id_created_at_ms_order_id_idx');
    expect(text).not.toContain('Seq Scan on "order"');
  });
});

describe('pushes of many shops while orders are attributed', () => {
  it('wait for each other instead of failing on a deadlock', async () => {
    const own = await Promise.all(Array.from({ length: 4 }, () => aShop()));
    const buyers = Array.from({ length: 300 }, (_, n) => ({ memberNo: `M${n}` }));
    await push(buyers.map((buyer) => stated({ buyer })));
    let attributing = true;
    const attribution = (async () => {
      while (attributing) await attributeDue(world.db, 1, ground.clock.now() + 2 * MS_PER_DAY);
    })();
    const pushing = own.map(async (shop, n) => {
      const order = n % 2 === 0 ? buyers : buyers.toReversed();
      for (let round = 0; round < 4; round += 1) {
        const orderNos = order.map((_, i) => `D${n}-${i}`);
        const refundedFen = round * 1_000;
        await push(
          order.map((buyer, i) => stated({ orderNo: orderNos[i], buyer, refundedFen })),
          shop,
        );
      }
    });
    const ended = await Promise.allSettled(pushing);
    attributing = false;
    const attributed = await Promise.allSettled([attribution]);
    expect([...ended, ...attributed].filter(({ status }) => status === 'rejected')).toEqual([]);
  });
});

describe('over HTTP', () => {
  let http: FastifyInstance;
  beforeAll(async () => {
    const { module: orders } = createOrders(ground, ports);
    http = await createHttp({
      ...ground,
      router: orders.router ? { orders: orders.router } : {},
      modules: [orders],
      authenticate: async (credential) =>
        credential === 'boss' ? boss : { ...boss, permissions: new Set<string>() },
      ready: async () => undefined,
      openapi: async () => ({}),
      extras: [],
    });
  });
  afterAll(() => http.close());
  const as = (who: string) => ({ authorization: `Bearer ${who}` });

  it('a file of several megabytes is taken as the body, and only from who may import', async () => {
    const body = `订单编号,总金额,订单创建时间,订单付款时间\n${Array.from({ length: 60_000 }, (_, i) => `H${i},5,2020-02-20 10:00:00,2020-02-20 10:00:00\n`).join('')}`;
    const request = {
      method: 'POST' as const,
      url: '/api/v1/import-files?name=a.csv',
      payload: body,
      headers: { 'content-type': 'application/octet-stream', ...as('boss') },
    };
    expect(body.length).toBeGreaterThan(2_000_000);
    const answer = await http.inject(request);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ name: 'a.csv', rows: 60_000, mapping: { layout: 'orders' } });
    const refused = await http.inject({ ...request, headers: { ...request.headers, ...as('guide') } });
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'PERMISSION_MISSING']);
    const empty = await http.inject({ ...request, payload: '' });
    expect([empty.statusCode, empty.json().code]).toEqual([400, 'FILE_EMPTY']);
  });

  it('orders are pushed with an Idempotency-Key and come out as CSV that computes nothing', async () => {
    const order = stated({ orderNo: '=cmd|calc' });
    const pushing = {
      method: 'POST' as const,
      url: `/api/v1/shops/${shopId}/orders`,
      headers: { 'idempotency-key': 'h1', ...as('boss') },
      payload: { orders: [order] },
    };
    const first = await http.inject(pushing);
    expect(first.json()).toMatchObject({ results: [{ outcome: 'created' }] });
    expect((await http.inject(pushing)).json()).toEqual(first.json());
    const other = await http.inject({ ...pushing, payload: { orders: [stated()] } });
    expect(other.json().code).toBe('IDEMPOTENCY_KEY_REUSED');
    const csv = await http.inject({ url: '/api/v1/orders.csv?search=%3Dcmd&paid=true', headers: as('boss') });
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.body.split('\r\n')[1]).toMatch(/^'=cmd\|calc,店 1,jd,paid,/);
    const wrong = await http.inject({ url: '/api/v1/orders.csv?shopId=x', headers: as('boss') });
    expect([wrong.statusCode, wrong.json().code]).toEqual([400, 'INPUT_INVALID']);
  });

  it('lists take their filters as text', async () => {
    const answer = await http.inject({ url: '/api/v1/orders?paid=true&limit=2', headers: as('boss') });
    expect(answer.json().items).toHaveLength(2);
    const none = await http.inject({ url: '/api/v1/orders?cursor=abc', headers: as('boss') });
    expect(none.json().code).toBe('CURSOR_INVALID');
  });
});
