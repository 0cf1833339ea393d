import { conflict, frozenClock } from '@yutian/kernel';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { sql } from 'kysely';
import { createEngine } from './jobs/engine.ts';
import { defineJob, enqueue, handle } from './jobs/job.ts';
import { listParkedJobs, rerunParkedJob } from './jobs/parked.ts';
import { DEAD_AFTER_MS, keepPresence } from './jobs/presence.ts';
import { openLog } from './log.ts';
import { emit } from './outbox/event.ts';
import { on } from './outbox/reaction.ts';
import { inTransaction } from './db/db.ts';
import { createTestDb, type TestDb } from './testing/index.ts';

let world: TestDb;
beforeAll(async () => {
  world = await createTestDb();
});
afterAll(() => world[Symbol.asyncDispose]());

const happened = { topic: 'demo.happened', payload: z.object({ ids: z.array(z.string()) }) };

function engineWith(parts: Partial<Parameters<typeof createEngine>[0]>) {
  return createEngine({
    db: world.db,
    pool: world.pool,
    clock: frozenClock(1_000_000),
    log: openLog('silent'),
    jobs: [],
    reactions: [],
    sweeps: [],
    tenants: async () => [1],
    ...parts,
  });
}

describe('facts', () => {
  it('a fact of a rolled-back transaction never leaves, a committed one is answered once', async () => {
    const seen: string[][] = [];
    const engine = engineWith({
      reactions: [on(happened, 'note', async (_tx, _tenant, payload) => void seen.push(payload.ids))],
    });
    await inTransaction(world.db, async (tx) => {
      await emit(tx, happened, 1, { ids: ['lost'] }, 0);
      throw new Error('no');
    }).catch(() => undefined);
    await inTransaction(world.db, (tx) => emit(tx, happened, 1, { ids: ['kept'] }, 0));
    await engine.settle();
    await engine.settle();
    expect(seen).toEqual([['kept']]);
  });

  it('a fact whose transaction commits late is not skipped by the relay', async () => {
    const seen: string[] = [];
    const engine = engineWith({
      reactions: [on(happened, 'late', async (_tx, _tenant, payload) => void seen.push(...payload.ids))],
    });
    const slow = await world.pool.connect();
    await slow.query('begin');
    await slow.query(
      `insert into platform.outbox (tenant_id, topic, payload, at_ms) values (1, 'demo.happened', '{"ids":["slow"]}', 0)`,
    );
    await inTransaction(world.db, (tx) => emit(tx, happened, 1, { ids: ['fast'] }, 0));
    await engine.settle();
    await slow.query('commit');
    slow.release();
    await engine.settle();
    expect(seen.sort()).toEqual(['fast', 'slow']);
  });
});

describe('a neighbour on the same server', () => {
  it('cannot hold our facts back with a long transaction of its own', async () => {
    const neighbour = await createTestDb();
    const seen: string[] = [];
    const engine = engineWith({
      reactions: [
        on(happened, 'neighbourly', async (_tx, _tenant, payload) => void seen.push(...payload.ids)),
      ],
    });
    const busy = await neighbour.pool.connect();
    await busy.query('begin');
    await busy.query(
      `insert into platform.outbox (tenant_id, topic, payload, at_ms) values (1, 'x', '{}', 0)`,
    );
    await inTransaction(world.db, (tx) => emit(tx, happened, 1, { ids: ['ours'] }, 0));
    await engine.settle();
    await busy.query('rollback');
    busy.release();
    await neighbour[Symbol.asyncDispose]();
    expect(seen).toEqual(['ours']);
  });
});

describe('jobs', () => {
  it('a refused job is parked with its reason and can be run again', async () => {
    let open = false;
    const pay = defineJob({ name: 'demo.pay', payload: z.object({ tenantId: z.number() }) });
    const engine = engineWith({
      jobs: [
        handle(pay, async () => {
          if (!open) throw conflict('PERIOD_CLOSED', 'The period is closed.');
        }),
      ],
    });
    await inTransaction(world.db, (tx) => enqueue(tx, pay, { tenantId: 1 }));
    await expect(engine.settle()).rejects.toMatchObject({ code: 'PERIOD_CLOSED' });
    const [parked] = await listParkedJobs(world.db, { tenantId: 1, limit: 10 });
    expect(parked).toMatchObject({ name: 'demo.pay', code: 'PERIOD_CLOSED', attempts: 1 });
    open = true;
    expect(await rerunParkedJob(world.db, 1, parked?.id ?? '')).toBe(true);
    await engine.settle();
    expect(await listParkedJobs(world.db, { tenantId: 1, limit: 10 })).toEqual([]);
  });
});

