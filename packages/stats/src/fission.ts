// Fission figures: how an invitation programme multiplies, from its tree and from branching theory.
import {
  requireFinite,
  requireNonNegative,
  requireProbability,
  requirePositive,
  StatsInputError,
} from './stats-input-error.ts';

/** K = invitations per user × acceptance; below 1 the programme dies out, above 1 it can grow by itself. */
export function kFactor(counts: {
  readonly users: number;
  readonly invitations: number;
  readonly accepted: number;
}): number {
  const users = requirePositive('users', counts.users);
  const invitations = requireNonNegative('invitations', counts.invitations);
  const accepted = requireNonNegative('accepted', counts.accepted);
  if (accepted > invitations)
    throw new StatsInputError('inconsistent', 'more invitations accepted than sent', {
      accepted,
      invitations,
    });
  return accepted / users;
}

/**
 * One person's whole cascade, the person included, when each invites a Poisson(K) number who accept.
 *
 * For 0 ≤ K < 1 the size is Borel distributed: mean 1/(1 − K), variance K/(1 − K)³ (Borel 1942; Tanner 1961).
 * For K ≥ 1 mean and variance are infinite and `extinction`, the smallest root of q = e^{K(q − 1)} (Watson &
 * Galton 1875), says how likely the cascade nevertheless ends; it is 1 for K ≤ 1. Refuses a negative or
 * non-finite K.
 */
export function poissonCascade(k: number): {
  readonly mean: number;
  readonly variance: number;
  readonly extinction: number;
} {
  requireNonNegative('K', k);
  if (k < 1) return { mean: 1 / (1 - k), variance: k / (1 - k) ** 3, extinction: 1 };
  if (k === 1) return { mean: Infinity, variance: Infinity, extinction: 1 };
  let low = 0;
  // e^{K(q − 1)} − q falls from e^{−K} > 0 at q = 0 to its minimum, below 0, at q = 1 − ln K / K.
  let high = 1 - Math.log(k) / k;
  for (let i = 0; i < 200 && high - low > Number.EPSILON * high; i += 1) {
    const middle = (low + high) / 2;
    if (Math.exp(k * (middle - 1)) > middle) low = middle;
    else high = middle;
  }
  return { mean: Infinity, variance: Infinity, extinction: (low + high) / 2 };
}

export interface Invite<Id> {
  readonly inviter: Id;
  readonly invitee: Id;
}

export interface InviteForest<Id> {
  /** Depth of everyone: 0 for people nobody invited. */
  readonly depth: ReadonlyMap<Id, number>;
  /** People at each depth. */
  readonly generations: readonly number[];
  /** R_g = people at depth g + 1 / people at depth g, the reproduction of each generation. */
  readonly reproduction: readonly number[];
  /** Who was invited by whom, as kept. */
  readonly parent: ReadonlyMap<Id, Id>;
  /**
   * Invites not kept, each with its reason; oneself, a second inviter (the first counts) and circles are
   * fraud signs.
   */
  readonly refused: readonly {
    readonly invite: Invite<Id>;
    readonly reason: 'self' | 'second-inviter' | 'circle';
  }[];
}

/**
 * Builds the invitation forest from invites in time order (valid ones: a live add, no refund within seven
 * days; the caller decides). Everyone has at most one inviter, the first; an invite that would close a circle
 * is refused.
 */
export function inviteForest<Id extends string | number>(invites: readonly Invite<Id>[]): InviteForest<Id> {
  if (invites.length === 0) throw new StatsInputError('empty', 'no invites');
  const parent = new Map<Id, Id>();
  const refused: InviteForest<Id>['refused'][number][] = [];
  for (const invite of invites) {
    const { inviter, invitee } = invite;
    if (inviter === invitee) refused.push({ invite, reason: 'self' });
    else if (parent.has(invitee)) refused.push({ invite, reason: 'second-inviter' });
    else if (descendsFrom(parent, inviter, invitee)) refused.push({ invite, reason: 'circle' });
    else parent.set(invitee, inviter);
  }
  const depth = depths(parent, invites);
  const generations: number[] = [];
  for (const level of depth.values()) generations[level] = (generations[level] ?? 0) + 1;
  const reproduction = generations.slice(0, -1).map((size, g) => generations[g + 1]! / size);
  return { depth, generations, reproduction, parent, refused };
}

/**
 * Value that each inviter has brought: Σ over descendants of value × discount^(depth below the inviter − 1),
 * so direct invitees count in full and each further generation `discount` times the one before (.5 by
 * convention, no evidence). The values are the caller's (first-year margin, less matched look-alikes where
 * known). O(people × depth).
 */
export function downstreamValue<Id>(
  { parent }: Pick<InviteForest<Id>, 'parent'>,
  valueOf: (id: Id) => number,
  { discount = 0.5 }: { readonly discount?: number } = {},
): Map<Id, number> {
  requireProbability('discount', discount);
  const brought = new Map<Id, number>();
  for (const id of parent.keys()) {
    let weighted = requireFinite('value', valueOf(id));
    for (let up = parent.get(id); up !== undefined; up = parent.get(up)) {
      brought.set(up, (brought.get(up) ?? 0) + weighted);
      weighted *= discount;
    }
  }
  return brought;
}

function descendsFrom<Id>(parent: ReadonlyMap<Id, Id>, id: Id, ancestor: Id): boolean {
  for (let up: Id | undefined = id; up !== undefined; up = parent.get(up)) if (up === ancestor) return true;
  return false;
}

function depths<Id>(parent: ReadonlyMap<Id, Id>, invites: readonly Invite<Id>[]): Map<Id, number> {
  const depth = new Map<Id, number>();
  for (const person of invites.flatMap(({ inviter, invitee }) => [inviter, invitee])) {
    const chain: Id[] = [];
    let up: Id | undefined = person;
    while (up !== undefined && !depth.has(up)) {
      chain.push(up);
      up = parent.get(up);
    }
    let level = up === undefined ? 0 : depth.get(up)! + 1;
    for (const id of chain.toReversed()) {
      depth.set(id, level);
      level += 1;
    }
  }
  return depth;
}
