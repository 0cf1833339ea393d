// When two records are one person, who stays, and what splitting gives back. Pure.
import type { Id } from '@yutian/kernel';
import type { MergeConflict } from '@yutian/contract';

/** A person as far as the decision needs him. */
export interface Candidate {
  customerId: Id;
  provisional: boolean;
  firstAddedAtMs: number | null;
  unionids: readonly string[];
  memberNos: readonly string[];
  /** `corpId/external_userid` */
  externalUserids: readonly string[];
}

/** What speaks against two records being one person; nothing means that they may be merged without asking. */
export function conflictsBetween(a: Candidate, b: Candidate): MergeConflict[] {
  const conflicts: MergeConflict[] = [];
  if (apart(a.unionids, b.unionids)) conflicts.push('different_unionid');
  if (apart(a.memberNos, b.memberNos)) conflicts.push('different_member_no');
  // Within a corp the platform gives one account one external_userid, so two of them are two accounts.
  const corps = new Set(a.externalUserids.map(corpOf));
  if (b.externalUserids.some((value) => corps.has(corpOf(value)))) conflicts.push('two_accounts_in_one_corp');
  return conflicts;
}

const corpOf = (externalKey: string) => externalKey.slice(0, externalKey.indexOf('/'));

/** Both have such keys and share none. */
function apart(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && b.length > 0 && !a.some((value) => b.includes(value));
}

/** Who stays: somebody met on the platform before a mere buyer, then the one known longer, then the smaller id. */
export function winnerOf(a: Candidate, b: Candidate): [winner: Candidate, loser: Candidate] {
  if (a.provisional !== b.provisional) return a.provisional ? [b, a] : [a, b];
  const [aMs, bMs] = [a.firstAddedAtMs ?? Infinity, b.firstAddedAtMs ?? Infinity];
  if (aMs !== bMs) return aMs < bMs ? [a, b] : [b, a];
  return a.customerId < b.customerId ? [a, b] : [b, a];
}

/** The columns of a person that a merge combines by rule; the rest is counted anew from his rows. */
export interface Portrait {
  name: string;
  avatar: string | null;
  gender: number;
  kind: string;
  corpName: string | null;
  face: string | null;
  provisional: boolean;
  memberNo: string | null;
  custom: Record<string, unknown>;
  grams: readonly number[];
  createdAtMs: number;
  profileAtMs: number;
}

/** The winner after a merge: his own, with gaps filled from the other. */
export function combinePortraits(winner: Portrait, loser: Portrait): Portrait {
  // Name and picture come from one face, never half from each.
  const shown = winner.face === null && loser.face !== null ? loser : winner;
  return {
    name: shown.name || winner.name || loser.name,
    avatar: shown.avatar,
    gender: shown.gender || winner.gender || loser.gender,
    kind: shown.kind,
    corpName: shown.corpName,
    face: shown.face,
    provisional: winner.provisional && loser.provisional,
    memberNo: winner.memberNo ?? loser.memberNo,
    custom: { ...loser.custom, ...winner.custom },
    grams: [...new Set([...winner.grams, ...loser.grams])].sort((a, b) => a - b),
    createdAtMs: Math.min(winner.createdAtMs, loser.createdAtMs),
    profileAtMs: shown.profileAtMs,
  };
}

/**
 * The winner after the merge is undone: each column as before the merge, unless it was changed since. Custom fields are
 * looked at one by one.
 */
export function splitPortrait(before: Portrait, after: Portrait, now: Portrait): Portrait {
  const back = <K extends keyof Portrait>(key: K): Portrait[K] =>
    same(now[key], after[key]) ? before[key] : now[key];
  const custom: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before.custom), ...Object.keys(now.custom)])) {
    const value = same(now.custom[key], after.custom[key]) ? before.custom[key] : now.custom[key];
    if (value !== undefined) custom[key] = value;
  }
  return {
    name: back('name'),
    avatar: back('avatar'),
    gender: back('gender'),
    kind: back('kind'),
    corpName: back('corpName'),
    face: back('face'),
    provisional: back('provisional'),
    memberNo: back('memberNo'),
    custom,
    grams: back('grams'),
    createdAtMs: back('createdAtMs'),
    profileAtMs: back('profileAtMs'),
  };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Why two records were merged, in the words the merge page shows. */
export function explain(kind: string): string {
  const words: Record<string, string> = {
    unionid: '同一 unionid',
    phone: '同一手机号',
    member_no: '同一会员号',
    shop_buyer: '同一店铺买家',
  };
  return words[kind] ?? '人工确认';
}
