// Groups and their members as files: exactly what the filters and the reader's scope show, read page by page.
import { GROUP_MEMBER_KINDS, groupFilter, type GroupMember, type GroupRow } from '@yutian/contract';
import { contractPhrases } from '@yutian/contract/phrases';
import { CSV_BOM, csvLine, type Actor, dayOf, type Id, invalid } from '@yutian/kernel';
import { audit, permit } from '@yutian/platform';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { GroupsGround } from '../parts.ts';
import { chatFilterOf, readStays, RECENT_MS, requireChat, viewChat, viewMember } from './view-chats.ts';
import { type ChatFilter, listChats, type StayPlace } from './view.sql.ts';

const PAGE = 1_000;
const GROUP_HEAD = [
  '群ID',
  '群名',
  '群主',
  '门店',
  '品牌',
  '状态',
  '建群时间',
  '总人数',
  '客户',
  '未加好友',
  '员工',
  '7日进群',
  '7日退群',
];
const MEMBER_HEAD = [
  '类型',
  '名称',
  '群昵称',
  '客户ID',
  '进群时间',
  '退群时间',
  '进群方式',
  '邀请人',
  '入群码',
];

/** GET /api/v1/groups.csv and /api/v1/groups/{id}/members.csv */
export function csvRoutes(ground: GroupsGround): (http: FastifyInstance) => void {
  return (http) => {
    http.get('/api/v1/groups.csv', async (request, reply) => {
      const actor = permit(request, 'groups.read');
      const asked = parsed(z.object(groupFilter), request.query);
      const filter = chatFilterOf(asked);
      const entry = {
        action: 'groups.exportList',
        subjectKind: 'groups',
        subjectId: 'list',
        detail: { filters: Object.keys(asked) },
      };
      await audit(ground.db, actor, entry, ground.clock.now(), request.id);
      return send(reply, `groups-${dayOf(ground.clock.now())}.csv`, groupLines(ground, actor, filter));
    });
    http.get<{ Params: { id: Id } }>('/api/v1/groups/:id/members.csv', async (request, reply) => {
      const actor = permit(request, 'groups.read');
      const { id } = parsed(z.object({ id: z.uuid() }), request.params);
      const { present } = parsed(z.object({ present: z.stringbool().default(true) }), request.query);
      await requireChat(ground, actor, id);
      const entry = {
        action: 'groups.exportMembers',
        subjectKind: 'group',
        subjectId: id,
        detail: { present },
      };
      await audit(ground.db, actor, entry, ground.clock.now(), request.id);
      return send(
        reply,
        `group-members-${dayOf(ground.clock.now())}.csv`,
        memberLines(ground, actor, id, present),
      );
    });
  };
}

function parsed<T>(shape: z.ZodType<T>, input: unknown): T {
  const { data, error } = shape.safeParse(input);
  if (data === undefined)
    throw invalid('INPUT_INVALID', 'The filters of this download do not fit the contract.', {
      fields: (error?.issues ?? []).map((issue) => issue.path.join('.')),
    });
  return data;
}

function send(reply: FastifyReply, name: string, lines: AsyncIterable<string>): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(lines));
}

async function* groupLines(
  ground: GroupsGround,
  { tenantId, scope }: Actor,
  filter: ChatFilter,
): AsyncGenerator<string> {
  yield CSV_BOM + csvLine(GROUP_HEAD);
  const sinceMs = ground.clock.now() - RECENT_MS;
  for (let before: { value: number; id: Id } | null = null; ; ) {
    const chats: Awaited<ReturnType<typeof listChats>> = await listChats(ground.db, {
      tenantId,
      scope,
      filter,
      sort: 'newest',
      sinceMs,
      before,
      limit: PAGE,
    });
    yield chats.map((chat) => csvLine(groupCells(viewChat(chat)))).join('');
    const last = chats.at(-1);
    if (!last || chats.length < PAGE) return;
    before = { value: last.openedAtMs, id: last.chatId };
  }
}

function groupCells(group: GroupRow): (string | number)[] {
  const { id, name, owner, standing, openedAt, members, customers, strangers, staff, joined7, left7 } = group;
  const names = [owner?.name ?? owner?.userid ?? '', owner?.storeName ?? '', owner?.brandName ?? ''];
  return [
    id,
    name,
    ...names,
    word(`groupStanding.${standing}`),
    openedAt,
    members,
    customers,
    strangers,
    staff,
    joined7,
    left7,
  ];
}

async function* memberLines(
  ground: GroupsGround,
  actor: Actor,
  chatId: Id,
  present: boolean,
): AsyncGenerator<string> {
  yield CSV_BOM + csvLine(MEMBER_HEAD);
  const ends = [present ? 'present' : 'left'] as const;
  for (let before: StayPlace | null = null; ; ) {
    const stays: Awaited<ReturnType<typeof readStays>> = await readStays(
      ground.db,
      actor,
      { chatId, state: null },
      { kinds: GROUP_MEMBER_KINDS, ends, before, limit: PAGE },
    );
    yield stays.map((stay) => csvLine(memberCells(viewMember(stay)))).join('');
    const last = stays.at(-1);
    if (!last || stays.length < PAGE) return;
    before = { atMs: last.atMs, key: last.key };
  }
}

function memberCells(member: GroupMember): string[] {
  const { kind, name, nickname, customerId, joinedAt, leftAt, scene, invitorName, joinCode } = member;
  const what = [word(`groupMemberKind.${kind}`), name, nickname, customerId ?? ''];
  return [
    ...what,
    joinedAt,
    leftAt ?? '',
    word(`joinScene.${scene}`),
    invitorName ?? '',
    joinCode?.name ?? '',
  ];
}

const word = (key: string) => contractPhrases[key]?.zh ?? key;
