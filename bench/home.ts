// The home page's whole query set at 1.2 million customers and 10 million orders and messages, by the boss and by one
// brand; against counting the same period from the facts each time.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, type Actor, dayOf, everything, frozenClock, startOfDay } from '@yutian/kernel';
import { openLog, readConfig, startPostgres } from '@yutian/platform';
import { compose, type Product } from '../apps/server/src/compose.ts';
import { recomputeDays, recomputeStanding } from '../modules/insight/recompute.ts';
import { countAdds, countLost, countOrders, countStanding } from '../modules/insight/rollup.sql.ts';
import { showBreakdown, showOverview } from '../modules/insight/show-overview.ts';
import type { Bench } from './main.ts';

const CUSTOMERS = 1_200_000;
const ORDERS = 2_000_000;
const MESSAGES = 8_000_000;
const STAFF = 600;
const DAYS = 360;
const ROUNDS = 60;
const NOW = Date.parse('2026-11-20T15:00:00+08:00');
const DAY_MS = 86_400_000;

/** Fills the facts by set, deterministically. Secondary indexes are made afterwards, as a restore would. */
async function plant(pool: Product['pool']): Promise<void> {
  const uuid = (kind: string, n: string) => `md5('${kind}' || ${n})::uuid`;
  const start = NOW - DAYS * DAY_MS;
  // By hash, so that every guide has adds and orders on nearly every day, as in life; a stride would leave most cells empty.
  const someDay = (n: string) => `(hashint8(${n}) & 2147483647)::bigint % ${DAYS} * ${DAY_MS}`;
  await pool.query("insert into org.tenant (tenant_id, name, created_at_ms) values (1, 'bench', 0)");
  await pool.query(`
    insert into channels.channel (tenant_id, channel_id, parent_id, kind, name, path, created_at_ms)
    select 1, ${uuid('ch', 'n')}, null, 'store', 'channel ' || n, array[${uuid('ch', 'n')}], 0 from generate_series(1, 10) n`);
  await pool.query(`
    insert into channels.code (tenant_id, code_id, corp_id, channel_id, name, state, created_at_ms)
    select 1, ${uuid('co', 'n')}, 'ww1', ${uuid('ch', '(n % 10 + 1)')}, 'code ' || n, 's' || n, 0 from generate_series(1, 200) n`);
  await pool.query(`
    insert into orders.shop (tenant_id, shop_id, name, platform, created_at_ms) values (1, ${uuid('shop', "'1'")}, 'shop', 'tmall', 0)`);
  await pool.query(`
    insert into org.staff (tenant_id, staff_id, corp_id, userid, name, status, active, created_at_ms)
    select 1, ${uuid('st', 'n')}, 'ww1', 'u' || n, '导购' || n, 'active', true, 0 from generate_series(0, ${STAFF - 1}) n`);
  for (const table of [
    'customers.customer',
    'customers.relation',
    'customers.message',
    'orders."order"',
    'connection.archive_consent',
    'channels.greeting',
  ])
    await pool.query(`alter table ${table} set (autovacuum_enabled = false)`);
  await pool.query(`
    insert into customers.customer (tenant_id, customer_id, name, provisional, created_at_ms, first_added_at_ms, recent_ms)
    select 1, ${uuid('c', 'n')}, '客户' || n, false, t, t, t
    from (select n, ${start} + ${someDay('n')} + n % 80000000 as t from generate_series(1, ${CUSTOMERS}) n) x`);
  await pool.query(`
    insert into customers.relation (tenant_id, customer_id, staff_id, external_userid, corp_id, born_id, standing, standing_at_ms, state,
      first_added_at_ms, added_at_ms, lost_at_ms, first_outbound_at_ms, first_inbound_at_ms, last_inbound_at_ms)
    select 1, ${uuid('c', 'n')}, ${uuid('st', `(n % ${STAFF})`)}, 'wm' || n, 'ww1', ${uuid('c', 'n')},
      case when n % 20 = 0 then 'lost' else 'friend' end, t, 's' || (n % 200 + 1), t, t,
      case when n % 20 = 0 then t + 20 * ${DAY_MS}::bigint end, t + 3000, case when n % 3 = 0 then t + 3600000 end,
      case when n % 3 = 0 then t + (n % 90) * ${DAY_MS}::bigint end
    from (select n, ${start} + ${someDay('n')} + n % 80000000 as t from generate_series(1, ${CUSTOMERS}) n) x`);
  // Three of five agreed to archiving, and everybody was welcomed.
  await pool.query(`
    insert into connection.archive_consent (tenant_id, corp_id, external_userid, staff_userid, agreed, at_ms)
    select 1, 'ww1', 'wm' || n, 'u' || (n % ${STAFF}), n % 5 < 3, ${start} from generate_series(1, ${CUSTOMERS}) n`);
  await pool.query(`
    insert into channels.greeting (tenant_id, customer_id, staff_id, at_ms, greeting_id, corp_id, welcome_id, outcome, born_id, code_at_ms)
    select r.tenant_id, r.customer_id, r.staff_id, r.first_added_at_ms, r.customer_id, 'ww1', ${uuid('we', "'1'")}, 'sent', r.customer_id, r.first_added_at_ms
    from customers.relation r`);
  await pool.query(`
    insert into customers.message (tenant_id, customer_id, msgid, born_id, staff_id, at_ms, from_customer, automatic, kind)
    select 1, ${uuid('c', `(n % ${CUSTOMERS} + 1)`)}, 'm' || n, ${uuid('c', `(n % ${CUSTOMERS} + 1)`)}, ${uuid('st', `(n % ${STAFF})`)},
      ${start} + ${someDay('n + 1')} + n % 80000000, n % 2 = 0, false, 'text'
    from generate_series(1, ${MESSAGES}) n`);
  await pool.query(`
    insert into orders."order" (tenant_id, customer_id, order_id, born_id, shop_id, order_no, state, created_at_ms, paid_at_ms, total_fen,
      paid_fen, refunded_fen, recorded_at_ms, source_channel_id, closing_staff_id, first_order)
    select 1, ${uuid('c', `(n % ${CUSTOMERS} + 1)`)}, ${uuid('o', 'n')}, ${uuid('c', `(n % ${CUSTOMERS} + 1)`)}, ${uuid('shop', "'1'")}, 'n' || n,
      'paid', t, t, 9900, 9900, 0, t, ${uuid('ch', '(n % 10 + 1)')}, ${uuid('st', `(n % ${STAFF})`)}, n <= ${CUSTOMERS} / 8
    from (select n, ${start} + ${someDay('n + 2')} + n % 80000000 as t from generate_series(1, ${ORDERS}) n) x`);
  await pool.query('analyze');
}

