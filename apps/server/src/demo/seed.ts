// Seeds the brand once, step by step: a step that was done is not done again, so a killed seed goes on.
import { randomBytes } from 'node:crypto';
import type { Metric } from '@yutian/contract';
import { addDays, dayOf } from '@yutian/kernel';
import type { NewUser } from '@yutian/org';
import type { Product } from '../compose.ts';
import { packCards, seedAcquire } from './acquire.ts';
import { DEMO_LOGINS, DEMO_PASSWORD, SOURCES, type Source, sourceOf, WELCOME } from './brand.ts';
import { type DemoClient, signInToProduct } from './demo-client.ts';
import { seedJoinCodes, useJoinCodes } from './groups.ts';
import { openShops, tellOrders } from './shops.ts';
import type { DemoWorld } from './world.ts';

const CORPID = 'ww4e5f0a1b2c3d4e5f';
const TENANT = 1;
/** Four of ten agreed to archiving; when most of these are known the page may be shown. */
const LEAST_OBSERVED = 0.3;
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
  await once(world, 'channels', () => seedChannels(client, world));
  await once(world, 'shops', () => openShops(client, world.state));
  await once(world, 'synchronised', () => untilSynchronised(client));
  await once(
    world,
    'orders',
    async () => void (await tellOrders(world.sim, client, world.state, world.clock.now())),
  );
  await once(world, 'packed', () => packCards(client, world.sim, world.clock.now()));
  await once(world, 'joinCodes', () => seedJoinCodes(client));
  await once(world, 'joins', () => useJoinCodes(client, world.sim));
  await once(world, 'counted', () => untilCounted(client, world));
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
  const dealerStore = stores.find((store) => store.storeType === 'dealer')?.storeId;
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

/** The channel tree, the welcome, the states of the codes that the corp's past used, and what we hand out ourselves. */
async function seedChannels(client: DemoClient, world: DemoWorld): Promise<void> {
  const welcome = await client.channels.createWelcome(WELCOME);
  const known = new Map<string, string>();
  const plant = async (name: string, source: Source, parentId: string | null) => {
    const planted = known.get(name);
    if (planted) return planted;
    const { channelId } = await client.channels.createChannel({
      name,
      kind: source.kind,
      ownerDepartment: source.owner,
      parentId,
      welcomeId: welcome.welcomeId,
    });
    known.set(name, channelId);
    return channelId;
  };
  const used = world.sim.control.contactWays({ corpid: CORPID }).map((way) => way.state);
  for (const source of SOURCES) {
    const parentId = source.parent ? await plant(source.parent, source, null) : null;
    const id = await plant(source.channel, source, parentId);
    const states = used
      .filter((state) => sourceOf(state) === source)
      .map((state) => ({ state, name: state }));
    if (states.length > 0) await client.channels.adoptStates({ id, corpId: CORPID, states });
  }
  await seedAcquire(client, CORPID, known);
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

/** Nobody should meet a home page that is still counting: adds, orders, and of whom messages can be known. */
async function untilCounted(client: DemoClient, world: DemoWorld): Promise<void> {
  const to = dayOf(world.clock.now());
  for (let tries = 0; tries < 240; tries++) {
    const { series, figures } = await client.insight.overview({ from: addDays(to, -29), to });
    const count = (metric: Metric) => {
      const value = figures.find((figure) => figure.metric === metric)?.value;
      return value?.kind === 'rate' ? value.rate.denominator : value?.kind === 'count' ? value.count : 0;
    };
    const observed = count('privateChatRatio') > count('friends') * LEAST_OBSERVED;
    if (observed && series.some((row) => row.adds > 0) && series.some((row) => row.orders > 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
