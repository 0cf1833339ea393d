// Statements about tags as this company manages them, and about pushing them to the platform.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

const nothing = sql``;

export interface GroupRow {
  groupId: Id;
  corpId: string;
  platformId: string | null;
  name: string;
  position: number;
  push: 'none' | 'pending' | 'refused';
  pushCode: string | null;
  pushMessage: string | null;
  deletedAtMs: number | null;
  updatedAtMs: number;
}

const groupColumns = sql`g.group_id as "groupId", g.corp_id as "corpId", g.platform_id as "platformId", g.name, g.position, g.push,
  g.push_code as "pushCode", g.push_message as "pushMessage", g.deleted_at_ms as "deletedAtMs", g.updated_at_ms as "updatedAtMs"`;

export const listGroups = query({
  name: 'customers.listTagGroups',
  examples: [
    { tenantId: 1, corpId: null },
    { tenantId: 1, corpId: 'ww' },
  ],
  sql: (p: { tenantId: TenantId; corpId: string | null }) => sql<GroupRow>`
    select ${groupColumns} from customers.tag_group g where g.tenant_id = ${p.tenantId} and g.deleted_at_ms is null
      ${p.corpId === null ? nothing : sql`and g.corp_id = ${p.corpId}`}
    order by g.corp_id, g.position desc, g.name`,
});

export const readGroup = query({
  name: 'customers.readTagGroup',
  examples: [{ tenantId: 1, groupId: newId() }],
  sql: (p: { tenantId: TenantId; groupId: Id }) => sql<GroupRow>`
    select ${groupColumns} from customers.tag_group g
    where g.tenant_id = ${p.tenantId} and g.group_id = ${p.groupId} and g.deleted_at_ms is null`,
});

export interface TagRow {
  tagId: Id;
  corpId: string;
  groupId: Id | null;
  platformId: string | null;
  name: string;
  position: number;
  push: 'none' | 'pending' | 'refused';
  pushCode: string | null;
  pushMessage: string | null;
  deletedAtMs: number | null;
  updatedAtMs: number;
}

const tagColumns = sql`t.tag_id as "tagId", t.corp_id as "corpId", t.group_id as "groupId", t.platform_id as "platformId", t.name,
  t.position, t.push, t.push_code as "pushCode", t.push_message as "pushMessage", t.deleted_at_ms as "deletedAtMs",
  t.updated_at_ms as "updatedAtMs"`;

export const listTags = query({
  name: 'customers.listTags',
  examples: [
    { tenantId: 1, corpId: null, groupId: null },
    { tenantId: 1, corpId: 'ww', groupId: newId() },
  ],
  sql: (p: { tenantId: TenantId; corpId: string | null; groupId: Id | null }) => sql<TagRow>`
    select ${tagColumns} from customers.tag t
    where t.tenant_id = ${p.tenantId} and t.deleted_at_ms is null and t.group_id is not null
      ${p.corpId === null ? nothing : sql`and t.corp_id = ${p.corpId}`}
      ${p.groupId === null ? nothing : sql`and t.group_id = ${p.groupId}::uuid`}
    order by t.position desc, t.name`,
});

export const readTags = query({
  name: 'customers.readTags',
  examples: [{ tenantId: 1, tagIds: [newId()] }],
  sql: (p: { tenantId: TenantId; tagIds: readonly Id[] }) => sql<TagRow>`
    select ${tagColumns} from customers.tag t
    where t.tenant_id = ${p.tenantId} and t.tag_id = any(${p.tagIds}::uuid[]) and t.deleted_at_ms is null`,
});

/** How many people carry each tag. */
export const countCarriers = query({
  name: 'customers.countCarriers',
  examples: [{ tenantId: 1, tagIds: [newId()] }],
  sql: (p: { tenantId: TenantId; tagIds: readonly Id[] }) => sql<{ tagId: Id; people: number }>`
    select tag_id as "tagId", count(distinct customer_id)::int as people from customers.customer_tag
    where tenant_id = ${p.tenantId} and tag_id = any(${p.tagIds}::uuid[]) and mark in ('on', 'adding') group by tag_id`,
});

