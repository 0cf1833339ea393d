// A job is one outside effect (a call, a file). The facade keeps the queue's library out of the modules.
// @NOTE a job runs as soon as it can; what is due later is a row with a due time and a sweep, so that the demo's and
// the tests' clock can move it.
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Db, Tx } from '../db/db.ts';
import { query } from '../db/query.ts';

/** Lanes run side by side, so that bulk work never delays a welcome message. */
export type Lane = 'urgent' | 'standard' | 'bulk';

export interface JobDefinition<P> {
  readonly name: string;
  readonly payload: z.ZodType<P>;
  readonly lane: Lane;
  /** Tries before the job is parked. */
  readonly attempts: number;
  /** The signal given to the handler fires after this many ms. */
  readonly timeoutMs: number;
}

export interface JobContext {
  readonly signal: AbortSignal;
  /** 1 for the first try. */
  readonly attempt: number;
}

export interface JobHandler {
  readonly definition: JobDefinition<unknown>;
  run(payload: unknown, context: JobContext): Promise<void>;
}

/** Declares a job. Payloads carry ids, never personal data or secrets. */
export function defineJob<P>(definition: {
  name: string;
  payload: z.ZodType<P>;
  lane?: Lane;
  attempts?: number;
  timeoutMs?: number;
}): JobDefinition<P> {
  return { lane: 'standard', attempts: 10, timeoutMs: 60_000, ...definition };
}

/** Binds a job to what it does. It must bear being run twice. */
export function handle<P>(
  definition: JobDefinition<P>,
  run: (payload: P, context: JobContext) => Promise<void>,
): JobHandler {
  return {
    definition: definition as JobDefinition<unknown>,
    run: (payload, context) => run(definition.payload.parse(payload), context),
  };
}

/**
 * Tries beyond a job's own, so that one whose parking failed (no room, no database) at its last try is parked at the
 * next instead of lying dead in the queue, where nobody sees it.
 */
export const SPARE_TRIES = 10;

const addJob = query({
  name: 'platform.addJob',
  examples: [{ name: 'demo', payload: '{}', attempts: 10, key: null, queue: null }],
  sql: (p: {
    name: string;
    payload: string;
    attempts: number;
    key: string | null;
    queue: string | null;
  }) => sql`
    select graphile_worker.add_job(${p.name}, ${p.payload}::json, max_attempts => ${p.attempts}, job_key => ${p.key}, queue_name => ${p.queue})`,
});

/**
 * Enqueues a job with the transaction: it exists if the transaction commits.
 * @param options.key a job with the same key that has not started is replaced; @param options.queue jobs of one queue
 *   run one after another.
 */
export async function enqueue<P>(
  tx: Tx | Db,
  job: JobDefinition<P>,
  payload: P,
  options: { key?: string; queue?: string } = {},
): Promise<void> {
  await addJob(tx, {
    name: job.name,
    payload: JSON.stringify(job.payload.parse(payload)),
    attempts: job.attempts + SPARE_TRIES,
    key: options.key ?? null,
    queue: options.queue ?? null,
  });
}
