// The demo's join codes: one with room, one nearly full with the next group prepared; and the first people who use them.
import type { Simulator } from '@yutian/wecom-sim';
import type { DemoClient } from './demo-client.ts';

const TRIES = 100;
const PAUSE_MS = 200;
const ROOMY = 500;
/** The first code is so full that the next group is brought in soon. */
const FILLED = 0.92;

/** Makes join codes over the groups of the corp's past. Without groups there is nothing to make. */
export async function seedJoinCodes(client: DemoClient): Promise<void> {
  const [largest, second, ...others] = await readGroups(client);
  if (!largest || !second) return;
  const { items: channels } = await client.channels.listChannels({});
  const channelId = channels.find((channel) => channel.kind === 'store')?.channelId ?? null;
  const capacity = Math.min(500, Math.ceil(largest.members / FILLED));
  await client.groups.createJoinCode({
    name: '门店福利群 · 会员日',
    channelId,
    autoOpen: false,
    capacity,
    groupIds: [largest.id],
    preparedIds: others.slice(0, 2).map((group) => group.id),
  });
  await client.groups.createJoinCode({
    name: '包裹卡入群',
    channelId,
    autoOpen: true,
    baseName: '老友福利群',
    capacity: ROOMY,
    groupIds: [second.id],
  });
}

/** Waits until WeCom has made the codes, then some friends scan them, write and leave. */
export async function useJoinCodes(client: DemoClient, sim: Simulator): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const { items } = await client.groups.listJoinCodes({});
    if (items.every((code) => code.linkState === 'live')) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  sim.control.groupLife({ joins: 30, talks: 40, leaves: 6, seed: 'join codes' });
}

/** The groups, once they have been read, largest first. */
async function readGroups(client: DemoClient): Promise<{ id: string; members: number }[]> {
  for (let tries = 0; tries < TRIES; tries++) {
    const { items } = await client.groups.listGroups({ sort: 'members', limit: 20 });
    if (items.length > 0 && items.every((group) => group.asOf !== null)) return items;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return [];
}
