// People write welcomes; what WeCom would refuse is refused here, at edit time, with the number of bytes.
import type { WelcomeAttachment } from '@yutian/contract';
import { conflict, Fault, type Id, invalid, newId, notFound } from '@yutian/kernel';
import { audit, inTransaction, type Tx } from '@yutian/platform';
import type { By, ChannelsGround } from '../parts.ts';
import { insertMedia, listMedia, type MediaKind } from './media.sql.ts';
import { requireWelcome } from './require-welcome.ts';
import { wantMedia } from './upload-media.ts';
import { mediaOf, welcomeFault } from './welcome.rules.ts';
import { deleteWelcome, listWelcomes, saveWelcome, setFallbackWelcome } from './welcome.sql.ts';

export interface WelcomeInput {
  name: string;
  text: string;
  attachments: readonly WelcomeAttachment[];
}

const MB = 1_048_576;
/** WeCom's sizes (contract 2.11). */
const MOST_BYTES: Record<MediaKind, number> = { image: 10 * MB, video: 10 * MB, file: 20 * MB };
const FEWEST_BYTES = 6;

/** Writes a welcome, or rewrites the one named. @returns its id. */
export function writeWelcome(
  ground: ChannelsGround,
  actor: By,
  welcomeId: Id | null,
  input: WelcomeInput,
): Promise<Id> {
  const { db, clock } = ground;
  const { tenantId } = actor;
  const fault = welcomeFault(input.text, input.attachments);
  if (fault) throw invalid(fault.code, fault.message, fault.data);
  return inTransaction(db, async (tx) => {
    if (welcomeId !== null) await requireWelcome(tx, tenantId, [welcomeId]);
    await requireMedia(tx, tenantId, input.attachments);
    const id = welcomeId ?? newId();
    const attachments = JSON.stringify(input.attachments);
    await saveWelcome(tx, {
      tenantId,
      welcomeId: id,
      name: input.name,
      text: input.text,
      attachments,
      nowMs: clock.now(),
    });
    await wantMedia(ground, tx, tenantId, mediaOf(input.attachments));
    const action = welcomeId === null ? 'channels.createWelcome' : 'channels.changeWelcome';
    await audit(
      tx,
      actor,
      { action, subjectKind: 'welcome', subjectId: id, detail: { name: input.name } },
      clock.now(),
    );
    return id;
  });
}

/** Every upload is there and of the kind it is used as; a mini-program's cover is a picture. */
async function requireMedia(
  tx: Tx,
  tenantId: number,
  attachments: readonly WelcomeAttachment[],
): Promise<void> {
  const mediaIds = mediaOf(attachments);
  if (mediaIds.length === 0) return;
  const rows = await listMedia(tx, { tenantId, kind: null, mediaIds, before: null, limit: mediaIds.length });
  const kinds = new Map(rows.map((row) => [row.mediaId, row.kind]));
  for (const attachment of attachments) {
    if (!('mediaId' in attachment)) continue;
    const wanted = attachment.kind === 'miniprogram' ? 'image' : attachment.kind;
    if (kinds.get(attachment.mediaId) !== wanted)
      throw notFound('MEDIA_UNKNOWN', 'There is no such upload, or it is of another kind.', {
        mediaId: attachment.mediaId,
      });
  }
}

export function dropWelcome({ db, clock }: ChannelsGround, actor: By, welcomeId: Id): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    const [row] = await listWelcomes(tx, { tenantId, welcomeId, text: null, after: null, limit: 1 });
    if (!row) throw notFound('WELCOME_UNKNOWN', 'There is no such welcome.', { welcomeId });
    if (row.usedBy > 0)
      throw conflict('WELCOME_IN_USE', 'Codes, channels or shifts still use this welcome.', {
        usedBy: row.usedBy,
      });
    await deleteWelcome(tx, { tenantId, welcomeId });
    await audit(
      tx,
      actor,
      { action: 'channels.deleteWelcome', subjectKind: 'welcome', subjectId: welcomeId },
      clock.now(),
    );
  });
}

export function chooseFallback(
  { db, clock }: ChannelsGround,
  actor: By,
  corpId: string,
  welcomeId: Id | null,
): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    if (welcomeId !== null) await requireWelcome(tx, tenantId, [welcomeId]);
    await setFallbackWelcome(tx, { tenantId, corpId, welcomeId });
    const detail = { welcomeId };
    await audit(
      tx,
      actor,
      { action: 'channels.setFallbackWelcome', subjectKind: 'corp', subjectId: corpId, detail },
      clock.now(),
    );
  });
}

/** Keeps an upload. Size and, for pictures and videos, the first bytes must be what WeCom takes. */
export async function keepMedia(
  { db, clock }: ChannelsGround,
  actor: By,
  media: { kind: MediaKind; name: string; content: Buffer },
): Promise<Id> {
  const { kind, content } = media;
  const most = MOST_BYTES[kind];
  if (content.length > most || content.length < FEWEST_BYTES)
    throw new Fault(
      'invalid',
      'MEDIA_TOO_LARGE',
      'WeCom takes pictures and videos up to 10 MB and files up to 20 MB, none empty.',
      {
        bytes: content.length,
        most,
      },
    );
  if (kind !== 'file' && !looksLike(kind, content))
    throw invalid('MEDIA_TYPE_WRONG', 'Pictures are JPG or PNG, videos MP4.', { kind });
  const mediaId = newId();
  await inTransaction(db, async (tx) => {
    await insertMedia(tx, { tenantId: actor.tenantId, mediaId, ...media, nowMs: clock.now() });
    const detail = { kind, bytes: content.length };
    await audit(
      tx,
      actor,
      { action: 'channels.uploadMedia', subjectKind: 'media', subjectId: mediaId, detail },
      clock.now(),
    );
  });
  return mediaId;
}

function looksLike(kind: 'image' | 'video', content: Buffer): boolean {
  const hex = content.subarray(0, 8).toString('hex');
  if (kind === 'image') return hex.startsWith('ffd8ff') || hex === '89504e470d0a1a0a';
  return content.subarray(4, 8).toString('latin1') === 'ftyp';
}
