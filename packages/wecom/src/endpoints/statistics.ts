// Daily figures of groups and of members' behaviour; ready the next day, 180 days back, 30 days a call (contract 2.8).
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import { id, limitUpTo, list, number, opt, seconds } from '../schema.ts';

const { groupChat, statistics: limits } = wecomShapes;

const owners = z.object({ userid_list: z.array(id).min(1).max(groupChat.owners) });

const groupFigures = z.object({
  new_chat_cnt: number,
  chat_total: number,
  chat_has_msg: number,
  new_member_cnt: number,
  member_total: number,
  member_has_msg: number,
  msg_total: number,
  migrate_trainee_chat_cnt: opt(number),
});

export const getGroupStatistics = endpoint({
  name: 'externalcontact/groupchat/statistic',
  method: 'POST',
  paging: 'offset',
  request: z.object({
    day_begin_time: seconds,
    day_end_time: seconds.optional(),
    owner_filter: owners,
    /** 1 new groups, 2 all groups, 3 new members, 4 all members. */
    order_by: z.literal([1, 2, 3, 4]).optional(),
    order_asc: z.literal([0, 1]).optional(),
    offset: z.int().min(0).optional(),
    limit: limitUpTo(limits.pageSize),
  }),
  response: z.object({
    total: number,
    next_offset: opt(number),
    items: list(z.object({ owner: z.string(), data: groupFigures })),
  }),
});

export const getGroupStatisticsByDay = endpoint({
  name: 'externalcontact/groupchat/statistic_group_by_day',
  method: 'POST',
  request: z.object({ day_begin_time: seconds, day_end_time: seconds.optional(), owner_filter: owners }),
  response: z.object({ items: list(z.object({ stat_time: number, data: groupFigures })) }),
});

/** Several members are summed into one row a day; the two averages are absent when there is nothing to measure. */
export const getUserBehavior = endpoint({
  name: 'externalcontact/get_user_behavior_data',
  method: 'POST',
  request: z
    .object({
      userid: z.array(id).max(limits.users).optional(),
      partyid: z.array(z.int()).max(limits.parties).optional(),
      start_time: seconds,
      end_time: seconds,
    })
    .refine((input) => (input.userid ?? []).length + (input.partyid ?? []).length > 0, 'userid or partyid'),
  response: z.object({
    behavior_data: list(
      z.object({
        stat_time: number,
        chat_cnt: number,
        message_cnt: number,
        /** 0 to 100. */
        reply_percentage: opt(number),
        /** Minutes. */
        avg_reply_time: opt(number),
        negative_feedback_cnt: number,
        new_apply_cnt: number,
        new_contact_cnt: number,
      }),
    ),
  }),
});
