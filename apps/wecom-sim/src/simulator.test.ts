import { expect, test } from 'vitest';
import { listen, openBench, renewToken, subscribe } from './testing.ts';

test('a stranger scans a code, the product hears of it and greets within twenty seconds, once', async () => {
  const bench = await openBench();
  const product = await listen();
  expect(await subscribe(bench, product)).toMatchObject({ errcode: 0 });
  const way = await bench.post('externalcontact/add_contact_way', {
    type: 1,
    scene: 2,
    user: ['zhangsan'],
    state: '渠道A',
  });
  const met = bench.control.scan({ config_id: String(way.config_id), name: '小鹿' });
  await bench.control.settled();
  expect(product.heard).toEqual([
    {
      ToUserName: 'ww0123456789abcdef',
      FromUserName: 'sys',
      CreateTime: '1767225600',
      MsgType: 'event',
      Event: 'change_external_contact',
      ChangeType: 'add_external_contact',
      UserID: 'zhangsan',
      ExternalUserID: met.external_userid,
      State: '渠道A',
      WelcomeCode: met.welcome_code,
    },
  ]);
  const welcome = { welcome_code: met.welcome_code, text: { content: '您好' } };
  expect(await bench.post('externalcontact/send_welcome_msg', welcome)).toMatchObject({
    errcode: 0,
    errmsg: 'ok',
  });
  expect(await bench.post('externalcontact/send_welcome_msg', welcome)).toMatchObject({ errcode: 41051 });
  bench.control.advance({ seconds: 21 });
  expect(await bench.post('externalcontact/send_welcome_msg', welcome)).toMatchObject({ errcode: 41050 });
  expect(bench.control.deliveries({ kind: 'welcome' })).toMatchObject([
    { to: met.external_userid, from: 'zhangsan' },
  ]);
  expect(await bench.get('externalcontact/get', { external_userid: met.external_userid })).toMatchObject({
    external_contact: { name: '小鹿', type: 1 },
    follow_user: [
      {
        userid: 'zhangsan',
        state: '渠道A',
        add_way: 1,
        oper_userid: met.external_userid,
        createtime: 1767225600,
      },
    ],
  });
});

test('token errors come before everything else, in the order 41001, 40014, 42001', async () => {
  const bench = await openBench();
  expect(await bench.post('externalcontact/add_contact_way')).toMatchObject({ errcode: 41037 });
  bench.control.advance({ seconds: 7200 });
  const expired = await bench.post('externalcontact/add_contact_way');
  expect(expired.errcode).toBe(42001);
  expect(expired.errmsg).toMatch(
    /^access_token expired, hint: \[\d+_\d+_[0-9a-f]{32}\], from ip: .+, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=42001$/,
  );
  expect(await bench.post('externalcontact/add_contact_way', {})).toMatchObject({ errcode: 42001 });
  expect(await bench.get('user/get', { access_token: 'garbage' })).toMatchObject({ errcode: 40014 });
  expect(await bench.get('user/get', { access_token: '' })).toMatchObject({ errcode: 41001 });
  const old = bench.token;
  await renewToken(bench);
  expect(bench.token).not.toBe(old);
});

test('gettoken names what is wrong and gives the same token while it lives', async () => {
  const bench = await openBench();
  const ask = (corpid: string, corpsecret: string) => bench.get('gettoken', { corpid, corpsecret });
  expect(await ask('', 'x')).toMatchObject({ errcode: 41002 });
  expect(await ask('ww0123456789abcdef', '')).toMatchObject({ errcode: 41004 });
  expect(await ask('wwunknown', 'x')).toMatchObject({ errcode: 40013 });
  expect(await ask('ww0123456789abcdef', 'wrong')).toMatchObject({ errcode: 40001 });
  expect(await ask('ww0123456789abcdef', bench.secret)).toMatchObject({
    errcode: 0,
    access_token: bench.token,
    expires_in: 7200,
  });
});

test('an unknown path answers 404 and is listed; a wrong verb is 40063', async () => {
  const bench = await openBench();
  expect(await bench.get('externalcontact/brand_new')).toMatchObject({ errcode: 404 });
  expect(await bench.post('externalcontact/list')).toMatchObject({ errcode: 40063 });
  expect(bench.control.unknown()).toEqual([{ request: 'GET /cgi-bin/externalcontact/brand_new', times: 1 }]);
});

test('the request log keeps no token and no secret', async () => {
  const bench = await openBench();
  await bench.get('user/get', { userid: 'zhangsan' });
  const log = JSON.stringify(bench.control.requests());
  expect(log).toContain('/cgi-bin/gettoken');
  expect(log).not.toContain(bench.secret);
  expect(log).not.toContain(bench.token);
});
