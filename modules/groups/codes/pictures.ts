// Join codes as pictures to download. WeCom gives an address: where it leads to a picture, that picture is passed on;
// otherwise the address itself is what the code holds, and it is drawn here.
import { type Actor, conflict, Fault, type Id } from '@yutian/kernel';
import { audit, type Db, permit } from '@yutian/platform';
import type { FastifyInstance } from 'fastify';
import QRCode from 'qrcode';
import type { GroupsGround } from '../parts.ts';
import { requireVisibleCode } from './view-join-codes.ts';

const PIXELS = 1_024;
/** Survives a crease and a thumb: a quarter of the code may be unreadable. */
const SAFE = { errorCorrectionLevel: 'Q', margin: 4 } as const;
const FETCH_MS = 5_000;
const MOST_BYTES = 2_000_000;

/** GET /api/v1/join-codes/{id}/qr.png and qr.svg */
export function pictureRoutes(ground: GroupsGround): (http: FastifyInstance) => void {
  return (http) => {
    for (const format of ['png', 'svg'] as const)
      http.get<{ Params: { id: Id } }>(`/api/v1/join-codes/:id/qr.${format}`, async (request, reply) => {
        const actor = permit(request, 'groups.read');
        const { address, name } = await addressOf(ground.db, actor, request.params.id);
        const picture = format === 'png' ? await pngOf(address) : await svgOf(address);
        const subject = { subjectKind: 'joinCode', subjectId: request.params.id, detail: { format } };
        await audit(
          ground.db,
          actor,
          { action: 'groups.downloadQr', ...subject },
          ground.clock.now(),
          request.id,
        );
        return reply
          .type(picture.type)
          .header(
            'content-disposition',
            `inline; filename*=UTF-8''${encodeURIComponent(name)}.${picture.extension}`,
          )
          .header('cache-control', 'private, max-age=60')
          .send(picture.body);
      });
  };
}

interface Picture {
  type: string;
  extension: string;
  body: Buffer | string;
}

async function addressOf(db: Db, actor: Actor, id: Id): Promise<{ address: string; name: string }> {
  const code = await requireVisibleCode(db, actor, id);
  if (code.qrCode === null || code.archived)
    throw conflict('JOIN_CODE_NOT_READY', 'WeCom has not made this code yet, or it is archived.', {
      codeId: id,
    });
  return { address: code.qrCode, name: code.name };
}

async function pngOf(address: string): Promise<Picture> {
  const made = await fetchPicture(address);
  return (
    made ?? {
      type: 'image/png',
      extension: 'png',
      body: await QRCode.toBuffer(address, { width: PIXELS, ...SAFE }),
    }
  );
}

async function svgOf(address: string): Promise<Picture> {
  if (await fetchPicture(address))
    throw conflict('QR_PICTURE_ONLY', 'WeCom gives this code as a picture only. Download the PNG.');
  return {
    type: 'image/svg+xml',
    extension: 'svg',
    body: await QRCode.toString(address, { type: 'svg', ...SAFE }),
  };
}

/** The picture at the address, or null when it is a page. */
async function fetchPicture(address: string): Promise<Picture | null> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(FETCH_MS), redirect: 'follow' });
    const type = /^image\/(png|jpeg)\b/.exec(answer.headers.get('content-type') ?? '');
    if (!answer.ok || !type) {
      await answer.body?.cancel();
      return null;
    }
    const body = Buffer.from(await answer.arrayBuffer());
    if (body.length > MOST_BYTES) throw new Error('The picture is too large.');
    return { type: type[0], extension: type[1] === 'png' ? 'png' : 'jpg', body };
  } catch (cause) {
    throw new Fault(
      'upstream',
      'QR_UNREACHABLE',
      'WeCom’s picture cannot be fetched right now. Try again later.',
      {},
      { cause },
    );
  }
}
