import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { createBudget } from './budget.ts';
import { createWeComClient, type WeComClientOptions } from './client.ts';
import { addMassMessage } from './endpoints/mass-messages.ts';
import { downloadMedia, uploadMedia } from './endpoints/media.ts';
import { getUser } from './endpoints/directory.ts';
import { listFollowUsers } from './endpoints/customers.ts';
import { sendWelcome } from './endpoints/welcome.ts';
import { WeComError, WeComOverBudget, WeComShapeError, WeComUnreachable } from './errors.ts';
import type { Attempt } from './exchange.ts';
import { wecomLimits } from './rules/wecom-limits.2025-08.ts';
import { Counterpart, type Answer } from './testing/counterpart.ts';
import { HandClock } from './testing/hand-clock.ts';
import { memoryTokenStore } from './token.ts';

const SECRET = 'app-secret-that-nobody-may-see';
const sync = { lane: 'sync' } as const;
const BUSY = { errcode: -1, errmsg: 'system busy' };
const LOST = {
  errcode: 42001,
  errmsg:
    'access_token expired, hint: [1576065934_28_0123456789abcdef0123456789abcdef], from ip: 10.0.0.1, more info at …',
};

const running = new Set<Counterpart>();
afterEach(async () => {
  for (const cloud of running) await cloud.close();
  running.clear();
});

async function world(options: Partial<WeComClientOptions> = {}) {
  const cloud = await Counterpart.start();
  running.add(cloud);
  const clock = new HandClock();
  const budget = createBudget({ rules: wecomLimits, clock });
  const attempts: Attempt[] = [];
  const client = createWeComClient({
    baseUrl: cloud.baseUrl,
    corpId: 'ww01',
    secret: SECRET,
    clock,
    budget,
    random: () => 0.5,
    log: (attempt) => attempts.push(attempt),
    ...options,
  });
  return { cloud, clock, budget, client, attempts };
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail('the call succeeded'),
    (error: unknown) => error,
  );
}

const backingOff = (ms: number) => ms < 10_000;

