// Corp mass messages 企业群发: a task that members confirm; nothing is sent by the call itself (contract 2.5).
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import {
  bytes,
  cursor,
  id,
  limitUpTo,
  list,
  nextCursor,
  nothing,
  number,
  opt,
  seconds,
  text,
} from '../schema.ts';
import { attachment, returnedAttachment, saysSomething } from './attachments.ts';

const { massMessage: limits, tag } = wecomShapes;

/** For chat_type single at least one of sender, external_userid and tag_filter; for group a sender. */
export const addMassMessage = endpoint({
  name: 'externalcontact/add_msg_template',
  method: 'POST',
  repeat: 'once',
  request: z
    .object({
      chat_type: z.literal(['single', 'group']).optional(),
      external_userid: z.array(id).max(limits.externalUserIds).optional(),
      chat_id_list: z.array(id).max(limits.chatIds).optional(),
      /** OR inside an entry, AND between entries; ignored when external_userid is given. */
      tag_filter: z
        .object({
          group_list: z.array(z.object({ tag_list: z.array(id).min(1).max(tag.idsPerFilterGroup) })),
        })
        .optional(),
      sender: id.optional(),
      allow_select: z.boolean().optional(),
      text: z.object({ content: bytes(limits.textBytes) }).optional(),
      attachments: z.array(attachment).max(limits.attachments).optional(),
    })
    .refine(saysSomething, 'text or attachments')
    .refine(
      (input) =>
        Boolean(input.sender) ||
        (input.chat_type !== 'group' && Boolean(input.external_userid ?? input.tag_filter)),
      'a sender, customers or a tag filter; groups need a sender',
    ),
  response: z.object({
    /** Customers or groups that cannot be reached. */
    fail_list: list(z.string()),
    msgid: z.string(),
  }),
});

/** start_time and end_time are at most a month apart. */
export const listMassMessages = endpoint({
  name: 'externalcontact/get_groupmsg_list_v2',
  method: 'POST',
  paging: 'cursor',
  request: z.object({
    chat_type: z.literal(['single', 'group']),
    start_time: seconds,
    end_time: seconds,
    creator: id.optional(),
    /** 0 corp, 1 personal, 2 all. */
    filter_type: z.literal([0, 1, 2]).optional(),
    limit: limitUpTo(limits.listPageSize),
    cursor,
  }),
  response: z.object({
    group_msg_list: list(
      z.object({
        msgid: z.string(),
        /** Absent for messages made by API. */
        creator: opt(z.string()),
        create_time: number,
        create_type: opt(number),
        text: opt(z.object({ content: text })),
        attachments: list(returnedAttachment),
      }),
    ),
    next_cursor: nextCursor,
  }),
});

/** Which members have confirmed: status 0 not sent, 2 sent. */
export const getMassMessageTasks = endpoint({
  name: 'externalcontact/get_groupmsg_task',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ msgid: id, limit: limitUpTo(limits.resultPageSize), cursor }),
  response: z.object({
    task_list: list(z.object({ userid: z.string(), status: number, send_time: opt(number) })),
    next_cursor: nextCursor,
  }),
});

/** status 0 not sent, 1 sent, 2 not a friend any more, 3 had another mass message already. */
export const getMassMessageResults = endpoint({
  name: 'externalcontact/get_groupmsg_send_result',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ msgid: id, userid: id, limit: limitUpTo(limits.resultPageSize), cursor }),
  response: z.object({
    send_list: list(
      z.object({
        external_userid: opt(z.string()),
        chat_id: opt(z.string()),
        userid: z.string(),
        status: number,
        send_time: opt(number),
      }),
    ),
    next_cursor: nextCursor,
  }),
});

/** Stops what members have not sent yet; afterwards 41093. */
export const cancelMassMessage = endpoint({
  name: 'externalcontact/cancel_groupmsg_send',
  method: 'POST',
  request: z.object({ msgid: id }),
  response: nothing,
});

/** At most three times in 24 h and message (41094). */
export const remindMassMessage = endpoint({
  name: 'externalcontact/remind_groupmsg_send',
  method: 'POST',
  repeat: 'once',
  request: z.object({ msgid: id }),
  response: nothing,
});
