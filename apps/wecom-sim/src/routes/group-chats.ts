// 客户群 and 加入群聊 (contract §2.8).
import { WecomError } from '../core/errors.ts';
import { hexId, unionId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Answer, Call, Handler } from '../router.ts';
import { type GroupMember, STAFF_MEMBER } from '../state/groups.ts';
import type { GroupChat, JoinWay } from '../state/shelves.ts';
import { fromCursor, memberOf, toCursor } from './lookups.ts';

const CHATS_PER_WAY = 5;
const UNFILTERED_AT_MOST = 1000;
const REMARK_CHARS = 30;

/** The live groups whose owner the app sees, or of the owners asked for. */
export function groupsOf(call: Call): GroupChat[] {
  const { organisation, shelves } = call.world;
  const owners = call.body.partOr('owner_filter')?.textsOr('userid_list', { max: 100 }) ?? [];
  for (const userid of owners) memberOfOrGone(call, userid);
  return shelves.groups
    .all(call.corp.no)
    .map((kept) => kept.value)
    .filter((group) => {
      const owner = organisation.staff(call.corp.no, group.owner);
      if (group.dismissed || !owner || !organisation.sees(call.app, owner)) return false;
      return (
        owners.length === 0 || owners.some((userid) => userid.toLowerCase() === group.owner.toLowerCase())
      );
    });
}

/** An owner may have left; then only his groups remain. */
function memberOfOrGone(call: Call, userid: string): void {
  if (call.world.organisation.staff(call.corp.no, userid)?.status !== 5) memberOf(call, userid);
}

function list(call: Call): Answer {
  const { body, world, corp } = call;
  const status = body.intOr('status_filter', { min: 0, max: 3 }) ?? 0;
  const limit = body.int('limit', { min: 1, max: 1000 });
  const filtered = (body.partOr('owner_filter')?.textsOr('userid_list') ?? []).length > 0;
  if (
    !filtered &&
    world.organisation.members(corp.no).filter((member) => world.organisation.sees(call.app, member)).length >
      UNFILTERED_AT_MOST
  )
    throw new WecomError(81017, 'too many members, use owner_filter');
  const groups = groupsOf(call).filter((group) => status === 0 || group.status === status);
  const offset = body.has('cursor') ? (fromCursor(body)[0] ?? 0) : (body.intOr('offset', { min: 0 }) ?? 0);
  const page = groups.slice(offset, offset + limit);
  const end = offset + page.length;
  return {
    group_chat_list: page.map((group) => ({ chat_id: group.chat_id, status: group.status })),
    next_cursor: end < groups.length ? toCursor(end) : '',
  };
}

function memberView(call: Call, member: GroupMember, withName: boolean) {
  const { organisation, relations, groups } = call.world;
  const staff = member.kind === STAFF_MEMBER;
  const person = staff ? undefined : relations.person(member.member);
  const name = staff ? organisation.staffByNo(member.member).name : (person?.name ?? '');
  return {
    userid: groups.publicName(call.corp, member),
    type: member.kind,
    join_time: member.joined_s,
    join_scene: member.scene,
    ...(!staff && person?.type === 1 && call.corp.settings.unionid
      ? { unionid: unionId(member.member) }
      : {}),
    ...(member.invitor === null
      ? {}
      : { invitor: { userid: organisation.staffByNo(member.invitor).userid } }),
    group_nickname: member.nickname,
    ...(withName ? { name } : {}),
    ...(member.state === null ? {} : { state: member.state }),
  };
}

function get(call: Call): Answer {
  const seen = call.world.groups.seen(
    call.corp.no,
    call.body.text('chat_id'),
    call.world.faults.lags.groupMs,
  );
  if (!seen) throw new WecomError(90501);
  const { group, members, version } = seen;
  const withName = call.body.flag('need_name', false);
  return {
    group_chat: {
      chat_id: group.chat_id,
      name: group.name,
      owner: group.owner,
      create_time: group.created,
      notice: group.notice,
      member_list: members.map((member) => memberView(call, member, withName)),
      admin_list: group.admins.map((userid) => ({ userid })),
      member_version: version,
    },
  };
}

function readJoinWay(call: Call): Omit<JoinWay, 'config_id' | 'agentid'> {
  const { body, world, corp } = call;
  const scene = body.int('scene', { missing: 41038 });
  if (scene !== 1 && scene !== 2) throw new WecomError(41040, 'invalid scene');
  const chats = body.texts('chat_id_list', { max: CHATS_PER_WAY, tooLong: 41091 });
  for (const chatId of chats) if (!world.groups.get(corp.no, chatId)) throw new WecomError(90501);
  return {
    scene,
    remark: Array.from(body.textOr('remark') ?? '')
      .slice(0, REMARK_CHARS)
      .join(''),
    auto_create_room: body.flag('auto_create_room', true) ? 1 : 0,
    room_base_name: body.textOr('room_base_name', { chars: 40 }) ?? '',
    room_base_id: body.intOr('room_base_id', { min: 0 }) ?? 1,
    chat_id_list: chats,
    state: body.textOr('state', { chars: 30 }) ?? '',
  };
}

function addJoinWay(call: Call): Answer {
  const { world, corp, app } = call;
  const way = readJoinWay(call);
  if (world.shelves.ways.count(corp.no) + world.shelves.joinWays.count(corp.no) >= corp.settings.wayLimit)
    throw new WecomError(41045, 'too many ways');
  const config_id = hexId('joinWay', corp.no, nextNumber(world.db, 'join_way'));
  world.shelves.joinWays.put(corp.no, config_id, { config_id, agentid: app.agentid, ...way });
  return { config_id };
}

function ownWay(call: Call): JoinWay {
  const way = call.world.shelves.joinWays.get(call.corp.no, call.body.text('config_id', { missing: 41043 }));
  if (!way) throw new WecomError(41044, 'invalid join way config id');
  if (way.agentid !== call.app.agentid) throw new WecomError(48002);
  return way;
}

export const groupRoutes: Record<string, Handler> = {
  'POST externalcontact/groupchat/list': list,
  'POST externalcontact/groupchat/get': get,
  'POST externalcontact/groupchat/add_join_way': addJoinWay,
  'POST externalcontact/groupchat/get_join_way': (call) => {
    const { agentid: _agentid, ...way } = ownWay(call);
    return { join_way: { ...way, qr_code: `${call.world.origin}/_sim/join/${way.config_id}` } };
  },
  'POST externalcontact/groupchat/update_join_way': (call) => {
    const { config_id, agentid } = ownWay(call);
    call.world.shelves.joinWays.put(call.corp.no, config_id, { config_id, agentid, ...readJoinWay(call) });
    return {};
  },
  'POST externalcontact/groupchat/del_join_way': (call) => {
    call.world.shelves.joinWays.remove(call.corp.no, ownWay(call).config_id);
    return {};
  },
  'POST externalcontact/opengid_to_chatid': (call) => {
    const opengid = call.body.text('opengid');
    const chatId = opengid.startsWith('og') ? opengid.slice(2) : '';
    if (!call.world.groups.get(call.corp.no, chatId)) throw new WecomError(90511, 'opengid unknown');
    return { chat_id: chatId };
  },
};
