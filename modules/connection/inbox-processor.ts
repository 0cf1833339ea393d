// Works off the inbox: one batch, one transaction. A batch that fails is cut in halves until the event that cannot be
// applied stands alone; it is set aside with its reason and the rest goes through.
import { type Clock, Fault, type TenantId } from '@yutian/kernel';
import { type Db, inTransaction, type Log, willPass } from '@yutian/platform';
import { applyEvents } from './apply-events.ts';
import { failEvents, lockInbox, takeEvents } from './inbox.sql.ts';
import type { ConnectionPorts } from './ports.ts';

const BATCH = 1_000;

export interface InboxProcessorParts {
  db: Db;
  clock: Clock;
  log: Log;
  ports: ConnectionPorts;
}

/** A process whose engine works sweeps the inbox every 2 s; after so long without one it does not. */
const ENGINE_HERE_MS = 10_000;

interface Work {
  again: boolean;
  done: Promise<number>;
}

export class InboxProcessor {
  private readonly parts: InboxProcessorParts;
  private readonly working = new Map<TenantId, Work>();
  private sweptAt = Number.NEGATIVE_INFINITY;

  constructor(parts: InboxProcessorParts) {
    this.parts = parts;
  }

  /** Whether this process works off the inbox itself, so that a commit needs no job to wake somebody. */
  isHere(): boolean {
    return performance.now() - this.sweptAt < ENGINE_HERE_MS;
  }

  /** The regular look; it also tells that the engine works in this process. */
  sweep(tenantId: TenantId): Promise<number> {
    this.sweptAt = performance.now();
    return this.drain(tenantId);
  }

  /** Events were committed: works them off in the background. */
  wake(tenantId: TenantId): void {
    this.drain(tenantId).catch((error: unknown) =>
      this.parts.log.warn({ tenantId, err: nameOf(error) }, 'inbox is not drained; the sweep will try again'),
    );
  }

  /**
   * Works until no event waits. Called while it is at work, it looks once more before it ends.
   * @returns how many events were worked off.
   */
  drain(tenantId: TenantId): Promise<number> {
    const current = this.working.get(tenantId);
    if (current) {
      current.again = true;
      return current.done;
    }
    const work: Work = { again: true, done: Promise.resolve(0) };
    this.working.set(tenantId, work);
    work.done = this.workThrough(tenantId, work).finally(() => this.working.delete(tenantId));
    return work.done;
  }

  private async workThrough(tenantId: TenantId, work: Work): Promise<number> {
    let total = 0;
    while (work.again) {
      work.again = false;
      for (let moved = 1; moved > 0; total += moved) moved = await this.processBatch(tenantId);
    }
    return total;
  }

  private async processBatch(tenantId: TenantId): Promise<number> {
    let ids: number[] = [];
    try {
      return await inTransaction(this.parts.db, async (tx) => {
        await lockInbox(tx, { tenantId });
        const events = await takeEvents(tx, { tenantId, ids: null, limit: BATCH });
        ids = events.map((event) => event.id);
        if (events.length > 0)
          await applyEvents(tx, this.parts.ports, tenantId, events, this.parts.clock.now());
        return events.length;
      });
    } catch (error) {
      if (ids.length === 0 || willPass(error)) throw error;
      await this.isolate(tenantId, ids, error);
      return ids.length;
    }
  }

  private async isolate(tenantId: TenantId, ids: readonly number[], error: unknown): Promise<void> {
    const [only] = ids;
    if (only !== undefined && ids.length === 1) {
      const reason = reasonOf(error);
      this.parts.log.warn({ tenantId, inboxId: only, reason }, 'event set aside');
      await failEvents.run(this.parts.db, {
        tenantId,
        failures: [{ id: only, reason }],
        nowMs: this.parts.clock.now(),
      });
      return;
    }
    const middle = Math.ceil(ids.length / 2);
    for (const half of [ids.slice(0, middle), ids.slice(middle)]) {
      try {
        await inTransaction(this.parts.db, async (tx) => {
          await lockInbox(tx, { tenantId });
          const events = await takeEvents(tx, { tenantId, ids: half, limit: BATCH });
          if (events.length > 0)
            await applyEvents(tx, this.parts.ports, tenantId, events, this.parts.clock.now());
        });
      } catch (cause) {
        if (willPass(cause)) throw cause;
        await this.isolate(tenantId, half, cause);
      }
    }
  }
}

// @NOTE messages of foreign errors may quote data, so only their class and SQLSTATE are kept.
function reasonOf(error: unknown): string {
  if (error instanceof Fault) return `${error.code}: ${error.message}`;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? `${nameOf(error)} ${code}` : nameOf(error);
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'Error');
