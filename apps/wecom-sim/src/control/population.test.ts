import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frozenClock, minuteOfDay } from '@yutian/kernel';
import { expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../simulator.ts';
import { CORPID, listen, openBench, START_MS, subscribe } from '../testing.ts';

const size = { customers: 3000, staff: 40, stores: 10, days: 90 };

async function populated(seed: string): Promise<Simulator> {
  const simulator = await createSimulator({ clock: frozenClock(START_MS) });
  simulator.control.createCorp({ corpid: CORPID });
  simulator.control.createApp({ agentid: 1_000_002 });
  simulator.control.populate({ ...size, seed });
  return simulator;
}

interface Item {
  external_contact: { external_userid: string; name: string; unionid?: string };
  follow_info: { userid: string; createtime: number; state?: string };
}

/** Everybody in the world as batch/get_by_user tells it. */
async function everybody(simulator: Simulator): Promise<Item[]> {
  const secret = simulator.control.corps()[0]?.apps[0]?.secret ?? '';
  const call = async (path: string, init?: RequestInit) =>
    (await (await fetch(`${simulator.url}/cgi-bin/${path}`, init)).json()) as Record<string, unknown>;
  const { access_token: token } = await call(`gettoken?corpid=${CORPID}&corpsecret=${secret}`);
  const { follow_user } = await call(`externalcontact/get_follow_user_list?access_token=${token}`);
  const found: Item[] = [];
  let cursor = '';
  do {
    const body = JSON.stringify({ userid_list: follow_user, cursor, limit: 100 });
    const page = await call(`externalcontact/batch/get_by_user?access_token=${token}`, {
      method: 'POST',
      body,
    });
    found.push(...(page.external_contact_list as Item[]));
    cursor = String(page.next_cursor);
  } while (cursor !== '');
  return found;
}

test('the same seed makes the same people, another seed makes others', async () => {
  const worlds = await Promise.all([populated('a'), populated('a'), populated('b')]);
  const [first, again, other] = await Promise.all(worlds.map(everybody));
  const plain = (items: Item[] | undefined) =>
    items?.map((item) => [
      item.external_contact.external_userid,
      item.external_contact.name,
      item.follow_info,
    ]);
  expect(first?.length).toBeGreaterThan(2500);
  expect(plain(again)).toEqual(plain(first));
  expect(plain(other)).not.toEqual(plain(first));
  await Promise.all(worlds.map((world) => world.close()));
});

test('past customers came at lunch and at nine in the evening, by the codes of the corp, before now', async () => {
  const world = await populated('habits');
  const items = await everybody(world);
  const hours = Array.from({ length: 24 }, () => 0);
  for (const { follow_info } of items) {
    const hour = Math.floor(minuteOfDay(follow_info.createtime * 1000) / 60);
    hours[hour] = (hours[hour] ?? 0) + 1;
    expect(follow_info.createtime * 1000).toBeLessThan(START_MS);
    expect(follow_info.createtime * 1000).toBeGreaterThan(START_MS - 92 * 86_400_000);
  }
  const share = (hour: number) => (hours[hour] ?? 0) / items.length;
  expect(share(21)).toBeGreaterThan(share(17) * 1.5);
  expect(share(12)).toBeGreaterThan(share(15) * 1.5);
  expect(share(3)).toBe(0);
  expect(items.filter((item) => item.follow_info.state?.startsWith('store-')).length).toBeGreaterThan(
    items.length / 3,
  );
  expect(
    items.every(
      (item) =>
        item.external_contact.external_userid.startsWith('wo') || item.external_contact.unionid !== undefined,
    ),
  ).toBe(true);
  await world.close();
});

test('the statistics of the past agree with the people of the past', async () => {
  const bench = await openBench();
  bench.control.createCorp({ corpid: 'ww2222222222222222', name: '第二家' });
  bench.control.populate({ ...size, corpid: 'ww2222222222222222', days: 20, seed: 's' });
  const app = bench.control.createApp({ corpid: 'ww2222222222222222', agentid: 7 });
  const reply = await fetch(
    `${bench.simulator.url}/cgi-bin/gettoken?corpid=ww2222222222222222&corpsecret=${app.secret}`,
  );
  bench.token = ((await reply.json()) as { access_token: string }).access_token;
  const now = START_MS / 1000;
  const { behavior_data } = await bench.post('externalcontact/get_user_behavior_data', {
    partyid: [1],
    start_time: now - 22 * 86_400,
    end_time: now - 86_400,
  });
  const sum = (behavior_data as { new_contact_cnt: number }[]).reduce(
    (total, day) => total + day.new_contact_cnt,
    0,
  );
  const { relation } = bench.control.sizes().rows;
  expect(sum).toBeGreaterThan((relation ?? 0) * 0.9);
  expect(sum).toBeLessThanOrEqual(relation ?? 0);
});

test('a world in a folder is there again after a restart: people, tokens, clock and timers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wecom-sim-'));
  const still = { now: () => START_MS };
  const first = await openBench({ stateDir: folder, clock: still });
  const { external_userid } = first.control.befriend({ userid: 'zhangsan', name: '木子' });
  await first.post('externalcontact/transfer_customer', {
    handover_userid: 'zhangsan',
    takeover_userid: 'lisi',
    external_userid: [external_userid],
  });
  first.control.advance({ minutes: 30 });
  const { token } = first;
  await first.simulator.close();

  const second = await openBench({ stateDir: folder, clock: still });
  expect(second.token).toBe(token);
  expect(second.control.clock().ms).toBe(START_MS + 1_800_000);
  expect(await second.get('externalcontact/get', { external_userid })).toMatchObject({
    external_contact: { name: '木子' },
  });
  await second.travel({ hours: 24 });
  expect(await second.get('externalcontact/get', { external_userid })).toMatchObject({
    follow_user: [{ userid: 'lisi', add_way: 202 }],
  });
  rmSync(folder, { recursive: true, force: true });
});

test('a crowd scans, chats and is answered as time passes, and every scan is told to the product', async () => {
  const bench = await openBench();
  const product = await listen();
  await subscribe(bench, product);
  const { control } = bench;
  await bench.post('externalcontact/add_contact_way', {
    type: 2,
    scene: 2,
    user: ['zhangsan', 'lisi'],
    state: '展会',
  });
  expect(await control.crowd({ n: 100, chatShare: 0.5, seed: 'c' })).toEqual({ scanned: 100, planned: 0 });
  await control.settled();
  expect(product.heard).toHaveLength(100);
  expect(new Set(product.heard.map((event) => event.State as string))).toEqual(new Set(['展会']));
  expect(control.deliveries({ kind: 'chat' })).toEqual([]);
  control.advance({ minutes: 30 });
  const chats = control.deliveries({ kind: 'chat', limit: 1000 });
  expect(chats.filter((chat) => chat.from.startsWith('wm')).length).toBeGreaterThan(30);
  expect(chats.filter((chat) => chat.to.startsWith('wm')).length).toBeGreaterThan(20);
  expect(await control.crowd({ n: 50, withinMs: 3_600_000, seed: 'd' })).toEqual({ scanned: 0, planned: 50 });
  control.advance({ hours: 2 });
  expect(control.sizes().rows.relation).toBe(150);
});
