// channels: where customers come from, the codes they scan, and how they are greeted. See README.md.
import { implement } from '@orpc/server';
import {
  type AddIntake,
  channelsEvents,
  connectionEvents,
  contract,
  customersEvents,
  orgEvents,
} from '@yutian/contract';
import { everything, type TenantId } from '@yutian/kernel';
import {
  defineModule,
  enqueue,
  type Ground,
  handle,
  on,
  type RequestContext,
  type Tx,
} from '@yutian/platform';
import { cardHandlers, exposureRoutes } from './cards/handlers.ts';
import { type CardInput, createCard, enterExposures } from './cards/test-card.ts';
import { markCodesOfCorp, markCodesOfStaff } from './codes/answer.sql.ts';
import { codeStaffHandlers } from './codes/code-staff.ts';
import { codeHandlers } from './codes/handlers.ts';
import { putCode } from './codes/put-code.ts';
import { type CodeInput, createCode } from './codes/save-code.ts';
import { entryRoutes } from './entry/routes.ts';
import { funnelHandlers } from './funnel/handlers.ts';
import { applyAcquisition } from './intake/apply-acquisition.ts';
import { applyAdds } from './intake/apply-adds.ts';
import { greetAgreed } from './intake/greet-arrivals.ts';
import { followMerges, followUnmerge } from './intake/follow-people.ts';
import { personalData } from './intake/person-data.ts';
import { takeInHistory } from './intake/take-in-history.ts';
import * as jobs from './jobs.ts';
import { linkHandlers } from './links/handlers.ts';
import { putLink } from './links/put-link.ts';
import { createLink, type LinkInput } from './links/save-link.ts';
import { readQuota, readStatistics } from './links/watch-quota.ts';
import type { By, ChannelsGround, ChannelsPorts } from './parts.ts';
import { pictureRoutes } from './pictures/routes.ts';
import { channelsSweeps } from './sweeps.ts';
import { createChannel } from './tree/grow-tree.ts';
import { treeHandlers } from './tree/handlers.ts';
import { greet } from './welcomes/greet.ts';
import { welcomeHandlers } from './welcomes/handlers.ts';
import { mediaRoutes } from './welcomes/media-routes.ts';
import { chooseFallback, keepMedia, type WelcomeInput, writeWelcome } from './welcomes/save-welcome.ts';
import { bringToWeCom } from './welcomes/upload-media.ts';

export type { ChannelsPorts, WeCom } from './parts.ts';

export const channelsMigrations = { module: 'channels', folder: new URL('./migrations/', import.meta.url) };

/** Builds the module and the port it offers. */
export function createChannels(base: Ground, ports: ChannelsPorts) {
  const ground: ChannelsGround = { ...base, ports };
  const { clock } = base;
  const os = implement(contract.channels).$context<RequestContext>();
  const adds: AddIntake<Tx> = {
    applyAdds: (tx, tenantId, corpId, facts) => applyAdds(ground, tx, tenantId, corpId, facts),
    applyAcquisition,
  };
  return {
    module: defineModule({
      name: 'channels',
      migrations: channelsMigrations.folder,
      router: os.router({
        ...treeHandlers(ground),
        ...codeHandlers(ground),
        ...codeStaffHandlers(ground),
        ...welcomeHandlers(ground),
        ...cardHandlers(ground),
        ...linkHandlers(ground),
        ...funnelHandlers(ground),
      }),
      routes(http) {
        pictureRoutes(ground)(http);
        mediaRoutes(ground)(http);
        exposureRoutes(ground)(http);
        entryRoutes(ground)(http);
      },
      jobs: [
        handle(jobs.putCodeJob, ({ tenantId, codeId }, context) =>
          putCode(ground, tenantId, codeId, context),
        ),
        handle(jobs.putLinkJob, ({ tenantId, codeId }, context) =>
          putLink(ground, tenantId, codeId, context),
        ),
        handle(jobs.greetJob, (greeting, context) => greet(ground, greeting, context)),
        handle(jobs.uploadMediaJob, async ({ tenantId, corpId, mediaId }, { signal }) => {
          await bringToWeCom(ground, tenantId, corpId, mediaId, { lane: 'sync', signal });
        }),
        handle(jobs.takeInHistoryJob, ({ tenantId }) => takeInHistory(ground, tenantId)),
        handle(jobs.readQuotaJob, ({ tenantId, corpId }, { signal }) =>
          readQuota(ground, tenantId, corpId, signal),
        ),
        handle(jobs.readLinkStatisticsJob, ({ tenantId, codeId }, { signal }) =>
          readStatistics(ground, tenantId, codeId, signal),
        ),
      ],
      sweeps: channelsSweeps(ground),
      reactions: [
        on(orgEvents.staffLeft, 'channels.staffLeft', async (tx, tenantId, { staffIds }) => {
          await markCodesOfStaff(tx, { tenantId, staffIds, nowMs: clock.now() });
        }),
        on(orgEvents.directorySynced, 'channels.directorySynced', async (tx, tenantId, { corpId }) => {
          await markCodesOfCorp(tx, { tenantId, corpId, nowMs: clock.now() });
        }),
        on(connectionEvents.archiveAgreed, 'channels.greetAgreed', (tx, tenantId, { corpId, agreed }) =>
          greetAgreed(ground, tx, tenantId, corpId, agreed),
        ),
        on(connectionEvents.synchronised, 'channels.synchronised', (tx, tenantId) =>
          wantHistory(tx, tenantId),
        ),
        on(channelsEvents.statesAdopted, 'channels.statesAdopted', (tx, tenantId) =>
          wantHistory(tx, tenantId),
        ),
        on(customersEvents.merged, 'channels.followMerges', (tx, tenantId, { merges }) =>
          followMerges(tx, tenantId, merges),
        ),
        on(customersEvents.unmerged, 'channels.followUnmerge', (tx, tenantId, undone) =>
          followUnmerge(tx, tenantId, undone),
        ),
      ],
    }),
    adds,
    personalData,
    /** Verbs for programs: the demo and the command line. Codes appear on WeCom when the engine has run. */
    setUp: {
      createChannel: (tenantId: TenantId, input: Parameters<typeof createChannel>[2]) =>
        createChannel(ground, program(tenantId), input),
      createWelcome: (tenantId: TenantId, input: WelcomeInput) =>
        writeWelcome(ground, program(tenantId), null, input),
      setFallbackWelcome: (tenantId: TenantId, corpId: string, welcomeId: string | null) =>
        chooseFallback(ground, program(tenantId), corpId, welcomeId),
      keepMedia: (tenantId: TenantId, media: Parameters<typeof keepMedia>[2]) =>
        keepMedia(ground, program(tenantId), media),
      createCode: (tenantId: TenantId, input: CodeInput) => createCode(ground, program(tenantId), input),
      createCard: (tenantId: TenantId, input: CardInput) => createCard(ground, program(tenantId), input),
      enterExposures: (tenantId: TenantId, cardId: string, entries: Parameters<typeof enterExposures>[3]) =>
        enterExposures(ground, program(tenantId), cardId, entries),
      createLink: (tenantId: TenantId, input: LinkInput) => createLink(ground, program(tenantId), input),
    },
  };
}

const wantHistory = (tx: Tx, tenantId: TenantId) =>
  enqueue(
    tx,
    jobs.takeInHistoryJob,
    { tenantId },
    { key: `channels.takeInHistory.${tenantId}`, queue: `channels.takeInHistory.${tenantId}` },
  );

/** Who a program is in the audit log. */
const program = (tenantId: TenantId): By => ({
  tenantId,
  userId: null,
  name: 'system',
  scope: everything,
});
