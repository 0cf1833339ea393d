import { expect, test } from 'vitest';
import { AGENTID, type Bench, CORPID, openBench } from '../testing.ts';

const redirect = (bench: Bench, extra: Record<string, string>) =>
  fetch(
    `${bench.simulator.url}/connect/oauth2/authorize?${new URLSearchParams({ appid: CORPID, redirect_uri: 'https://scrm.example.com/in?x=1', response_type: 'code', scope: 'snsapi_privateinfo', state: 'abc', agentid: String(AGENTID), ...extra })}`,
    { redirect: 'manual' },
  );

test('signing in: the page lists members, a choice returns with a code that works once for five minutes', async () => {
  const bench = await openBench();
  const page = await (await redirect(bench, {})).text();
  expect(page).toContain('张三');
  expect(page).toContain('value="lisi"');
  const back = new URL((await redirect(bench, { as: 'zhangsan' })).headers.get('location') ?? '');
  expect(back.origin + back.pathname).toBe('https://scrm.example.com/in');
  expect(Object.fromEntries(back.searchParams)).toMatchObject({ x: '1', state: 'abc' });
  const code = back.searchParams.get('code') ?? '';
  const who = await bench.get('auth/getuserinfo', { code });
  expect(who).toMatchObject({ errcode: 0, userid: 'zhangsan' });
  expect(await bench.post('auth/getuserdetail', { user_ticket: who.user_ticket })).toMatchObject({
    userid: 'zhangsan',
    mobile: '13800000001',
  });
  expect(await bench.get('auth/getuserinfo', { code })).toMatchObject({ errcode: 42022 });
  const late = bench.control.login({ agentid: AGENTID, userid: 'lisi' });
  bench.control.advance({ minutes: 5, seconds: 1 });
  expect(await bench.get('auth/getuserinfo', late)).toMatchObject({ errcode: 42003 });
  expect(await bench.get('auth/getuserinfo', { code: 'made-up' })).toMatchObject({ errcode: 40029 });
});

test('an untrusted address, an unknown corp and a script address are refused on the page', async () => {
  const bench = await openBench();
  bench.control.createApp({ agentid: AGENTID, trustedDomains: ['scrm.example.com'] });
  expect((await redirect(bench, {})).status).toBe(200);
  expect((await redirect(bench, { redirect_uri: 'https://evil.example.com/' })).status).toBe(400);
  expect((await redirect(bench, { redirect_uri: 'javascript:alert(1)' })).status).toBe(400);
  expect((await redirect(bench, { appid: 'ww0' })).status).toBe(400);
});

test('a customer who signs in is known by openid, and by external_userid to the corp that serves him', async () => {
  const bench = await openBench();
  const { external_userid } = bench.control.createPerson();
  const stranger = await bench.get(
    'auth/getuserinfo',
    bench.control.login({ agentid: AGENTID, external_userid }),
  );
  expect(stranger).toMatchObject({ openid: expect.stringMatching(/^o/) as unknown });
  expect(stranger).not.toHaveProperty('external_userid');
  bench.control.befriend({ userid: 'zhangsan', external_userid });
  expect(
    await bench.get('auth/getuserinfo', bench.control.login({ agentid: AGENTID, external_userid })),
  ).toMatchObject({ external_userid, openid: stranger.openid });
});

test('an app message reaches whom it can, names whom it cannot, and the thirty-first in a minute vanishes', async () => {
  const bench = await openBench();
  const send = (body: object) =>
    bench.post('message/send', { agentid: AGENTID, msgtype: 'text', text: { content: '早' }, ...body });
  expect(await send({ touser: 'zhangsan|ghost', toparty: '1|99' })).toMatchObject({
    errcode: 0,
    invaliduser: 'ghost',
    invalidparty: '99',
  });
  expect(await send({ touser: 'ghost' })).toMatchObject({ errcode: 81013 });
  expect(await send({})).toMatchObject({ errcode: 82001 });
  expect(await send({ touser: '@all', agentid: 5 })).toMatchObject({ errcode: 40056 });
  expect(await send({ touser: '@all', msgtype: 'song' })).toMatchObject({ errcode: 40008 });
  expect(await send({ touser: '@all', text: { content: '' } })).toMatchObject({ errcode: 44004 });
  for (let i = 0; i < 35; i++) expect(await send({ touser: 'lisi' })).toMatchObject({ errcode: 0 });
  expect(bench.control.deliveries({ to: 'lisi' })).toHaveLength(30);
});

