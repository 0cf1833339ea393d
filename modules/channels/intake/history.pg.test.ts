// Friendships that were read, not told: a brand that moves in sees its past by channel.
import type { AddFact } from '@yutian/contract';
import { everything, type Id, MS_PER_DAY, newId } from '@yutian/kernel';
import { inTransaction } from '@yutian/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showFunnel } from '../funnel/show-funnel.ts';
import { type ChannelsWorld, CORP, NOW, openWorld, TENANT } from '../testing/world.ts';
import { adoptStates } from '../tree/adopt-states.ts';
import { takeInHistory } from './take-in-history.ts';

let world: ChannelsWorld;
let channelId: Id;
let ann: Id;
beforeAll(async () => {
  world = await openWorld();
  ann = await world.hire('ann');
  channelId = await world.channels.setUp.createChannel(TENANT, {
    parentId: null,
    kind: 'tmall',
    name: '天猫',
    ownerDepartment: '电商部',
    welcomeId: null,
  });
});
afterAll(() => world.test[Symbol.asyncDispose]());

const boss = {
  tenantId: TENANT,
  userId: newId(),
  staffId: null,
  name: '',
  role: 'boss',
  permissions: new Set<string>(),
  scope: everything,
};
async function befriend(state: string | null, atMs: number): Promise<Id> {
  const customerId = newId();
  await world.test.pool.query(
    'insert into customers.pub_relation (tenant_id, customer_id, staff_id, added_at_ms, state) values ($1, $2, $3, $4, $5)',
    [TENANT, customerId, ann, atMs, state],
  );
  return customerId;
}
const addsOf = (customerId: Id) =>
  world.rows('select at_ms, state, channel_id from channels.add where customer_id = $1 order by at_ms', [
    customerId,
  ]);
const funnel = async () =>
  (
    await showFunnel(world.ground, boss, {
      from: '2026-01-01',
      to: '2026-03-02',
      channelId,
      by: 'channel',
      below: true,
    })
  ).total;

describe('a corp that moves in', () => {
  it('finds its past under the channel that adopts the state, and a second reading changes nothing', async () => {
    const longAgo = NOW - 20 * MS_PER_DAY;
    const old = await befriend('tool-7', longAgo);
    const unknown = await befriend(null, longAgo);
    await takeInHistory(world.ground, TENANT);
    expect(await addsOf(old)).toEqual([{ at_ms: longAgo, state: 'tool-7', channel_id: null }]);
    expect(await addsOf(unknown)).toHaveLength(1);
    expect((await funnel()).added).toBe(0);

    await adoptStates(world.ground, boss, {
      channelId,
      corpId: CORP,
      states: [{ state: 'tool-7', name: '旧活码 7' }],
    });
    await takeInHistory(world.ground, TENANT);
    await takeInHistory(world.ground, TENANT);
    expect((await funnel()).added).toBe(1);
    expect(
      await world.rows(
        'select adds, half from channels.day_load l join channels.code c using (tenant_id, code_id) where c.state = $1',
        ['tool-7'],
      ),
    ).toEqual([{ adds: 1, half: 0 }]);
  });

  it('does not count an add twice that a callback told a few seconds apart', async () => {
    const customerId = await befriend('tool-7', NOW - 3_000);
    const told: AddFact = {
      customerId,
      staffId: ann,
      externalUserid: 'wm1',
      state: 'tool-7',
      welcomeCode: null,
      atMs: NOW,
      half: false,
    };
    await inTransaction(world.ground.db, (tx) => world.channels.adds.applyAdds(tx, TENANT, CORP, [told]));
    await takeInHistory(world.ground, TENANT);
    expect(await addsOf(customerId)).toHaveLength(1);
  });

  it('hears of a return that no callback told', async () => {
    const customerId = await befriend('tool-7', NOW - 10 * MS_PER_DAY);
    await takeInHistory(world.ground, TENANT);
    await world.test.pool.query('update customers.pub_relation set added_at_ms = $2 where customer_id = $1', [
      customerId,
      NOW - MS_PER_DAY,
    ]);
    await takeInHistory(world.ground, TENANT);
    expect(await addsOf(customerId)).toHaveLength(2);
  });
});
