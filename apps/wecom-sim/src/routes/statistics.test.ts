import { expect, test } from 'vitest';
import { openBench, START_MS } from '../testing.ts';

const day = (n: number) => START_MS / 1000 + n * 86_400;
const midnight = START_MS / 1000 - 8 * 3600;

test('behaviour figures of a day are ready the next day and count what was said', async () => {
  const bench = await openBench();
  const { control } = bench;
  const [a = '', b = '', c = ''] = [1, 2, 3].map(
    () => control.befriend({ userid: 'zhangsan', by_staff: false }).external_userid,
  );
  const say = (external_userid: string, from: 'customer' | 'staff') =>
    control.chat({ userid: 'zhangsan', external_userid, from });
  say(a, 'customer');
  control.advance({ minutes: 6 });
  say(a, 'staff');
  say(a, 'staff');
  say(b, 'customer');
  say(c, 'staff');
  control.block({ userid: 'zhangsan', external_userid: c });
  const ask = async () =>
    (
      await bench.post('externalcontact/get_user_behavior_data', {
        userid: ['zhangsan'],
        start_time: day(0),
        end_time: day(0),
      })
    ).behavior_data;
  expect(await ask()).toEqual([]);
  await bench.travel({ days: 1 });
  expect(await ask()).toEqual([
    {
      stat_time: midnight,
      chat_cnt: 2,
      message_cnt: 3,
      reply_percentage: 50,
      avg_reply_time: 6,
      negative_feedback_cnt: 1,
      new_apply_cnt: 0,
      new_contact_cnt: 3,
    },
  ]);
});

test('a reply on the next day is no reply of that day', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { external_userid } = control.befriend({ userid: 'zhangsan', by_staff: false });
  control.chat({ userid: 'zhangsan', external_userid });
  control.advance({ days: 1 });
  control.chat({ userid: 'zhangsan', external_userid, from: 'staff' });
  await bench.travel({ days: 1 });
  const { behavior_data } = await bench.post('externalcontact/get_user_behavior_data', {
    userid: ['zhangsan'],
    start_time: day(0),
    end_time: day(1),
  });
  expect(behavior_data).toMatchObject([
    { chat_cnt: 0, reply_percentage: 0 },
    { chat_cnt: 1, message_cnt: 1 },
  ]);
});

test('statistics reach back 180 days and span 30', async () => {
  const bench = await openBench();
  const ask = async (from: number, to: number) =>
    (
      await bench.post('externalcontact/get_user_behavior_data', {
        userid: ['lisi'],
        start_time: day(from),
        end_time: day(to),
      })
    ).errcode;
  expect(await ask(-30, -1)).toBe(0);
  expect(await ask(-31, -1)).toBe(40058);
  expect(await ask(-180, -170)).toBe(0);
  expect(await ask(-181, -170)).toBe(40058);
});

test('group figures count speakers once over the whole span', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { external_userid } = control.befriend({ userid: 'zhangsan' });
  const { chat_id } = control.createGroup({
    owner: 'zhangsan',
    name: '群',
    external_userids: [external_userid],
  });
  control.createGroup({ owner: 'zhangsan', name: '静群' });
  control.chatInGroup({ chat_id, external_userid });
  control.chatInGroup({ chat_id, userid: 'zhangsan' });
  control.advance({ days: 1 });
  control.chatInGroup({ chat_id, external_userid });
  await bench.travel({ days: 1 });
  const filter = {
    owner_filter: { userid_list: ['zhangsan'] },
    day_begin_time: day(0),
    day_end_time: day(1),
  };
  expect(await bench.post('externalcontact/groupchat/statistic', filter)).toMatchObject({
    total: 1,
    items: [
      {
        owner: 'zhangsan',
        data: {
          new_chat_cnt: 2,
          chat_total: 2,
          chat_has_msg: 1,
          new_member_cnt: 1,
          member_total: 3,
          member_has_msg: 2,
          msg_total: 3,
        },
      },
    ],
  });
  expect(await bench.post('externalcontact/groupchat/statistic_group_by_day', filter)).toMatchObject({
    items: [
      { stat_time: midnight, data: { msg_total: 2, member_has_msg: 2, member_total: 3 } },
      { data: { msg_total: 1, member_has_msg: 1, new_chat_cnt: 0, chat_total: 2, member_total: 3 } },
    ],
  });
});
