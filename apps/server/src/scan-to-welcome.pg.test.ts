// The product's main job on real parts: a stranger scans a code of the simulated cloud, the callback comes in, the
// source is known, and he is greeted within the 20 virtual seconds his welcome code lives.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frozenClock } from '@yutian/kernel';
import { inTransaction, openLog, readConfig } from '@yutian/platform';
import { createTestDb, type TestDb } from '@yutian/platform/testing';
import { createSimulator, type Simulator } from '@yutian/wecom-sim';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, migrationFolders, type Product } from './compose.ts';

const CORP = 'ww0123456789abcdef';
const AGENT = 1_000_002;
const TOKEN = 'scrmSimToken2026';
const AES_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
/** A Thursday, ten in the morning in Shanghai. */
const START_MS = Date.parse('2026-01-01T10:00:00+08:00');
const PASSWORD = 'four-horses-dance-slowly';

const clock = frozenClock(START_MS);
const folder = mkdtempSync(join(tmpdir(), 'yutian-scan-'));
let world: TestDb;
let sim: Simulator;
let product: Product;
let http: FastifyInstance;
let address: string;
let tenantId: number;
let bearer: string;
let staff: Map<string, string>;

beforeAll(async () => {
  world = await createTestDb(migrationFolders.slice(1));
  sim = await createSimulator({ clock });
  sim.control.createCorp({ corpid: CORP, name: '禾序集团' });
  const { secret } = sim.control.createApp({ agentid: AGENT, name: 'SCRM' });
  sim.control.createStaff({
    staff: [
      { userid: 'ann', name: '安妮' },
      { userid: 'bo', name: '小波' },
      { userid: 'cai', name: '小蔡' },
    ],
  });
  const config = readConfig({
    YUTIAN_DATA: folder,
    YUTIAN_WECOM_URL: sim.url,
    YUTIAN_PUBLIC_URL: 'http://127.0.0.1',
    YUTIAN_LOG: 'silent',
  });
  product = await compose({ connection: world.connection, clock, config, log: openLog('silent') });
  http = await product.http();
  address = await http.listen({ port: 0, host: '127.0.0.1' });
  tenantId = await product.org.setUp.createTenant('禾序集团');
  await product.org.setUp.createUsers(tenantId, [
    {
      login: 'boss',
      name: '老板',
      role: 'operator',
      password: PASSWORD,
      staffId: null,
      scopeAll: true,
      scopeUnitIds: [],
      validUntilMs: null,
    },
  ]);
  await product.org.setUp.connectCorp(tenantId, {
    corpId: CORP,
    name: '禾序集团',
    agentId: AGENT,
    secret,
    callbackToken: TOKEN,
    callbackAesKey: AES_KEY,
  });
  const signedIn = await http.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { login: 'boss', password: PASSWORD },
  });
  bearer = `Bearer ${signedIn.cookies[0]?.value}`;
  await product.engine.settle();
  const { rows } = await world.pool.query<{ userid: string; staff_id: string }>(
    'select userid, staff_id from org.pub_staff where tenant_id = $1',
    [tenantId],
  );
  staff = new Map(rows.map((row) => [row.userid, row.staff_id]));
  const { rows: keys } = await world.pool.query<{ callback_key: string }>(
    'select callback_key from org.corp',
  );
  const heard = await sim.control.setCallback({
    agentid: AGENT,
    url: `${address}/callbacks/wecom/${keys[0]?.callback_key}`,
    token: TOKEN,
    encodingAesKey: AES_KEY,
  });
  expect(heard).toMatchObject({ errcode: 0 });
});
afterAll(async () => {
  await http?.close();
  await product?.close();
  await sim?.close();
  await world?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: object) {
  const reply = await http.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: bearer },
    ...(body ? { payload: body } : {}),
  });
  return {
    status: reply.statusCode,
    body: reply.statusCode === 204 ? null : reply.json(),
    headers: reply.headers,
    raw: reply.rawPayload,
  };
}

