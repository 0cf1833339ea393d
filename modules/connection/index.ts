// connection: see README.md.
import { connectionEvents, orgEvents, type SyncRun } from '@yutian/contract';
import type { Id, TenantId } from '@yutian/kernel';
import { defineModule, enqueue, type Ground, handle, inTransaction, on } from '@yutian/platform';
import { type ArchiveSource, httpArchive } from './archive-source.ts';
import { listMessageSources } from './archive.sql.ts';
import { askFriendsConsents } from './ask-consents.ts';
import { CallbackAddresses } from './callback-addresses.ts';
import { callbackRoutes } from './callback-routes.ts';
import { driveSync } from './drive-sync.ts';
import { createGateway } from './gateway.ts';
import { connectionRouter } from './handlers.ts';
import { InboxProcessor } from './inbox-processor.ts';
import { InboxStore } from './inbox-store.ts';
import * as jobs from './jobs.ts';
import type { SyncParts } from './parts.ts';
import { personalData } from './person-data.ts';
import type { ConnectionPorts } from './ports.ts';
import { pullArchive } from './pull-archive.ts';
import { readBehaviour } from './read-behaviour.ts';
import { readProfiles } from './read-profiles.ts';
import { readTags } from './read-tags.ts';
import { RejectionCounter } from './rejection-counter.ts';
import { startSync } from './start-sync.ts';
import { connectionSweeps } from './sweeps.ts';
import { lastDoneRun, type SyncKind } from './sync.sql.ts';
import { watchSync } from './watch-sync.ts';

export type { ArchiveRecord, ArchiveSource } from './archive-source.ts';
export type { GatewayOptions, WeComGateway } from './gateway.ts';
export type { ConnectionPorts } from './ports.ts';

export const connectionMigrations = {
  module: 'connection',
  folder: new URL('./migrations/', import.meta.url),
};

/**
 * Builds the gateway alone: modules that connection needs (org) may need it themselves, so it comes first.
 * @returns what `createConnection` takes, with the port `gateway` for everybody who calls WeCom.
 */
export const createWeComGateway = createGateway;

/** Builds the module. */
export function createConnection(
  ground: Ground,
  link: ReturnType<typeof createGateway>,
  ports: ConnectionPorts,
  archive: ArchiveSource = httpArchive({
    db: ground.db,
    corps: ports.corps,
    baseUrl: ground.config.wecomUrl,
  }),
) {
  const { db, clock, log, disk } = ground;
  const parts: SyncParts = { db, clock, log, disk, gateway: link.gateway, ports, driven: new Set<Id>() };
  const reading = new Set<string>();
  const rejections = new RejectionCounter(db, clock);
  const processor = new InboxProcessor({ db, clock, log, ports });
  const store = new InboxStore({ db, disk, processor });
  const addresses = new CallbackAddresses(db, ports.corps);
  return {
    module: defineModule({
      name: 'connection',
      migrations: connectionMigrations.folder,
      router: connectionRouter({ ...parts, ...link, rejections }),
      routes: callbackRoutes({ clock, addresses, store, rejections }),
      jobs: [
        handle(jobs.processInboxJob, async ({ tenantId }) => void (await processor.drain(tenantId))),
        handle(jobs.readProfilesJob, (job, { signal }) =>
          readProfiles({ ...parts, reading }, job.tenantId, job.corpId, signal),
        ),
        handle(
          jobs.readDirectoryJob,
          async (job, { signal }) => void (await ports.readDirectory(job.tenantId, job.corpId, signal)),
        ),
        handle(jobs.readTagsJob, (job, { signal }) => readTags(parts, job.tenantId, job.corpId, signal)),
        handle(
          jobs.pullArchiveJob,
          async (job, { signal }) =>
            void (await pullArchive({ ...parts, archive }, job.tenantId, job.corpId, signal)),
        ),
        handle(
          jobs.askConsentsJob,
          async (job, { signal }) => void (await askFriendsConsents(parts, job.tenantId, job.corpId, signal)),
        ),
        handle(
          jobs.readBehaviourJob,
          async (job, { signal }) => void (await readBehaviour(parts, job.tenantId, job.corpId, signal)),
        ),
        handle(jobs.driveSyncJob, (job, { signal }) => driveSync(parts, job.tenantId, job.runId, signal)),
      ],
      sweeps: connectionSweeps(parts, processor, ports.corps),
      reactions: [
        // Who agreed to archiving is asked when all friends are known, and again after each nightly reconcile.
        on(connectionEvents.synchronised, 'connection.askConsents', (tx, tenantId, { corpId }) =>
          enqueue(tx, jobs.askConsentsJob, { tenantId, corpId }, { key: `${tenantId}:${corpId}` }),
        ),
        // A corp that was just connected is read at once; one that got another secret is compared with what was missed.
        on(orgEvents.corpConnected, 'connection.startFirstSync', async (tx, tenantId, { corpId }) => {
          const [read] = await lastDoneRun(tx, { tenantId, corpId });
          await startSync(tx, tenantId, corpId, read ? 'reconcile' : 'first', clock.now());
        }),
      ],
    }),
    personalData,
    /** Reading a corp from a program: the command line, the demo. The engine does the work. */
    sync: {
      /** Opens a run, or finds the open one. @returns its id. */
      start: async (tenantId: TenantId, corpId: string, kind: SyncKind = 'first'): Promise<Id> =>
        (await inTransaction(db, (tx) => startSync(tx, tenantId, corpId, kind, clock.now()))).runId,
      /** Follows a run until it is not running any more. */
      watch: (tenantId: TenantId, runId: Id, onProgress: (run: SyncRun) => void, signal: AbortSignal) =>
        watchSync(parts, tenantId, runId, onProgress, signal),
    },
    /** On which source the tenant's message figures stand (analytics.md 3.1). */
    async messageSource(tenantId: TenantId): Promise<'archive' | 'behaviour' | 'none'> {
      const sources = await listMessageSources(db, { tenantId });
      if (sources.some((source) => source.messages > 0)) return 'archive';
      return sources.some((source) => source.behaviourReadMs !== null) ? 'behaviour' : 'none';
    },
  };
}
