// Makes callbacks durable, many in one commit: whatever arrives while a commit is under way goes into the next one, so
// the price of a commit is shared exactly when it matters and nobody waits for a timer. A commit that does not end in
// time refuses everything at once: the platform sends it again.
import { Fault, type TenantId } from '@yutian/kernel';
import { type Db, type Disk, enqueue, inTransaction, machineFault } from '@yutian/platform';
import { type InboxRow, insertEvents } from './inbox.sql.ts';
import { processInboxJob } from './jobs.ts';

const MOST_PER_COMMIT = 1_000;
const MOST_WAITING = 20_000;
/** The platform gives up after 5 s. */
const COMMIT_LIMIT_MS = 3_500;

interface Waiting {
  row: InboxRow;
  stored(): void;
  refused(error: Fault): void;
}

export interface InboxStoreParts {
  db: Db;
  disk: Disk;
  /** Who works events off. Where that is another process, a job wakes it, committed with the events. */
  processor: { isHere(): boolean; wake(tenantId: TenantId): void };
}

export class InboxStore {
  private readonly parts: InboxStoreParts;
  private waiting: Waiting[] = [];
  private committing = false;
  private stuck = false;

  constructor(parts: InboxStoreParts) {
    this.parts = parts;
  }

  /** Resolves when the callback is durable (or was already). Rejects with a Fault when that cannot be said. */
  put(row: InboxRow): Promise<void> {
    return new Promise((stored, refused) => {
      this.parts.disk.mustHaveRoom();
      if (this.stuck || this.waiting.length >= MOST_WAITING) return refused(unavailable());
      this.waiting.push({ row, stored, refused });
      if (!this.committing) void this.commitAll();
    });
  }

  private async commitAll(): Promise<void> {
    this.committing = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MOST_PER_COMMIT);
      const alarm = setTimeout(() => this.giveUp(batch), COMMIT_LIMIT_MS);
      try {
        await this.commit(batch.map((one) => one.row));
        for (const one of batch) one.stored();
      } catch (cause) {
        for (const one of batch) one.refused(machineFault(cause) ?? unavailable(cause));
      } finally {
        clearTimeout(alarm);
        this.stuck = false;
      }
    }
    this.committing = false;
  }

  private async commit(rows: readonly InboxRow[]): Promise<void> {
    const { db, processor } = this.parts;
    const tenantIds = [...new Set(rows.map((row) => row.tenantId))];
    if (processor.isHere()) {
      await insertEvents.run(db, { rows });
      for (const tenantId of tenantIds) processor.wake(tenantId);
      return;
    }
    await inTransaction(db, async (tx) => {
      await insertEvents.run(tx, { rows });
      for (const tenantId of tenantIds)
        await enqueue(tx, processInboxJob, { tenantId }, { key: `${processInboxJob.name}:${tenantId}` });
    });
  }

  /** The commit hangs: everybody is told to come again, and nobody joins until it has ended. */
  private giveUp(batch: readonly Waiting[]): void {
    this.stuck = true;
    const all = [...batch, ...this.waiting];
    this.waiting = [];
    for (const one of all) one.refused(unavailable());
  }
}

function unavailable(cause?: unknown): Fault {
  return new Fault(
    'upstream',
    'INBOX_UNAVAILABLE',
    'The callback cannot be stored right now. Send it again.',
    {},
    { retryAfterMs: 1_000, ...(cause === undefined ? {} : { cause }) },
  );
}