describe('the token', () => {
  it('fifty calls at once fetch one token', async () => {
    const w = await world();
    await Promise.all(Array.from({ length: 50 }, () => w.client.call(listFollowUsers, {}, sync)));
    expect(w.cloud.calls('gettoken')).toHaveLength(1);
    const used = w.cloud
      .calls('externalcontact/get_follow_user_list')
      .map(({ query }) => query.get('access_token'));
    expect(used).toEqual(Array.from({ length: 50 }, () => 'TOKEN-1'));
  });

  it('fifty calls at once take the lock of a shared store once', async () => {
    const store = memoryTokenStore();
    let locks = 0;
    const exclusive: typeof store.exclusive = (key, work) => {
      locks += 1;
      return store.exclusive(key, work);
    };
    const w = await world({ tokenStore: { ...store, exclusive } });
    await Promise.all(Array.from({ length: 50 }, () => w.client.call(listFollowUsers, {}, sync)));
    expect(locks).toBe(1);
  });

  it('is renewed some minutes before it dies, not earlier', async () => {
    const w = await world();
    await w.client.call(listFollowUsers, {}, sync);
    await w.clock.advance(7_200_000 - 331_000);
    await w.client.call(listFollowUsers, {}, sync);
    expect(w.cloud.calls('gettoken')).toHaveLength(1);
    await w.clock.advance(2_000);
    await w.client.call(listFollowUsers, {}, sync);
    expect(w.cloud.calls('gettoken')).toHaveLength(2);
  });

  it('stays in use until it dies when the renewal fails', async () => {
    const w = await world();
    await w.client.call(listFollowUsers, {}, sync);
    await w.clock.advance(7_000_000);
    w.cloud.answer('gettoken', (response) => response.writeHead(502).end());
    await w.client.call(listFollowUsers, {}, sync);
    expect(w.cloud.calls('externalcontact/get_follow_user_list')[1]?.query.get('access_token')).toBe(
      'TOKEN-1',
    );
  });

  it('a platform that hands out the same dying token is not asked again at every call', async () => {
    const w = await world();
    w.cloud.answer('gettoken', { access_token: 'SAME', expires_in: 200 });
    for (let i = 0; i < 20; i += 1) await w.client.call(listFollowUsers, {}, sync);
    expect(w.cloud.calls('gettoken')).toHaveLength(1);
  });

  it.each([40014, 42001, 40001])('%i renews it once and repeats the call once', async (errcode) => {
    const w = await world();
    w.cloud.answer('user/get', { ...LOST, errcode }, { errcode: 0, userid: 'zhangsan' });
    const user = await w.client.call(getUser, { userid: 'zhangsan' }, sync);
    expect(user.userid).toBe('zhangsan');
    expect(w.cloud.calls('gettoken')).toHaveLength(2);
    expect(w.cloud.calls('user/get').map(({ query }) => query.get('access_token'))).toEqual([
      'TOKEN-1',
      'TOKEN-2',
    ]);
  });

  it('twenty calls that lose it together renew it once', async () => {
    const w = await world();
    w.cloud.dead.add('TOKEN-1');
    await Promise.all(Array.from({ length: 20 }, () => w.client.call(listFollowUsers, {}, sync)));
    expect(w.cloud.calls('gettoken')).toHaveLength(2);
    expect(w.cloud.calls('externalcontact/get_follow_user_list')).toHaveLength(40);
  });

  it('a second loss is an error with code and hint, and no third try', async () => {
    const w = await world();
    w.cloud.answer('user/get', LOST, LOST);
    const error = await failure(w.client.call(getUser, { userid: 'zhangsan' }, sync));
    expect(error).toBeInstanceOf(WeComError);
    expect(error).toMatchObject({
      errcode: 42001,
      kind: 'auth',
      endpoint: 'user/get',
      hint: '1576065934_28_0123456789abcdef0123456789abcdef',
      retryable: false,
    });
    expect(w.cloud.calls('user/get')).toHaveLength(2);
    expect(w.cloud.calls('gettoken')).toHaveLength(2);
  });

  it('a wrong secret is told to every call but asked for only once in half a minute', async () => {
    const w = await world();
    const refused = { errcode: 40001, errmsg: 'invalid credential' };
    w.cloud.answer('gettoken', refused, refused);
    for (let i = 0; i < 5; i += 1) {
      expect(await failure(w.client.call(listFollowUsers, {}, sync))).toMatchObject({
        errcode: 40001,
        kind: 'auth',
      });
    }
    expect(w.cloud.calls('gettoken')).toHaveLength(1);
    await w.clock.advance(31_000);
    await failure(w.client.call(listFollowUsers, {}, sync));
    expect(w.cloud.calls('gettoken')).toHaveLength(2);
  });

  it('is shared by clients that share a store', async () => {
    const tokenStore = memoryTokenStore();
    const w = await world({ tokenStore });
    const { clock, budget, cloud } = w;
    const other = createWeComClient({
      baseUrl: cloud.baseUrl,
      corpId: 'ww01',
      secret: SECRET,
      clock,
      budget,
      tokenStore,
    });
    await Promise.all([w.client.call(listFollowUsers, {}, sync), other.call(listFollowUsers, {}, sync)]);
    expect(cloud.calls('gettoken')).toHaveLength(1);
    const stranger = createWeComClient({
      baseUrl: cloud.baseUrl,
      corpId: 'ww02',
      secret: SECRET,
      clock,
      budget,
      tokenStore,
    });
    await stranger.call(listFollowUsers, {}, sync);
    expect(cloud.calls('gettoken')).toHaveLength(2);
  });
});

