// 数据统计 (contract §2.8): days are Shanghai days, ready the day after, kept for 180, at most 30 at a time.
import { addDays, type Day, dayOf, startOfDay } from '@yutian/kernel';
import { WecomError } from '../core/errors.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { GroupFigures } from '../state/group-figures.ts';
import type { GroupChat } from '../state/shelves.ts';
import { groupsOf } from './group-chats.ts';
import { memberOf } from './lookups.ts';

const KEPT_DAYS = 180;
const SPAN_DAYS = 30;
const DAY_MS = 86_400_000;

/** The days asked for, both ends inclusive; those that are not over yet are left out. */
function readDays(call: Call, first: string, last: string): Day[] {
  const begin = call.body.int(first);
  const end = call.body.intOr(last) ?? begin;
  const today = dayOf(call.world.clock.ms());
  const from = dayOf(begin * 1000);
  const until = dayOf(end * 1000);
  const span = Math.round((startOfDay(until) - startOfDay(from)) / DAY_MS) + 1;
  if (span < 1 || span > SPAN_DAYS || startOfDay(from) < startOfDay(today) - KEPT_DAYS * DAY_MS)
    throw new WecomError(40058, 'invalid time range');
  return Array.from({ length: span }, (_, index) => addDays(from, index)).filter((day) => day < today);
}

const seconds = (day: Day): number => startOfDay(day) / 1000;
const round2 = (value: number): number => Math.round(value * 100) / 100;

function behaviour(call: Call): Answer {
  const { organisation, daily } = call.world;
  const users = call.body.textsOr('userid', { max: 100 }) ?? [];
  const parties = call.body.intsOr('partyid', { max: 100 }) ?? [];
  if (users.length + parties.length === 0) throw new WecomError(40063, 'userid and partyid are both empty');
  const staff = new Set(users.map((userid) => memberOf(call, userid).no));
  for (const party of parties) {
    if (!organisation.department(call.corp.no, party)) throw new WecomError(60003);
    const range = organisation.withChildren(call.corp.no, party);
    for (const member of organisation.members(call.corp.no))
      if (member.departments.some((id) => range.has(id))) staff.add(member.no);
  }
  const days = readDays(call, 'start_time', 'end_time');
  const first = days[0];
  const last = days.at(-1);
  const rows = new Map(
    first && last ? daily.staffDays([...staff], first, last).map((row) => [row.day, row]) : [],
  );
  return {
    behavior_data: days.map((day) => {
      const row = rows.get(day);
      return {
        stat_time: seconds(day),
        chat_cnt: row?.chats ?? 0,
        message_cnt: row?.messages ?? 0,
        ...(row && row.opened > 0 ? { reply_percentage: round2((100 * row.replied) / row.opened) } : {}),
        ...(row && row.replied > 0
          ? { avg_reply_time: Math.round(row.reply_ms / row.replied / 60_000) }
          : {}),
        negative_feedback_cnt: row?.lost ?? 0,
        new_apply_cnt: row?.applied ?? 0,
        new_contact_cnt: row?.added ?? 0,
      };
    }),
  };
}

const view = (figures: GroupFigures) => ({
  new_chat_cnt: figures.newChats,
  chat_total: figures.chats,
  chat_has_msg: figures.talkingChats,
  new_member_cnt: figures.joined,
  member_total: figures.members,
  member_has_msg: figures.speakers,
  msg_total: figures.messages,
});

const ORDERS: Record<number, (figures: GroupFigures) => number> = {
  1: (figures) => figures.newChats,
  2: (figures) => figures.chats,
  3: (figures) => figures.joined,
  4: (figures) => figures.members,
};

function wantedGroups(call: Call): GroupChat[] {
  call.body.part('owner_filter').texts('userid_list', { max: 100 });
  return groupsOf(call);
}

function byOwner(call: Call): Answer {
  const groups = wantedGroups(call);
  const days = readDays(call, 'day_begin_time', 'day_end_time');
  const owners = Map.groupBy(groups, (group) => group.owner);
  const measured = [...owners].map(([owner, own]) => ({
    owner,
    figures: call.world.groupFigures.over(own, days),
  }));
  const order =
    ORDERS[call.body.intOr('order_by', { min: 1, max: 4 }) ?? 1] ?? ((figures) => figures.newChats);
  const direction = call.body.flag('order_asc', false) ? 1 : -1;
  measured.sort((a, b) => direction * (order(a.figures) - order(b.figures)));
  const offset = call.body.intOr('offset', { min: 0 }) ?? 0;
  const wanted = call.body.intOr('limit', { min: 1 }) ?? 500;
  const items = measured.slice(offset, offset + (wanted > 1000 ? 500 : wanted));
  return {
    total: measured.length,
    next_offset: offset + items.length,
    items: items.map(({ owner, figures }) => ({ owner, data: view(figures) })),
  };
}

function byDay(call: Call): Answer {
  const groups = wantedGroups(call);
  const days = readDays(call, 'day_begin_time', 'day_end_time');
  return {
    items: days.map((day) => ({
      stat_time: seconds(day),
      data: view(call.world.groupFigures.over(groups, [day])),
    })),
  };
}

export const statisticsRoutes: Record<string, Handler> = {
  'POST externalcontact/get_user_behavior_data': behaviour,
  'POST externalcontact/groupchat/statistic': byOwner,
  'POST externalcontact/groupchat/statistic_group_by_day': byDay,
};
