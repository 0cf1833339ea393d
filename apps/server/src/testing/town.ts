// The Town: the whole product on a database of its own, a WeCom cloud in a box beside it, one clock for both.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frozenClock, type MovableClock } from '@yutian/kernel';
import { openLog, readConfig } from '@yutian/platform';
import { createTestDb } from '@yutian/platform/testing';
import { createSimulator, type Simulator } from '@yutian/wecom-sim';
import { compose, migrationFolders, type Product } from '../compose.ts';
import { type DemoClient, signInToProduct } from '../demo/demo-client.ts';

export const TOWN_CORP = 'ww0123456789abcdef';
const CALLBACK_TOKEN = 'townCallbackToken2026';
const CALLBACK_AES_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const PASSWORD = 'a-town-of-its-own';

export interface Town {
  product: Product;
  sim: Simulator;
  clock: MovableClock;
  address: string;
  /** The boss, through the contract. */
  boss: DemoClient;
  /** Signs in as somebody made with `product.org.setUp.createUsers` and the town's password. */
  signIn(login: string): Promise<DemoClient>;
  password: string;
  /** Lets callbacks arrive and everything they set off come to rest. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a town with one corp, one store and two guides (`lina`, `wangfang`); nobody is known to them yet. */
export async function openTown(startIso = '2026-11-20T10:00:00+08:00'): Promise<Town> {
  const clock = frozenClock(Date.parse(startIso));
  const folder = mkdtempSync(join(tmpdir(), 'yutian-town-'));
  const sim = await createSimulator({ clock });
  sim.control.createCorp({ corpid: TOWN_CORP, name: '禾序' });
  const app = sim.control.createApp({ corpid: TOWN_CORP, agentid: 1_000_002, name: '域田' });
  const archive = sim.control.createApp({ corpid: TOWN_CORP, agentid: 'archive', name: '会话内容存档' });
  sim.control.createDepartments({
    departments: [
      { id: 2, name: '禾序茶', parentid: 1 },
      { id: 3, name: '杭州万象城店', parentid: 2 },
    ],
  });
  sim.control.createStaff({
    staff: [
      { userid: 'lina', name: '李娜', departments: [3], position: '导购' },
      { userid: 'wangfang', name: '王芳', departments: [3], position: '店长' },
    ],
  });
  const test = await createTestDb(migrationFolders.slice(1));
  const config = {
    ...readConfig({ YUTIAN_DATA: folder, YUTIAN_LOG: 'silent' }),
    wecomUrl: sim.url,
    wecomOpenUrl: sim.url,
    publicUrl: 'http://127.0.0.1',
  };
  const product = await compose({ connection: test.connection, clock, config, log: openLog('silent') });
  const http = await product.http();
  const address = await http.listen({ host: '127.0.0.1', port: 0 });
  const tenantId = await product.org.setUp.createTenant('禾序集团');
  await product.org.setUp.createUsers(tenantId, [
    {
      login: 'boss',
      name: '沈禾',
      role: 'boss',
      password: PASSWORD,
      staffId: null,
      scopeAll: true,
      scopeUnitIds: [],
      validUntilMs: null,
    },
  ]);
  await product.org.setUp.connectCorp(tenantId, {
    corpId: TOWN_CORP,
    name: '禾序',
    agentId: 1_000_002,
    secret: app.secret,
    archiveSecret: archive.secret,
    callbackToken: CALLBACK_TOKEN,
    callbackAesKey: CALLBACK_AES_KEY,
  });
  const settle = async () => {
    await sim.control.settled();
    await product.engine.settle();
  };
  const signIn = (login: string) => signInToProduct(address, login, PASSWORD);
  const boss = await signIn('boss');
  const { items } = await boss.org.listCorps();
  await sim.control.setCallback({
    agentid: '1000002',
    url: `${address}${new URL(items[0]?.callbackUrl ?? address).pathname}`,
    token: CALLBACK_TOKEN,
    encodingAesKey: CALLBACK_AES_KEY,
  });
  await settle();
  return {
    product,
    sim,
    clock,
    address,
    boss,
    signIn,
    settle,
    password: PASSWORD,
    async close() {
      await http.close();
      await product.close();
      await sim.close();
      await test[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
