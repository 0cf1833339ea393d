// What people of a populated corp do after the past: the same from the same seed, and in the shares asked for.
import { expect, test } from 'vitest';
import { type Bench, listen, openBench, subscribe } from '../testing.ts';

const CORP = 'ww2222222222222222';

async function town(): Promise<Bench> {
  const bench = await openBench();
  const { control } = bench;
  control.createCorp({ corpid: CORP, name: '第二家' });
  control.createApp({ corpid: CORP, agentid: 'archive' });
  control.populate({ corpid: CORP, customers: 2_000, staff: 20, stores: 5, days: 60, groups: 3, seed: 'h' });
  return bench;
}

test('of two thousand friends half are drawn to write, once each, and four of five are answered', async () => {
  const { control } = await town();
  expect(control.regulars({ corpid: CORP, n: 1_000, seed: 'r' })).toEqual({ wrote: 1_000 });
  control.advance({ minutes: 30 });
  const said = control.deliveries({ kind: 'chat', limit: 10_000 });
  const byFriends = said.filter(({ from }) => from?.startsWith('w'));
  expect(byFriends).toHaveLength(1_000);
  expect(new Set(byFriends.map(({ from, to }) => `${from} ${to}`)).size).toBe(1_000);
  expect((said.length - 1_000) / 1_000).toBeCloseTo(0.8, 1);
});

test('who is shouted at leaves in the share asked for, and a benefit brings some back by their old code', async () => {
  const bench = await town();
  const { control } = bench;
  const app = control.createApp({ corpid: CORP, agentid: 7 });
  const product = await listen(CORP);
  await control.setCallback({
    corpid: CORP,
    agentid: app.agentid,
    url: product.url,
    token: 'scrmSimToken2026',
    encodingAesKey: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  });
  const { reached, willLeave } = control.shout({
    corpid: CORP,
    members: 10,
    reach: 60,
    leaveShare: 0.2,
    seed: 's',
  });
  expect(reached).toBeGreaterThan(200);
  expect(willLeave / reached).toBeCloseTo(0.2, 1);
  control.advance({ hours: 4 });
  const { cameBack } = control.benefit({ corpid: CORP, n: 40, seed: 'b' });
  expect(cameBack).toBe(40);
  await control.settled();
  const changes = product.heard.map((heard) => heard.ChangeType);
  expect(changes.filter((change) => change === 'del_follow_user')).toHaveLength(willLeave);
  const back = product.heard.filter((heard) => heard.ChangeType === 'add_external_contact');
  expect(back).toHaveLength(40);
  expect(back.filter((heard) => heard.State !== undefined).length).toBeGreaterThan(35);
});

test('half of a crowd is asked and agrees to archiving, whether it writes or not', async () => {
  const bench = await openBench();
  const product = await listen();
  await subscribe(bench, product);
  const { control } = bench;
  control.createApp({ agentid: 'archive' });
  await bench.post('externalcontact/add_contact_way', {
    type: 2,
    scene: 2,
    user: ['zhangsan'],
    state: '展会',
  });
  await control.crowd({ n: 200, chatShare: 0, seed: 'c' });
  control.advance({ minutes: 1 });
  await control.settled();
  const agreed = product.heard.filter((heard) => heard.ChangeType === 'msg_audit_approved');
  expect(agreed.length / 200).toBeCloseTo(0.5, 1);
});

test('groups have a past, and people join by the join ways, talk and leave', async () => {
  const bench = await town();
  const { control } = bench;
  const app = control.createApp({ corpid: CORP, agentid: 7 });
  const reply = await fetch(
    `${bench.simulator.url}/cgi-bin/gettoken?corpid=${CORP}&corpsecret=${app.secret}`,
  );
  bench.token = ((await reply.json()) as { access_token: string }).access_token;
  const { group_chat_list } = await bench.post('externalcontact/groupchat/list', { limit: 100 });
  const ids = (group_chat_list as { chat_id: string }[]).map(({ chat_id }) => chat_id);
  expect(ids).toHaveLength(3);
  const read = async (chat_id: string) =>
    (await bench.post('externalcontact/groupchat/get', { chat_id })).group_chat as {
      create_time: number;
      member_list: { type: number; join_time: number }[];
    };
  const before = await Promise.all(ids.map(read));
  for (const { create_time, member_list } of before) {
    expect(member_list.length).toBeGreaterThan(50);
    expect(member_list.every(({ join_time }) => join_time >= create_time)).toBe(true);
  }
  await bench.post('externalcontact/groupchat/add_join_way', {
    scene: 2,
    chat_id_list: [ids[0]],
    auto_create_room: 0,
    state: '门店入群',
  });
  const { joined, left } = control.groupLife({ corpid: CORP, joins: 40, talks: 20, leaves: 10, seed: 'g' });
  expect(joined).toBeGreaterThan(10);
  expect(left).toBeGreaterThan(5);
  control.advance({ minutes: 5 });
  const after = await Promise.all(ids.map(read));
  const sum = (groups: typeof after) => groups.reduce((total, group) => total + group.member_list.length, 0);
  expect(sum(after)).toBe(sum(before) + joined - left);
});
