// The product's main job, end to end: a stranger scans a code, is known, greeted, buys, and the home page says so.
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, toIso } from '@yutian/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTown, type Town, TOWN_CORP } from './testing/town.ts';

let town: Town;
let state: string;
const met: { external_userid: string; userid: string }[] = [];
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const period = { from: '2026-11-20', to: '2026-11-20' };
const figure = async (metric: string) => {
  const { figures } = await town.boss.insight.overview(period);
  return figures.find((found) => found.metric === metric)?.value;
};

describe('from a scanned code to an attributed order', () => {
  it('the first synchronisation reads the directory and its store', async () => {
    const { items: staff } = await town.boss.org.listStaff({});
    expect(staff.map((member) => member.name).sort()).toEqual(['李娜', '王芳'].sort());
    const { items: runs } = await town.boss.connection.listSyncRuns({ kind: 'first' });
    expect(runs[0]?.state).toBe('done');
  });

  it('a live code is made on the platform', async () => {
    const welcome = await town.boss.channels.createWelcome({
      name: '茶',
      text: '{customer},您好,我是{guide}',
    });
    const channel = await town.boss.channels.createChannel({
      kind: 'package_card',
      name: '包裹卡',
      ownerDepartment: '电商部',
      welcomeId: welcome.welcomeId,
    });
    const { items: staff } = await town.boss.org.listStaff({});
    const code = await town.boss.channels.createCode({
      corpId: TOWN_CORP,
      name: '茶礼包裹卡',
      channelId: channel.channelId,
      rota: {
        shifts: [
          {
            label: '全天',
            staffIds: staff.map((member) => member.staffId),
            weekdays: [1, 2, 3, 4, 5, 6, 7],
            from: '00:00',
            to: '24:00',
          },
        ],
      },
    });
    await town.settle();
    const live = await town.boss.channels.getCode({ id: code.codeId });
    expect(live.linkState).toBe('live');
    state = live.state;
  });

  it('three strangers scan it, become customers with an owner and a source, and are greeted in time', async () => {
    for (const name of ['陈一', '周二', '吴三']) met.push(town.sim.control.scan({ state, name }));
    await town.settle();
    const { items } = await town.boss.customers.listCustomers({});
    expect(items.map((customer) => customer.name).sort()).toEqual(['陈一', '周二', '吴三'].sort());
    const welcomed = town.sim.control
      .requests({})
      .filter((request) => request.path.endsWith('send_welcome_msg'));
    expect(welcomed).toHaveLength(3);
    expect(welcomed.every((request) => request.errcode === 0)).toBe(true);
    expect(await figure('adds')).toEqual({ kind: 'count', count: 3 });
  });

  it('one of them writes back, which counts as a first reply', async () => {
    const [first] = met;
    if (!first) throw new Error('nobody was met');
    town.sim.control.agree({ userid: first.userid, external_userid: first.external_userid });
    town.sim.control.chat({
      userid: first.userid,
      external_userid: first.external_userid,
      from: 'staff',
      text: '您好',
    });
    town.clock.advance(20 * MS_PER_MINUTE);
    town.sim.control.chat({
      userid: first.userid,
      external_userid: first.external_userid,
      from: 'customer',
      text: '在的',
    });
    town.clock.advance(5 * MS_PER_MINUTE);
    await town.settle();
    expect(await figure('firstReplyRate')).toMatchObject({ kind: 'rate', rate: { numerator: 1 } });
  });

  it('his order finds him by his unionid, its source channel and its closing guide', async () => {
    const [buyer] = met;
    if (!buyer) throw new Error('nobody was met');
    const { unionid } = town.sim.control.createPerson({ external_userid: buyer.external_userid });
    const shop = await town.boss.orders.createShop({ name: '小程序商城', platform: 'mini_program' });
    town.clock.advance(MS_PER_HOUR);
    const paidAt = toIso(town.clock.now());
    const push = () =>
      town.boss.orders.pushOrders({
        shopId: shop.shopId,

        orders: [
          {
            orderNo: 'M1',
            createdAt: paidAt,
            paidAt,
            totalFen: 12_800,
            paidFen: 12_800,
            buyer: { unionid },
          },
        ],
      });
    expect((await push()).results[0]?.outcome).toBe('created');
    expect((await push()).results[0]?.outcome).toBe('unchanged');
    await town.settle();
    const { items } = await town.boss.orders.listOrders({});
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      customerName: '陈一',
      sourceChannelName: '包裹卡',
      paid: { amountFen: 12_800 },
    });
    expect(['李娜', '王芳']).toContain(items[0]?.closingStaffName);
  });

  it('the home page shows it, and each number opens to its rows', async () => {
    expect(await figure('firstBuyers')).toEqual({ kind: 'count', count: 1 });
    expect(await figure('averageTicket')).toEqual({
      kind: 'money',
      money: { amountFen: 12_800, currency: 'CNY' },
    });
    expect(await figure('boughtIn7Days')).toMatchObject({
      kind: 'rate',
      rate: { numerator: 1, denominator: 3 },
    });
    for (const [metric, count] of [
      ['adds', 3],
      ['orders', 1],
      ['firstBuyers', 1],
      ['boughtIn7Days', 3],
    ] as const) {
      const { items } = await town.boss.insight.rows({ ...period, metric });
      expect(items).toHaveLength(count);
    }
    const { items: byChannel } = await town.boss.insight.breakdown({ ...period, by: 'channel' });
    expect(byChannel).toMatchObject([{ name: '包裹卡', adds: 3, orders: 1 }]);
    const { items: byStore } = await town.boss.insight.breakdown({ ...period, by: 'store' });
    expect(byStore[0]).toMatchObject({ name: '杭州万象城店', adds: 3 });
  });

  it('who blocks his guide raises an alert, and the friend is counted as lost', async () => {
    const [, second] = met;
    if (!second) throw new Error('nobody was met');
    town.clock.advance(MS_PER_DAY);
    town.sim.control.block({ userid: second.userid, external_userid: second.external_userid });
    await town.settle();
    const { figures } = await town.boss.insight.overview({ from: '2026-11-21', to: '2026-11-21' });
    expect(figures.find((found) => found.metric === 'lost')?.value).toEqual({ kind: 'count', count: 1 });
    const { items } = await town.boss.customers.listLossAlerts({});
    expect(items).toHaveLength(1);
  });
});
