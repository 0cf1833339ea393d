// A cookie is sent by the browser whoever asks; so a change that comes with a cookie must come from our own pages.
import { Fault } from '@yutian/kernel';
import type { FastifyRequest } from 'fastify';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses a changing request that another site made the browser send. */
export function refuseCrossSite(request: FastifyRequest): void {
  if (READING.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const { origin } = request.headers;
  if (site === undefined && origin !== undefined && hostOf(origin) === request.headers.host) return;
  throw new Fault(
    'forbidden',
    'CROSS_SITE_REQUEST',
    'This request came from another site and was refused. Open the page again and retry.',
  );
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
