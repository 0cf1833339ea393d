// The connection to PostgreSQL: one pool, one way to write a transaction.
import { AsyncLocalStorage } from 'node:async_hooks';
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';

/** The database; statements come from `query()`, so no table types are attached. */
export type Db = Kysely<object>;
/** An open transaction. A function that writes facts takes this, so that it cannot be called outside one. */
export type Tx = Transaction<object>;

/** Where PostgreSQL is: a URL, or the settings of the embedded server. */
export type Connection = { url: string } | { host: string; user: string; database: string };

const INT8 = 20;
const INT8_ARRAY = 1016;

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`The integer ${text} does not fit a JavaScript number.`);
  return value;
}

// int8 holds counts, epoch milliseconds and fen below 2^53 (90 trillion yuan), so numbers are exact; more is a bug.
pg.types.setTypeParser(INT8, parseInt8);
pg.types.setTypeParser(
  INT8_ARRAY as never,
  ((text: string) => text.slice(1, -1).split(',').filter(Boolean).map(parseInt8)) as never,
);

/** Settings for `pg` from a connection. */
export function poolConfig(connection: Connection): pg.PoolConfig {
  return 'url' in connection ? { connectionString: connection.url } : connection;
}

/**
 * Opens a pool. The caller ends it with `close()`.
 * @param options.max connections at most; @param options.onError told when an idle connection breaks;
 * @param options.onFailure told of every statement that failed.
 */
export function openDb(
  connection: Connection,
  options: { max?: number; onError?: (error: Error) => void; onFailure?: (error: unknown) => void } = {},
): { db: Db; pool: pg.Pool; close(): Promise<void> } {
  const pool = new pg.Pool({
    ...poolConfig(connection),
    max: options.max ?? 20,
    // Skewed tenants make one cached plan wrong for the other: always plan for the values at hand.
    // Workers for what takes milliseconds cost more than they bring: 8,000 rows 25 ms alone, 100 ms with two of them.
    options:
      '-c plan_cache_mode=force_custom_plan -c statement_timeout=600000 -c random_page_cost=1.1 -c parallel_setup_cost=20000',
    application_name: 'yutian',
  });
  // Without listeners a broken connection would end the process; the next statement reports it to its caller.
  // @NOTE the pool calls itself ended before its connections are; a server that stops then is no loss.
  let closing = false;
  const lost = (error: Error) => void (closing || options.onError?.(error));
  pool.on('error', lost);
  pool.on('connect', (client) => void client.on('error', lost));
  const db = new Kysely<object>({
    dialect: new PostgresDialect({ pool }),
    log: (event) => {
      if (event.level === 'error') options.onFailure?.(event.error);
    },
  });
  return {
    db,
    pool,
    async close() {
      closing = true;
      await db.destroy();
      // @NOTE Kysely ends the pool only if it has sent a statement itself.
      if (!pool.ended && !pool.ending) await pool.end();
    },
  };
}

/** What the request in hand adds to its first transaction (its edition, its Idempotency-Key); null once committed. */
export const requestInHand = new AsyncLocalStorage<{ join: ((tx: Tx) => Promise<void>) | null }>();

/** Runs `work` in a transaction; everything it wrote stands or falls together. */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const request = requestInHand.getStore();
  const join = request?.join;
  if (!join) return db.transaction().execute(work);
  const result = await db.transaction().execute(async (tx) => {
    await join(tx);
    return work(tx);
  });
  request.join = null;
  return result;
}
