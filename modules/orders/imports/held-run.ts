// A run in the hands of one worker. The lease is checked in every commit, so that two workers cannot both write.
import type { Id, TenantId } from '@yutian/kernel';
import type { Db, Ground } from '@yutian/platform';
import type { OrderPorts } from '../record-orders.ts';

/** What a run in the hands of a worker needs everywhere. */
export interface Held {
  readonly db: Db;
  readonly ground: Ground;
  readonly ports: OrderPorts;
  readonly tenantId: TenantId;
  readonly importId: Id;
  readonly lease: Id;
  readonly signal: AbortSignal;
  /** Stops the watch over the whole run: seconds since this worker took it. */
  readonly seconds: () => number;
}

/** The lease went to somebody else, or the run was cancelled: this worker stops, quietly. */
export class LostRun extends Error {}

/** Throws when a statement on the held run changed nothing. */
export function mustHold(changed: number): void {
  if (changed === 0) throw new LostRun();
}
