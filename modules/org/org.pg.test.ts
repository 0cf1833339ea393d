import { MS_PER_DAY } from '@yutian/kernel';
import { contract, ROLES } from '@yutian/contract';
import { inTransaction } from '@yutian/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ask, CORP, openOrgWorld, type OrgWorld, PASSWORD } from './testing/world.ts';

let world: OrgWorld;
const by = new Map<string, Ask>();
const ask = (login: string): Ask => by.get(login) ?? (() => Promise.reject(new Error(login)));

beforeAll(async () => {
  world = await openOrgWorld();
  for (const login of [
    'boss',
    'operator',
    'content',
    'guide',
    'manager',
    'dealer',
    'finance',
    'it',
    'agency',
  ])
    by.set(login, await world.as(login));
});
afterAll(() => world[Symbol.asyncDispose]());

const names = (answer: { body: { items: { name: string }[] } }) =>
  answer.body.items.map((item) => item.name).toSorted();
const auditOf = async (action: string) =>
  (await ask('it')('GET', `/audit-entries?action=${action}&limit=200`)).body.items;

describe('data scope', () => {
  const STORES: Record<string, string[] | 'PERMISSION_MISSING'> = {
    boss: ['南京西路店', '天河店', '苏州经销店', '西单店'],
    it: ['南京西路店', '天河店', '苏州经销店', '西单店'],
    operator: ['南京西路店', '苏州经销店'],
    manager: ['南京西路店'],
    dealer: ['苏州经销店'],
    finance: ['西单店'],
    content: 'PERMISSION_MISSING',
    guide: 'PERMISSION_MISSING',
    agency: 'PERMISSION_MISSING',
  };
  const STAFF: Record<string, string[] | 'PERMISSION_MISSING'> = {
    boss: ['dealer1', 'guide1', 'guide2', 'hq1', 'manager', 'north1', 'south1'],
    it: ['dealer1', 'guide1', 'guide2', 'hq1', 'manager', 'north1', 'south1'],
    operator: ['dealer1', 'guide1', 'guide2', 'manager'],
    manager: ['guide1', 'guide2', 'manager'],
    dealer: ['dealer1'],
    finance: ['north1'],
    content: 'PERMISSION_MISSING',
    guide: 'PERMISSION_MISSING',
    agency: 'PERMISSION_MISSING',
  };

  it.each(Object.keys(STORES))('%s finds no store and no member of staff outside it', async (login) => {
    for (const [path, expected] of [
      ['/stores', STORES[login]],
      ['/staff', STAFF[login]],
    ] as const) {
      const answer = await ask(login)('GET', path);
      expect(answer.status === 403 ? answer.body.code : names(answer)).toEqual(expected);
    }
  });

  it('the tree shows one’s own units and the names above them, with one’s own staff counted', async () => {
    const { items } = (await ask('dealer')('GET', '/units')).body;
    expect(items.map((unit: { name: string; staffCount: number }) => [unit.name, unit.staffCount])).toEqual([
      ['禾序女装', 1],
      ['华东', 1],
      ['苏州经销店', 1],
    ]);
    const all = (await ask('boss')('GET', '/units')).body.items;
    expect(all.find((unit: { name: string }) => unit.name === '禾序女装').staffCount).toBe(5);
  });

  it('a member of staff outside it does not exist', async () => {
    const inside = await ask('dealer')('GET', `/staff/${world.member('dealer1')}`);
    const outside = await ask('dealer')('GET', `/staff/${world.member('guide1')}`);
    expect([inside.status, outside.status, outside.body.code]).toEqual([200, 404, 'STAFF_UNKNOWN']);
  });

  it('every actor is resolved to staff and stores', async () => {
    const actorOf = async (login: string) => {
      const answer = await world.anonymous('POST', '/session', { login, password: PASSWORD });
      const token = /yutian_session=([\w-]+)/.exec(String(answer.headers['set-cookie']))?.[1] ?? '';
      return world.org.authenticate(token);
    };
    const member = (...userids: string[]) => userids.map(world.member).toSorted();
    const shown = async (login: string) => {
      const scope = (await actorOf(login))?.scope;
      return scope?.kind === 'part'
        ? { staffIds: scope.staffIds.toSorted(), storeIds: [...scope.storeIds] }
        : 'everything';
    };
    expect(await shown('boss')).toBe('everything');
    expect(await shown('content')).toBe('everything');
    expect(await shown('guide')).toEqual({ staffIds: member('guide1'), storeIds: [] });
    // Of his shop a guide knows the name and the till, not the rows.
    expect((await actorOf('guide'))?.scope).toMatchObject({ homeStoreIds: [world.unit('南京西路店')] });
    expect(await shown('manager')).toEqual({
      staffIds: member('manager', 'guide1', 'guide2'),
      storeIds: [world.unit('南京西路店')],
    });
    expect(await shown('agency')).toEqual({ staffIds: member('south1'), storeIds: [world.unit('天河店')] });
  });

  it('a store taken over from the dealer is lost to him with his next request', async () => {
    const store = `/units/${world.unit('苏州经销店')}`;
    await ask('it')('PATCH', store, { storeType: 'direct' });
    expect(names(await ask('dealer')('GET', '/stores'))).toEqual([]);
    expect(names(await ask('dealer')('GET', '/staff'))).toEqual([]);
    await ask('it')('PATCH', store, { storeType: 'dealer' });
    expect(names(await ask('dealer')('GET', '/stores'))).toEqual(['苏州经销店']);
  });
});

