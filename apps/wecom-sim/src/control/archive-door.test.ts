import { expect, test } from 'vitest';
import { type Bench, CORPID, openBench } from '../testing.ts';

const pull = async (bench: Bench, secret: string, seq = 0, limit = 1000) => {
  const reply = await fetch(`${bench.simulator.url}/_sim/archive/chatdata`, {
    method: 'POST',
    body: JSON.stringify({ corpid: CORPID, secret, seq, limit }),
  });
  return (await reply.json()) as {
    errcode: number;
    chatdata: { seq: number; msgid: string; message: Record<string, unknown> }[];
  };
};

test('only what customers agreed to is archived, in order, for five days', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { secret } = control.createApp({ agentid: 'archive' });
  const [yes = '', no = ''] = ['甲', '乙'].map(
    (name) => control.befriend({ userid: 'zhangsan', name }).external_userid,
  );
  control.chat({ userid: 'zhangsan', external_userid: yes, text: '同意之前' });
  expect(control.agree({ userid: 'zhangsan', external_userid: yes }).welcome_code).toMatch(/^WELCOME/);
  control.agree({ userid: 'zhangsan', external_userid: no, agree: false });
  control.chat({ userid: 'zhangsan', external_userid: yes, text: '有货吗' });
  control.chat({ userid: 'zhangsan', external_userid: yes, from: 'staff', text: '有' });
  control.chat({ userid: 'zhangsan', external_userid: no, text: '别记' });
  const { chatdata } = await pull(bench, secret);
  expect(chatdata.map((one) => one.message.msgtype)).toEqual(['agree', 'disagree', 'text', 'text']);
  expect(chatdata[2]).toMatchObject({
    msgid: expect.stringMatching(/_external$/) as unknown,
    message: {
      action: 'send',
      from: yes,
      tolist: ['zhangsan'],
      roomid: '',
      msgtime: 1767225600000,
      text: { content: '有货吗' },
    },
  });
  expect((await pull(bench, secret, chatdata[2]?.seq, 1)).chatdata).toEqual([chatdata[3]]);
  control.advance({ days: 5, seconds: 1 });
  expect((await pull(bench, secret)).chatdata).toEqual([]);
});

test('the feed needs the archive secret and a sane limit', async () => {
  const bench = await openBench();
  const { secret } = bench.control.createApp({ agentid: 'archive' });
  expect(await pull(bench, 'wrong')).toMatchObject({ errcode: 40001 });
  expect(await pull(bench, bench.secret)).toMatchObject({ errcode: 48002 });
  expect(await pull(bench, secret, 0, 1001)).toMatchObject({ errcode: 301058 });
});

test('the archive app is told at most once in fifteen seconds, and not too little', async () => {
  const bench = await openBench();
  const { control } = bench;
  control.createApp({ agentid: 'archive' });
  const { external_userid } = control.befriend({ userid: 'zhangsan' });
  control.agree({ userid: 'zhangsan', external_userid });
  for (let i = 0; i < 10; i++) {
    control.chat({ userid: 'zhangsan', external_userid });
    control.advance({ seconds: 2 });
  }
  control.advance({ seconds: 60 });
  const at = control
    .events()
    .filter((event) => event.event === 'msgaudit_notify')
    .map((event) => (event.at - 1_767_225_600_000) / 1000);
  expect(at).toEqual([0, 15, 30]);
});

test('group messages are archived with their room for those who agreed there', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { secret } = control.createApp({ agentid: 'archive' });
  const { external_userid } = control.befriend({ userid: 'zhangsan' });
  const { chat_id } = control.createGroup({
    owner: 'zhangsan',
    name: '群',
    external_userids: [external_userid],
  });
  control.chatInGroup({ chat_id, external_userid, text: '还没同意' });
  control.agreeInGroup({ chat_id, external_userid });
  control.chatInGroup({ chat_id, external_userid, text: '好' });
  expect((await pull(bench, secret)).chatdata).toMatchObject([
    { message: { roomid: chat_id, from: external_userid, tolist: ['zhangsan'], text: { content: '好' } } },
  ]);
});
