// The content that welcome messages, mass messages and group welcomes carry, as requests write and answers return it.
import { z } from 'zod';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import { bytes, id } from '../schema.ts';

const { attachment: limits } = wecomShapes;

const url = bytes(limits.linkUrlBytes).min(1);

export const image = z
  .object({ media_id: id.optional(), pic_url: bytes(limits.linkUrlBytes).optional() })
  .refine((input) => Boolean(input.media_id ?? input.pic_url), 'media_id or pic_url');
export const link = z.object({
  title: bytes(limits.linkTitleBytes).min(1),
  picurl: bytes(limits.linkUrlBytes).optional(),
  desc: bytes(limits.linkDescriptionBytes).optional(),
  url,
});
export const miniprogram = z.object({
  title: bytes(limits.miniprogramTitleBytes).min(1),
  pic_media_id: id,
  appid: id,
  page: id,
});
export const media = z.object({ media_id: id });

export const attachment = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('image'), image }),
  z.object({ msgtype: z.literal('link'), link }),
  z.object({ msgtype: z.literal('miniprogram'), miniprogram }),
  z.object({ msgtype: z.literal('video'), video: media }),
  z.object({ msgtype: z.literal('file'), file: media }),
]);
export type Attachment = z.input<typeof attachment>;

/** What an answer returns: the type is known, the body is whatever the platform keeps. */
export const returnedAttachment = z.looseObject({ msgtype: z.string() });

/** For bodies in which text and attachments must not both be missing. */
export function saysSomething(input: {
  text?: { content: string } | undefined;
  attachments?: readonly unknown[] | undefined;
}): boolean {
  return Boolean(input.text?.content) || (input.attachments ?? []).length > 0;
}
