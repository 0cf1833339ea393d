// Access tokens: one per corp and secret, the same one again while it lives, 7200 s of virtual time.
import { randomBytes } from 'node:crypto';
import type { Database } from '../core/database.ts';

export const TOKEN_SECONDS = 7200;

interface TokenRow {
  token: string;
  corp: number;
  app: string;
  expires: number;
}

/** The tokens of every app. They survive a restart, as the real ones do. */
export class Tokens {
  readonly #db: Database;
  readonly #known = new Map<string, TokenRow>();

  constructor(db: Database) {
    this.#db = db;
    for (const row of db.all<TokenRow>('SELECT * FROM token')) this.#known.set(row.token, row);
  }

  issue(corp: number, app: string, now: number): { token: string; expiresIn: number } {
    for (const row of this.#known.values()) {
      if (row.corp === corp && row.app === app && row.expires > now)
        return { token: row.token, expiresIn: Math.floor((row.expires - now) / 1000) };
    }
    const row: TokenRow = {
      token: randomBytes(96).toString('base64url'),
      corp,
      app,
      expires: now + TOKEN_SECONDS * 1000,
    };
    this.#save(row);
    return { token: row.token, expiresIn: TOKEN_SECONDS };
  }

  find(token: string): TokenRow | undefined {
    return this.#known.get(token);
  }

  /** Ends tokens early, as the cloud may: of one app, of one corp, or all. Returns how many. */
  expire(filter: { corp?: number | undefined; app?: string | undefined }): number {
    let ended = 0;
    for (const row of this.#known.values()) {
      const hit =
        (filter.corp === undefined || row.corp === filter.corp) &&
        (filter.app === undefined || row.app === filter.app);
      if (!hit || row.expires === 0) continue;
      this.#save({ ...row, expires: 0 });
      ended += 1;
    }
    return ended;
  }

  #save(row: TokenRow): void {
    this.#known.set(row.token, row);
    this.#db.run(
      'INSERT INTO token (token, corp, app, expires) VALUES (?, ?, ?, ?) ON CONFLICT (token) DO UPDATE SET expires = excluded.expires',
      row.token,
      row.corp,
      row.app,
      row.expires,
    );
  }
}
