// The whole product on a database of its own, connected to a simulated WeCom cloud: what the tests of groups play in.
// One clock moves both. The composition root and the simulator are handed in by the tests, since no module names them.
// Not the Town: groups hold few members, the platform tells their details late, and answers are looked at as bytes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, frozenClock, type Id, type TenantId } from '@yutian/kernel';
import {
  type Config,
  type Connection,
  type Engine,
  type Log,
  type MigrationFolder,
  openLog,
  readConfig,
} from '@yutian/platform';
import { createTestDb } from '@yutian/platform/testing';
import type { FastifyInstance } from 'fastify';

export const CORP = 'ww0123456789abcdef';
const AGENT = 1_000_002;
const TOKEN = 'scrmSimToken2026';
const AES_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const PASSWORD = 'a long enough secret 7';
/** 2026-01-05 10:00 in Shanghai, a Monday. */
export const START_MS = Date.parse('2026-01-05T10:00:00+08:00');

interface NewUser {
  login: string;
  password: string;
  name: string;
  role: 'boss' | 'guide' | 'finance';
  staffId: Id | null;
  scopeAll: boolean;
  scopeUnitIds: string[];
  validUntilMs: null;
}

/** What the tests need of the composed product. */
interface ComposedProduct {
  engine: Engine;
  org: {
    setUp: {
      createTenant(name: string): Promise<TenantId>;
      connectCorp(
        tenantId: TenantId,
        corp: {
          corpId: string;
          name: string;
          agentId: number;
          secret: string;
          callbackToken: string;
          callbackAesKey: string;
        },
      ): Promise<unknown>;
      createUsers(tenantId: TenantId, users: readonly NewUser[]): Promise<unknown>;
    };
  };
  http(): Promise<FastifyInstance>;
  close(): Promise<void>;
}

/** What the tests need of the simulator to open the world. */
interface Simulation {
  url: string;
  control: {
    createCorp(input: { corpid: string; name: string; settings?: Record<string, unknown> }): unknown;
    createApp(input: { agentid: number; name: string }): { secret: string };
    createStaff(input: { staff: { userid: string; name: string }[] }): unknown;
    setCallback(input: {
      agentid: number;
      url: string;
      token: string;
      encodingAesKey: string;
    }): Promise<{ errcode: number }>;
    setLags(input: { groupMs: number }): unknown;
    settled(): Promise<unknown>;
  };
  close(): Promise<void>;
}

export interface WorldMakers<S extends Simulation, P extends ComposedProduct> {
  compose(parts: { connection: Connection; clock: Clock; config: Config; log: Log }): Promise<P>;
  migrations: readonly MigrationFolder[];
  simulate(options: { clock: Clock }): Promise<S>;
  /** Members a group of this corp holds. */
  groupSize?: number;
}

export interface Answer {
  status: number;
  // Bodies are whatever the contract says; a test names the fields it looks at.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
  raw: Buffer;
  type: string;
}

export type Ask = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
) => Promise<Answer>;

/** Opens everything: a tenant, its corp with two members, connected and calling back, and one user per point of view. */
export async function openWorld<S extends Simulation, P extends ComposedProduct>(makers: WorldMakers<S, P>) {
  const clock = frozenClock(START_MS);
  const folder = mkdtempSync(join(tmpdir(), 'yutian-groups-'));
  const test = await createTestDb(makers.migrations);
  const sim = await makers.simulate({ clock });
  const config = readConfig({
    YUTIAN_DATA: folder,
    YUTIAN_WECOM_URL: sim.url,
    YUTIAN_MASTER_KEY: 'k'.repeat(64),
  });
  const product = await makers.compose({
    connection: test.connection,
    clock,
    config,
    log: openLog('silent'),
  });
  const http = await product.http();
  const address = await http.listen({ host: '127.0.0.1', port: 0 });
  const { control } = sim;
  control.createCorp({ corpid: CORP, name: '禾序', settings: { groupSize: makers.groupSize ?? 500 } });
  const { secret } = control.createApp({ agentid: AGENT, name: '域田' });
  control.createStaff({
    staff: [
      { userid: 'zhang', name: '张三' },
      { userid: 'li', name: '李四' },
    ],
  });
  // As on the real platform: details are behind the events.
  control.setLags({ groupMs: 2_000 });
  const { setUp } = product.org;
  const tenantId = await setUp.createTenant('禾序集团');
  await setUp.connectCorp(tenantId, {
    corpId: CORP,
    name: '禾序',
    agentId: AGENT,
    secret,
    callbackToken: TOKEN,
    callbackAesKey: AES_KEY,
  });
  const rows = <R>(text: string, values: unknown[] = []) =>
    test.pool.query(text, values).then((found) => found.rows as R[]);
  const [corp] = await rows<{ callback_key: string }>('select callback_key from org.corp');
  await control.setCallback({
    agentid: AGENT,
    url: `${address}/callbacks/wecom/${corp?.callback_key ?? ''}`,
    token: TOKEN,
    encodingAesKey: AES_KEY,
  });

  const settle = async () => {
    await control.settled();
    await product.engine.settle();
  };

  /** Adds a user and signs him in. */
  async function as(login: string, role: NewUser['role'], staffId: Id | null = null): Promise<Ask> {
    const user = {
      login,
      password: PASSWORD,
      name: login,
      role,
      staffId,
      scopeAll: role !== 'guide',
      scopeUnitIds: [],
    };
    await setUp.createUsers(tenantId, [{ ...user, validUntilMs: null }]);
    const headers = { 'content-type': 'application/json', origin: address };
    const session = await fetch(`${address}/api/v1/session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ login, password: PASSWORD }),
    });
    const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    return async (method, path, body) => {
      const answer = await fetch(`${address}/api/v1${path}`, {
        method,
        headers: { cookie, ...headers },
        ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
      });
      const raw = Buffer.from(await answer.arrayBuffer());
      const type = answer.headers.get('content-type') ?? '';
      return {
        status: answer.status,
        body: type.includes('json') ? JSON.parse(raw.toString()) : raw.toString(),
        raw,
        type,
      };
    };
  }

  return {
    clock,
    sim,
    product,
    tenantId,
    rows,
    as,
    settle,
    /** Until what happened is read: callbacks, then the platform's delay, then the reading. */
    async catchUp() {
      await settle();
      clock.advance(3_000);
      await settle();
    },
    /** The id of a member of staff. */
    async staff(userid: string): Promise<Id> {
      const [member] = await rows<{ staff_id: Id }>('select staff_id from org.staff where userid = $1', [
        userid,
      ]);
      if (!member) throw new Error(`There is no ${userid}.`);
      return member.staff_id;
    },
    async [Symbol.asyncDispose]() {
      await http.close();
      await product.close();
      await sim.close();
      await test[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
