// Seeds the brand once, step by step: a step that was done is not done again, so a killed seed goes on.
import { randomBytes } from 'node:crypto';
import type { NewUser } from '@yutian/org';
import type { Product } from '../compose.ts';
import { DEMO_LOGINS, DEMO_PASSWORD, SOURCES, WELCOME } from './brand.ts';
import { type DemoClient, signInToProduct } from './demo-client.ts';
import { openShops, tellOrders } from './shops.ts';
import type { DemoWorld } from './world.ts';

const CORPID = 'ww4e5f0a1b2c3d4e5f';
const TENANT = 1;
const alphanumeric = (length: number) =>
  randomBytes(length * 2)
    .toString('base64')
    .replace(/[^0-9A-Za-z]/g, '')
    .slice(0, length);

/** What must be there before the product can be signed in to. */
export async function seedPeople(product: Product, world: DemoWorld): Promise<void> {
  await once(world, 'tenant', async () => {
    if ((await product.org.tenants()).length === 0) await product.org.setUp.createTenant('禾序集团');
  });
  await once(world, 'boss', async () => {
    const [boss] = DEMO_LOGINS;
    await product.org.setUp.createUsers(TENANT, [
      {
        login: boss.login,
        name: boss.name,
        role: boss.role,
        password: DEMO_PASSWORD,
        staffId: null,
        scopeAll: true,
        scopeUnitIds: [],
        validUntilMs: null,
      },
    ]);
  });
  await once(world, 'corp', async () => {
    const corp = world.sim.control.corps().find((candidate) => candidate.corpid === CORPID);
    const secretOf = (agentid: string) => corp?.apps.find((app) => app.agentid === agentid)?.secret ?? '';
    await product.org.setUp.connectCorp(TENANT, {
      corpId: CORPID,
      name: '禾序集团',
      agentId: 1_000_002,
      secret: secretOf('1000002'),
      archiveSecret: secretOf('archive'),
      callbackToken: alphanumeric(24),
      callbackAesKey: alphanumeric(43),
    });
  });
}

/** Everything else, by the product's own contract. The address must answer and the engine run. */
export async function seedBrand(product: Product, world: DemoWorld, address: string): Promise<DemoClient> {
  const client = await signInToProduct(address, 'boss', DEMO_PASSWORD);
  await listen(product, world, client, address);
  await once(world, 'directory', () =>
    product.org.readDirectory(TENANT, CORPID, AbortSignal.timeout(60_000)),
  );
  await once(world, 'logins', () => seedLogins(product, client));
  await once(world, 'shops', () => openShops(client, world.state));
  await once(world, 'synchronised', () => untilSynchronised(client));
  await once(
    world,
    'orders',
    async () => void (await tellOrders(world.sim, client, world.state, world.clock.now())),
  );
  await once(world, 'channels', () => seedChannels(client));
  return client;
}

async function once(world: DemoWorld, step: string, work: () => Promise<void>): Promise<void> {
  if (world.state.get().seeded.includes(step)) return;
  await work();
  world.state.set({ seeded: [...world.state.get().seeded, step] });
}

/** Tells the simulated cloud where callbacks go; the address may be another at every start. */
async function listen(
  product: Product,
  world: DemoWorld,
  client: DemoClient,
  address: string,
): Promise<void> {
  const { callbackToken, callbackAesKey } = await product.corps.access(
    product.ground.db as never,
    TENANT,
    CORPID,
  );
  const corps = await client.org.listCorps();
  const answer = await world.sim.control.setCallback({
    agentid: '1000002',
    url: `${address}${new URL(corps.items[0]?.callbackUrl ?? address).pathname}`,
    token: callbackToken,
    encodingAesKey: callbackAesKey,
  });
  if ('errcode' in answer && answer.errcode !== 0)
    throw new Error(`The simulated WeCom refused the callback address: ${answer.errmsg}`);
}

/** A login a role, each with a scope that shows what it may see. */
async function seedLogins(product: Product, client: DemoClient): Promise<void> {
  const { items: staff } = await client.org.listStaff({ limit: 200, active: true });
  const { items: stores } = await client.org.listStores({ limit: 200 });
  const guide = staff.find((member) => member.position === '导购');
  const manager = staff.find((member) => member.position === '店长' && member.storeId === guide?.storeId);
  const dealerStore =
    stores.find((store) => store.storeType === 'dealer')?.storeId ??
    (await makeDealer(client, stores.at(-1)?.storeId));
  const scopes: Record<
    (typeof DEMO_LOGINS)[number]['scope'],
    Pick<NewUser, 'scopeAll' | 'scopeUnitIds' | 'staffId'>
  > = {
    all: { scopeAll: true, scopeUnitIds: [], staffId: null },
    own: { scopeAll: false, scopeUnitIds: [], staffId: guide?.staffId ?? null },
    store: {
      scopeAll: false,
      scopeUnitIds: [guide?.storeId ?? ''].filter(Boolean),
      staffId: manager?.staffId ?? null,
    },
    dealer: { scopeAll: false, scopeUnitIds: [dealerStore ?? ''].filter(Boolean), staffId: null },
    brand: { scopeAll: false, scopeUnitIds: [stores[0]?.brandId ?? ''].filter(Boolean), staffId: null },
  };
  await product.org.setUp.createUsers(
    TENANT,
    DEMO_LOGINS.slice(1).map((user) => ({
      login: user.login,
      name:
        user.scope === 'own'
          ? (guide?.name ?? user.name)
          : user.scope === 'store'
            ? (manager?.name ?? user.name)
            : user.name,
      role: user.role,
      password: DEMO_PASSWORD,
      validUntilMs: null,
      ...scopes[user.scope],
    })),
  );
}

async function makeDealer(client: DemoClient, storeId: string | undefined): Promise<string | undefined> {
  if (storeId) await client.org.updateUnit({ id: storeId, storeType: 'dealer' });
  return storeId;
}

/** The channel tree, the welcome, and the codes that the corp's past used. */
async function seedChannels(client: DemoClient): Promise<void> {
  const welcome = await client.channels.createWelcome(WELCOME);
  const ids = new Map<string, string>();
  const plant = async (
    name: string,
    kind: (typeof SOURCES)[number]['kind'],
    owner: string,
    parentId: string | null,
  ) => {
    const known = ids.get(name);
    if (known) return known;
    const { channelId } = await client.channels.createChannel({
      name,
      kind,
      ownerDepartment: owner,
      parentId,
      welcomeId: welcome.welcomeId,
    });
    ids.set(name, channelId);
    return channelId;
  };
  for (const source of SOURCES) {
    const parentId = source.parent ? await plant(source.parent, source.kind, source.owner, null) : null;
    await plant(source.channel, source.kind, source.owner, parentId);
  }
}

/** The first synchronisation began when the corp was connected; its progress shows in the console. */
async function untilSynchronised(client: DemoClient): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { items } = await client.connection.listSyncRuns({ kind: 'first' });
    const run = items[0];
    if (run?.state === 'done') return;
    if (run?.state === 'failed')
      throw new Error(`The first synchronisation failed: ${run.reason?.message ?? 'unknown'}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('The first synchronisation did not end within 150 s.');
}
