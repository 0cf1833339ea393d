// Statements of synchronisation runs and their chunks.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';

export type SyncKind = 'first' | 'reconcile';
export type SyncState = 'running' | 'paused' | 'done' | 'cancelled' | 'failed';
export type SyncPhase = 'directory' | 'tags' | 'customers' | 'groups' | 'finished';

/** A run with the sums of its chunks. */
export interface RunRow {
  runId: Id;
  corpId: string;
  kind: SyncKind;
  state: SyncState;
  phase: SyncPhase;
  groups: number;
  callbacks: number;
  activeMs: number;
  beatMs: number;
  startedMs: number;
  finishedMs: number | null;
  code: string | null;
  message: string | null;
  errcode: number | null;
  chunks: number;
  staffTotal: number;
  /** Staff of finished chunks, and those passed in open ones. */
  staffDone: number;
  calls: number;
  relations: number;
  added: number;
  changed: number;
  lost: number;
}

const runRows = (where: RawBuilder<unknown>, limit: number) => sql<RunRow>`
  select r.run_id as "runId", r.corp_id as "corpId", r.kind, r.state, r.phase, r.groups, r.callbacks,
    r.active_ms as "activeMs", r.beat_ms as "beatMs", r.started_ms as "startedMs", r.finished_ms as "finishedMs",
    r.code, r.message, r.errcode, count(t.chunk) as chunks,
    coalesce(sum(cardinality(t.userids)), 0)::bigint as "staffTotal",
    coalesce(sum(case when t.state = 'done' then cardinality(t.userids) when t.in_order then greatest(t.seen_staff - 1, 0) else 0 end), 0)::bigint as "staffDone",
    coalesce(sum(t.calls), 0)::bigint as calls, coalesce(sum(t.relations), 0)::bigint as relations,
    coalesce(sum(t.added), 0)::bigint as added, coalesce(sum(t.changed), 0)::bigint as changed, coalesce(sum(t.lost), 0)::bigint as lost
  from connection.sync_run r
  left join connection.sync_task t on t.tenant_id = r.tenant_id and t.run_id = r.run_id
  where ${where}
  group by r.tenant_id, r.run_id
  order by r.run_id desc limit ${limit}`;

/** Opens a run unless the corp has an open one. @returns one row, or none when there is one already. */
export const insertRun = query({
  name: 'connection.insertSyncRun',
  examples: [{ tenantId: 1, runId: newId(), corpId: 'ww0', kind: 'first', nowMs: 0 }],
  sql: (p: { tenantId: TenantId; runId: Id; corpId: string; kind: SyncKind; nowMs: number }) => sql<{
    runId: Id;
  }>`
    insert into connection.sync_run (tenant_id, run_id, corp_id, kind, state, beat_ms, retry_ms, started_ms, callbacks)
    values (${p.tenantId}, ${p.runId}, ${p.corpId}, ${p.kind}, 'running', ${p.nowMs}, ${p.nowMs}, ${p.nowMs},
      (select count(*) from connection.inbox i where i.tenant_id = ${p.tenantId} and i.corp_id = ${p.corpId}
        and i.received_ms >= coalesce((select max(b.started_ms) from connection.sync_run b
          where b.tenant_id = ${p.tenantId} and b.corp_id = ${p.corpId} and b.state = 'done'), 0)))
    on conflict do nothing
    returning run_id as "runId"`,
});

export const findOpenRun = query({
  name: 'connection.findOpenSyncRun',
  examples: [{ tenantId: 1, corpId: 'ww0' }],
  sql: (p: { tenantId: TenantId; corpId: string }) => sql<{ runId: Id }>`
    select run_id as "runId" from connection.sync_run
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and state in ('running', 'paused')`,
});

export const getRun = query({
  name: 'connection.getSyncRun',
  examples: [{ tenantId: 1, runId: newId() }],
  sql: (p: { tenantId: TenantId; runId: Id }) =>
    runRows(sql`r.tenant_id = ${p.tenantId} and r.run_id = ${p.runId}`, 1),
});

