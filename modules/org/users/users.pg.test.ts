import { MS_PER_DAY } from '@yutian/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ask, openOrgWorld, type OrgWorld, PASSWORD } from '../testing/world.ts';

let world: OrgWorld;
const by = new Map<string, Ask>();
const ask = (login: string): Ask => by.get(login) ?? (() => Promise.reject(new Error(login)));

beforeAll(async () => {
  world = await openOrgWorld();
  by.set('it', await world.as('it'));
});
afterAll(() => world[Symbol.asyncDispose]());

const names = (answer: { body: { items: { name: string }[] } }) =>
  answer.body.items.map((item) => item.name).toSorted();

describe('users', () => {
  const grant = { name: '新人', role: 'operator', scopeAll: true };

  it('are made with a one-time link, changed, locked and unlocked, each with its line in the audit log', async () => {
    const it_ = ask('it');
    const made = await it_('POST', '/users', { login: 'Newbie', ...grant });
    expect(made.body.user).toMatchObject({ login: 'newbie', hasPassword: false, scopeAll: true });
    const token = String(made.body.passwordLink.url).split('#')[1];
    await world.anonymous('POST', '/password-links/redeem', { token, password: PASSWORD });
    const newbie = await world.as('newbie');
    expect(names(await newbie('GET', '/stores'))).toContain('西单店');
    const path = `/users/${made.body.user.userId}`;
    await it_('PATCH', path, { scopeAll: false, unitIds: [world.unit('华北')] });
    expect(names(await newbie('GET', '/stores?open=true'))).toEqual(['西单店']);
    await it_('POST', `${path}/disable`);
    expect((await newbie('GET', '/session')).status).toBe(401);
    await it_('POST', `${path}/enable`);
    expect((await (await world.as('newbie'))('GET', '/session')).status).toBe(200);
    await it_('POST', `${path}/reset-totp`);
    await it_('POST', `${path}/reset-password`);
    const entries = (await it_('GET', `/audit-entries?subjectId=${made.body.user.userId}`)).body.items;
    expect(entries.map((entry: { action: string }) => entry.action).toReversed()).toEqual([
      'org.createUser',
      'org.redeemPasswordLink',
      'org.signIn',
      'org.changeUser',
      'org.disableUser',
      'org.enableUser',
      'org.signIn',
      'org.resetTotp',
      'org.resetPassword',
    ]);
  });

  it.each([
    ['a login that is in use', { login: 'BOSS', ...grant }, 409, 'LOGIN_TAKEN'],
    ['everything for a dealer', { login: 'wide', ...grant, role: 'dealer' }, 400, 'SCOPE_TOO_WIDE'],
    [
      'a guide who is nobody',
      { login: 'none', ...grant, role: 'guide', scopeAll: false },
      400,
      'SCOPE_MISSING',
    ],
    ['a weak password', { login: 'weak', ...grant, password: '12345678' }, 400, 'PASSWORD_WEAK'],
  ])('refuse %s', async (_title, body, status, code) => {
    const answer = await ask('it')('POST', '/users', body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('refuse a direct store for a dealer, and a second user of one member of staff', async () => {
    const dealer = { login: 'dealer2', name: 'x', role: 'dealer', unitIds: [world.unit('南京西路店')] };
    const twin = { login: 'twin', name: 'x', role: 'guide', staffId: world.member('guide1') };
    expect((await ask('it')('POST', '/users', dealer)).body.code).toBe('SCOPE_UNIT_NOT_DEALER');
    expect((await ask('it')('POST', '/users', twin)).body.code).toBe('STAFF_HAS_USER');
  });

  it('nobody changes his own rights or locks himself out, and an administrator remains', async () => {
    const me = (await ask('it')('GET', '/session')).body.userId;
    expect((await ask('it')('PATCH', `/users/${me}`, { role: 'boss' })).body.code).toBe('OWN_RIGHTS');
    expect((await ask('it')('POST', `/users/${me}/disable`)).body.code).toBe('OWN_RIGHTS');
    const second = await ask('it')('POST', '/users', {
      login: 'it2',
      name: 'IT 2',
      role: 'it',
      password: PASSWORD,
      unitIds: [world.unit('华东')],
    });
    const it2 = await world.as('it2');
    // A regional administrator does not even see the one for everything.
    expect((await it2('POST', `/users/${me}/reset-password`)).body.code).toBe('USER_UNKNOWN');
    await ask('it')('PATCH', `/users/${second.body.user.userId}`, { scopeAll: true, unitIds: [] });
    expect((await it2('POST', `/users/${me}/disable`)).status).toBe(200);
    expect((await it2('POST', `/users/${me}/enable`)).status).toBe(200);
    by.set('it', await world.as('it'));
    await ask('it')('POST', `/users/${second.body.user.userId}/disable`);
  });

  it('a regional administrator gives away his region at most', async () => {
    await ask('it')('POST', '/users', {
      login: 'it3',
      name: 'IT 3',
      role: 'it',
      password: PASSWORD,
      unitIds: [world.unit('华东')],
    });
    const it3 = await world.as('it3');
    const give = (body: object) =>
      it3('POST', '/users', {
        login: `by-it3-${Object.keys(body).length}`,
        name: 'x',
        role: 'operator',
        ...body,
      });
    expect((await give({ scopeAll: true })).body.code).toBe('SCOPE_BEYOND_OWN');
    expect((await give({ unitIds: [world.unit('西单店')] })).body.code).toBe('SCOPE_BEYOND_OWN');
    expect((await give({ role: 'boss', scopeAll: false })).body.code).toBe('SCOPE_BEYOND_OWN');
    expect((await give({ unitIds: [world.unit('南京西路店')], scopeAll: false, staffId: null })).status).toBe(
      200,
    );
    const listed = (await it3('GET', '/users')).body.items.map((user: { login: string }) => user.login);
    expect(listed).not.toContain('boss');
    expect(listed).toContain('dealer');
    expect(
      (await it3('GET', '/audit-entries')).body.items.every((entry: { actorName: string }) =>
        ['IT 3', '导购', '店长'].includes(entry.actorName),
      ),
    ).toBe(true);
  });

  it('an agency’s seat ends on its day', async () => {
    const validUntil = new Date(world.wallClock.now() + MS_PER_DAY).toISOString();
    await ask('it')('POST', '/users', {
      login: 'agency2',
      name: 'x',
      role: 'agency',
      password: PASSWORD,
      unitIds: [world.unit('天河店')],
      validUntil,
    });
    const agency = await world.as('agency2');
    expect((await agency('GET', '/session')).status).toBe(200);
    world.wallClock.advance(MS_PER_DAY);
    expect((await agency('GET', '/session')).status).toBe(401);
  });
});
