// Statements about import runs: their life, their lease, their progress.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';

export interface RunRecord {
  importId: Id;
  fileId: Id;
  fileName: string;
  shopId: Id;
  shopName: string;
  mapping: unknown;
  state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  phase: 'reading' | 'grouping' | 'applying' | 'finished';
  rowsTotal: number;
  rowsRead: number;
  rowsStaged: number;
  rowsBad: number;
  ordersTotal: number;
  ordersDone: number;
  created: number;
  updated: number;
  unchanged: number;
  conflicts: number;
  rowsPerSecond: number | null;
  faultCode: string | null;
  faultMessage: string | null;
  startedByName: string;
  createdAtMs: number;
  finishedAtMs: number | null;
}

const columns = sql`
  r.import_id as "importId", r.file_id as "fileId", r.file_name as "fileName", r.shop_id as "shopId", s.name as "shopName",
  r.mapping, r.state, r.phase, r.rows_total as "rowsTotal", r.rows_read as "rowsRead", r.rows_staged as "rowsStaged",
  r.rows_bad as "rowsBad", r.orders_total as "ordersTotal", r.orders_done as "ordersDone", r.created, r.updated,
  r.unchanged, r.conflicts, r.rows_per_second as "rowsPerSecond", r.fault_code as "faultCode",
  r.fault_message as "faultMessage", r.started_by_name as "startedByName", r.created_at_ms as "createdAtMs",
  r.finished_at_ms as "finishedAtMs"`;
const source = sql`orders.import_run r join orders.shop s on s.tenant_id = r.tenant_id and s.shop_id = r.shop_id`;
const one = { tenantId: 1, importId: newId() };
const held = { ...one, lease: newId() };

export const insertRun = query({
  name: 'orders.insertImportRun',
  examples: [
    {
      ...one,
      fileId: newId(),
      fileName: '',
      shopId: newId(),
      mapping: '{}',
      rowsTotal: 0,
      userId: newId(),
      userName: '',
      nowMs: 0,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    importId: Id;
    fileId: Id;
    fileName: string;
    shopId: Id;
    mapping: string;
    rowsTotal: number;
    userId: Id;
    userName: string;
    nowMs: number;
  }) => sql`
    insert into orders.import_run (tenant_id, import_id, file_id, file_name, shop_id, mapping, state, rows_total,
      started_by, started_by_name, created_at_ms, heartbeat_ms)
    values (${p.tenantId}, ${p.importId}, ${p.fileId}, ${p.fileName}, ${p.shopId}, ${p.mapping}::jsonb, 'waiting',
      ${p.rowsTotal}, ${p.userId}, ${p.userName}, ${p.nowMs}, ${p.nowMs})`,
});

export const findRun = query({
  name: 'orders.findImportRun',
  examples: [one],
  sql: (p: { tenantId: TenantId; importId: Id }) => sql<RunRecord>`
    select ${columns} from ${source} where r.tenant_id = ${p.tenantId} and r.import_id = ${p.importId}`,
});

export const listRuns = query({
  name: 'orders.listImportRuns',
  examples: [
    { tenantId: 1, before: null, limit: 50 },
    { tenantId: 1, before: { ms: 0, id: newId() }, limit: 50 },
  ],
  sql: (p: { tenantId: TenantId; before: { ms: number; id: Id } | null; limit: number }) => sql<RunRecord>`
    select ${columns} from ${source} where r.tenant_id = ${p.tenantId}
      ${p.before === null ? sql`` : sql`and (r.created_at_ms, r.import_id) < (${p.before.ms}::bigint, ${p.before.id}::uuid)`}
    order by r.created_at_ms desc, r.import_id desc limit ${p.limit}`,
});

