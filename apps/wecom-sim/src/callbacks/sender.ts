// Delivers callbacks as the platform does: bounded concurrency, 5 s for an answer, three attempts, no order
// promised, nothing guaranteed. The knobs make it worse on purpose. The queue is memory: a restart loses it,
// as an outage of the real sender would.
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { randomBytes } from 'node:crypto';
import { type CallbackKeys, callbackKeys, encryptCallback } from '@yutian/wecom/callback-crypto';
import { Random } from '../core/random.ts';
import type { CallbackConfig } from '../state/organisation.ts';

/** How badly callbacks travel. Probabilities are 0…1; times are real milliseconds. */
export interface CallbackKnobs {
  duplicate: number;
  /** The share of callbacks that later ones overtake. */
  reorder: number;
  loss: number;
  delayMs: number;
  timeoutMs: number;
  attempts: number;
  retryDelayMs: number;
  concurrency: number;
  /** Callbacks waiting beyond this are dropped and counted. */
  maxQueue: number;
}

export const defaultKnobs: CallbackKnobs = {
  duplicate: 0,
  reorder: 0,
  loss: 0,
  delayMs: 0,
  timeoutMs: 5000,
  attempts: 3,
  retryDelayMs: 1000,
  concurrency: 48,
  maxQueue: 200_000,
};

export interface CallbackTarget extends CallbackConfig {
  corpid: string;
  agentid: string;
}

interface Job {
  target: CallbackTarget;
  message: string;
  attempt: number;
}

export interface CallbackCounters {
  queued: number;
  delivered: number;
  attempts: number;
  retried: number;
  failed: number;
  lost: number;
  duplicated: number;
  dropped: number;
}

const HELD_AT_MOST = 64;
const isSecure = (url: string): boolean => url.startsWith('https:');

/** The queue and its workers. */
export class CallbackSender {
  knobs: CallbackKnobs = { ...defaultKnobs };
  readonly counters: CallbackCounters = {
    queued: 0,
    delivered: 0,
    attempts: 0,
    retried: 0,
    failed: 0,
    lost: 0,
    duplicated: 0,
    dropped: 0,
  };
  readonly #agent = new HttpAgent({ keepAlive: true, maxSockets: 256 });
  readonly #secureAgent = new HttpsAgent({ keepAlive: true, maxSockets: 256 });
  readonly #random = new Random('callbacks');
  readonly #keys = new Map<string, CallbackKeys>();
  readonly #seconds: () => number;
  #queue: Job[] = [];
  #head = 0;
  #held: Job[] = [];
  #active = 0;
  #waiting = new Set<NodeJS.Timeout>();
  #idle: (() => void)[] = [];
  #closed = false;

  /** @param seconds unix seconds of virtual time, for the timestamp that is signed. */
  constructor(seconds: () => number) {
    this.#seconds = seconds;
  }

  /** Callbacks not yet delivered or given up. */
  get pending(): number {
    return this.#queue.length - this.#head + this.#held.length + this.#active + this.#waiting.size;
  }