describe('a killed engine', () => {
  it('gives back the jobs it held once it has been silent for a minute', async () => {
    const deliver = defineJob({ name: 'demo.deliver', payload: z.object({ tenantId: z.number() }) });
    let delivered = 0;
    const engine = engineWith({ jobs: [handle(deliver, async () => void (delivered += 1))] });
    await inTransaction(world.db, (tx) => enqueue(tx, deliver, { tenantId: 1 }));
    await world.pool.query(
      `update graphile_worker._private_jobs set locked_by = 'worker-dead', locked_at = now()`,
    );
    const nowMs = Date.now();
    await keepPresence(world.db, ['worker-dead'], nowMs);
    await engine.settle();
    expect(delivered).toBe(0);
    expect(await keepPresence(world.db, ['worker-alive'], nowMs + DEAD_AFTER_MS)).toBe(0);
    expect(await keepPresence(world.db, ['worker-alive'], nowMs + DEAD_AFTER_MS + 1)).toBe(1);
    await engine.settle();
    expect(delivered).toBe(1);
  });
});

describe('a running engine', () => {
  const held = defineJob({ name: 'demo.held', payload: z.object({ n: z.number() }) });

  /** An engine at work on a job that ends when it is let go. */
  async function engineWithJobInHand() {
    const entered = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    const engine = engineWith({
      jobs: [
        handle(held, async ({ n }) => {
          if (n === 2) return second.resolve();
          entered.resolve();
          await gate.promise;
        }),
      ],
    });
    await engine.start();
    await enqueue(world.db, held, { n: 1 });
    await entered.promise;
    return { engine, letGo: gate.resolve, second: second.promise };
  }
  const lives = async () => {
    const { rows } = await world.pool.query<{ n: number }>(
      `select count(*)::int as n from graphile_worker._private_jobs j
       join platform.engine_worker w on w.worker_id = j.locked_by`,
    );
    return rows[0]?.n;
  };

  it('locks its jobs in the name under which it says that it lives', async () => {
    const { engine, letGo } = await engineWithJobInHand();
    try {
      await vi.waitUntil(async () => (await lives()) === 1);
    } finally {
      letGo();
      await engine.stop();
    }
    expect(await lives()).toBe(0);
  });

  it('outlives the loss of every connection while a job is in hand, and takes the next one', async () => {
    const { engine, letGo, second } = await engineWithJobInHand();
    try {
      await world.pool
        .query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()`,
        )
        .catch(() => undefined);
      letGo();
      await enqueue(world.db, held, { n: 2 });
      await second;
    } finally {
      await engine.stop();
    }
    expect(await listParkedJobs(world.db, { tenantId: 1, limit: 10 })).toEqual([]);
  });
});

describe('sweeps', () => {
  it('a sweep is repeated until nothing is left, a daily one waits for its minute', async () => {
    const clock = frozenClock(Date.parse('2026-11-22T10:00:00+08:00'));
    let left = 5;
    let nightly = 0;
    const engine = engineWith({
      clock,
      sweeps: [
        {
          name: 'drain',
          everyMs: 1_000,
          run: async () => (left > 0 ? Math.min(2, left, (left -= 2) + 2) : 0),
        },
        {
          name: 'night',
          everyMs: 0,
          atMinute: 180,
          run: async () => {
            nightly += 1;
            return 0;
          },
        },
      ],
    });
    await engine.settle();
    expect(left).toBeLessThanOrEqual(0);
    const before = nightly;
    clock.advance(18 * 3_600_000);
    await engine.settle();
    expect(nightly).toBe(before + 1);
    await engine.settle();
    expect(nightly).toBe(before + 1);
  });
});

it('statements run on the database under test', async () => {
  const { rows } = await sql<{ one: number }>`select 1 as one`.execute(world.db);
  expect(rows).toEqual([{ one: 1 }]);
});