test('tickets last 7200 s and are of two kinds', async () => {
  const bench = await openBench();
  const corp = await bench.get('get_jsapi_ticket');
  expect(corp.ticket).toBe((await bench.get('get_jsapi_ticket')).ticket);
  expect((await bench.get('ticket/get', { type: 'agent_config' })).ticket).not.toBe(corp.ticket);
  expect(await bench.get('ticket/get', { type: 'jsapi' })).toMatchObject({ errcode: 91040 });
  await bench.travel({ seconds: 7200 });
  expect((await bench.get('get_jsapi_ticket')).ticket).not.toBe(corp.ticket);
});

test('an acquisition link counts clicks and customers, spends its quota and tells its story in events', async () => {
  const bench = await openBench();
  const { control } = bench;
  control.createCorp({ corpid: CORPID, settings: { acquisitionBalance: 20 } });
  const made = await bench.post('externalcontact/customer_acquisition/create_link', {
    link_name: '朋友圈广告',
    range: { user_list: ['zhangsan'] },
  });
  const link = made.link as { link_id: string; url: string };
  control.openLink({ link_id: link.link_id, action: 'profile' });
  const met = control.openLink({ url: `${link.url}?customer_channel=${encodeURIComponent('春节投放')}` });
  if (!('external_userid' in met)) throw new Error('nobody was added');
  for (let i = 0; i < 3; i++) control.chat(met);
  expect(control.events().map((event) => event.change)).toEqual(
    expect.arrayContaining([
      'open_profile',
      'friend_request',
      'add_external_contact',
      'balance_low',
      'customer_start_chat',
      'message_from_customer',
    ]),
  );
  const key = String(control.events().at(-1)?.fields.ChatKey as string);
  expect(
    await bench.post('externalcontact/customer_acquisition/get_chat_info', { chat_key: key }),
  ).toMatchObject({
    userid: 'zhangsan',
    chat_info: { recv_msg_cnt: 3, link_id: link.link_id, state: '春节投放' },
  });
  expect(
    await bench.post('externalcontact/customer_acquisition/customer', { link_id: link.link_id }),
  ).toMatchObject({
    customer_list: [
      { external_userid: met.external_userid, userid: 'zhangsan', chat_status: 1, state: '春节投放' },
    ],
  });
  const now = 1_767_225_600;
  expect(
    await bench.post('externalcontact/customer_acquisition/statistic', {
      link_id: link.link_id,
      start_time: now,
      end_time: now,
    }),
  ).toMatchObject({ click_link_customer_cnt: 2, new_customer_cnt: 1 });
  expect(await bench.get('externalcontact/customer_acquisition_quota')).toMatchObject({ balance: 19 });
  expect(await bench.get('externalcontact/get', { external_userid: met.external_userid })).toMatchObject({
    follow_user: [{ add_way: 16, state: '春节投放' }],
  });
});

