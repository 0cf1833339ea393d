// The engine: relays facts, runs jobs in lanes, and runs sweeps when the clock says so. `settle()` does all of it
// until nothing moves, so that tests and the demo never sleep.
import { EventEmitter } from 'node:events';
import { type Clock, dayOf, MS_PER_DAY, MS_PER_MINUTE, startOfDay, type TenantId } from '@yutian/kernel';
import {
  type JobHelpers,
  Logger,
  type Runner,
  run as runWorker,
  runMigrations,
  runOnce,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import type pg from 'pg';
import type { Db } from '../db/db.ts';
import { type Log, traceOf } from '../log.ts';
import { factsWait, relayFacts } from '../outbox/relay.ts';
import type { Reaction } from '../outbox/reaction.ts';
import type { JobHandler, Lane } from './job.ts';
import { housekeep } from './housekeeping.ts';
import { describeFailure, parkJob } from './parked.ts';
import { keepPresence } from './presence.ts';
import { claimDueSweep, recordSweep, type Sweep } from './sweep.ts';

const LANES: Record<Lane, number> = { urgent: 6, standard: 4, bulk: 2 };
const TICK_MS = 250;
/** After a pass that failed: an absent database is not asked four times a second. */
const FAILED_TICK_MS = 2_000;
const STOP_WITHIN_MS = 15_000;
const BEAT_MS = 10_000;
/** While settling: how often, and how long apart, it is asked whether the transaction that holds facts back has ended. */
const HORIZON_PAUSES = 40;
const HORIZON_PAUSE_MS = 10;
/** Between two tries to start a lane whose connection to the queue was lost for good. */
const LANE_PAUSE_MS = 1_000;

export interface EngineParts {
  db: Db;
  pool: pg.Pool;
  clock: Clock;
  log: Log;
  jobs: readonly JobHandler[];
  reactions: readonly Reaction[];
  sweeps: readonly Sweep[];
  tenants(): Promise<readonly TenantId[]>;
}

export interface Engine {
  /** Starts working in the background. */
  start(): Promise<void>;
  /** Finishes what is running and stops. */
  stop(): Promise<void>;
  /** Works until no fact, job or due sweep is left. A job that fails throws here with its own error. */
  settle(): Promise<void>;
}

// The queue's own messages quote job errors, which may quote data; ours are written where jobs fail.
const silent = new Logger(() => () => undefined);

/** Builds the engine. Call `prepareQueue` once before. */
export function createEngine(parts: EngineParts): Engine {
  const { db, pool, clock, log } = parts;
  const handlers = [...parts.jobs, ...parts.reactions.map((reaction) => reaction.toHandler(db))];
  const byTopic = Map.groupBy(parts.reactions, (reaction) => reaction.topic);
  const nextDue = new Map<string, number>();
  let completed = 0;
  let settling: unknown[] | undefined;

  const tasks = (lane?: Lane): TaskList =>
    Object.fromEntries(
      handlers
        .filter((handler) => lane === undefined || handler.definition.lane === lane)
        .map((handler) => [
          handler.definition.name,
          (payload: unknown, helpers: JobHelpers) => runJob(handler, payload, helpers),
        ]),
    );

  async function runJob(handler: JobHandler, payload: unknown, helpers: JobHelpers): Promise<void> {
    const { attempts } = helpers.job;
    const { name, timeoutMs, attempts: most } = handler.definition;
    try {
      await handler.run(payload, { signal: signalFor(timeoutMs, helpers), attempt: attempts });
      completed += 1;
    } catch (error) {
      const failure = describeFailure(error);
      settling?.push(error);
      log.warn(
        {
          job: name,
          attempt: attempts,
          code: failure.code,
          ...(failure.retry ? {} : { parked: true }),
          err: traceOf(error),
        },
        'job failed',
      );
      if (failure.retry && attempts < most) throw new Error(failure.code);
      await parkJob(db, { name, payload, attempts }, failure, clock.now());
    }
  }

  async function runSweeps(always: boolean, signal: AbortSignal): Promise<number> {
    let moved = 0;
    for (const tenantId of await parts.tenants()) {
      for (const sweep of parts.sweeps) {
        if (signal.aborted) return moved;
        moved += await runSweep(sweep, tenantId, always && sweep.atMinute === undefined, signal);
      }
    }
    return moved;
  }

  async function runSweep(
    sweep: Sweep,
    tenantId: TenantId,
    always: boolean,
    signal: AbortSignal,
  ): Promise<number> {
    const now = clock.now();
    const key = `${sweep.name}:${tenantId}`;
    if (!always && now < (nextDue.get(key) ?? 0)) return 0;
    const nextMs = sweep.atMinute === undefined ? now + sweep.everyMs : nextDaily(now, sweep.atMinute);
    const [claimed] = await claimDueSweep(db, { name: sweep.name, tenantId, nowMs: now, nextMs });
    nextDue.set(key, Math.min(nextMs, now + 60_000));
    if (!claimed && !always) return 0;
    let total = 0;
    try {
      for (;;) {
        const moved = await sweep.run(tenantId, clock.now(), signal);
        total += moved;
        if (moved === 0 || signal.aborted) break;
      }
      await recordSweep(db, { name: sweep.name, tenantId, moved: total, error: null });
    } catch (error) {
      const failure = describeFailure(error);
      settling?.push(error);
      log.error(
        {
          sweep: sweep.name,
          tenantId,
          code: failure.code,
          err: traceOf(error),
        },
        'sweep failed',
      );
      await recordSweep(db, { name: sweep.name, tenantId, moved: total, error: failure.message });
    }
    return total;
  }

  const runners = new Map<Lane, Runner>();
  const poolIds = new Map<Lane, string>();
  let stopping: AbortController | undefined;
  let loops: Promise<void>[] = [];

  async function loop(work: (signal: AbortSignal) => Promise<number>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if ((await work(signal)) === 0) await pause(TICK_MS, signal);
      } catch (error) {
        if (!signal.aborted) log.error({ err: traceOf(error) }, 'engine pass failed');
        await pause(FAILED_TICK_MS, signal);
      }
    }
  }

  async function startLane(lane: Lane, taskList: TaskList): Promise<Runner> {
    const events: WorkerEvents = new EventEmitter();
    // @NOTE the queue locks a job in the name of the pool, not of the worker in it.
    events.on('pool:create', ({ workerPool }) => void poolIds.set(lane, workerPool.id));
    const runner = await runWorker({
      pgPool: pool,
      taskList,
      concurrency: LANES[lane],
      noHandleSignals: true,
      logger: silent,
      events,
      // @NOTE with a delay, even none, the end of a job is written with retries; without one a database that is away
      // at that moment ends the process by an unhandled rejection.
      preset: { worker: { pollInterval: 1_000, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
    runners.set(lane, runner);
    return runner;
  }

  /** Keeps a lane working: the queue's library ends it when the database is away for minutes. */
  async function keepLane(lane: Lane, first: Runner, taskList: TaskList, signal: AbortSignal): Promise<void> {
    for (let runner: Runner | undefined = first; !signal.aborted; ) {
      try {
        runner ??= await startLane(lane, taskList);
        await runner.promise;
      } catch (error) {
        if (!signal.aborted) log.error({ lane, err: traceOf(error) }, 'lane lost; it starts again');
      }
      runner = undefined;
      await pause(LANE_PAUSE_MS, signal);
    }
  }

  return {
    async start() {
      stopping = new AbortController();
      const { signal } = stopping;
      const lanes: Promise<void>[] = [];
      for (const lane of Object.keys(LANES) as Lane[]) {
        const taskList = tasks(lane);
        if (Object.keys(taskList).length > 0)
          lanes.push(keepLane(lane, await startLane(lane, taskList), taskList, signal));
      }
      await housekeep(db);
      let lastKept = Date.now();
      let lastBeat = 0;
      loops = [
        ...lanes,
        loop(() => relayFacts(db, byTopic), signal),
        loop((s) => runSweeps(false, s), signal),
        loop(async () => {
          if (Date.now() - lastBeat > BEAT_MS) {
            lastBeat = Date.now();
            await keepPresence(db, [...poolIds.values()], lastBeat);
          }
          if (Date.now() - lastKept > MS_PER_DAY / 24) {
            await housekeep(db);
            lastKept = Date.now();
          }
          return 0;
        }, signal),
      ];
    },
    async stop() {
      stopping?.abort();
      // Running work hears the signal; what does not listen is left behind, and its job is taken up again later.
      await Promise.race([
        Promise.all([
          ...loops,
          ...[...runners.values()].map((runner) => runner.stop().catch(() => undefined)),
        ]),
        deadline(STOP_WITHIN_MS),
      ]);
      runners.clear();
    },
    async settle() {
      const never = new AbortController().signal;
      const failures: unknown[] = [];
      settling = failures;
      try {
        for (let round = 0, held = 0; ; round++) {
          if (round === 1_000)
            throw new Error('The engine does not settle: something makes work for itself.');
          completed = 0;
          const relayed = await relayFacts(db, byTopic);
          if (handlers.length > 0)
            await runOnce({ pgPool: pool, taskList: tasks(), noHandleSignals: true, logger: silent });
          const swept = await runSweeps(true, never);
          if (failures.length > 0) throw failures[0];
          if (relayed + completed + swept > 0) continue;
          if (held++ === HORIZON_PAUSES || !(await factsWait(db))) return;
          await pause(HORIZON_PAUSE_MS, never);
        }
      } finally {
        settling = undefined;
      }
    },
  };
}

/** Installs the queue's tables. */
export async function prepareQueue(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool, logger: silent });
}

function nextDaily(nowMs: number, minute: number): number {
  const today = startOfDay(dayOf(nowMs)) + minute * MS_PER_MINUTE;
  return today > nowMs ? today : today + MS_PER_DAY;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    const timer = setTimeout(finish, ms);
    function finish() {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      done();
    }
    signal.addEventListener('abort', finish);
  });
}

/** Fires when the job's time is up or the engine stops. */
function signalFor(timeoutMs: number, helpers: JobHelpers): AbortSignal {
  const limit = AbortSignal.timeout(timeoutMs);
  return helpers.abortSignal ? AbortSignal.any([limit, helpers.abortSignal]) : limit;
}

function deadline(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms).unref());
}
