// Works out source and closing guide of the orders of people who are due, and changes the rule by which it does.
import { type AttributionRule, ordersEvents } from '@yutian/contract';
import { type Actor, type Id, MS_PER_DAY, type TenantId, toIso } from '@yutian/kernel';
import { audit, type Db, emit, type Ground, inTransaction, type Tx } from '@yutian/platform';
import { numbers, texts } from './array-literal.ts';
import {
  type AddEvidence,
  type Answer,
  attribute,
  DEFAULT_RULE,
  type Friendship,
} from './attribution.rules.ts';
import {
  answerOrders,
  currentRule,
  findDue,
  insertRule,
  keepEvidence,
  markEverybodyDue,
  peopleWithOrders,
  readAdds,
  readFriendships,
  readOrderFacts,
  settleDue,
} from './attribution.sql.ts';
import { lockOrders, markDue } from './record.sql.ts';

const PEOPLE = 1_000;
// Message facts come from a feed that lags: who paid within the last day is looked at once more.
const SECOND_LOOK_MS = MS_PER_DAY;

type OrderRow = Awaited<ReturnType<typeof readOrderFacts>>[number];

/** One batch of the sweep. @returns how many people were settled. */
export async function attributeDue(db: Db, tenantId: TenantId, nowMs: number): Promise<number> {
  const due = await findDue(db, { tenantId, nowMs, limit: PEOPLE });
  if (due.length === 0) return 0;
  const customerIds = due.map(({ customerId }) => customerId);
  return inTransaction(db, async (tx) => {
    await lockOrders(tx, { tenantId, alone: true });
    const rule = (await currentRule(tx, { tenantId }))[0] ?? DEFAULT_RULE;
    const orders = await readOrderFacts(tx, { tenantId, customerIds });
    const answers = await answerPeople(tx, tenantId, customerIds, orders, rule);
    if (answers.length > 0) {
      const written = columnsOf(tenantId, nowMs, answers, rule);
      await answerOrders(tx, written);
      await keepEvidence(tx, written);
      const changed = answers.filter(differs).slice(0, 5_000);
      const set = changed.map(({ customerId, answer }) => ({ customerId, orderId: answer.orderId }));
      if (set.length > 0) await emit(tx, ordersEvents.attributed, tenantId, { orders: set }, nowMs);
    }
    await settleDue(tx, {
      tenantId,
      customerIds: texts(customerIds),
      marks: numbers(due.map(({ mark }) => mark)),
    });
    const fresh = orders.filter(
      (order) => order.paidAtMs !== null && order.paidAtMs > nowMs - SECOND_LOOK_MS,
    );
    const again = texts([...new Set(fresh.map(({ customerId }) => customerId))]);
    if (fresh.length > 0) await markDue(tx, { tenantId, customerIds: again, dueMs: nowMs + SECOND_LOOK_MS });
    return due.length;
  });
}

interface Answered {
  customerId: Id;
  before: OrderRow;
  answer: Answer;
}

async function answerPeople(
  tx: Tx,
  tenantId: TenantId,
  customerIds: readonly Id[],
  orders: readonly OrderRow[],
  rule: Parameters<typeof attribute>[1],
): Promise<Answered[]> {
  const adds = Map.groupBy(await readAdds(tx, { tenantId, customerIds }), (row) => row.customerId);
  const friends = Map.groupBy(await readFriendships(tx, { tenantId, customerIds }), (row) => row.customerId);
  return [...Map.groupBy(orders, (order) => order.customerId)].flatMap(([customerId, own]) => {
    const friendships = friends.get(customerId) ?? [];
    const events = (adds.get(customerId) ?? []).map((add): AddEvidence => ({ ...add, kind: 'add' }));
    const met = new Set(events.map((add) => add.staffId));
    const listed = friendships.flatMap((row): AddEvidence[] => {
      const atMs = row.firstAddedAtMs ?? row.addedAtMs;
      return atMs === null || met.has(row.staffId) ? [] : [{ ...row, kind: 'relation', atMs }];
    });
    const answers = attribute(
      {
        orders: own.map((order) => ({
          ...order,
          conversation:
            order.talkStaffId === null || order.talkAtMs === null
              ? null
              : { staffId: order.talkStaffId, atMs: order.talkAtMs },
        })),
        adds: [...events, ...listed],
        friendships: friendships.flatMap(({ staffId, addedAtMs, lostAtMs }): Friendship[] =>
          addedAtMs === null ? [] : [{ staffId, addedAtMs, lostAtMs }],
        ),
      },
      rule,
    );
    return answers.map((answer, i) => ({ customerId, before: own[i] as OrderRow, answer }));
  });
}

const differs = ({ before, answer }: Answered) =>
  before.sourceChannelId !== answer.sourceChannelId || before.closingStaffId !== answer.closingStaffId;

function columnsOf(
  tenantId: TenantId,
  nowMs: number,
  answers: readonly Answered[],
  rule: { name: string; version: number },
) {
  return {
    tenantId,
    nowMs,
    customerIds: texts(answers.map(({ customerId }) => customerId)),
    orderIds: texts(answers.map(({ answer }) => answer.orderId)),
    channelIds: texts(answers.map(({ answer }) => answer.sourceChannelId)),
    codeIds: texts(answers.map(({ answer }) => answer.sourceCodeId)),
    staffIds: texts(answers.map(({ answer }) => answer.closingStaffId)),
    firstOrder: numbers(answers.map(({ answer }) => answer.firstOrder)),
    oldCustomer: numbers(answers.map(({ answer }) => answer.oldCustomer)),
    evidence: texts(
      answers.map(({ answer }) => JSON.stringify({ source: answer.source, closing: answer.closing })),
    ),
    ruleName: rule.name,
    ruleVersion: rule.version,
  };
}

/** A late fact about these people: those with orders are worked out again. */
export async function markLate(
  tx: Tx,
  tenantId: TenantId,
  customerIds: readonly Id[],
  nowMs: number,
): Promise<void> {
  await lockOrders(tx, { tenantId, alone: false });
  const known = await peopleWithOrders(tx, { tenantId, customerIds: [...new Set(customerIds)] });
  if (known.length > 0)
    await markDue(tx, { tenantId, customerIds: texts(known.map((row) => row.customerId)), dueMs: nowMs });
}

/** The rule in force. */
export async function getRule(ground: Ground, tenantId: TenantId): Promise<AttributionRule> {
  const [rule] = await currentRule(ground.db, { tenantId });
  if (!rule) return { ...DEFAULT_RULE, since: toIso(0) };
  const { sinceMs, ...words } = rule;
  return { ...words, since: toIso(sinceMs) };
}

/** A new version of the rule; every order is worked out again by the sweep. */
export async function changeRule(
  ground: Ground,
  by: Actor,
  input: { lookBackDays: number; conversationDays: number; source: string },
): Promise<AttributionRule> {
  const nowMs = ground.clock.now();
  await inTransaction(ground.db, async (tx) => {
    const version = ((await currentRule(tx, { tenantId: by.tenantId }))[0]?.version ?? 0) + 1;
    await insertRule(tx, { tenantId: by.tenantId, name: DEFAULT_RULE.name, version, ...input, nowMs });
    await lockOrders(tx, { tenantId: by.tenantId, alone: true });
    await markEverybodyDue(tx, { tenantId: by.tenantId, nowMs });
    const entry = {
      action: 'orders.changeAttributionRule',
      subjectKind: 'attributionRule',
      subjectId: String(version),
      detail: { ...input },
    };
    await audit(tx, by, entry, nowMs);
  });
  return getRule(ground, by.tenantId);
}
