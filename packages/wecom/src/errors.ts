// What can go wrong on the way to WeCom and back. No error carries a token, a secret, a URL or the data of a person, so
// each may be logged as it is.
import { errcode, type ErrcodeKind } from './errcodes.ts';

const HINT = /hint: \[(\d+_\d+_[\da-f]+)\]/;
const RETRYABLE: ReadonlySet<ErrcodeKind> = new Set(['rate', 'busy']);

/** WeCom answered, and said no. */
export class WeComError extends Error {
  override readonly name = 'WeComError';
  readonly errcode: number;
  readonly kind: ErrcodeKind;
  /** `[<unix>_<n>_<hex>]` of the answer: what WeCom's support asks for. */
  readonly hint: string | null;
  readonly endpoint: string;
  /** The same call may succeed later. For calls that must not be repeated see `Endpoint.repeat`. */
  readonly retryable: boolean;

  constructor(endpoint: string, code: number, errmsg: string) {
    const { kind, en } = errcode(code);
    const hint = HINT.exec(errmsg)?.[1] ?? null;
    super(`WeCom refused ${endpoint}: ${code} ${en}${hint ? `, hint ${hint}` : ''}`);
    this.errcode = code;
    this.kind = kind;
    this.hint = hint;
    this.endpoint = endpoint;
    this.retryable = RETRYABLE.has(kind);
  }
}

export type Unreachable = 'timeout' | 'network' | 'http_status' | 'not_json' | 'too_large';

/** WeCom did not answer, or not with anything that could be its answer. */
export class WeComUnreachable extends Error {
  override readonly name = 'WeComUnreachable';
  readonly endpoint: string;
  readonly reason: Unreachable;
  /** `ECONNREFUSED`, `HTTP 502` and the like. */
  readonly detail: string | null;
  /** Whether WeCom may have carried the call out; after `unknown`, ask before repeating a call that is not repeatable. */
  readonly outcome: 'not_sent' | 'unknown';

  constructor(
    endpoint: string,
    reason: Unreachable,
    outcome: 'not_sent' | 'unknown',
    detail: string | null = null,
  ) {
    super(`WeCom is unreachable for ${endpoint}: ${reason}${detail ? ` (${detail})` : ''}`);
    this.endpoint = endpoint;
    this.reason = reason;
    this.outcome = outcome;
    this.detail = detail;
  }
}

/** Our own budget, or a block by WeCom, would hold the call longer than its lane can wait. Nothing was sent. */
export class WeComOverBudget extends Error {
  override readonly name = 'WeComOverBudget';
  readonly endpoint: string;
  readonly lane: string;
  readonly reason: 'platform_limit' | 'own_budget';
  readonly retryAfterMs: number;

  constructor(endpoint: string, lane: string, reason: 'platform_limit' | 'own_budget', retryAfterMs: number) {
    super(
      `no budget for ${endpoint} in lane ${lane} for another ${Math.ceil(retryAfterMs / 1000)} s: ${reason}`,
    );
    this.endpoint = endpoint;
    this.lane = lane;
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A request or an answer does not have the shape of the contract. Names the places, never the values. */
export class WeComShapeError extends Error {
  override readonly name = 'WeComShapeError';
  readonly endpoint: string;
  readonly side: 'request' | 'answer';
  readonly places: readonly string[];

  constructor(
    endpoint: string,
    side: 'request' | 'answer',
    issues: readonly { path: PropertyKey[]; code?: string }[],
  ) {
    const places = issues.map(
      ({ path, code }) => `${path.map(String).join('.') || '(whole)'}: ${code ?? 'invalid'}`,
    );
    super(`the ${side} of ${endpoint} has another shape: ${places.join(', ')}`);
    this.endpoint = endpoint;
    this.side = side;
    this.places = places;
  }
}
