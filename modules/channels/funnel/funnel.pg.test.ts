// The funnel of a tree, against a count by hand: whatever the adds, a parent is the union of its people, no sum.
import type { Actor, Id } from '@yutian/kernel';
import { dayOf, everything, MS_PER_DAY, newId, startOfDay } from '@yutian/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChannelsWorld, NOW, openWorld, TENANT } from '../testing/world.ts';
import { listFunnelPeople } from './funnel.sql.ts';
import { showFunnel } from './show-funnel.ts';

let world: ChannelsWorld;
/** 电商 (0) → 天猫 (1) → 旗舰店 (2) and 京东 (3); 门店 (4) stands alone; 5 is no channel. */
const PARENTS = [null, 0, 1, 0, null];
const tree: Id[] = [];
const people = Array.from({ length: 6 }, newId);
const staff: Id[] = [];
const day = dayOf(NOW);
const boss: Actor = {
  tenantId: TENANT,
  userId: newId(),
  staffId: null,
  name: '沈禾',
  role: 'boss',
  permissions: new Set(),
  scope: everything,
};

beforeAll(async () => {
  world = await openWorld();
  staff.push(await world.hire('ann'), await world.hire('bo'));
  for (const [i, parent] of PARENTS.entries())
    tree.push(
      await world.channels.setUp.createChannel(TENANT, {
        parentId: parent === null ? null : (tree[parent] ?? null),
        kind: 'other',
        name: `渠道 ${i}`,
        ownerDepartment: '',
        welcomeId: null,
      }),
    );
});
afterAll(() => world.test[Symbol.asyncDispose]());

interface Add {
  person: number;
  channel: number;
  half: boolean;
  staff: number;
}
const anyAdds = fc.uniqueArray(
  fc.record<Add>({
    person: fc.nat({ max: people.length - 1 }),
    channel: fc.nat({ max: PARENTS.length }),
    half: fc.boolean(),
    staff: fc.nat({ max: 1 }),
  }),
  { maxLength: 24, selector: (add) => JSON.stringify(add) },
);

async function plant(adds: readonly Add[]): Promise<void> {
  await world.rows('delete from channels.add');
  for (const [i, add] of adds.entries())
    await world.rows(
      'insert into channels.add (tenant_id, customer_id, staff_id, at_ms, channel_id, half, born_id) values ($1, $2, $3, $4, $5, $6, $2)',
      [TENANT, people[add.person], staff[add.staff], NOW + i, tree[add.channel] ?? null, add.half],
    );
}

/** Whether a channel is, or lies below, another. */
function lies(channel: number, below: number): boolean {
  if (channel === below) return true;
  const parent = PARENTS[channel];
  return typeof parent === 'number' && lies(parent, below);
}

/** People of these adds by hand: those who became friends, and those who are half added only. */
function countByHand(adds: readonly Add[]) {
  const friends = new Set(adds.filter((add) => !add.half).map((add) => add.person));
  const half = new Set(adds.filter((add) => add.half && !friends.has(add.person)).map((add) => add.person));
  return { added: friends.size, pending: half.size };
}

const show = (below: boolean, channelId: Id | null = null) =>
  showFunnel(world.ground, boss, { from: day, to: day, by: 'channel', below, channelId });
const listed = async (
  step: 'added' | 'pending',
  more: { channelId: Id | null; ownChannelId?: Id | null },
) => {
  const rows = await listFunnelPeople(world.ground.db, {
    tenantId: TENANT,
    scope: everything,
    fromMs: startOfDay(day),
    toMs: startOfDay(day) + MS_PER_DAY,
    step,
    codeIds: null,
    before: null,
    limit: 50,
    ...more,
  });
  return rows.length;
};

describe('the funnel of a tree', () => {
  it('counts a person once in each channel and in everything above it, and opens to just those people', async () => {
    await fc.assert(
      fc.asyncProperty(anyAdds, async (adds) => {
        await plant(adds);
        const [whole, own] = [await show(true), await show(false)];
        expect(whole.total).toMatchObject(countByHand(adds));
        for (const [channel, channelId] of tree.entries()) {
          const below = adds.filter((add) => lies(add.channel, channel));
          const alone = adds.filter((add) => add.channel === channel);
          const none = { added: 0, pending: 0 };
          const rowOf = (items: typeof whole.items) => items.find((row) => row.key === channelId) ?? none;
          expect(rowOf(whole.items)).toMatchObject(countByHand(below));
          expect(rowOf(own.items)).toMatchObject(countByHand(alone));
          const { added, pending } = countByHand(below);
          expect([await listed('added', { channelId }), await listed('pending', { channelId })]).toEqual([
            added,
            pending,
          ]);
          expect(await listed('added', { channelId, ownChannelId: channelId })).toBe(
            countByHand(alone).added,
          );
        }
        const unplaced = countByHand(adds.filter((add) => add.channel === PARENTS.length)).added;
        expect(whole.items.find((row) => row.key === 'none')?.added ?? 0).toBe(unplaced);
        expect(await listed('added', { channelId: null, ownChannelId: null })).toBe(unplaced);
      }),
      { numRuns: 12 },
    );
  });

  it('shows of a branch that branch alone, and none of what is above it', async () => {
    await plant([
      { person: 0, channel: 2, half: false, staff: 0 },
      { person: 0, channel: 3, half: false, staff: 1 },
      { person: 1, channel: 4, half: false, staff: 0 },
    ]);
    const { items, total } = await show(true, tree[1]);
    expect(items.map(({ name, added }) => [name, added])).toEqual([
      ['渠道 1', 1],
      ['渠道 2', 1],
    ]);
    expect(total.added).toBe(1);
    expect((await show(true, tree[0])).items.find((row) => row.name === '渠道 0')?.added).toBe(1);
  });

  it('keeps the row of a channel whose cards brought nobody', async () => {
    await plant([]);
    const cardId = newId();
    await world.rows(
      "insert into channels.card (tenant_id, card_id, corp_id, channel_id, name, sku, batch, created_at_ms) values (1, $1, 'ww', $2, '卡', '', '', 0)",
      [cardId, tree[2]],
    );
    await world.rows(
      "insert into channels.card_version (tenant_id, card_id, label, code_id, script, prize) values (1, $1, 'A', $2, '', '')",
      [cardId, newId()],
    );
    await world.rows(
      "insert into channels.card_exposure (tenant_id, card_id, label, day, batch, cards) values (1, $1, 'A', $2, '', 500)",
      [cardId, day],
    );
    const { items } = await show(true);
    expect(new Map(items.map(({ name, exposed, added }) => [name, { exposed, added }]))).toEqual(
      new Map(['渠道 0', '渠道 1', '渠道 2'].map((name) => [name, { exposed: 500, added: 0 }])),
    );
  });
});
