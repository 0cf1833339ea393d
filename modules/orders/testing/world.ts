// What the tests of orders stand on: the module on a database of its own, with people kept in memory by the rule of
// the port (strongest key first, a person for everybody).
import { type BuyerEvidence, type TimelineEntry } from '@yutian/contract';
import { type Actor, everything, frozenClock, newId, type TenantId } from '@yutian/kernel';
import {
  createVault,
  type Ground,
  openLog,
  readConfig,
  Secret,
  type Tx,
  endlessDisk,
} from '@yutian/platform';
import type { TestDb } from '@yutian/platform/testing';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrderPorts } from '../record-orders.ts';

export const NOW = Date.UTC(2026, 10, 22, 2);

/** The neighbours' published views, as tables that a test fills. */
export const neighbours = { module: 'neighbours', folder: new URL('./neighbours/', import.meta.url) };

/** A boss who sees and may do everything. */
export const boss: Actor = {
  tenantId: 1,
  userId: newId(),
  staffId: null,
  name: '老板',
  role: 'boss',
  permissions: new Set(['orders.read', 'orders.write', 'orders.import']),
  scope: everything,
};

export function groundOn(world: Pick<TestDb, 'db'>): Ground & { clock: ReturnType<typeof frozenClock> } {
  const dataFolder = mkdtempSync(join(tmpdir(), 'yutian-orders-'));
  return {
    db: world.db,
    clock: frozenClock(NOW),
    config: readConfig({ YUTIAN_DATA: dataFolder }),
    log: openLog('silent'),
    vault: createVault(new Secret('0'.repeat(64))),
    disk: endlessDisk,
  };
}

/** People and timelines in memory. */
export function peopleInMemory(): OrderPorts & {
  byKey: Map<string, string>;
  entries: (TimelineEntry & { tenantId: TenantId })[];
} {
  const byKey = new Map<string, string>();
  const entries: (TimelineEntry & { tenantId: TenantId })[] = [];
  return {
    byKey,
    entries,
    buyers: {
      async resolveBuyers(_tx: Tx, _tenantId: TenantId, buyers: readonly BuyerEvidence[]) {
        const answer = new Map<string, string>();
        for (const buyer of buyers) {
          const keys = (['unionid', 'phone', 'memberNo', 'shopBuyer'] as const).flatMap((kind) =>
            buyer[kind] ? [`${kind}:${buyer[kind]}`] : [],
          );
          const person = keys.map((key) => byKey.get(key)).find((found) => found !== undefined) ?? newId();
          for (const key of keys) if (!byKey.has(key)) byKey.set(key, person);
          answer.set(buyer.ref, person);
        }
        return answer;
      },
    },
    timeline: {
      async append(_tx: Tx, tenantId: TenantId, list: readonly TimelineEntry[]) {
        entries.push(...list.map((entry) => ({ ...entry, tenantId })));
      },
    },
  };
}
