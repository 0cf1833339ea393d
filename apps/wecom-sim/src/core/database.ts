// One SQLite file (or memory) holds the simulated world, so that a restart is instant and 1.2 million
// customers cost disk rather than RAM. Measured with node:sqlite: 1.0 M inserts/s in a batch, 0.6 M reads/s by index.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { schema } from './schema.ts';

/** The world's storage: cached statements, and one level of transactions. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;

  /** @param folder where `world.db` lives; without it the world is lost at `close()`. */
  constructor(folder: string | undefined) {
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    this.#db = new DatabaseSync(folder === undefined ? ':memory:' : join(folder, 'world.db'));
    // @NOTE synchronous=OFF survives a killed process, not a power cut: right for a simulator.
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;');
    this.#db.exec(schema);
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  all<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#statement(sql).all(...values) as T[];
  }

  get<T>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#statement(sql).get(...values) as T | undefined;
  }

  /** Runs a write; the new row's id, for inserts. */
  run(sql: string, ...values: SQLInputValue[]): { changes: number; id: number } {
    const done = this.#statement(sql).run(...values);
    return { changes: Number(done.changes), id: Number(done.lastInsertRowid) };
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  /** All of `work` or nothing of it; a call inside another joins the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#db.exec('BEGIN');
    this.#depth = 1;
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth = 0;
    }
  }

  close(): void {
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#db.close();
  }
}
