import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listen, openBench, subscribe } from '../testing.ts';
import { openEasyWechat, silence } from './clients.ts';

const home = process.cwd();
let folder = '';

// The client writes its token cache into the working directory.
beforeEach(() => {
  silence();
  folder = mkdtempSync(join(tmpdir(), 'easywechat-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

test('easywechat calls, reads 41051 as data, and gets the expiry it cannot heal', async () => {
  const bench = await openBench();
  const client = openEasyWechat(bench.simulator.url, bench.secret).work.getClient();
  expect((await client.get('cgi-bin/externalcontact/get_follow_user_list')).toObject()).toMatchObject({
    follow_user: ['zhangsan', 'lisi'],
  });
  const way = (
    await client.postJson('cgi-bin/externalcontact/add_contact_way', {
      type: 2,
      scene: 2,
      user: ['zhangsan', 'lisi'],
    })
  ).toObject();
  const { welcome_code } = bench.control.scan({ config_id: String(way.config_id) });
  const greet = async () =>
    (
      await client.postJson('cgi-bin/externalcontact/send_welcome_msg', {
        welcome_code,
        text: { content: '您好' },
      })
    ).toObject();
  expect(await greet()).toMatchObject({ errcode: 0 });
  expect(await greet()).toMatchObject({ errcode: 41051 });
  bench.control.expireTokens();
  expect(
    (await client.get('cgi-bin/externalcontact/list', { params: { userid: 'zhangsan' } })).toObject(),
  ).toMatchObject({ errcode: 42001 });
  expect(bench.control.unknown()).toEqual([]);
  expect(
    bench.control
      .requests()
      .filter((entry) => !entry.hasToken)
      .map((entry) => entry.path),
  ).toContain('/cgi-bin/gettoken');
});

test('easywechat signs a page with the ticket of the simulator', async () => {
  const bench = await openBench();
  const url = 'https://scrm.example.com/sidebar/index.html?code=abc&state=x';
  const config = await openEasyWechat(bench.simulator.url, bench.secret)
    .work.getUtils()
    .buildJsSdkConfig(url);
  const { ticket } = await bench.get('get_jsapi_ticket');
  const text = `jsapi_ticket=${ticket}&noncestr=${config.nonceStr}&timestamp=${config.timestamp}&url=${url}`;
  expect(config.signature).toBe(createHash('sha1').update(text).digest('hex'));
});

test("easywechat's server answers the verification that the simulator sends when a callback address is saved", async () => {
  const bench = await openBench();
  const product = await listen();
  await subscribe(bench, product);
  const { work, request } = openEasyWechat(bench.simulator.url, bench.secret);
  const asked = new URL(product.asked[0] ?? '', 'http://scrm');
  work.setRequest(request('GET', asked.pathname + asked.search));
  expect(String((await work.getServer().serve()).getBody())).toMatch(/^\d{18}$/);
});
