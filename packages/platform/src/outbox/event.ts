// A fact that leaves a transaction: its name and the shape of its payload.
import type { TenantId } from '@yutian/kernel';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../db/db.ts';
import { query } from '../db/query.ts';

/** A kind of fact, `module.happened`. Payloads carry ids and lists of ids, never personal data. */
export interface EventType<P> {
  readonly topic: string;
  readonly payload: z.ZodType<P>;
}

const appendFact = query({
  name: 'platform.appendFact',
  examples: [{ tenantId: 1, topic: 'demo.happened', payload: '{}', atMs: 0 }],
  sql: (p: { tenantId: TenantId; topic: string; payload: string; atMs: number }) => sql`
    insert into platform.outbox (tenant_id, topic, payload, at_ms)
    values (${p.tenantId}, ${p.topic}, ${p.payload}::jsonb, ${p.atMs})`,
});

/**
 * Writes a fact into the outbox of this transaction: it leaves with the commit or not at all.
 * A set of people is one fact with a list (at most some thousands of ids), not one fact a person.
 */
export async function emit<P>(
  tx: Tx,
  event: EventType<P>,
  tenantId: TenantId,
  payload: P,
  atMs: number,
): Promise<void> {
  await appendFact(tx, {
    tenantId,
    topic: event.topic,
    payload: JSON.stringify(event.payload.parse(payload)),
    atMs,
  });
}
