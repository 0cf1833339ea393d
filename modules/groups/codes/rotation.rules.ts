// When a join code gets its next group, and what WeCom changed by itself. Pure.
import type { JoinCodeNext, JoinCodePlace } from '@yutian/contract';
import type { Id } from '@yutian/kernel';

/** A group of a join code. */
export interface CodeGroup {
  chatId: Id;
  place: JoinCodePlace;
  /** Order within its place. */
  position: number;
  members: number;
  /** Not dissolved. */
  usable: boolean;
}

export interface CodeRule {
  /** Members a group holds. */
  capacity: number;
  /** Percent of capacity from which a group counts as nearly full. */
  openAt: number;
  /** WeCom opens the next group by itself when all are full. */
  autoOpen: boolean;
  /** Groups that WeCom takes behind one code. */
  most: number;
}

export interface Judgement {
  open: Id[];
  prepared: Id[];
  past: Id[];
  fillMembers: number;
  fillCapacity: number;
  next: JoinCodeNext;
}

/**
 * Places the groups of a code: when every open one is nearly full, the next prepared one is brought in; when that makes
 * too many, a full one (else the fullest) leaves. Judging the outcome again changes nothing.
 */
export function judge(groups: readonly CodeGroup[], rule: CodeRule): Judgement {
  const inPlace = (place: JoinCodePlace) =>
    groups
      .filter((group) => group.place === place && group.usable)
      .toSorted((a, b) => a.position - b.position);
  const threshold = Math.ceil((rule.capacity * rule.openAt) / 100);
  const isNearlyFull = (group: CodeGroup) => group.members >= threshold;
  const open = inPlace('open');
  const prepared = inPlace('prepared');
  if (open.every(isNearlyFull)) {
    // One with room, if there is one: a prepared group that has filled meanwhile would not help.
    const next = prepared.findIndex((group) => !isNearlyFull(group));
    if (next >= 0) open.push(...prepared.splice(next, 1));
  }
  while (open.length > rule.most) open.splice(indexToDrop(open, rule.capacity), 1);
  const kept = new Set([...open, ...prepared].map((group) => group.chatId));
  return {
    open: open.map((group) => group.chatId),
    prepared: prepared.map((group) => group.chatId),
    past: groups.filter((group) => !kept.has(group.chatId)).map((group) => group.chatId),
    fillMembers: open.reduce((sum, group) => sum + group.members, 0),
    fillCapacity: open.length * rule.capacity,
    next: nextOf(open, rule, isNearlyFull),
  };
}

function indexToDrop(open: readonly CodeGroup[], capacity: number): number {
  const full = open.findIndex((group) => group.members >= capacity);
  if (full >= 0) return full;
  const most = Math.max(...open.map((group) => group.members));
  return open.findIndex((group) => group.members === most);
}

function nextOf(
  open: readonly CodeGroup[],
  rule: CodeRule,
  isNearlyFull: (group: CodeGroup) => boolean,
): JoinCodeNext {
  if (open.some((group) => !isNearlyFull(group))) return 'none';
  if (open.length > 0 && rule.autoOpen) return 'platform_opens';
  return open.some((group) => group.members < rule.capacity) ? 'needs_group' : 'full';
}

/**
 * Three sides of a list of groups: what we last sent, what WeCom has now, what we want. What WeCom opened by itself is
 * taken over, and what it dropped for that is past; when it opened nothing, our list stands.
 */
export function takeOver(sides: {
  pushed: readonly string[];
  platform: readonly string[];
  wanted: readonly string[];
}): {
  opened: string[];
  dropped: string[];
} {
  const { pushed, platform, wanted } = sides;
  const opened = platform.filter((id) => !pushed.includes(id) && !wanted.includes(id));
  const dropped = opened.length === 0 ? [] : pushed.filter((id) => !platform.includes(id));
  return { opened, dropped };
}
