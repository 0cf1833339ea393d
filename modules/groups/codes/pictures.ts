// Join codes as pictures to download: PNG, SVG and print-ready cards, one by one or many as a zip.
import { type Actor, conflict, dayOf, type Id, invalid } from '@yutian/kernel';
import { audit, type Db, permit, sendFile } from '@yutian/platform';
import { type CodeToDraw, drawFile, QR_FORMATS, type QrFormat, zipFiles } from '@yutian/qr';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { GroupsGround } from '../parts.ts';
import { requireVisibleCode } from './view-join-codes.ts';

const MOST_CODES = 200;
const INVITATION = '微信扫一扫，加入群聊';
const PATHS: Record<QrFormat, string> = { png: 'qr.png', svg: 'qr.svg', card: 'card.svg' };
const bulk = z.object({
  ids: z
    .string()
    .transform((text) => [...new Set(text.split(','))])
    .pipe(z.array(z.uuid()).min(1).max(MOST_CODES)),
  format: z.enum(QR_FORMATS).default('png'),
});

/** GET /api/v1/join-codes/{id}/qr.png, qr.svg, card.svg · GET /api/v1/join-codes/qr.zip?ids=…&format=… */
export function pictureRoutes(ground: GroupsGround): (http: FastifyInstance) => void {
  const { db, clock } = ground;
  const note = (
    actor: Actor,
    requestId: string,
    subjectId: Id,
    detail: { format: QrFormat; codes: number },
  ) =>
    audit(
      db,
      actor,
      { action: 'groups.downloadQr', subjectKind: 'joinCode', subjectId, detail },
      clock.now(),
      requestId,
    );
  return (http) => {
    for (const format of QR_FORMATS)
      http.get<{ Params: { id: Id } }>(
        `/api/v1/join-codes/:id/${PATHS[format]}`,
        async ({ params, id: requestId, actor: asker }, reply) => {
          const actor = permit({ actor: asker }, 'groups.read');
          const file = await drawFile(await toDraw(db, actor, params.id), format);
          await note(actor, requestId, params.id, { format, codes: 1 });
          return sendFile(reply, file.name, file.type, file.body);
        },
      );
    http.get('/api/v1/join-codes/qr.zip', async (request, reply) => {
      const actor = permit(request, 'groups.read');
      const asked = bulk.safeParse(request.query);
      if (!asked.success)
        throw invalid('INPUT_INVALID', 'Say at most 200 ids (comma-separated) and format (png, svg, card).', {
          fields: ['ids', 'format'],
        });
      const { ids, format } = asked.data;
      const codes = await Promise.all(ids.map((id) => toDraw(db, actor, id)));
      const zip = await zipFiles(codes, format, new Date(clock.now()));
      await note(actor, request.id, ids[0] ?? '', { format, codes: ids.length });
      return sendFile(reply, `join-codes-${dayOf(clock.now())}.zip`, 'application/zip', zip);
    });
  };
}

async function toDraw(db: Db, actor: Actor, id: Id): Promise<CodeToDraw> {
  const { qrCode, archived, name, channelName, state } = await requireVisibleCode(db, actor, id);
  if (qrCode === null || archived)
    throw conflict('JOIN_CODE_NOT_READY', 'WeCom has not made this code yet, or it is archived.', {
      codeId: id,
    });
  return { target: qrCode, name, channel: channelName ?? '', state, invitation: INVITATION };
}
