import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { decrypt, getSignature } from '@wecom/crypto';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { AES_KEY, AGENTID, CALLBACK_TOKEN, openBench, START_MS } from '../testing.ts';
import { openTnwx, silence } from './clients.ts';

beforeEach(silence);

/** A receiver that knows only @wecom/crypto, not the project's own code. */
async function foreignListener() {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://scrm').searchParams;
    const signed = (encrypted: string) =>
      getSignature(CALLBACK_TOKEN, query.get('timestamp') ?? '', query.get('nonce') ?? '', encrypted) ===
      query.get('msg_signature');
    if (request.method === 'GET') {
      const echo = query.get('echostr') ?? '';
      response.end(signed(echo) ? decrypt(AES_KEY, echo).message : 'bad signature');
      return;
    }
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const encrypted = /<Encrypt><!\[CDATA\[(.+?)\]\]>/.exec(body)?.[1] ?? '';
      heard.push(signed(encrypted) ? decrypt(AES_KEY, encrypted).message : 'bad signature');
      response.end('success');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { heard, url: `http://127.0.0.1:${port}/cb` };
}

test('tnwx makes a code, a stranger scans it, @wecom/crypto reads the callback, tnwx greets, tags and reads him', async () => {
  const bench = await openBench();
  const product = await foreignListener();
  const { QyExContact } = openTnwx(bench.simulator.url, bench.secret);
  const saved = await bench.control.setCallback({
    agentid: AGENTID,
    url: product.url,
    token: CALLBACK_TOKEN,
    encodingAesKey: AES_KEY,
  });
  expect(saved).toEqual({ errcode: 0, errmsg: 'ok' });

  const way = await QyExContact.addContactWay?.(1, 2, 1, '收银台', true, '渠道A', ['zhangsan']);
  const met = bench.control.scan({ config_id: String(way?.config_id) });
  await bench.control.settled();
  expect(product.heard).toHaveLength(1);
  expect(product.heard[0]).toContain('<ChangeType><![CDATA[add_external_contact]]></ChangeType>');
  expect(product.heard[0]).toContain('<State><![CDATA[渠道A]]></State>');
  const code = /<WelcomeCode><!\[CDATA\[(.+?)\]\]>/.exec(product.heard[0] ?? '')?.[1];
  expect(code).toBe(met.welcome_code);

  const greet = () =>
    QyExContact.sendWelcomeMsg?.(code, { content: '您好' }, undefined, {
      title: '入会礼',
      url: 'https://example.com/gift',
    });
  expect(await greet()).toMatchObject({ errcode: 0 });
  expect(await greet()).toMatchObject({ errcode: 41051 });
  bench.control.advance({ seconds: 21 });
  expect(await greet()).toMatchObject({ errcode: 41050 });
  expect(bench.control.deliveries({ kind: 'welcome' })[0]?.body).toMatchObject({
    attachments: [{ msgtype: 'link', link: { title: '入会礼' } }],
  });

  const made = await QyExContact.addCorpTag?.(undefined, '等级', 1, [{ name: '金卡' }]);
  const group = made?.tag_group as { tag: { id: string }[] };
  expect(await QyExContact.markTag?.('zhangsan', met.external_userid, [group.tag[0]?.id])).toMatchObject({
    errcode: 0,
  });
  expect(await QyExContact.getUserInfo?.(met.external_userid)).toMatchObject({
    errcode: 0,
    follow_user: [
      {
        userid: 'zhangsan',
        state: '渠道A',
        add_way: 1,
        tags: [{ group_name: '等级', tag_name: '金卡', type: 1 }],
      },
    ],
  });
});

