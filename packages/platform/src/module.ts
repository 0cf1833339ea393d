// What a module shows at its door; the composition root puts the doors together.
import type { Actor, Clock } from '@yutian/kernel';
import type { AnyRouter } from '@orpc/server';
import type { FastifyInstance } from 'fastify';
import type { Config } from './config.ts';
import type { Db } from './db/db.ts';
import type { Disk } from './disk.ts';
import type { JobHandler } from './jobs/job.ts';
import type { Sweep } from './jobs/sweep.ts';
import type { Log } from './log.ts';
import type { Reaction } from './outbox/reaction.ts';
import type { Vault } from './security/vault.ts';

/** What every module is given. Ports of other modules are handed over one by one by the composition root. */
export interface Ground {
  readonly db: Db;
  readonly clock: Clock;
  readonly config: Config;
  readonly log: Log;
  readonly vault: Vault;
  readonly disk: Disk;
}

/** What a request handler is given. */
export interface RequestContext {
  /** The person or machine that asks, or null before sign-in. */
  readonly actor: Actor | null;
  readonly requestId: string;
  /** The sender's address, for rate limits. */
  readonly ip: string;
  /** The session or API token as presented; only org looks at it. */
  readonly credential: string | null;
  /** The edition of a thing that an edit was made on, and the key by which a request is carried out once. */
  readonly ifMatch: string | null;
  readonly idempotencyKey: string | null;
  /** Adds a response header (cookies at sign-in, `ETag`). */
  setHeader(name: string, value: string): void;
}

export interface Module {
  readonly name: string;
  readonly migrations: URL;
  /** oRPC handlers, keyed like the module's part of the contract. */
  readonly router?: AnyRouter;
  /** Plain routes for what is not JSON: callbacks, uploads, downloads. */
  readonly routes?: (http: FastifyInstance) => void;
  readonly jobs?: readonly JobHandler[];
  readonly sweeps?: readonly Sweep[];
  readonly reactions?: readonly Reaction[];
}

/** Declares a module. */
export function defineModule(module: Module): Module {
  return module;
}
