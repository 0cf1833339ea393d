// Mass messages (企业群发): who must send what to whom, and what happens when a member confirms.
// Nothing reaches a customer before that; the platform's quota per customer is counted here.
import { addDays, dayOf, startOfDay, weekdayOf } from '@yutian/kernel';
import type { SimClock } from '../core/clock.ts';
import type { Database } from '../core/database.ts';
import type { Deliveries } from './deliveries.ts';
import type { Encounters } from './encounters.ts';
import type { Corp, Staff } from './organisation.ts';
import type { Relations } from './relations.ts';
import type { MassMessage, Shelves } from './shelves.ts';

export const WAITING = 0;
export const SENT = 1;
export const NOT_FRIEND = 2;
export const OVER_QUOTA = 3;
export const TASK_DONE = 2;

export interface MassTarget {
  id: number;
  staff: number;
  person: number;
  chat: string | null;
  status: number;
  sent_s: number | null;
}

interface Parts {
  db: Database;
  clock: SimClock;
  relations: Relations;
  shelves: Shelves;
  deliveries: Deliveries;
  encounters: Encounters;
}

/** The first instants of the running month, week (Monday) and day in Shanghai. */
function periods(now: number) {
  const day = dayOf(now);
  const monthStart = `${day.slice(0, 8)}01`;
  const nextMonth = dayOf(startOfDay(monthStart) + 32 * 86_400_000).slice(0, 8);
  return {
    day: startOfDay(day),
    week: startOfDay(addDays(day, 1 - weekdayOf(now))),
    month: startOfDay(monthStart),
    daysInMonth: Math.round((startOfDay(`${nextMonth}01`) - startOfDay(monthStart)) / 86_400_000),
  };
}

/** The tasks of every corp. */
export class MassMessages {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Files a message with its targets, one task per member. */
  create(
    corp: Corp,
    message: MassMessage,
    targets: readonly { staff: number; person: number; chat: string | null }[],
  ): void {
    const { db, shelves } = this.#parts;
    shelves.masses.put(corp.no, message.msgid, message);
    for (const staff of new Set(targets.map((target) => target.staff)))
      db.run('INSERT INTO mass_task (task, staff) VALUES (?, ?)', message.msgid, staff);
    for (const { staff, person, chat } of targets)
      db.run(
        'INSERT INTO mass_target (task, staff, person, chat) VALUES (?, ?, ?, ?)',
        message.msgid,
        staff,
        person,
        chat,
      );
  }

  tasks(
    msgid: string,
    after: number,
    limit: number,
  ): { staff: number; status: number; sent_s: number | null }[] {
    return this.#parts.db.all(
      'SELECT staff, status, sent_s FROM mass_task WHERE task = ? AND staff > ? ORDER BY staff LIMIT ?',
      msgid,
      after,
      limit,
    );
  }

  targets(msgid: string, staff: number, after: number, limit: number, sentOnly: boolean): MassTarget[] {
    return this.#parts.db.all<MassTarget>(
      'SELECT * FROM mass_target WHERE task = ? AND staff = ? AND id > ? AND (status = 1 OR ? = 0) ORDER BY id LIMIT ?',
      msgid,
      staff,
      after,
      Number(sentOnly),
      limit,
    );
  }

  /** The member taps «send»: each target gets it, or the reason why not. Returns the counts by status. */
  confirm(
    corp: Corp,
    message: MassMessage,
    member: Staff,
    chats: readonly string[] | undefined,
  ): Record<number, number> {
    const { db, clock } = this.#parts;
    const counts: Record<number, number> = { [SENT]: 0, [NOT_FRIEND]: 0, [OVER_QUOTA]: 0 };
    const seconds = clock.seconds();
    for (const target of this.targets(message.msgid, member.no, 0, Number.MAX_SAFE_INTEGER, false)) {
      if (target.status !== WAITING || (target.chat !== null && chats && !chats.includes(target.chat)))
        continue;
      const status = this.#deliver(corp, message, member, target);
      counts[status] = (counts[status] ?? 0) + 1;
      db.run(
        'UPDATE mass_target SET status = ?, sent_s = ? WHERE id = ?',
        status,
        status === SENT ? seconds : null,
        target.id,
      );
    }
    db.run(
      'UPDATE mass_task SET status = ?, sent_s = ? WHERE task = ? AND staff = ?',
      TASK_DONE,
      seconds,
      message.msgid,
      member.no,
    );
    return counts;
  }

  #deliver(corp: Corp, message: MassMessage, member: Staff, target: MassTarget): number {
    const { relations, deliveries, encounters, clock } = this.#parts;
    if (target.chat === null && !relations.friends(member.no, target.person)) return NOT_FRIEND;
    const to = target.chat ?? encounters.externalId(corp.no, target.person);
    if (!this.#admit(corp, to, message.creator !== null)) return OVER_QUOTA;
    deliveries.add({
      at: clock.ms(),
      kind: 'mass',
      to,
      from: member.userid,
      body: { msgid: message.msgid, text: message.text, attachments: message.attachments },
    });
    return SENT;
  }

  /** Whether the quota lets one more through; then it is used. A member's own messages have a quota apart: one a day. */
  #admit(corp: Corp, target: string, personal: boolean): boolean {
    const now = this.#parts.clock.ms();
    const { day, week, month, daysInMonth } = periods(now);
    const { massDaily, massWeekly } = corp.settings;
    const since = (start: number): number =>
      this.#parts.db.get<{ n: number }>(
        'SELECT COUNT(*) AS n FROM mass_received WHERE corp = ? AND target = ? AND personal = ? AND at >= ?',
        corp.no,
        target,
        Number(personal),
        start,
      )?.n ?? 0;
    if (personal ? since(day) >= 1 : since(month) >= daysInMonth) return false;
    if (!personal && massDaily !== null && since(day) >= massDaily) return false;
    if (!personal && massWeekly !== null && since(week) >= massWeekly) return false;
    this.#parts.db.run(
      'INSERT INTO mass_received VALUES (?, ?, ?, ?)',
      corp.no,
      target,
      Number(personal),
      now,
    );
    return true;
  }
}