/** Callbacks arrive, the inbox is worked off (it works beside the engine as well), jobs run. */
async function happens() {
  await sim.control.settled();
  for (;;) {
    await product.engine.settle();
    const { rows } = await world.pool.query<{ waiting: number }>(
      "select count(*) as waiting from connection.inbox where state = 'new'",
    );
    if (rows[0]?.waiting === 0) break;
  }
  await product.engine.settle();
}

const idOf = (userid: string) => staff.get(userid) ?? '';
const allWeek = [1, 2, 3, 4, 5, 6, 7];
const shift = (from: string, to: string, userids: string[], more: object = {}) => ({
  from,
  to,
  weekdays: allWeek,
  staffIds: userids.map(idOf),
  ...more,
});
let channelId: string;

async function makeCode(name: string, rota: object, more: object = {}) {
  const made = await ask('POST', '/codes', { corpId: CORP, name, channelId, rota, ...more });
  expect(made).toMatchObject({ status: 200 });
  await product.engine.settle();
  return (await ask('GET', `/codes/${made.body.codeId}`)).body;
}

const updates = () => sim.control.requests({ path: 'externalcontact/update_contact_way' }).length;

describe('from a scanned code to a greeted customer', () => {
  it('a channel gets a code that WeCom makes', async () => {
    channelId = (await ask('POST', '/channels', { kind: 'tmall', name: '天猫', ownerDepartment: '电商部' }))
      .body.channelId;
    const code = await makeCode('首页弹窗', { shifts: [shift('00:00', '24:00', ['ann', 'bo'])] });
    expect(code).toMatchObject({
      linkState: 'live',
      failure: null,
      answerOnPlatform: true,
      answer: { why: 'shift' },
    });
    expect(code.state.length).toBeLessThanOrEqual(30);
    expect(code.qrCode).toContain(code.configId);
  });

  it('a stranger who scans is greeted by name within the 20 seconds, in the shift’s own words', async () => {
    const early = (await ask('POST', '/welcomes', { name: '早班', text: '{customer},早上好,我是{guide}' }))
      .body;
    const late = (await ask('POST', '/welcomes', { name: '晚班', text: '{customer},晚上好' })).body;
    const code = await makeCode('两班', {
      shifts: [
        shift('06:00', '18:00', ['ann'], { label: '早', welcomeId: early.welcomeId }),
        shift('18:00', '06:00', ['bo'], { label: '晚', welcomeId: late.welcomeId }),
      ],
    });
    const met = sim.control.scan({ state: code.state, name: '小鹿' });
    expect(met.userid).toBe('ann');
    await happens();
    expect(clock.now() - START_MS).toBeLessThan(20_000);
    expect(sim.control.deliveries({ kind: 'welcome', to: met.external_userid })).toMatchObject([
      { from: 'ann', body: { text: { content: '小鹿,早上好,我是安妮' } } },
    ]);
    const greetings = (await ask('GET', `/greetings?codeId=${code.codeId}`)).body;
    expect(greetings.items).toMatchObject([{ outcome: 'sent', staffId: idOf('ann'), errcode: null }]);
    const funnel = (await ask('GET', `/channel-funnel?from=2026-01-01&to=2026-01-01&by=code`)).body;
    expect(funnel.items).toMatchObject([
      { codeId: code.codeId, added: 1, pending: 0, scanned: null, replied: null },
    ]);
    const people = (
      await ask('GET', `/channel-funnel/rows?from=2026-01-01&to=2026-01-01&step=added&codeId=${code.codeId}`)
    ).body;
    expect(people.items).toMatchObject([{ customerName: '小鹿', staffId: idOf('ann') }]);
  });

  it('a half addition is greeted once, and its confirmation is not greeted again', async () => {
    const welcome = (await ask('POST', '/welcomes', { name: '一次', text: '您好' })).body;
    const code = await makeCode(
      '半加',
      { shifts: [shift('00:00', '24:00', ['ann'])] },
      { welcomeId: welcome.welcomeId },
    );
    const met = sim.control.scan({ state: code.state, half: true });
    await happens();
    clock.advance(2_000);
    sim.control.confirm({ userid: 'ann', external_userid: met.external_userid });
    await happens();
    expect(sim.control.deliveries({ kind: 'welcome', to: met.external_userid })).toHaveLength(1);
    expect((await ask('GET', `/codes/${code.codeId}`)).body.addsToday).toBe(1);
  });

  it('after 20 seconds nothing is sent, and the outcome says late', async () => {
    const code = (await ask('GET', '/codes?text=半加')).body.items[0];
    const before = sim.control.requests({ path: 'externalcontact/send_welcome_msg' }).length;
    const met = sim.control.scan({ state: code.state });
    await sim.control.settled();
    clock.advance(21_000);
    await product.engine.settle();
    clock.advance(60_000);
    await product.engine.settle();
    expect(sim.control.deliveries({ kind: 'welcome', to: met.external_userid })).toEqual([]);
    expect(sim.control.requests({ path: 'externalcontact/send_welcome_msg' })).toHaveLength(before);
    const [late] = (await ask('GET', `/greetings?codeId=${code.codeId}&outcome=late`)).body.items;
    expect(late).toMatchObject({ errcode: null });
  });

  it('a chat that already started and a code WeCom calls dead are told apart', async () => {
    const code = (await ask('GET', '/codes?text=半加')).body.items[0];
    for (const errcode of [41051, 41050]) {
      sim.control.fail({ path: 'externalcontact/send_welcome_msg', errcode });
      sim.control.scan({ state: code.state });
      await happens();
    }
    const totals = (await ask('GET', `/greetings/totals?from=2026-01-01&to=2026-01-01&codeId=${code.codeId}`))
      .body;
    expect(totals).toMatchObject({ sent: 1, chatStarted: 1, late: 2, otherApp: 0, due: 0 });
    expect(totals.p95Seconds).toBeLessThan(20);
  });

  it('pictures in a welcome are brought to WeCom, and again before their three days end', async () => {
    const png = Buffer.from(
      '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001',
      'hex',
    );
    const uploaded = await http.inject({
      method: 'POST',
      url: '/api/v1/welcome-media?kind=image&name=hello.png',
      headers: { authorization: bearer, 'content-type': 'image/png' },
      payload: png,
    });
    expect(uploaded.statusCode).toBe(200);
    const { mediaId } = uploaded.json();
    const welcome = (
      await ask('POST', '/welcomes', {
        name: '带图',
        text: '您好',
        attachments: [{ kind: 'image', mediaId }],
      })
    ).body;
    await product.engine.settle();
    const until = (await ask('GET', `/welcomes/${welcome.welcomeId}`)).body.mediaReadyUntil;
    expect(Date.parse(until)).toBe(clock.now() + 72 * 3_600_000);
    clock.advance(61 * 3_600_000);
    await product.engine.settle();
    expect(sim.control.requests({ path: 'media/upload' })).toHaveLength(2);
    const code = await makeCode(
      '带图的码',
      { shifts: [shift('00:00', '24:00', ['ann'])] },
      { welcomeId: welcome.welcomeId },
    );
    const met = sim.control.scan({ state: code.state });
    await happens();
    const [delivery] = sim.control.deliveries({ kind: 'welcome', to: met.external_userid });
    expect(JSON.stringify(delivery)).toContain('"msgtype":"image"');
  });
});

