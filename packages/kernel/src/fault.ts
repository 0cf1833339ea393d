// A refusal that somebody can act on. The code is also the phrase key by which the console words it.

/**
 * What kind of refusal: it decides the HTTP status and whether a job is tried again. `stale`: the thing was changed
 * since the asker read it.
 */
export type FaultKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'rate_limited'
  | 'upstream'
  | 'bug';

export type FaultData = Record<string, string | number | boolean | null | readonly string[]>;

/** A refusal with a code («ORDER_FILE_TOO_LARGE»), typed data and a sentence for the person who can act. */
export class Fault extends Error {
  readonly kind: FaultKind;
  readonly code: string;
  readonly data: FaultData;
  /** When it makes sense to try again, in ms; only for rate_limited and upstream. */
  readonly retryAfterMs: number | undefined;

  /** @param message one sentence: what happened, why, what to do; never personal data or a secret. */
  constructor(
    kind: FaultKind,
    code: string,
    message: string,
    data: FaultData = {},
    options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.kind = kind;
    this.code = code;
    this.data = data;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export const invalid = (code: string, message: string, data?: FaultData) =>
  new Fault('invalid', code, message, data);
export const forbidden = (code: string, message: string, data?: FaultData) =>
  new Fault('forbidden', code, message, data);
export const notFound = (code: string, message: string, data?: FaultData) =>
  new Fault('not_found', code, message, data);
export const conflict = (code: string, message: string, data?: FaultData) =>
  new Fault('conflict', code, message, data);
