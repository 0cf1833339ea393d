// Records the grouped orders of an import, some thousands per transaction.
import type { OrderState } from '@yutian/contract';
import { inTransaction, type Tx, preferHashJoins } from '@yutian/platform';
import { numbers, texts } from '../array-literal.ts';
import { type Recorded, recordOrders, type StatedFact } from '../record-orders.ts';
import type { ShopRecord } from '../shop.sql.ts';
import { type GroupedOrder, insertErrors, insertLinesOfRows, readGrouped } from './imports.sql.ts';
import { type Held, mustHold } from './held-run.ts';
import { advanceApplying, type RunRecord } from './runs.sql.ts';

const CHUNK = 2_000;

interface Tally {
  created: number;
  updated: number;
  unchanged: number;
  conflicts: number;
}

/** Goes on from the order where the run is. */
export async function applyOrders(held: Held, run: RunRecord, shop: ShopRecord): Promise<void> {
  const { tenantId, importId, lease, db, ground } = held;
  let after = run.ordersDone;
  const from = run.rowsRead === run.rowsTotal ? after : 0;
  for (;;) {
    if (held.signal.aborted) throw new Error('The import ran into its time limit.');
    ground.disk.mustHaveRoom();
    const orders = await readGrouped(db, { tenantId, importId, after, limit: CHUNK });
    const last = orders.at(-1);
    if (!last) return;
    after = last.seq;
    await inTransaction(db, async (tx) => {
      const nowMs = ground.clock.now();
      const into = { tenantId, shop, importId, nowMs };
      const facts = orders.map((order) => factOf(held, order));
      const recorded = await recordOrders(tx, held.ports, into, facts);
      await addLines(tx, held, shop, orders, recorded);
      const bad = await reportRefusals(tx, held, orders, recorded);
      const share = (after - from) / Math.max(run.ordersTotal - from, 1);
      const rowsPerSecond = (run.rowsRead * share) / held.seconds();
      const progress = { ...tally(recorded), done: after, bad, nowMs, rowsPerSecond };
      mustHold(await advanceApplying.run(tx, { tenantId, importId, lease, ...progress }));
    });
  }
}

function factOf(held: Held, order: GroupedOrder): StatedFact {
  const person =
    order.evidence === null
      ? { phone: null, unionid: null, memberNo: null, name: null }
      : (JSON.parse(held.ground.vault.open(held.tenantId, order.evidence)) as object);
  return {
    orderNo: order.orderNo,
    state: order.state as OrderState | null,
    isReturn: order.isReturn,
    createdAtMs: order.createdAtMs,
    paidAtMs: order.paidAtMs,
    totalFen: BigInt(order.totalFen),
    paidFen: BigInt(order.paidFen),
    refundedFen: BigInt(order.refundedFen),
    refundedAtMs: order.refundedAtMs,
    province: order.province,
    storeId: null,
    staffId: null,
    buyer: { buyerId: order.buyerId, ...person },
  };
}

async function addLines(
  tx: Tx,
  held: Held,
  shop: ShopRecord,
  orders: readonly GroupedOrder[],
  recorded: readonly Recorded[],
): Promise<void> {
  const born = recorded.flatMap((result, i) =>
    result.isNew ? [{ result, order: orders[i] as GroupedOrder }] : [],
  );
  if (born.length === 0) return;
  await preferHashJoins(tx, { on: true });
  await insertLinesOfRows(tx, {
    tenantId: held.tenantId,
    importId: held.importId,
    shopId: shop.shopId,
    fromLine: Math.min(...born.map(({ order }) => order.firstLine)),
    toLine: Math.max(...born.map(({ order }) => order.lastLine)),
    orderNos: texts(born.map(({ result }) => result.orderNo)),
    orderIds: texts(born.map(({ result }) => result.orderId)),
    customerIds: texts(born.map(({ result }) => result.customerId)),
    firstLines: numbers(born.map(({ order }) => order.firstLine)),
  });
  await preferHashJoins(tx, { on: false });
}

async function reportRefusals(
  tx: Tx,
  held: Held,
  orders: readonly GroupedOrder[],
  recorded: readonly Recorded[],
): Promise<number> {
  const refused = recorded.flatMap(({ fault, orderNo }, i) =>
    fault ? [{ ...fault, orderNo, line: (orders[i] as GroupedOrder).firstLine }] : [],
  );
  if (refused.length === 0) return 0;
  await insertErrors(tx, {
    tenantId: held.tenantId,
    importId: held.importId,
    lines: refused.map(({ line }) => line),
    codes: refused.map(({ code }) => code),
    columns: refused.map(() => null),
    orderNos: refused.map(({ orderNo }) => orderNo),
    reasons: refused.map(({ message }) => message),
  });
  return refused.length;
}

function tally(recorded: readonly Recorded[]): Tally {
  const counts: Tally = { created: 0, updated: 0, unchanged: 0, conflicts: 0 };
  for (const { outcome } of recorded) counts[outcome === 'refused' ? 'conflicts' : outcome] += 1;
  return counts;
}