/** Takes a run that waits, or whose worker fell silent. One row when it is ours now. */
export const claimRun = query({
  name: 'orders.claimImportRun',
  examples: [{ ...held, nowMs: 0, silentSinceMs: 0 }],
  sql: (p: { tenantId: TenantId; importId: Id; lease: Id; nowMs: number; silentSinceMs: number }) => sql<{
    importId: Id;
  }>`
    update orders.import_run set state = 'running', lease = ${p.lease}, heartbeat_ms = ${p.nowMs},
      fault_code = null, fault_message = null
    where tenant_id = ${p.tenantId} and import_id = ${p.importId}
      and (state = 'waiting' or (state = 'running' and heartbeat_ms < ${p.silentSinceMs}))
    returning import_id as "importId"`,
});

const holds = (p: { tenantId: TenantId; importId: Id; lease: Id }): RawBuilder<unknown> =>
  sql`tenant_id = ${p.tenantId} and import_id = ${p.importId} and lease = ${p.lease} and state = 'running'`;

/** After each batch of rows, in the batch's transaction. No row: the lease is lost or somebody cancelled. */
export const advanceReading = query({
  name: 'orders.advanceReading',
  examples: [{ ...held, nowMs: 0, read: 1, staged: 1, bad: 0, rowsPerSecond: 1 }],
  sql: (p: {
    tenantId: TenantId;
    importId: Id;
    lease: Id;
    nowMs: number;
    read: number;
    staged: number;
    bad: number;
    rowsPerSecond: number;
  }) => sql`
    update orders.import_run set heartbeat_ms = ${p.nowMs}, rows_read = rows_read + ${p.read},
      rows_total = greatest(rows_total, rows_read + ${p.read}), rows_staged = rows_staged + ${p.staged},
      rows_bad = rows_bad + ${p.bad}, rows_per_second = ${p.rowsPerSecond}
    where ${holds(p)}`,
});

export const enterPhase = query({
  name: 'orders.enterImportPhase',
  examples: [{ ...held, nowMs: 0, phase: 'grouping' as const }],
  sql: (p: {
    tenantId: TenantId;
    importId: Id;
    lease: Id;
    nowMs: number;
    phase: 'reading' | 'grouping';
  }) => sql`
    update orders.import_run set heartbeat_ms = ${p.nowMs}, phase = ${p.phase}, rows_total = rows_read where ${holds(p)}`,
});

/** Grouping is done: how many orders there are, and how many rows were found bad in the light of the others. */
export const enterApplying = query({
  name: 'orders.enterApplying',
  examples: [{ ...held, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; importId: Id; lease: Id; nowMs: number }) => sql`
    update orders.import_run set heartbeat_ms = ${p.nowMs}, phase = 'applying',
      orders_total = (select count(*) from orders.import_order o where o.tenant_id = ${p.tenantId} and o.import_id = ${p.importId}),
      rows_bad = (select count(*) from orders.import_error e where e.tenant_id = ${p.tenantId} and e.import_id = ${p.importId})
    where ${holds(p)}`,
});

export const advanceApplying = query({
  name: 'orders.advanceApplying',
  examples: [
    {
      ...held,
      nowMs: 0,
      done: 1,
      created: 1,
      updated: 0,
      unchanged: 0,
      conflicts: 0,
      bad: 0,
      rowsPerSecond: null,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    importId: Id;
    lease: Id;
    nowMs: number;
    done: number;
    created: number;
    updated: number;
    unchanged: number;
    conflicts: number;
    bad: number;
    rowsPerSecond: number | null;
  }) => sql`
    update orders.import_run set heartbeat_ms = ${p.nowMs}, orders_done = ${p.done}, created = created + ${p.created},
      updated = updated + ${p.updated}, unchanged = unchanged + ${p.unchanged}, conflicts = conflicts + ${p.conflicts},
      rows_bad = rows_bad + ${p.bad}, rows_per_second = coalesce(${p.rowsPerSecond}, rows_per_second)
    where ${holds(p)}`,
});