test('tags: names are unique in their group, a group goes with its last tag, the deleted are found by id only', async () => {
  const bench = await openBench();
  const add = (body: object) => bench.post('externalcontact/add_corp_tag', body);
  const group = (await add({ group_name: '等级', tag: [{ name: '银' }, { name: '银' }, { name: '金' }] }))
    .tag_group as { group_id: string; tag: { id: string; name: string }[] };
  expect(group.tag.map((tag) => tag.name)).toEqual(['银', '金']);
  expect(await add({ group_name: '等级', tag: [{ name: '金' }] })).toMatchObject({ errcode: 40071 });
  expect(await add({ group_name: '空', tag: [] })).toMatchObject({ errcode: 40063 });
  expect(await add({ group_id: 'etgNone', tag: [{ name: 'x' }] })).toMatchObject({ errcode: 40068 });
  expect(
    await bench.post('externalcontact/del_corp_tag', { tag_id: group.tag.map((tag) => tag.id) }),
  ).toMatchObject({ errcode: 0 });
  expect(await bench.post('externalcontact/get_corp_tag_list', {})).toMatchObject({ tag_group: [] });
  expect(await bench.post('externalcontact/get_corp_tag_list', { group_id: [group.group_id] })).toMatchObject(
    { tag_group: [{ deleted: true, tag: [{ deleted: true }, { deleted: true }] }] },
  );
  expect(
    await bench.post('externalcontact/edit_corp_tag', { id: group.tag[0]?.id, name: 'y' }),
  ).toMatchObject({ errcode: 40068 });
  bench.control.createCorp({ corpid: CORPID, settings: { tagLimit: 2 } });
  expect(await add({ group_name: 'n', tag: [{ name: '1' }, { name: '2' }, { name: '3' }] })).toMatchObject({
    errcode: 40126,
  });
});

test('rules, albums, strategies and their tags can be made, read and removed', async () => {
  const bench = await openBench();
  const rule = {
    rule_name: '敏感词',
    word_list: ['返现'],
    semantics_list: [3],
    intercept_type: 1,
    applicable_range: { user_list: ['zhangsan'] },
  };
  const { rule_id } = await bench.post('externalcontact/add_intercept_rule', rule);
  expect(await bench.post('externalcontact/add_intercept_rule', rule)).toMatchObject({ errcode: 41077 });
  await bench.post('externalcontact/update_intercept_rule', {
    rule_id,
    add_applicable_range: { user_list: ['lisi'] },
    remove_applicable_range: { user_list: ['zhangsan'] },
  });
  expect(await bench.post('externalcontact/get_intercept_rule', { rule_id })).toMatchObject({
    rule: { extra_rule: { semantics_list: [3] }, applicable_range: { user_list: ['lisi'] } },
  });
  expect(await bench.post('externalcontact/del_intercept_rule', { rule_id })).toMatchObject({ errcode: 0 });
  expect(await bench.get('externalcontact/get_intercept_rule_list')).toMatchObject({ rule_list: [] });
  expect(
    await bench.post('externalcontact/add_product_album', {
      description: '茶',
      price: 5_000_001,
      attachments: [],
    }),
  ).toMatchObject({ errcode: 41086 });
  const made = await bench.post('externalcontact/customer_strategy/create', {
    parent_id: 0,
    strategy_name: '华东',
    admin_list: ['lisi'],
    privilege: { send_customer_msg: true },
    range: [{ type: 2, partyid: 1 }],
  });
  const { strategy_id } = made;
  expect(await bench.post('externalcontact/customer_strategy/get_range', { strategy_id })).toMatchObject({
    range: [{ type: 2, partyid: 1 }],
  });
  const tag = await bench.post('externalcontact/add_strategy_tag', {
    strategy_id,
    group_name: '意向',
    tag: [{ name: '高' }],
  });
  expect(tag).toMatchObject({
    tag_group: { strategy_id, tag: [{ name: '高', id: expect.stringMatching(/^st/) as unknown }] },
  });
  const id = (tag.tag_group as { tag: { id: string }[] }).tag[0]?.id;
  expect(await bench.post('externalcontact/edit_strategy_tag', { id, name: '很高' })).toMatchObject({
    errcode: 0,
  });
  expect(await bench.post('externalcontact/get_strategy_tag_list', { strategy_id })).toMatchObject({
    tag_group: [{ tag: [{ name: '很高' }] }],
  });
  expect(await bench.post('externalcontact/get_corp_tag_list', {})).toMatchObject({ tag_group: [] });
});