export const listRuns = query({
  name: 'connection.listSyncRuns',
  examples: [
    { tenantId: 1, kind: null, corpId: null, before: null, limit: 50 },
    { tenantId: 1, kind: 'reconcile', corpId: 'ww0', before: newId(), limit: 50 },
  ],
  sql: (p: {
    tenantId: TenantId;
    kind: SyncKind | null;
    corpId: string | null;
    before: Id | null;
    limit: number;
  }) =>
    runRows(
      sql`r.tenant_id = ${p.tenantId}
        ${p.kind === null ? sql`` : sql`and r.kind = ${p.kind}`}
        ${p.corpId === null ? sql`` : sql`and r.corp_id = ${p.corpId}`}
        ${p.before === null ? sql`` : sql`and r.run_id < ${p.before}::uuid`}`,
      p.limit,
    ),
});

/** The latest run of each corp and kind. */
export const latestRuns = query({
  name: 'connection.latestSyncRuns',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) =>
    runRows(
      sql`r.tenant_id = ${p.tenantId} and r.run_id in (
      select distinct on (l.corp_id, l.kind) l.run_id from connection.sync_run l
      where l.tenant_id = ${p.tenantId} order by l.corp_id, l.kind, l.run_id desc)`,
      200,
    ),
});

/** Moves a run from one of `from` to another state. @returns one row when it was in one of them. */
export const setRunState = query({
  name: 'connection.setSyncRunState',
  examples: [
    {
      tenantId: 1,
      runId: newId(),
      from: ['running'],
      to: 'paused',
      nowMs: 0,
      code: null,
      message: null,
      errcode: null,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    runId: Id;
    from: readonly SyncState[];
    to: SyncState;
    nowMs: number;
    code: string | null;
    message: string | null;
    errcode: number | null;
  }) => sql<{ runId: Id }>`
    update connection.sync_run
    set state = ${p.to}, code = ${p.code}, message = ${p.message}, errcode = ${p.errcode}, beat_ms = ${p.nowMs}, retry_ms = ${p.nowMs},
      finished_ms = ${p.to === 'done' || p.to === 'cancelled' || p.to === 'failed' ? p.nowMs : null},
      phase = ${p.to === 'done' ? sql`'finished'` : sql`phase`}
    where tenant_id = ${p.tenantId} and run_id = ${p.runId} and state = any(${p.from}::text[])
    returning run_id as "runId"`,
});

export const setRunPhase = query({
  name: 'connection.setSyncRunPhase',
  examples: [{ tenantId: 1, runId: newId(), phase: 'tags', groups: null }],
  sql: (p: { tenantId: TenantId; runId: Id; phase: SyncPhase; groups: number | null }) => sql`
    update connection.sync_run set phase = ${p.phase}, groups = coalesce(${p.groups}::integer, groups)
    where tenant_id = ${p.tenantId} and run_id = ${p.runId}`,
});

/** A sign of life. @returns one row while the run is to go on. */
export const beatRun = query({
  name: 'connection.beatSyncRun',
  examples: [{ tenantId: 1, runId: newId(), nowMs: 0, workedMs: 0 }],
  sql: (p: { tenantId: TenantId; runId: Id; nowMs: number; workedMs: number }) => sql<{ runId: Id }>`
    update connection.sync_run
    set beat_ms = ${p.nowMs}, active_ms = active_ms + ${p.workedMs}, code = null, message = null, errcode = null
    where tenant_id = ${p.tenantId} and run_id = ${p.runId} and state = 'running'
    returning run_id as "runId"`,
});

/** Something outside refuses for now: why, and when to try again. */
export const postponeRun = query({
  name: 'connection.postponeSyncRun',
  examples: [{ tenantId: 1, runId: newId(), retryMs: 0, code: '', message: '', errcode: null }],
  sql: (p: {
    tenantId: TenantId;
    runId: Id;
    retryMs: number;
    code: string;
    message: string;
    errcode: number | null;
  }) => sql`
    update connection.sync_run set retry_ms = ${p.retryMs}, code = ${p.code}, message = ${p.message}, errcode = ${p.errcode}, beat_ms = 0
    where tenant_id = ${p.tenantId} and run_id = ${p.runId} and state = 'running'`,
});

/** Takes over runs that nobody drives: their process was killed, or what they waited for is due. */
export const claimStrandedRuns = query({
  name: 'connection.claimStrandedSyncRuns',
  examples: [{ tenantId: 1, nowMs: 0, silentSinceMs: 0 }],
  sql: (p: { tenantId: TenantId; nowMs: number; silentSinceMs: number }) => sql<{ runId: Id }>`
    update connection.sync_run set beat_ms = ${p.nowMs}
    where tenant_id = ${p.tenantId} and state = 'running' and retry_ms <= ${p.nowMs} and beat_ms < ${p.silentSinceMs}
    returning run_id as "runId"`,
});

