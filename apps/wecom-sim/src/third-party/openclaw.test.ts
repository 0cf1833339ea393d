import {
  sendWecomAppImageMessage,
  sendWecomAppMarkdownMessage,
  sendWecomAppMessage,
  clearAllAccessTokenCache,
  getAccessToken,
} from '@openclaw-china/wecom-app';
import { beforeEach, expect, test } from 'vitest';
import { AES_KEY, AGENTID, type Bench, CALLBACK_TOKEN, CORPID, openBench } from '../testing.ts';
import { silence } from './clients.ts';

beforeEach(() => {
  silence();
  clearAllAccessTokenCache();
});

const accountOf = (bench: Bench) => ({
  accountId: 'default',
  enabled: true,
  configured: true,
  canSendActive: true,
  token: CALLBACK_TOKEN,
  encodingAESKey: AES_KEY,
  receiveId: CORPID,
  corpId: CORPID,
  corpSecret: bench.secret,
  agentId: AGENTID,
  config: { apiBaseUrl: bench.simulator.url },
});

async function uploadPicture(bench: Bench): Promise<string> {
  const form = new FormData();
  form.set(
    'media',
    new Blob([Buffer.from('89504e470d0a1a0a00000000', 'hex')], { type: 'image/png' }),
    'card.png',
  );
  const reply = await fetch(
    `${bench.simulator.url}/cgi-bin/media/upload?access_token=${bench.token}&type=image`,
    { method: 'POST', body: form },
  );
  return ((await reply.json()) as { media_id: string }).media_id;
}

test('openclaw sends text, markdown and a picture, and surfaces an expired token as it gets it', async () => {
  const bench = await openBench();
  const account = accountOf(bench);
  expect(await getAccessToken(account)).toBe(bench.token);
  expect(await sendWecomAppMessage(account, { userId: 'zhangsan' }, '早上好')).toMatchObject({
    ok: true,
    errcode: 0,
  });
  expect(await sendWecomAppMarkdownMessage(account, { userId: 'zhangsan' }, '**早上好**')).toMatchObject({
    ok: true,
  });
  expect(
    await sendWecomAppImageMessage(account, { userId: 'zhangsan' }, await uploadPicture(bench)),
  ).toMatchObject({ ok: true });
  expect(
    bench.control.deliveries({ to: 'zhangsan' }).map((one) => (one.body as { msgtype: string }).msgtype),
  ).toEqual(['text', 'markdown', 'image']);
  expect(await sendWecomAppMessage(account, { userId: 'nobody' }, '在吗')).toMatchObject({
    ok: false,
    errcode: 81013,
  });
  bench.control.expireTokens();
  expect(await sendWecomAppMessage(account, { userId: 'zhangsan' }, '晚上好')).toMatchObject({
    ok: false,
    errcode: 42001,
  });
  expect(bench.control.unknown()).toEqual([]);
});
