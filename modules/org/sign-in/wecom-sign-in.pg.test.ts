import { frozenClock, MS_PER_MINUTE } from '@yutian/kernel';
import { createSimulator, type Simulator } from '@yutian/wecom-sim';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { admitAddress } from './lock-out.ts';
import { openWeComWorld, type WeComWorld } from '../testing/wecom-world.ts';
import { type Answer, CORP, START_MS } from '../testing/world.ts';

let world: WeComWorld<Simulator>;
beforeAll(async () => {
  world = await openWeComWorld(await createSimulator({ clock: frozenClock(START_MS) }));
  world.simulator.control.createStaff({
    corpid: CORP,
    staff: [
      { userid: 'guide1', name: '王小美' },
      { userid: 'guide2', name: '李二' },
      { userid: 'manager', name: '店长' },
      { userid: 'stranger', name: '未同步' },
    ],
  });
});
afterAll(() => world[Symbol.asyncDispose]());

const FOLDER = '/api/v1/oauth/wecom';
const cookieOf = (answer: Answer, name: string) => {
  const all = [answer.headers['set-cookie'] ?? []].flat().map(String);
  return all.find((cookie) => cookie.startsWith(`${name}=`))?.split(';')[0] ?? '';
};

/** Leaves for WeCom, signs in there as the member, and gives what the browser brings back. */
async function visit(userid: string, query = '') {
  const left = await world.anonymous('GET', `/oauth/wecom/start${query}`);
  const page = await fetch(`${left.headers.location}`, { redirect: 'manual' });
  expect(page.status).toBe(200);
  const url = new URL(String(left.headers.location));
  url.searchParams.set('as', userid);
  const back = await fetch(url, { redirect: 'manual' });
  const returned = new URL(back.headers.get('location') ?? '');
  expect(returned.origin + returned.pathname).toBe(`https://yutian.example${FOLDER}/callback`);
  return { cookie: cookieOf(left, 'yutian_oauth'), query: returned.search };
}

const arrive = (query: string, cookie: string) =>
  world.anonymous('GET', `/oauth/wecom/callback${query}`, undefined, { cookie });

async function signInAs(userid: string, query = '') {
  const { cookie, query: back } = await visit(userid, query);
  return arrive(back, cookie);
}

it('a guide signs in by WeCom as her user and lands where she wanted to go', async () => {
  const answer = await signInAs('guide1', '?returnTo=/customers');
  expect([answer.status, answer.headers.location]).toEqual([302, '/customers']);
  const session = cookieOf(answer, 'yutian_session');
  expect(String([answer.headers['set-cookie']].flat()[0])).toMatch(
    /; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/,
  );
  const me = await world.anonymous('GET', '/session', undefined, { cookie: session });
  expect(me.body).toMatchObject({
    login: 'guide',
    role: 'guide',
    scope: 'part',
    staffId: world.member('guide1'),
  });
});

it('a member of staff without a user becomes a guide who sees himself only, and only once', async () => {
  for (let i = 0; i < 2; i += 1) {
    const session = cookieOf(await signInAs('guide2'), 'yutian_session');
    const me = await world.anonymous('GET', '/session', undefined, { cookie: session });
    expect(me.body).toMatchObject({
      name: 'guide2',
      role: 'guide',
      hasPassword: false,
      staffId: world.member('guide2'),
    });
  }
  const admin = await world.as('it');
  const made = (await admin('GET', '/audit-entries?action=org.createUser&text=wecom')).body.items;
  expect(made).toHaveLength(1);
});

it('where the settings forbid it, nobody becomes a guide by himself', async () => {
  const admin = await world.as('it');
  await admin('PATCH', '/settings', { guideAutoProvision: false });
  world.simulator.control.createStaff({ corpid: CORP, staff: [{ userid: 'south1' }] });
  expect((await signInAs('south1')).headers.location).toBe('/sign-in?refused=USER_MISSING');
  await admin('PATCH', '/settings', { guideAutoProvision: true });
});