export const lastDoneRun = query({
  name: 'connection.lastDoneSyncRun',
  examples: [{ tenantId: 1, corpId: 'ww0' }],
  sql: (p: { tenantId: TenantId; corpId: string }) => sql<{ startedMs: number }>`
    select started_ms as "startedMs" from connection.sync_run
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and state = 'done' order by run_id desc limit 1`,
});

export interface TaskRow {
  chunk: number;
  userids: string[];
  staffIds: Id[];
  cursor: string | null;
  startedMs: number | null;
  seenStaff: number;
  lastUserid: string | null;
  inOrder: boolean;
}

export const insertTasks = query({
  name: 'connection.insertSyncTasks',
  examples: [{ tenantId: 1, runId: newId(), chunks: [['a', 'b']] }],
  sql: (p: { tenantId: TenantId; runId: Id; chunks: readonly (readonly string[])[] }) => sql`
    insert into connection.sync_task (tenant_id, run_id, chunk, userids)
    select ${p.tenantId}::integer, ${p.runId}::uuid, c.ordinality, array(select jsonb_array_elements_text(c.userids))
    from jsonb_array_elements(${JSON.stringify(p.chunks)}::jsonb) with ordinality as c (userids, ordinality)
    on conflict (tenant_id, run_id, chunk) do nothing`,
});

export const openTasks = query({
  name: 'connection.openSyncTasks',
  examples: [{ tenantId: 1, runId: newId() }],
  sql: (p: { tenantId: TenantId; runId: Id }) => sql<TaskRow>`
    select chunk, userids, staff_ids as "staffIds", cursor, started_ms as "startedMs", seen_staff as "seenStaff",
      last_userid as "lastUserid", in_order as "inOrder"
    from connection.sync_task
    where tenant_id = ${p.tenantId} and run_id = ${p.runId} and state = 'open' order by chunk`,
});

/** Begins a chunk (again): nothing of it counts yet. */
export const startTask = query({
  name: 'connection.startSyncTask',
  examples: [{ tenantId: 1, runId: newId(), chunk: 1, userids: ['a'], staffIds: [newId()], nowMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    runId: Id;
    chunk: number;
    userids: readonly string[];
    staffIds: readonly Id[];
    nowMs: number;
  }) => sql`
    update connection.sync_task
    set started_ms = ${p.nowMs}, userids = ${p.userids}::text[], staff_ids = ${p.staffIds}::uuid[], cursor = null, relations = 0, added = 0,
      changed = 0, seen_staff = 0, last_userid = null, in_order = true
    where tenant_id = ${p.tenantId} and run_id = ${p.runId} and chunk = ${p.chunk} and state = 'open'`,
});

/** Moves a chunk's cursor with what was applied. @returns 1 when nobody else moved it meanwhile. */
export const moveTask = query({
  name: 'connection.moveSyncTask',
  examples: [
    {
      tenantId: 1,
      runId: newId(),
      chunk: 1,
      from: null,
      to: 'c',
      calls: 1,
      relations: 1,
      added: 1,
      changed: 0,
      seenStaff: 1,
      lastUserid: 'a',
      inOrder: true,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    runId: Id;
    chunk: number;
    from: string | null;
    to: string | null;
    calls: number;
    relations: number;
    added: number;
    changed: number;
    seenStaff: number;
    lastUserid: string | null;
    inOrder: boolean;
  }) => sql`
    update connection.sync_task
    set cursor = ${p.to}, calls = calls + ${p.calls}, relations = relations + ${p.relations}, added = added + ${p.added},
      changed = changed + ${p.changed}, seen_staff = ${p.seenStaff}, last_userid = ${p.lastUserid}, in_order = ${p.inOrder}
    where tenant_id = ${p.tenantId} and run_id = ${p.runId} and chunk = ${p.chunk} and state = 'open'
      and cursor is not distinct from ${p.from}`,
});

export const finishTask = query({
  name: 'connection.finishSyncTask',
  examples: [{ tenantId: 1, runId: newId(), chunk: 1, lost: 0 }],
  sql: (p: { tenantId: TenantId; runId: Id; chunk: number; lost: number }) => sql`
    update connection.sync_task set state = 'done', lost = ${p.lost}, cursor = null
    where tenant_id = ${p.tenantId} and run_id = ${p.runId} and chunk = ${p.chunk} and state = 'open'`,
});
