import type { GroupActivity } from '@yutian/contract';
import { MS_PER_DAY } from '@yutian/kernel';
import { createSimulator } from '@yutian/wecom-sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, migrationFolders } from '../../../apps/server/src/compose.ts';
import { type Ask, openWorld } from '../testing/world.ts';

const open = () => openWorld({ compose, migrations: migrationFolders.slice(1), simulate: createSimulator });
let world: Awaited<ReturnType<typeof open>>;
let boss: Ask;
const activity = async (ask: Ask, query = ''): Promise<GroupActivity> =>
  (await ask('GET', `/group-activity${query}`)).body;

beforeAll(async () => {
  world = await open();
  const { control } = world.sim;
  const people = Array.from({ length: 4 }, () => control.createPerson({}).external_userid);
  const mine = control.createGroup({ owner: 'zhang', name: '一群', external_userids: people }).chat_id;
  control.createGroup({ owner: 'li', name: '李四的群', external_userids: people.slice(0, 1) });
  await world.catchUp();
  boss = await world.as('boss', 'boss');
  // Three people write on each of two days.
  for (let day = 0; day < 2; day++) {
    for (const external_userid of people.slice(0, 3)) control.chatInGroup({ chat_id: mine, external_userid });
    world.clock.advance(MS_PER_DAY);
    await world.settle();
  }
});
afterAll(() => world[Symbol.asyncDispose]());

describe('the activity of groups', () => {
  it('is that of each window by itself: who writes on two days is one person in the week', async () => {
    const { lastDay, windows, days } = await activity(boss);
    expect(lastDay).toBe('2026-01-06');
    const wrote = days.map((row) => row.memberRate.numerator);
    expect(wrote).toEqual([3, 3]);
    expect(windows.map((row) => [row.days, row.memberRate.numerator, row.memberRate.denominator])).toEqual([
      [1, 3, 7],
      [7, 3, 7],
      [30, 3, 7],
    ]);
    expect(windows[1]?.groupRate).toMatchObject({ numerator: 1, denominator: 2, value: 0.5 });
    expect(windows[1]?.memberRate.value).toBeLessThan(wrote.reduce((sum, n) => sum + n, 0) / 7);
  });

  it('is seen by owner and within the data scope', async () => {
    const guide = await world.as('li', 'guide', await world.staff('li'));
    const rateOf = (found: GroupActivity) => found.windows[0]?.memberRate;
    expect(rateOf(await activity(guide))).toMatchObject({ numerator: 0, denominator: 2 });
    expect(rateOf(await activity(boss, `?ownerId=${await world.staff('zhang')}`))).toMatchObject({
      numerator: 3,
      denominator: 5,
    });
    expect((await activity(guide, `?ownerId=${await world.staff('zhang')}`)).windows).toEqual([]);
  });

  it('is read once: what is kept stays when WeCom has forgotten it', async () => {
    const count = async () =>
      (await world.rows<{ n: number }>('select count(*)::int as n from groups.activity_read'))[0]?.n;
    const before = await count();
    expect(before).toBeGreaterThan(180);
    await world.settle();
    expect(await count()).toBe(before);
  });
});
