// Tags from the platform's side: what it lists becomes ours, what it no longer lists goes.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import type { PlatformTagGroup } from '@yutian/contract';
import type { Tx } from '@yutian/platform';
import {
  deleteMarksOfTags,
  deleteUnlistedGroups,
  deleteUnlistedTags,
  insertUnnamedTags,
  readTagsByPlatformId,
  upsertPlatformGroups,
  upsertPlatformTags,
} from './platform-tags.sql.ts';

/** Our ids of the platform's tag ids; unknown ones are made without a name until the list is read. */
export async function tagsByPlatformId(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  platformIds: readonly string[],
  atMs: number,
): Promise<Map<string, Id>> {
  const distinct = [...new Set(platformIds)];
  const known = new Map<string, Id>();
  const read = async (ids: readonly string[]) => {
    if (ids.length === 0) return;
    for (const row of await readTagsByPlatformId(tx, { tenantId, corpId, platformIds: ids }))
      known.set(row.platformId, row.tagId);
  };
  await read(distinct);
  const missing = distinct.filter((id) => !known.has(id));
  if (missing.length === 0) return known;
  const rows = missing.map((platformId) => ({ tagId: newId(), platformId }));
  await insertUnnamedTags(tx, { tenantId, corpId, rows: JSON.stringify(rows), atMs });
  await read(missing);
  return known;
}

/** Applies the corp's whole tag list as the platform gave it at `atMs`. */
export async function applyTags(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  groups: readonly PlatformTagGroup[],
  atMs: number,
): Promise<void> {
  const groupRows = groups.map((group) => ({
    id: newId(),
    platformId: group.groupId,
    name: group.name,
    position: group.order,
  }));
  const tagRows = groups.flatMap((group) =>
    group.tags.map((tag) => ({
      id: newId(),
      groupPlatformId: group.groupId,
      platformId: tag.tagId,
      name: tag.name,
      position: tag.order,
    })),
  );
  await upsertPlatformGroups(tx, { tenantId, corpId, rows: JSON.stringify(groupRows), atMs });
  await upsertPlatformTags(tx, { tenantId, corpId, rows: JSON.stringify(tagRows), atMs });
  const gone = await deleteUnlistedTags(tx, {
    tenantId,
    corpId,
    platformIds: tagRows.map((row) => row.platformId),
    atMs,
  });
  await deleteUnlistedGroups(tx, {
    tenantId,
    corpId,
    platformIds: groupRows.map((row) => row.platformId),
    atMs,
  });
  if (gone.length > 0) await deleteMarksOfTags(tx, { tenantId, tagIds: gone.map((tag) => tag.tagId) });
}
