// Making, changing and deleting tags and their groups: here at once, on the platform by a job.
import { type Actor, conflict, type Id, invalid, newId, notFound, type TenantId } from '@yutian/kernel';
import { audit, enqueue, inTransaction, type Tx } from '@yutian/platform';
import { wecomShapes } from '@yutian/wecom';
import type { CustomersGround } from '../parts.ts';
import { deleteMarksOfTags } from './platform-tags.sql.ts';
import { pushTagsJob } from './push-tags.ts';
import { tagCaps } from './tag-caps.2025-11.ts';
import {
  changeGroup,
  changeTag,
  countTags,
  holdTags,
  insertGroup,
  insertTags,
  listGroups,
  listTags,
  readGroup,
  readSetting,
  readTags,
  removeGroup,
  removeTags,
  retryTagsOfGroup,
  writeSetting,
} from './tags.sql.ts';

const CAP_SETTING = 'tagCap';
const [strictest] = tagCaps.choices;

/** The cap that holds for this company. */
async function tagCapOf(tx: Tx | CustomersGround['db'], tenantId: TenantId): Promise<number> {
  const [setting] = await readSetting(tx, { tenantId, key: CAP_SETTING });
  const chosen = tagCaps.choices.find((choice) => choice.cap === setting?.value);
  return chosen?.cap ?? strictest?.cap ?? 0;
}

/** How full a corp is, and who says what its cap is. */
export async function tagLimitsOf(ground: CustomersGround, tenantId: TenantId, corpId: string) {
  const cap = await tagCapOf(ground.db, tenantId);
  const [counted] = await countTags(ground.db, { tenantId, corpId });
  const tags = counted?.count ?? 0;
  const level: 'full' | 'near' | 'fine' =
    tags >= cap ? 'full' : tags >= cap * tagCaps.nearFrom ? 'near' : 'fine';
  return {
    corpId,
    tags,
    cap,
    left: Math.max(0, cap - tags),
    level,
    capChoices: [...tagCaps.choices],
    nameLength: wecomShapes.tag.nameChars,
    source: tagCaps.choices.find((choice) => choice.cap === cap)?.source ?? '',
  };
}

/** Chooses one of the caps of the rule pack. */
export async function setTagCap(ground: CustomersGround, actor: Actor, cap: number): Promise<void> {
  if (!tagCaps.choices.some((choice) => choice.cap === cap))
    throw invalid('TAG_CAP_UNKNOWN', 'Choose one of the caps the rule pack lists.', {
      caps: tagCaps.choices.map((choice) => String(choice.cap)),
    });
  await inTransaction(ground.db, async (tx) => {
    await writeSetting(tx, { tenantId: actor.tenantId, key: CAP_SETTING, value: JSON.stringify(cap) });
    await note(tx, ground, actor, 'setTagCap', 'setting', CAP_SETTING, { cap });
  });
}

/** Makes a group with its first tags; the platform knows no empty group. */
export function createTagGroup(
  ground: CustomersGround,
  actor: Actor,
  input: { corpId: string; name: string; tags: readonly string[] },
): Promise<Id> {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    await holdTags(tx, { tenantId, corpId: input.corpId });
    const groups = await listGroups(tx, { tenantId, corpId: input.corpId });
    if (groups.some((group) => group.name === input.name)) throw groupNameTaken(input.name);
    const groupId = newId();
    const atMs = ground.clock.now();
    await insertGroup(tx, { tenantId, groupId, corpId: input.corpId, name: input.name, atMs });
    await addTags(tx, ground, tenantId, { groupId, corpId: input.corpId }, input.tags);
    await push(tx, tenantId, input.corpId);
    await note(tx, ground, actor, 'createTagGroup', 'tag_group', groupId, {
      name: input.name,
      tags: [...input.tags],
    });
    return groupId;
  });
}

/** Adds tags to a group. */
export function createTags(
  ground: CustomersGround,
  actor: Actor,
  groupId: Id,
  names: readonly string[],
): Promise<Id[]> {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    const group = await groupOf(tx, tenantId, groupId);
    await holdTags(tx, { tenantId, corpId: group.corpId });
    const tagIds = await addTags(tx, ground, tenantId, group, names);
    await push(tx, tenantId, group.corpId);
    await note(tx, ground, actor, 'createTags', 'tag_group', groupId, { tags: [...names] });
    return tagIds;
  });
}

async function addTags(
  tx: Tx,
  ground: CustomersGround,
  tenantId: TenantId,
  group: { groupId: Id; corpId: string },
  names: readonly string[],
): Promise<Id[]> {
  const taken = new Set(
    (await listTags(tx, { tenantId, corpId: group.corpId, groupId: group.groupId })).map((tag) => tag.name),
  );
  for (const name of names) {
    if (taken.has(name)) throw tagNameTaken(name);
    taken.add(name);
  }
  const cap = await tagCapOf(tx, tenantId);
  const [counted] = await countTags(tx, { tenantId, corpId: group.corpId });
  const after = (counted?.count ?? 0) + names.length;
  if (after > cap)
    throw conflict('TAG_LIMIT_REACHED', `The corp would have ${after} tags; its cap is ${cap}.`, {
      after,
      cap,
    });
  const rows = names.map((name) => ({ tagId: newId(), name }));
  const atMs = ground.clock.now();
  await insertTags(tx, {
    tenantId,
    corpId: group.corpId,
    groupId: group.groupId,
    rows: JSON.stringify(rows),
    atMs,
  });
  return rows.map((row) => row.tagId);
}