describe('permissions', () => {
  it('every change is refused to roles without the right, by name', async () => {
    const id = world.member('guide1');
    const changes: [string, string, object, string][] = [
      ['POST', '/units', { kind: 'brand', name: 'x' }, 'org.write'],
      ['PATCH', `/staff/${id}`, { position: 'x' }, 'org.write'],
      ['POST', '/users', { login: 'xxx', name: 'x', role: 'boss' }, 'users.write'],
      ['POST', `/users/${id}/disable`, {}, 'users.write'],
      [
        'POST',
        '/corps',
        { corpId: 'ww1234567890', name: 'x', agentId: 1, secret: 'x'.repeat(40) },
        'connection.write',
      ],
      ['PATCH', '/settings', { name: 'x' }, 'settings.write'],
      ['POST', '/api-tokens', { name: 'x', permissions: ['home.read'] }, 'settings.write'],
    ];
    for (const login of ['content', 'guide', 'manager', 'dealer', 'agency'])
      for (const [method, path, body, permission] of changes) {
        const answer = await ask(login)(method, path, body);
        expect([path, answer.status, answer.body.code, answer.body.data?.permission]).toEqual([
          path,
          403,
          'PERMISSION_MISSING',
          permission,
        ]);
      }
  });

  it('nothing but signing in answers a stranger', async () => {
    const open = new Set(['signIn', 'signOut', 'signInOptions', 'redeemPasswordLink']);
    const sample = '00000000-0000-7000-8000-000000000000';
    const bodies: Record<string, object> = {
      changePassword: { current: 'x', next: 'xxxxxxxx' },
      confirmTotp: { code: '000000' },
      disableTotp: { password: 'x', code: '000000' },
      createUnit: { kind: 'brand', name: 'x' },
      moveUnit: { parentId: null },
      placeStaff: { staffIds: [sample], unitId: sample },
      createUser: { login: 'xxx', name: 'x', role: 'boss' },
      connectCorp: { corpId: 'ww1234567890', name: 'x', agentId: 1, secret: 'x'.repeat(40) },
      mapDepartment: { unitId: null },
      setDirectoryRule: { levels: [], names: [], dealerWords: [] },
      createApiToken: { name: 'x', permissions: ['home.read'] },
    };
    for (const [name, procedure] of Object.entries(contract.org)) {
      if (open.has(name)) continue;
      const { method = 'POST', path = '/' } = procedure['~orpc'].route;
      const url = path.replaceAll('{departmentId}', '1').replaceAll(/\{\w+\}/g, sample);
      const answer = await world.anonymous(
        method,
        url,
        method === 'GET' || method === 'DELETE' ? undefined : (bodies[name] ?? {}),
      );
      expect([name, answer.status, answer.body.code]).toEqual([name, 401, 'SIGN_IN_FIRST']);
    }
    expect((await world.anonymous('GET', '/audit-entries/export')).status).toBe(401);
  });

  it('the role presets are told to whoever may see them', async () => {
    const { items } = (await ask('it')('GET', '/roles')).body;
    expect(items.map((item: { role: string }) => item.role)).toEqual([...ROLES]);
    expect((await ask('guide')('GET', '/roles')).status).toBe(403);
  });
});

