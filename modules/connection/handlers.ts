// Contract → access → verb → view.
import { contract, type SyncRun } from '@yutian/contract';
import { type Actor, type Id, invalid, isId, notFound } from '@yutian/kernel';
import {
  audit,
  enqueue,
  inTransaction,
  listParkedJobs,
  permit,
  type RequestContext,
  rerunParkedJob,
  type Tx,
  whole,
} from '@yutian/platform';
import { implement } from '@orpc/server';
import { permitChanging, permitReading } from './access.ts';
import { type HealthParts, readHealth } from './health.ts';
import { listEvents, retryEvents } from './inbox.sql.ts';
import { processInboxJob } from './jobs.ts';
import { sumApiUse } from './link.sql.ts';
import { countDifferences, listDifferences } from './reconcile.sql.ts';
import { cancelSync, pauseSync, resumeSync, startSync } from './start-sync.ts';
import { listRuns } from './sync.sql.ts';
import {
  customersApiUse,
  viewDifference,
  viewEvent,
  viewParked,
  viewReport,
  viewRun,
} from './views.rules.ts';
import { showRun } from './watch-sync.ts';

const PARKED_SHOWN = 200;

/** One more row than asked tells whether there is a next page. */
function paged<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => string) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

export function connectionRouter(parts: HealthParts) {
  const os = implement(contract.connection).$context<RequestContext>();
  return os.router({
    health: os.health.handler(({ context }) => readHealth(parts, permitReading(context).tenantId)),
    ...eventHandlers(parts),
    ...runHandlers(parts),
    ...reconcileHandlers(parts),
    listParkedJobs: os.listParkedJobs.handler(async ({ context }) => {
      const { tenantId } = permitReading(context);
      return whole(await listParkedJobs(parts.db, { tenantId, limit: PARKED_SHOWN }), viewParked);
    }),
    rerunParkedJob: os.rerunParkedJob.handler(async ({ context, input }) => {
      const actor = permitChanging(context);
      if (!(await rerunParkedJob(parts.db, actor.tenantId, input.id)))
        throw notFound('PARKED_JOB_UNKNOWN', 'There is no such parked job.');
      await audit(
        parts.db,
        actor,
        { action: 'connection.rerunParkedJob', subjectKind: 'job', subjectId: input.id },
        parts.clock.now(),
        context.requestId,
      );
      return { ok: true };
    }),
  });
}

function eventHandlers(parts: HealthParts) {
  const os = implement(contract.connection).$context<RequestContext>();
  return {
    listEvents: os.listEvents.handler(async ({ context, input }) => {
      const { tenantId } = permitReading(context);
      const { limit, state = null, event = null, corpId = null } = input;
      const before = input.cursor === undefined ? null : numberIn(input.cursor);
      const rows = await listEvents(parts.db, { tenantId, state, event, corpId, before, limit: limit + 1 });
      const { items, nextCursor } = paged(rows, limit, (row) => String(row.id));
      return { items: items.map(viewEvent), nextCursor };
    }),
    retryEvents: os.retryEvents.handler(async ({ context, input }) => {
      const actor = permitChanging(context);
      const { tenantId } = actor;
      const retried = await inTransaction(parts.db, async (tx) => {
        const moved = await retryEvents.run(tx, { tenantId, ids: input.ids?.map(numberIn) ?? null });
        await enqueue(tx, processInboxJob, { tenantId }, { key: `${processInboxJob.name}:${tenantId}` });
        await audit(
          tx,
          actor,
          {
            action: 'connection.retryEvents',
            subjectKind: 'inbox',
            subjectId: 'failed',
            detail: { retried: moved },
          },
          parts.clock.now(),
          context.requestId,
        );
        return moved;
      });
      return { retried };
    }),
  };
}

