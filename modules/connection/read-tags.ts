// Reads the corp's tags as they are on the platform.
import type { TenantId } from '@yutian/kernel';
import { inTransaction } from '@yutian/platform';
import { listCorpTags } from '@yutian/wecom';
import type { SyncParts } from './parts.ts';

export async function readTags(
  parts: SyncParts,
  tenantId: TenantId,
  corpId: string,
  signal: AbortSignal,
): Promise<void> {
  const { tag_group: groups } = await parts.gateway.call(
    tenantId,
    corpId,
    listCorpTags,
    {},
    { lane: 'sync', signal },
  );
  const live = groups
    .filter((group) => !group.deleted)
    .map((group) => ({
      groupId: group.group_id,
      name: group.group_name,
      order: group.order ?? 0,
      tags: group.tag
        .filter((tag) => !tag.deleted)
        .map((tag) => ({ tagId: tag.id, name: tag.name, order: tag.order ?? 0 })),
    }));
  await inTransaction(parts.db, (tx) =>
    parts.ports.customers.applyTags(tx, tenantId, corpId, live, parts.clock.now()),
  );
}