describe('backing off', () => {
  it.each([-1, 6000, 45033])('%i is tried again after growing pauses, four times in all', async (errcode) => {
    const w = await world();
    w.cloud.answer('user/get', ...Array.from({ length: 9 }, () => ({ errcode })));
    const result = failure(w.client.call(getUser, { userid: 'zhangsan' }, sync));
    const pauses: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      pauses.push(await w.clock.asleep(backingOff));
      await w.clock.advance(pauses[i] as number);
    }
    expect(await result).toMatchObject({ errcode, kind: 'busy', retryable: true });
    expect(pauses).toEqual([1000, 1750, 2875]);
    expect(w.cloud.calls('user/get')).toHaveLength(4);
    expect(
      w.attempts.filter(({ endpoint }) => endpoint === 'user/get').map(({ attempt }) => attempt),
    ).toEqual([1, 2, 3, 4]);
  });

  it('a busy answer is followed by success', async () => {
    const w = await world();
    w.cloud.answer('user/get', BUSY, { userid: 'zhangsan' });
    const result = w.client.call(getUser, { userid: 'zhangsan' }, sync);
    await w.clock.advance(await w.clock.asleep(backingOff));
    expect((await result).userid).toBe('zhangsan');
  });

  it('a mass message is not made twice when WeCom says it is busy, but is when it was plainly refused', async () => {
    const w = await world();
    const message = { sender: 'zhangsan', text: { content: '你好' } };
    w.cloud.answer('externalcontact/add_msg_template', BUSY);
    expect(await failure(w.client.call(addMassMessage, message, { lane: 'mass' }))).toMatchObject({
      errcode: -1,
    });
    expect(w.cloud.calls('externalcontact/add_msg_template')).toHaveLength(1);
    w.cloud.answer('externalcontact/add_msg_template', { errcode: 45033 }, { msgid: 'msg1' });
    const result = w.client.call(addMassMessage, message, { lane: 'mass' });
    await w.clock.advance(await w.clock.asleep(backingOff));
    expect(await result).toEqual({ fail_list: [], msgid: 'msg1' });
  });

  it('45009 holds every call of that API for a minute and then goes on', async () => {
    const w = await world();
    w.cloud.answer('user/get', { errcode: 45009 }, { userid: 'a' }, { userid: 'b' });
    const first = w.client.call(getUser, { userid: 'a' }, sync);
    await w.clock.asleep((ms) => ms === 5_000);
    const second = w.client.call(getUser, { userid: 'b' }, sync);
    await w.clock.advance(59_000);
    expect(w.cloud.calls('user/get')).toHaveLength(1);
    const state = w.budget.snapshot().find(({ path }) => path === '/cgi-bin/user/get');
    expect(state).toMatchObject({ reason: 'platform_limit', waiting: { sync: 2 } });
    expect(state?.blockedUntil).toBe(w.clock.now() + 1_000);
    await w.client.call(listFollowUsers, {}, sync);
    await w.clock.advance(1_000);
    expect([(await first).userid, (await second).userid].sort()).toEqual(['a', 'b']);
    expect(w.budget.snapshot().find(({ path }) => path === '/cgi-bin/user/get')).toMatchObject({
      reason: null,
      blockedUntil: null,
    });
  });

  it('a welcome message does not wait out a block that outlives its code', async () => {
    const w = await world();
    w.cloud.answer('externalcontact/send_welcome_msg', { errcode: 45009 });
    const hello = { welcome_code: 'CODE', text: { content: '欢迎' } };
    const error = await failure(w.client.call(sendWelcome, hello, { lane: 'welcome' }));
    expect(error).toBeInstanceOf(WeComOverBudget);
    expect(error).toMatchObject({ retryAfterMs: 60_000, reason: 'platform_limit', lane: 'welcome' });
  });
});

describe('what is not an answer', () => {
  it('no answer in time', async () => {
    const w = await world();
    w.cloud.answer('user/get', () => {});
    const result = failure(
      w.client.call(getUser, { userid: 'zhangsan' }, { lane: 'sync', timeoutMs: 3_000 }),
    );
    await w.clock.asleep((ms) => ms === 3_000);
    await w.clock.advance(3_000);
    const error = await result;
    expect(error).toBeInstanceOf(WeComUnreachable);
    expect(error).toMatchObject({ reason: 'timeout', outcome: 'unknown', endpoint: 'user/get' });
  });

  it.each<[string, Answer, object]>([
    [
      'a gateway page',
      (r) => r.writeHead(502).end('<html>bad gateway</html>'),
      { reason: 'http_status', detail: 'HTTP 502' },
    ],
    ['something that is no JSON', (r) => r.end('<html>login</html>'), { reason: 'not_json' }],
    ['a JSON list', [], { reason: 'not_json' }],
    ['a torn connection', (r) => r.destroy(), { reason: 'network', outcome: 'unknown' }],
    ['a redirect', (r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), { reason: 'network' }],
  ])('%s', async (_name, answer, expected) => {
    const w = await world();
    w.cloud.answer('user/get', answer);
    const error = await failure(w.client.call(getUser, { userid: 'zhangsan' }, sync));
    expect(error).toBeInstanceOf(WeComUnreachable);
    expect(error).toMatchObject(expected);
  });

  it('a refused connection, which is known not to have been sent', async () => {
    const w = await world();
    await w.cloud.close();
    const error = await failure(w.client.call(getUser, { userid: 'zhangsan' }, sync));
    expect(error).toMatchObject({ reason: 'network', outcome: 'not_sent', detail: 'ECONNREFUSED' });
  });

  it('an answer of another shape names the place and not the value', async () => {
    const w = await world();
    w.cloud.answer('user/get', { errcode: 0, userid: 'zhangsan', department: ['13800000000x'] });
    const error = await failure(w.client.call(getUser, { userid: 'zhangsan' }, sync));
    expect(error).toBeInstanceOf(WeComShapeError);
    expect(String(error)).toContain('department.0');
    expect(inspect(error)).not.toContain('13800000000');
  });

  it('a request outside the contract never leaves', async () => {
    const w = await world();
    const tooLong = { welcome_code: 'C', text: { content: '你'.repeat(1334) } };
    const error = await failure(w.client.call(sendWelcome, tooLong, { lane: 'welcome' }));
    expect(error).toMatchObject({ side: 'request', places: ['text.content: custom'] });
    expect(w.cloud.seen).toHaveLength(0);
  });

  it('a caller who gives up gets his own reason, and others still get the token he began to fetch', async () => {
    const w = await world();
    const asked = Promise.withResolvers<ServerResponse>();
    w.cloud.answer('gettoken', asked.resolve);
    const leaving = new AbortController();
    const gone = failure(w.client.call(listFollowUsers, {}, { lane: 'sync', signal: leaving.signal }));
    const stays = w.client.call(listFollowUsers, {}, sync);
    const held = await asked.promise;
    leaving.abort(new Error('enough'));
    expect(await gone).toMatchObject({ message: 'enough' });
    held.end(JSON.stringify({ access_token: 'SLOW', expires_in: 7200 }));
    await stays;
    expect(w.cloud.calls('gettoken')).toHaveLength(1);
  });
});

