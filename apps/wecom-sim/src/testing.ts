// What the simulator's own tests start from: one corp, one app, two members, a frozen clock, and a place that
// receives callbacks; both end with the test that opened them. Tests of products may use it too.
import { createServer } from 'node:http';
import { frozenClock } from '@yutian/kernel';
import { callbackKeys, decryptCallback, verifyUrl } from '@yutian/wecom/callback-crypto';
import { parseCallbackXml, type XmlObject } from '@yutian/wecom/callback-xml';
import { onTestFinished } from 'vitest';
import type { AdvanceInput } from './control/environment.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';

export const CORPID = 'ww0123456789abcdef';
export const AGENTID = 1_000_002;
export const CALLBACK_TOKEN = 'scrmSimToken2026';
export const AES_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
/** 2026-01-01 08:00 in Shanghai. */
export const START_MS = 1_767_225_600_000;

export type Json = Record<string, unknown> & { errcode: number; errmsg: string };

export interface Bench {
  simulator: Simulator;
  control: Simulator['control'];
  secret: string;
  token: string;
  get(path: string, query?: Record<string, string>): Promise<Json>;
  post(path: string, body?: unknown): Promise<Json>;
  /** Moves the clock and fetches a new token, since the old one may have expired on the way. */
  travel(by: AdvanceInput): Promise<void>;
}

/** A simulator with a corp, an app and the members `zhangsan` and `lisi`. */
export async function openBench(options: SimulatorOptions = {}): Promise<Bench> {
  const simulator = await createSimulator({ clock: frozenClock(START_MS), ...options });
  onTestFinished(() => simulator.close());
  const { control } = simulator;
  control.createCorp({ corpid: CORPID, name: '测试企业' });
  const { secret } = control.createApp({ agentid: AGENTID, name: 'SCRM' });
  if (control.staff().length === 0)
    control.createStaff({
      staff: [
        { userid: 'zhangsan', name: '张三', mobile: '13800000001' },
        { userid: 'lisi', name: '李四' },
      ],
    });
  const call = async (path: string, query: Record<string, string>, init: RequestInit): Promise<Json> => {
    const reply = await fetch(`${simulator.url}/cgi-bin/${path}?${new URLSearchParams(query)}`, init);
    return (await reply.json()) as Json;
  };
  const bench: Bench = {
    simulator,
    control,
    secret,
    token: '',
    get: (path, query = {}) => call(path, { access_token: bench.token, ...query }, {}),
    post: (path, body) =>
      call(
        path,
        { access_token: bench.token },
        { method: 'POST', ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
      ),
    async travel(by) {
      control.advance(by);
      await renewToken(bench);
    },
  };
  await renewToken(bench);
  return bench;
}

/** Fetches the token that `get` and `post` use. */
export async function renewToken(bench: Bench): Promise<void> {
  const reply = await fetch(
    `${bench.simulator.url}/cgi-bin/gettoken?corpid=${CORPID}&corpsecret=${bench.secret}`,
  );
  bench.token = String(((await reply.json()) as { access_token?: string }).access_token);
}

export interface Listener {
  url: string;
  /** The addresses of verification GETs. */
  asked: string[];
  /** What was delivered, decrypted, in the order of arrival. */
  heard: XmlObject[];
  /** Answers the next callbacks with these HTTP statuses; 0 keeps silent; then 200. */
  answers: number[];
}

/** A product's callback address: verifies, decrypts, remembers. */
export async function listen(corpid = CORPID): Promise<Listener> {
  const keys = callbackKeys({ token: CALLBACK_TOKEN, encodingAesKey: AES_KEY, receiveId: corpid });
  const heard: XmlObject[] = [];
  const answers: number[] = [];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const query = Object.fromEntries(new URL(request.url ?? '/', 'http://scrm').searchParams);
    if (request.method === 'GET') {
      asked.push(request.url ?? '');
      try {
        response.end(verifyUrl(keys, query));
      } catch {
        response.writeHead(403).end();
      }
      return;
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const status = answers.shift() ?? 200;
      if (status === 200) heard.push(parseCallbackXml(decryptCallback(keys, query, Buffer.concat(parts))));
      if (status !== 0) response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/callback`,
    asked,
    heard,
    answers,
  };
}

/** Makes the bench's app send its callbacks to the listener. */
export function subscribe(bench: Bench, listener: Listener) {
  return bench.control.setCallback({
    agentid: AGENTID,
    url: listener.url,
    token: CALLBACK_TOKEN,
    encodingAesKey: AES_KEY,
  });
}
