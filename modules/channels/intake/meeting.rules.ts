// Which adds are greeted. Pure. A half addition (the member has not confirmed) and the confirmation that follows are one
// meeting, so only one of them is greeted, once; a re-addition later is a meeting of its own.
import type { WelcomeOutcome } from '@yutian/contract';
import { type Id, MS_PER_DAY } from '@yutian/kernel';

export interface KnownAdd {
  customerId: Id;
  staffId: Id;
  atMs: number;
  half: boolean;
  /** How it was greeted; null: not at all. */
  outcome: WelcomeOutcome | null;
}

/**
 * Adds to greet.
 * @param known every add of these customers, those to judge among them; @param wanted those that could be greeted.
 * @returns the subset to greet.
 */
export function addsToGreet<T extends { customerId: Id; staffId: Id; atMs: number }>(
  known: readonly KnownAdd[],
  wanted: readonly T[],
): T[] {
  const pairs = Map.groupBy(known, pairOf);
  const greeted = new Set(known.filter((add) => add.outcome !== null).map(keyOf));
  const chosen: T[] = [];
  for (const add of [...wanted].sort((a, b) => a.atMs - b.atMs)) {
    const meeting = meetingsOf(pairs.get(pairOf(add)) ?? []).find((one) =>
      one.some((other) => other.atMs === add.atMs),
    );
    if (meeting?.some((other) => greeted.has(keyOf(other)))) continue;
    greeted.add(keyOf(add));
    chosen.push(add);
  }
  return chosen;
}

/** Consent belongs to the meeting when it follows within a day; a friend of old is not welcomed for agreeing. */
const CONSENT_FOLLOWS_MS = MS_PER_DAY;
const REACHED_NOBODY: readonly (WelcomeOutcome | null)[] = [null, 'no_consent', 'late', 'refused'];

/**
 * The add that is greeted when the customer agrees to the chat archive: the last meeting's, if no greeting has reached
 * him in it or may still do so.
 * @param adds every add of this customer by this member of staff.
 */
export function addToGreetOnConsent<T extends KnownAdd>(adds: readonly T[], agreedAtMs: number): T | null {
  const meeting = meetingsOf(adds).at(-1) ?? [];
  const last = meeting.at(-1);
  if (!last || agreedAtMs - last.atMs > CONSENT_FOLLOWS_MS) return null;
  if (!meeting.every((add) => REACHED_NOBODY.includes(add.outcome))) return null;
  return meeting.find((add) => add.outcome !== null) ?? last;
}

const pairOf = (add: { customerId: Id; staffId: Id }) => `${add.customerId} ${add.staffId}`;
const keyOf = (add: { customerId: Id; staffId: Id; atMs: number }) => `${pairOf(add)} ${add.atMs}`;

/** Half additions up to, and with, the next full one; oldest meeting first. */
function meetingsOf<T extends KnownAdd>(adds: readonly T[]): T[][] {
  const meetings: T[][] = [];
  let open: T[] = [];
  for (const add of [...adds].sort((a, b) => a.atMs - b.atMs || Number(b.half) - Number(a.half))) {
    open.push(add);
    if (!add.half) {
      meetings.push(open);
      open = [];
    }
  }
  if (open.length > 0) meetings.push(open);
  return meetings;
}
