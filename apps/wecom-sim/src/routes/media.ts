// Temporary media: multipart in, media_id out, three days of virtual time (contract §2.11).
import { createHash } from 'node:crypto';
import { WecomError } from '../core/errors.ts';
import { publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import { type Answer, type Call, type Handler, RawAnswer, type Upload } from '../router.ts';

const MB = 1024 * 1024;
const THREE_DAYS_MS = 3 * 86_400_000;
const SMALLEST = 5;

/** The largest file and the errcode beyond it, by kind. */
const sizes: Record<string, { max: number; code: number }> = {
  image: { max: 10 * MB, code: 40009 },
  voice: { max: 2 * MB, code: 40006 },
  video: { max: 10 * MB, code: 40011 },
  file: { max: 20 * MB, code: 40006 },
};

interface MediaRow {
  id: string;
  kind: string;
  scene: number;
  name: string;
  mime: string;
  created: number;
  permanent: number;
  bytes: Uint8Array;
}

/** The boundary: tnwx, a published SDK, leaves it out of the header, so the body's first line counts too. */
function boundaryOf(contentType: string, raw: Buffer): string {
  const named = /boundary=(?:"([^"]+)"|([^;]+))/.exec(contentType);
  const firstLine = raw.subarray(0, Math.max(0, raw.indexOf('\r\n'))).toString('latin1');
  const boundary = named?.[1] ?? named?.[2]?.trim() ?? firstLine.slice(2);
  if (!contentType.startsWith('multipart/') || boundary === '')
    throw new WecomError(44001, 'empty media data');
  return boundary;
}

/** The file of a multipart body: the first part that has a filename. */
export function readUpload(contentType: string, raw: Buffer): Upload {
  const fence = Buffer.from(`--${boundaryOf(contentType, raw)}`);
  for (let at = raw.indexOf(fence); at >= 0; ) {
    const next = raw.indexOf(fence, at + fence.length);
    if (next < 0) break;
    const part = raw.subarray(at + fence.length + 2, next - 2);
    const gap = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, Math.max(0, gap)).toString('utf8');
    const filename = /filename\*?=(?:utf-8'')?"?([^";\r\n]*)"?/i.exec(head)?.[1];
    if (gap >= 0 && filename !== undefined && filename !== '')
      return {
        filename,
        mime: /content-type:\s*([^\r\n;]+)/i.exec(head)?.[1] ?? 'application/octet-stream',
        bytes: part.subarray(gap + 4),
      };
    at = next;
  }
  throw new WecomError(44001, 'empty media data');
}

function store(
  call: Call,
  kind: string,
  scene: number,
  permanent: boolean,
): { media_id: string; upload: Upload } {
  const limit = sizes[kind];
  if (!limit) throw new WecomError(40004, 'invalid media type');
  const upload = readUpload(call.contentType, call.raw);
  if (upload.bytes.length <= SMALLEST) throw new WecomError(44001, 'empty media data');
  if (upload.bytes.length > limit.max) throw new WecomError(limit.code, 'invalid media size');
  const media_id = `3${publicId('media', 'SimMedia', call.corp.no, nextNumber(call.world.db, 'media'))}`;
  call.world.db.run(
    'INSERT INTO media (id, corp, kind, scene, name, mime, created, permanent, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    media_id,
    call.corp.no,
    kind,
    scene,
    upload.filename,
    upload.mime,
    call.world.clock.ms(),
    Number(permanent),
    upload.bytes,
  );
  return { media_id, upload };
}

/** A media file that is still alive; 40007 otherwise. The apps of one corp share theirs. */
export function liveMedia(call: Call, mediaId: string): MediaRow {
  const row = call.world.db.get<MediaRow>(
    'SELECT * FROM media WHERE id = ? AND corp = ?',
    mediaId,
    call.corp.no,
  );
  const expired = row && row.permanent === 0 && call.world.clock.ms() - row.created > THREE_DAYS_MS;
  if (!row || expired) throw new WecomError(40007);
  return row;
}

function download(call: Call): Answer {
  const media = liveMedia(call, call.query.get('media_id') ?? '');
  return new RawAnswer(Buffer.from(media.bytes), {
    'content-type': media.mime,
    'content-disposition': `attachment; filename="${encodeURIComponent(media.name)}"; filename*=utf-8''${encodeURIComponent(media.name)}`,
  });
}

/** SIM: nothing is fetched from outside; the job is done at once with the address as its content. */
function uploadByUrl(call: Call): Answer {
  const { body, world, corp } = call;
  const kind = body.text('type');
  if (kind !== 'video' && kind !== 'file') throw new WecomError(40004, 'invalid media type');
  body.int('scene', { min: 1, max: 1 });
  const url = body.text('url', { missing: 41010 });
  body.text('md5');
  const media_id = `3${publicId('media', 'SimMedia', corp.no, nextNumber(world.db, 'media'))}`;
  world.db.run(
    'INSERT INTO media (id, corp, kind, scene, name, mime, created, permanent, bytes) VALUES (?, ?, ?, 0, ?, ?, ?, 0, ?)',
    media_id,
    corp.no,
    kind,
    body.text('filename'),
    'text/uri-list',
    world.clock.ms(),
    Buffer.from(url),
  );
  return { jobid: media_id };
}

function uploadByUrlResult(call: Call): Answer {
  const media = liveMedia(call, call.body.text('jobid'));
  return {
    status: 2,
    detail: {
      errcode: 0,
      errmsg: 'ok',
      media_id: media.id,
      created_at: String(Math.floor(media.created / 1000)),
    },
  };
}

export const mediaRoutes: Record<string, Handler> = {
  'POST media/upload': (call) => {
    const type = call.query.get('type') ?? '';
    return { errmsg: '', type, media_id: store(call, type, 0, false).media_id, created_at: String(call.now) };
  },
  'POST media/uploadimg': (call) => {
    const { media_id, upload } = store(call, 'image', 0, true);
    if (upload.bytes.length > 2 * MB) throw new WecomError(40009, 'invalid image size');
    return {
      errmsg: '',
      url: `${call.world.origin}/_sim/media/${media_id}?md5=${createHash('md5').update(upload.bytes).digest('hex')}`,
    };
  },
  'POST media/upload_attachment': (call) => {
    const type = call.query.get('media_type') ?? '';
    const scene = Number(call.query.get('attachment_type'));
    if (type !== 'image' && type !== 'video' && type !== 'file')
      throw new WecomError(40004, 'invalid media_type');
    if (scene !== 1 && scene !== 2) throw new WecomError(40058, 'invalid attachment_type');
    return { errmsg: '', type, media_id: store(call, type, scene, false).media_id, created_at: call.now };
  },
  'GET media/get': download,
  'POST media/upload_by_url': uploadByUrl,
  'POST media/get_upload_by_url_result': uploadByUrlResult,
};