function runHandlers(parts: HealthParts) {
  const os = implement(contract.connection).$context<RequestContext>();
  const steered = async (
    context: RequestContext,
    action: string,
    steer: (tx: Tx, actor: Actor, nowMs: number) => Promise<Id>,
  ): Promise<SyncRun> => {
    const actor = permitChanging(context);
    const nowMs = parts.clock.now();
    const runId = await inTransaction(parts.db, async (tx) => {
      const steeredId = await steer(tx, actor, nowMs);
      await audit(
        tx,
        actor,
        { action, subjectKind: 'sync_run', subjectId: steeredId },
        nowMs,
        context.requestId,
      );
      return steeredId;
    });
    return showRun(parts.db, parts.clock, actor.tenantId, runId);
  };
  return {
    listSyncRuns: os.listSyncRuns.handler(async ({ context, input }) => {
      const { tenantId } = permitReading(context);
      const { limit, kind = null, corpId = null } = input;
      const rows = await listRuns(parts.db, {
        tenantId,
        kind,
        corpId,
        before: idIn(input.cursor),
        limit: limit + 1,
      });
      const perMinute = customersApiUse(await sumApiUse(parts.db, { tenantId, nowMs: parts.clock.now() }));
      const { items, nextCursor } = paged(rows, limit, (row) => row.runId);
      return {
        items: items.map((row) => viewRun(row, parts.clock.now(), perMinute.get(row.corpId) ?? 0)),
        nextCursor,
      };
    }),
    getSyncRun: os.getSyncRun.handler(({ context, input }) =>
      showRun(parts.db, parts.clock, permitReading(context).tenantId, input.id),
    ),
    startSync: os.startSync.handler(({ context, input }) =>
      steered(context, 'connection.startSync', async (tx, actor, nowMs) => {
        const corps = await parts.ports.corps.corps(tx);
        if (!corps.some((corp) => corp.tenantId === actor.tenantId && corp.corpId === input.corpId))
          throw notFound('CORP_UNKNOWN', 'There is no such WeCom corp. Connect it under Settings → WeCom.');
        return (await startSync(tx, actor.tenantId, input.corpId, input.kind, nowMs)).runId;
      }),
    ),
    pauseSync: os.pauseSync.handler(({ context, input }) =>
      steered(context, 'connection.pauseSync', async (tx, actor, nowMs) => {
        await pauseSync(tx, actor.tenantId, input.id, nowMs);
        return input.id;
      }),
    ),
    resumeSync: os.resumeSync.handler(({ context, input }) =>
      steered(context, 'connection.resumeSync', async (tx, actor, nowMs) => {
        await resumeSync(tx, actor.tenantId, input.id, nowMs);
        return input.id;
      }),
    ),
    cancelSync: os.cancelSync.handler(({ context, input }) =>
      steered(context, 'connection.cancelSync', async (tx, actor, nowMs) => {
        await cancelSync(tx, actor.tenantId, input.id, nowMs);
        return input.id;
      }),
    ),
  };
}

function reconcileHandlers(parts: HealthParts) {
  const os = implement(contract.connection).$context<RequestContext>();
  return {
    listReconciles: os.listReconciles.handler(async ({ context, input }) => {
      const { tenantId } = permitReading(context);
      const { limit, corpId = null } = input;
      const rows = await listRuns(parts.db, {
        tenantId,
        kind: 'reconcile',
        corpId,
        before: idIn(input.cursor),
        limit: limit + 1,
      });
      const { items, nextCursor } = paged(rows, limit, (row) => row.runId);
      const counts = await countDifferences(parts.db, { tenantId, runIds: items.map((row) => row.runId) });
      return {
        items: items.map((row) =>
          viewReport(
            row,
            counts.find((one) => one.runId === row.runId),
          ),
        ),
        nextCursor,
      };
    }),
    listDifferences: os.listDifferences.handler(async ({ context, input }) => {
      const { tenantId, scope } = permit(context, 'connection.read');
      const { limit, kind = null } = input;
      const rows = await listDifferences(parts.db, {
        tenantId,
        runId: input.id,
        kind,
        scope,
        after: idIn(input.cursor),
        limit: limit + 1,
      });
      const { items, nextCursor } = paged(rows, limit, (row) => row.id);
      return { items: items.map(viewDifference), nextCursor };
    }),
  };
}

const badCursor = () =>
  invalid('CURSOR_INVALID', 'The cursor is not one of this list. Start from the first page.');

function numberIn(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw badCursor();
  return number;
}

function idIn(cursor: string | undefined): Id | null {
  if (cursor === undefined) return null;
  if (!isId(cursor)) throw badCursor();
  return cursor;
}
