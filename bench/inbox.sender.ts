// The sender of the inbox bench, in a process of its own: encrypts and signs callbacks beforehand, then posts them as
// fast as they are answered, and says how long each answer took.
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { callbackKeys, encryptCallback } from '@yutian/wecom/callback-crypto';
import { buildXml } from '@yutian/wecom/callback-xml';

export interface SendOrder {
  url: string;
  corpId: string;
  token: string;
  aesKey: string;
  /** How many different events, the first of which has the number `from`. */
  from: number;
  count: number;
  staff: number;
  /** Posts under way at once. */
  atOnce: number;
}

export interface SendResult {
  sent: number;
  failed: number;
  elapsedMs: number;
  p50Ms: number;
  p99Ms: number;
}

interface Post {
  path: string;
  body: string;
}

/** An add of a stranger, as the platform sends it. */
export function addEvent(order: Pick<SendOrder, 'corpId' | 'staff'>, n: number): string {
  return buildXml({
    ToUserName: order.corpId,
    FromUserName: 'sys',
    CreateTime: Math.floor(Date.now() / 1_000),
    MsgType: 'event',
    Event: 'change_external_contact',
    ChangeType: 'add_external_contact',
    UserID: `guide${n % order.staff}`,
    ExternalUserID: `wm${String(n).padStart(30, '0')}`,
    State: `channel${n % 200}`,
    WelcomeCode: randomBytes(16).toString('hex'),
  });
}

function prepare(order: SendOrder): Post[] {
  const keys = callbackKeys({ token: order.token, encodingAesKey: order.aesKey, receiveId: order.corpId });
  const { pathname } = new URL(order.url);
  return Array.from({ length: order.count }, (_, i) => {
    const stamp = { timestamp: String(Math.floor(Date.now() / 1_000)), nonce: String(i) };
    const { body, query } = encryptCallback(keys, addEvent(order, order.from + i), stamp);
    return { path: `${pathname}?${new URLSearchParams(query)}`, body };
  });
}

async function send(order: SendOrder, posts: readonly Post[]): Promise<SendResult> {
  const { hostname, port } = new URL(order.url);
  const agent = new Agent({ keepAlive: true, maxSockets: order.atOnce });
  const times: number[] = [];
  let next = 0;
  let failed = 0;
  const started = performance.now();
  const post = ({ path, body }: Post) =>
    new Promise<number>((resolve, reject) => {
      const headers = { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) };
      const sending = request({ hostname, port, path, method: 'POST', agent, headers }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      });
      sending.on('error', reject).end(body);
    });
  const worker = async () => {
    for (let one = posts[next++]; one; one = posts[next++]) {
      const begun = performance.now();
      if ((await post(one).catch(() => 0)) !== 200) failed += 1;
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: order.atOnce }, worker));
  agent.destroy();
  times.sort((a, b) => a - b);
  const quantile = (q: number) => times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0;
  return {
    sent: posts.length,
    failed,
    elapsedMs: performance.now() - started,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  };
}

if (process.send) {
  let order: SendOrder | undefined;
  let posts: Post[] = [];
  process.on('message', (message: { prepare: SendOrder } | { go: true }) => {
    if ('prepare' in message) {
      order = message.prepare;
      posts = prepare(order);
      process.send?.({ ready: true });
    } else if (order) void send(order, posts).then((result) => process.send?.({ result }));
  });
}