  send(target: CallbackTarget, message: string): void {
    if (this.#closed) return;
    this.counters.queued += 1;
    const { loss, duplicate, reorder, delayMs, maxQueue } = this.knobs;
    if (this.#random.chance(loss)) {
      this.counters.lost += 1;
      return;
    }
    if (this.pending >= maxQueue) {
      this.counters.dropped += 1;
      return;
    }
    const copies = this.#random.chance(duplicate) ? 2 : 1;
    this.counters.duplicated += copies - 1;
    for (let copy = 0; copy < copies; copy++) {
      const job = { target, message, attempt: 1 };
      if (delayMs > 0) this.#later(job, this.#random.below(delayMs + 1));
      else if (this.#random.chance(reorder)) this.#hold(job);
      else this.#enqueue(job);
    }
    this.#pump();
  }

  /** Resolves when nothing is waiting or on its way. */
  async settled(): Promise<void> {
    while (this.pending > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Resolves when fewer than `level` callbacks wait; lets a crowd not outrun the sender. */
  async below(level: number): Promise<void> {
    while (this.pending > level) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
    this.#queue = [];
    this.#head = 0;
    this.#held = [];
    this.#agent.destroy();
    this.#secureAgent.destroy();
    this.#wakeIdle();
  }

  /** GETs the callback URL as the console does when it is saved; true when the plaintext came back within `limitMs`. */
  async verifies(target: CallbackTarget, limitMs = 1000): Promise<boolean> {
    const echo = String(1e17 + this.#random.below(1e9));
    const { body, query } = encryptCallback(this.#keysOf(target), echo, this.#stamp());
    const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? '';
    const search = new URLSearchParams({ ...query, echostr: encrypted });
    try {
      const reply = await fetch(withQuery(target.url, search), { signal: AbortSignal.timeout(limitMs) });
      return reply.status === 200 && (await reply.text()) === echo;
    } catch {
      return false;
    }
  }

  #hold(job: Job): void {
    this.#held.push(job);
    if (this.#held.length < HELD_AT_MOST) return;
    const [released] = this.#held.splice(this.#random.below(this.#held.length), 1);
    if (released) this.#enqueue(released);
  }

  #later(job: Job, ms: number): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      this.#enqueue(job);
      this.#pump();
    }, ms);
    this.#waiting.add(timer);
  }

  #enqueue(job: Job): void {
    this.#queue.push(job);
  }

  #next(): Job | undefined {
    if (this.#head === this.#queue.length && this.#held.length > 0) {
      const [released] = this.#held.splice(this.#random.below(this.#held.length), 1);
      return released;
    }
    const job = this.#queue[this.#head];
    if (!job) return undefined;
    this.#head += 1;
    if (this.#head > 4096 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return job;
  }

  #pump(): void {
    while (this.#active < this.knobs.concurrency) {
      const job = this.#next();
      if (!job) return;
      this.#active += 1;
      this.counters.attempts += 1;
      void this.#post(job).then((delivered) => this.#finished(job, delivered));
    }
  }

  #finished(job: Job, delivered: boolean): void {
    this.#active -= 1;
    if (delivered) this.counters.delivered += 1;
    else if (job.attempt >= this.knobs.attempts) this.counters.failed += 1;
    else if (!this.#closed) {
      this.counters.retried += 1;
      this.#later({ ...job, attempt: job.attempt + 1 }, this.knobs.retryDelayMs);
    }
    this.#pump();
    this.#wakeIdle();
  }

  #wakeIdle(): void {
    if (this.#idle.length === 0) return;
    const waiting = this.#idle;
    this.#idle = [];
    for (const wake of waiting) wake();
  }

  #keysOf(target: CallbackTarget): CallbackKeys {
    const name = `${target.corpid}/${target.token}/${target.encodingAesKey}`;
    let keys = this.#keys.get(name);
    if (!keys) {
      keys = callbackKeys({
        token: target.token,
        encodingAesKey: target.encodingAesKey,
        receiveId: target.corpid,
      });
      this.#keys.set(name, keys);
    }
    return keys;
  }

  #stamp(): { timestamp: string; nonce: string } {
    return { timestamp: String(this.#seconds()), nonce: String(randomBytes(4).readUInt32BE(0)) };
  }

  /** One attempt; a retry is signed and encrypted anew. Only a 200 within the time limit counts. */
  #post({ target, message }: Job): Promise<boolean> {
    const agentId = /^\d+$/.test(target.agentid) ? { agentId: target.agentid } : {};
    const { body, query } = encryptCallback(this.#keysOf(target), message, { ...this.#stamp(), ...agentId });
    const secure = isSecure(target.url);
    const send = secure ? httpsRequest : httpRequest;
    return new Promise((resolve) => {
      const request = send(withQuery(target.url, new URLSearchParams(query)), {
        method: 'POST',
        agent: secure ? this.#secureAgent : this.#agent,
        headers: { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) },
      });
      const limit = setTimeout(() => request.destroy(new Error('no answer in time')), this.knobs.timeoutMs);
      const end = (delivered: boolean) => {
        clearTimeout(limit);
        resolve(delivered);
      };
      request.on('response', (response) => {
        response.on('error', () => end(false));
        response.on('end', () => end(response.statusCode === 200));
        response.resume();
      });
      request.on('error', () => end(false));
      request.end(body);
    });
  }
}

const withQuery = (url: string, query: URLSearchParams): string =>
  `${url}${url.includes('?') ? '&' : '?'}${query}`;