export const countTags = query({
  name: 'customers.countTags',
  examples: [{ tenantId: 1, corpId: 'ww' }],
  sql: (p: { tenantId: TenantId; corpId: string }) => sql<{ count: number }>`
    select count(*)::int as count from customers.tag where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and deleted_at_ms is null`,
});

/** One change of a corp's tags at a time, so that the cap and the names hold. */
export const holdTags = query({
  name: 'customers.holdTags',
  examples: [{ tenantId: 1, corpId: 'ww' }],
  sql: (p: { tenantId: TenantId; corpId: string }) => sql`
    select pg_advisory_xact_lock(7412, hashtext(${p.tenantId}::text || ' ' || ${p.corpId}))`,
});

export const insertGroup = query({
  name: 'customers.insertTagGroup',
  examples: [{ tenantId: 1, groupId: newId(), corpId: 'ww', name: '', atMs: 0 }],
  sql: (p: { tenantId: TenantId; groupId: Id; corpId: string; name: string; atMs: number }) => sql`
    insert into customers.tag_group (tenant_id, group_id, corp_id, name, push, updated_at_ms)
    values (${p.tenantId}, ${p.groupId}, ${p.corpId}, ${p.name}, 'pending', ${p.atMs})`,
});

export const insertTags = query({
  name: 'customers.insertTags',
  examples: [{ tenantId: 1, corpId: 'ww', groupId: newId(), rows: '[]', atMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; groupId: Id; rows: string; atMs: number }) => sql`
    insert into customers.tag (tenant_id, tag_id, corp_id, group_id, name, push, updated_at_ms)
    select ${p.tenantId}::int, f."tagId", ${p.corpId}, ${p.groupId}::uuid, f.name, 'pending', ${p.atMs}::bigint
    from json_to_recordset(${p.rows}::json) as f("tagId" uuid, name text)`,
});

export const changeGroup = query({
  name: 'customers.changeTagGroup',
  examples: [{ tenantId: 1, groupId: newId(), name: '', position: 0, atMs: 0 }],
  sql: (p: { tenantId: TenantId; groupId: Id; name: string; position: number; atMs: number }) => sql`
    update customers.tag_group set name = ${p.name}, position = ${p.position}, push = 'pending', push_code = null, push_message = null,
      updated_at_ms = greatest(${p.atMs}::bigint, updated_at_ms + 1)
    where tenant_id = ${p.tenantId} and group_id = ${p.groupId}`,
});

/** The platform makes no group without tags: a changed group that it does not know yet takes its refused tags along. */
export const retryTagsOfGroup = query({
  name: 'customers.retryTagsOfGroup',
  examples: [{ tenantId: 1, groupId: newId() }],
  sql: (p: { tenantId: TenantId; groupId: Id }) => sql`
    update customers.tag set push = 'pending', push_code = null, push_message = null
    where tenant_id = ${p.tenantId} and group_id = ${p.groupId} and push = 'refused' and deleted_at_ms is null`,
});

export const changeTag = query({
  name: 'customers.changeTag',
  examples: [{ tenantId: 1, tagId: newId(), name: '', position: 0, atMs: 0 }],
  sql: (p: { tenantId: TenantId; tagId: Id; name: string; position: number; atMs: number }) => sql`
    update customers.tag set name = ${p.name}, position = ${p.position}, push = 'pending', push_code = null, push_message = null,
      updated_at_ms = greatest(${p.atMs}::bigint, updated_at_ms + 1)
    where tenant_id = ${p.tenantId} and tag_id = ${p.tagId}`,
});

/** Deletes a group; what the platform never knew needs no push. */
export const removeGroup = query({
  name: 'customers.removeTagGroup',
  examples: [{ tenantId: 1, groupId: newId(), atMs: 0 }],
  sql: (p: { tenantId: TenantId; groupId: Id; atMs: number }) => sql`
    update customers.tag_group set deleted_at_ms = ${p.atMs}, updated_at_ms = greatest(${p.atMs}::bigint, updated_at_ms + 1),
      push = case when platform_id is null then 'none' else 'pending' end, push_code = null, push_message = null
    where tenant_id = ${p.tenantId} and group_id = ${p.groupId}`,
});

