// The port by which other modules find the people behind platform ids. It makes nobody: a group member whom nobody of
// ours has added is no customer.
import type { Id, TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { holdPeople, readKeys } from './identity.sql.ts';

/** The known ones of a corp's external_userids with their customers, who are not merged away before the transaction ends. */
export async function resolveExternal(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  externalUserids: readonly string[],
): Promise<Map<string, Id>> {
  if (externalUserids.length === 0) return new Map();
  await holdPeople(tx, { tenantId });
  const prefix = `${corpId}/`;
  const values = [...new Set(externalUserids)].map((external) => prefix + external);
  const rows = await readKeys(tx, { tenantId, kind: 'external_userid', values });
  return new Map(rows.map((row) => [row.value.slice(prefix.length), row.customerId]));
}
