// The home page against a count by hand (analytics.md 3.1): 20 friends of whom 12 agreed to archiving and 3 wrote, in
// the small what 300 of 2,000 is in the large; and the same facts in any order.
import type { Metric } from '@yutian/contract';
import { MS_PER_DAY, MS_PER_HOUR, toIso } from '@yutian/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoClient } from './demo/demo-client.ts';
import { makeLiveCode } from './testing/live-code.ts';
import { foundCompany } from './testing/told-company.ts';
import { openTown, type Town } from './testing/town.ts';

type Pair = { external_userid: string; userid: string };

const FRIDAY = '2026-11-20';
const SUNDAY = '2026-11-22';
const period = { from: FRIDAY, to: SUNDAY };

let town: Town;
const friends: Pair[] = [];
let shopId: string;
let state: string;

const friend = (n: number): Pair => {
  const pair = friends[n];
  if (!pair) throw new Error('Nobody was met.');
  return pair;
};
const says = (n: number, from: 'customer' | 'staff') =>
  town.sim.control.chat({ ...friend(n), from, text: '…' });
const later = async (ms: number) => {
  town.clock.advance(ms);
  await town.settle();
};

async function numbers(client: DemoClient = town.boss, over = period): Promise<Record<string, unknown>> {
  const { figures } = await client.insight.overview(over);
  return Object.fromEntries(
    figures.map(({ metric, value }) => {
      if (value.kind === 'rate') return [metric, `${value.rate.numerator}/${value.rate.denominator}`];
      if (value.kind === 'money') return [metric, value.money.amountFen];
      return [metric, value.kind === 'count' ? value.count : value.reason];
    }),
  );
}

/** The rows behind a number: those in the numerator, and all. */
async function behind(metric: Metric): Promise<string> {
  const { items } = await town.boss.insight.rows({ ...period, metric, limit: 100 });
  return `${items.filter((row) => row.counts).length}/${items.length}`;
}

async function pays(n: number, orderNo: string, paidAtMs: number, paidFen: number, refundedFen = 0) {
  const { unionid } = town.sim.control.createPerson({ external_userid: friend(n).external_userid });
  const at = toIso(paidAtMs);
  const { results } = await town.boss.orders.pushOrders({
    shopId,

    orders: [
      {
        orderNo,
        createdAt: at,
        paidAt: at,
        totalFen: paidFen,
        paidFen,
        refundedFen,
        refundedAt: refundedFen > 0 ? toIso(town.clock.now()) : null,
        buyer: { unionid },
      },
    ],
  });
  expect(results[0]?.fault).toBeNull();
  await town.settle();
}

beforeAll(async () => {
  town = await openTown(`${FRIDAY}T10:00:00+08:00`);
  ({ state } = await makeLiveCode(town));
  ({ shopId } = await town.boss.orders.createShop({ name: '小程序商城', platform: 'mini_program' }));
});
afterAll(() => town.close());

