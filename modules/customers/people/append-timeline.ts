// Other modules tell what happened to a person. Who was merged meanwhile gets it under his present id.
import type { TenantId } from '@yutian/kernel';
import type { TimelineEntry } from '@yutian/contract';
import type { Tx } from '@yutian/platform';
import { presentIds } from '../oneid/decide-evidence.ts';
import { holdPeople } from '../oneid/identity.sql.ts';
import { appendEntries } from './timeline.sql.ts';

/** Appends entries; one with a known (customer, kind, key) changes nothing. */
export async function appendTimeline(
  tx: Tx,
  tenantId: TenantId,
  entries: readonly TimelineEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await holdPeople(tx, { tenantId });
  const present = await presentIds(tx, tenantId, [...new Set(entries.map((entry) => entry.customerId))]);
  const rows = entries.map((entry) => ({ ...entry, customerId: present.get(entry.customerId) }));
  const once = [...new Map(rows.map((row) => [`${row.customerId} ${row.kind} ${row.key}`, row])).values()];
  await appendEntries(tx, { tenantId, rows: JSON.stringify(once) });
}
