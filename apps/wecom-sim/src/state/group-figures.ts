// The figures of some groups over some days, from the day books. Distinct speakers are counted over the whole
// span, so days cannot be summed into it.
import { type Day, dayOf } from '@yutian/kernel';
import type { Database } from '../core/database.ts';
import type { GroupChat } from './shelves.ts';

export interface GroupFigures {
  newChats: number;
  chats: number;
  talkingChats: number;
  joined: number;
  members: number;
  speakers: number;
  messages: number;
}

export class GroupStatistics {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** `days` are consecutive and over. */
  over(groups: readonly GroupChat[], days: readonly Day[]): GroupFigures {
    const first = days[0];
    const last = days.at(-1);
    if (!first || !last)
      return { newChats: 0, chats: 0, talkingChats: 0, joined: 0, members: 0, speakers: 0, messages: 0 };
    const born = groups.map((group) => dayOf(group.created * 1000));
    const chats = JSON.stringify(groups.map((group) => group.chat_id));
    const totals = this.#db.get<{ messages: number; joined: number; talking: number }>(
      `SELECT COALESCE(SUM(messages), 0) AS messages, COALESCE(SUM(joined), 0) AS joined,
         COUNT(DISTINCT CASE WHEN messages > 0 THEN chat END) AS talking
       FROM group_day WHERE chat IN (SELECT value FROM json_each(?)) AND day BETWEEN ? AND ?`,
      chats,
      first,
      last,
    );
    return {
      newChats: born.filter((day) => day >= first && day <= last).length,
      chats: born.filter((day) => day <= last).length,
      talkingChats: totals?.talking ?? 0,
      joined: totals?.joined ?? 0,
      members: this.#members(chats, last),
      speakers: this.#speakers(chats, first, last),
      messages: totals?.messages ?? 0,
    };
  }

  /** The sum of the latest head counts at the end of a day. */
  #members(chats: string, last: Day): number {
    const row = this.#db.get<{ n: number | null }>(
      `SELECT SUM(members) AS n FROM group_day AS d WHERE chat IN (SELECT value FROM json_each(?))
         AND day = (SELECT MAX(day) FROM group_day WHERE chat = d.chat AND day <= ? AND members > 0)`,
      chats,
      last,
    );
    return row?.n ?? 0;
  }

  #speakers(chats: string, first: Day, last: Day): number {
    const row = this.#db.get<{ n: number }>(
      `SELECT COUNT(*) AS n FROM (SELECT DISTINCT chat, kind, member FROM group_spoke
         WHERE chat IN (SELECT value FROM json_each(?)) AND day BETWEEN ? AND ?)`,
      chats,
      first,
      last,
    );
    return row?.n ?? 0;
  }
}