describe('20 friends of whom 12 agreed and 3 wrote', () => {
  it('before anybody agreed, figures about messages are unknown and not zero', async () => {
    for (let n = 0; n < 20; n += 1)
      friends.push(town.sim.control.scan({ state, name: `友${n}`, userid: n < 15 ? 'lina' : 'wangfang' }));
    await town.settle();
    expect(await numbers()).toMatchObject({
      adds: 20,
      friends: 20,
      firstReplyRate: 'NO_MESSAGE_SOURCE',
      privateChatRatio: 'NO_MESSAGE_SOURCE',
    });
  });

  it('greetings and welcomes are not replies: 12 were greeted and nobody wrote', async () => {
    for (let n = 0; n < 12; n += 1) town.sim.control.agree(friend(n));
    town.sim.control.agree({ ...friend(12), agree: false });
    for (const n of [0, 1, 5, 6]) says(n, 'staff');
    await later(10 * 60_000);
    expect(await numbers()).toMatchObject({ firstReplyRate: '0/12', privateChatRatio: '0/12', friends: 20 });
  });

  it('a reply within 48 hours of the welcome counts, one after 49 hours only as a conversation', async () => {
    await later(MS_PER_HOUR);
    says(0, 'customer');
    await later(45 * MS_PER_HOUR);
    says(2, 'customer');
    // Unseen: he did not agree.
    says(15, 'customer');
    says(12, 'customer');
    await later(3 * MS_PER_HOUR);
    says(4, 'customer');
    says(0, 'customer');
    await later(10 * 60_000);
    expect(await numbers()).toMatchObject({ firstReplyRate: '2/12', privateChatRatio: '3/12', friends: 20 });
    expect(await behind('firstReplyRate')).toBe('2/12');
    expect(await behind('privateChatRatio')).toBe('3/12');
    expect(await behind('friends')).toBe('20/20');
  });

  it('each guide’s ratio stands on her own friends who agreed', async () => {
    const { items } = await town.boss.insight.breakdown({ ...period, by: 'staff' });
    expect(
      items.map((row) => [row.name, row.adds, row.privateChat?.numerator, row.privateChat?.denominator]),
    ).toEqual([
      ['李娜', 15, 3, 12],
      ['王芳', 5, 0, 0],
    ]);
  });

  it('who leaves and comes back is one friend and one add', async () => {
    town.sim.control.block(friend(19));
    await later(60_000);
    expect(await numbers()).toMatchObject({ adds: 20, friends: 19, lost: 1 });
    town.sim.control.scan({ state, external_userid: friend(19).external_userid, userid: 'wangfang' });
    await later(60_000);
    expect(await numbers()).toMatchObject({ adds: 20, friends: 20 });
  });

  it('who withdraws his consent leaves both the numerator and the denominator', async () => {
    town.sim.control.agree({ ...friend(0), agree: false });
    await later(10 * 60_000);
    expect(await numbers()).toMatchObject({ firstReplyRate: '1/11', privateChatRatio: '2/11', friends: 20 });
    expect(await behind('firstReplyRate')).toBe('1/11');
    expect(await behind('privateChatRatio')).toBe('2/11');
  });
});

describe('buyers among them', () => {
  it('who bought before he was added is an old customer, not a first buyer', async () => {
    const now = town.clock.now();
    await pays(7, 'N0', Date.parse(`${FRIDAY}T08:00:00+08:00`) - MS_PER_DAY, 5_000);
    await pays(7, 'N1', now, 6_000);
    await pays(8, 'N2', now, 10_000);
    await pays(9, 'N3', now, 20_001);
    expect(await numbers()).toMatchObject({
      orders: 3,
      paidAmount: 36_001,
      averageTicket: 12_000,
      firstBuyers: 2,
      boughtIn7Days: '2/20',
    });
    expect(await behind('firstBuyers')).toBe('2/2');
    expect(await behind('boughtIn7Days')).toBe('2/20');
  });

  it('a refund of the whole order takes the first buyer away, gross amounts stay', async () => {
    const paidAt = town.clock.now();
    await later(MS_PER_HOUR);
    await pays(9, 'N3', paidAt, 20_001, 20_001);
    expect(await numbers()).toMatchObject({
      orders: 3,
      paidAmount: 36_001,
      firstBuyers: 1,
      boughtIn7Days: '1/20',
    });
    expect(await behind('firstBuyers')).toBe('1/1');
  });
});

describe('the same facts in another order', () => {
  it('give the same numbers', async () => {
    const companies = [];
    for (let n = 0; n < 4; n += 1) {
      const { boss, facts } = await foundCompany(town, n, Date.parse('2026-11-19T00:10:00+08:00'));
      const inOrder = [...facts.keys()];
      const all = { minLength: facts.length, maxLength: facts.length };
      const [shuffled = []] = fc.sample(fc.shuffledSubarray(inOrder, all), { numRuns: 1, seed: n });
      const order = n === 0 ? inOrder : shuffled;
      for (const index of order) await facts[index]?.();
      companies.push({ boss, order });
    }
    await town.settle();
    for (const { boss, order } of companies)
      expect(await numbers(boss), `facts told as ${order.join(' ')}`).toMatchObject({
        adds: 4,
        friends: 3,
        lost: 1,
        firstReplyRate: '1/3',
        privateChatRatio: '2/3',
        orders: 2,
        paidAmount: 3_000,
        firstBuyers: 1,
        boughtIn7Days: '1/4',
      });
  });
});
