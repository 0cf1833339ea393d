// Counts API calls by minute for the health page; written in bundles.
import { type Clock, MS_PER_MINUTE, type TenantId } from '@yutian/kernel';
import type { Db } from '@yutian/platform';
import { type ApiUse, addApiUse } from './link.sql.ts';

const WRITE_EVERY_MS = 2_000;

export class ApiMeter {
  private readonly db: Db;
  private readonly clock: Clock;
  private uses = new Map<string, ApiUse>();
  private timer: NodeJS.Timeout | undefined;

  constructor(db: Db, clock: Clock) {
    this.db = db;
    this.clock = clock;
  }

  /** @param errcode 0 for success, null when the platform did not answer. */
  count(tenantId: TenantId, corpId: string, api: string, errcode: number | null): void {
    const minuteMs = Math.floor(this.clock.now() / MS_PER_MINUTE) * MS_PER_MINUTE;
    this.add({ tenantId, corpId, api, minuteMs, calls: 1, failed: errcode === 0 ? 0 : 1 });
    this.timer ??= setTimeout(() => void this.flush(), WRITE_EVERY_MS).unref();
  }

  /** Writes what is counted; after a failure the counts stay for the next time. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const rows = [...this.uses.values()];
    if (rows.length === 0) return;
    this.uses = new Map();
    try {
      await addApiUse.run(this.db, { rows });
    } catch {
      for (const row of rows) this.add(row);
    }
  }

  private add(use: ApiUse): void {
    const key = `${use.tenantId} ${use.corpId} ${use.api} ${use.minuteMs}`;
    const known = this.uses.get(key);
    if (!known) this.uses.set(key, { ...use });
    else {
      known.calls += use.calls;
      known.failed += use.failed;
    }
  }
}
