import { expect, test } from 'vitest';
import { AES_KEY, AGENTID, CALLBACK_TOKEN, listen, openBench, subscribe } from '../testing.ts';

const quick = { retryDelayMs: 0 };
const addressed = { agentid: AGENTID, token: CALLBACK_TOKEN, encodingAesKey: AES_KEY };

test('a callback address is saved only when it answers the decrypted echostr', async () => {
  const bench = await openBench();
  const right = await listen();
  const foreign = await listen('wwffffffffffffffff');
  expect(await subscribe(bench, right)).toEqual({ errcode: 0, errmsg: 'ok' });
  expect(await bench.control.setCallback({ ...addressed, url: foreign.url })).toMatchObject({
    errcode: 40057,
  });
  expect(await bench.control.setCallback({ ...addressed, url: 'http://127.0.0.1:1/nobody' })).toMatchObject({
    errcode: 40057,
  });
  expect(bench.control.corps()[0]?.apps[0]?.callback?.url).toBe(right.url);
});

test('a callback that gets no 200 is tried three times in all and then given up', async () => {
  const bench = await openBench();
  const product = await listen();
  await subscribe(bench, product);
  bench.control.setCallbackKnobs(quick);
  product.answers.push(500, 503, 200);
  bench.control.befriend({ userid: 'zhangsan' });
  await bench.control.settled();
  expect(product.heard).toHaveLength(1);
  product.answers.push(500, 500, 500, 200);
  bench.control.befriend({ userid: 'lisi' });
  await bench.control.settled();
  expect(product.heard).toHaveLength(1);
  expect(bench.control.counters().callbacks).toMatchObject({
    queued: 2,
    delivered: 1,
    attempts: 6,
    retried: 4,
    failed: 1,
  });
});

test('an answer that does not come in time counts as none', async () => {
  const bench = await openBench();
  const product = await listen();
  await subscribe(bench, product);
  bench.control.setCallbackKnobs({ ...quick, timeoutMs: 30 });
  product.answers.push(0);
  bench.control.befriend({ userid: 'zhangsan' });
  await bench.control.settled();
  expect(bench.control.counters().callbacks).toMatchObject({ attempts: 2, delivered: 1 });
});

test('duplicates, losses and overtaking happen as ordered, and nothing else is lost or doubled', async () => {
  const bench = await openBench();
  const product = await listen();
  await subscribe(bench, product);
  bench.control.setCallbackKnobs({ ...quick, duplicate: 0.2, loss: 0.1, reorder: 0.3 });
  const n = 400;
  for (let i = 0; i < n; i++) bench.control.befriend({ userid: 'zhangsan' });
  await bench.control.settled();
  const { queued, lost, duplicated, delivered } = bench.control.counters().callbacks;
  expect(queued).toBe(n);
  expect(lost).toBeGreaterThan(10);
  expect(duplicated).toBeGreaterThan(30);
  expect(delivered).toBe(n - lost + duplicated);
  expect(product.heard).toHaveLength(delivered);
  const order = product.heard.map((event) => event.ExternalUserID as string);
  expect(new Set(order).size).toBe(n - lost);
  const made = bench.control.events().map((event) => event.fields.ExternalUserID as string);
  const places = [...new Set(order)].map((id) => made.indexOf(id));
  expect(places).not.toEqual(places.toSorted((a, b) => a - b));
});

test('a full queue drops and counts', async () => {
  const bench = await openBench();
  const product = await listen();
  await subscribe(bench, product);
  bench.control.setCallbackKnobs({ ...quick, maxQueue: 5, concurrency: 1 });
  for (let i = 0; i < 20; i++) bench.control.befriend({ userid: 'zhangsan' });
  await bench.control.settled();
  expect(bench.control.counters().callbacks).toMatchObject({ delivered: 5, dropped: 15 });
});

test('what an app changes through the API makes no callback, what a member changes on the client does', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { external_userid } = control.befriend({ userid: 'zhangsan' });
  const before = control.events().length;
  const made = await bench.post('externalcontact/add_corp_tag', {
    group_name: '等级',
    tag: [{ name: '金卡' }],
  });
  const tag = (made.tag_group as { tag: { id: string }[] }).tag[0]?.id ?? '';
  await bench.post('externalcontact/mark_tag', { userid: 'zhangsan', external_userid, add_tag: [tag] });
  await bench.post('externalcontact/remark', { userid: 'zhangsan', external_userid, remark: '王姐' });
  await bench.post('externalcontact/transfer_customer', {
    handover_userid: 'zhangsan',
    takeover_userid: 'lisi',
    external_userid: [external_userid],
  });
  expect(control.events()).toHaveLength(before);
  control.editOnClient({ userid: 'zhangsan', external_userid, remark: '王大姐', remove_tag: [tag] });
  expect(control.events().at(-1)).toMatchObject({
    change: 'edit_external_contact',
    fields: { UserID: 'zhangsan', ExternalUserID: external_userid },
  });
  expect(await bench.get('externalcontact/get', { external_userid })).toMatchObject({
    follow_user: [{ remark: '王大姐', tags: [] }],
  });
});

test('an app hears only of members it can see', async () => {
  const bench = await openBench();
  const product = await listen();
  bench.control.createApp({ agentid: AGENTID, visible: { users: ['lisi'], departments: [] } });
  await subscribe(bench, product);
  bench.control.befriend({ userid: 'zhangsan' });
  bench.control.befriend({ userid: 'lisi' });
  await bench.control.settled();
  expect(product.heard.map((event) => event.UserID)).toEqual(['lisi']);
});
