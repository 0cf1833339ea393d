// Downloads of codes: one by one, or many as a zip.
import { type Actor, conflict, dayOf, type Id, invalid, notFound } from '@yutian/kernel';
import { permit, sendFile } from '@yutian/platform';
import { type CodeToDraw, drawFile, QR_FORMATS, type QrFormat, zipFiles } from '@yutian/qr';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type ListedCode, listCodes, noFilter } from '../codes/code.sql.ts';
import { targetOf } from '../codes/view-code.ts';
import { findLinks } from '../links/link.sql.ts';
import { customerUrl } from '../links/view-link.ts';
import type { ChannelsGround } from '../parts.ts';

const MOST_CODES = 500;
const INVITATION = '微信扫一扫，添加专属顾问';
const bulk = z.object({ ids: z.string().min(1), format: z.enum(QR_FORMATS).default('png') });

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

/** What each code opens; a Fault when one is not made yet. */
async function toDraw(
  ground: ChannelsGround,
  tenantId: number,
  codes: readonly ListedCode[],
): Promise<CodeToDraw[]> {
  const linkIds = codes.filter((code) => code.kind === 'link').map((code) => code.codeId);
  const found = linkIds.length === 0 ? [] : await findLinks(ground.db, { tenantId, codeIds: linkIds });
  const urls = new Map(found.map((link) => [link.codeId, link.url]));
  return codes.map((code) => {
    const { codeId, kind, name, channelName: channel, state } = code;
    const target =
      kind === 'link'
        ? customerUrl(urls.get(codeId) ?? null, state)
        : targetOf(ground.config.publicUrl, code);
    if (target === null) throw conflict('CODE_NOT_READY', 'WeCom has not made this code yet.', { codeId });
    return { target, name, channel, state, invitation: INVITATION };
  });
}

export function pictureRoutes(ground: ChannelsGround) {
  const one = (format: QrFormat) => async (request: FastifyRequest, reply: FastifyReply) => {
    const actor = permit(request, 'channels.read');
    const id = z.uuid().safeParse((request.params as { id?: unknown }).id);
    const [code] = id.success ? await findVisible(ground, actor, [id.data]) : [];
    if (!code) throw notFound('CODE_UNKNOWN', 'There is no such code, or it is outside your data scope.');
    const [drawn] = await toDraw(ground, actor.tenantId, [code]);
    if (!drawn) throw new Error('A code that is there is drawn.');
    const { name, type, body } = await drawFile(drawn, format);
    return sendFile(reply, name, type, body);
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
      const nowMs = ground.clock.now();
      const drawn = await toDraw(ground, actor.tenantId, codes);
      const zip = await zipFiles(drawn, asked.data.format, new Date(nowMs));
      return sendFile(reply, `codes-${dayOf(nowMs)}.zip`, 'application/zip', zip);
    });
  };
}
