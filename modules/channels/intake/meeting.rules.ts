// Which adds are greeted. Pure. A half addition (the member has not confirmed) and the confirmation that follows are one
// meeting, so only the first of them is greeted; a re-addition later is a meeting of its own.
import type { Id } from '@yutian/kernel';

export interface KnownAdd {
  customerId: Id;
  staffId: Id;
  atMs: number;
  half: boolean;
  greeted: boolean;
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
  const pairs = Map.groupBy(known, (add) => `${add.customerId} ${add.staffId}`);
  const greeted = new Set(known.filter((add) => add.greeted).map(keyOf));
  const chosen: T[] = [];
  for (const add of [...wanted].sort((a, b) => a.atMs - b.atMs)) {
    const meeting = meetingOf(pairs.get(`${add.customerId} ${add.staffId}`) ?? [], add.atMs);
    if (meeting.some((other) => greeted.has(keyOf(other)))) continue;
    greeted.add(keyOf(add));
    chosen.push(add);
  }
  return chosen;
}

const keyOf = (add: { customerId: Id; staffId: Id; atMs: number }) =>
  `${add.customerId} ${add.staffId} ${add.atMs}`;

/** Half additions up to, and with, the next full one. */
function meetingOf(adds: readonly KnownAdd[], atMs: number): KnownAdd[] {
  const meetings: KnownAdd[][] = [];
  let open: KnownAdd[] = [];
  for (const add of [...adds].sort((a, b) => a.atMs - b.atMs || Number(b.half) - Number(a.half))) {
    open.push(add);
    if (!add.half) {
      meetings.push(open);
      open = [];
    }
  }
  if (open.length > 0) meetings.push(open);
  return meetings.find((meeting) => meeting.some((add) => add.atMs === atMs)) ?? [];
}