describe('units', () => {
  it('are made, renamed, moved, closed and reopened, each with its line in the audit log', async () => {
    const it_ = ask('it');
    const made = await it_('POST', '/units', {
      kind: 'store',
      name: '徐家汇店',
      parentId: world.unit('华东'),
      code: 'S009',
      latitude: 31.19,
      longitude: 121.43,
    });
    expect(made.body).toMatchObject({
      storeType: 'direct',
      code: 'S009',
      brandId: world.unit('禾序女装'),
      regionId: world.unit('华东'),
      open: true,
    });
    const path = `/units/${made.body.unitId}`;
    expect((await it_('PATCH', path, { name: '徐家汇旗舰店' })).body.name).toBe('徐家汇旗舰店');
    const moved = await it_('POST', `${path}/move`, { parentId: world.unit('华北') });
    expect(moved.body).toMatchObject({ brandId: world.unit('禾序童装'), regionId: world.unit('华北') });
    expect((await it_('POST', `${path}/close`)).body.open).toBe(false);
    expect((await it_('GET', '/stores?open=true&text=徐家汇')).body.items).toEqual([]);
    expect((await it_('POST', `${path}/reopen`)).body.open).toBe(true);
    await it_('POST', `${path}/close`);
    const actions = (await it_('GET', `/audit-entries?subjectId=${made.body.unitId}`)).body.items;
    expect(actions.map((entry: { action: string }) => entry.action).toReversed()).toEqual([
      'org.createUnit',
      'org.changeUnit',
      'org.moveUnit',
      'org.closeUnit',
      'org.reopenUnit',
      'org.closeUnit',
    ]);
    expect(actions[4].detail).toEqual({ name: { from: '徐家汇店', to: '徐家汇旗舰店' } });
  });

  it('take everything below along when they move', async () => {
    const region = world.unit('华南');
    await ask('it')('POST', `/units/${region}/move`, { parentId: world.unit('禾序童装') });
    const { rows } = await world.test.pool.query(
      'select brand_name from org.pub_staff where tenant_id = $1 and userid = $2',
      [world.tenantId, 'south1'],
    );
    expect(rows).toEqual([{ brand_name: '禾序童装' }]);
    await ask('it')('POST', `/units/${region}/move`, { parentId: world.unit('禾序女装') });
  });

  it.each([
    ['a brand under a region', { kind: 'brand', name: 'x', parent: '华东' }, 'UNIT_PARENT_REFUSED'],
    ['a store under a store', { kind: 'store', name: 'x', parent: '南京西路店' }, 'UNIT_PARENT_REFUSED'],
    [
      'a second unit of the same name',
      { kind: 'store', name: '南京西路店', parent: '华东' },
      'UNIT_NAME_TAKEN',
    ],
    [
      'a store number that is in use',
      { kind: 'store', name: 'x', parent: '华东', code: 'S001' },
      'STORE_CODE_TAKEN',
    ],
    [
      'a region with an address',
      { kind: 'region', name: 'x', parent: '禾序女装', address: 'x' },
      'STORE_FIELDS_REFUSED',
    ],
  ])('refuse %s', async (_title, { parent, ...draft }, code) => {
    const answer = await ask('it')('POST', '/units', { ...draft, parentId: world.unit(parent) });
    expect(answer.body.code).toBe(code);
  });

  it('do not hang below themselves', async () => {
    const answer = await ask('it')('POST', `/units/${world.unit('禾序女装')}/move`, {
      parentId: world.unit('华东'),
    });
    expect([answer.status, answer.body.code]).toEqual([409, 'UNIT_BELOW_ITSELF']);
  });

  it('are changed by a regional operator within his region only', async () => {
    const inside = await ask('operator')('PATCH', `/units/${world.unit('南京西路店')}`, {
      address: '南京西路 1 号',
    });
    const outside = await ask('operator')('PATCH', `/units/${world.unit('西单店')}`, { address: 'x' });
    const top = await ask('operator')('POST', '/units', { kind: 'brand', name: '新品牌' });
    expect([inside.status, outside.body.code, top.body.code]).toEqual([
      200,
      'UNIT_UNKNOWN',
      'SCOPE_BEYOND_OWN',
    ]);
    const own = await ask('operator')('POST', '/units', {
      kind: 'store',
      name: '无锡店',
      parentId: world.unit('华东'),
    });
    expect(own.status).toBe(200);
    expect(names(await ask('operator')('GET', '/stores'))).toContain('无锡店');
  });
});

