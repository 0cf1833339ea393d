// Statements of uploads: kept here for good, on WeCom for three days.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export type MediaKind = 'image' | 'video' | 'file';

export interface MediaRow {
  mediaId: Id;
  kind: MediaKind;
  name: string;
  bytes: number;
  createdAtMs: number;
}

export const insertMedia = query({
  name: 'channels.insertMedia',
  examples: [
    { tenantId: 1, mediaId: newId(), kind: 'image', name: 'a.png', content: Buffer.from('a'), nowMs: 0 },
  ],
  sql: (p: {
    tenantId: TenantId;
    mediaId: Id;
    kind: MediaKind;
    name: string;
    content: Buffer;
    nowMs: number;
  }) => sql`
    insert into channels.media (tenant_id, media_id, kind, name, content, bytes, created_at_ms)
    values (${p.tenantId}, ${p.mediaId}, ${p.kind}, ${p.name}, ${p.content}, ${p.content.length}, ${p.nowMs})`,
});

export const listMedia = query({
  name: 'channels.listMedia',
  examples: [
    { tenantId: 1, kind: null, mediaIds: null, before: null, limit: 50 },
    {
      tenantId: 1,
      kind: 'image',
      mediaIds: [newId()],
      before: { createdAtMs: 0, mediaId: newId() },
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    kind: MediaKind | null;
    mediaIds: readonly Id[] | null;
    before: { createdAtMs: number; mediaId: Id } | null;
    limit: number;
  }) => sql<MediaRow>`
    select media_id as "mediaId", kind, name, bytes, created_at_ms as "createdAtMs" from channels.media
    where tenant_id = ${p.tenantId}
      ${p.kind === null ? sql`` : sql`and kind = ${p.kind}`}
      ${p.mediaIds === null ? sql`` : sql`and media_id = any(${p.mediaIds}::uuid[])`}
      ${p.before === null ? sql`` : sql`and (created_at_ms, media_id) < (${p.before.createdAtMs}, ${p.before.mediaId}::uuid)`}
    order by created_at_ms desc, media_id desc limit ${p.limit}`,
});

export const readMedia = query({
  name: 'channels.readMedia',
  examples: [{ tenantId: 1, mediaId: newId() }],
  sql: (p: { tenantId: TenantId; mediaId: Id }) => sql<{ kind: MediaKind; name: string; content: Buffer }>`
    select kind, name, content from channels.media where tenant_id = ${p.tenantId} and media_id = ${p.mediaId}`,
});

/** Uploads as they stand on WeCom. */
export const findUploads = query({
  name: 'channels.findUploads',
  examples: [{ tenantId: 1, corpId: 'ww', mediaIds: [newId()] }],
  sql: (p: { tenantId: TenantId; corpId: string; mediaIds: readonly Id[] }) => sql<{
    mediaId: Id;
    platformId: string | null;
    validUntilMs: number | null;
  }>`
    select media_id as "mediaId", platform_id as "platformId", valid_until_ms as "validUntilMs" from channels.media_upload
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and media_id = any(${p.mediaIds}::uuid[])`,
});

/** Wants these uploads on these corps, now unless they are there already. */
export const wantUploads = query({
  name: 'channels.wantUploads',
  examples: [{ tenantId: 1, mediaIds: [newId()], corpIds: ['ww'], nowMs: 0 }],
  sql: (p: { tenantId: TenantId; mediaIds: readonly Id[]; corpIds: readonly string[]; nowMs: number }) => sql`
    insert into channels.media_upload (tenant_id, media_id, corp_id, renew_at_ms)
    select ${p.tenantId}::int, m.media_id, c.corp_id, ${p.nowMs}::bigint
    from unnest(${p.mediaIds}::uuid[]) as m(media_id), unnest(${p.corpIds}::text[]) as c(corp_id)
    on conflict (tenant_id, media_id, corp_id) do update set renew_at_ms = coalesce(media_upload.renew_at_ms, excluded.renew_at_ms)`,
});

/** Uploads due that some welcome still carries; they come again after `againMs` should the job fail. */
export const takeDueUploads = query({
  name: 'channels.takeDueUploads',
  examples: [{ tenantId: 1, nowMs: 0, againMs: 1, limit: 100 }],
  sql: (p: { tenantId: TenantId; nowMs: number; againMs: number; limit: number }) => sql<{
    mediaId: Id;
    corpId: string;
    wanted: boolean;
  }>`
    update channels.media_upload u set renew_at_ms = case when due.wanted then ${p.againMs}::bigint end
    from (select d.media_id, d.corp_id, exists (select 1 from channels.welcome w where w.tenant_id = d.tenant_id
        and w.attachments @> jsonb_build_array(jsonb_build_object('mediaId', d.media_id))) as wanted
      from channels.media_upload d where d.tenant_id = ${p.tenantId} and d.renew_at_ms <= ${p.nowMs}
      order by d.renew_at_ms limit ${p.limit}) due
    where u.tenant_id = ${p.tenantId} and u.media_id = due.media_id and u.corp_id = due.corp_id
    returning u.media_id as "mediaId", u.corp_id as "corpId", due.wanted`,
});

export const noteUpload = query({
  name: 'channels.noteUpload',
  examples: [{ tenantId: 1, mediaId: newId(), corpId: 'ww', platformId: 'x', validUntilMs: 1, renewAtMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    mediaId: Id;
    corpId: string;
    platformId: string;
    validUntilMs: number;
    renewAtMs: number;
  }) => sql`
    insert into channels.media_upload (tenant_id, media_id, corp_id, platform_id, valid_until_ms, renew_at_ms)
    values (${p.tenantId}, ${p.mediaId}, ${p.corpId}, ${p.platformId}, ${p.validUntilMs}, ${p.renewAtMs})
    on conflict (tenant_id, media_id, corp_id) do update set platform_id = excluded.platform_id,
      valid_until_ms = excluded.valid_until_ms, renew_at_ms = excluded.renew_at_ms, failure_code = null`,
});

export const noteUploadFailure = query({
  name: 'channels.noteUploadFailure',
  examples: [{ tenantId: 1, mediaId: newId(), corpId: 'ww', code: 'A' }],
  sql: (p: { tenantId: TenantId; mediaId: Id; corpId: string; code: string }) => sql`
    update channels.media_upload set failure_code = ${p.code}
    where tenant_id = ${p.tenantId} and media_id = ${p.mediaId} and corp_id = ${p.corpId}`,
});
