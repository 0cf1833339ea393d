import { MS_PER_DAY, MS_PER_MINUTE } from '@yutian/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOrgWorld, type OrgWorld, PASSWORD } from '../testing/world.ts';
import { admitTry } from './lock-out.ts';
import { totpCode, totpStep } from './totp.rules.ts';

let world: OrgWorld;
beforeAll(async () => {
  world = await openOrgWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const trySignIn = (login: string, password: string, more: object = {}, ip = '10.0.0.1') =>
  world.anonymous('POST', '/session', { login, password, ...more }, { 'x-forwarded-for': ip });

describe('signing in by password', () => {
  it('opens a session that knows who it is, and signing out ends it', async () => {
    const boss = await world.as('boss');
    expect((await boss('GET', '/session')).body).toMatchObject({
      login: 'boss',
      role: 'boss',
      scope: 'all',
      tenant: { name: '禾序集团', zone: 'Asia/Shanghai' },
    });
    await boss('DELETE', '/session');
    expect((await boss('GET', '/session')).body).toMatchObject({ code: 'SIGN_IN_FIRST' });
  });

  it('takes a login in any case, and gives a cookie that scripts cannot read', async () => {
    const answer = await trySignIn(' Boss ', PASSWORD);
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toMatch(
      /^yutian_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
    );
  });

  it('answers an unknown login and a wrong password alike', async () => {
    const [unknown, wrong] = [await trySignIn('nobody', PASSWORD), await trySignIn('boss', 'wrong password')];
    expect([unknown.status, unknown.body.code]).toEqual([401, 'SIGN_IN_REFUSED']);
    expect({ ...wrong.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
  });

  it('ends by itself after the days that the settings say', async () => {
    const it_ = await world.as('it');
    await it_('PATCH', '/settings', { sessionDays: 2 });
    const content = await world.as('content');
    world.wallClock.advance(2 * MS_PER_DAY - 1);
    expect((await content('GET', '/session')).status).toBe(200);
    world.wallClock.advance(1);
    expect((await content('GET', '/session')).status).toBe(401);
  });

  it('does not sign anybody out when the demo moves its clock', async () => {
    const content = await world.as('content');
    world.clock.advance(60 * MS_PER_DAY);
    expect((await content('GET', '/session')).status).toBe(200);
  });
});

describe('the lock-out', () => {
  it('refuses even the right password after ten wrong ones, says how long, and lets in afterwards', async () => {
    for (let i = 0; i < 10; i += 1)
      expect((await trySignIn('finance', `wrong ${i}`, {}, `10.0.1.${i}`)).body.code).toBe('SIGN_IN_REFUSED');
    const locked = await trySignIn('finance', PASSWORD, {}, '10.0.2.1');
    expect([locked.status, locked.body.code, locked.headers['retry-after']]).toEqual([
      429,
      'SIGN_IN_LOCKED',
      '900',
    ]);
    world.wallClock.advance(15 * MS_PER_MINUTE - 1);
    expect((await trySignIn('finance', PASSWORD)).status).toBe(429);
    world.wallClock.advance(1);
    expect((await trySignIn('finance', PASSWORD)).status).toBe(200);
  });

  it('counts tries that run at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 14 }, (_, i) => trySignIn('agency', 'wrong', {}, `10.0.3.${i}`)),
    );
    expect(answers.filter((answer) => answer.body.code === 'SIGN_IN_REFUSED')).toHaveLength(10);
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(4);
  });

  it('stops one address that tries many logins, and only that address', async () => {
    const from = (ip: string, i: number) => trySignIn(`guess-${i}`, 'wrong', {}, ip);
    for (let i = 0; i < 59; i += 1)
      await admitTry({ ...world.ground, wallClock: world.wallClock }, `try-${i}`, '10.0.4.1');
    expect((await from('10.0.4.1', 59)).status).toBe(401);
    expect((await from('10.0.4.1', 60)).status).toBe(429);
    expect((await from('10.0.4.2', 61)).status).toBe(401);
  });

  it('starts afresh after a success', async () => {
    const ground = { ...world.ground, wallClock: world.wallClock };
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 9; i += 1) await admitTry(ground, 'operator', `10.0.5.${i}`);
      expect((await trySignIn('operator', PASSWORD, {}, '10.0.5.99')).status).toBe(200);
    }
  });

  it('keeps neither logins nor addresses in clear text', async () => {
    const { rows } = await world.test.pool.query('select key from org.sign_in_attempt');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => /^[0-9a-f]{64}$/.test(row.key))).toBe(true);
  });
});