describe('a code is changed on WeCom only when its answer changes', () => {
  it('at a shift change one call is made, and none between', async () => {
    clock.advance(Date.parse('2026-01-05T08:00:00+08:00') - clock.now());
    await product.engine.settle();
    const code = await makeCode('换班', {
      shifts: [shift('06:00', '18:00', ['ann']), shift('18:00', '06:00', ['bo'])],
    });
    expect(code).toMatchObject({
      nextChangeAt: '2026-01-05T18:00:00.000+08:00',
      answer: { staffIds: [idOf('ann')] },
    });
    const start = updates();
    clock.advance(9 * 3_600_000);
    await product.engine.settle();
    expect(updates()).toBe(start);
    clock.advance(3_600_000);
    await product.engine.settle();
    const ofThis = (await ask('GET', `/codes/${code.codeId}`)).body;
    expect(ofThis).toMatchObject({ answer: { staffIds: [idOf('bo')] }, answerOnPlatform: true });
    expect(sim.control.scan({ state: code.state }).userid).toBe('bo');
    await happens();
  });

  it('who reaches his cap is taken off at once, and the spare guide takes over', async () => {
    const code = await makeCode('限额', {
      shifts: [shift('00:00', '24:00', ['ann'])],
      dailyCap: 2,
      spareStaffIds: [idOf('cai')],
    });
    for (const _ of [1, 2]) {
      clock.advance(1_000);
      expect(sim.control.scan({ state: code.state }).userid).toBe('ann');
      await happens();
    }
    expect((await ask('GET', `/codes/${code.codeId}`)).body.answer).toMatchObject({
      why: 'spare',
      staffIds: [idOf('cai')],
      leftOut: [{ staffId: idOf('ann'), why: 'daily_cap' }],
    });
    clock.advance(1_000);
    expect(sim.control.scan({ state: code.state }).userid).toBe('cai');
    await happens();
  });

  it('a code that WeCom refuses is parked with its reason and blocks no other', async () => {
    sim.control.fail({ path: 'externalcontact/add_contact_way', errcode: 41054 });
    const make = (name: string) =>
      ask('POST', '/codes', {
        corpId: CORP,
        name,
        channelId,
        rota: { shifts: [shift('00:00', '24:00', ['ann'])] },
      });
    const refused = (await make('被拒')).body;
    await expect(product.engine.settle()).rejects.toMatchObject({ data: { errcode: 41054 } });
    const other = (await make('没事')).body;
    await product.engine.settle();
    expect((await ask('GET', `/codes/${other.codeId}`)).body.linkState).toBe('live');
    expect((await ask('GET', `/codes/${refused.codeId}`)).body).toMatchObject({
      linkState: 'failed',
      failure: { errcode: 41054 },
    });
    await ask('POST', `/codes/${refused.codeId}/retry`);
    await product.engine.settle();
    expect((await ask('GET', `/codes/${refused.codeId}`)).body).toMatchObject({
      linkState: 'live',
      failure: null,
    });
  });

  it('an archived code is deleted on WeCom', async () => {
    const code = await makeCode('要删', { shifts: [shift('00:00', '24:00', ['ann'])] });
    await ask('DELETE', `/codes/${code.codeId}`);
    await product.engine.settle();
    expect((await ask('GET', `/codes/${code.codeId}`)).body).toMatchObject({
      linkState: 'removed',
      archived: true,
    });
    expect(() => sim.control.scan({ state: code.state })).toThrow('No contact way');
  });
});

