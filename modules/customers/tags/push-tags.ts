// Brings the platform's tags into line with ours. A refusal is kept on the row and shown; what may pass is tried again.
// Two of these may run at once: every call bears being made twice (a name that exists is adopted, a gone id is gone).
import { Fault, type TenantId } from '@yutian/kernel';
import { defineJob, handle, type JobHandler } from '@yutian/platform';
import { addCorpTags, deleteCorpTags, editCorpTag, listCorpTags } from '@yutian/wecom';
import { z } from 'zod';
import type { CustomersGround } from '../parts.ts';
import {
  type GroupRow,
  readPendingGroups,
  readPendingTags,
  settleGroup,
  settleTag,
  type TagRow,
} from './tags.sql.ts';

export const pushTagsJob = defineJob({
  name: 'customers.pushTags',
  payload: z.object({ tenantId: z.number(), corpId: z.string() }),
  timeoutMs: 300_000,
});

// «the tag name already exists»: also the answer when an earlier try got through and its answer was lost.
const NAME_EXISTS = 40_071;
// «invalid tag id»: it is gone already.
const TAG_GONE = 40_068;

interface Corp {
  ground: CustomersGround;
  tenantId: TenantId;
  corpId: string;
  signal: AbortSignal;
}

export function tagJobs(ground: CustomersGround): JobHandler[] {
  return [handle(pushTagsJob, (payload, { signal }) => pushTags({ ground, ...payload, signal }))];
}

async function pushTags(corp: Corp): Promise<void> {
  const { ground, tenantId, corpId } = corp;
  for (const group of await readPendingGroups(ground.db, { tenantId, corpId }))
    if (group.platformId !== null) await settle(corp, group, () => changeGroup(corp, group));
  const pending = await readPendingTags(ground.db, { tenantId, corpId });
  for (const tag of pending) if (tag.platformId !== null) await settle(corp, tag, () => changeTag(corp, tag));
  const newTags = pending.filter((tag) => tag.platformId === null && tag.deletedAtMs === null);
  const groups = new Map(
    (await readPendingGroups(ground.db, { tenantId, corpId })).map((group) => [group.groupId, group]),
  );
  for (const [groupId, tags] of Map.groupBy(newTags, (tag) => tag.groupId ?? ''))
    await createTags(corp, tags, groups.get(groupId));
}

const idOf = (row: GroupRow | TagRow) => row.platformId ?? '';

async function changeGroup(corp: Corp, group: GroupRow): Promise<void> {
  if (group.deletedAtMs !== null) return forgiving(corp, () => callDelete(corp, { group_id: [idOf(group)] }));
  await callEdit(corp, { id: idOf(group), name: group.name, order: group.position });
}

async function changeTag(corp: Corp, tag: TagRow): Promise<void> {
  if (tag.deletedAtMs !== null) return forgiving(corp, () => callDelete(corp, { tag_id: [idOf(tag)] }));
  await callEdit(corp, { id: idOf(tag), name: tag.name, order: tag.position });
}

const callEdit = (
  { ground, tenantId, corpId, signal }: Corp,
  input: { id: string; name: string; order: number },
) => ground.callWeCom(tenantId, corpId, editCorpTag, input, { lane: 'guide', signal });

const callDelete = (
  { ground, tenantId, corpId, signal }: Corp,
  input: { tag_id?: string[]; group_id?: string[] },
) => ground.callWeCom(tenantId, corpId, deleteCorpTags, input, { lane: 'guide', signal });

/** A deletion of what is gone already is done. */
async function forgiving(_corp: Corp, remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof Fault) || error.data.errcode !== TAG_GONE) throw error;
  }
}

async function settle(corp: Corp, row: GroupRow | TagRow, call: () => Promise<void>): Promise<void> {
  const refusal = await refusalOf(call);
  const { tenantId, ground } = corp;
  const { updatedAtMs } = row;
  if ('tagId' in row)
    await settleTag(ground.db, { tenantId, id: row.tagId, updatedAtMs, platformId: null, ...refusal });
  else await settleGroup(ground.db, { tenantId, id: row.groupId, updatedAtMs, platformId: null, ...refusal });
}

/** The platform's no, or nothing; what is worth another try is thrown on. */
async function refusalOf(
  call: () => Promise<unknown>,
): Promise<{ code: string | null; message: string | null }> {
  try {
    await call();
    return { code: null, message: null };
  } catch (error) {
    if (!(error instanceof Fault) || error.retryAfterMs !== undefined) throw error;
    if (error.kind !== 'invalid' && error.kind !== 'conflict' && error.kind !== 'forbidden') throw error;
    return { code: error.code, message: error.message };
  }
}

type NewTag = TagRow & { groupPlatformId: string | null };

async function createTags(corp: Corp, tags: readonly NewTag[], group: GroupRow | undefined): Promise<void> {
  const { ground, tenantId, corpId, signal } = corp;
  const groupPlatformId = group?.platformId ?? tags[0]?.groupPlatformId ?? null;
  if (groupPlatformId === null && !group) return;
  const target =
    groupPlatformId === null
      ? { group_name: group?.name ?? '', order: group?.position ?? 0 }
      : { group_id: groupPlatformId };
  let made: { groupId: string; ids: Map<string, string> } | undefined;
  const refusal = await refusalOf(async () => {
    try {
      const input = { ...target, tag: tags.map((tag) => ({ name: tag.name })) };
      const answer = await ground.callWeCom(tenantId, corpId, addCorpTags, input, { lane: 'guide', signal });
      made = idsIn([answer.tag_group], () => true);
    } catch (error) {
      if (!(error instanceof Fault) || error.data.errcode !== NAME_EXISTS) throw error;
      made = await findExisting(corp, target, tags);
      if (!made) throw error;
    }
  });
  if (group)
    await settleGroup(ground.db, {
      tenantId,
      id: group.groupId,
      updatedAtMs: group.updatedAtMs,
      platformId: made?.groupId ?? null,
      ...refusal,
    });
  for (const tag of tags) {
    const platformId = made?.ids.get(tag.name) ?? null;
    await settleTag(ground.db, {
      tenantId,
      id: tag.tagId,
      updatedAtMs: tag.updatedAtMs,
      platformId,
      ...refusal,
    });
  }
}

/** The ids of a group that already has all these names: an earlier try made them. */
async function findExisting(
  { ground, tenantId, corpId, signal }: Corp,
  target: { group_id?: string; group_name?: string },
  tags: readonly NewTag[],
) {
  const { tag_group: groups } = await ground.callWeCom(
    tenantId,
    corpId,
    listCorpTags,
    {},
    { lane: 'guide', signal },
  );
  const found = idsIn(groups, (group) =>
    target.group_id === undefined
      ? group.group_name === target.group_name
      : group.group_id === target.group_id,
  );
  return found && tags.every((tag) => found.ids.has(tag.name)) ? found : undefined;
}

interface PlatformGroup {
  group_id: string;
  group_name?: string | undefined;
  tag: readonly { id: string; name?: string | undefined }[];
}

function idsIn(groups: readonly PlatformGroup[], fits: (group: PlatformGroup) => boolean) {
  const group = groups.find(fits);
  return group && { groupId: group.group_id, ids: new Map(group.tag.map((tag) => [tag.name ?? '', tag.id])) };
}
