// A shelf of JSON documents of one kind, in the order they were made. Contact ways, tags, tasks and the like
// live here: few thousands per corp, read by id or page by page.
import type { Database } from './database.ts';
import { nextNumber } from './numbers.ts';

interface Row {
  id: string;
  seq: number;
  body: string;
}

export interface Kept<T> {
  id: string;
  seq: number;
  value: T;
}

const open = <T>(row: Row): Kept<T> => ({ id: row.id, seq: row.seq, value: JSON.parse(row.body) as T });

/** Documents of one kind. `corp` is the corp's number; 0 for what belongs to no corp. */
export class Shelf<T extends object> {
  readonly #db: Database;
  readonly #kind: string;

  constructor(db: Database, kind: string) {
    this.#db = db;
    this.#kind = kind;
  }

  /** Adds a document at the end, or replaces the one with this id in its place. */
  put(corp: number, id: string, value: T): void {
    const body = JSON.stringify(value);
    const changed = this.#db.run(
      'UPDATE doc SET body = ? WHERE corp = ? AND kind = ? AND id = ?',
      body,
      corp,
      this.#kind,
      id,
    );
    if (changed.changes > 0) return;
    const seq = nextNumber(this.#db, 'doc');
    this.#db.run(
      'INSERT INTO doc (corp, kind, id, seq, body) VALUES (?, ?, ?, ?, ?)',
      corp,
      this.#kind,
      id,
      seq,
      body,
    );
  }

  get(corp: number, id: string): T | undefined {
    const row = this.#db.get<Row>(
      'SELECT id, seq, body FROM doc WHERE corp = ? AND kind = ? AND id = ?',
      corp,
      this.#kind,
      id,
    );
    return row && open<T>(row).value;
  }

  remove(corp: number, id: string): boolean {
    return (
      this.#db.run('DELETE FROM doc WHERE corp = ? AND kind = ? AND id = ?', corp, this.#kind, id).changes > 0
    );
  }

  /** Up to `limit` documents made after the one with number `after`. */
  page(corp: number, after: number, limit: number): Kept<T>[] {
    return this.#db
      .all<Row>(
        'SELECT id, seq, body FROM doc WHERE corp = ? AND kind = ? AND seq > ? ORDER BY seq LIMIT ?',
        corp,
        this.#kind,
        after,
        limit,
      )
      .map((row) => open<T>(row));
  }

  all(corp: number): Kept<T>[] {
    return this.page(corp, 0, Number.MAX_SAFE_INTEGER);
  }

  count(corp: number): number {
    const row = this.#db.get<{ n: number }>(
      'SELECT COUNT(*) AS n FROM doc WHERE corp = ? AND kind = ?',
      corp,
      this.#kind,
    );
    return row?.n ?? 0;
  }
}
