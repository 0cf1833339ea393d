// The HTTP shell: the contract under /api/v1, modules' plain routes, health, metrics, the console's files, one way
// for every error. It knows no business word.
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import { SmartCoercionPlugin } from '@orpc/json-schema';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import { type AnyRouter, ORPCError } from '@orpc/server';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { type Actor, Fault, newId } from '@yutian/kernel';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Log, traceOf } from '../log.ts';
import type { Ground, Module, RequestContext } from '../module.ts';
import { conventions } from './conventions.ts';
import { bodyOf, statusOf, toFault } from './fault-to-http.ts';
import { createMetrics } from './metrics.ts';
import { refuseCrossSite } from './same-site.ts';

export const SESSION_COOKIE = 'yutian_session';
/** 500 pushed orders with their lines are about 1 MB. */
const JSON_LIMIT = 4 * 1_048_576;

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | null;
    credential: string | null;
  }
}

export interface HttpParts extends Pick<Ground, 'db' | 'clock' | 'vault' | 'log'> {
  router: AnyRouter;
  modules: readonly Module[];
  /** Resolves a session or API token to the person behind it; null when it is none. */
  authenticate(credential: string): Promise<Actor | null>;
  /** Throws when the process cannot serve: the database is away, the disk is full. */
  ready(): Promise<void>;
  /** The OpenAPI document, made once. */
  openapi(): Promise<object>;
  /** Folder of the built console, or undefined. */
  consoleFolder?: string | undefined;
  /** Adds what belongs to the product as a whole: the API reference, the demo's controls. */
  extras: readonly ((app: FastifyInstance) => Promise<void> | void)[];
}

/** Builds the server; the caller listens and closes. */
export async function createHttp(parts: HttpParts): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    genReqId: () => newId(),
    bodyLimit: 1_048_576,
    trustProxy: 'loopback',
    forceCloseConnections: 'idle',
  });
  const metrics = createMetrics();
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        'script-src': ["'self'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'upgrade-insecure-requests': null,
      },
    },
    strictTransportSecurity: false,
  });
  app.decorateRequest('actor', null);
  app.decorateRequest('credential', null);

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-yutian-time', parts.clock.now());
    if (request.url.startsWith('/api/v1/')) reply.header('cache-control', 'no-store');
    const credential = credentialOf(request);
    request.credential = credential?.value ?? null;
    if (credential?.from === 'cookie') refuseCrossSite(request);
    if (credential && request.url.startsWith('/api/'))
      request.actor = await parts.authenticate(credential.value);
  });
  app.addHook('onResponse', async (request, reply) => {
    metrics.observeRequest(
      request.method,
      request.routeOptions.url ?? 'unmatched',
      reply.statusCode,
      reply.elapsedTime / 1_000,
    );
  });
  app.setErrorHandler((error, request, reply) => sendFault(parts.log, error, request, reply));

  registerHealth(app, parts, metrics.registry);
  app.get('/openapi.json', async () => parts.openapi());
  for (const extra of parts.extras) await app.register(async (scope) => extra(scope));
  for (const module of parts.modules)
    if (module.routes) await app.register(async (scope) => module.routes?.(scope));
  await registerContract(app, parts);
  await registerConsole(app, parts);
  return app;
}

function credentialOf(request: FastifyRequest): { value: string; from: 'bearer' | 'cookie' } | undefined {
  const header = request.headers.authorization;
  if (header?.startsWith('Bearer ')) return { value: header.slice(7), from: 'bearer' };
  const session = request.cookies[SESSION_COOKIE];
  return session ? { value: session, from: 'cookie' } : undefined;
}

function headerOf(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

function sendFault(log: Log, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const fault = toFault(error);
  if (fault.kind === 'bug')
    log.error(
      { requestId: request.id, route: request.routeOptions.url, err: traceOf(fault.cause) },
      'request failed',
    );
  if (fault.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(fault.retryAfterMs / 1_000));
  return reply.status(statusOf(fault)).send(bodyOf(fault, request.id));
}

function registerHealth(
  app: FastifyInstance,
  parts: HttpParts,
  registry: { contentType: string; metrics(): Promise<string> },
) {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    try {
      await parts.ready();
      return { status: 'ready' };
    } catch (error) {
      const { code, message } = toFault(error);
      return reply.status(503).send({ status: 'not ready', code, message });
    }
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}

async function registerContract(app: FastifyInstance, parts: HttpParts) {
  const handler = new OpenAPIHandler<RequestContext>(parts.router, {
    plugins: [new SmartCoercionPlugin({ schemaConverters: [new ZodToJsonSchemaConverter()] })],
    customErrorResponseBodyEncoder: (error) =>
      (error as ORPCError<string, unknown> & { body?: unknown }).body,
    interceptors: [
      async (options) => {
        try {
          return await options.next();
        } catch (error) {
          throw translated(parts.log, error, options.context);
        }
      },
    ],
    clientInterceptors: [conventions(parts)],
  });
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: JSON_LIMIT }, readJson);
    scope.all('/api/v1/*', async (request, reply) => {
      const context: RequestContext = {
        actor: request.actor,
        requestId: request.id,
        ip: request.ip,
        credential: request.credential,
        ifMatch: headerOf(request, 'if-match'),
        idempotencyKey: headerOf(request, 'idempotency-key'),
        setHeader: (name, value) => void reply.header(name, value),
      };
      const { matched } = await handler.handle(request, reply, { prefix: '/api/v1', context });
      if (!matched)
        throw new Fault('not_found', 'ROUTE_NOT_FOUND', 'There is nothing at this address. See /api/docs.');
    });
  });
}

/** Bodies of the contract are JSON, or nothing. @NOTE oRPC would read a body of any size, and call a broken one a bug. */
async function readJson(request: FastifyRequest, body: string | Buffer): Promise<unknown> {
  if (body.length === 0) return undefined;
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) throw notJson();
  try {
    return JSON.parse(String(body)) as unknown;
  } catch {
    throw notJson();
  }
}

const notJson = () =>
  new Fault('invalid', 'BODY_NOT_JSON', 'The body is not JSON. Send application/json in UTF-8.');

function translated(log: Log, error: unknown, context: RequestContext): Error {
  const fault = toFault(error);
  if (fault.kind === 'bug')
    log.error({ requestId: context.requestId, err: traceOf(fault.cause) }, 'request failed');
  if (fault.retryAfterMs !== undefined)
    context.setHeader('retry-after', String(Math.ceil(fault.retryAfterMs / 1_000)));
  return Object.assign(
    new ORPCError(fault.code, { status: statusOf(fault), message: fault.message, data: fault }),
    {
      body: bodyOf(fault, context.requestId),
    },
  );
}

async function registerConsole(app: FastifyInstance, parts: HttpParts) {
  const folder = parts.consoleFolder;
  const index = folder && join(folder, 'index.html');
  if (folder && index && existsSync(index))
    await app.register(fastifyStatic, {
      root: folder,
      immutable: true,
      maxAge: '1y',
      setHeaders: neverCacheHtml,
    });
  app.setNotFoundHandler((request, reply) => {
    const page =
      request.method === 'GET' &&
      !request.url.startsWith('/api/') &&
      (request.headers.accept ?? '').includes('text/html');
    if (page && index && existsSync(index)) return reply.sendFile('index.html');
    return sendFault(
      parts.log,
      new Fault('not_found', 'ROUTE_NOT_FOUND', 'There is nothing at this address.'),
      request,
      reply,
    );
  });
}

function neverCacheHtml(reply: FastifyReply, path: string) {
  if (path.endsWith('.html')) reply.header('cache-control', 'no-cache');
}
