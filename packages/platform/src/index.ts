// The platform: what every product of this kind needs, without a business word.
export { type AuditEntry, type AuditRow, audit, listAudit } from './audit.ts';
export { type Config, readConfig, Secret } from './config.ts';
export { type Connection, type Db, inTransaction, openDb, poolConfig, type Tx } from './db/db.ts';
export { machineFault, willPass } from './db/machine-fault.ts';
export { preferBitmaps, preferHashJoins, refreshStatistics } from './db/plans.ts';
export { type MigrationFolder, migrate, readFolder } from './db/migrate.ts';
export { declaredQueries, type Query, query } from './db/query.ts';
export { withinStaff, withinStores } from './db/scope.ts';
export { type Disk, type DiskLimits, diskLimits, endlessDisk, freeBytesOf, watchDisk } from './disk.ts';
export { type EmbeddedPostgres, startPostgres } from './embedded/postgres.ts';
export { sendFile } from './http/download.ts';
export { bodyOf, type ErrorBody, statusOf, toFault } from './http/fault-to-http.ts';
export { editedMeanwhile } from './http/editions.ts';
export { forgetKeptAnswers } from './http/kept-answers.ts';
export { generateOpenApi } from './http/openapi.ts';
export { pageOf, readCursor, whole } from './http/paging.ts';
export { createHttp, SESSION_COOKIE } from './http/server.ts';
export { permit } from './http/permit.ts';
export { createEngine, type Engine, prepareQueue } from './jobs/engine.ts';
export {
  defineJob,
  enqueue,
  handle,
  type JobContext,
  type JobDefinition,
  type JobHandler,
  type Lane,
} from './jobs/job.ts';
export { listParkedJobs, type ParkedJob, rerunParkedJob } from './jobs/parked.ts';
export { defineSweep, listSweeps, type Sweep } from './jobs/sweep.ts';
export { type Log, openLog, traceOf } from './log.ts';
export { platformMigrations } from './migrations.ts';
export { defineModule, type Ground, type Module, type RequestContext } from './module.ts';
export { emit, type EventType } from './outbox/event.ts';
export { on, type Reaction } from './outbox/reaction.ts';
export { createVault, loadMasterKey, type Vault } from './security/vault.ts';
