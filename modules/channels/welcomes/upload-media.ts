// Uploads live on WeCom for three days: they are brought there when a welcome carries them, and again before they die.
import { Fault, type Id, MS_PER_HOUR, notFound, type TenantId } from '@yutian/kernel';
import { type Db, inTransaction, type Tx } from '@yutian/platform';
import { uploadMedia } from '@yutian/wecom';
import { enqueueMany } from '../enqueue-many.sql.ts';
import { uploadMediaJob } from '../jobs.ts';
import type { ChannelsGround } from '../parts.ts';
import {
  findUploads,
  noteUpload,
  noteUploadFailure,
  readMedia,
  takeDueUploads,
  wantUploads,
} from './media.sql.ts';
import { MEDIA_LIVES_MS, MEDIA_RENEWED_AFTER_MS } from './welcome.rules.ts';

const BATCH = 200;
const CONTENT_TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  mp4: 'video/mp4',
};

/** Wants uploads on every corp of the tenant; the sweep brings them there. */
export async function wantMedia(
  ground: ChannelsGround,
  tx: Tx,
  tenantId: TenantId,
  mediaIds: readonly Id[],
): Promise<void> {
  if (mediaIds.length === 0) return;
  const corps = await ground.ports.corps(tx);
  const corpIds = corps.filter((corp) => corp.tenantId === tenantId).map((corp) => corp.corpId);
  await wantUploads(tx, { tenantId, mediaIds, corpIds, nowMs: ground.clock.now() });
}

/** Enqueues what is due: new uploads, and those about to die. @returns how many rows it moved. */
export function renewMedia(db: Db, tenantId: TenantId, nowMs: number): Promise<number> {
  return inTransaction(db, async (tx) => {
    const due = await takeDueUploads(tx, { tenantId, nowMs, againMs: nowMs + MS_PER_HOUR, limit: BATCH });
    const jobs = due
      .filter((row) => row.wanted)
      .map(({ mediaId, corpId }) => ({
        payload: { tenantId, corpId, mediaId },
        key: `${uploadMediaJob.name}/${tenantId}/${corpId}/${mediaId}`,
      }));
    await enqueueMany(tx, uploadMediaJob, jobs);
    return due.length;
  });
}

/** Brings one upload to WeCom. @returns its id there. */
export async function bringToWeCom(
  { db, clock, ports }: ChannelsGround,
  tenantId: TenantId,
  corpId: string,
  mediaId: Id,
  options: { lane: 'welcome' | 'sync'; signal: AbortSignal; waitMs?: number },
): Promise<string> {
  const [media] = await readMedia(db, { tenantId, mediaId });
  if (!media) throw notFound('MEDIA_UNKNOWN', 'There is no such upload.', { mediaId });
  const { kind: type, name } = media;
  const contentType =
    CONTENT_TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
  try {
    const file = { name, bytes: new Uint8Array(media.content), contentType };
    const answer = await ports.wecom.upload(tenantId, corpId, uploadMedia, { type }, file, options);
    const nowMs = clock.now();
    const validUntilMs = nowMs + MEDIA_LIVES_MS;
    const renewAtMs = nowMs + MEDIA_RENEWED_AFTER_MS;
    await noteUpload(db, { tenantId, mediaId, corpId, platformId: answer.media_id, validUntilMs, renewAtMs });
    return answer.media_id;
  } catch (error) {
    if (error instanceof Fault) await noteUploadFailure(db, { tenantId, mediaId, corpId, code: error.code });
    throw error;
  }
}

/** The ids on WeCom of these uploads; what is not there yet is brought there now. */
export async function platformIdsOf(
  ground: ChannelsGround,
  tenantId: TenantId,
  corpId: string,
  mediaIds: readonly Id[],
  options: { signal: AbortSignal; waitMs: number },
): Promise<Map<Id, string>> {
  const nowMs = ground.clock.now();
  const known = mediaIds.length === 0 ? [] : await findUploads(ground.db, { tenantId, corpId, mediaIds });
  const ready = new Map(
    known.flatMap(({ mediaId, platformId, validUntilMs }) =>
      platformId !== null && (validUntilMs ?? 0) > nowMs ? [[mediaId, platformId] as const] : [],
    ),
  );
  const missing = mediaIds.filter((mediaId) => !ready.has(mediaId));
  const brought = missing.map(async (mediaId) => {
    const platformId = await bringToWeCom(ground, tenantId, corpId, mediaId, { lane: 'welcome', ...options });
    ready.set(mediaId, platformId);
  });
  await Promise.all(brought);
  return ready;
}
