// Uploads and their pictures: plain routes, since their bodies are not JSON.
import { Readable } from 'node:stream';
import { invalid, notFound } from '@yutian/kernel';
import { permit } from '@yutian/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ChannelsGround } from '../parts.ts';
import { readMedia } from './media.sql.ts';
import { keepMedia } from './save-welcome.ts';

const BODY_LIMIT = 21 * 1_048_576;
const upload = z.object({
  kind: z.enum(['image', 'video', 'file']),
  name: z.string().trim().min(1).max(120),
});
const IMAGE_TYPES: [string, string][] = [
  ['ffd8ff', 'image/jpeg'],
  ['89504e47', 'image/png'],
];

export function mediaRoutes(ground: ChannelsGround) {
  return (http: FastifyInstance): void => {
    http.register(async (scope) => {
      // Whatever the content type says, the body is the file.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
        done(null, body),
      );
      scope.post('/api/v1/welcome-media', { bodyLimit: BODY_LIMIT }, async (request: FastifyRequest) => {
        const actor = permit(request, 'channels.write');
        const given = upload.safeParse(request.query);
        if (!given.success)
          throw invalid('INPUT_INVALID', 'Say kind (image, video, file) and name in the address.', {
            fields: ['kind', 'name'],
          });
        const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        return { mediaId: await keepMedia(ground, actor, { ...given.data, content }) };
      });
    });
    http.get('/api/v1/welcome-media/:id', async (request: FastifyRequest, reply) => {
      const { tenantId } = permit(request, 'channels.read');
      const id = z.uuid().safeParse((request.params as { id?: unknown }).id);
      const [media] = id.success ? await readMedia(ground.db, { tenantId, mediaId: id.data }) : [];
      if (!media) throw notFound('MEDIA_UNKNOWN', 'There is no such upload.');
      const hex = media.content.subarray(0, 4).toString('hex');
      const image = media.kind === 'image' ? IMAGE_TYPES.find(([magic]) => hex.startsWith(magic)) : undefined;
      const type = image?.[1] ?? (media.kind === 'video' ? 'video/mp4' : 'application/octet-stream');
      const disposition = media.kind === 'file' ? 'attachment' : 'inline';
      return reply
        .type(type)
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', `${disposition}; filename*=UTF-8''${encodeURIComponent(media.name)}`)
        .send(Readable.from([media.content]));
    });
  };
}
