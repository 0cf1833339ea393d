// Statements about tags as the platform names them.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export const readTagsByPlatformId = query({
  name: 'customers.readTagsByPlatformId',
  examples: [{ tenantId: 1, corpId: 'ww', platformIds: ['et'] }],
  sql: (p: { tenantId: TenantId; corpId: string; platformIds: readonly string[] }) => sql<{
    tagId: Id;
    platformId: string;
  }>`
    select tag_id as "tagId", platform_id as "platformId" from customers.tag
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and platform_id = any(${p.platformIds}::text[])`,
});

/** Makes room for tags that were met on a customer before their own description came. */
export const insertUnnamedTags = query({
  name: 'customers.insertUnnamedTags',
  examples: [{ tenantId: 1, corpId: 'ww', rows: '[]', atMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; rows: string; atMs: number }) => sql`
    insert into customers.tag (tenant_id, tag_id, corp_id, platform_id, name, updated_at_ms)
    select ${p.tenantId}::int, t."tagId", ${p.corpId}, t."platformId", '', ${p.atMs}::bigint
    from json_to_recordset(${p.rows}::json) as t("tagId" uuid, "platformId" text)
    order by t."platformId"
    on conflict (tenant_id, corp_id, platform_id) where platform_id is not null do nothing`,
});

/** Groups as the platform describes them. */
export const upsertPlatformGroups = query({
  name: 'customers.upsertPlatformGroups',
  examples: [{ tenantId: 1, corpId: 'ww', rows: '[]', atMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; rows: string; atMs: number }) => sql`
    insert into customers.tag_group as g (tenant_id, group_id, corp_id, platform_id, name, position, updated_at_ms)
    select ${p.tenantId}::int, f.id, ${p.corpId}, f."platformId", f.name, f.position, ${p.atMs}::bigint
    from json_to_recordset(${p.rows}::json) as f(id uuid, "platformId" text, name text, position bigint)
    order by f."platformId"
    on conflict (tenant_id, corp_id, platform_id) where platform_id is not null do update set name = excluded.name,
      position = excluded.position, deleted_at_ms = null, updated_at_ms = excluded.updated_at_ms
    where g.push = 'none' and (g.name, g.position, g.deleted_at_ms) is distinct from (excluded.name, excluded.position, null)
      and g.updated_at_ms <= excluded.updated_at_ms`,
});

/** Tags as the platform describes them; their groups exist. What waits to be pushed is not overwritten. */
export const upsertPlatformTags = query({
  name: 'customers.upsertPlatformTags',
  examples: [{ tenantId: 1, corpId: 'ww', rows: '[]', atMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; rows: string; atMs: number }) => sql`
    insert into customers.tag as t (tenant_id, tag_id, corp_id, group_id, platform_id, name, position, updated_at_ms)
    select ${p.tenantId}::int, f.id, ${p.corpId}, g.group_id, f."platformId", f.name, f.position, ${p.atMs}::bigint
    from json_to_recordset(${p.rows}::json) as f(id uuid, "groupPlatformId" text, "platformId" text, name text, position bigint)
    join customers.tag_group g on g.tenant_id = ${p.tenantId} and g.corp_id = ${p.corpId} and g.platform_id = f."groupPlatformId"
    order by f."platformId"
    on conflict (tenant_id, corp_id, platform_id) where platform_id is not null do update set name = excluded.name,
      group_id = excluded.group_id, position = excluded.position, deleted_at_ms = null, updated_at_ms = excluded.updated_at_ms
    where t.push = 'none' and (t.name, t.group_id, t.position, t.deleted_at_ms) is distinct from
      (excluded.name, excluded.group_id, excluded.position, null) and t.updated_at_ms <= excluded.updated_at_ms`,
});

/** Removes what the platform no longer lists and nobody here is changing. @returns the tags that went. */
export const deleteUnlistedTags = query({
  name: 'customers.deleteUnlistedTags',
  examples: [{ tenantId: 1, corpId: 'ww', platformIds: ['et'], atMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; platformIds: readonly string[]; atMs: number }) => sql<{
    tagId: Id;
  }>`
    update customers.tag set deleted_at_ms = ${p.atMs}::bigint, updated_at_ms = ${p.atMs}::bigint
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and platform_id is not null and deleted_at_ms is null
      and push = 'none' and updated_at_ms <= ${p.atMs}::bigint and platform_id <> all(${p.platformIds}::text[])
    returning tag_id as "tagId"`,
});

export const deleteUnlistedGroups = query({
  name: 'customers.deleteUnlistedGroups',
  examples: [{ tenantId: 1, corpId: 'ww', platformIds: ['et'], atMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; platformIds: readonly string[]; atMs: number }) => sql`
    update customers.tag_group set deleted_at_ms = ${p.atMs}::bigint, updated_at_ms = ${p.atMs}::bigint
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and platform_id is not null and deleted_at_ms is null
      and push = 'none' and updated_at_ms <= ${p.atMs}::bigint and platform_id <> all(${p.platformIds}::text[])`,
});

/** Takes deleted tags from everybody. */
export const deleteMarksOfTags = query({
  name: 'customers.deleteMarksOfTags',
  examples: [{ tenantId: 1, tagIds: [newId()] }],
  sql: (p: { tenantId: TenantId; tagIds: readonly Id[] }) => sql`
    delete from customers.customer_tag where tenant_id = ${p.tenantId} and tag_id = any(${p.tagIds}::uuid[])`,
});
