// groups: customer groups, who is in them, how active they are, and the codes by which people join. See README.md.
import { channelsEvents, customersEvents } from '@yutian/contract';
import { MS_PER_DAY, MS_PER_MINUTE, MS_PER_SECOND } from '@yutian/kernel';
import { defineModule, defineSweep, type Ground, handle, on } from '@yutian/platform';
import { readActivity, wakeReading } from './activity/read-activity.ts';
import { noteUnlisted } from './chats/chat.sql.ts';
import { csvRoutes } from './chats/export-csv.ts';
import { followMerges, followUnmerge, personalData } from './chats/follow-people.ts';
import { groupIntake } from './chats/note-changes.ts';
import { claimDue, readChats } from './chats/read-chats.ts';
import { recogniseAdded } from './chats/recognise.ts';
import { pictureRoutes } from './codes/pictures.ts';
import { claimDueCodesOf, putJoinCode } from './codes/put-join-code.ts';
import { groupsRouter } from './handlers.ts';
import { putJoinCodeJob, readActivityJob, readChatsJob } from './jobs.ts';
import type { GroupsGround, GroupsPorts } from './parts.ts';
import { groupReading } from './rules/group-reading.2025-12.ts';

export type { GroupsPorts } from './parts.ts';

export const groupsMigrations = { module: 'groups', folder: new URL('./migrations/', import.meta.url) };

const UNLISTED_MINUTE = 5 * 60 + 10;

/** Builds the module and the ports it offers. */
export function createGroups(base: Ground, ports: GroupsPorts) {
  const ground: GroupsGround = { ...base, ports };
  return {
    module: defineModule({
      name: 'groups',
      migrations: groupsMigrations.folder,
      router: groupsRouter(ground),
      routes(http) {
        csvRoutes(ground)(http);
        pictureRoutes(ground)(http);
      },
      jobs: [
        handle(readChatsJob, (job, context) => readChats(ground, job, context)),
        handle(putJoinCodeJob, ({ tenantId, codeId }, context) =>
          putJoinCode(ground, tenantId, codeId, context),
        ),
        handle(readActivityJob, ({ tenantId, corpId }, { signal }) =>
          readActivity(ground, tenantId, corpId, signal),
        ),
      ],
      sweeps: groupsSweeps(ground),
      reactions: groupsReactions(ground),
    }),
    intake: groupIntake(ground),
    personalData,
  };
}

function groupsSweeps(ground: GroupsGround) {
  return [
    defineSweep({
      name: 'groups.readDue',
      everyMs: MS_PER_SECOND,
      run: (tenantId, nowMs) => claimDue(ground, tenantId, nowMs),
    }),
    defineSweep({
      name: 'groups.checkJoinCodes',
      everyMs: MS_PER_MINUTE,
      run: (tenantId, nowMs) => claimDueCodesOf(ground, tenantId, nowMs),
    }),
    defineSweep({
      name: 'groups.readActivity',
      everyMs: 10 * MS_PER_MINUTE,
      run: (tenantId, nowMs) => wakeReading(ground, tenantId, nowMs),
    }),
    defineSweep({
      name: 'groups.unlisted',
      everyMs: MS_PER_DAY,
      atMinute: UNLISTED_MINUTE,
      run: (tenantId, nowMs) =>
        noteUnlisted.run(ground.db, {
          tenantId,
          listedBeforeMs: nowMs - groupReading.unlistedAfterMs,
          readBeforeMs: nowMs - groupReading.staleAfterMs,
          nowMs,
        }),
    }),
  ];
}

function groupsReactions(ground: GroupsGround) {
  return [
    on(channelsEvents.added, 'groups.recogniseAdded', (tx, tenantId, { adds }) => {
      const customerIds = [...new Set(adds.map((add) => add.customerId))];
      return recogniseAdded(ground, tx, tenantId, customerIds);
    }),
    on(customersEvents.merged, 'groups.followMerges', (tx, tenantId, { merges }) =>
      followMerges(tx, tenantId, merges),
    ),
    on(customersEvents.unmerged, 'groups.followUnmerge', (tx, tenantId, undone) =>
      followUnmerge(tx, tenantId, undone),
    ),
  ];
}
