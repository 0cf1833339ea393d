// 企业群发 (contract §2.5): the API makes tasks, members send them, the results are read here.
import { WecomError } from '../core/errors.ts';
import { publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { Relation } from '../state/relations.ts';
import type { MassMessage } from '../state/shelves.ts';
import { readContent } from './attachments.ts';
import { fromCursor, pageOf, pageSize, serviceMember, serviceMembers, staffOf, toCursor } from './lookups.ts';
import { personOf } from '../core/ids.ts';

const CUSTOMERS_AT_MOST = 10_000;
const GROUPS_AT_MOST = 2000;
const MONTH_SECONDS = 31 * 86_400;
const REMINDERS_PER_DAY = 3;

interface Plan {
  targets: { staff: number; person: number; chat: string | null }[];
  unreachable: string[];
}

/** Who the tag filter wants: OR inside one list, AND between lists. */
function tagFilter(call: Call): ((relation: Relation) => boolean) | undefined {
  const lists = call.body.partOr('tag_filter')?.partsOr('group_list') ?? [];
  if (lists.length === 0) return undefined;
  const wanted = lists.map((list) =>
    list.texts('tag_list', { max: 100 }).map((id) => {
      const tag = call.world.tags.tagByPublicId(call.corp.no, id);
      if (!tag || tag.deleted) throw new WecomError(40068);
      return `,${tag.no},`;
    }),
  );
  return (relation) => wanted.every((anyOf) => anyOf.some((tag) => relation.tags?.includes(tag)));
}

/** Each named customer goes to the sender, or to the member who last talked to him. */
function planNamed(call: Call, ids: readonly string[], sender: string | undefined): Plan {
  const { relations } = call.world;
  const plan: Plan = { targets: [], unreachable: [] };
  const seen = new Set(serviceMembers(call).map((member) => member.no));
  const only = sender === undefined ? undefined : serviceMember(call, sender).no;
  for (const id of ids) {
    const person = personOf(call.corp.no, id);
    const followers =
      person === undefined
        ? []
        : relations
            .followersOf(call.corp.no, person)
            .filter((one) => (only === undefined ? seen.has(one.staff) : one.staff === only));
    const best = followers.toSorted(
      (a, b) => (b.last_talk ?? 0) - (a.last_talk ?? 0) || a.added_s - b.added_s,
    )[0];
    if (best) plan.targets.push({ staff: best.staff, person: best.person, chat: null });
    else plan.unreachable.push(id);
  }
  return plan;
}

/** Every customer of the sender, or of all members, that the filter lets through; nobody is meant twice. */
function planWhole(
  call: Call,
  sender: string | undefined,
  filter: ((relation: Relation) => boolean) | undefined,
): Plan {
  const members = sender === undefined ? serviceMembers(call) : [serviceMember(call, sender)];
  const best = new Map<number, { staff: number; lastTalk: number }>();
  for (const member of members)
    for (const relation of call.world.relations.ofStaff(member.no, 0, Number.MAX_SAFE_INTEGER)) {
      const lastTalk = relation.last_talk ?? 0;
      const rival = best.get(relation.person);
      if ((filter && !filter(relation)) || (rival && rival.lastTalk >= lastTalk)) continue;
      best.set(relation.person, { staff: member.no, lastTalk });
    }
  return {
    targets: [...best].map(([person, { staff }]) => ({ staff, person, chat: null })),
    unreachable: [],
  };
}

function planGroups(call: Call): Plan {
  const sender = serviceMember(call, call.body.text('sender'));
  const ids = call.body.textsOr('chat_id_list', { max: GROUPS_AT_MOST }) ?? [];
  const owned = (chatId: string): boolean =>
    call.world.groups.get(call.corp.no, chatId)?.owner === sender.userid;
  const all =
    ids.length > 0
      ? ids
      : call.world.shelves.groups
          .all(call.corp.no)
          .map((kept) => kept.id)
          .filter(owned);
  return {
    targets: all.filter(owned).map((chat) => ({ staff: sender.no, person: 0, chat })),
    unreachable: all.filter((chat) => !owned(chat)),
  };
}

function plan(call: Call, chatType: 'single' | 'group'): Plan {
  if (chatType === 'group') return planGroups(call);
  const sender = call.body.textOr('sender') || undefined;
  const named = call.body.textsOr('external_userid', { max: CUSTOMERS_AT_MOST, tooLong: 40032 }) ?? [];
  if (named.length > 0) return planNamed(call, named, sender);
  const filter = tagFilter(call);
  if (sender === undefined && !filter)
    throw new WecomError(40063, 'sender, external_userid and tag_filter are all empty');
  return planWhole(call, sender, filter);
}

function add(call: Call): Answer {
  const { world, corp, body } = call;
  const chatType = body.textOr('chat_type') || 'single';
  if (chatType !== 'single' && chatType !== 'group') throw new WecomError(40058, 'invalid chat_type');
  const content = readContent(body);
  const { targets, unreachable } = plan(call, chatType);
  if (targets.length === 0) throw new WecomError(41048);
  const msgid = publicId('message', 'msgSim', corp.no, nextNumber(world.db, 'message'));
  const message: MassMessage = {
    msgid,
    agentid: call.app.agentid,
    creator: null,
    chat_type: chatType,
    created: call.now,
    text: content.text ?? { content: '' },
    attachments: content.attachments,
    cancelled: false,
    reminders: [],
  };
  world.mass.create(corp, message, targets);
  return { fail_list: unreachable, msgid };
}

/** The message asked for: 41046 no id, 41047 unknown, 41063 while it is still being dispatched. */
function messageOf(call: Call, dispatched = true): MassMessage {
  const message = call.world.shelves.masses.get(call.corp.no, call.body.text('msgid', { missing: 41046 }));
  if (!message) throw new WecomError(41047);
  if (dispatched && call.world.clock.ms() - message.created * 1000 < call.world.faults.lags.massMs)
    throw new WecomError(41063);
  return message;
}

function list(call: Call): Answer {
  const { body, world, corp } = call;
  const chatType = body.text('chat_type');
  const from = body.int('start_time');
  const until = body.int('end_time');
  if (until < from || until - from > MONTH_SECONDS) throw new WecomError(40058, 'invalid time range');
  const filter = body.intOr('filter_type', { min: 0, max: 2 }) ?? 2;
  const creator = body.textOr('creator');
  const found = world.shelves.masses
    .all(corp.no)
    .map((kept) => kept.value)
    .filter((message) => {
      const personal = message.creator !== null;
      const kind = filter === 2 || personal === (filter === 1);
      return (
        kind &&
        message.chat_type === chatType &&
        message.created >= from &&
        message.created <= until &&
        (!creator || message.creator === creator)
      );
    });
  const { items, next_cursor } = pageOf(found, body, 50, 100);
  return {
    next_cursor,
    group_msg_list: items.map(({ msgid, creator: by, created, text, attachments }) => ({
      msgid,
      ...(by === null ? {} : { creator: by }),
      create_time: String(created),
      create_type: by === null ? 0 : 1,
      text,
      attachments,
    })),
  };
}

function tasks(call: Call): Answer {
  const { msgid } = messageOf(call);
  const limit = pageSize(call.body, 500, 1000);
  const [after = 0] = fromCursor(call.body);
  const rows = call.world.mass.tasks(msgid, after, limit);
  return {
    next_cursor: rows.length === limit ? toCursor(rows.at(-1)?.staff ?? 0) : '',
    task_list: rows.map(({ staff, status, sent_s }) => ({
      userid: call.world.organisation.staffByNo(staff).userid,
      status,
      ...(sent_s === null ? {} : { send_time: sent_s }),
    })),
  };
}

function results(call: Call): Answer {
  const message = messageOf(call);
  const member = staffOf(call, call.body.text('userid', { missing: 41009 }));
  const limit = pageSize(call.body, 500, 1000);
  const [after = 0] = fromCursor(call.body);
  const rows = call.world.mass.targets(message.msgid, member.no, after, limit, message.chat_type === 'group');
  return {
    next_cursor: rows.length === limit ? toCursor(rows.at(-1)?.id ?? 0) : '',
    send_list: rows.map((row) => resultView(call, row, member.userid)),
  };
}

function resultView(
  call: Call,
  row: { person: number; chat: string | null; status: number; sent_s: number | null },
  userid: string,
) {
  const whom =
    row.chat === null
      ? { external_userid: call.world.encounters.externalId(call.corp.no, row.person) }
      : { chat_id: row.chat };
  return { ...whom, userid, status: row.status, ...(row.sent_s === null ? {} : { send_time: row.sent_s }) };
}

/** The old result call: everything at once. */
function legacyResults(call: Call): Answer {
  const message = messageOf(call);
  const all = call.world.mass.tasks(message.msgid, 0, Number.MAX_SAFE_INTEGER);
  return {
    check_status: 1,
    detail_list: all.flatMap(({ staff }) => {
      const { userid } = call.world.organisation.staffByNo(staff);
      return call.world.mass
        .targets(message.msgid, staff, 0, CUSTOMERS_AT_MOST, false)
        .map((row) => resultView(call, row, userid));
    }),
  };
}

function cancel(call: Call): Answer {
  const message = messageOf(call, false);
  if (message.cancelled) throw new WecomError(41093);
  call.world.shelves.masses.put(call.corp.no, message.msgid, { ...message, cancelled: true });
  return {};
}

function remind(call: Call): Answer {
  const message = messageOf(call);
  if (message.cancelled) throw new WecomError(41093);
  const recent = message.reminders.filter((at) => at > call.now - 86_400);
  if (recent.length >= REMINDERS_PER_DAY) throw new WecomError(41094);
  call.world.shelves.masses.put(call.corp.no, message.msgid, {
    ...message,
    reminders: [...recent, call.now],
  });
  return {};
}

export const massRoutes: Record<string, Handler> = {
  'POST externalcontact/add_msg_template': add,
  'POST externalcontact/get_groupmsg_list_v2': list,
  'POST externalcontact/get_groupmsg_task': tasks,
  'POST externalcontact/get_groupmsg_send_result': results,
  'POST externalcontact/get_group_msg_result': legacyResults,
  'POST externalcontact/cancel_groupmsg_send': cancel,
  'POST externalcontact/remind_groupmsg_send': remind,
};
