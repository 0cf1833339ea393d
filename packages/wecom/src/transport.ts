// One HTTP exchange with WeCom: time-out, size limit, and errors that name no URL, because tokens and secrets travel
// in the query.
import { nap, type WeComClock } from './clock.ts';
import { type Unreachable, WeComUnreachable } from './errors.ts';

export interface Outgoing {
  endpoint: string;
  method: 'GET' | 'POST';
  path: string;
  query: Readonly<Record<string, string>>;
  body?: string | FormData | undefined;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface Incoming {
  status: number;
  headers: Headers;
  bytes: Buffer;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
export type Transport = (outgoing: Outgoing) => Promise<Incoming>;

/** Larger than any media that WeCom stores for three days. */
const MAX_ANSWER_BYTES = 64 << 20;

/** Failures before a single byte of the request can have arrived. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export function createTransport(baseUrl: string, fetch: Fetch, clock: WeComClock): Transport {
  const base = baseUrl.replace(/\/+$/, '');
  return async (outgoing) => {
    const { endpoint, method, path, query, body, signal } = outgoing;
    const expired = new AbortController();
    const done = new AbortController();
    void nap(clock, outgoing.timeoutMs, done.signal).then(() => done.signal.aborted || expired.abort());
    const search = new URLSearchParams(query).toString();
    try {
      const response = await fetch(`${base}${path}${search && `?${search}`}`, {
        method,
        body: body ?? null,
        headers: typeof body === 'string' ? { 'content-type': 'application/json' } : {},
        // A redirect would carry the token to another host.
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, expired.signal]) : expired.signal,
      });
      return { status: response.status, headers: response.headers, bytes: await readAll(response, endpoint) };
    } catch (error) {
      if (error instanceof WeComUnreachable) throw error;
      if (signal?.aborted) throw signal.reason;
      if (expired.signal.aborted) throw new WeComUnreachable(endpoint, 'timeout', 'unknown');
      throw networkError(endpoint, error);
    } finally {
      done.abort();
    }
  };
}

async function readAll(response: Response, endpoint: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw unanswerable(endpoint, 'too_large', null);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @NOTE Neither message nor cause of fetch's error is kept: they may quote the URL, and with it the token. */
function networkError(endpoint: string, error: unknown): WeComUnreachable {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  const code = typeof cause?.code === 'string' ? cause.code : null;
  return new WeComUnreachable(endpoint, 'network', code && NOT_SENT.has(code) ? 'not_sent' : 'unknown', code);
}

export interface JsonAnswer {
  errcode: number;
  errmsg: string;
  data: Record<string, unknown>;
}

/** Reads the envelope; a missing errcode means success. */
export function readJson(endpoint: string, { status, bytes }: Incoming): JsonAnswer {
  const data = parseObject(bytes);
  const gateway = status < 200 || status > 299;
  if (!data || (gateway && !('errcode' in data))) {
    throw unanswerable(endpoint, gateway ? 'http_status' : 'not_json', gateway ? `HTTP ${status}` : null);
  }
  const errcode = Number(data.errcode ?? 0);
  return { errcode, errmsg: typeof data.errmsg === 'string' ? data.errmsg : '', data };
}

function unanswerable(endpoint: string, reason: Unreachable, detail: string | null): WeComUnreachable {
  return new WeComUnreachable(endpoint, reason, 'unknown', detail);
}

function parseObject(bytes: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
