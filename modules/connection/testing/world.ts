// The product on a database of its own, connected to a simulated WeCom cloud: what the tests of connection play in.
// One clock moves both. The composition root and the simulator are handed in by the tests, since no module names them.
// Not the Town: here the product runs in several processes that are closed and killed, and callbacks are forged.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, frozenClock, type MovableClock, type TenantId } from '@yutian/kernel';
import {
  type Config,
  type Connection,
  type Engine,
  type Log,
  type MigrationFolder,
  openLog,
  readConfig,
} from '@yutian/platform';
import { createTestDb, type TestDb } from '@yutian/platform/testing';
import { buildXml, callbackKeys, encryptCallback, type XmlInputObject } from '@yutian/wecom';
import type { FastifyInstance } from 'fastify';
import type { WeComGateway } from '../gateway.ts';

export const CORP = 'ww0123456789abcdef';
export const AGENT = 1_000_002;
export const TOKEN = 'scrmSimToken2026';
export const AES_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const MASTER_KEY = 'k'.repeat(64);
export const LOGIN = { login: 'it', password: 'a long enough secret 7' };
/** 2026-01-05 10:00 in Shanghai, a Monday. */
export const START_MS = Date.parse('2026-01-05T10:00:00+08:00');

/** What the tests need of the composed product. */
export interface ComposedProduct {
  engine: Engine;
  gateway: WeComGateway;
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
          archiveSecret?: string;
          callbackToken: string;
          callbackAesKey: string;
        },
      ): Promise<unknown>;
      createUsers(
        tenantId: TenantId,
        users: readonly {
          login: string;
          password: string;
          name: string;
          role: 'it';
          staffId: null;
          scopeAll: boolean;
          scopeUnitIds: string[];
          validUntilMs: null;
        }[],
      ): Promise<unknown>;
    };
  };
  http(): Promise<FastifyInstance>;
  close(): Promise<void>;
}

/** What the tests need of the simulator. */
interface Simulation {
  url: string;
  control: {
    createCorp(input: { corpid: string; name: string; settings?: Record<string, unknown> }): unknown;
    createApp(input: { agentid: number | string; name: string }): { secret: string };
    setCallback(input: {
      agentid: number;
      url: string;
      token: string;
      encodingAesKey: string;
    }): Promise<{ errcode: number }>;
    setCallbackKnobs(input: { retryDelayMs: number }): unknown;
    settled(): Promise<unknown>;
  };
  close(): Promise<void>;
}

export interface WorldMakers<S extends Simulation> {
  compose(parts: {
    connection: Connection;
    clock: Clock;
    config: Config;
    log: Log;
  }): Promise<ComposedProduct>;
  migrations: readonly MigrationFolder[];
  simulate(options: { clock: Clock }): Promise<S>;
}

/** One process of the product. */
export interface Door {
  product: ComposedProduct;
  http: FastifyInstance;
  /** `http://127.0.0.1:PORT` */
  address: string;
}

