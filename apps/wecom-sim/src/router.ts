// One table of routes, and what must hold before a handler runs: a live token, a permitted app, a free quota.
import { WecomError } from './core/errors.ts';
import { Input } from './core/input.ts';
import type { App, Area, Corp } from './state/organisation.ts';
import type { World } from './world.ts';

export interface Upload {
  filename: string;
  mime: string;
  bytes: Buffer;
}

/** One call that passed the gate. */
export interface Call {
  world: World;
  corp: Corp;
  app: App;
  query: URLSearchParams;
  /** The JSON body; for GET, the query's fields, so that a handler reads both alike. */
  body: Input;
  raw: Buffer;
  contentType: string;
  ip: string;
  /** Unix seconds of virtual time. */
  now: number;
}

/** An answer that is not the JSON envelope. */
export class RawAnswer {
  readonly bytes: Buffer;
  readonly headers: Record<string, string>;
  constructor(bytes: Buffer, headers: Record<string, string>) {
    this.bytes = bytes;
    this.headers = headers;
  }
}

/** What a handler adds to `{ errcode: 0, errmsg: 'ok' }`; it may override errmsg. */
export type Answer = Record<string, unknown> | RawAnswer;
export type Handler = (call: Call) => Answer;

/** A route without a token; there is one, `gettoken`. */
export type OpenHandler = (world: World, query: URLSearchParams) => Answer;

interface Verb {
  method: 'GET' | 'POST';
  /** A pure read: it counts for the concurrency guard 45033. */
  reads: boolean;
}
export type Route = Verb & ({ open: OpenHandler } | { area: Area; handler: Handler });

/** The routes under /cgi-bin/, by path. A path that the platform offers under both verbs is entered twice. */
export class Routes {
  readonly #byPath = new Map<string, Route[]>();

  /** Enters the routes of one area: `'GET department/list': handler`. */
  add(area: Area, handlers: Record<string, Handler>): this {
    for (const [name, handler] of Object.entries(handlers))
      this.#enter(name, (verb) => ({ ...verb, area, handler }));
    return this;
  }

  addOpen(name: string, open: OpenHandler): this {
    this.#enter(name, (verb) => ({ ...verb, open }));
    return this;
  }

  #enter(name: string, make: (verb: Verb) => Route): void {
    const [method, path] = name.split(' ');
    if ((method !== 'GET' && method !== 'POST') || !path) throw new Error(`"${name}" is no route.`);
    const reads = method === 'GET' || /(^|\/)(get|list|batch|check)|list$|statistic/.test(path);
    this.#byPath.set(path, [...(this.#byPath.get(path) ?? []), make({ method, reads })]);
  }

  known(path: string): boolean {
    return this.#byPath.has(path);
  }

  /** Whether the path is called without a token. */
  isOpen(path: string): boolean {
    return (this.#byPath.get(path) ?? []).some((route) => 'open' in route);
  }

  /** The route for a call; a wrong verb is 40063, as the platform says it. */
  find(method: string, path: string): Route {
    const routes = this.#byPath.get(path) ?? [];
    const route = routes.find((one) => one.method === method);
    if (!route) throw new WecomError(40063, 'wrong http method');
    return route;
  }

  list(): string[] {
    return [...this.#byPath]
      .flatMap(([path, routes]) => routes.map((route) => `${route.method} ${path}`))
      .toSorted();
  }
}

/** Who calls, by the token: 41001 absent, 40014 unknown, 42001 expired, in this order. */
export function authenticate(world: World, query: URLSearchParams): { corp: Corp; app: App } {
  const token = query.get('access_token') ?? '';
  if (token === '') throw new WecomError(41001);
  const row = world.tokens.find(token);
  const app = row && world.organisation.app(row.corp, row.app);
  if (!row || !app) throw new WecomError(40014);
  if (row.expires <= world.clock.ms()) throw new WecomError(42001);
  return { corp: world.organisation.corpByNo(row.corp), app };
}

/** The body as fields, whatever the content type says; empty is no fields, garbage is 40058. */
export function readFields(method: string, query: URLSearchParams, raw: Buffer, contentType: string): Input {
  if (method === 'GET') return new Input(Object.fromEntries(query));
  if (raw.length === 0 || contentType.startsWith('multipart/')) return new Input({});
  try {
    return new Input(JSON.parse(raw.toString('utf8')) as unknown);
  } catch {
    throw new WecomError(40058, 'invalid json');
  }
}
