// Downloads of codes: one by one, or many as a zip.
import type { Readable } from 'node:stream';
import { type Actor, conflict, dayOf, type Id, invalid, notFound } from '@yutian/kernel';
import { permit } from '@yutian/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import yazl from 'yazl';
import { z } from 'zod';
import { type ListedCode, listCodes, noFilter } from '../codes/code.sql.ts';
import { targetOf } from '../codes/view-code.ts';
import { findLinks } from '../links/link.sql.ts';
import { customerUrl } from '../links/view-link.ts';
import type { ChannelsGround } from '../parts.ts';
import { drawCard, drawPng, drawSvg } from './draw.ts';
import { fetchPicture, isPlatformPicture, wrapPicture } from './platform-picture.ts';

const FORMATS = ['png', 'svg', 'card'] as const;
type Format = (typeof FORMATS)[number];

const MOST_CODES = 500;
const bulk = z.object({ ids: z.string().min(1), format: z.enum(FORMATS).default('png') });
const FILES: Record<Format, { ending: string; type: string }> = {
  png: { ending: 'png', type: 'image/png' },
  svg: { ending: 'svg', type: 'image/svg+xml' },
  card: { ending: 'card.svg', type: 'image/svg+xml' },
};

async function findVisible(
  ground: ChannelsGround,
  { tenantId, scope }: Actor,
  codeIds: readonly Id[],
): Promise<ListedCode[]> {
  const today = dayOf(ground.clock.now());
  const rows = await listCodes(ground.db, {
    tenantId,
    scope,
    filter: { ...noFilter, codeIds },
    today,
    before: null,
    limit: codeIds.length,
  });
  if (rows.length < new Set(codeIds).size)
    throw notFound('CODE_UNKNOWN', 'There is no such code, or it is outside your data scope.');
  return rows;
}

async function draw(
  ground: ChannelsGround,
  tenantId: number,
  code: ListedCode,
  format: Format,
): Promise<Buffer> {
  const { publicUrl } = ground.config;
  const [link] = code.kind === 'link' ? await findLinks(ground.db, { tenantId, codeIds: [code.codeId] }) : [];
  const target =
    code.kind === 'link' ? customerUrl(link?.url ?? null, code.state) : targetOf(publicUrl, code);
  if (target === null)
    throw conflict('CODE_NOT_READY', 'WeCom has not made this code yet.', { codeId: code.codeId });
  if (format !== 'card' && isPlatformPicture(target)) {
    const picture = await fetchPicture(target);
    return format === 'png' ? picture.bytes : Buffer.from(wrapPicture(picture));
  }
  if (format === 'png') return drawPng(target);
  if (format === 'svg') return Buffer.from(await drawSvg(target));
  return Buffer.from(drawCard(target, { channel: code.channelName, name: code.name, state: code.state }));
}

/** A name that every file system takes. */
const fileName = (code: ListedCode, format: Format) =>
  `${code.name.replace(/[\\/:*?"<>|\s]/g, '_')}-${code.state}.${FILES[format].ending}`;

function send(reply: FastifyReply, name: string, type: string, body: Buffer | Readable) {
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
    .header('cache-control', 'private, no-store')
    .send(body);
}

export function pictureRoutes(ground: ChannelsGround) {
  const one = (format: Format) => async (request: FastifyRequest, reply: FastifyReply) => {
    const actor = permit(request, 'channels.read');
    const id = z.uuid().safeParse((request.params as { id?: unknown }).id);
    const [code] = id.success ? await findVisible(ground, actor, [id.data]) : [];
    if (!code) throw notFound('CODE_UNKNOWN', 'There is no such code, or it is outside your data scope.');
    return send(
      reply,
      fileName(code, format),
      FILES[format].type,
      await draw(ground, actor.tenantId, code, format),
    );
  };
  return (http: FastifyInstance): void => {
    http.get('/api/v1/codes/:id/qr.png', one('png'));
    http.get('/api/v1/codes/:id/qr.svg', one('svg'));
    http.get('/api/v1/codes/:id/card.svg', one('card'));
    http.get('/api/v1/codes/qr.zip', async (request: FastifyRequest, reply) => {
      const actor = permit(request, 'channels.read');
      const asked = bulk.safeParse(request.query);
      const ids = asked.success
        ? z.array(z.uuid()).safeParse([...new Set(asked.data.ids.split(','))])
        : undefined;
      if (!asked.success || !ids?.success)
        throw invalid('INPUT_INVALID', 'Say ids (comma-separated) and format (png, svg, card).', {
          fields: ['ids', 'format'],
        });
      if (ids.data.length > MOST_CODES)
        throw invalid('CODES_TOO_MANY', 'At most 500 codes at once.', { most: MOST_CODES });
      const codes = await findVisible(ground, actor, ids.data);
      const zip = new yazl.ZipFile();
      const mtime = new Date(ground.clock.now());
      for (const code of codes)
        zip.addBuffer(
          await draw(ground, actor.tenantId, code, asked.data.format),
          fileName(code, asked.data.format),
          { mtime },
        );
      zip.end();
      return send(
        reply,
        `codes-${dayOf(ground.clock.now())}.zip`,
        'application/zip',
        zip.outputStream as Readable,
      );
    });
  };
}
