// Figures `sync`: the first synchronisation of a corp from the simulator, from the order to start until the run is
// done, directory and tags included. The baseline applies the same customers one at a time on the same database.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { startSync } from '../modules/connection/start-sync.ts';
import { inTransaction } from '@yutian/platform';
import { batchGetCustomers, listFollowUsers } from '@yutian/wecom';
import { profileOfBatch } from '../modules/connection/profiles.rules.ts';
import { CORP } from './connection.corp.ts';
import { openProduct } from './connection.product.ts';
import type { Bench } from './main.ts';
import type { SimulatedCorp } from './sync.simulator.ts';

const CUSTOMERS = 150_000;
const STAFF = 600;
const BASELINE = 1_000;
const MB = 1_048_576;

type Opened = Awaited<ReturnType<typeof openProduct>>;

export const bench: Bench = {
  name: 'sync',
  async run(report) {
    const simulator = fork(
      new URL('./sync.simulator.ts', import.meta.url),
      [String(CUSTOMERS), String(STAFF)],
      { execArgv: [] },
    );
    const [corp] = (await once(simulator, 'message')) as [SimulatedCorp];
    const opened = await openProduct(corp);
    try {
      const oneByOne = await measureOneByOne(opened);
      const { perSecond, relations, rss } = await measureSync(opened);
      report({
        name: 'sync.customers_per_s',
        value: perSecond,
        unit: 'customers/s',
        baseline: oneByOne,
        ratio: perSecond / oneByOne,
        note: `${relations} customers of ${STAFF} staff, simulator on the same machine; baseline: one customer at a time, API calls left out`,
      });
      report({
        name: 'sync.rss_mb',
        value: rss.peak / MB,
        unit: 'MiB',
        note: `peak of the server; ${Math.round(rss.quarter / MB)} MiB at a quarter, ${Math.round(rss.end / MB)} MiB at the end`,
      });
    } finally {
      await opened.close();
      await stopped(simulator);
    }
  },
};

async function stopped(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.disconnect();
  await gone;
}

async function measureSync({ product, tenantId, number }: Opened) {
  // The daily reading of behaviour figures would start at the same time: 3,600 calls that are not this figure's.
  await product.pool.query(
    `insert into platform.sweep (name, tenant_id, next_due_ms) values ('connection.behaviour', ${tenantId}, ${Date.now() + 3_600_000})`,
  );
  await product.engine.start();
  const rss = { quarter: 0, peak: 0, end: 0 };
  const started = performance.now();
  const { runId } = await inTransaction(product.ground.db, (tx) =>
    startSync(tx, tenantId, CORP, 'first', Date.now()),
  );
  const of = `from connection.sync_run r where r.run_id = '${runId}'`;
  for (let running = 1; running > 0; ) {
    await pause(100);
    running = await number(`select count(*) as n ${of} and r.state = 'running'`);
    const now = process.memoryUsage.rss();
    rss.peak = Math.max(rss.peak, now);
    const read = await number(
      `select coalesce(sum(t.relations), 0) as n from connection.sync_task t where t.run_id = '${runId}'`,
    );
    if (rss.quarter === 0 && read > CUSTOMERS / 4) rss.quarter = now;
    rss.end = now;
  }
  const elapsedMs = performance.now() - started;
  await product.engine.stop();
  const relations = await number("select count(*) as n from customers.relation where standing = 'friend'");
  const done = await number(`select count(*) as n ${of} and r.state = 'done'`);
  if (done !== 1 || relations < CUSTOMERS / 2) throw new Error('The synchronisation did not end well.');
  return { perSecond: (relations / elapsedMs) * 1_000, relations, rss };
}

/** Customers of the first pages, each applied in a transaction of its own; they are synchronised again afterwards. */
async function measureOneByOne({ product, tenantId }: Opened): Promise<number> {
  const { gateway, ground, org } = product;
  const { intake } = product.customers;
  const lane = { lane: 'sync' } as const;
  const { follow_user: userids } = await gateway.call(tenantId, CORP, listFollowUsers, {}, lane);
  const items = [];
  for (let cursor: string | undefined; items.length < BASELINE; ) {
    const input = { userid_list: userids.slice(0, 100), limit: 100, ...(cursor ? { cursor } : {}) };
    const page = await gateway.call(tenantId, CORP, batchGetCustomers, input, lane);
    items.push(...page.external_contact_list);
    cursor = page.next_cursor;
  }
  const started = performance.now();
  for (const item of items)
    await inTransaction(ground.db, async (tx) => {
      const { userid } = item.follow_info;
      const staffId = (await org.staffDirectory.resolveStaff(tx, tenantId, CORP, [userid])).get(userid) ?? '';
      await intake.applyProfiles(tx, tenantId, CORP, [profileOfBatch(item, staffId)], Date.now());
    });
  return (items.length / (performance.now() - started)) * 1_000;
}
