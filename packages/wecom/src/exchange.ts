// One call from the first attempt to the last: budget, token, sending, and what to do about each errcode. Tries are
// bounded, and a call whose effect is unknown is never sent again.
import type { Budget } from './budget.ts';
import type { WeComClock } from './clock.ts';
import type { AnyEndpoint } from './endpoint.ts';
import { WeComError } from './errors.ts';
import type { Lane } from './limit-rules.ts';
import type { TokenKeeper } from './token.ts';
import { type Incoming, type JsonAnswer, readJson, type Transport } from './transport.ts';

export interface CallOptions {
  lane: Lane;
  signal?: AbortSignal | undefined;
  /** How long budget and back-off may hold the call; by default as the lane can wait. */
  waitMs?: number | undefined;
  /** For one attempt. */
  timeoutMs?: number | undefined;
}

export interface UploadFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  contentType?: string;
}

/** One attempt, for metrics and logs. */
export interface Attempt {
  endpoint: string;
  lane: Lane;
  /** 0 for success; null when WeCom did not answer. */
  errcode: number | null;
  ms: number;
  /** 1 for the first. */
  attempt: number;
}
export type AttemptLog = (attempt: Attempt) => void;

interface Content {
  query?: Record<string, string>;
  body?: string;
  file?: UploadFile;
}

export interface ExchangeOptions {
  transport: Transport;
  budget: Budget;
  clock: WeComClock;
  random: () => number;
  log: AttemptLog | undefined;
}

const OK = 0;
const SYSTEM_BUSY = -1;
const EDIT_CONFLICT = 6000;
const OVER_FREQUENCY = 45009;
const OVER_CONCURRENCY = 45033;
const TOKEN_LOST: ReadonlySet<number> = new Set([40001, 40014, 42001]);

/** The platform asks for no more than three repetitions of -1. */
const MAX_REPEATS = 3;
const BACKOFF = { baseMs: 500, capMs: 10_000 };
const TIMEOUT_MS = 10_000;
/** A welcome code lives 20 s; a guide waits with a phone in the hand; the other lanes have time. */
const PATIENCE_MS: Readonly<Record<Lane, number>> = {
  welcome: 20_000,
  guide: 30_000,
  mass: Number.POSITIVE_INFINITY,
  sync: Number.POSITIVE_INFINITY,
};

export class Exchange {
  private readonly options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.options = options;
  }

  async run(
    endpoint: AnyEndpoint,
    content: Content,
    tokens: TokenKeeper | null,
    call: CallOptions,
  ): Promise<{ data: Record<string, unknown>; incoming: Incoming }> {
    const { budget, clock } = this.options;
    const deadline = clock.now() + (call.waitMs ?? PATIENCE_MS[call.lane]);
    let renewed = false;
    let repeats = 0;
    let pause = BACKOFF.baseMs;
    for (let attempt = 1; ; attempt += 1) {
      await budget.acquire(endpoint.path, call.lane, { waitMs: deadline - clock.now(), signal: call.signal });
      const token = tokens && (await abortable(tokens.current(), call.signal));
      const { incoming, answer } = await this.attempt(endpoint, content, token, call, attempt);
      if (answer.errcode === OK) {
        budget.succeeded(endpoint.path);
        return { data: answer.data, incoming };
      }
      if (tokens && token !== null && !renewed && TOKEN_LOST.has(answer.errcode)) {
        renewed = true;
        await abortable(tokens.replace(token), call.signal);
        continue;
      }
      if (answer.errcode === OVER_FREQUENCY) budget.block(endpoint.path);
      if (!mayRepeat(endpoint, answer.errcode) || repeats >= MAX_REPEATS) throw refusal(endpoint, answer);
      repeats += 1;
      if (answer.errcode !== OVER_FREQUENCY) {
        pause = this.nextPause(pause);
        if (clock.now() + pause > deadline) throw refusal(endpoint, answer);
        await clock.sleep(pause, call.signal);
      }
    }
  }

  private async attempt(
    endpoint: AnyEndpoint,
    content: Content,
    token: string | null,
    call: CallOptions,
    attempt: number,
  ): Promise<{ incoming: Incoming; answer: JsonAnswer }> {
    const { transport, clock, log } = this.options;
    const started = clock.now();
    let errcode: number | null = null;
    try {
      const incoming = await transport({
        endpoint: endpoint.name,
        method: endpoint.method,
        path: endpoint.path,
        query: token === null ? (content.query ?? {}) : { access_token: token, ...content.query },
        body: content.file ? form(content.file) : content.body,
        timeoutMs: call.timeoutMs ?? TIMEOUT_MS,
        signal: call.signal,
      });
      const answer = isFile(endpoint, incoming) ? NO_ERROR : readJson(endpoint.name, incoming);
      errcode = answer.errcode;
      return { incoming, answer };
    } finally {
      log?.({ endpoint: endpoint.name, lane: call.lane, errcode, ms: clock.now() - started, attempt });
    }
  }

  /** Decorrelated jitter: between the base and three times the last pause, so that callers spread out. */
  private nextPause(last: number): number {
    const { baseMs, capMs } = BACKOFF;
    return Math.min(capMs, baseMs + this.options.random() * (last * 3 - baseMs));
  }
}

const NO_ERROR: JsonAnswer = { errcode: OK, errmsg: '', data: {} };

function mayRepeat(endpoint: AnyEndpoint, errcode: number): boolean {
  if (errcode === OVER_FREQUENCY || errcode === OVER_CONCURRENCY || errcode === EDIT_CONFLICT) return true;
  return errcode === SYSTEM_BUSY && !(endpoint.kind === 'json' && endpoint.repeat === 'once');
}

function refusal(endpoint: AnyEndpoint, { errcode, errmsg }: JsonAnswer): WeComError {
  return new WeComError(endpoint.name, errcode, errmsg);
}

/** A download is a file unless it is an error in JSON; WeCom names files in Content-Disposition. */
function isFile(endpoint: AnyEndpoint, { status, headers }: Incoming): boolean {
  if (endpoint.kind !== 'download' || status < 200 || status > 299) return false;
  return headers.has('content-disposition') || !/json|text\/plain/.test(headers.get('content-type') ?? '');
}

function form({ name, bytes, contentType }: UploadFile): FormData {
  const data = new FormData();
  data.append('media', new Blob([bytes], contentType ? { type: contentType } : {}), name);
  return data;
}

/** Lets one caller go without ending work that others share. */
function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error);
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
