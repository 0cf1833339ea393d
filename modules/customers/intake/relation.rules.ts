// What facts about a customer and a member of staff come to, in whatever order they arrive. Pure.
import type { Id } from '@yutian/kernel';
import type { RelationFact, Standing } from '@yutian/contract';

/** The row that a batch of facts about one pair asks for; what the database already knows wins where it is newer. */
export interface RelationChange {
  customerId: Id;
  bornId: Id;
  staffId: Id;
  externalUserid: string;
  standing: Standing;
  /** 0: friendship is only implied (an edit), any told standing wins. */
  standingAtMs: number;
  state: string | null;
  firstAddedAtMs: number | null;
  addedAtMs: number | null;
  lostAtMs: number | null;
  lostBy: 'staff' | 'customer' | 'transfer' | null;
  lastEventMs: number;
  needsProfile: boolean;
}

/** Who a fact's external_userid belongs to. */
interface Person {
  customerId: Id;
  bornId: Id;
}

// Callback times are whole seconds. What is told of the same second: a loss follows an add, an add confirms a half.
const RANK: Record<Standing, number> = { half: 1, friend: 2, lost: 3 };

/** The history's word for a fact. */
export function eventKindOf(fact: Pick<RelationFact, 'kind' | 'byTransfer'>): string | null {
  if (fact.kind === 'edited') return null;
  if (fact.kind === 'deleted_by_staff' && fact.byTransfer) return 'transferred';
  return fact.kind;
}

/**
 * Folds facts into one change per (person, staff, external_userid). The result does not depend on their order, and
 * folding a fact twice changes nothing. A failed transfer makes no relation: the taker never got the customer.
 */
export function foldFacts(facts: readonly { fact: RelationFact; person: Person }[]): RelationChange[] {
  const changes = new Map<string, RelationChange>();
  for (const { fact, person } of facts) {
    if (fact.kind === 'transfer_failed') continue;
    const key = `${fact.staffId} ${fact.externalUserid}`;
    const before = changes.get(key);
    const now = changeOf(fact, person);
    changes.set(key, before ? combine(before, now) : now);
  }
  return [...changes.values()];
}

function changeOf(fact: RelationFact, person: Person): RelationChange {
  const base = {
    ...person,
    staffId: fact.staffId,
    externalUserid: fact.externalUserid,
    lastEventMs: fact.atMs,
    state: null,
    firstAddedAtMs: null,
    addedAtMs: null,
    lostAtMs: null,
    lostBy: null,
  };
  if (fact.kind === 'added' || fact.kind === 'half_added')
    return {
      ...base,
      standing: fact.kind === 'added' ? 'friend' : 'half',
      standingAtMs: fact.atMs,
      state: fact.state,
      firstAddedAtMs: fact.atMs,
      addedAtMs: fact.atMs,
      needsProfile: true,
    };
  if (fact.kind === 'edited') return { ...base, standing: 'friend', standingAtMs: 0, needsProfile: true };
  const lostBy = fact.kind === 'deleted_by_customer' ? 'customer' : fact.byTransfer ? 'transfer' : 'staff';
  return {
    ...base,
    standing: 'lost',
    standingAtMs: fact.atMs,
    lostAtMs: fact.atMs,
    lostBy,
    needsProfile: false,
  };
}

function combine(a: RelationChange, b: RelationChange): RelationChange {
  const last = isNewer(b, a) ? b : a;
  const lastAdd = (b.addedAtMs ?? -1) > (a.addedAtMs ?? -1) ? b : a;
  const otherAdd = lastAdd === a ? b : a;
  return {
    ...last,
    addedAtMs: lastAdd.addedAtMs,
    state: lastAdd.state ?? (otherAdd.addedAtMs === lastAdd.addedAtMs ? otherAdd.state : null),
    firstAddedAtMs: earliest(a.firstAddedAtMs, b.firstAddedAtMs),
    lastEventMs: Math.max(a.lastEventMs, b.lastEventMs),
    needsProfile: a.needsProfile || b.needsProfile,
  };
}

function isNewer(b: RelationChange, a: RelationChange): boolean {
  if (b.standingAtMs !== a.standingAtMs) return b.standingAtMs > a.standingAtMs;
  if (RANK[b.standing] !== RANK[a.standing]) return RANK[b.standing] > RANK[a.standing];
  return (b.lostBy ?? '') > (a.lostBy ?? '');
}

const earliest = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));
