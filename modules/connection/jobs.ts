// The outside effects and background work of connection, by name and payload. What they do is bound in index.ts.
import { defineJob } from '@yutian/platform';
import { z } from 'zod';

const byTenant = z.object({ tenantId: z.int() });
const byCorp = z.object({ tenantId: z.int(), corpId: z.string() });
const byRun = z.object({ tenantId: z.int(), runId: z.uuid() });

/** Works off the inbox; woken by the commit that filled it. */
export const processInboxJob = defineJob({
  name: 'connection.processInbox',
  payload: byTenant,
  lane: 'urgent',
  timeoutMs: 300_000,
});
/** Reads name, picture and tags of customers whom a callback named. */
export const readProfilesJob = defineJob({
  name: 'connection.readProfiles',
  payload: byCorp,
  timeoutMs: 120_000,
});
/** Reads the directory after the platform said that it changed. */
export const readDirectoryJob = defineJob({
  name: 'connection.readDirectory',
  payload: byCorp,
  lane: 'bulk',
  timeoutMs: 600_000,
});
/** Reads the corp tags after the platform said that they changed. */
export const readTagsJob = defineJob({ name: 'connection.readTags', payload: byCorp });
/** Pulls message facts out of the chat archive. */
export const pullArchiveJob = defineJob({
  name: 'connection.pullArchive',
  payload: byCorp,
  lane: 'bulk',
  timeoutMs: 300_000,
});
/** Asks which friends agreed to archiving. */
export const askConsentsJob = defineJob({
  name: 'connection.askConsents',
  payload: byCorp,
  lane: 'bulk',
  timeoutMs: 600_000,
});
/** Reads the daily behaviour figures that are not here yet. */
export const readBehaviourJob = defineJob({
  name: 'connection.readBehaviour',
  payload: byCorp,
  lane: 'bulk',
  timeoutMs: 600_000,
});
/** Drives a synchronisation or reconcile a stretch further. */
export const driveSyncJob = defineJob({
  name: 'connection.driveSync',
  payload: byRun,
  lane: 'bulk',
  timeoutMs: 120_000,
});