test('every path tnwx knows of the customer contact API is served, in its old body forms', async () => {
  const bench = await openBench();
  const { QyExContact, QyDepartmentApi, QyUserApi, QySendMsgApi } = openTnwx(
    bench.simulator.url,
    bench.secret,
  );
  const { control } = bench;
  const { external_userid } = control.befriend({ userid: 'zhangsan', by_staff: false });
  const { chat_id } = control.createGroup({
    owner: 'zhangsan',
    name: '老客群',
    external_userids: [external_userid],
  });
  const ok = async (call: Promise<{ errcode: number }> | undefined) => {
    const reply = await call;
    expect(reply).toMatchObject({ errcode: 0 });
    return reply as Record<string, unknown>;
  };
  await ok(QyExContact.getFollowUserList?.());
  await ok(QyExContact.getUserList?.('zhangsan'));
  const way = await ok(QyExContact.addContactWay?.(1, 2, undefined, 'r', true, 's', ['zhangsan']));
  await ok(QyExContact.getContactWay?.(way.config_id));
  await ok(QyExContact.updateContactWay?.(way.config_id, undefined, 'r2'));
  await ok(QyExContact.delContactWay?.(way.config_id));
  // @NOTE tnwx glues the external_userid to the token of this one call, so it can only be refused.
  expect(await QyExContact.updateRemark?.('zhangsan', external_userid, '小王')).toMatchObject({
    errcode: 40014,
  });
  const tags = (await ok(QyExContact.addCorpTag?.(undefined, '来源', 0, [{ name: '门店' }]))).tag_group as {
    tag: { id: string }[];
  };
  const tag = tags.tag[0]?.id ?? '';
  await ok(QyExContact.editCorpTag?.(tag, '旗舰店'));
  await ok(QyExContact.getCorpTagList?.([tag]));
  await ok(QyExContact.delCorpTag?.([tag]));
  const groups = await ok(QyExContact.getGroupChatList?.(0, 100));
  expect(groups.group_chat_list).toEqual([{ chat_id, status: 0 }]);
  await ok(QyExContact.getGroupChat?.(chat_id));
  const mass = await ok(QyExContact.addMsgTemplate?.([external_userid], 'zhangsan', { content: '上新了' }));
  await ok(QyExContact.getGroupMsgResult?.(mass.msgid));
  const template = await ok(QyExContact.addGroupWelcomeTemplate?.({ content: '欢迎 %NICKNAME%' }));
  await ok(QyExContact.getGroupWelcomeTemplate?.(template.template_id));
  await ok(QyExContact.editGroupWelcomeTemplate?.(template.template_id, { content: '欢迎' }));
  await ok(QyExContact.delGroupWelcomeTemplate?.(template.template_id));
  await ok(QyExContact.getUnAssignedList?.(0, 100));
  const now = START_MS / 1000;
  await ok(QyExContact.getUserBehaviorData?.(now - 86_400, now, ['zhangsan']));
  await ok(QyExContact.getGroupChatStatistic?.(now - 86_400, { userid_list: ['zhangsan'] }));
  await ok(QyExContact.transferContact?.(external_userid, 'zhangsan', 'lisi'));
  expect(await QyExContact.transferGroupChat?.([chat_id], 'lisi')).toMatchObject({
    failed_chat_list: [{ chat_id, errcode: 90500 }],
  });
  await ok(QyDepartmentApi.get?.(1));
  await ok(QyUserApi.get?.('zhangsan'));
  await ok(QyUserApi.getDepartmentUser?.('1', 1));
  await ok(QyUserApi.departmentUserInfo?.('1', 1));
  await ok(QyUserApi.toOpenId?.('zhangsan'));
  await ok(QyUserApi.getUserId?.('13800000001'));
  await ok(
    QySendMsgApi.sendMessage?.(
      JSON.stringify({ touser: 'zhangsan', agentid: AGENTID, msgtype: 'text', text: { content: '早' } }),
    ),
  );
  expect(control.unknown()).toEqual([]);
  const requests = control.requests();
  expect(requests.filter((entry) => !entry.known)).toEqual([]);
  expect(requests.filter((entry) => !entry.hasToken && entry.path !== '/cgi-bin/gettoken')).toEqual([]);
});

test('tnwx uploads a file and gets it back', async () => {
  const bench = await openBench();
  const { QyMediaApi } = openTnwx(bench.simulator.url, bench.secret);
  const reply = await QyMediaApi.upload?.('file', fileURLToPath(import.meta.url));
  expect(reply).toMatchObject({ type: 'file', created_at: String(START_MS / 1000) });
  const bytes = await fetch(
    `${bench.simulator.url}/cgi-bin/media/get?access_token=${bench.token}&media_id=${reply?.media_id}`,
  );
  expect(bytes.headers.get('content-disposition')).toContain('tnwx.test.ts');
  expect(await bytes.text()).toContain('tnwx uploads a file');
});
