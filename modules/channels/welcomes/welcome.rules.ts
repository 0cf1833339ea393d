// What a welcome may be, and how it reads for one customer. Pure. WeCom counts bytes: a Chinese character is three.
import { WELCOME_VARIABLE_BYTES, WELCOME_VARIABLES, type WelcomeAttachment } from '@yutian/contract';
import { type FaultData, type Id, MS_PER_HOUR, MS_PER_SECOND } from '@yutian/kernel';
import { type Attachment, wecomShapes } from '@yutian/wecom';

/** A welcome code dies this long after the add. */
export const WELCOME_LIVES_MS = wecomShapes.welcome.codeSeconds * MS_PER_SECOND;

type Variable = (typeof WELCOME_VARIABLES)[number];
export type WelcomeNames = Record<Variable, string>;

const VARIABLE = /\{([^{}\s]{1,20})\}/g;

const bytesOf = (text: string) => Buffer.byteLength(text);

/** The beginning of a text that fits into so many bytes, whole characters only. */
export function cutToBytes(text: string, most: number): string {
  if (bytesOf(text) <= most) return text;
  let cut = '';
  let used = 0;
  for (const character of text) {
    used += bytesOf(character);
    if (used > most) break;
    cut += character;
  }
  return cut;
}

const isVariable = (name: string): name is Variable =>
  (WELCOME_VARIABLES as readonly string[]).includes(name);

/** The text as one customer reads it. */
export function fillIn(text: string, names: WelcomeNames): string {
  return text.replace(VARIABLE, (whole, name: string) =>
    isVariable(name) ? cutToBytes(names[name], WELCOME_VARIABLE_BYTES[name]) : whole,
  );
}

/** Whether a text names the customer: then his name must be known. */
export const namesCustomer = (text: string) => text.includes('{customer}');

export interface WelcomeFault {
  code: string;
  message: string;
  data: FaultData;
}

/** The first thing that WeCom would refuse, or null. Variables count at their longest. */
export function welcomeFault(text: string, attachments: readonly WelcomeAttachment[]): WelcomeFault | null {
  const { welcome } = wecomShapes;
  if (text.trim() === '' && attachments.length === 0)
    return { code: 'WELCOME_EMPTY', message: 'Text and attachments cannot both be empty.', data: {} };
  const unknown = [...text.matchAll(VARIABLE)]
    .map((match) => match[1] ?? '')
    .find((name) => !isVariable(name));
  if (unknown !== undefined)
    return {
      code: 'WELCOME_VARIABLE_UNKNOWN',
      message: 'There is no such variable. Use {customer}, {guide}, {brand}, {store}, {date}.',
      data: { variable: unknown },
    };
  const longest = Object.fromEntries(
    WELCOME_VARIABLES.map((name) => [name, 'x'.repeat(WELCOME_VARIABLE_BYTES[name])]),
  ) as WelcomeNames;
  const bytes = bytesOf(fillIn(text, longest));
  if (bytes > welcome.textBytes)
    return {
      code: 'WELCOME_TEXT_TOO_LONG',
      message: 'The text is longer than WeCom allows, counted in bytes with variables at their longest.',
      data: { bytes, most: welcome.textBytes },
    };
  if (attachments.length > welcome.attachments)
    return {
      code: 'WELCOME_TOO_MANY_ATTACHMENTS',
      message: 'WeCom allows 9 attachments.',
      data: { count: attachments.length, most: welcome.attachments },
    };
  return attachments.map(attachmentFault).find((fault) => fault !== null) ?? null;
}

function attachmentFault(attachment: WelcomeAttachment, index: number): WelcomeFault | null {
  const { attachment: limits } = wecomShapes;
  const tooLong = (code: string, message: string, text: string, most: number): WelcomeFault | null =>
    bytesOf(text) > most ? { code, message, data: { attachment: index, bytes: bytesOf(text), most } } : null;
  const title = (text: string, most: number) =>
    tooLong('WELCOME_TITLE_TOO_LONG', 'A title is too long, counted in bytes.', text, most);
  if (attachment.kind === 'link')
    return (
      title(attachment.title, limits.linkTitleBytes) ??
      tooLong(
        'WELCOME_DESCRIPTION_TOO_LONG',
        'A description is too long, counted in bytes.',
        attachment.description,
        limits.linkDescriptionBytes,
      ) ??
      tooLong('WELCOME_URL_TOO_LONG', 'An address is too long.', attachment.url, limits.linkUrlBytes) ??
      tooLong(
        'WELCOME_URL_TOO_LONG',
        'An address is too long.',
        attachment.imageUrl ?? '',
        limits.linkUrlBytes,
      )
    );
  return attachment.kind === 'miniprogram' ? title(attachment.title, limits.miniprogramTitleBytes) : null;
}

/** The uploads that attachments carry. */
export function mediaOf(attachments: readonly WelcomeAttachment[]): Id[] {
  return [
    ...new Set(attachments.flatMap((attachment) => ('mediaId' in attachment ? [attachment.mediaId] : []))),
  ];
}

/** Attachments as WeCom takes them; `platformId` names an upload on WeCom. */
export function toPlatform(
  attachments: readonly WelcomeAttachment[],
  platformId: (mediaId: Id) => string,
): Attachment[] {
  return attachments.map((attachment): Attachment => {
    switch (attachment.kind) {
      case 'image':
        return { msgtype: 'image', image: { media_id: platformId(attachment.mediaId) } };
      case 'link': {
        const { title, description, url, imageUrl } = attachment;
        const optional = {
          ...(description ? { desc: description } : {}),
          ...(imageUrl ? { picurl: imageUrl } : {}),
        };
        return { msgtype: 'link', link: { title, url, ...optional } };
      }
      case 'miniprogram': {
        const { title, appId, page, mediaId } = attachment;
        return {
          msgtype: 'miniprogram',
          miniprogram: { title, appid: appId, page, pic_media_id: platformId(mediaId) },
        };
      }
      case 'video':
        return { msgtype: 'video', video: { media_id: platformId(attachment.mediaId) } };
      case 'file':
        return { msgtype: 'file', file: { media_id: platformId(attachment.mediaId) } };
    }
  });
}

/** WeCom keeps an upload three days; it is uploaded again half a day before that. */
export const MEDIA_LIVES_MS = 72 * MS_PER_HOUR;
export const MEDIA_RENEWED_AFTER_MS = 60 * MS_PER_HOUR;

/** What happened with a greeting, by the platform's errcode; null: try again while there is time. */
export function outcomeOf(errcode: number): 'late' | 'chat_started' | 'no_consent' | 'refused' | null {
  switch (errcode) {
    case 41050:
      return 'late';
    case 41051:
      return 'chat_started';
    case 41053:
      return 'no_consent';
    case 41096:
      return null;
    default:
      return 'refused';
  }
}
