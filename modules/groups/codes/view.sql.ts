// Statements that show join codes within the reader's data scope.
import type { GroupStanding, JoinCodePlace } from '@yutian/contract';
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';
import { codeColumns, type CodeRecord } from './join-code.sql.ts';

const part: Scope = { kind: 'part', staffIds: [newId()], storeIds: [] };

/** A code is seen by who sees the owner of each of its groups; one that was not read yet has no owner. */
const visible = (scope: Scope): RawBuilder<unknown> => {
  if (scope.kind === 'all') return sql``;
  const groups = sql`from groups.join_code_chat v join groups.chat o on o.tenant_id = v.tenant_id and o.chat_id = v.chat_id
      where v.tenant_id = k.tenant_id and v.code_id = k.code_id`;
  return sql`and exists (select 1 ${groups} and o.owner_staff_id = any(${scope.staffIds}::uuid[]))
      and not exists (select 1 ${groups} and not o.owner_staff_id = any(${scope.staffIds}::uuid[]))`;
};

export interface CodeFilter {
  codeId: Id | null;
  next: string | null;
  linkState: string | null;
  archived: boolean | null;
  text: string | null;
}

export const noCodeFilter: CodeFilter = {
  codeId: null,
  next: null,
  linkState: null,
  archived: null,
  text: null,
};

export interface ListedCode extends CodeRecord {
  channelName: string | null;
}

export const listCodes = query({
  name: 'groups.listCodes',
  examples: [
    { tenantId: 1, scope: everything, filter: noCodeFilter, before: null, limit: 50 },
    {
      tenantId: 1,
      scope: part,
      filter: { codeId: newId(), next: 'full', linkState: 'live', archived: false, text: 'a' },
      before: { atMs: 0, id: newId() },
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    filter: CodeFilter;
    before: { atMs: number; id: Id } | null;
    limit: number;
  }) => sql<ListedCode>`
    select ${codeColumns}, n.name as "channelName"
    from groups.join_code k
    left join channels.pub_channel n on n.tenant_id = k.tenant_id and n.channel_id = k.channel_id
    where k.tenant_id = ${p.tenantId} ${visible(p.scope)}
      ${p.filter.codeId === null ? sql`` : sql`and k.code_id = ${p.filter.codeId}::uuid`}
      ${p.filter.next === null ? sql`` : sql`and k.next = ${p.filter.next}`}
      ${p.filter.linkState === null ? sql`` : sql`and k.link_state = ${p.filter.linkState}`}
      ${p.filter.archived === null ? sql`` : sql`and k.archived = ${p.filter.archived}`}
      ${p.filter.text === null ? sql`` : sql`and (k.name ilike '%' || ${p.filter.text}::text || '%' or k.state = ${p.filter.text}::text)`}
      ${p.before === null ? sql`` : sql`and (k.created_at_ms, k.code_id) < (${p.before.atMs}::bigint, ${p.before.id}::uuid)`}
    order by k.created_at_ms desc, k.code_id desc limit ${p.limit}`,
});

export interface GroupOfCode {
  codeId: Id;
  groupId: Id;
  name: string;
  ownerName: string | null;
  standing: GroupStanding;
  place: JoinCodePlace;
  members: number;
  sinceMs: number;
}

/** The groups of codes that the reader was found to see. */
export const groupsOfCodes = query({
  name: 'groups.groupsOfCodes',
  examples: [{ tenantId: 1, codeIds: [newId()] }],
  sql: (p: { tenantId: TenantId; codeIds: readonly Id[] }) => sql<GroupOfCode>`
    select g.code_id as "codeId", g.chat_id as "groupId", c.name, s.name as "ownerName", c.standing, g.place,
      c.customers + c.strangers + c.staff as members, g.since_ms as "sinceMs"
    from groups.join_code_chat g
    join groups.chat c on c.tenant_id = g.tenant_id and c.chat_id = g.chat_id
    left join org.pub_staff s on s.tenant_id = c.tenant_id and s.staff_id = c.owner_staff_id
    where g.tenant_id = ${p.tenantId} and g.code_id = any(${p.codeIds}::uuid[])
    order by array_position(array['open', 'prepared', 'past'], g.place), g.position`,
});

/** How many came by each state, and how many of them stayed. */
export const countJoined = query({
  name: 'groups.countJoined',
  examples: [{ tenantId: 1, states: ['s'] }],
  sql: (p: { tenantId: TenantId; states: readonly string[] }) => sql<{
    state: string;
    joined: number;
    stayed: number;
  }>`
    select state, sum(joined)::bigint as joined, sum(stayed)::bigint as stayed
    from (
      select m.state, count(*) as joined, count(*) filter (where m.left_at_ms is null) as stayed from groups.member m
      where m.tenant_id = ${p.tenantId} and m.state = any(${p.states}::text[]) group by m.state
      union all
      select s.state, count(*), count(*) filter (where s.left_at_ms is null) from groups.stranger s
      where s.tenant_id = ${p.tenantId} and s.state = any(${p.states}::text[]) group by s.state
    ) as came
    group by state`,
});