describe('staff', () => {
  it('move by hand, alone and many at once, and the scope of their store follows', async () => {
    const it_ = ask('it');
    const answer = await it_('POST', '/staff/place', {
      staffIds: [world.member('guide2'), world.member('guide1')],
      unitId: world.unit('天河店'),
    });
    expect(answer.body).toEqual({ moved: 2 });
    expect(names(await ask('manager')('GET', '/staff'))).toEqual(['manager']);
    const back = await it_('PATCH', `/staff/${world.member('guide2')}`, {
      unitId: world.unit('南京西路店'),
      position: '资深导购',
    });
    expect(back.body).toMatchObject({
      storeName: '南京西路店',
      position: '资深导购',
      handEdited: ['unitId', 'position'],
    });
    await it_('PATCH', `/staff/${world.member('guide1')}`, { unitId: world.unit('女装部') });
    expect(await auditOf('org.placeStaff')).toHaveLength(3);
    expect(await auditOf('org.changePosition')).toMatchObject([{ detail: { from: null, to: '资深导购' } }]);
  });

  it('are paged without a gap or a double, and a forged cursor is refused', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await ask('boss')('GET', `/staff?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map((item: { userid: string }) => item.userid));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(['dealer1', 'guide1', 'guide2', 'hq1', 'manager', 'north1', 'south1']);
    expect((await ask('boss')('GET', '/staff?cursor=forged')).body.code).toBe('CURSOR_INVALID');
  });

  it('are known by userid in any case; an unknown one becomes a placeholder, once', async () => {
    const { staffDirectory } = world.org;
    const resolve = () =>
      inTransaction(world.test.db, (tx) =>
        staffDirectory.resolveStaff(tx, world.tenantId, CORP, ['GUIDE1', 'newcomer', 'Newcomer']),
      );
    const [first, second] = [await resolve(), await resolve()];
    expect(first.get('GUIDE1')).toBe(world.member('guide1'));
    expect(first.get('newcomer')).toBe(first.get('Newcomer'));
    expect(second).toEqual(first);
    const userids = await inTransaction(world.test.db, (tx) =>
      staffDirectory.useridsOf(tx, world.tenantId, [world.member('guide1')]),
    );
    expect([...userids.values()]).toEqual([{ corpId: CORP, userid: 'guide1' }]);
  });
});

describe('API tokens', () => {
  beforeEach(async () => {
    by.set('boss', await world.as('boss'));
    by.set('it', await world.as('it'));
  });

  it('act as their maker with at most his permissions, until they are revoked', async () => {
    const made = await ask('boss')('POST', '/api-tokens', {
      name: 'ERP',
      permissions: ['org.read', 'audit.read'],
      days: 30,
    });
    const bearer = { authorization: `Bearer ${made.body.token}` };
    const machine: Ask = (method, path, body) => world.anonymous(method, path, body, bearer);
    expect(names(await machine('GET', '/stores'))).toContain('西单店');
    expect((await machine('PATCH', '/settings', { name: 'x' })).body.code).toBe('PERMISSION_MISSING');
    for (const path of ['/session/totp', '/session/password'])
      expect(
        (await machine('POST', path, { current: PASSWORD, next: 'another good secret' })).body.code,
      ).toBe('TOKEN_NOT_A_PERSON');
    const listed = (await ask('boss')('GET', '/api-tokens')).body.items;
    expect(listed).toMatchObject([{ name: 'ERP', permissions: ['org.read', 'audit.read'] }]);
    expect(JSON.stringify(listed)).not.toContain(made.body.token);
    await ask('boss')('DELETE', `/api-tokens/${made.body.apiToken.tokenId}`);
    expect((await machine('GET', '/stores')).status).toBe(401);
    expect(
      [await auditOf('org.createApiToken'), await auditOf('org.revokeApiToken')].map((list) => list.length),
    ).toEqual([1, 1]);
  });

  it('are refused beyond one’s own permissions, and end on their day', async () => {
    const wide = await ask('it')('POST', '/api-tokens', { name: 'x', permissions: ['orders.import'] });
    expect([wide.status, wide.body.code]).toEqual([403, 'TOKEN_TOO_WIDE']);
    const { body } = await ask('it')('POST', '/api-tokens', {
      name: 'short',
      permissions: ['org.read'],
      days: 1,
    });
    const bearer = { authorization: `Bearer ${body.token}` };
    expect((await world.anonymous('GET', '/stores', undefined, bearer)).status).toBe(200);
    world.wallClock.advance(MS_PER_DAY);
    expect((await world.anonymous('GET', '/stores', undefined, bearer)).status).toBe(401);
  });
});

describe('the audit log', () => {
  it('is found by any fragment, by action, by time, and paged newest first', async () => {
    by.set('it', await world.as('it'));
    const it_ = ask('it');
    await it_('POST', '/users', { login: 'newbie', name: '新人', role: 'operator', scopeAll: true });
    const search = async (query: string) => (await it_('GET', `/audit-entries?${query}`)).body.items;
    expect(await search('text=NEWBIE')).toMatchObject([
      { actorName: 'IT', action: 'org.createUser', detail: { login: 'newbie', role: 'operator' } },
    ]);
    expect(await search('action=org.createUser&text=nobody-of-that-name')).toEqual([]);
    const later = new Date(world.clock.now() + 1).toISOString();
    expect((await it_('GET', `/audit-entries?from=${encodeURIComponent(later)}`)).body.items).toEqual([]);
    const first = (await it_('GET', '/audit-entries?limit=3')).body;
    const next = (await it_('GET', `/audit-entries?limit=3&cursor=${first.nextCursor}`)).body;
    expect(first.items[2].entryId > next.items[0].entryId).toBe(true);
  });

  it('is exported as a CSV file in which no cell is a formula', async () => {
    await ask('it')('POST', '/users', {
      login: '-evil',
      name: '=HYPERLINK("x")',
      role: 'it',
      scopeAll: true,
      password: PASSWORD,
    });
    const evil = await world.as('-evil');
    await evil('PATCH', '/settings', { guideAutoProvision: false });
    const file = await ask('it')('GET', '/audit-entries/export?action=org.changeSettings');
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(file.headers['content-disposition']).toMatch(
      /^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const [header, line] = String(file.body).split('\r\n');
    expect(header).toBe('\uFEFFtime,actor,userId,action,subjectKind,subjectId,detail');
    expect(line).toContain(`,"'=HYPERLINK(""x"")",`);
    const guide = await ask('guide')('GET', '/audit-entries/export');
    expect([guide.status, guide.body.code]).toEqual([403, 'PERMISSION_MISSING']);
  });
});

it('a tenant does not see another one', async () => {
  const other = await world.org.setUp.createTenant('别家');
  await world.org.setUp.createUsers(other, [
    {
      login: 'elsewhere',
      name: '外人',
      role: 'boss',
      password: PASSWORD,
      staffId: null,
      scopeAll: true,
      scopeUnitIds: [],
      validUntilMs: null,
    },
  ]);
  const stranger = await world.as('elsewhere');
  for (const path of ['/stores', '/staff', '/units', '/api-tokens'])
    expect([path, (await stranger('GET', path)).body.items]).toEqual([path, []]);
  expect((await stranger('GET', '/audit-entries')).body.items.length).toBe(3);
  expect((await stranger('GET', `/staff/${world.member('guide1')}`)).status).toBe(404);
});