const p95 = (times: readonly number[]) =>
  times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? 0;

async function timed(rounds: number, work: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await work(round);
    times.push(performance.now() - began);
  }
  return times;
}

export const bench: Bench = {
  name: 'home',
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'yutian-bench-'));
    chmodSync(folder, 0o755);
    const postgres = await startPostgres(folder);
    const config = readConfig({ YUTIAN_DATA: folder, YUTIAN_LOG: 'silent' });
    const product = await compose({
      connection: postgres.connection('yutian'),
      clock: frozenClock(NOW),
      config,
      log: openLog('silent'),
    });
    try {
      await product.prepare();
      await plant(product.pool);
      const today = dayOf(NOW);
      const began = performance.now();
      for (let back = DAYS; back > 0; back -= 30)
        await recomputeDays(
          product.ground,
          1,
          addDays(today, -back),
          addDays(today, 1 - Math.max(1, back - 29)),
        );
      await recomputeStanding(product.ground, 1, NOW);
      const rebuilt = (performance.now() - began) / 1_000;
      await product.pool.query('analyze');
      const actor: Actor = {
        tenantId: 1,
        userId: '',
        staffId: null,
        name: 'bench',
        role: 'boss',
        permissions: new Set(),
        scope: everything,
      };
      const sources = { messageSource: async () => 'archive' as const };
      const spans = [1, 7, 30, 90];
      const times = await timed(ROUNDS, async (round) => {
        const period = { from: addDays(today, 1 - (spans[round % spans.length] ?? 30)), to: today };
        await Promise.all([
          showOverview(product.ground, sources, actor, period),
          showBreakdown(product.ground, actor, {
            ...period,
            by: (['brand', 'store', 'channel', 'staff'] as const)[round % 4] ?? 'brand',
          }),
        ]);
      });
      const window = {
        tenantId: 1,
        fromMs: startOfDay(addDays(today, -29)),
        toMs: startOfDay(addDays(today, 1)),
      };
      const direct = await timed(3, async () => {
        await Promise.all([
          countAdds(product.ground.db, window),
          countLost(product.ground.db, window),
          countOrders(product.ground.db, window),
          countStanding(product.ground.db, { tenantId: 1 }),
        ]);
      });
      const baseline = p95(direct);
      report({
        name: 'home.p95_ms',
        value: p95(times),
        unit: 'ms',
        baseline,
        ratio: baseline / p95(times),
        note: 'baseline: counting 30 days from the facts each time',
      });
      report({
        name: 'home.rebuild_s',
        value: rebuilt,
        unit: 's',
        note: `${DAYS} days of ${CUSTOMERS.toLocaleString('en')} customers from the facts`,
      });
    } finally {
      await product.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
