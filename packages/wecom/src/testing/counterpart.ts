// A tiny HTTP server that plays WeCom in this package's tests: it hands out tokens, remembers every request, and gives
// the answers that the test has queued.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/** An object is sent as JSON; a function does as it likes. */
export type Answer = object | ((response: ServerResponse) => void);

export class Counterpart {
  readonly seen: Seen[] = [];
  /** Tokens that are answered with 42001. */
  readonly dead = new Set<string>();
  private readonly answers = new Map<string, Answer[]>();
  private readonly server: Server;
  private tokens = 0;

  private constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  static async start(): Promise<Counterpart> {
    const counterpart = new Counterpart();
    await new Promise<void>((resolve) => counterpart.server.listen(0, '127.0.0.1', resolve));
    return counterpart;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next answers of a path; when they run out it answers `{ errcode: 0 }`, and gettoken a new token. */
  answer(name: string, ...answers: Answer[]): void {
    this.answers.set(`/cgi-bin/${name}`, answers);
  }

  calls(name: string): Seen[] {
    return this.seen.filter(({ path }) => path === `/cgi-bin/${name}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://wecom');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('latin1');
    const { pathname: path, searchParams: query } = url;
    this.seen.push({ method: request.method ?? '', path, query, headers: request.headers, body });
    const lost = this.dead.has(query.get('access_token') ?? '');
    const answer = lost ? { errcode: 42001 } : (this.answers.get(path)?.shift() ?? this.usual(path));
    if (typeof answer === 'function') answer(response);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private usual(path: string): object {
    if (path !== '/cgi-bin/gettoken') return { errcode: 0, errmsg: 'ok' };
    this.tokens += 1;
    return { errcode: 0, access_token: `TOKEN-${this.tokens}`, expires_in: 7200 };
  }
}
