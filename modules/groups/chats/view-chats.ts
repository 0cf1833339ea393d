// Groups as people see them.
import type {
  GroupDetail,
  groupFilter,
  GroupMember,
  GroupMemberKind,
  GroupMovement,
  GroupRow,
  JoinScene,
} from '@yutian/contract';
import {
  type Actor,
  addDays,
  type Day,
  dayOf,
  type Id,
  invalid,
  MS_PER_DAY,
  notFound,
  startOfDay,
  toIso,
} from '@yutian/kernel';
import type { Db } from '@yutian/platform';
import type { z } from 'zod';
import type { GroupsGround } from '../parts.ts';
import {
  type ChatFilter,
  codesOfChat,
  countDays,
  listChats,
  type ListedChat,
  listStays,
  noChatFilter,
  staffNames,
  type StayEnd,
  type StayPlace,
  type StayRow,
} from './view.sql.ts';

type AskedGroups = { [K in keyof typeof groupFilter]?: z.output<(typeof groupFilter)[K]> };

/** @returns the filter as statements take it. */
export function chatFilterOf(asked: AskedGroups): ChatFilter {
  const { ownerId, storeId, corpId, standing, joinCodeId, text } = asked;
  return {
    chatId: null,
    ownerId: ownerId ?? null,
    storeId: storeId ?? null,
    corpId: corpId ?? null,
    standing: standing ?? null,
    joinCodeId: joinCodeId ?? null,
    text: text ?? null,
  };
}

export const RECENT_MS = 7 * MS_PER_DAY;
const MAX_DAYS = 366;
const SCENES: Readonly<Record<number, JoinScene>> = { 1: 'invited', 2: 'link', 3: 'qr' };

/** The group, or a Fault when there is none or it is outside the actor's data scope. */
export async function requireChat(
  { db, clock }: GroupsGround,
  { tenantId, scope }: Actor,
  chatId: Id,
): Promise<ListedChat> {
  const filter = { ...noChatFilter, chatId, standing: 'any' as const };
  const sinceMs = clock.now() - RECENT_MS;
  const [chat] = await listChats(db, {
    tenantId,
    scope,
    filter,
    sort: 'newest',
    sinceMs,
    before: null,
    limit: 1,
  });
  if (!chat)
    throw notFound('GROUP_UNKNOWN', 'There is no such group, or it is outside your data scope.', {
      groupId: chatId,
    });
  return chat;
}

export async function getGroup(ground: GroupsGround, actor: Actor, chatId: Id): Promise<GroupDetail> {
  const chat = await requireChat(ground, actor, chatId);
  const { tenantId } = actor;
  const admins = await staffNames(ground.db, { tenantId, staffIds: chat.adminStaffIds });
  return {
    ...viewChat(chat),
    notice: chat.notice,
    admins,
    joinCodes: await codesOfChat(ground.db, { tenantId, chatId }),
  };
}

export function viewChat(chat: ListedChat): GroupRow {
  const { chatId, corpId, name, standing, customers, strangers, staff, ownerStaffId } = chat;
  return {
    id: chatId,
    corpId,
    name,
    standing,
    customers,
    strangers,
    staff,
    owner:
      ownerStaffId === null
        ? null
        : {
            staffId: ownerStaffId,
            name: chat.ownerName,
            userid: chat.ownerUserid ?? '',
            storeId: chat.storeId,
            storeName: chat.storeName,
            brandName: chat.brandName,
          },
    openedAt: toIso(chat.openedAtMs),
    dismissedAt: isoOrNull(chat.dismissedAtMs),
    members: customers + strangers + staff,
    joined7: chat.joined,
    left7: chat.left,
    asOf: isoOrNull(chat.readAtMs),
    reading: chat.dueAtMs !== null,
    failure:
      chat.refusedCode === null || chat.refusedAtMs === null
        ? null
        : {
            code: chat.refusedCode,
            message: chat.refusedMessage ?? '',
            errcode: chat.refusedErrcode,
            at: toIso(chat.refusedAtMs),
          },
  };
}

/** @param of the group or the state of the join code, which the actor was found to see. */
export function readStays(
  db: Db,
  { tenantId, scope }: Actor,
  of: { chatId: Id | null; state: string | null },
  list: {
    kinds: readonly GroupMemberKind[];
    ends: readonly StayEnd[];
    before: StayPlace | null;
    limit: number;
  },
): Promise<StayRow[]> {
  // Only customers and strangers come by a code.
  const kinds = of.chatId === null ? list.kinds.filter((kind) => kind !== 'staff') : list.kinds;
  return kinds.length === 0 ? Promise.resolve([]) : listStays(db, { tenantId, scope, ...of, ...list, kinds });
}

export function viewMember(stay: StayRow): GroupMember {
  const { key, kind, customerId, staffId, name, nickname, invitorName, state } = stay;
  return {
    key,
    kind,
    customerId,
    staffId,
    name,
    nickname,
    invitorName,
    state,
    groupId: stay.chatId,
    groupName: stay.chatName,
    joinedAt: toIso(stay.joinedAtMs),
    leftAt: isoOrNull(stay.leftAtMs),
    scene: sceneOf(stay),
    joinCode: stay.codeId === null ? null : { id: stay.codeId, name: stay.codeName ?? '' },
  };
}

export function viewMovement(stay: StayRow): GroupMovement {
  const { key, kind, customerId, name, nickname, invitorName, codeName } = stay;
  return {
    key,
    invitorName,
    kind: stay.end === 'left' ? 'left' : 'joined',
    at: toIso(stay.atMs),
    member: { kind: kind === 'customer' ? 'customer' : 'stranger', customerId, name: name || nickname },
    scene: sceneOf(stay),
    joinCodeName: codeName,
  };
}

/** Comings, goings and the number of customers and strangers at the end of each day. */
export async function groupDays(ground: GroupsGround, actor: Actor, chatId: Id, from: Day, to: Day) {
  const chat = await requireChat(ground, actor, chatId);
  const last = Math.round((startOfDay(to) - startOfDay(from)) / MS_PER_DAY);
  if (last < 0 || last >= MAX_DAYS)
    throw invalid(
      'PERIOD_INVALID',
      `The period must end after it begins and span at most ${MAX_DAYS} days.`,
      { from, to },
    );
  const fromMs = startOfDay(from);
  const rows = await countDays(ground.db, {
    tenantId: actor.tenantId,
    chatId,
    fromMs,
    toMs: startOfDay(to) + MS_PER_DAY,
  });
  const days = new Map<Day, { joined: number; left: number }>();
  let members = 0;
  for (const row of rows) {
    if (row.day === null) members = row.joined - row.left;
    else {
      const day = dayOf(row.day * MS_PER_DAY);
      const known = days.get(day) ?? { joined: 0, left: 0 };
      days.set(day, { joined: known.joined + row.joined, left: known.left + row.left });
    }
  }
  return {
    knownSince: isoOrNull(chat.firstReadAtMs),
    days: Array.from({ length: last + 1 }, (_, i) => {
      const day = addDays(from, i);
      const { joined, left } = days.get(day) ?? { joined: 0, left: 0 };
      members += joined - left;
      return { day, joined, left, members };
    }),
  };
}

const isoOrNull = (ms: number | null) => (ms === null ? null : toIso(ms));
const sceneOf = ({ scene }: StayRow): JoinScene => SCENES[scene ?? 0] ?? 'unknown';
