// An answer to a fact. It runs as a job, in a transaction of its own, once per fact.
import type { TenantId } from '@yutian/kernel';
import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, inTransaction, type Tx } from '../db/db.ts';
import { query } from '../db/query.ts';
import { defineJob, handle, type JobHandler } from '../jobs/job.ts';
import type { EventType } from './event.ts';

export interface Reaction {
  readonly topic: string;
  readonly jobName: string;
  /** Builds the job that carries the reaction out. */
  toHandler(db: Db): JobHandler;
}

const markDone = query({
  name: 'platform.markReactionDone',
  examples: [{ reaction: 'demo', outboxId: 1 }],
  sql: (p: { reaction: string; outboxId: number }) => sql`
    insert into platform.reaction_done (reaction, outbox_id) values (${p.reaction}, ${p.outboxId}) on conflict do nothing`,
});

/**
 * Declares a reaction. What it writes goes into the given transaction; a second run of the same fact does nothing.
 * An outside effect belongs into a job that the reaction enqueues.
 */
export function on<P>(
  event: EventType<P>,
  name: string,
  react: (tx: Tx, tenantId: TenantId, payload: P) => Promise<void>,
): Reaction {
  const jobName = `react.${name}`;
  const definition = defineJob({
    name: jobName,
    payload: z.object({ tenantId: z.number(), outboxId: z.number(), payload: event.payload }) as z.ZodType<{
      tenantId: TenantId;
      outboxId: number;
      payload: P;
    }>,
  });
  return {
    topic: event.topic,
    jobName,
    toHandler: (db) =>
      handle(definition, ({ tenantId, outboxId, payload }) =>
        inTransaction(db, async (tx) => {
          if ((await markDone.run(tx, { reaction: name, outboxId })) === 1)
            await react(tx, tenantId, payload);
        }),
      ),
  };
}
