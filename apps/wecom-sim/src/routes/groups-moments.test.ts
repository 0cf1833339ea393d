import { expect, test } from 'vitest';
import { CORPID, openBench, START_MS } from '../testing.ts';

test('people join by code into the first group with room, and a new one opens when all are full', async () => {
  const bench = await openBench();
  const { control } = bench;
  control.createCorp({ corpid: CORPID, settings: { groupSize: 3 } });
  const { chat_id } = control.createGroup({ owner: 'zhangsan', name: '福利群' });
  const way = await bench.post('externalcontact/groupchat/add_join_way', {
    scene: 2,
    chat_id_list: [chat_id],
    room_base_name: '福利群',
    room_base_id: 2,
    state: '包裹卡',
  });
  const config_id = String(way.config_id);
  const join = () =>
    control.joinGroup({ config_id, external_userids: [control.createPerson().external_userid] }).chat_id;
  const chats = [join(), join(), join(), join()];
  expect(chats.slice(0, 2)).toEqual([chat_id, chat_id]);
  expect(chats[2]).not.toBe(chat_id);
  expect(chats[3]).toBe(chats[2]);
  expect(await bench.post('externalcontact/groupchat/get', { chat_id: chats[2] })).toMatchObject({
    group_chat: {
      name: '福利群2',
      member_list: [{ type: 1 }, { type: 2, join_scene: 3, state: '包裹卡' }, { type: 2 }],
    },
  });
  expect(await bench.post('externalcontact/groupchat/get_join_way', { config_id })).toMatchObject({
    join_way: { room_base_id: 3, chat_id_list: [chat_id, chats[2]] },
  });
});

test('a group change carries versions by which one knows whether something was missed', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { chat_id } = control.createGroup({ owner: 'zhangsan', name: '老客群' });
  const { external_userid } = control.befriend({ userid: 'zhangsan' });
  control.joinGroup({ chat_id, external_userids: [external_userid], userids: ['lisi'] });
  control.leaveGroup({ chat_id, external_userids: [external_userid] });
  const [joined, left] = control
    .events()
    .slice(-2)
    .map((event) => event.fields);
  expect(joined).toMatchObject({
    UpdateDetail: 'add_member',
    JoinScene: 0,
    MemChangeCnt: 2,
    MemChangeList: { Item: ['lisi', external_userid] },
  });
  expect(left).toMatchObject({
    UpdateDetail: 'del_member',
    QuitScene: 0,
    MemChangeCnt: 1,
    LastMemVer: joined?.CurMemVer,
  });
  expect(await bench.post('externalcontact/groupchat/get', { chat_id, need_name: 1 })).toMatchObject({
    group_chat: {
      member_version: left?.CurMemVer,
      member_list: [
        { userid: 'zhangsan', name: '张三' },
        { userid: 'lisi', invitor: { userid: 'zhangsan' } },
      ],
    },
  });
});

test('group details may lag behind their event', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { chat_id } = control.createGroup({ owner: 'zhangsan', name: '群' });
  control.setLags({ groupMs: 2000 });
  control.joinGroup({ chat_id, userids: ['lisi'] });
  const count = async () =>
    (
      (await bench.post('externalcontact/groupchat/get', { chat_id })).group_chat as {
        member_list: unknown[];
      }
    ).member_list.length;
  expect(await count()).toBe(1);
  control.advance({ seconds: 2 });
  expect(await count()).toBe(2);
});

test('a moment is a job, then a task, then what members published', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { external_userid } = control.befriend({ userid: 'zhangsan' });
  const { jobid } = await bench.post('externalcontact/add_moment_task', {
    text: { content: '春季焕新' },
    visible_range: { sender_list: { user_list: ['zhangsan', 'ghost'] } },
  });
  const job = () => bench.get('externalcontact/get_moment_task_result', { jobid: String(jobid) });
  expect(await job()).toMatchObject({ status: 1 });
  control.advance({ ms: 1500 });
  expect(await job()).toMatchObject({ status: 2 });
  control.advance({ ms: 500 });
  const done = await job();
  expect(done).toMatchObject({
    status: 3,
    result: { errcode: 0, invalid_sender_list: { user_list: ['ghost'] } },
  });
  const { moment_id } = done.result as { moment_id: string };
  const task = { moment_id, userid: 'zhangsan' };
  expect(await bench.post('externalcontact/get_moment_task', { moment_id })).toMatchObject({
    task_list: [{ userid: 'zhangsan', publish_status: 0 }],
  });
  expect(await bench.post('externalcontact/get_moment_send_result', task)).toMatchObject({ errcode: 41062 });
  expect(control.publishMoment(task)).toEqual({ moment_id, audience: 1 });
  expect(await bench.post('externalcontact/get_moment_send_result', task)).toMatchObject({
    customer_list: [{ external_userid }],
  });
  control.reactToMoment({ moment_id, publisher: 'zhangsan', by: external_userid, like: true });
  expect(await bench.post('externalcontact/get_moment_comments', task)).toMatchObject({
    comment_list: [],
    like_list: [{ external_userid }],
  });
  const own = control.publishMoment({ userid: 'lisi', text: '下班了' });
  const list = await bench.post('externalcontact/get_moment_list', {
    start_time: START_MS / 1000 - 10,
    end_time: START_MS / 1000 + 10,
  });
  expect(list.moment_list).toMatchObject([
    { moment_id, create_type: 0 },
    { moment_id: own.moment_id, creator: 'lisi', create_type: 1 },
  ]);
  expect(await bench.post('externalcontact/get_moment_task', { moment_id: own.moment_id })).toMatchObject({
    errcode: 41067,
  });
});

test('moments take only media uploaded for moments, and media dies after three days', async () => {
  const bench = await openBench();
  const upload = async (query: string) => {
    const form = new FormData();
    form.set('media', new Blob(['0123456789']), '图片.png');
    const reply = await fetch(`${bench.simulator.url}/cgi-bin/media/${query}&access_token=${bench.token}`, {
      method: 'POST',
      body: form,
    });
    return ((await reply.json()) as { media_id: string }).media_id;
  };
  const plain = await upload('upload?type=image');
  const fit = await upload('upload_attachment?media_type=image&attachment_type=1');
  const post = async (media_id: string) =>
    (
      await bench.post('externalcontact/add_moment_task', {
        attachments: [{ msgtype: 'image', image: { media_id } }],
      })
    ).errcode;
  expect([await post(plain), await post('nothing'), await post(fit)]).toEqual([41072, 40007, 0]);
  await bench.travel({ days: 3, seconds: 1 });
  expect(await post(fit)).toBe(40007);
});
