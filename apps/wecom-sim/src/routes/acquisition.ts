// 获客助手: acquisition links (contract §2.9).
import { dayOf, startOfDay } from '@yutian/kernel';
import { WecomError } from '../core/errors.ts';
import { publicId } from '../core/ids.ts';
import type { Input } from '../core/input.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { AcquisitionLink, ChatKey } from '../state/shelves.ts';
import { fromCursor, memberOf, pageOf, pageSize, toCursor } from './lookups.ts';

const RANGE_AT_MOST = 500;
const LINKS_AT_MOST = 10_000;
const SPAN_SECONDS = 30 * 86_400;
const KEPT_SECONDS = 180 * 86_400;
const CHAT_KEY_MS = 30 * 60_000;
const QUOTA_LIFE_SECONDS = 365 * 86_400;

const urlOf = (call: Call, linkId: string): string => `${call.world.origin}/ca/${linkId}`;

function readRange(call: Call, range: Input): AcquisitionLink['range'] {
  const user_list = range.textsOr('user_list') ?? [];
  const department_list = range.intsOr('department_list') ?? [];
  if (user_list.length + department_list.length === 0) throw new WecomError(40063, 'range is empty');
  if (user_list.length + department_list.length > RANGE_AT_MOST)
    throw new WecomError(41041, 'range too large');
  for (const userid of user_list) memberOf(call, userid);
  for (const id of department_list)
    if (!call.world.organisation.department(call.corp.no, id)) throw new WecomError(60003);
  return { user_list, department_list };
}

function readPriority(body: Input): AcquisitionLink['priority_option'] {
  const option = body.partOr('priority_option');
  if (!option) return null;
  return {
    priority_type: option.int('priority_type', { min: 1, max: 2 }),
    priority_userid_list: option.textsOr('priority_userid_list', { max: 1000 }) ?? [],
  };
}

function create(call: Call): Answer {
  const { world, corp, app, body } = call;
  const link_name = body.text('link_name', { chars: 30 });
  const range = readRange(call, body.part('range'));
  if (world.shelves.links.count(corp.no) >= LINKS_AT_MOST) throw new WecomError(41095, 'too many links');
  const link: AcquisitionLink = {
    link_id: publicId('link', 'cawcSim', corp.no, nextNumber(world.db, 'link')),
    agentid: app.agentid,
    link_name,
    create_time: call.now,
    skip_verify: body.flag('skip_verify', true),
    mark_source: body.flag('mark_source', true),
    range,
    priority_option: readPriority(body),
    days: {},
  };
  world.shelves.links.put(corp.no, link.link_id, link);
  return {
    link: { link_id: link.link_id, link_name, url: urlOf(call, link.link_id), create_time: link.create_time },
  };
}

/** A link this app made. */
function own(call: Call): AcquisitionLink {
  const link = call.world.shelves.links.get(call.corp.no, call.body.text('link_id'));
  if (!link || link.agentid !== call.app.agentid) throw new WecomError(40058, 'invalid link_id');
  return link;
}

function get(call: Call): Answer {
  const link = own(call);
  const { link_id, link_name, create_time, skip_verify, mark_source } = link;
  return {
    link: { link_id, link_name, url: urlOf(call, link_id), create_time, skip_verify, mark_source },
    range: link.range,
    ...(link.priority_option ? { priority_option: link.priority_option } : {}),
    skip_verify,
  };
}

function update(call: Call): Answer {
  const { body } = call;
  const link = own(call);
  const range = body.partOr('range');
  call.world.shelves.links.put(call.corp.no, link.link_id, {
    ...link,
    link_name: body.textOr('link_name', { chars: 30 }) ?? link.link_name,
    range: range ? readRange(call, range) : link.range,
    skip_verify: body.flag('skip_verify', link.skip_verify),
    priority_option: readPriority(body) ?? link.priority_option,
  });
  return {};
}

interface CustomerRow {
  id: number;
  person: number;
  staff: number;
  state: string | null;
  inbound: number;
}

function customers(call: Call): Answer {
  const { world, corp } = call;
  const link = own(call);
  const limit = pageSize(call.body, 1000, 1000);
  const [after = 0] = fromCursor(call.body);
  const rows = world.db.all<CustomerRow>(
    'SELECT id, person, staff, state, inbound FROM relation WHERE link = ? AND id > ? AND status = 1 ORDER BY id LIMIT ?',
    link.link_id,
    after,
    limit,
  );
  return {
    customer_list: rows.map((row) => ({
      external_userid: world.encounters.externalId(corp.no, row.person),
      userid: world.organisation.staffByNo(row.staff).userid,
      chat_status: row.inbound > 0 ? 1 : 0,
      state: row.state ?? '',
    })),
    next_cursor: rows.length === limit ? toCursor(rows.at(-1)?.id ?? 0) : '',
  };
}

function statistic(call: Call): Answer {
  const link = own(call);
  const from = call.body.int('start_time');
  const until = call.body.int('end_time');
  if (until < from || until - from > SPAN_SECONDS || from < call.now - KEPT_SECONDS)
    throw new WecomError(40058, 'invalid time range');
  const first = dayOf(from * 1000);
  const last = dayOf(until * 1000);
  const days = Object.entries(link.days)
    .filter(([day]) => day >= first && day <= last)
    .map(([, figures]) => figures);
  return {
    click_link_customer_cnt: days.reduce((sum, day) => sum + day.clicks, 0),
    new_customer_cnt: days.reduce((sum, day) => sum + day.added, 0),
  };
}

function chatInfo(call: Call): Answer {
  const { world, corp } = call;
  const key: ChatKey | undefined = world.shelves.chatKeys.get(corp.no, call.body.text('chat_key'));
  const relation = key && world.relations.byId(key.relation);
  if (!relation || world.clock.ms() - key.at > CHAT_KEY_MS) throw new WecomError(40058, 'invalid chat_key');
  return {
    userid: world.organisation.staffByNo(relation.staff).userid,
    external_userid: world.encounters.externalId(corp.no, relation.person),
    chat_info: { recv_msg_cnt: key.received, link_id: relation.link ?? '', state: relation.state ?? '' },
  };
}

function quota(call: Call): Answer {
  const { acquisitionBalance: balance, acquisitionTotal: total } = call.corp.settings;
  const expire_date = startOfDay(dayOf((call.now + QUOTA_LIFE_SECONDS) * 1000)) / 1000;
  return { total, balance, quota_list: balance > 0 ? [{ expire_date, balance }] : [] };
}

const PATH = 'externalcontact/customer_acquisition';

export const acquisitionRoutes: Record<string, Handler> = {
  [`POST ${PATH}/list_link`]: (call) => {
    const links = call.world.shelves.links
      .all(call.corp.no)
      .filter(({ value }) => value.agentid === call.app.agentid);
    const { items, next_cursor } = pageOf(links, call.body, 100, 100);
    return { link_id_list: items.map((kept) => kept.id), next_cursor };
  },
  [`POST ${PATH}/get`]: get,
  [`POST ${PATH}/create_link`]: create,
  [`POST ${PATH}/update_link`]: update,
  [`POST ${PATH}/delete_link`]: (call) => {
    call.world.shelves.links.remove(call.corp.no, own(call).link_id);
    return {};
  },
  [`POST ${PATH}/customer`]: customers,
  [`POST ${PATH}/statistic`]: statistic,
  [`POST ${PATH}/get_chat_info`]: chatInfo,
  'GET externalcontact/customer_acquisition_quota': quota,
};
