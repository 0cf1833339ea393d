import { expect, test } from 'vitest';
import { CORPID, openBench } from '../testing.ts';

const hello = { text: { content: '上新了' } };

test('nothing is sent before the member confirms; then each customer has a result', async () => {
  const bench = await openBench();
  const { control } = bench;
  const [a = '', b = ''] = ['甲', '乙'].map(
    (name) => control.befriend({ userid: 'zhangsan', name }).external_userid,
  );
  const stranger = control.createPerson().external_userid;
  const made = await bench.post('externalcontact/add_msg_template', {
    external_userid: [a, b, stranger],
    ...hello,
  });
  expect(made).toMatchObject({ errcode: 0, fail_list: [stranger] });
  const msgid = String(made.msgid);
  const results = async () =>
    (await bench.post('externalcontact/get_groupmsg_send_result', { msgid, userid: 'zhangsan' }))
      .send_list as { status: number }[];
  expect((await results()).map((one) => one.status)).toEqual([0, 0]);
  expect(await bench.post('externalcontact/get_groupmsg_task', { msgid })).toMatchObject({
    task_list: [{ userid: 'zhangsan', status: 0 }],
  });
  expect(control.deliveries({ kind: 'mass' })).toEqual([]);
  control.block({ userid: 'zhangsan', external_userid: b });
  expect(control.confirmMass({ msgid, userid: 'zhangsan' })).toEqual({
    sent: 1,
    not_friend: 1,
    over_quota: 0,
  });
  expect(await results()).toMatchObject([
    { external_userid: a, status: 1, send_time: 1767225600 },
    { external_userid: b, status: 2 },
  ]);
  expect(control.deliveries({ kind: 'mass' })).toMatchObject([{ to: a, from: 'zhangsan' }]);
  expect(() => control.confirmMass({ msgid, userid: 'zhangsan' })).toThrow('sent it already');
});

test('a customer gets as many corp messages in a month as it has days, then status 3, and next month again', async () => {
  const bench = await openBench();
  const { control } = bench;
  control.befriend({ userid: 'zhangsan' });
  const send = async () => {
    const { msgid } = await bench.post('externalcontact/add_msg_template', { sender: 'zhangsan', ...hello });
    return control.confirmMass({ msgid: String(msgid), userid: 'zhangsan' });
  };
  for (let i = 0; i < 31; i++) expect(await send()).toMatchObject({ sent: 1 });
  expect(await send()).toEqual({ sent: 0, not_friend: 0, over_quota: 1 });
  await bench.travel({ days: 31 });
  expect(await send()).toMatchObject({ sent: 1 });
});

test('an admin may allow less: one a day', async () => {
  const bench = await openBench();
  const { control } = bench;
  control.createCorp({ corpid: CORPID, settings: { massDaily: 1 } });
  control.befriend({ userid: 'zhangsan' });
  const send = async () => {
    const { msgid } = await bench.post('externalcontact/add_msg_template', { sender: 'zhangsan', ...hello });
    return control.confirmMass({ msgid: String(msgid), userid: 'zhangsan' }).sent;
  };
  expect([await send(), await send()]).toEqual([1, 0]);
  expect(control.sendPersonalMass({ userid: 'zhangsan', text: '早' })).toMatchObject({ sent: 1 });
  expect(control.sendPersonalMass({ userid: 'zhangsan', text: '晚' })).toMatchObject({ over_quota: 1 });
  await bench.travel({ days: 1 });
  expect(await send()).toBe(1);
});

test('without a sender each customer belongs to the member who last talked to him', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { external_userid } = control.befriend({ userid: 'zhangsan' });
  control.befriend({ userid: 'lisi', external_userid });
  control.advance({ seconds: 10 });
  control.chat({ userid: 'lisi', external_userid });
  const { msgid } = await bench.post('externalcontact/add_msg_template', {
    external_userid: [external_userid],
    ...hello,
  });
  expect(control.massTasks()).toEqual([{ msgid, userid: 'lisi', created: 1767225610 }]);
});

