// An order finds its person, whenever he turns up: pushed with an API token for somebody nobody knows, it has a
// provisional person; he scans a code later, and the order is his, with the evidence; another rule judges it anew.
import { MS_PER_DAY, toIso } from '@yutian/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLiveCode } from './testing/live-code.ts';
import { openTown, type Town } from './testing/town.ts';

let town: Town;
let state: string;
let shopId: string;
beforeAll(async () => {
  town = await openTown('2026-11-20T10:00:00+08:00');
  ({ state } = await makeLiveCode(town));
  ({ shopId } = await town.boss.orders.createShop({ name: '天猫旗舰店', platform: 'tmall' }));
});
afterAll(() => town.close());

const later = async (ms: number) => {
  town.clock.advance(ms);
  await town.settle();
};

/** As a shop's own program does it. */
async function push(
  token: string,
  order: object,
): Promise<{ results: { outcome: string; orderId: string }[] }> {
  const response = await fetch(`${town.address}/api/v1/shops/${shopId}/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': 'first-push',
    },
    body: JSON.stringify({ orders: [order] }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { results: { outcome: string; orderId: string }[] };
}

describe('an order of somebody who is not known yet', () => {
  let orderId: string;
  let provisional: string;
  let person: { external_userid: string; unionid: string };

  it('is pushed with a token made for it, has a provisional person, and changes nothing the second time', async () => {
    const { token } = await town.boss.org.createApiToken({
      name: '天猫推送',
      permissions: ['orders.import'],
    });
    person = town.sim.control.createPerson({ name: '后来的人' });
    const at = toIso(town.clock.now());
    const order = {
      orderNo: 'T-1',
      createdAt: at,
      paidAt: at,
      totalFen: 9_900,
      paidFen: 9_900,
      buyer: { unionid: person.unionid },
    };
    const first = await push(token, order);
    expect(first.results[0]?.outcome).toBe('created');
    expect(await push(token, order)).toEqual(first);
    orderId = first.results[0]?.orderId ?? '';
    await town.settle();
    provisional = (await town.boss.orders.getOrder({ orderId })).customerId;
    const { items } = await town.boss.customers.listCustomers({ provisional: false });
    expect(items.map((row) => row.id)).not.toContain(provisional);
  });

  it('is his when he scans a code, on his timeline, and makes him an old customer', async () => {
    await later(MS_PER_DAY);
    town.sim.control.scan({ state, external_userid: person.external_userid });
    await later(60_000);
    const { items } = await town.boss.customers.listCustomers({ text: '后来的人' });
    expect(items).toHaveLength(1);
    const customerId = items[0]?.id ?? '';
    const order = await town.boss.orders.getOrder({ orderId });
    expect(order).toMatchObject({ customerId, oldCustomer: true, paid: { amountFen: 9_900 } });
    const { items: timeline } = await town.boss.customers.listTimeline({ id: customerId });
    expect(timeline.map((entry) => entry.kind)).toEqual(expect.arrayContaining(['orders.paid']));
    expect((await town.boss.orders.listOrders({ customerId, dateBy: 'paid' })).items).toHaveLength(1);
  });

  it('bought after he was added counts for the code he came by, until a rule looks back less far', async () => {
    await later(10 * MS_PER_DAY);
    const at = toIso(town.clock.now());
    const { results } = await town.boss.orders.pushOrders({
      shopId,
      orders: [
        {
          orderNo: 'T-2',
          createdAt: at,
          paidAt: at,
          totalFen: 5_000,
          paidFen: 5_000,
          buyer: { unionid: person.unionid },
        },
      ],
    });
    const second = results[0]?.orderId ?? '';
    await town.settle();
    const before = await town.boss.orders.getOrder({ orderId: second });
    expect(before.sourceChannelId).not.toBeNull();
    expect(before.attribution?.source.at).not.toBeNull();
    const rule = await town.boss.orders.getAttributionRule({});
    await town.boss.orders.setAttributionRule({ lookBackDays: 5, conversationDays: 7, source: '试算' });
    await town.settle();
    const after = await town.boss.orders.getOrder({ orderId: second });
    expect(after.attribution?.rule.version).toBe(rule.version + 1);
    expect(after.sourceChannelId).not.toBe(before.sourceChannelId);
  });
});
