// Counts refused callbacks. Counts are written in bundles, so that a flood of forged callbacks costs one statement a
// second and not one each.
import { type Clock, dayOf, type TenantId } from '@yutian/kernel';
import type { Db } from '@yutian/platform';
import { addRejections, type RejectionCount } from './callback.sql.ts';

const WRITE_EVERY_MS = 1_000;

export class RejectionCounter {
  private readonly db: Db;
  private readonly clock: Clock;
  private counts = new Map<string, RejectionCount>();
  private timer: NodeJS.Timeout | undefined;

  constructor(db: Db, clock: Clock) {
    this.db = db;
    this.clock = clock;
  }

  note(tenantId: TenantId, corpId: string, reason: string): void {
    const lastMs = this.clock.now();
    this.add({ tenantId, corpId, reason, day: dayOf(lastMs), count: 1, lastMs });
    this.timer ??= setTimeout(() => void this.flush(), WRITE_EVERY_MS).unref();
  }

  /** Writes what is counted; after a failure the counts stay for the next time. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const rows = [...this.counts.values()];
    if (rows.length === 0) return;
    this.counts = new Map();
    try {
      await addRejections.run(this.db, { rows });
    } catch {
      for (const row of rows) this.add(row);
    }
  }

  private add(row: RejectionCount): void {
    const key = `${row.tenantId} ${row.corpId} ${row.reason} ${row.day}`;
    const known = this.counts.get(key);
    if (!known) this.counts.set(key, { ...row });
    else {
      known.count += row.count;
      known.lastMs = Math.max(known.lastMs, row.lastMs);
    }
  }
}
