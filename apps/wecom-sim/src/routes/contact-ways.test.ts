import { expect, test } from 'vitest';
import { AGENTID, CORPID, openBench } from '../testing.ts';

test('a code is checked field by field before it exists', async () => {
  const bench = await openBench();
  bench.control.createStaff({
    staff: [
      { userid: 'newbie', status: 4 },
      { userid: 'clerk', contact: false },
    ],
  });
  const code = async (body: object) => (await bench.post('externalcontact/add_contact_way', body)).errcode;
  const base = { type: 1, scene: 2, user: ['zhangsan'] };
  expect(await code({ scene: 2 })).toBe(41037);
  expect(await code({ type: 1 })).toBe(41038);
  expect(await code({ ...base, type: 3 })).toBe(41039);
  expect(await code({ ...base, scene: 3 })).toBe(41040);
  expect(await code({ ...base, scene: 1, style: 9 })).toBe(41042);
  expect(await code({ ...base, user: [] })).toBe(40063);
  expect(await code({ ...base, user: ['zhangsan', 'lisi'] })).toBe(41041);
  expect(await code({ ...base, user: ['newbie'] })).toBe(41054);
  expect(await code({ ...base, user: ['clerk'] })).toBe(84074);
  expect(await code({ ...base, state: '一'.repeat(31) })).toBe(40058);
  expect(await code({ ...base, state: '一'.repeat(30) })).toBe(0);
});

test('only the app that made a code may change or delete it; type and scene are fixed', async () => {
  const bench = await openBench();
  const { config_id } = await bench.post('externalcontact/add_contact_way', {
    type: 2,
    scene: 2,
    user: ['zhangsan'],
    party: [1],
  });
  await bench.post('externalcontact/update_contact_way', { config_id, state: '新', user: ['lisi'], type: 1 });
  expect(await bench.post('externalcontact/get_contact_way', { config_id })).toMatchObject({
    contact_way: { state: '新', user: ['lisi'], type: 2, party: [1] },
  });
  const other = bench.control.createApp({ agentid: AGENTID + 1 });
  const reply = await fetch(
    `${bench.simulator.url}/cgi-bin/gettoken?corpid=${CORPID}&corpsecret=${other.secret}`,
  );
  const token = ((await reply.json()) as { access_token: string }).access_token;
  const del = (access_token: string) =>
    fetch(`${bench.simulator.url}/cgi-bin/externalcontact/del_contact_way?access_token=${access_token}`, {
      method: 'POST',
      body: JSON.stringify({ config_id }),
    }).then((done) => done.json());
  expect(await del(token)).toMatchObject({ errcode: 48002 });
  expect(await del(bench.token)).toMatchObject({ errcode: 0 });
  expect(await del(bench.token)).toMatchObject({ errcode: 41044 });
});

test('codes are listed page by page, and the corp has a limit of them', async () => {
  const bench = await openBench();
  bench.control.createCorp({ corpid: CORPID, settings: { wayLimit: 7 } });
  const ids = [];
  for (let i = 0; i < 7; i++)
    ids.push(
      (await bench.post('externalcontact/add_contact_way', { type: 1, scene: 2, user: ['lisi'] })).config_id,
    );
  expect(
    await bench.post('externalcontact/add_contact_way', { type: 1, scene: 2, user: ['lisi'] }),
  ).toMatchObject({ errcode: 41045 });
  const found: unknown[] = [];
  let cursor = '';
  do {
    const page = await bench.post('externalcontact/list_contact_way', { limit: 3, cursor });
    found.push(...(page.contact_way as { config_id: string }[]).map((one) => one.config_id));
    cursor = String(page.next_cursor);
  } while (cursor !== '');
  expect(found).toEqual(ids);
});

test('a person can play by hand: the address in the code is a page with a button', async () => {
  const bench = await openBench();
  const way = await bench.post('externalcontact/add_contact_way', {
    type: 1,
    scene: 2,
    user: ['zhangsan'],
    state: '收银台',
  });
  const page = await (await fetch(String(way.qr_code))).text();
  expect(page).toContain('<html lang="zh-CN">');
  expect(page).toContain('扫码添加');
  expect(page).toContain('张三');
  const done = await fetch(String(way.qr_code), {
    method: 'POST',
    body: new URLSearchParams({ name: '<b>小鹿' }),
  });
  expect(await done.text()).toContain('已添加 zhangsan');
  expect(await bench.post('externalcontact/batch/get_by_user', { userid_list: ['zhangsan'] })).toMatchObject({
    external_contact_list: [
      { external_contact: { name: '<b>小鹿' }, follow_info: { state: '收银台', add_way: 1 } },
    ],
  });
});