/** Deletes tags; those of a deleted group go with it on the platform. */
export const removeTags = query({
  name: 'customers.removeTags',
  examples: [{ tenantId: 1, tagIds: [newId()], withGroup: false, atMs: 0 }],
  sql: (p: { tenantId: TenantId; tagIds: readonly Id[]; withGroup: boolean; atMs: number }) => sql`
    update customers.tag set deleted_at_ms = ${p.atMs}, updated_at_ms = greatest(${p.atMs}::bigint, updated_at_ms + 1),
      push = case when platform_id is null or ${p.withGroup}::boolean then 'none' else 'pending' end, push_code = null, push_message = null
    where tenant_id = ${p.tenantId} and tag_id = any(${p.tagIds}::uuid[])`,
});

export const readPendingGroups = query({
  name: 'customers.readPendingTagGroups',
  examples: [{ tenantId: 1, corpId: 'ww' }],
  sql: (p: { tenantId: TenantId; corpId: string }) => sql<GroupRow>`
    select ${groupColumns} from customers.tag_group g
    where g.tenant_id = ${p.tenantId} and g.corp_id = ${p.corpId} and g.push = 'pending' order by g.updated_at_ms, g.group_id`,
});

export const readPendingTags = query({
  name: 'customers.readPendingTags',
  examples: [{ tenantId: 1, corpId: 'ww' }],
  sql: (p: { tenantId: TenantId; corpId: string }) => sql<TagRow & { groupPlatformId: string | null }>`
    select ${tagColumns}, g.platform_id as "groupPlatformId" from customers.tag t
    left join customers.tag_group g on g.tenant_id = ${p.tenantId} and g.group_id = t.group_id
    where t.tenant_id = ${p.tenantId} and t.corp_id = ${p.corpId} and t.push = 'pending' order by t.updated_at_ms, t.tag_id`,
});

interface Settled {
  tenantId: TenantId;
  id: Id;
  /** The version that was pushed; a later change stays pending. */
  updatedAtMs: number;
  platformId: string | null;
  code: string | null;
  message: string | null;
}

const settled: Settled = {
  tenantId: 1,
  id: newId(),
  updatedAtMs: 0,
  platformId: null,
  code: null,
  message: null,
};

/** Notes how a push ended. The platform's id is kept also when the row changed meanwhile. */
export const settleGroup = query({
  name: 'customers.settleTagGroup',
  examples: [settled],
  sql: (p: Settled) => sql`
    update customers.tag_group set platform_id = coalesce(platform_id, ${p.platformId}::text),
      push = case when updated_at_ms <> ${p.updatedAtMs}::bigint then push when ${p.code}::text is null then 'none' else 'refused' end,
      push_code = case when updated_at_ms <> ${p.updatedAtMs}::bigint then push_code else ${p.code}::text end,
      push_message = case when updated_at_ms <> ${p.updatedAtMs}::bigint then push_message else ${p.message}::text end
    where tenant_id = ${p.tenantId} and group_id = ${p.id}`,
});

export const settleTag = query({
  name: 'customers.settleTag',
  examples: [settled],
  sql: (p: Settled) => sql`
    update customers.tag set platform_id = coalesce(platform_id, ${p.platformId}::text),
      push = case when updated_at_ms <> ${p.updatedAtMs}::bigint then push when ${p.code}::text is null then 'none' else 'refused' end,
      push_code = case when updated_at_ms <> ${p.updatedAtMs}::bigint then push_code else ${p.code}::text end,
      push_message = case when updated_at_ms <> ${p.updatedAtMs}::bigint then push_message else ${p.message}::text end
    where tenant_id = ${p.tenantId} and tag_id = ${p.id}`,
});

export const readSetting = query({
  name: 'customers.readSetting',
  examples: [{ tenantId: 1, key: '' }],
  sql: (p: { tenantId: TenantId; key: string }) => sql<{ value: unknown }>`
    select value from customers.setting where tenant_id = ${p.tenantId} and key = ${p.key}`,
});

export const writeSetting = query({
  name: 'customers.writeSetting',
  examples: [{ tenantId: 1, key: '', value: '1' }],
  sql: (p: { tenantId: TenantId; key: string; value: string }) => sql`
    insert into customers.setting (tenant_id, key, value) values (${p.tenantId}, ${p.key}, ${p.value}::jsonb)
    on conflict (tenant_id, key) do update set value = excluded.value`,
});
