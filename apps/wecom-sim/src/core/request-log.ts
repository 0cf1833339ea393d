// What was called: a ring of the latest requests, the unknown paths, and counts per path. Never a secret or a token.
export interface LoggedRequest {
  no: number;
  /** Virtual epoch ms. */
  at: number;
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
  corpid: string | null;
  agentid: string | null;
  /** Whether the call carried an access_token at all. */
  hasToken: boolean;
  known: boolean;
  httpStatus: number;
  errcode: number | null;
  /** Real ms from arrival to answer. */
  ms: number;
}

const SECRET = new Set([
  'access_token',
  'corpsecret',
  'secret',
  'suite_access_token',
  'provider_access_token',
  'debug',
]);
const LARGEST_BODY = 4096;

/** The query without what opens doors. */
export function withoutSecrets(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query].filter(([name]) => !SECRET.has(name)));
}

/** The log of one simulator; memory only. */
export class RequestLog {
  readonly #ring: LoggedRequest[] = [];
  readonly #size: number;
  readonly #counts = new Map<string, number>();
  readonly #errcodes = new Map<number, number>();
  readonly #unknown = new Map<string, number>();
  #total = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(entry: Omit<LoggedRequest, 'no'>, bodyBytes: number): void {
    this.#ring[this.#total % this.#size] = {
      no: this.#total + 1,
      ...entry,
      body: bodyBytes > LARGEST_BODY ? `(${bodyBytes} bytes)` : entry.body,
    };
    this.#total += 1;
    const key = `${entry.method} ${entry.path}`;
    const counter = entry.known ? this.#counts : this.#unknown;
    if (counter.has(key) || counter.size < 1000) counter.set(key, (counter.get(key) ?? 0) + 1);
    if (entry.errcode !== null)
      this.#errcodes.set(entry.errcode, (this.#errcodes.get(entry.errcode) ?? 0) + 1);
  }

  /** The latest requests, oldest first. */
  latest(
    filter: { path?: string | undefined; after?: number | undefined; limit?: number | undefined } = {},
  ): LoggedRequest[] {
    const found = this.#ring
      .filter(
        (entry) =>
          entry.no > (filter.after ?? 0) && (filter.path === undefined || entry.path.endsWith(filter.path)),
      )
      .toSorted((a, b) => a.no - b.no);
    return found.slice(-(filter.limit ?? this.#size));
  }

  unknown(): { request: string; times: number }[] {
    return [...this.#unknown].map(([request, times]) => ({ request, times }));
  }

  counters(): { total: number; byPath: Record<string, number>; byErrcode: Record<string, number> } {
    return {
      total: this.#total,
      byPath: Object.fromEntries(this.#counts),
      byErrcode: Object.fromEntries(this.#errcodes),
    };
  }
}