it.each([
  [
    'another state',
    (query: string) => query.replace(/state=\w+/, 'state=00000000000000000000000000000000'),
    'OAUTH_STATE_MISMATCH',
  ],
  ['no state', (query: string) => query.replace(/&?state=\w+/, ''), 'OAUTH_STATE_MISMATCH'],
  ['no code', (query: string) => query.replace(/code=[^&]+/, ''), 'OAUTH_DENIED'],
  ['a made-up code', (query: string) => query.replace(/code=[^&]+/, 'code=made-up'), 'OAUTH_CODE_REFUSED'],
])('%s is refused and opens no session', async (_title, change, code) => {
  const { cookie, query } = await visit('guide1');
  const answer = await arrive(change(query), cookie);
  expect(answer.headers.location).toBe(`/sign-in?refused=${code}`);
  expect(cookieOf(answer, 'yutian_session')).toBe('');
});

it('a sign-in begun in another browser, forged or too old is refused', async () => {
  const { cookie, query } = await visit('guide1');
  const other = await visit('guide1');
  const refused = '/sign-in?refused=OAUTH_STATE_MISMATCH';
  for (const wrong of [
    '',
    other.cookie,
    'yutian_oauth=1.forged',
    'yutian_oauth=999.AAAA',
    cookie.slice(0, -4),
  ])
    expect([wrong, (await arrive(query, wrong)).headers.location]).toEqual([wrong, refused]);
  world.wallClock.advance(10 * MS_PER_MINUTE);
  expect((await arrive(query, cookie)).headers.location).toBe(refused);
});

it('an address that guesses codes is stopped before WeCom is asked again', async () => {
  const ground = { ...world.ground, wallClock: world.wallClock };
  for (let i = 0; i < 60; i += 1) await admitAddress(ground, '10.9.9.9');
  const { cookie, query } = await visit('guide1');
  const from = { cookie, 'x-forwarded-for': '10.9.9.9' };
  const answer = await world.anonymous('GET', `/oauth/wecom/callback${query}`, undefined, from);
  expect(answer.headers.location).toBe('/sign-in?refused=SIGN_IN_LOCKED');
  // The code was not spent.
  expect((await arrive(query, cookie)).headers.location).toBe('/');
});

it('a code works once', async () => {
  const { cookie, query } = await visit('guide1');
  expect((await arrive(query, cookie)).headers.location).toBe('/');
  expect((await arrive(query, cookie)).headers.location).toBe('/sign-in?refused=OAUTH_CODE_REFUSED');
});

it('whom the directory does not show, and whose user is locked, does not come in', async () => {
  expect((await signInAs('stranger')).headers.location).toBe('/sign-in?refused=OAUTH_NOT_STAFF');
  const admin = await world.as('it');
  const [user] = (await admin('GET', '/users?text=manager')).body.items;
  await admin('POST', `/users/${user.userId}/disable`);
  expect((await signInAs('manager')).headers.location).toBe('/sign-in?refused=USER_DISABLED');
});

it('nobody is sent to another site afterwards, and an unknown corp goes nowhere', async () => {
  for (const returnTo of ['//evil.example', '/\\evil.example', 'https://evil.example', '/a%0d%0ab'])
    expect((await signInAs('guide1', `?returnTo=${returnTo}`)).headers.location).toBe('/');
  const unknown = await world.anonymous('GET', '/oauth/wecom/start?corpId=ww404');
  expect(unknown.headers.location).toBe('/sign-in?refused=CORP_UNKNOWN');
});

it('inside WeCom the browser goes straight to the page that needs no scan', async () => {
  const inside = await world.anonymous('GET', '/oauth/wecom/start', undefined, {
    'user-agent': 'Mozilla/5.0 wxwork/4.1',
  });
  const outside = await world.anonymous('GET', '/oauth/wecom/start');
  expect(String(inside.headers.location)).toContain(`${world.simulator.url}/connect/oauth2/authorize?`);
  expect(String(outside.headers.location)).toContain(`${world.simulator.url}/wwlogin/sso/login?`);
  expect((await world.anonymous('GET', '/sign-in-options')).body).toEqual({
    wecom: [{ corpId: CORP, name: '禾序' }],
  });
});
