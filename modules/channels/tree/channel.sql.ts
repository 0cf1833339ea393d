// Statements of the channel tree.
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import type { ChannelKind } from '@yutian/contract';
import { query, withinStaff } from '@yutian/platform';
import { sql } from 'kysely';

export interface ChannelRow {
  channelId: Id;
  parentId: Id | null;
  kind: ChannelKind;
  name: string;
  ownerDepartment: string;
  path: Id[];
  archived: boolean;
  welcomeId: Id | null;
  createdAtMs: number;
  codes: number;
  adds: number;
}

/** The tree, parents first, with the codes in use and the adds since a day that each channel has itself. */
export const listChannels = query({
  name: 'channels.listChannels',
  examples: [
    { tenantId: 1, channelId: null, archived: true, since: '2026-01-01', scope: everything },
    {
      tenantId: 1,
      channelId: newId(),
      archived: false,
      since: '2026-01-01',
      scope: { kind: 'part', staffIds: [], storeIds: [] },
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    channelId: Id | null;
    archived: boolean;
    since: string;
    scope: Scope;
  }) => sql<ChannelRow>`
    select c.channel_id as "channelId", c.parent_id as "parentId", c.kind, c.name, c.owner_department as "ownerDepartment",
      c.path, c.archived, c.welcome_id as "welcomeId", c.created_at_ms as "createdAtMs",
      (select count(*) from channels.code k where k.tenant_id = c.tenant_id and k.channel_id = c.channel_id and not k.archived) as codes,
      (select coalesce(sum(l.adds), 0)::bigint from channels.code k
        join channels.day_load l on l.tenant_id = k.tenant_id and l.code_id = k.code_id and l.day >= ${p.since}::date
        where k.tenant_id = c.tenant_id and k.channel_id = c.channel_id ${withinStaff(p.scope, 'l.staff_id')}) as adds
    from channels.channel c
    where c.tenant_id = ${p.tenantId}
      ${p.channelId === null ? sql`` : sql`and c.channel_id = ${p.channelId}`}
      ${p.archived ? sql`` : sql`and not c.archived`}
    order by cardinality(c.path), c.name, c.channel_id`,
});

export const findChannels = query({
  name: 'channels.findChannels',
  examples: [{ tenantId: 1, channelIds: [newId()] }],
  sql: (p: { tenantId: TenantId; channelIds: readonly Id[] }) => sql<{
    channelId: Id;
    parentId: Id | null;
    path: Id[];
    archived: boolean;
    name: string;
  }>`
    select channel_id as "channelId", parent_id as "parentId", path, archived, name
    from channels.channel where tenant_id = ${p.tenantId} and channel_id = any(${p.channelIds}::uuid[])`,
});

/** Whether another channel at this place has the name. */
export const nameTaken = query({
  name: 'channels.channelNameTaken',
  examples: [
    { tenantId: 1, parentId: null, name: 'a', but: newId() },
    { tenantId: 1, parentId: newId(), name: 'a', but: newId() },
  ],
  sql: (p: { tenantId: TenantId; parentId: Id | null; name: string; but: Id }) => sql<{ channelId: Id }>`
    select channel_id as "channelId" from channels.channel
    where tenant_id = ${p.tenantId} and parent_id is not distinct from ${p.parentId}::uuid and name = ${p.name}
      and not archived and channel_id <> ${p.but}`,
});

export const insertChannel = query({
  name: 'channels.insertChannel',
  examples: [
    {
      tenantId: 1,
      channelId: newId(),
      parentId: null,
      kind: 'other',
      name: 'a',
      ownerDepartment: '',
      path: [newId()],
      welcomeId: null,
      nowMs: 0,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    channelId: Id;
    parentId: Id | null;
    kind: string;
    name: string;
    ownerDepartment: string;
    path: readonly Id[];
    welcomeId: Id | null;
    nowMs: number;
  }) => sql`
    insert into channels.channel (tenant_id, channel_id, parent_id, kind, name, owner_department, path, welcome_id, created_at_ms)
    values (${p.tenantId}, ${p.channelId}, ${p.parentId}, ${p.kind}, ${p.name}, ${p.ownerDepartment}, ${p.path}::uuid[], ${p.welcomeId}, ${p.nowMs})`,
});

export const updateChannel = query({
  name: 'channels.updateChannel',
  examples: [
    {
      tenantId: 1,
      channelId: newId(),
      kind: 'other',
      name: 'a',
      ownerDepartment: '',
      welcomeId: null,
      setWelcome: true,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    channelId: Id;
    kind: string | null;
    name: string | null;
    ownerDepartment: string | null;
    welcomeId: Id | null;
    setWelcome: boolean;
  }) => sql`
    update channels.channel set kind = coalesce(${p.kind}, kind), name = coalesce(${p.name}, name),
      owner_department = coalesce(${p.ownerDepartment}, owner_department),
      welcome_id = case when ${p.setWelcome}::boolean then ${p.welcomeId}::uuid else welcome_id end
    where tenant_id = ${p.tenantId} and channel_id = ${p.channelId}`,
});

/** Hangs a channel and all below it under another path. */
export const moveBranch = query({
  name: 'channels.moveBranch',
  examples: [{ tenantId: 1, channelId: newId(), parentId: null, parentPath: [] }],
  sql: (p: { tenantId: TenantId; channelId: Id; parentId: Id | null; parentPath: readonly Id[] }) => sql`
    update channels.channel set
      parent_id = case when channel_id = ${p.channelId} then ${p.parentId}::uuid else parent_id end,
      path = ${p.parentPath}::uuid[] || path[array_position(path, ${p.channelId}::uuid):]
    where tenant_id = ${p.tenantId} and path @> array[${p.channelId}]::uuid[]`,
});

export const archiveBranch = query({
  name: 'channels.archiveBranch',
  examples: [{ tenantId: 1, channelId: newId() }],
  sql: (p: { tenantId: TenantId; channelId: Id }) => sql`
    update channels.channel set archived = true
    where tenant_id = ${p.tenantId} and path @> array[${p.channelId}]::uuid[] and not archived`,
});

/** Takes a channel back, with those above it, so that it does not hang in the air. */
export const restoreChannel = query({
  name: 'channels.restoreChannel',
  examples: [{ tenantId: 1, channelIds: [newId()] }],
  sql: (p: { tenantId: TenantId; channelIds: readonly Id[] }) => sql`
    update channels.channel set archived = false
    where tenant_id = ${p.tenantId} and channel_id = any(${p.channelIds}::uuid[])`,
});

export const countCodesBelow = query({
  name: 'channels.countCodesBelow',
  examples: [{ tenantId: 1, channelId: newId() }],
  sql: (p: { tenantId: TenantId; channelId: Id }) => sql<{ codes: number }>`
    select count(*) as codes from channels.channel c
    join channels.code k on k.tenant_id = c.tenant_id and k.channel_id = c.channel_id and not k.archived
    where c.tenant_id = ${p.tenantId} and c.path @> array[${p.channelId}]::uuid[]`,
});
