// The one place that calls WeCom for an app: token, budget, back-off, and typed answers.
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Budget } from './budget.ts';
import { systemWeComClock, type WeComClock } from './clock.ts';
import type {
  AnswerOf,
  AnyEndpoint,
  DownloadEndpoint,
  Endpoint,
  RequestOf,
  UploadEndpoint,
} from './endpoint.ts';
import { getToken } from './endpoints/access.ts';
import { WeComShapeError } from './errors.ts';
import { type AttemptLog, type CallOptions, Exchange, type UploadFile } from './exchange.ts';
import { memoryTokenStore, TokenKeeper, type TokenStore } from './token.ts';
import { createTransport, type Fetch } from './transport.ts';

export interface WeComClientOptions {
  /** `https://qyapi.weixin.qq.com`, or a simulator's address. */
  baseUrl: string;
  corpId: string;
  secret: string;
  budget: Budget;
  clock?: WeComClock;
  tokenStore?: TokenStore;
  fetch?: Fetch;
  /** 0 ≤ x < 1; for the jitter of back-off and renewal. */
  random?: () => number;
  /** Told of every attempt, with nothing secret or personal in it. */
  log?: AttemptLog;
}

export interface Download {
  bytes: Buffer;
  contentType: string | null;
  fileName: string | null;
}

/**
 * Every method throws WeComError (WeCom said no), WeComUnreachable (no answer), WeComOverBudget (would wait too long) or
 * WeComShapeError (request or answer outside the contract).
 */
export interface WeComClient {
  call<E extends Endpoint>(endpoint: E, input: RequestOf<E>, options: CallOptions): Promise<AnswerOf<E>>;
  upload<E extends UploadEndpoint>(
    endpoint: E,
    query: RequestOf<E>,
    file: UploadFile,
    options: CallOptions,
  ): Promise<AnswerOf<E>>;
  download<E extends DownloadEndpoint>(
    endpoint: E,
    query: RequestOf<E>,
    options: CallOptions,
  ): Promise<Download>;
}

const TRANSFER_TIMEOUT_MS = 60_000;

export function createWeComClient(options: WeComClientOptions): WeComClient {
  const { corpId, secret, clock = systemWeComClock, random = Math.random } = options;
  const exchange = new Exchange({
    transport: createTransport(options.baseUrl, options.fetch ?? fetch, clock),
    budget: options.budget,
    clock,
    random,
    log: options.log,
  });
  const tokens = new TokenKeeper({
    key: `${corpId}:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`,
    store: options.tokenStore ?? memoryTokenStore(),
    clock,
    random,
    // @NOTE Every lane needs the token, so it travels in the first one.
    fetch: async () => {
      const query = { corpid: corpId, corpsecret: secret };
      const { data } = await exchange.run(getToken, { query }, null, { lane: 'welcome' });
      const { access_token, expires_in } = answer(getToken, data);
      return { token: access_token, expiresInSeconds: expires_in };
    },
  });

  return {
    async call(endpoint, input, callOptions) {
      const request = checked(endpoint, input);
      const content =
        endpoint.method === 'GET' ? { query: asQuery(request) } : { body: JSON.stringify(request) };
      const { data } = await exchange.run(endpoint, content, tokens, callOptions);
      return answer(endpoint, data);
    },
    async upload(endpoint, query, file, callOptions) {
      const content = { query: asQuery(checked(endpoint, query)), file };
      const { data } = await exchange.run(endpoint, content, tokens, {
        timeoutMs: TRANSFER_TIMEOUT_MS,
        ...callOptions,
      });
      return answer(endpoint, data);
    },
    async download(endpoint, query, callOptions) {
      const content = { query: asQuery(checked(endpoint, query)) };
      const { incoming } = await exchange.run(endpoint, content, tokens, {
        timeoutMs: TRANSFER_TIMEOUT_MS,
        ...callOptions,
      });
      return {
        bytes: incoming.bytes,
        contentType: incoming.headers.get('content-type'),
        fileName: fileNameOf(incoming.headers.get('content-disposition')),
      };
    },
  };
}

function checked(endpoint: AnyEndpoint, input: unknown): Record<string, unknown> {
  const parsed = endpoint.request.safeParse(input);
  if (!parsed.success) throw new WeComShapeError(endpoint.name, 'request', parsed.error.issues);
  return parsed.data as Record<string, unknown>;
}

function answer<E extends { name: string; response: z.ZodType }>(endpoint: E, data: unknown): AnswerOf<E> {
  const parsed = endpoint.response.safeParse(data);
  if (!parsed.success) throw new WeComShapeError(endpoint.name, 'answer', parsed.error.issues);
  return parsed.data as AnswerOf<E>;
}

function asQuery(request: Record<string, unknown>): Record<string, string> {
  const present = Object.entries(request).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(present.map(([name, value]) => [name, String(value)]));
}

/** From Content-Disposition; the UTF-8 form wins, and no path survives. */
function fileNameOf(disposition: string | null): string | null {
  if (!disposition) return null;
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(disposition)?.[1];
  const name = extended ? decodeSafely(extended) : plain;
  return name?.split(/[/\\]/).at(-1)?.trim() || null;
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
