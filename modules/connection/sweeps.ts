// What connection does when its time has come: nightly reconcile and statistics, and the nets below jobs that a killed
// process left behind.
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@yutian/kernel';
import { defineSweep, enqueue, inTransaction, type JobDefinition, type Sweep } from '@yutian/platform';
import type { CorpDirectory } from '@yutian/contract';
import type { Tx } from '@yutian/platform';
import type { InboxProcessor } from './inbox-processor.ts';
import { forgetEvents } from './inbox.sql.ts';
import { pullArchiveJob, readBehaviourJob, readProfilesJob } from './jobs.ts';
import { forgetApiUse } from './link.sql.ts';
import type { SyncParts } from './parts.ts';
import { corpsWithDueProfiles } from './profile.sql.ts';
import { driveSoon, startSync } from './start-sync.ts';
import { strandedRuns } from './sync.sql.ts';

const RECONCILE_MINUTE = 3 * 60 + 10;
const BEHAVIOUR_MINUTE = 7 * 60 + 30;
const FORGET_MINUTE = 4 * 60 + 20;
const INBOX_KEPT_MS = 14 * MS_PER_DAY;
const FORGET_BATCH = 5_000;
/** A run without a sign of life for so long has lost its process. */
const SILENT_MS = 20_000;

export function connectionSweeps(
  parts: SyncParts,
  processor: InboxProcessor,
  corps: CorpDirectory<Tx>,
): Sweep[] {
  const { db, clock } = parts;
  const eachCorp = async (tenantId: number, job: JobDefinition<{ tenantId: number; corpId: string }>) => {
    for (const corp of await inTransaction(db, (tx) => corps.corps(tx)))
      if (corp.tenantId === tenantId)
        await enqueue(
          db,
          job,
          { tenantId, corpId: corp.corpId },
          { key: `${job.name}:${tenantId}:${corp.corpId}` },
        );
    return 0;
  };
  return [
    defineSweep({
      // The commit that stores callbacks wakes the inbox by a job; this finds what a killed process left.
      name: 'connection.inbox',
      everyMs: 2_000,
      run: (tenantId) => processor.drain(tenantId),
    }),
    defineSweep({
      name: 'connection.profiles',
      everyMs: 5_000,
      async run(tenantId, nowMs) {
        for (const { corpId } of await corpsWithDueProfiles(db, { tenantId, nowMs }))
          await enqueue(
            db,
            readProfilesJob,
            { tenantId, corpId },
            { key: `${readProfilesJob.name}:${tenantId}:${corpId}` },
          );
        return 0;
      },
    }),
    defineSweep({
      name: 'connection.strandedRuns',
      everyMs: 5_000,
      async run(tenantId, nowMs) {
        for (const { runId } of await strandedRuns(db, { tenantId, nowMs, silentSinceMs: nowMs - SILENT_MS }))
          await driveSoon(db, tenantId, runId);
        return 0;
      },
    }),
    defineSweep({
      name: 'connection.reconcile',
      everyMs: MS_PER_DAY,
      atMinute: RECONCILE_MINUTE,
      async run(tenantId) {
        for (const corp of await inTransaction(db, (tx) => corps.corps(tx)))
          if (corp.tenantId === tenantId)
            await inTransaction(db, (tx) => startSync(tx, tenantId, corp.corpId, 'reconcile', clock.now()));
        return 0;
      },
    }),
    defineSweep({
      name: 'connection.behaviour',
      everyMs: MS_PER_DAY,
      atMinute: BEHAVIOUR_MINUTE,
      run: (tenantId) => eachCorp(tenantId, readBehaviourJob),
    }),
    defineSweep({
      name: 'connection.archive',
      everyMs: 5 * MS_PER_MINUTE,
      run: (tenantId) => eachCorp(tenantId, pullArchiveJob),
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
