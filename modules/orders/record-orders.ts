// Writes what a shop states about a set of its orders: new ones with their person, later states as new facts, and
// refuses what contradicts. File import, push and shop connectors all end here.
import {
  type BuyerDirectory,
  type BuyerEvidence,
  ordersEvents,
  type OrderState,
  type Timeline,
  type TimelineEntry,
} from '@yutian/contract';
import { formatYuan, type Id, newId, type TenantId } from '@yutian/kernel';
import { emit, type Tx } from '@yutian/platform';
import { numbers, texts } from './array-literal.ts';
import {
  advanceOrders,
  findKnown,
  insertMoney,
  insertOrders,
  insertRegistry,
  type KnownOrder,
  lockOrders,
  lockShop,
  markDue,
} from './record.sql.ts';
import { type Advance, decide, type StatedAmounts } from './reconcile.rules.ts';

/** What other modules do for orders. */
export interface OrderPorts {
  buyers: BuyerDirectory<Tx>;
  timeline: Timeline<Tx>;
}

/** One order as stated, with what is known of its buyer. Order numbers of one call differ from each other. */
export interface StatedFact extends StatedAmounts {
  orderNo: string;
  province: string | null;
  storeId: Id | null;
  staffId: Id | null;
  buyer: Omit<BuyerEvidence, 'ref' | 'shopBuyer'> & { buyerId: string | null };
}

export interface Recorded {
  orderNo: string;
  outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  orderId: Id | null;
  customerId: Id | null;
  /** Written just now: its lines are wanted. */
  isNew: boolean;
  /** Only for refused. */
  fault: { code: string; message: string } | null;
}

export interface RecordInto {
  tenantId: TenantId;
  shop: { shopId: Id; name: string; storeId: Id | null };
  importId: Id | null;
  nowMs: number;
}

interface Change extends Advance {
  fact: StatedFact;
  orderId: Id;
  customerId: Id;
}

/**
 * Records a set of stated orders (at most some thousands) in the transaction. Lines are the caller's, for those created.
 * @returns one result per order, in order.
 */
export async function recordOrders(
  tx: Tx,
  ports: OrderPorts,
  into: RecordInto,
  stated: readonly StatedFact[],
): Promise<Recorded[]> {
  if (stated.length === 0) return [];
  const { tenantId, shop, importId } = into;
  await lockOrders(tx, { tenantId, alone: false });
  await lockShop(tx, { key: `${tenantId}/${shop.shopId}` });
  const orderNos = texts(stated.map((fact) => fact.orderNo));
  const known = new Map(
    (await findKnown(tx, { tenantId, shopId: shop.shopId, orderNos })).map((order) => [order.orderNo, order]),
  );
  const created: Omit<Change, 'customerId'>[] = [];
  const advanced: Change[] = [];
  const results = stated.map((fact): Recorded => {
    const before = known.get(fact.orderNo) ?? null;
    const fault = faultOf(fact);
    if (fault) return refused(fact, before, fault);
    const decision = decide(before && amountsOf(before), fact);
    if (decision.kind === 'conflict') return refused(fact, before, CONFLICTS[decision.field]);
    if (before === null || decision.kind === 'create') {
      const orderId = newId();
      created.push({ ...(decision as Advance), fact, orderId });
      return {
        orderNo: fact.orderNo,
        outcome: 'created',
        orderId,
        customerId: null,
        isNew: true,
        fault: null,
      };
    }
    const { orderId, customerId } = before;
    if (decision.kind === 'advance') advanced.push({ ...decision, fact, orderId, customerId });
    // An import that was read again after a crash finds its own orders: they are its creations, not somebody else's.
    const own = importId !== null && before.importId === importId;
    const outcome = decision.kind === 'advance' ? 'updated' : own ? 'created' : 'unchanged';
    return { orderNo: fact.orderNo, outcome, orderId, customerId, isNew: false, fault: null };
  });
  const born = await createOrders(tx, ports, into, created);
  await moveOn(tx, into, advanced);
  await addMoney(tx, into, [...born, ...advanced]);
  await tell(tx, ports, into, [...born, ...advanced]);
  const people = new Map(born.map((change) => [change.orderId, change.customerId]));
  return results.map((result) => ({
    ...result,
    customerId: result.customerId ?? people.get(result.orderId ?? '') ?? null,
  }));
}

async function createOrders(
  tx: Tx,
  ports: OrderPorts,
  into: RecordInto,
  created: readonly Omit<Change, 'customerId'>[],
): Promise<Change[]> {
  if (created.length === 0) return [];
  const { tenantId, shop, importId, nowMs } = into;
  const evidence = created.map(({ fact }) => evidenceOf(shop.shopId, fact));
  // One question per buyer, not per order: the same evidence has the same answer.
  const asked = new Map(evidence.map((buyer) => [buyer.ref, buyer]));
  const people = await ports.buyers.resolveBuyers(tx, tenantId, [...asked.values()], nowMs);
  const born = created.map((change, i): Change => {
    const customerId = people.get((evidence[i] as BuyerEvidence).ref);
    if (customerId === undefined) throw new Error('The buyer directory left a buyer without an answer.');
    return { ...change, customerId };
  });
  const ids = {
    orderNos: texts(born.map(({ fact }) => fact.orderNo)),
    orderIds: texts(born.map(({ orderId }) => orderId)),
    customerIds: texts(born.map(({ customerId }) => customerId)),
  };
  await insertRegistry(tx, { tenantId, shopId: shop.shopId, importId, ...ids });
  await insertOrders(tx, {
    tenantId,
    shopId: shop.shopId,
    nowMs,
    ...ids,
    states: texts(born.map(({ state }) => state)),
    createdAtMs: numbers(born.map(({ fact }) => fact.createdAtMs)),
    paidAtMs: numbers(born.map(({ payment }) => payment?.atMs ?? null)),
    totalFen: numbers(born.map(({ fact }) => fact.totalFen)),
    paidFen: numbers(born.map(({ payment }) => payment?.amountFen ?? 0n)),
    refundedFen: numbers(born.map(({ refund }) => refund?.amountFen ?? 0n)),
    provinces: texts(born.map(({ fact }) => fact.province)),
    storeIds: texts(born.map(({ fact }) => fact.storeId ?? shop.storeId)),
    staffIds: texts(born.map(({ fact }) => fact.staffId)),
  });
  return born;
}