describe('two-factor sign-in', () => {
  const codeAt = (base32: string, ms: number) => totpCode(fromBase32(base32), totpStep(ms));

  it('asks for a code once it is confirmed, takes each code once, and recovery codes once', async () => {
    const manager = await world.as('manager');
    const { secret } = (await manager('POST', '/session/totp')).body;
    expect((await trySignIn('manager', PASSWORD)).status).toBe(200);
    expect((await manager('POST', '/session/totp/confirm', { code: '000000' })).body.code).toBe(
      'TOTP_REFUSED',
    );
    const now = () => world.wallClock.now();
    const confirmed = await manager('POST', '/session/totp/confirm', { code: codeAt(secret, now()) });
    const [recovery] = confirmed.body.recoveryCodes;
    expect(confirmed.body.recoveryCodes).toHaveLength(10);

    expect((await trySignIn('manager', PASSWORD)).body.code).toBe('TOTP_REQUIRED');
    expect((await trySignIn('manager', 'wrong')).body.code).toBe('SIGN_IN_REFUSED');
    world.wallClock.advance(60_000);
    const totp = codeAt(secret, now());
    expect((await trySignIn('manager', PASSWORD, { totp })).status).toBe(200);
    expect((await trySignIn('manager', PASSWORD, { totp })).body.code).toBe('TOTP_REFUSED');
    expect((await trySignIn('manager', PASSWORD, { recoveryCode: recovery })).status).toBe(200);
    expect((await trySignIn('manager', PASSWORD, { recoveryCode: recovery })).body.code).toBe('TOTP_REFUSED');

    world.wallClock.advance(60_000);
    const off = { password: PASSWORD, code: codeAt(secret, now()) };
    expect((await manager('POST', '/session/totp/disable', { ...off, password: 'wrong' })).body.code).toBe(
      'PASSWORD_REFUSED',
    );
    expect((await manager('POST', '/session/totp/disable', off)).status).toBe(200);
    expect((await trySignIn('manager', PASSWORD)).status).toBe(200);
  });

  it('is kept sealed, and recovery codes as keyed hashes', async () => {
    const dealer = await world.as('dealer');
    const { secret } = (await dealer('POST', '/session/totp')).body;
    const code = codeAt(secret, world.wallClock.now());
    const { recoveryCodes } = (await dealer('POST', '/session/totp/confirm', { code })).body;
    const { rows } = await world.test.pool.query(
      `select u::text as text, encode(u.totp_secret_sealed, 'escape') as sealed from org.user_account u where login = 'dealer'`,
    );
    const stored = JSON.stringify(rows);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(fromBase32(secret).toString('hex'));
    expect(recoveryCodes.some((each: string) => stored.includes(each))).toBe(false);
  });
});

describe('passwords', () => {
  it('all other sessions are ended at once, and only one’s own', async () => {
    const [here, elsewhere, stranger] = [
      await world.as('guide'),
      await world.as('guide'),
      await world.as('finance'),
    ];
    const own = (await here('GET', '/sessions')).body.items.length;
    expect((await here('DELETE', '/sessions')).body).toEqual({ ended: own - 1 });
    const statuses = [here, elsewhere, stranger].map(async (ask) => (await ask('GET', '/session')).status);
    expect(await Promise.all(statuses)).toEqual([200, 401, 200]);
  });

  it('a changed password ends the other sessions and refuses the old one', async () => {
    const [here, elsewhere] = [await world.as('guide'), await world.as('guide')];
    const next = 'another good secret';
    const change = (current: string, to: string) => here('POST', '/session/password', { current, next: to });
    expect((await change('wrong', next)).body.code).toBe('PASSWORD_REFUSED');
    expect((await change(PASSWORD, 'password1')).body.code).toBe('PASSWORD_WEAK');
    expect((await change(PASSWORD, next)).status).toBe(200);
    expect([(await here('GET', '/session')).status, (await elsewhere('GET', '/session')).status]).toEqual([
      200, 401,
    ]);
    expect((await trySignIn('guide', PASSWORD)).status).toBe(401);
    expect((await trySignIn('guide', next)).status).toBe(200);
  });

  it('a one-time link sets a password once, within a day, and a weak one does not use it up', async () => {
    const admin = await world.as('it');
    const { items } = (await admin('GET', '/users?text=agency')).body;
    const link = async () => {
      const { body } = await admin('POST', `/users/${items[0].userId}/reset-password`);
      return String(body.url).split('#')[1] ?? '';
    };
    const redeem = (token: string, password: string) =>
      world.anonymous('POST', '/password-links/redeem', { token, password });
    const old = await link();
    const token = await link();
    expect((await redeem(old, 'a fresh secret')).body.code).toBe('PASSWORD_LINK_INVALID');
    expect((await redeem(token, '12345678')).body.code).toBe('PASSWORD_WEAK');
    expect((await redeem(token, 'a fresh secret')).status).toBe(200);
    expect((await redeem(token, 'a fresh secret')).body.code).toBe('PASSWORD_LINK_INVALID');
    const late = await link();
    world.wallClock.advance(MS_PER_DAY);
    expect((await redeem(late, 'a fresh secret')).body.code).toBe('PASSWORD_LINK_INVALID');
  });
});

it('one sees and ends one’s own sessions, not those of others', async () => {
  const [one, two, other] = [await world.as('boss'), await world.as('boss'), await world.as('content')];
  const { items } = (await one('GET', '/sessions')).body;
  const current = items.filter((session: { current: boolean }) => session.current);
  expect(current).toHaveLength(1);
  const mine = (await two('GET', '/sessions')).body.items.find((s: { current: boolean }) => s.current);
  expect((await other('DELETE', `/sessions/${mine.sessionId}`)).status).toBe(404);
  expect((await one('DELETE', `/sessions/${mine.sessionId}`)).status).toBe(200);
  expect((await two('GET', '/session')).status).toBe(401);
  expect((await one('GET', '/session')).status).toBe(200);
});

it('a change that another site makes the browser send is refused', async () => {
  const boss = await world.as('boss');
  const answer = await boss('DELETE', '/session', undefined, { 'sec-fetch-site': 'cross-site' });
  expect([answer.status, answer.body.code]).toEqual([403, 'CROSS_SITE_REQUEST']);
});

function fromBase32(text: string): Buffer {
  const bits = text
    .split('')
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
