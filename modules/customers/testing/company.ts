// A company behind the real HTTP shell: two stores, three guides, one actor per scope, and a WeCom that answers as told.
import { type Actor, everything, type Id, newId, type Scope } from '@yutian/kernel';
import { type Role, ROLE_PERMISSIONS } from '@yutian/contract';
import { createEngine, createHttp } from '@yutian/platform';
import type { CallWeCom } from '../index.ts';
import { CORP, openWorld } from './world.ts';

/** One call the module made to the platform. */
export interface Call {
  name: string;
  input: Record<string, unknown>;
}

export interface Answer {
  status: number;
  // Bodies are whatever the contract says; a test names the fields it looks at.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
  text: string;
}

/** Opens tenant 1 with stores 南京西路店 (王导, 李导) and 天河店 (陈导). */
export async function openCompany() {
  const calls: Call[] = [];
  let answer: (call: Call) => unknown = () => ({});
  const callWeCom = (async (_tenant, _corp, endpoint, input) => {
    const call = { name: endpoint.name, input: input as Record<string, unknown> };
    calls.push(call);
    return answer(call);
  }) as CallWeCom;
  const world = await openWorld(callWeCom);
  const stores = { nanjing: newId(), tianhe: newId() };
  const guides = { wang: newId(), li: newId(), chen: newId() };
  const place = (store: Id, name: string) =>
    world.pool.query(
      `insert into org.unit (tenant_id, unit_id, kind, name, store_type, path, store_id, created_at_ms)
       values (1, $1, 'store', $2, 'direct', array[$1::uuid], $1, 0)`,
      [store, name],
    );
  const hire = (staffId: Id, name: string, store: Id) =>
    world.pool.query(
      `insert into org.staff (tenant_id, staff_id, corp_id, userid, name, status, active, unit_id, created_at_ms)
       values (1, $1, $2, $3, $3, 'active', true, $4, 0)`,
      [staffId, CORP, name, store],
    );
  await place(stores.nanjing, '南京西路店');
  await place(stores.tianhe, '天河店');
  await hire(guides.wang, '王导', stores.nanjing);
  await hire(guides.li, '李导', stores.nanjing);
  await hire(guides.chen, '陈导', stores.tianhe);

  const actors = new Map<string, Actor>();
  const letIn = (token: string, role: Role, scope: Scope, staffId: Id | null = null) =>
    actors.set(token, {
      tenantId: 1,
      userId: newId(),
      staffId,
      name: token,
      role,
      permissions: new Set(ROLE_PERMISSIONS[role]),
      scope,
    });
  letIn('boss', 'boss', everything);
  letIn('wang', 'guide', { kind: 'part', staffIds: [guides.wang], storeIds: [] }, guides.wang);
  letIn('manager', 'store_manager', {
    kind: 'part',
    staffIds: [guides.wang, guides.li],
    storeIds: [stores.nanjing],
  });
  letIn('operator', 'operator', { kind: 'part', staffIds: [guides.chen], storeIds: [stores.tianhe] });
  letIn('finance', 'finance', everything);
  const stranger = { ...(actors.get('boss') as Actor), tenantId: 2 };
  actors.set('stranger', stranger);

  const http = await createHttp({
    ...world.ground,
    router: { customers: world.customers.module.router ?? {} },
    modules: [world.customers.module],
    authenticate: async (token) => actors.get(token) ?? null,
    ready: async () => undefined,
    openapi: async () => ({}),
    extras: [],
  });
  await http.ready();
  const engine = createEngine({
    db: world.db,
    pool: world.pool,
    clock: world.clock,
    log: world.ground.log,
    jobs: world.customers.module.jobs ?? [],
    reactions: [],
    sweeps: world.customers.module.sweeps ?? [],
    tenants: async () => [1, 2],
  });
  return {
    ...world,
    stores,
    guides,
    calls,
    engine,
    /** Signs somebody in; his name is his token. */
    letIn,
    /** What the platform answers from now on; throwing a Fault is a refusal. */
    platformAnswers(next: (call: Call) => unknown) {
      calls.length = 0;
      answer = next;
    },
    async ask(
      who: string,
      method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
      path: string,
      body?: object,
    ): Promise<Answer> {
      const reply = await http.inject({
        method,
        url: `/api/v1${path}`,
        headers: { authorization: `Bearer ${who}` },
        ...(body && { payload: body }),
      });
      const json = reply.headers['content-type']?.toString().includes('json');
      return { status: reply.statusCode, body: json ? reply.json() : undefined, text: reply.body };
    },
  };
}

export type Company = Awaited<ReturnType<typeof openCompany>>;
