// The prepaid quota of acquisition links, to its end: read with the first link, alarming when it runs low, links stand
// back when it is gone, and all is well again when more is bought.
import { channelsEvents } from '@yutian/contract';
import { MS_PER_MINUTE } from '@yutian/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTown, type Town, TOWN_CORP } from './testing/town.ts';

let town: Town;
let codeId: string;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const quota = async () => (await town.boss.channels.getQuota()).items[0];
/** How often low quota was told. */
const warnings = async () => {
  const facts = (await town.product.ground.db
    .selectFrom('platform.outbox' as never)
    .selectAll()
    .execute()) as { topic: string }[];
  return facts.filter(({ topic }) => topic === channelsEvents.quotaLow.topic).length;
};

it('is read when the first link is made', async () => {
  const { boss, sim, settle } = town;
  expect(await quota()).toBeUndefined();
  const { channelId } = await boss.channels.createChannel({ kind: 'advertising', name: '广告' });
  const { items: staff } = await boss.org.listStaff({});
  const link = await boss.channels.createLink({
    corpId: TOWN_CORP,
    name: '投放',
    channelId,
    staffIds: staff.map((member) => member.staffId),
  });
  codeId = link.codeId;
  await settle();
  const { balance } = sim.control.addAcquisitionQuota({ units: 1 });
  await settle();
  expect(await quota()).toMatchObject({ balance, alarm: false, alarmBelow: 20 });
});

it('warns once when it runs low, and the link stands back when it is gone', async () => {
  const { boss, sim, settle } = town;
  const { url } = await boss.channels.getLink({ id: codeId });
  const spend = (units: number) => {
    for (let i = 0; i < units; i++) sim.control.openLink({ url: url ?? '' });
  };
  const { balance } = (await quota()) ?? {};
  spend((balance ?? 0) - 19);
  await settle();
  expect(await quota()).toMatchObject({ balance: 19, alarm: true });
  expect(await warnings()).toBe(1);
  spend(19);
  await settle();
  expect(await quota()).toMatchObject({ balance: 0, alarm: true });
  expect(await warnings()).toBe(1);
  expect((await boss.channels.getLink({ id: codeId })).unavailableSince).not.toBeNull();
});

it('is quiet again when more is bought, and warns by the mark that people set', async () => {
  const { boss, sim, clock, settle } = town;
  clock.advance(MS_PER_MINUTE);
  sim.control.addAcquisitionQuota({ units: 50 });
  // The purchase is told by a callback of its own, which may be on its way when everything else has come to rest.
  await expect.poll(() => settle().then(quota)).toMatchObject({ balance: 50, alarm: false });
  expect((await boss.channels.getLink({ id: codeId })).unavailableSince).toBeNull();
  await boss.channels.setQuotaAlarm({ corpId: TOWN_CORP, alarmBelow: 60 });
  expect(await quota()).toMatchObject({ balance: 50, alarm: true, alarmBelow: 60 });
});