describe('acquisition links', () => {
  it('a link is made, brings adds under its channel, and gives way to a live code while WeCom has it switched off', async () => {
    const fallback = await makeCode('备用码', { shifts: [shift('00:00', '24:00', ['bo'])] });
    const made = await ask('POST', '/acquisition-links', {
      corpId: CORP,
      name: '投放',
      channelId,
      staffIds: [idOf('ann')],
      fallbackCodeId: fallback.codeId,
    });
    await product.engine.settle();
    const link = (await ask('GET', `/acquisition-links/${made.body.codeId}`)).body;
    expect(link).toMatchObject({
      linkState: 'live',
      url: expect.stringContaining(`customer_channel=${made.body.customerChannel}`),
    });
    const page = new URL(link.entryUrl).pathname;
    expect((await http.inject({ method: 'GET', url: page })).headers.location).toBe(link.url);
    await inTransaction(product.ground.db, async (tx) => {
      const { rows } = await world.pool.query<{ link_id: string }>(
        'select link_id from channels.acquisition_link',
      );
      const linkId = rows[0]?.link_id ?? '';
      await product.channels.adds.applyAcquisition(tx, tenantId, CORP, [
        { change: 'link_unavailable', linkId, fields: {}, atMs: clock.now() },
      ]);
    });
    const standIn = await http.inject({ method: 'GET', url: page });
    expect(standIn.statusCode).toBe(200);
    expect(standIn.body).toContain('备用码');
  });
});

it('nobody reads codes without signing in', async () => {
  expect((await http.inject({ method: 'GET', url: '/api/v1/codes' })).statusCode).toBe(401);
});
