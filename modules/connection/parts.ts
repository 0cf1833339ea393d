// What the verbs of connection work with.
import type { Clock, Id, TenantId } from '@yutian/kernel';
import type { Db, Disk, Log } from '@yutian/platform';
import type { WeComGateway } from './gateway.ts';
import type { ConnectionPorts } from './ports.ts';
import type { RunRow } from './sync.sql.ts';

export interface SyncParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly disk: Disk;
  readonly gateway: WeComGateway;
  readonly ports: ConnectionPorts;
  /** Runs that this process drives just now. */
  readonly driven: Set<Id>;
}

/** Chunks read side by side. The platform's budget allows more; the database of a small machine does not. */
export const STREAMS = 4;

/** A run under way in this process. */
export interface Drive {
  readonly tenantId: TenantId;
  readonly corpId: string;
  readonly run: RunRow;
  /** Ends when the stretch is over, the run was paused or cancelled, or the process stops. */
  readonly signal: AbortSignal;
}
