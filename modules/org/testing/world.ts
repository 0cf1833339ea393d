// A small company on a real database behind the real HTTP shell: what the tests of org start from. Not the Town: org
// alone, without a platform and the other modules, with two clocks (the brand's and the wall's) that move apart.
import { frozenClock, type Id, type MovableClock, newId } from '@yutian/kernel';
import {
  createHttp,
  createVault,
  type Ground,
  openLog,
  readConfig,
  Secret,
  endlessDisk,
} from '@yutian/platform';
import { createTestDb, type TestDb } from '@yutian/platform/testing';
import { type CallWeCom, createOrg, orgMigrations } from '../index.ts';
import { insertPlaceholders, placeStaff } from '../staff/staff.sql.ts';

export const PASSWORD = 'correct horse battery';
export const CORP = 'ww0123456789abcdef';
/** 2026-01-01 08:00 in Shanghai. */
export const START_MS = 1_767_225_600_000;

export interface Answer {
  status: number;
  // Bodies are whatever the contract says; a test names the fields it looks at.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
  headers: Record<string, string | string[] | number | undefined>;
}

export type Ask = (
  method: string,
  path: string,
  body?: object,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** No platform: whoever calls it fails the test. */
const unplugged: CallWeCom = () => Promise.reject(new Error('This test has no WeCom.'));

export interface OrgWorld extends AsyncDisposable {
  test: TestDb;
  org: ReturnType<typeof createOrg>;
  ground: Ground;
  clock: MovableClock;
  wallClock: MovableClock;
  tenantId: number;
  log: string[];
  /** Requests without a session. */
  anonymous: Ask;
  /** Signs a login in and asks as it. */
  as(login: string): Promise<Ask>;
  unit(name: string): Id;
  member(userid: string): Id;
}

/** Opens the company: 2 brands, 3 regions, 4 stores (one a dealer's), 6 members of staff, one user per role. */
export async function openOrgWorld(
  callWeCom: CallWeCom = unplugged,
  env: Record<string, string> = {},
): Promise<OrgWorld> {
  const test = await createTestDb([orgMigrations]);
  const clock = frozenClock(START_MS);
  const wallClock = frozenClock(START_MS);
  const log: string[] = [];
  const ground: Ground = {
    db: test.db,
    clock,
    config: readConfig(env),
    log: openLog('debug', { write: (line) => void log.push(line) }),
    vault: createVault(new Secret('a'.repeat(64))),
    disk: endlessDisk,
  };
  const org = createOrg(ground, { callWeCom, wallClock });
  const tenantId = await org.setUp.createTenant('禾序集团');
  const units = await plantUnits(org, tenantId);
  const members = await hireStaff(test, tenantId, units);
  await letPeopleIn(org, tenantId, units, members);
  const http = await createHttp({
    ...ground,
    router: { org: org.module.router ?? {} },
    modules: [org.module],
    authenticate: org.authenticate,
    ready: async () => undefined,
    openapi: async () => ({}),
    extras: [],
  });
  await http.ready();
  const ask =
    (cookie?: string): Ask =>
    async (method, path, body, headers = {}) => {
      const reply = await http.inject({
        method: method as 'GET',
        url: path.startsWith('/') ? `/api/v1${path}` : path,
        headers: { ...(cookie && { cookie, 'sec-fetch-site': 'same-origin' }), ...headers },
        ...(body && { payload: body }),
      });
      const json = String(reply.headers['content-type'] ?? '').includes('json');
      return { status: reply.statusCode, body: json ? reply.json() : reply.body, headers: reply.headers };
    };
  return {
    test,
    org,
    ground,
    clock,
    wallClock,
    tenantId,
    log,
    anonymous: ask(),
    async as(login) {
      const answer = await ask()('POST', '/session', { login, password: PASSWORD });
      if (answer.status !== 200) throw new Error(`${login} cannot sign in: ${JSON.stringify(answer.body)}`);
      return ask(String(answer.headers['set-cookie']).split(';')[0]);
    },
    unit: (name) => found(units, name),
    member: (userid) => found(members, userid),
    async [Symbol.asyncDispose]() {
      await http.close();
      await test[Symbol.asyncDispose]();
    },
  };
}

async function plantUnits(org: ReturnType<typeof createOrg>, tenantId: number): Promise<Map<string, Id>> {
  const planted = await org.setUp.createUnitTree(tenantId, [
    {
      kind: 'brand',
      name: '禾序女装',
      children: [
        {
          kind: 'region',
          name: '华东',
          children: [
            {
              kind: 'store',
              name: '南京西路店',
              code: 'S001',
              children: [{ kind: 'department', name: '女装部' }],
            },
            { kind: 'store', name: '苏州经销店', code: 'D001', storeType: 'dealer' },
          ],
        },
        { kind: 'region', name: '华南', children: [{ kind: 'store', name: '天河店', code: 'S002' }] },
      ],
    },
    {
      kind: 'brand',
      name: '禾序童装',
      children: [
        { kind: 'region', name: '华北', children: [{ kind: 'store', name: '西单店', code: 'S003' }] },
      ],
    },
    { kind: 'department', name: '总部运营部' },
  ]);
  return new Map(planted.map((unit) => [unit.name, unit.unitId]));
}

async function hireStaff(test: TestDb, tenantId: number, units: Map<string, Id>): Promise<Map<string, Id>> {
  const places = {
    guide1: '女装部',
    guide2: '南京西路店',
    manager: '南京西路店',
    dealer1: '苏州经销店',
    south1: '天河店',
    north1: '西单店',
    hq1: '总部运营部',
  };
  const members = new Map(Object.keys(places).map((userid) => [userid, newId()]));
  await insertPlaceholders(test.db, {
    tenantId,
    corpId: CORP,
    userids: [...members.keys()],
    staffIds: [...members.values()],
    nowMs: START_MS,
  });
  for (const [userid, place] of Object.entries(places))
    await placeStaff(test.db, { tenantId, staffIds: [found(members, userid)], unitId: found(units, place) });
  return members;
}

async function letPeopleIn(
  org: ReturnType<typeof createOrg>,
  tenantId: number,
  units: Map<string, Id>,
  members: Map<string, Id>,
): Promise<void> {
  const plain = { password: PASSWORD, staffId: null, scopeAll: false, scopeUnitIds: [], validUntilMs: null };
  const within = (...names: string[]) => ({ scopeUnitIds: names.map((name) => found(units, name)) });
  const is = (userid: string) => ({ staffId: found(members, userid) });
  await org.setUp.createUsers(tenantId, [
    { ...plain, login: 'boss', name: '周总', role: 'boss' },
    { ...plain, login: 'operator', name: '运营', role: 'operator', ...within('华东') },
    { ...plain, login: 'content', name: '内容', role: 'content', scopeAll: true },
    { ...plain, login: 'guide', name: '导购', role: 'guide', ...is('guide1') },
    { ...plain, login: 'manager', name: '店长', role: 'store_manager', ...is('manager') },
    { ...plain, login: 'dealer', name: '经销商', role: 'dealer', ...within('苏州经销店') },
    { ...plain, login: 'finance', name: '财务', role: 'finance', ...within('禾序童装') },
    { ...plain, login: 'it', name: 'IT', role: 'it', scopeAll: true },
    { ...plain, login: 'agency', name: '代运营', role: 'agency', ...within('天河店') },
  ]);
}

function found(map: ReadonlyMap<string, Id>, name: string): Id {
  const id = map.get(name);
  if (id === undefined) throw new Error(`There is no ${name} in the test company.`);
  return id;
}
