// Whose traffic, whose sale (双算 S0-6), version 1: the first add brings, the last conversation closes. Pure: facts of
// one person in, answers with their evidence out.
import { type Id, MS_PER_DAY } from '@yutian/kernel';

/** The numbers of the rule, and its version. */
export interface AttributionRuleData {
  name: 'first_add_last_conversation';
  version: number;
  lookBackDays: number;
  conversationDays: number;
  source: string;
}

/** Holds until a tenant sets its own. Both windows are assumptions (H in analytics.md), so they are data. */
export const DEFAULT_RULE: AttributionRuleData = {
  name: 'first_add_last_conversation',
  version: 0,
  lookBackDays: 365,
  conversationDays: 7,
  source: 'Yutian default (heuristic)',
};

/** Somebody became a friend by a channel. `kind` relation: known only from the platform's list, not as an event. */
export interface AddEvidence {
  kind: 'add' | 'relation';
  atMs: number;
  staffId: Id;
  channelId: Id | null;
  codeId: Id | null;
  label: string | null;
}

export interface Friendship {
  staffId: Id;
  addedAtMs: number;
  lostAtMs: number | null;
}

export interface OrderFact {
  orderId: Id;
  createdAtMs: number;
  paidAtMs: number | null;
  staffId: Id | null;
  /** The last message before the payment that no software sent. */
  conversation: { staffId: Id; atMs: number } | null;
}

export interface PersonFacts {
  orders: readonly OrderFact[];
  adds: readonly AddEvidence[];
  friendships: readonly Friendship[];
}

export interface Finding {
  kind: 'add' | 'relation' | 'conversation' | 'owner' | 'own_staff' | 'outside_window' | 'nothing';
  atMs: number | null;
  channelId: Id | null;
  codeId: Id | null;
  staffId: Id | null;
  label: string | null;
}

export interface Answer {
  orderId: Id;
  sourceChannelId: Id | null;
  sourceCodeId: Id | null;
  closingStaffId: Id | null;
  firstOrder: boolean;
  oldCustomer: boolean;
  source: Finding;
  closing: Finding;
}

const NOTHING: Finding = {
  kind: 'nothing',
  atMs: null,
  channelId: null,
  codeId: null,
  staffId: null,
  label: null,
};

/** Answers for all orders of one person; the order of the facts does not matter. */
export function attribute(person: PersonFacts, rule: AttributionRuleData): Answer[] {
  const adds = person.adds.toSorted((a, b) => a.atMs - b.atMs || compare(a.staffId, b.staffId));
  const firstPaid = person.orders
    .filter((order) => order.paidAtMs !== null)
    .toSorted((a, b) => Number(a.paidAtMs) - Number(b.paidAtMs) || compare(a.orderId, b.orderId))[0];
  const firstAdd = adds[0];
  const oldCustomer =
    firstPaid !== undefined && firstAdd !== undefined && Number(firstPaid.paidAtMs) < firstAdd.atMs;
  return person.orders.map((order) => {
    const source = sourceOf(order, adds, rule);
    const closing = closingOf(order, person.friendships, rule);
    return {
      orderId: order.orderId,
      sourceChannelId: source.channelId,
      sourceCodeId: source.codeId,
      closingStaffId: closing.staffId,
      firstOrder: order.orderId === firstPaid?.orderId,
      oldCustomer,
      source,
      closing,
    };
  });
}

/** The instant that decides: the payment, or the order while it is not paid. */
const momentOf = (order: OrderFact) => order.paidAtMs ?? order.createdAtMs;

function sourceOf(order: OrderFact, adds: readonly AddEvidence[], rule: AttributionRuleData): Finding {
  const moment = momentOf(order);
  const before = adds.filter((add) => add.atMs <= moment);
  const inside = before.find((add) => add.atMs >= moment - rule.lookBackDays * MS_PER_DAY);
  if (inside) {
    const { kind, atMs, channelId, codeId, staffId, label } = inside;
    return { kind, atMs, channelId, codeId, staffId, label };
  }
  const older = before.at(-1);
  return older
    ? { ...NOTHING, kind: 'outside_window', atMs: older.atMs, staffId: older.staffId, label: older.label }
    : NOTHING;
}

function closingOf(order: OrderFact, friendships: readonly Friendship[], rule: AttributionRuleData): Finding {
  const moment = momentOf(order);
  const talk = order.conversation;
  if (talk && talk.atMs <= moment && talk.atMs >= moment - rule.conversationDays * MS_PER_DAY)
    return { ...NOTHING, kind: 'conversation', atMs: talk.atMs, staffId: talk.staffId };
  const owner = friendships
    .filter((friend) => friend.addedAtMs <= moment && (friend.lostAtMs === null || friend.lostAtMs > moment))
    .toSorted((a, b) => b.addedAtMs - a.addedAtMs || compare(a.staffId, b.staffId))[0];
  if (owner) return { ...NOTHING, kind: 'owner', atMs: owner.addedAtMs, staffId: owner.staffId };
  if (order.staffId !== null) return { ...NOTHING, kind: 'own_staff', staffId: order.staffId };
  return NOTHING;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
