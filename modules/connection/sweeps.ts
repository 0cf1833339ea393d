// What connection does when its time has come: nightly reconcile and statistics, and the nets below jobs that a killed
// process left behind.
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, type TenantId } from '@yutian/kernel';
import {
  defineSweep,
  enqueue,
  inTransaction,
  type JobDefinition,
  type Sweep,
  type Tx,
} from '@yutian/platform';
import type { CorpDirectory } from '@yutian/contract';
import { listMessageSources } from './archive.sql.ts';
import type { InboxProcessor } from './inbox-processor.ts';
import { forgetEvents } from './inbox.sql.ts';
import { pullArchiveJob, readBehaviourJob, readProfilesJob } from './jobs.ts';
import { forgetApiUse } from './link.sql.ts';
import type { SyncParts } from './parts.ts';
import { corpsWithDueProfiles } from './profile.sql.ts';
import { driveSoon, startSync } from './start-sync.ts';
import { claimStrandedRuns, lastDoneRun } from './sync.sql.ts';

const RECONCILE_MINUTE = 3 * 60 + 10;
const RECONCILE_AFTER_MS = 12 * MS_PER_HOUR;
const BEHAVIOUR_MINUTE = 7 * 60 + 30;
const FORGET_MINUTE = 4 * 60 + 20;
const INBOX_KEPT_MS = 14 * MS_PER_DAY;
const FORGET_BATCH = 5_000;
/** The platform tells of new records by a callback; this is for when none came. */
const PROFILES_EVERY_MS = 5_000;
const ARCHIVE_EVERY_MS = 5 * MS_PER_MINUTE;
/** A run without a sign of life for so long has lost its process. */
const SILENT_MS = 20_000;

interface Corp {
  tenantId: TenantId;
  corpId: string;
}
type CorpJob = JobDefinition<Corp>;

export function connectionSweeps(
  parts: SyncParts,
  processor: InboxProcessor,
  corps: CorpDirectory<Tx>,
): Sweep[] {
  const { db } = parts;
  // @NOTE a sweep is repeated until it moves nothing, and the clock runs meanwhile: what was ordered is not ordered
  // again before its time, or the sweep would never end.
  const ordered = new Map<string, number>();
  const order = async (job: CorpJob, corp: Corp, nowMs: number, everyMs: number): Promise<number> => {
    const key = `${job.name}:${corp.tenantId}:${corp.corpId}`;
    if (nowMs - (ordered.get(key) ?? Number.NEGATIVE_INFINITY) < everyMs) return 0;
    ordered.set(key, nowMs);
    await enqueue(db, job, corp, { key });
    return 1;
  };
  const corpsOf = async (tenantId: TenantId) =>
    (await inTransaction(db, (tx) => corps.corps(tx)))
      .filter((corp) => corp.tenantId === tenantId)
      .map(({ corpId }) => ({ tenantId, corpId }));
  const sumOver = async (all: readonly Corp[], work: (corp: Corp) => Promise<number>) => {
    let total = 0;
    for (const corp of all) total += await work(corp);
    return total;
  };
  return [
    defineSweep({
      // The commit that stores callbacks wakes the inbox; this finds what a killed process left.
      name: 'connection.inbox',
      everyMs: 2_000,
      run: (tenantId) => processor.sweep(tenantId),
    }),
    defineSweep({
      name: 'connection.profiles',
      everyMs: PROFILES_EVERY_MS,
      run: async (tenantId, nowMs) =>
        sumOver(
          (await corpsWithDueProfiles(db, { tenantId, nowMs })).map(({ corpId }) => ({ tenantId, corpId })),
          (corp) => order(readProfilesJob, corp, nowMs, PROFILES_EVERY_MS),
        ),
    }),
    defineSweep({
      name: 'connection.strandedRuns',
      everyMs: 5_000,
      async run(tenantId, nowMs) {
        const runs = await claimStrandedRuns(db, { tenantId, nowMs, silentSinceMs: nowMs - SILENT_MS });
        for (const { runId } of runs) await driveSoon(db, tenantId, runId);
        return runs.length;
      },
    }),
    defineSweep({
      name: 'connection.reconcile',
      everyMs: MS_PER_DAY,
      atMinute: RECONCILE_MINUTE,
      run: async (tenantId, nowMs) =>
        sumOver(await corpsOf(tenantId), (corp) => reconcile(parts, corp, nowMs)),
    }),
    defineSweep({
      name: 'connection.behaviour',
      everyMs: MS_PER_DAY,
      atMinute: BEHAVIOUR_MINUTE,
      run: async (tenantId, nowMs) =>
        sumOver(await corpsOf(tenantId), (corp) => order(readBehaviourJob, corp, nowMs, MS_PER_DAY / 2)),
    }),
    defineSweep({
      name: 'connection.archive',
      everyMs: MS_PER_MINUTE,
      async run(tenantId, nowMs) {
        const sources = await listMessageSources(db, { tenantId });
        const checked = (corpId: string) =>
          sources.find((source) => source.corpId === corpId)?.checkedMs ?? 0;
        const due = (await corpsOf(tenantId)).filter(
          (corp) => checked(corp.corpId) <= nowMs - ARCHIVE_EVERY_MS,
        );
        return sumOver(due, (corp) => order(pullArchiveJob, corp, nowMs, MS_PER_MINUTE));
      },
    }),
    defineSweep({
      name: 'connection.forget',
      everyMs: MS_PER_DAY,
      atMinute: FORGET_MINUTE,
      async run(tenantId, nowMs) {
        await forgetApiUse.run(db, { tenantId, beforeMs: nowMs - 48 * MS_PER_HOUR });
        return forgetEvents.run(db, { tenantId, beforeMs: nowMs - INBOX_KEPT_MS, limit: FORGET_BATCH });
      },
    }),
  ];
}

/** A corp that was read to its end a short while ago needs no reconcile, one that never was has nothing to compare. */
async function reconcile({ db }: SyncParts, { tenantId, corpId }: Corp, nowMs: number): Promise<number> {
  const [last] = await lastDoneRun(db, { tenantId, corpId });
  if (!last || last.startedMs > nowMs - RECONCILE_AFTER_MS) return 0;
  const { isNew } = await inTransaction(db, (tx) => startSync(tx, tenantId, corpId, 'reconcile', nowMs));
  return isNew ? 1 : 0;
}