/** Opens everything: a tenant, its corp connected and calling back, one IT user. */
export async function openWorld<S extends Simulation>(makers: WorldMakers<S>) {
  const clock: MovableClock = frozenClock(START_MS);
  const folder = mkdtempSync(join(tmpdir(), 'yutian-connection-'));
  const test = await createTestDb(makers.migrations);
  const sim = await makers.simulate({ clock });
  const doors: Door[] = [];

  async function openDoor(): Promise<Door> {
    const config = readConfig({
      YUTIAN_DATA: folder,
      YUTIAN_WECOM_URL: sim.url,
      YUTIAN_MASTER_KEY: MASTER_KEY,
    });
    const product = await makers.compose({
      connection: test.connection,
      clock,
      config,
      log: openLog('silent'),
    });
    const http = await product.http();
    const door = { product, http, address: await http.listen({ host: '127.0.0.1', port: 0 }) };
    doors.push(door);
    return door;
  }
  async function closeDoor(door: Door): Promise<void> {
    doors.splice(doors.indexOf(door), 1);
    await door.http.close();
    await door.product.close();
  }

  const door = await openDoor();
  sim.control.createCorp({ corpid: CORP, name: '禾序', settings: { archive: 'on' } });
  const { secret } = sim.control.createApp({ agentid: AGENT, name: '域田' });
  const archive = sim.control.createApp({ agentid: 'archive', name: '会话内容存档' });
  sim.control.setCallbackKnobs({ retryDelayMs: 20 });
  const { setUp } = door.product.org;
  const tenantId = await setUp.createTenant('禾序集团');
  await setUp.connectCorp(tenantId, {
    corpId: CORP,
    name: '禾序',
    agentId: AGENT,
    secret,
    archiveSecret: archive.secret,
    callbackToken: TOKEN,
    callbackAesKey: AES_KEY,
  });
  await setUp.createUsers(tenantId, [
    {
      ...LOGIN,
      name: '孙工',
      role: 'it',
      staffId: null,
      scopeAll: true,
      scopeUnitIds: [],
      validUntilMs: null,
    },
  ]);
  const callbackPath = await callbackPathOf(test);

  return {
    clock,
    test,
    sim,
    door,
    tenantId,
    callbackPath,
    secret,
    folder,
    masterKey: MASTER_KEY,
    openDoor,
    closeDoor,
    /** Saves the callback address on the platform, which verifies it, and lets it send. */
    subscribe: () =>
      sim.control.setCallback({
        agentid: AGENT,
        url: `${door.address}${callbackPath}`,
        token: TOKEN,
        encodingAesKey: AES_KEY,
      }),
    /** Until no callback is under way and the engine has nothing left to do. */
    async settle() {
      await sim.control.settled();
      await door.product.engine.settle();
    },
    rows: <R>(text: string, values: unknown[] = []) =>
      test.pool.query(text, values).then((found) => found.rows as R[]),
    async [Symbol.asyncDispose]() {
      for (const open of doors.toReversed()) await closeDoor(open);
      await sim.close();
      await test[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function callbackPathOf(test: TestDb): Promise<string> {
  const { rows } = await test.pool.query<{ callback_key: string }>('select callback_key from org.corp');
  return `/callbacks/wecom/${rows[0]?.callback_key ?? ''}`;
}

export interface SignedPost {
  query: string;
  body: string;
}

/** A callback as the platform signs it. @param corpId who it is meant for. */
export function signed(fields: XmlInputObject, corpId = CORP, token = TOKEN): SignedPost {
  const keys = callbackKeys({ token, encodingAesKey: AES_KEY, receiveId: corpId });
  const stamp = { timestamp: '1767578400', nonce: randomBytes(4).toString('hex') };
  const { body, query } = encryptCallback(
    keys,
    buildXml({ ToUserName: corpId, FromUserName: 'sys', MsgType: 'event', ...fields }),
    stamp,
  );
  return { body, query: String(new URLSearchParams(query)) };
}

/** Posts a callback. @returns the HTTP status. */
export async function post(
  url: string,
  { query, body }: { query: string; body: string | Uint8Array<ArrayBuffer> },
): Promise<number> {
  const answer = await fetch(`${url}?${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/xml' },
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** The add of a stranger by `userid`. */
export const addEvent = (
  userid: string,
  externalUserid: string,
  atMs: number,
  more: Record<string, string> = {},
) => ({
  CreateTime: Math.floor(atMs / 1_000),
  Event: 'change_external_contact',
  ChangeType: 'add_external_contact',
  UserID: userid,
  ExternalUserID: externalUserid,
  ...more,
});

/** Signs the IT user in. @returns a caller of the API; a fault's body is returned like any answer. */
export async function signIn(address: string) {
  const json = { 'content-type': 'application/json', origin: address };
  const session = await fetch(`${address}/api/v1/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(LOGIN),
  });
  const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return async <T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<T> => {
    const headers = { cookie, ...json };
    const answer = await fetch(`${address}/api/v1${path}`, {
      method,
      headers,
      ...(method !== 'GET' ? { body: JSON.stringify(body ?? {}) } : {}),
    });
    return (await answer.json()) as T;
  };
}
