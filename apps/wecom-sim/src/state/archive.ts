// 会话内容存档: records of who wrote to whom, for customers who agreed. It stands in for the native SDK's
// GetChatData; the records are the plaintext base of contract §2.13, since the real cipher is not public.
import type { Events } from '../callbacks/events.ts';
import type { SimClock } from '../core/clock.ts';
import type { Database } from '../core/database.ts';
import { publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Corp, Organisation } from './organisation.ts';

const NOTIFY_EVERY_MS = 15_000;
const DAY_MS = 86_400_000;

export interface ArchiveMessage {
  from: string;
  tolist: string[];
  roomid: string;
  msgtype: string;
  /** The body under the key named like the type, e.g. `{ text: { content } }`. */
  body: Record<string, unknown>;
  external: boolean;
  action?: 'send' | 'recall';
}

export interface ArchivedRecord {
  seq: number;
  msgid: string;
  message: Record<string, unknown>;
}

interface Parts {
  db: Database;
  clock: SimClock;
  organisation: Organisation;
  events: Events;
}

/** The archive of every corp that has it switched on. */
export class Archive {
  readonly #parts: Parts;
  readonly #notified = new Map<number, number>();
  readonly #planned = new Set<number>();

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.clock.on('archive.notify', ({ corp }) => {
      this.#planned.delete(Number(corp));
      this.#notify(parts.organisation.corpByNo(Number(corp)));
    });
  }

  /** Files one message and tells the archive app, at most once in 15 s. */
  record(corp: Corp, message: ArchiveMessage, at: number): void {
    const { from, tolist, roomid, msgtype, body, external, action = 'send' } = message;
    this.file(corp, { action, from, tolist, roomid, msgtime: at, msgtype, ...body }, at, external);
    this.#announce(corp);
  }

  /** Files one message and tells nobody. */
  file(corp: Corp, message: Record<string, unknown>, at: number, external: boolean): void {
    const seq = nextNumber(this.#parts.db, 'archive');
    const msgid = `${publicId('archived', '', corp.no, seq)}${external ? '_external' : ''}`;
    this.#parts.db.run(
      'INSERT INTO archive (seq, corp, at, body) VALUES (?, ?, ?, ?)',
      seq,
      corp.no,
      at,
      JSON.stringify({ msgid, ...message }),
    );
  }

  /** Records after `seq`, oldest first; those beyond the retention are gone. */
  pull(corp: Corp, seq: number, limit: number): ArchivedRecord[] {
    const oldest = this.#parts.clock.ms() - corp.settings.archiveRetentionDays * DAY_MS;
    return this.#parts.db
      .all<{ seq: number; body: string }>(
        'SELECT seq, body FROM archive WHERE corp = ? AND seq > ? AND at >= ? ORDER BY seq LIMIT ?',
        corp.no,
        seq,
        oldest,
        limit,
      )
      .map((row) => {
        const message = JSON.parse(row.body) as Record<string, unknown>;
        return { seq: row.seq, msgid: String(message.msgid), message };
      });
  }

  #announce(corp: Corp): void {
    const last = this.#notified.get(corp.no) ?? Number.NEGATIVE_INFINITY;
    const wait = last + NOTIFY_EVERY_MS - this.#parts.clock.ms();
    if (wait <= 0) this.#notify(corp);
    else if (!this.#planned.has(corp.no)) {
      this.#planned.add(corp.no);
      this.#parts.clock.after(wait, 'archive.notify', { corp: corp.no });
    }
  }

  #notify(corp: Corp): void {
    this.#notified.set(corp.no, this.#parts.clock.ms());
    this.#parts.events.emit({ corp, event: 'msgaudit_notify', fields: { AgentID: 2000004 } });
  }
}