export const finishRun = query({
  name: 'orders.finishImportRun',
  examples: [{ ...held, nowMs: 0, rowsPerSecond: 1 }],
  sql: (p: {
    tenantId: TenantId;
    importId: Id;
    lease: Id;
    nowMs: number;
    rowsPerSecond: number | null;
  }) => sql`
    update orders.import_run set state = 'done', phase = 'finished', heartbeat_ms = null, lease = null,
      finished_at_ms = ${p.nowMs}, rows_per_second = coalesce(${p.rowsPerSecond}, rows_per_second)
    where ${holds(p)}`,
});

export const failRun = query({
  name: 'orders.failImportRun',
  examples: [{ ...held, nowMs: 0, code: '', message: '' }],
  sql: (p: {
    tenantId: TenantId;
    importId: Id;
    lease: Id;
    nowMs: number;
    code: string;
    message: string;
  }) => sql`
    update orders.import_run set state = 'failed', heartbeat_ms = null, lease = null, finished_at_ms = ${p.nowMs},
      fault_code = ${p.code}, fault_message = ${p.message}
    where ${holds(p)}`,
});

/** Lets go of a run for the next attempt. */
export const releaseRun = query({
  name: 'orders.releaseImportRun',
  examples: [{ ...held, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; importId: Id; lease: Id; nowMs: number }) => sql`
    update orders.import_run set state = 'waiting', lease = null, heartbeat_ms = ${p.nowMs} where ${holds(p)}`,
});

/** Everything read is lost (the database server crashed): from the first row again. What has landed stays. */
export const restartRun = query({
  name: 'orders.restartImportRun',
  examples: [{ ...held, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; importId: Id; lease: Id; nowMs: number }) => sql`
    update orders.import_run set heartbeat_ms = ${p.nowMs}, phase = 'reading', rows_read = 0, rows_staged = 0, rows_bad = 0,
      orders_total = 0, orders_done = 0, created = 0, updated = 0, unchanged = 0, conflicts = 0
    where ${holds(p)}`,
});

export const cancelRun = query({
  name: 'orders.cancelImportRun',
  examples: [{ ...one, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; importId: Id; nowMs: number }) => sql`
    update orders.import_run set state = 'cancelled', lease = null, heartbeat_ms = null, finished_at_ms = ${p.nowMs}
    where tenant_id = ${p.tenantId} and import_id = ${p.importId} and state in ('waiting', 'running')`,
});

export const resumeRun = query({
  name: 'orders.resumeImportRun',
  examples: [{ ...one, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; importId: Id; nowMs: number }) => sql`
    update orders.import_run set state = 'waiting', finished_at_ms = null, heartbeat_ms = ${p.nowMs},
      fault_code = null, fault_message = null
    where tenant_id = ${p.tenantId} and import_id = ${p.importId} and state in ('cancelled', 'failed')`,
});

/** Runs whose worker fell silent: their process was killed. They wait again; the caller enqueues them. */
export const freeSilentRuns = query({
  name: 'orders.freeSilentRuns',
  examples: [{ tenantId: 1, silentSinceMs: 0 }],
  sql: (p: { tenantId: TenantId; silentSinceMs: number }) => sql<{ importId: Id }>`
    update orders.import_run set state = 'waiting', lease = null, heartbeat_ms = null
    where tenant_id = ${p.tenantId} and state = 'running' and heartbeat_ms < ${p.silentSinceMs}
    returning import_id as "importId"`,
});

export interface RowErrorRecord {
  line: number;
  code: string;
  column: string | null;
  orderNo: string | null;
  reason: string;
}

export const listRowErrors = query({
  name: 'orders.listImportErrors',
  examples: [{ ...one, afterLine: 0, limit: 50 }],
  sql: (p: { tenantId: TenantId; importId: Id; afterLine: number; limit: number }) => sql<RowErrorRecord>`
    select line_no as line, code, column_name as column, order_no as "orderNo", reason from orders.import_error
    where tenant_id = ${p.tenantId} and import_id = ${p.importId} and line_no > ${p.afterLine}
    order by line_no limit ${p.limit}`,
});
