// contract → access → verb → view.
import { implement } from '@orpc/server';
import { contract, GROUP_MEMBER_KINDS } from '@yutian/contract';
import { invalid } from '@yutian/kernel';
import { audit, permit, type RequestContext, pageOf, readCursor } from '@yutian/platform';
import { z } from 'zod';
import { groupActivity } from './activity/view-activity.ts';
import { setDue } from './chats/chat.sql.ts';
import {
  chatFilterOf,
  getGroup,
  groupDays,
  readStays,
  RECENT_MS,
  requireChat,
  viewChat,
  viewMember,
  viewMovement,
} from './chats/view-chats.ts';
import { countChats, listChats } from './chats/view.sql.ts';
import { archiveJoinCode, createJoinCode, retryJoinCode, updateJoinCode } from './codes/save-join-code.ts';
import { getJoinCode, requireVisibleCode, viewCodes } from './codes/view-join-codes.ts';
import { listCodes } from './codes/view.sql.ts';
import type { GroupsGround } from './parts.ts';
import { groupCapacity } from './rules/group-capacity.2025-12.ts';

const os = implement(contract.groups).$context<RequestContext>();
const valuePlace = z.object({ value: z.int(), id: z.uuid() });
const timePlace = z.object({ atMs: z.int(), id: z.uuid() });
const stayPlace = z.object({ atMs: z.int(), key: z.string().max(300) });
const NEARLY_FULL = Math.ceil((groupCapacity.capacities[0].members * groupCapacity.nearlyFullPercent) / 100);

export function groupsRouter(ground: GroupsGround) {
  return os.router({ ...chatHandlers(ground), ...codeHandlers(ground) });
}

function chatHandlers(ground: GroupsGround) {
  const { db, clock } = ground;
  return {
    listGroups: os.listGroups.handler(async ({ input, context }) => {
      const { tenantId, scope } = permit(context, 'groups.read');
      const { cursor, limit, sort } = input;
      const chats = await listChats(db, {
        tenantId,
        scope,
        filter: chatFilterOf(input),
        sort,
        sinceMs: clock.now() - RECENT_MS,
        before: readCursor(cursor, valuePlace),
        limit: limit + 1,
      });
      const valueOf = (chat: (typeof chats)[number]) =>
        sort === 'newest' ? chat.openedAtMs : chat.customers + chat.strangers + chat.staff;
      return pageOf(chats, limit, (chat) => ({ value: valueOf(chat), id: chat.chatId }), viewChat);
    }),
    groupTotals: os.groupTotals.handler(async ({ input, context }) => {
      const { tenantId, scope } = permit(context, 'groups.read');
      const [totals] = await countChats(db, {
        tenantId,
        scope,
        filter: chatFilterOf(input),
        nearlyFullFrom: NEARLY_FULL,
      });
      return totals ?? { groups: 0, members: 0, customers: 0, strangers: 0, unread: 0, nearlyFull: 0 };
    }),
    getGroup: os.getGroup.handler(({ input, context }) =>
      getGroup(ground, permit(context, 'groups.read'), input.id),
    ),
    readGroup: os.readGroup.handler(async ({ input, context }) => {
      const actor = permit(context, 'groups.read');
      const { chatId } = await requireChat(ground, actor, input.id);
      const nowMs = clock.now();
      await setDue(db, { tenantId: actor.tenantId, chatId, nowMs });
      await audit(
        db,
        actor,
        { action: 'groups.readGroup', subjectKind: 'group', subjectId: chatId },
        nowMs,
        context.requestId,
      );
      return { ok: true as const };
    }),
    listMembers: os.listMembers.handler(async ({ input, context }) => {
      const actor = permit(context, 'groups.read');
      const { groupId, joinCodeId, kind, present, cursor, limit } = input;
      if (groupId !== undefined) await requireChat(ground, actor, groupId);
      const code = joinCodeId === undefined ? null : await requireVisibleCode(db, actor, joinCodeId);
      if (groupId === undefined && code === null)
        throw invalid('GROUP_OR_CODE_NEEDED', 'Name a group or a join code.');
      const stays = await readStays(
        db,
        actor,
        { chatId: groupId ?? null, state: code?.state ?? null },
        {
          kinds: kind === undefined ? GROUP_MEMBER_KINDS : [kind],
          ends: [present ? 'present' : 'left'],
          before: readCursor(cursor, stayPlace),
          limit: limit + 1,
        },
      );
      return pageOf(stays, limit, ({ atMs, key }) => ({ atMs, key }), viewMember);
    }),
    listMovements: os.listMovements.handler(async ({ input, context }) => {
      const actor = permit(context, 'groups.read');
      const { id, kind, cursor, limit } = input;
      await requireChat(ground, actor, id);
      const stays = await readStays(
        db,
        actor,
        { chatId: id, state: null },
        {
          kinds: ['customer', 'stranger'],
          ends: kind === undefined ? ['joined', 'left'] : [kind],
          before: readCursor(cursor, stayPlace),
          limit: limit + 1,
        },
      );
      return pageOf(stays, limit, ({ atMs, key }) => ({ atMs, key }), viewMovement);
    }),
    groupDays: os.groupDays.handler(({ input, context }) =>
      groupDays(ground, permit(context, 'groups.read'), input.id, input.from, input.to),
    ),
    groupActivity: os.groupActivity.handler(({ input, context }) =>
      groupActivity(db, permit(context, 'groups.read'), input),
    ),
  };
}

function codeHandlers(ground: GroupsGround) {
  const { db } = ground;
  return {
    listJoinCodes: os.listJoinCodes.handler(async ({ input, context }) => {
      const actor = permit(context, 'groups.read');
      const { cursor, limit, next, linkState, archived, text } = input;
      const codes = await listCodes(db, {
        tenantId: actor.tenantId,
        scope: actor.scope,
        filter: {
          codeId: null,
          next: next ?? null,
          linkState: linkState ?? null,
          archived,
          text: text ?? null,
        },
        before: readCursor(cursor, timePlace),
        limit: limit + 1,
      });
      const { items, nextCursor } = pageOf(
        codes,
        limit,
        (code) => ({ atMs: code.createdAtMs, id: code.codeId }),
        (code) => code,
      );
      return { items: await viewCodes(db, actor, items), nextCursor };
    }),
    getJoinCode: os.getJoinCode.handler(({ input, context }) =>
      getJoinCode(db, permit(context, 'groups.read'), input.id),
    ),
    joinCodeRules: os.joinCodeRules.handler(({ context }) => {
      permit(context, 'groups.read');
      const { capacities, groupsPerCode, nameChars, codeSource: source, read } = groupCapacity;
      return { capacities: [...capacities], groupsPerCode, nameChars, source, read };
    }),
    createJoinCode: os.createJoinCode.handler(async ({ input, context }) => {
      const actor = permit(context, 'groups.write');
      return getJoinCode(db, actor, await createJoinCode(ground, actor, input));
    }),
    updateJoinCode: os.updateJoinCode.handler(async ({ input, context }) => {
      const actor = permit(context, 'groups.write');
      const { id, ...given } = input;
      await updateJoinCode(ground, actor, id, given);
      return getJoinCode(db, actor, id);
    }),
    archiveJoinCode: os.archiveJoinCode.handler(async ({ input, context }) => {
      await archiveJoinCode(ground, permit(context, 'groups.write'), input.id);
      return { ok: true as const };
    }),
    retryJoinCode: os.retryJoinCode.handler(async ({ input, context }) => {
      const actor = permit(context, 'groups.write');
      await retryJoinCode(ground, actor, input.id);
      return getJoinCode(db, actor, input.id);
    }),
  };
}
