// Figures `inbox`: signed callbacks accepted over HTTP and processed to customer rows, with the sender in a process of
// its own on the same machine. The baseline stores and applies the same events one row at a time, without HTTP.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { inTransaction } from '@yutian/platform';
import { callbackKeys, decryptCallback, encryptCallback, parseCallbackXml } from '@yutian/wecom';
import { applyEvents } from '../modules/connection/apply-events.ts';
import { incomingEvent } from '../modules/connection/inbox-key.rules.ts';
import { insertEvents, lockInbox, takeEvents } from '../modules/connection/inbox.sql.ts';
import { AES_KEY, CORP, TOKEN } from './connection.corp.ts';
import { openProduct } from './connection.product.ts';
import { addEvent, type SendOrder, type SendResult } from './inbox.sender.ts';
import type { Bench } from './main.ts';

const WARM = 5_000;
const MEASURED = 40_000;
const STAFF = 600;
const AT_ONCE = 48;
const BASELINE = 1_500;
const BASELINE_AT_ONCE = 8;

type Opened = Awaited<ReturnType<typeof openProduct>>;

export const bench: Bench = {
  name: 'inbox',
  async run(report) {
    const opened = await openProduct({ url: 'http://127.0.0.1:9', secret: 'no platform is asked' });
    try {
      const oneByOne = await measureOneByOne(opened);
      const { perSecond, answers } = await measureInbox(opened);
      report({
        name: 'inbox.events_per_s',
        value: perSecond,
        unit: 'events/s',
        baseline: oneByOne,
        ratio: perSecond / oneByOne,
        note: `${MEASURED} adds of strangers, sender on the same machine; baseline: one row at a time, ${BASELINE_AT_ONCE} at once, no HTTP`,
      });
      report({
        name: 'inbox.answer_p99_ms',
        value: answers.p99Ms,
        unit: 'ms',
        note: `median ${answers.p50Ms.toFixed(1)} ms at ${Math.round((answers.sent / answers.elapsedMs) * 1_000)} callbacks/s, ${AT_ONCE} at once`,
      });
    } finally {
      await opened.close();
    }
  },
};

/** From the first callback sent until the last one is a row of a customer. */
async function measureInbox(opened: Opened): Promise<{ perSecond: number; answers: SendResult }> {
  const { product, callbackPath, number } = opened;
  const http = await product.http();
  const address = await http.listen({ host: '127.0.0.1', port: 0 });
  await product.engine.start();
  const sender = fork(new URL('./inbox.sender.ts', import.meta.url), { execArgv: [] });
  const send = async (from: number, count: number) => {
    const order: SendOrder = {
      url: `${address}${callbackPath}`,
      corpId: CORP,
      token: TOKEN,
      aesKey: AES_KEY,
      from,
      count,
      staff: STAFF,
      atOnce: AT_ONCE,
    };
    sender.send({ prepare: order });
    await once(sender, 'message');
    const before = await number('select count(*) as n from customers.relation');
    const started = performance.now();
    sender.send({ go: true });
    const [{ result }] = (await once(sender, 'message')) as [{ result: SendResult }];
    while ((await number("select count(*) as n from connection.inbox where state = 'new'")) > 0)
      await pause(5);
    const elapsedMs = performance.now() - started;
    const added = (await number('select count(*) as n from customers.relation')) - before;
    if (added !== count || result.failed > 0)
      throw new Error(`${count} sent, ${result.failed} refused, ${added} arrived`);
    return { perSecond: (count / elapsedMs) * 1_000, answers: result };
  };
  try {
    await send(1_000_000, WARM);
    return await send(2_000_000, MEASURED);
  } finally {
    sender.kill();
    await product.engine.stop();
    await http.close();
  }
}

/** The same events, each verified, stored and applied in transactions of its own. */
async function measureOneByOne({ product, tenantId }: Opened): Promise<number> {
  const { db } = product.ground;
  const keys = callbackKeys({ token: TOKEN, encodingAesKey: AES_KEY, receiveId: CORP });
  const ports = {
    corps: product.corps,
    staff: product.org.staffDirectory,
    customers: product.customers.intake,
    readDirectory: product.org.readDirectory,
  };
  const posts = Array.from({ length: BASELINE }, (_, n) =>
    encryptCallback(keys, addEvent({ corpId: CORP, staff: STAFF }, n), {
      timestamp: '1767578400',
      nonce: String(n),
    }),
  );
  const started = performance.now();
  const worker = async () => {
    for (let post = posts.pop(); post; post = posts.pop()) {
      const nowMs = Date.now();
      const event = incomingEvent(
        CORP,
        parseCallbackXml(decryptCallback(keys, post.query, post.body)),
        nowMs,
      );
      const row = {
        ...event,
        tenantId,
        corpId: CORP,
        fields: JSON.stringify(event.fields),
        receivedMs: nowMs,
      };
      await insertEvents.run(db, { rows: [row] });
      await inTransaction(db, async (tx) => {
        await lockInbox(tx, { tenantId });
        const events = await takeEvents(tx, { tenantId, ids: null, limit: 1 });
        await applyEvents(tx, ports, tenantId, events, nowMs);
      });
    }
  };
  await Promise.all(Array.from({ length: BASELINE_AT_ONCE }, worker));
  return (BASELINE / (performance.now() - started)) * 1_000;
}
