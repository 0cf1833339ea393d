// Counts per day as they happen: what the statistics endpoints report from the next day on. Days are Shanghai days.
import { type Day, dayOf } from '@yutian/kernel';
import type { Database } from '../core/database.ts';

export interface StaffDay {
  day: Day;
  chats: number;
  messages: number;
  opened: number;
  replied: number;
  reply_ms: number;
  lost: number;
  applied: number;
  added: number;
}

type StaffCount = Exclude<keyof StaffDay, 'day'>;
interface Talk {
  customer_first: number;
  first_at: number;
  staff_spoke: number;
}

/** The day books of members and groups. */
export class Daily {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  count(staff: number, at: number, what: StaffCount, by = 1): void {
    this.#db.run(
      `INSERT INTO staff_day (staff, day, ${what}) VALUES (?, ?, ?) ON CONFLICT (staff, day) DO UPDATE SET ${what} = ${what} + excluded.${what}`,
      staff,
      dayOf(at),
      by,
    );
  }

  /** One private message. `chats` are those where the member wrote; a reply counts within one natural day only. */
  message(staff: number, relation: number, byCustomer: boolean, at: number): void {
    const day = dayOf(at);
    if (!byCustomer) this.count(staff, at, 'messages');
    const talk = this.#db.get<Talk>(
      'SELECT customer_first, first_at, staff_spoke FROM talk WHERE relation = ? AND day = ?',
      relation,
      day,
    );
    if (!talk) {
      this.#db.run(
        'INSERT INTO talk VALUES (?, ?, ?, ?, ?)',
        relation,
        day,
        Number(byCustomer),
        at,
        Number(!byCustomer),
      );
      this.count(staff, at, byCustomer ? 'opened' : 'chats');
      return;
    }
    if (byCustomer || talk.staff_spoke === 1) return;
    this.#db.run('UPDATE talk SET staff_spoke = 1 WHERE relation = ? AND day = ?', relation, day);
    this.count(staff, at, 'chats');
    this.count(staff, at, 'replied');
    this.count(staff, at, 'reply_ms', at - talk.first_at);
  }

  /** The summed figures of some members, day by day, both ends inclusive. */
  staffDays(staff: readonly number[], first: Day, last: Day): StaffDay[] {
    return this.#db.all<StaffDay>(
      `SELECT day, SUM(chats) AS chats, SUM(messages) AS messages, SUM(opened) AS opened, SUM(replied) AS replied,
         SUM(reply_ms) AS reply_ms, SUM(lost) AS lost, SUM(applied) AS applied, SUM(added) AS added
       FROM staff_day WHERE day BETWEEN ? AND ? AND staff IN (SELECT value FROM json_each(?)) GROUP BY day ORDER BY day`,
      first,
      last,
      JSON.stringify(staff),
    );
  }

  groupMessage(chat: string, kind: 1 | 2, member: number, at: number): void {
    const day = dayOf(at);
    this.#db.run(
      'INSERT INTO group_day (chat, day, messages) VALUES (?, ?, 1) ON CONFLICT (chat, day) DO UPDATE SET messages = messages + 1',
      chat,
      day,
    );
    this.#db.run('INSERT OR IGNORE INTO group_spoke VALUES (?, ?, ?, ?)', chat, day, kind, member);
  }

  /** Members came or went; `members` is how many there are now. */
  groupMembers(chat: string, joined: number, members: number, at: number): void {
    this.#db.run(
      `INSERT INTO group_day (chat, day, joined, members) VALUES (?, ?, ?, ?)
       ON CONFLICT (chat, day) DO UPDATE SET joined = joined + excluded.joined, members = excluded.members`,
      chat,
      dayOf(at),
      joined,
      members,
    );
  }
}