test('a tag filter is OR inside a list and AND between lists', async () => {
  const bench = await openBench();
  const { control } = bench;
  const made = await bench.post('externalcontact/add_corp_tag', {
    group_name: 'g',
    tag: [{ name: 'x' }, { name: 'y' }, { name: 'z' }],
  });
  const [x = '', y = '', z = ''] = (made.tag_group as { tag: { id: string }[] }).tag.map((tag) => tag.id);
  const customer = (tags: string[]) => {
    const { external_userid } = control.befriend({ userid: 'zhangsan' });
    control.editOnClient({ userid: 'zhangsan', external_userid, add_tag: tags });
    return external_userid;
  };
  const [xz, yz] = [customer([x, z]), customer([y, z])];
  customer([x]);
  customer([z]);
  const { msgid } = await bench.post('externalcontact/add_msg_template', {
    sender: 'zhangsan',
    tag_filter: { group_list: [{ tag_list: [x, y] }, { tag_list: [z] }] },
    ...hello,
  });
  const list = (await bench.post('externalcontact/get_groupmsg_send_result', { msgid, userid: 'zhangsan' }))
    .send_list as { external_userid: string }[];
  expect(list.map((one) => one.external_userid)).toEqual([xz, yz]);
});

test('results can be paged, a fresh message may still be on its way, a cancelled one is over, reminders are three a day', async () => {
  const bench = await openBench();
  const { control } = bench;
  for (let i = 0; i < 5; i++) control.befriend({ userid: 'zhangsan' });
  control.setLags({ massMs: 60_000 });
  const { msgid } = await bench.post('externalcontact/add_msg_template', { sender: 'zhangsan', ...hello });
  expect(await bench.post('externalcontact/get_groupmsg_task', { msgid })).toMatchObject({ errcode: 41063 });
  control.advance({ minutes: 1 });
  const seen: unknown[] = [];
  let cursor = '';
  do {
    const page = await bench.post('externalcontact/get_groupmsg_send_result', {
      msgid,
      userid: 'zhangsan',
      limit: 2,
      cursor,
    });
    seen.push(...(page.send_list as unknown[]));
    cursor = String(page.next_cursor);
  } while (cursor !== '');
  expect(seen).toHaveLength(5);
  const remind = async () => (await bench.post('externalcontact/remind_groupmsg_send', { msgid })).errcode;
  expect([await remind(), await remind(), await remind(), await remind()]).toEqual([0, 0, 0, 41094]);
  expect(await bench.post('externalcontact/cancel_groupmsg_send', { msgid })).toMatchObject({ errcode: 0 });
  expect(await bench.post('externalcontact/cancel_groupmsg_send', { msgid })).toMatchObject({
    errcode: 41093,
  });
  expect(() => control.confirmMass({ msgid: String(msgid), userid: 'zhangsan' })).toThrow('cancelled');
});

test('bodies that the platform refuses are refused', async () => {
  const bench = await openBench();
  bench.control.befriend({ userid: 'zhangsan' });
  const add = async (body: object) => (await bench.post('externalcontact/add_msg_template', body)).errcode;
  expect(await add({ sender: 'zhangsan' })).toBe(41089);
  expect(await add(hello)).toBe(40063);
  expect(await add({ sender: 'lisi', ...hello })).toBe(41048);
  expect(await add({ sender: 'zhangsan', attachments: [{ msgtype: 'song', song: {} }] })).toBe(41065);
  expect(
    await add({
      sender: 'zhangsan',
      attachments: Array.from({ length: 10 }, () => ({ msgtype: 'image', image: { media_id: 'm' } })),
    }),
  ).toBe(41064);
  expect(await add({ sender: 'zhangsan', text: { content: '字'.repeat(1334) } })).toBe(40058);
});
