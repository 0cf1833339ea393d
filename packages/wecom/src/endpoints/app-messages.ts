// Messages of the app to members of the corp (contract 2.12).
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import { bytes, id, list, nothing, opt, text } from '../schema.ts';
import { templateCard } from './template-card.ts';

const { appMessage: limits } = wecomShapes;

/** `a|b|c`, as the platform joins lists in this one API. */
const joined = (max: number) => z.string().refine((ids) => ids.split('|').length <= max, `at most ${max}`);

const envelope = {
  /** `@all` for everybody in the app's visible range. */
  touser: joined(limits.users).optional(),
  toparty: joined(limits.parties).optional(),
  totag: joined(limits.tags).optional(),
  agentid: z.int(),
  safe: z.literal([0, 1, 2]).optional(),
  enable_id_trans: z.literal([0, 1]).optional(),
  enable_duplicate_check: z.literal([0, 1]).optional(),
  duplicate_check_interval: z.int().min(1).max(limits.duplicateSeconds).optional(),
};
const media = z.object({ media_id: id });
const titleText = bytes(limits.titleBytes);
const descriptionText = bytes(limits.descriptionBytes);
const url = bytes(limits.urlBytes);

const article = z.object({
  title: titleText.min(1),
  description: descriptionText.optional(),
  url: url.optional(),
  picurl: url.optional(),
  appid: z.string().optional(),
  pagepath: z.string().optional(),
});
const storedArticle = z.object({
  title: titleText.min(1),
  thumb_media_id: id,
  author: z.string().optional(),
  content_source_url: z.string().optional(),
  content: id,
  digest: z.string().optional(),
});

const message = z.discriminatedUnion('msgtype', [
  z.object({
    ...envelope,
    msgtype: z.literal('text'),
    text: z.object({ content: bytes(limits.textBytes).min(1) }),
  }),
  z.object({ ...envelope, msgtype: z.literal('image'), image: media }),
  z.object({ ...envelope, msgtype: z.literal('voice'), voice: media }),
  z.object({ ...envelope, msgtype: z.literal('file'), file: media }),
  z.object({
    ...envelope,
    msgtype: z.literal('video'),
    video: z.object({ media_id: id, title: titleText.optional(), description: descriptionText.optional() }),
  }),
  z.object({
    ...envelope,
    msgtype: z.literal('textcard'),
    textcard: z.object({
      title: titleText.min(1),
      description: descriptionText.min(1),
      url: url.min(1),
      btntxt: z.string().max(4).optional(),
    }),
  }),
  z.object({
    ...envelope,
    msgtype: z.literal('news'),
    news: z.object({ articles: z.array(article).min(1).max(limits.articles) }),
  }),
  z.object({
    ...envelope,
    msgtype: z.literal('mpnews'),
    mpnews: z.object({ articles: z.array(storedArticle).min(1).max(limits.articles) }),
  }),
  z.object({
    ...envelope,
    msgtype: z.literal('markdown'),
    markdown: z.object({ content: bytes(limits.markdownBytes).min(1) }),
  }),
  z.object({
    ...envelope,
    msgtype: z.literal('miniprogram_notice'),
    miniprogram_notice: z.object({
      appid: id,
      page: z.string().optional(),
      title: id,
      description: z.string().optional(),
      emphasis_first_item: z.boolean().optional(),
      content_item: z
        .array(z.object({ key: id, value: id }))
        .max(limits.noticeItems)
        .optional(),
    }),
  }),
  z.object({ ...envelope, msgtype: z.literal('template_card'), template_card: templateCard }),
]);

/** Partly invalid recipients are listed and the rest is served; all invalid give 81013. */
export const sendAppMessage = endpoint({
  name: 'message/send',
  method: 'POST',
  repeat: 'once',
  request: message.refine((input) => Boolean(input.touser ?? input.toparty ?? input.totag), 'nobody'),
  response: z.object({
    invaliduser: text,
    invalidparty: text,
    invalidtag: text,
    unlicenseduser: text,
    msgid: opt(z.string()),
    /** Interactive cards only; works once, 72 h. */
    response_code: opt(z.string()),
  }),
});

/** A stale response_code gives 60140. */
export const updateTemplateCard = endpoint({
  name: 'message/update_template_card',
  method: 'POST',
  request: z
    .object({
      userids: z.array(id).optional(),
      partyids: z.array(z.int()).optional(),
      tagids: z.array(z.int()).optional(),
      atall: z.literal([0, 1]).optional(),
      agentid: z.int(),
      response_code: id,
      button: z.object({ replace_name: id }).optional(),
      template_card: templateCard.optional(),
    })
    .refine((input) => Boolean(input.button ?? input.template_card), 'button or template_card'),
  response: z.object({ invaliduser: list(z.string()) }),
});

/** Within 24 h (42052). */
export const recallAppMessage = endpoint({
  name: 'message/recall',
  method: 'POST',
  request: z.object({ msgid: id }),
  response: nothing,
});
