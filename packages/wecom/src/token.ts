// Holds the access token of one app: fetched by one caller at a time, renewed a little before it dies, shared between
// processes through a TokenStore.
import type { WeComClock } from './clock.ts';
import { WeComError } from './errors.ts';

export interface StoredToken {
  value: string;
  /** Epoch ms. */
  expiresAt: number;
  /** Epoch ms from which somebody should renew it. */
  refreshAt: number;
}

/** Where processes share tokens. Keys name a corp and app without containing the secret. */
export interface TokenStore {
  read(key: string): Promise<StoredToken | null>;
  write(key: string, token: StoredToken): Promise<void>;
  /** Runs `work` while no other process runs work for the same key, for instance under an advisory lock. */
  exclusive<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** For one process. */
export function memoryTokenStore(): TokenStore {
  const tokens = new Map<string, StoredToken>();
  const tails = new Map<string, Promise<unknown>>();
  return {
    read: async (key) => tokens.get(key) ?? null,
    write: async (key, token) => void tokens.set(key, token),
    exclusive: (key, work) => {
      const mine = (tails.get(key) ?? Promise.resolve()).then(work);
      tails.set(
        key,
        mine.catch(() => {}),
      );
      return mine;
    },
  };
}

export interface TokenKeeperOptions {
  key: string;
  store: TokenStore;
  clock: WeComClock;
  /** 0 ≤ x < 1. */
  random: () => number;
  fetch: () => Promise<{ token: string; expiresInSeconds: number }>;
}

const EARLY_MS = 5 * 60_000;
const JITTER_MS = 60_000;
/** After a failed fetch, calls fail at once for a while instead of each asking again: a wrong secret is not hammered. */
const PAUSE_MS = { refused: 30_000, unreachable: 1_000 };

export class TokenKeeper {
  private readonly options: TokenKeeperOptions;
  private flight: Promise<string> | null = null;
  private failure: { error: unknown; until: number } | null = null;

  constructor(options: TokenKeeperOptions) {
    this.options = options;
  }

  /** A token that is believed to live. */
  async current(): Promise<string> {
    const stored = await this.options.store.read(this.options.key);
    const now = this.options.clock.now();
    if (stored && now < stored.refreshAt) return stored.value;
    try {
      return await this.renew((found) => this.options.clock.now() < found.refreshAt);
    } catch (error) {
      if (stored && this.options.clock.now() < stored.expiresAt) return stored.value;
      throw error;
    }
  }

  /** WeCom no longer takes `rejected`: another token, fetched unless another process has already done so. */
  replace(rejected: string): Promise<string> {
    return this.renew((found) => found.value !== rejected && this.options.clock.now() < found.expiresAt);
  }

  private async renew(isGood: (found: StoredToken) => boolean): Promise<string> {
    this.flight ??= this.fetchUnless(isGood).finally(() => {
      this.flight = null;
    });
    return this.flight;
  }

  private fetchUnless(isGood: (found: StoredToken) => boolean): Promise<string> {
    const { key, store } = this.options;
    return store.exclusive(key, async () => {
      const found = await store.read(key);
      if (found && isGood(found)) return found.value;
      const fresh = await this.fetch();
      await store.write(key, fresh);
      return fresh.value;
    });
  }

  private async fetch(): Promise<StoredToken> {
    const { clock, random } = this.options;
    if (this.failure && clock.now() < this.failure.until) throw this.failure.error;
    try {
      const { token, expiresInSeconds } = await this.options.fetch();
      this.failure = null;
      const lifeMs = expiresInSeconds * 1000;
      const expiresAt = clock.now() + lifeMs;
      // @NOTE WeCom may hand out the same token again with its remaining life, so early means at most a tenth of that.
      const early = Math.min(EARLY_MS + random() * JITTER_MS, lifeMs / 10);
      return { value: token, expiresAt, refreshAt: expiresAt - early };
    } catch (error) {
      const pause = error instanceof WeComError ? PAUSE_MS.refused : PAUSE_MS.unreachable;
      this.failure = { error, until: clock.now() + pause };
      throw error;
    }
  }
}