describe('secrets', () => {
  it('neither token nor secret shows in any error or log, even when WeCom echoes them', async () => {
    const w = await world();
    const echo = { errcode: 40058, errmsg: `bad TOKEN-1 ${SECRET}, hint: [TOKEN-1]` };
    const page: Answer = (r) => r.writeHead(500).end(`TOKEN-1 ${SECRET}`);
    const errors: unknown[] = [];
    for (const answer of [echo, page, (r: ServerResponse) => r.destroy()]) {
      w.cloud.answer('user/get', answer);
      errors.push(await failure(w.client.call(getUser, { userid: 'u' }, sync)));
    }
    const broken = createWeComClient({
      baseUrl: 'not a url',
      corpId: 'ww01',
      secret: SECRET,
      budget: w.budget,
      clock: w.clock,
    });
    errors.push(await failure(broken.call(getUser, { userid: 'u' }, sync)));
    const shown = errors
      .map((error) => inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error))
      .join();
    expect(errors).toHaveLength(4);
    expect(shown + JSON.stringify(w.attempts)).not.toMatch(/TOKEN-1|app-secret/);
    expect(inspect(w.client, { depth: 9, showHidden: true })).not.toContain(SECRET);
  });
});

describe('on the wire', () => {
  it('GET carries a query, POST carries JSON', async () => {
    const w = await world();
    w.cloud.answer('user/get', { userid: '张三' });
    await w.client.call(getUser, { userid: '张三' }, sync);
    await w.client.call(sendWelcome, { welcome_code: 'C', text: { content: '欢迎' } }, { lane: 'welcome' });
    const [get] = w.cloud.calls('user/get');
    expect([get?.method, get?.query.get('userid'), get?.body]).toEqual(['GET', '张三', '']);
    const [post] = w.cloud.calls('externalcontact/send_welcome_msg');
    expect(post?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(Buffer.from(post?.body ?? '', 'latin1').toString())).toEqual({
      welcome_code: 'C',
      text: { content: '欢迎' },
    });
  });

  it('an upload is one named file in the field media, with a known length', async () => {
    const w = await world();
    w.cloud.answer('media/upload', {
      errcode: 0,
      errmsg: '',
      type: 'image',
      media_id: 'M1',
      created_at: '1767225600',
    });
    const file = { name: '海报.png', bytes: Buffer.from([1, 2, 3, 255]), contentType: 'image/png' };
    const stored = await w.client.upload(uploadMedia, { type: 'image' }, file, { lane: 'guide' });
    expect(stored).toEqual({ type: 'image', media_id: 'M1', created_at: 1767225600 });
    const [seen] = w.cloud.calls('media/upload');
    expect(seen?.query.get('type')).toBe('image');
    expect(seen?.headers['content-length']).toMatch(/^\d+$/);
    const body = Buffer.from(seen?.body ?? '', 'latin1').toString();
    expect(body).toContain('form-data; name="media"; filename="海报.png"');
    expect(seen?.body).toContain('\u0001\u0002\u0003\u00ff');
  });

  it('a download is bytes with a name, or an error in JSON', async () => {
    const w = await world();
    w.cloud.answer('media/get', (response) =>
      response
        .writeHead(200, {
          'content-type': 'image/png',
          'content-disposition': 'attachment; filename="../a.png"',
        })
        .end(Buffer.from([9, 8, 7])),
    );
    const file = await w.client.download(downloadMedia, { media_id: 'M1' }, { lane: 'guide' });
    expect(file).toEqual({ bytes: Buffer.from([9, 8, 7]), contentType: 'image/png', fileName: 'a.png' });
    w.cloud.answer('media/get', { errcode: 40007, errmsg: 'invalid media_id' });
    const error = await failure(w.client.download(downloadMedia, { media_id: 'M2' }, { lane: 'guide' }));
    expect(error).toMatchObject({ errcode: 40007, kind: 'not_found' });
  });
});
