// Customer moments 客户朋友圈: a job makes a task that members publish by hand (contract 2.6).
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import {
  bytes,
  chars,
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

const { moment: limits } = wecomShapes;

const media = z.object({ media_id: id });
const content = chars(limits.textChars).refine(
  (one) => Buffer.byteLength(one) <= limits.textBytes,
  'too many bytes',
);
const linkTitle = chars(limits.linkTitleChars).refine(
  (one) => Buffer.byteLength(one) <= limits.linkTitleBytes,
  'too many bytes',
);

const momentAttachment = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('image'), image: media }),
  z.object({ msgtype: z.literal('video'), video: media }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({
      title: linkTitle.optional(),
      url: bytes(wecomShapes.attachment.linkUrlBytes).min(1),
      media_id: id,
    }),
  }),
]);

const oneKind = (attachments: readonly { msgtype: string }[]) =>
  attachments.length <= 1 || attachments.every((one) => one.msgtype === 'image');

/** Images, or one video, or one link; media come from upload_attachment with attachment_type 1 (41072 otherwise). */
export const addMomentTask = endpoint({
  name: 'externalcontact/add_moment_task',
  method: 'POST',
  repeat: 'once',
  request: z
    .object({
      text: z.object({ content }).optional(),
      attachments: z
        .array(momentAttachment)
        .max(limits.images)
        .refine(oneKind, 'one kind of attachment')
        .optional(),
      visible_range: z
        .object({
          sender_list: z
            .object({
              user_list: z.array(id).max(limits.users).optional(),
              department_list: z.array(z.int()).optional(),
            })
            .optional(),
          external_contact_list: z.object({ tag_list: z.array(id).optional() }).optional(),
        })
        .optional(),
    })
    .refine(
      (input) => Boolean(input.text?.content) || (input.attachments ?? []).length > 0,
      'text or attachments',
    ),
  response: z.object({ jobid: z.string() }),
});

/** status 1 started, 2 running, 3 done; a job is known for 24 h. */
export const getMomentTaskResult = endpoint({
  name: 'externalcontact/get_moment_task_result',
  method: 'GET',
  request: z.object({ jobid: id }),
  response: z.object({
    status: number,
    type: opt(z.string()),
    result: opt(
      z.object({
        errcode: opt(number),
        errmsg: opt(z.string()),
        moment_id: opt(z.string()),
        invalid_sender_list: opt(z.object({ user_list: list(z.string()), department_list: list(number) })),
        invalid_external_contact_list: opt(z.object({ tag_list: list(z.string()) })),
      }),
    ),
  }),
});

export const cancelMomentTask = endpoint({
  name: 'externalcontact/cancel_moment_task',
  method: 'POST',
  request: z.object({ moment_id: id }),
  response: nothing,
});

/** At most 30 days; deleted moments are left out. */
export const listMoments = endpoint({
  name: 'externalcontact/get_moment_list',
  method: 'POST',
  paging: 'cursor',
  request: z.object({
    start_time: seconds,
    end_time: seconds,
    creator: id.optional(),
    /** 0 corp, 1 personal, 2 all. */
    filter_type: z.literal([0, 1, 2]).optional(),
    cursor,
    limit: limitUpTo(limits.listPageSize),
  }),
  response: z.object({
    moment_list: list(
      z.object({
        moment_id: z.string(),
        creator: opt(z.string()),
        create_time: number,
        create_type: opt(number),
        visible_type: opt(number),
        text: opt(z.object({ content: text })),
        image: list(z.object({ media_id: text })),
        video: opt(z.object({ media_id: text, thumb_media_id: opt(z.string()) })),
        link: opt(z.object({ title: text, url: text })),
        location: opt(z.object({ latitude: opt(number), longitude: opt(number), name: text })),
      }),
    ),
    next_cursor: nextCursor,
  }),
});

/** publish_status 0 not yet, 1 published; corp moments only (41067). */
export const getMomentTasks = endpoint({
  name: 'externalcontact/get_moment_task',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ moment_id: id, cursor, limit: limitUpTo(limits.taskPageSize) }),
  response: z.object({
    task_list: list(z.object({ userid: z.string(), publish_status: number })),
    next_cursor: nextCursor,
  }),
});

/** Whom a member chose to show it to. */
export const getMomentAudience = endpoint({
  name: 'externalcontact/get_moment_customer_list',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ moment_id: id, userid: id, cursor, limit: limitUpTo(limits.taskPageSize) }),
  response: z.object({
    customer_list: list(z.object({ userid: opt(z.string()), external_userid: z.string() })),
    next_cursor: nextCursor,
  }),
});

/** Who can really see it. */
export const getMomentReach = endpoint({
  name: 'externalcontact/get_moment_send_result',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ moment_id: id, userid: id, cursor, limit: limitUpTo(limits.sendResultPageSize) }),
  response: z.object({
    customer_list: list(z.object({ external_userid: z.string() })),
    next_cursor: nextCursor,
  }),
});

const reaction = z.object({
  external_userid: opt(z.string()),
  userid: opt(z.string()),
  create_time: number,
});

export const getMomentReactions = endpoint({
  name: 'externalcontact/get_moment_comments',
  method: 'POST',
  request: z.object({ moment_id: id, userid: id }),
  response: z.object({ comment_list: list(reaction), like_list: list(reaction) }),
});
