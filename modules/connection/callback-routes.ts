// The address that WeCom calls. A callback is believed only after its signature and receiver fit, and answered only
// after it is durable; what is refused is counted, never kept.
import type { Clock } from '@yutian/kernel';
import { Fault } from '@yutian/kernel';
import {
  type CallbackQuery,
  CallbackRejected,
  callbackXmlLimits,
  decryptCallback,
  parseCallbackXml,
  verifyUrl,
  XmlRefused,
} from '@yutian/wecom';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CallbackAddress, CallbackAddresses } from './callback-addresses.ts';
import { incomingEvent } from './inbox-key.rules.ts';
import type { InboxStore } from './inbox-store.ts';
import type { RejectionCounter } from './rejection-counter.ts';

export interface CallbackParts {
  clock: Clock;
  addresses: CallbackAddresses;
  store: InboxStore;
  rejections: RejectionCounter;
}

interface Route {
  Params: { key: string };
  Querystring: CallbackQuery & { echostr?: string };
}

/** Opens `/callbacks/wecom/:key` for verification (GET) and events (POST). */
export function callbackRoutes(parts: CallbackParts) {
  return (http: FastifyInstance): void => {
    // The platform sends text/xml, proxies sometimes nothing; the body is bytes until it is verified.
    http.removeAllContentTypeParsers();
    http.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    http.addHook<Route>('onError', async (request, _reply, error) => {
      if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') await countOversized(parts, request.params.key);
    });
    http.get<Route>('/callbacks/wecom/:key', async (request, reply) => {
      const echo = await believed(parts, request, ({ keys }) => verifyUrl(keys, request.query));
      return reply.type('text/plain; charset=utf-8').send(echo.result);
    });
    http.post<Route>(
      '/callbacks/wecom/:key',
      { bodyLimit: callbackXmlLimits.maxLength },
      async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const { address, result } = await believed(parts, request, ({ keys }) =>
          parseCallbackXml(decryptCallback(keys, request.query, body)),
        );
        const receivedMs = parts.clock.now();
        const event = incomingEvent(address.corpId, result, receivedMs);
        await parts.store.put({
          ...event,
          tenantId: address.tenantId,
          corpId: address.corpId,
          fields: JSON.stringify(event.fields),
          receivedMs,
        });
        return reply.type('text/plain; charset=utf-8').send('success');
      },
    );
  };
}

/** Runs `read` with the keys of the address; with newer keys once more when they do not fit. */
async function believed<T>(
  parts: CallbackParts,
  request: FastifyRequest<Route>,
  read: (address: CallbackAddress) => T,
): Promise<{ address: CallbackAddress; result: T }> {
  const { key } = request.params;
  const address = await addressOf(parts, key);
  try {
    return { address, result: read(address) };
  } catch (error) {
    if (!(error instanceof CallbackRejected) || error.reason !== 'bad_signature')
      throw refused(parts, address, error);
  }
  const fresh = await addressOf(parts, key, true);
  try {
    return { address: fresh, result: read(fresh) };
  } catch (error) {
    throw refused(parts, fresh, error);
  }
}

async function addressOf(parts: CallbackParts, key: string, fresh = false): Promise<CallbackAddress> {
  let address: CallbackAddress | null;
  try {
    address = await parts.addresses.find(key, fresh);
  } catch (cause) {
    throw new Fault(
      'upstream',
      'INBOX_UNAVAILABLE',
      'The callback cannot be checked right now. Send it again.',
      {},
      { cause, retryAfterMs: 1_000 },
    );
  }
  if (address) return address;
  parts.rejections.note(0, '', 'unknown_address');
  throw new Fault(
    'not_found',
    'CALLBACK_ADDRESS_UNKNOWN',
    'Nobody lives at this callback address. Compare it with Settings → WeCom.',
  );
}

const FORBIDDEN = new Set(['bad_signature', 'wrong_receiver']);

function refused(parts: CallbackParts, address: CallbackAddress, error: unknown): unknown {
  const reason =
    error instanceof CallbackRejected
      ? error.reason
      : error instanceof XmlRefused
        ? error.fault === 'too_large'
          ? 'too_large'
          : 'bad_xml'
        : null;
  if (reason === null) return error;
  parts.rejections.note(address.tenantId, address.corpId, reason);
  return new Fault(
    FORBIDDEN.has(reason) ? 'forbidden' : 'invalid',
    'CALLBACK_REFUSED',
    'The callback did not pass verification. Check token, EncodingAESKey and corp id of this address.',
    { reason },
  );
}

async function countOversized(parts: CallbackParts, key: string): Promise<void> {
  const address = await parts.addresses.find(key).catch(() => null);
  parts.rejections.note(address?.tenantId ?? 0, address?.corpId ?? '', 'too_large');
}