/** Without any evidence the order itself is the key, so that its provisional person is found again. */
function evidenceOf(shopId: Id, { orderNo, buyer }: StatedFact): BuyerEvidence {
  const { buyerId, ...personal } = buyer;
  if (buyerId !== null)
    return { ...personal, ref: JSON.stringify([buyerId, personal]), shopBuyer: `${shopId}/${buyerId}` };
  const known = personal.unionid ?? personal.phone ?? personal.memberNo;
  return { ...personal, ref: `#${orderNo}`, shopBuyer: known ? null : `${shopId}/#${orderNo}` };
}

async function moveOn(tx: Tx, { tenantId }: RecordInto, advanced: readonly Change[]): Promise<void> {
  if (advanced.length === 0) return;
  await advanceOrders(tx, {
    tenantId,
    customerIds: texts(advanced.map(({ customerId }) => customerId)),
    orderIds: texts(advanced.map(({ orderId }) => orderId)),
    states: texts(advanced.map(({ state }) => state)),
    paidAtMs: numbers(advanced.map(({ payment }) => payment?.atMs ?? null)),
    paymentFen: numbers(advanced.map(({ payment }) => payment?.amountFen ?? 0n)),
    refundFen: numbers(advanced.map(({ refund }) => refund?.amountFen ?? 0n)),
  });
}

async function addMoney(tx: Tx, { tenantId, nowMs }: RecordInto, changes: readonly Change[]): Promise<void> {
  for (const kind of ['payment', 'refund'] as const) {
    const moved = changes.filter((change) => change[kind] !== null);
    if (moved.length === 0) continue;
    await insertMoney(tx, {
      kind,
      tenantId,
      nowMs,
      customerIds: texts(moved.map(({ customerId }) => customerId)),
      orderIds: texts(moved.map(({ orderId }) => orderId)),
      atMs: numbers(moved.map((change) => change[kind]?.atMs ?? nowMs)),
      amountFen: numbers(moved.map((change) => change[kind]?.amountFen ?? 0n)),
    });
  }
}

/** Events, timeline and the wish for attribution. */
async function tell(tx: Tx, ports: OrderPorts, into: RecordInto, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const { tenantId, nowMs } = into;
  const people = [...new Set(changes.map(({ customerId }) => customerId))];
  await markDue(tx, { tenantId, customerIds: texts(people), dueMs: nowMs });
  const paid = changes.filter(({ payment }) => payment !== null);
  const refunded = changes.filter(({ refund }) => refund !== null);
  const entries = [
    ...paid.map((change) => entryOf(into, change, 'payment')),
    ...refunded.map((change) => entryOf(into, change, 'refund')),
  ];
  if (entries.length > 0) await ports.timeline.append(tx, tenantId, entries);
  const set = (list: readonly Change[]) => ({
    orders: list.map(({ orderId, customerId }) => ({ orderId, customerId })),
  });
  if (paid.length > 0) await emit(tx, ordersEvents.paid, tenantId, set(paid), nowMs);
  if (refunded.length > 0) await emit(tx, ordersEvents.refunded, tenantId, set(refunded), nowMs);
}

function entryOf(into: RecordInto, change: Change, kind: 'payment' | 'refund'): TimelineEntry {
  const money = change[kind] as NonNullable<Change['payment']>;
  return {
    customerId: change.customerId,
    atMs: money.atMs,
    kind: kind === 'payment' ? 'orders.paid' : 'orders.refunded',
    staffId: change.fact.staffId,
    storeId: change.fact.storeId ?? into.shop.storeId,
    // The sum so far makes the key of each refund of an order its own.
    key: kind === 'payment' ? change.orderId : `${change.orderId}:${change.fact.refundedFen}`,
    detail: {
      orderId: change.orderId,
      orderNo: change.fact.orderNo,
      shop: into.shop.name,
      amount: formatYuan(money.amountFen),
      amountFen: Number(money.amountFen),
    },
  };
}

const CONFLICTS = {
  total: {
    code: 'ORDER_AMOUNTS_DIFFER',
    message: 'The order is known with another total. What is known stays; check the shop.',
  },
  paid: {
    code: 'ORDER_AMOUNTS_DIFFER',
    message: 'The order is known with another paid amount. What is known stays; check the shop.',
  },
};

function faultOf(fact: StatedFact): Recorded['fault'] {
  if (!fact.isReturn && fact.refundedFen > fact.paidFen)
    return { code: 'REFUND_EXCEEDS_PAYMENT', message: 'More was refunded than was paid.' };
  return null;
}

const refused = (
  fact: StatedFact,
  before: KnownOrder | null,
  fault: NonNullable<Recorded['fault']>,
): Recorded => ({
  orderNo: fact.orderNo,
  outcome: 'refused',
  orderId: before?.orderId ?? null,
  customerId: before?.customerId ?? null,
  isNew: false,
  fault,
});

const amountsOf = (order: KnownOrder) => ({
  state: order.state as OrderState,
  totalFen: BigInt(order.totalFen),
  paidFen: BigInt(order.paidFen),
  refundedFen: BigInt(order.refundedFen),
});
