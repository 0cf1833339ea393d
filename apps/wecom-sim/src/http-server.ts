// The one port: the platform's API under /cgi-bin/, its pages, and the control plane under /_sim/.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ControlError, errmsg, WecomError } from './core/errors.ts';
import { withoutSecrets } from './core/request-log.ts';
import { type Answer, authenticate, type Call, RawAnswer, readFields, type Routes } from './router.ts';
import type { World } from './world.ts';

const LARGEST_BODY = 32 * 1024 * 1024;
const HANG_STEP_MS = 20;

export interface Exchange {
  method: string;
  url: URL;
  raw: Buffer;
  contentType: string;
  ip: string;
}

/** Answers a page or a control call; undefined when the path is not its own. */
export type Door = (exchange: Exchange) => Promise<Reply | undefined> | Reply | undefined;

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

export const json = (body: unknown, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify(body),
});

const tooBig = (): WecomError => new WecomError(40206, 'request body too large');

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_BODY) throw tooBig();
    parts.push(part);
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

/** Serves one world. */
export class SimServer {
  readonly #world: World;
  readonly #routes: Routes;
  readonly #doors: readonly Door[];
  readonly #inFlight = new Map<string, number>();
  readonly #server: Server;
  #closed = false;

  constructor(world: World, routes: Routes, doors: readonly Door[]) {
    this.#world = world;
    this.#routes = routes;
    this.#doors = doors;
    this.#server = createServer(
      { keepAliveTimeout: 60_000 },
      (request, response) => void this.#serve(request, response),
    );
  }

  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    return address.port;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? '/', 'http://sim');
      const exchange: Exchange = {
        method: request.method ?? 'GET',
        url,
        raw: await readBody(request),
        contentType: request.headers['content-type'] ?? '',
        ip: request.socket.remoteAddress ?? '127.0.0.1',
      };
      this.#world.clock.catchUp();
      const reply = await this.#answer(exchange);
      if (reply === 'cut') response.destroy();
      else response.writeHead(reply.status, reply.headers).end(reply.body);
    } catch (error) {
      if (response.destroyed) return;
      const reply =
        error instanceof WecomError
          ? this.#envelope(error, '127.0.0.1')
          : json({ error: String(error) }, 500);
      response.writeHead(reply.status, reply.headers).end(reply.body);
    }
  }

  async #answer(exchange: Exchange): Promise<Reply | 'cut'> {
    const { pathname } = exchange.url;
    if (pathname.startsWith('/cgi-bin/')) return this.#platform(exchange, pathname.slice('/cgi-bin/'.length));
    for (const door of this.#doors) {
      const reply = await door(exchange);
      if (reply) return reply;
    }
    return this.#unknown(exchange);
  }

  /** An API call: outage, unknown path, token, permission, quota, forced fault, then the handler in one transaction. */
  async #platform(exchange: Exchange, path: string): Promise<Reply | 'cut'> {
    const { faults } = this.#world;
    const started = performance.now();
    if (faults.outage && this.#world.clock.ms() < faults.outage.until) {
      const cut = await this.#outage(exchange, path, started);
      if (cut) return cut;
    }
    if (!this.#routes.known(path)) return this.#unknown(exchange);
    const seen: Seen = { corpid: null, agentid: null, body: undefined };
    const leave = this.#enter(`${path} ${exchange.url.searchParams.get('access_token')}`);
    if (faults.latencyMs > 0) await sleep(faults.latencyMs);
    let reply: Reply;
    let errcode = 0;
    try {
      const answer = this.#handle(exchange, path, seen);
      reply =
        answer instanceof RawAnswer
          ? { status: 200, headers: answer.headers, body: answer.bytes }
          : json({ errcode: 0, errmsg: 'ok', ...answer });
    } catch (error) {
      if (!(error instanceof WecomError)) throw error;
      errcode = error.errcode;
      reply = this.#envelope(error, exchange.ip);
    } finally {
      leave();
    }
    this.#log(exchange, { ...seen, known: true, httpStatus: 200, errcode, started });
    return reply;
  }

  /** Counts a call that is under way; returns what ends it. */
  #enter(key: string): () => void {
    this.#inFlight.set(key, (this.#inFlight.get(key) ?? 0) + 1);
    return () => {
      const left = (this.#inFlight.get(key) ?? 1) - 1;
      if (left === 0) this.#inFlight.delete(key);
      else this.#inFlight.set(key, left);
    };
  }

  #handle(exchange: Exchange, path: string, seen: Seen): Answer {
    const world = this.#world;
    const { method, url, raw, contentType, ip } = exchange;
    const query = url.searchParams;
    const open = this.#routes.isOpen(path);
    const caller = open ? undefined : authenticate(world, query);
    seen.corpid = caller?.corp.corpid ?? query.get('corpid');
    seen.agentid = caller?.app.agentid ?? null;
    const route = this.#routes.find(method, path);
    const forced = world.faults.take(path);
    if (forced !== undefined) throw new WecomError(forced);
    const who = { corp: seen.corpid ?? '', app: seen.agentid ?? query.get('corpsecret') ?? '', ip };
    if (!world.limits.admit(path, who, world.clock.ms())) throw new WecomError(45009);
    if ('open' in route || !caller) return 'open' in route ? route.open(world, query) : {};
    const underWay = this.#inFlight.get(`${path} ${query.get('access_token')}`) ?? 0;
    if (route.reads && world.faults.maxConcurrent > 0 && underWay > world.faults.maxConcurrent)
      throw new WecomError(45033);
    if (!caller.app.areas.includes(route.area)) throw new WecomError(48002);
    const body = readFields(method, query, raw, contentType);
    seen.body = method === 'GET' ? undefined : body.fields;
    const call: Call = { world, ...caller, query, body, raw, contentType, ip, now: world.clock.seconds() };
    return world.db.transaction(() => route.handler(call));
  }

  async #outage(exchange: Exchange, path: string, started: number): Promise<Reply | 'cut' | undefined> {
    const { outage } = this.#world.faults;
    if (!outage) return undefined;
    const note = (httpStatus: number, errcode: number | null) =>
      this.#log(exchange, {
        corpid: null,
        agentid: null,
        body: undefined,
        known: this.#routes.known(path),
        httpStatus,
        errcode,
        started,
      });
    switch (outage.mode) {
      case 'refuse':
        note(0, null);
        return 'cut';
      case 'fail':
        note(502, null);
        return {
          status: 502,
          headers: { 'content-type': 'text/html' },
          body: '<html><body>502 Bad Gateway</body></html>',
        };
      case 'busy':
        note(200, -1);
        return this.#envelope(new WecomError(-1), exchange.ip);
      case 'hang':
        while (!this.#closed && this.#world.faults.outage === outage && this.#world.clock.ms() < outage.until)
          await sleep(HANG_STEP_MS);
        return undefined;
    }
  }

  /** SIM: what the real cloud says to an unknown path is not in the sources; here HTTP 404 with errcode 404. */
  #unknown(exchange: Exchange): Reply {
    const started = performance.now();
    this.#log(exchange, {
      corpid: null,
      agentid: null,
      body: undefined,
      known: false,
      httpStatus: 404,
      errcode: 404,
      started,
    });
    return json(
      { errcode: 404, errmsg: errmsg(404, 'url not found', exchange.ip, this.#world.clock.seconds()) },
      404,
    );
  }

  #envelope(error: WecomError, ip: string): Reply {
    return json({
      errcode: error.errcode,
      errmsg: errmsg(error.errcode, error.message, ip, this.#world.clock.seconds()),
    });
  }

  #log(
    exchange: Exchange,
    rest: Seen & { known: boolean; httpStatus: number; errcode: number | null; started: number },
  ): void {
    const { started, ...entry } = rest;
    const { url, method, raw } = exchange;
    this.#world.log.add(
      {
        ...entry,
        at: this.#world.clock.ms(),
        method,
        path: url.pathname,
        query: withoutSecrets(url.searchParams),
        hasToken: (url.searchParams.get('access_token') ?? '') !== '',
        ms: performance.now() - started,
      },
      raw.length,
    );
  }
}

interface Seen {
  corpid: string | null;
  agentid: string | null;
  body: unknown;
}

/** A control mistake as HTTP 400. */
export const controlMistake = (error: ControlError): Reply => json({ error: error.message }, 400);