/** Renames or moves a group. */
export function editTagGroup(
  ground: CustomersGround,
  actor: Actor,
  groupId: Id,
  change: { name?: string | undefined; position?: number | undefined },
): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    const { corpId } = await groupOf(tx, tenantId, groupId);
    await holdTags(tx, { tenantId, corpId });
    const group = await groupOf(tx, tenantId, groupId);
    const others = await listGroups(tx, { tenantId, corpId });
    const name = change.name ?? group.name;
    if (others.some((other) => other.name === name && other.groupId !== groupId)) throw groupNameTaken(name);
    const atMs = ground.clock.now();
    await changeGroup(tx, { tenantId, groupId, name, position: change.position ?? group.position, atMs });
    if (group.platformId === null) await retryTagsOfGroup(tx, { tenantId, groupId });
    await push(tx, tenantId, corpId);
    await note(tx, ground, actor, 'editTagGroup', 'tag_group', groupId, { ...change });
  });
}

/** Renames or moves a tag. */
export function editTag(
  ground: CustomersGround,
  actor: Actor,
  tagId: Id,
  change: { name?: string | undefined; position?: number | undefined },
): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    const { corpId } = await tagOf(tx, tenantId, tagId);
    await holdTags(tx, { tenantId, corpId });
    const tag = await tagOf(tx, tenantId, tagId);
    const name = change.name ?? tag.name;
    const others = await listTags(tx, { tenantId, corpId, groupId: tag.groupId });
    if (others.some((other) => other.name === name && other.tagId !== tagId)) throw tagNameTaken(name);
    await changeTag(tx, {
      tenantId,
      tagId,
      name,
      position: change.position ?? tag.position,
      atMs: ground.clock.now(),
    });
    await push(tx, tenantId, corpId);
    await note(tx, ground, actor, 'editTag', 'tag', tagId, { ...change });
  });
}

/** Deletes a tag from the corp and from everybody. */
export function deleteTag(ground: CustomersGround, actor: Actor, tagId: Id): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    const { corpId, name } = await tagOf(tx, tenantId, tagId);
    await removeTags(tx, { tenantId, tagIds: [tagId], withGroup: false, atMs: ground.clock.now() });
    await deleteMarksOfTags(tx, { tenantId, tagIds: [tagId] });
    await push(tx, tenantId, corpId);
    await note(tx, ground, actor, 'deleteTag', 'tag', tagId, { name });
  });
}

/** Deletes a group with its tags. */
export function deleteTagGroup(ground: CustomersGround, actor: Actor, groupId: Id): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    const { corpId, name } = await groupOf(tx, tenantId, groupId);
    const tagIds = (await listTags(tx, { tenantId, corpId, groupId })).map((tag) => tag.tagId);
    const atMs = ground.clock.now();
    await removeTags(tx, { tenantId, tagIds, withGroup: true, atMs });
    await removeGroup(tx, { tenantId, groupId, atMs });
    await deleteMarksOfTags(tx, { tenantId, tagIds });
    await push(tx, tenantId, corpId);
    await note(tx, ground, actor, 'deleteTagGroup', 'tag_group', groupId, { name, tags: tagIds.length });
  });
}

const groupNameTaken = (name: string) =>
  conflict('TAG_GROUP_NAME_TAKEN', 'There is already a group of this name.', { name });
const tagNameTaken = (name: string) =>
  conflict('TAG_NAME_TAKEN', 'The group already has a tag of this name.', { name });

async function groupOf(tx: Tx, tenantId: TenantId, groupId: Id) {
  const [group] = await readGroup(tx, { tenantId, groupId });
  if (!group) throw notFound('TAG_GROUP_UNKNOWN', 'There is no such tag group.');
  return group;
}

async function tagOf(tx: Tx, tenantId: TenantId, tagId: Id) {
  const [tag] = await readTags(tx, { tenantId, tagIds: [tagId] });
  if (!tag) throw notFound('TAG_UNKNOWN', 'There is no such tag.');
  return tag;
}

const push = (tx: Tx, tenantId: TenantId, corpId: string) =>
  enqueue(tx, pushTagsJob, { tenantId, corpId }, { key: `tags:${tenantId}:${corpId}` });

const note = (
  tx: Tx,
  ground: CustomersGround,
  actor: Actor,
  verb: string,
  subjectKind: string,
  subjectId: string,
  detail: Record<string, unknown>,
) => audit(tx, actor, { action: `customers.${verb}`, subjectKind, subjectId, detail }, ground.clock.now());
