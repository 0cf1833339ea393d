// A file as an answer: its name may be Chinese, and nobody between keeps a copy.
import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Answers with a file to be saved under `name`. */
export function sendFile(reply: FastifyReply, name: string, type: string, body: Buffer | Readable) {
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
    .header('cache-control', 'private, no-store')
    .send(body);
}
