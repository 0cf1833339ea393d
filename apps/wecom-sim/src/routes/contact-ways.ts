// 联系我: codes and buttons by which customers add members (contract §2.4).
import { WecomError } from '../core/errors.ts';
import { hexId } from '../core/ids.ts';
import type { Input } from '../core/input.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { ContactWay } from '../state/shelves.ts';
import { friendship, fromCursor, memberOf, pageSize, toCursor } from './lookups.ts';

const DAY = 86_400;
const MEMBERS_AT_MOST = 100;

export const wayQrCode = (origin: string, configId: string): string => `${origin}/_sim/qr/${configId}`;

/** Everyone a code may lead to must be active, real-name and allowed to serve customers. */
function checkMembers(call: Call, users: readonly string[], parties: readonly number[]): void {
  const { organisation } = call.world;
  const members = new Set(users.map((userid) => memberOf(call, userid)));
  for (const party of parties) {
    if (!organisation.department(call.corp.no, party)) throw new WecomError(60003);
    const range = organisation.withChildren(call.corp.no, party);
    for (const member of organisation.members(call.corp.no))
      if (member.contact && member.status === 1 && member.departments.some((id) => range.has(id)))
        members.add(member);
  }
  if (members.size === 0) throw new WecomError(40063, 'user and party missing');
  if (members.size > MEMBERS_AT_MOST) throw new WecomError(41041, 'too many members');
  for (const member of members) {
    if (!member.contact) throw new WecomError(84074);
    if (member.status !== 1 || !member.realName) throw new WecomError(41054, 'user not activated');
  }
}

function add(call: Call): Answer {
  const { body, world, corp } = call;
  const type = body.int('type', { missing: 41037 });
  const scene = body.int('scene', { missing: 41038 });
  if (type !== 1 && type !== 2) throw new WecomError(41039, 'invalid contact way type');
  if (scene !== 1 && scene !== 2) throw new WecomError(41040, 'invalid contact way scene');
  const style = body.intOr('style') ?? (scene === 1 ? 1 : 0);
  if (scene === 1 && (style < 1 || style > (type === 1 ? 3 : 2)))
    throw new WecomError(41042, 'invalid contact way style');
  const user = body.textsOr('user') ?? [];
  const party = type === 2 ? (body.intsOr('party') ?? []) : [];
  if (type === 1 && user.length !== 1)
    throw new WecomError(user.length === 0 ? 40063 : 41041, 'exactly one user');
  checkMembers(call, user, party);
  if (world.shelves.ways.count(corp.no) + world.shelves.joinWays.count(corp.no) >= corp.settings.wayLimit)
    throw new WecomError(41045, 'too many contact ways');
  const temporary = body.flag('is_temp', false);
  const way: ContactWay = {
    config_id: hexId('way', corp.no, nextNumber(world.db, 'way')),
    agentid: call.app.agentid,
    type,
    scene,
    style,
    user,
    party,
    remark: body.textOr('remark', { chars: 30 }) ?? '',
    skip_verify: body.flag('skip_verify', true),
    state: body.textOr('state', { chars: 30 }) ?? '',
    is_temp: temporary,
    is_exclusive: body.flag('is_exclusive', false),
    ...temporaryFields(body, temporary),
    created: call.now,
  };
  world.shelves.ways.put(corp.no, way.config_id, way);
  return {
    config_id: way.config_id,
    ...(scene === 2 ? { qr_code: wayQrCode(world.origin, way.config_id) } : {}),
  };
}

function temporaryFields(body: Input, temporary: boolean) {
  const unionid = body.textOr('unionid') ?? '';
  return {
    expires_in: body.intOr('expires_in', { min: 1, max: 14 * DAY }) ?? 7 * DAY,
    chat_expires_in: body.intOr('chat_expires_in', { min: 1, max: 14 * DAY }) ?? DAY,
    unionid: temporary ? unionid : '',
    conclusions: temporary ? (body.partOr('conclusions')?.fields ?? null) : null,
  };
}

/** A way this app made: 41043 no id, 41044 unknown. */
function own(call: Call): ContactWay {
  const way = call.world.shelves.ways.get(call.corp.no, call.body.text('config_id', { missing: 41043 }));
  if (!way) throw new WecomError(41044);
  if (way.agentid !== call.app.agentid) throw new WecomError(48002);
  return way;
}

function get(call: Call): Answer {
  const { created: _created, agentid: _agentid, ...way } = own(call);
  return {
    contact_way: {
      ...way,
      ...(way.scene === 2 ? { qr_code: wayQrCode(call.world.origin, way.config_id) } : {}),
    },
  };
}

function list(call: Call): Answer {
  const from = call.body.intOr('start_time') ?? call.now - 90 * DAY;
  const until = call.body.intOr('end_time') ?? call.now;
  const limit = pageSize(call.body, 100, 1000);
  let [after = 0] = fromCursor(call.body);
  const found: { config_id: string }[] = [];
  for (;;) {
    const page = call.world.shelves.ways.page(call.corp.no, after, limit);
    for (const { seq, value } of page) {
      if (found.length === limit) return { contact_way: found, next_cursor: toCursor(after) };
      after = seq;
      if (
        !value.is_temp &&
        value.agentid === call.app.agentid &&
        value.created >= from &&
        value.created <= until
      )
        found.push({ config_id: value.config_id });
    }
    if (page.length < limit) return { contact_way: found, next_cursor: '' };
  }
}

function update(call: Call): Answer {
  const way = own(call);
  const { body } = call;
  const user = body.textsOr('user') ?? way.user;
  const party = way.type === 2 ? (body.intsOr('party') ?? way.party) : [];
  if (way.type === 1 && user.length !== 1) throw new WecomError(40063, 'exactly one user');
  if (body.has('user') || body.has('party')) checkMembers(call, user, party);
  call.world.shelves.ways.put(call.corp.no, way.config_id, {
    ...way,
    user,
    party,
    remark: body.textOr('remark', { chars: 30 }) ?? way.remark,
    state: body.textOr('state', { chars: 30 }) ?? way.state,
    skip_verify: body.flag('skip_verify', way.skip_verify),
    style: body.intOr('style') ?? way.style,
    expires_in: body.intOr('expires_in', { max: 14 * DAY }) ?? way.expires_in,
    chat_expires_in: body.intOr('chat_expires_in', { max: 14 * DAY }) ?? way.chat_expires_in,
    conclusions: way.is_temp ? (body.partOr('conclusions')?.fields ?? way.conclusions) : null,
  });
  return {};
}

export const contactWayRoutes: Record<string, Handler> = {
  'POST externalcontact/add_contact_way': add,
  'POST externalcontact/get_contact_way': get,
  'POST externalcontact/list_contact_way': list,
  'POST externalcontact/update_contact_way': update,
  'POST externalcontact/del_contact_way': (call) => {
    call.world.shelves.ways.remove(call.corp.no, own(call).config_id);
    return {};
  },
  'POST externalcontact/close_temp_chat': (call) => {
    friendship(
      call,
      call.body.text('userid', { missing: 41009 }),
      call.body.text('external_userid', { missing: 41035 }),
    );
    return {};
  },
};
