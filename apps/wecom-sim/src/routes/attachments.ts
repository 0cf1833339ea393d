// The text-and-attachments body that welcome messages, mass messages and moments share, old and new form.
import { WecomError } from '../core/errors.ts';
import { Input } from '../core/input.ts';

export interface Content {
  text: { content: string } | null;
  attachments: { msgtype: string; [body: string]: unknown }[];
}

const LEGACY = ['image', 'link', 'miniprogram', 'video', 'file'] as const;
const ATTACHMENTS_AT_MOST = 9;

function checkBody(msgtype: string, part: Input): void {
  switch (msgtype) {
    case 'image':
      if (!part.has('media_id') && !part.has('pic_url'))
        throw new WecomError(40063, 'media_id or pic_url missing');
      return;
    case 'link':
      part.text('title', { bytes: 128 });
      part.text('url', { bytes: 2048, missing: 41010 });
      part.textOr('picurl', { bytes: 2048 });
      part.textOr('desc', { bytes: 512 });
      return;
    case 'miniprogram':
      part.text('title', { bytes: 64 });
      for (const name of ['pic_media_id', 'appid', 'page']) part.text(name);
      return;
    case 'video':
    case 'file':
      part.text('media_id', { missing: 41006 });
      return;
    default:
      throw new WecomError(41065, 'invalid attachment msgtype');
  }
}

function readAttachment(part: Input): Content['attachments'][number] {
  const msgtype = part.text('msgtype');
  const body = part.part(msgtype);
  checkBody(msgtype, body);
  return { msgtype, [msgtype]: body.fields };
}

/** The old form: one top-level image, link or mini-program instead of attachments. */
function readLegacy(body: Input): Content['attachments'] {
  return LEGACY.flatMap((msgtype) => {
    const part = body.partOr(msgtype);
    if (!part || Object.keys(part.fields).length === 0) return [];
    return [readAttachment(new Input({ msgtype, [msgtype]: part.fields }))];
  });
}

/** Reads the content; text and attachments not both empty (41089). */
export function readContent(body: Input, textBytes = 4000): Content {
  const content = body.partOr('text')?.textOr('content', { bytes: textBytes }) ?? '';
  const parts = body.partsOr('attachments', { max: ATTACHMENTS_AT_MOST, tooLong: 41064 });
  const attachments = parts ? parts.map(readAttachment) : readLegacy(body);
  if (content === '' && attachments.length === 0)
    throw new WecomError(41089, 'text and attachments are both empty');
  return { text: content === '' ? null : { content }, attachments };
}
