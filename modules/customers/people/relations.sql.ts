// Statements about what people have with staff in scope: relations, tags, conversations.
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { sql } from 'kysely';
import { partOfTenant } from './people-filter.sql.ts';

export interface RelationLine {
  customerId: Id;
  staffId: Id;
  staffName: string | null;
  storeName: string | null;
  corpId: string;
  standing: 'friend' | 'half' | 'lost';
  state: string | null;
  /** Channel and code that the state names; the state itself where no code is known by it. */
  source: string | null;
  addWay: number | null;
  remark: string;
  description: string;
  firstAddedAtMs: number | null;
  addedAtMs: number | null;
  lostAtMs: number | null;
  lostBy: 'staff' | 'customer' | 'transfer' | 'unknown' | null;
  firstOutboundAtMs: number | null;
  firstInboundAtMs: number | null;
  lastInboundAtMs: number | null;
}

/** Names the state of `row`, which may be a relation or what happened to one. */
export const sourceOf = (row: string) =>
  sql`coalesce(ch.name || ' · ' || co.name, ${sql.ref(`${row}.state`)})`;
export const joinSource = (row: string) => sql`
    left join channels.pub_code co on co.tenant_id = ${sql.ref(`${row}.tenant_id`)} and co.state = ${sql.ref(`${row}.state`)}
    left join channels.pub_channel ch on ch.tenant_id = co.tenant_id and ch.channel_id = co.channel_id`;

/** Relations of people with staff in scope, latest add first. */
export const relationsOfPeople = query({
  name: 'customers.relationsOfPeople',
  examples: [
    { tenantId: 1, scope: everything, customerIds: [newId()] },
    { tenantId: 1, scope: partOfTenant, customerIds: [newId()] },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; customerIds: readonly Id[] }) => sql<RelationLine>`
    select r.customer_id as "customerId", r.staff_id as "staffId", s.name as "staffName", s.store_name as "storeName", r.corp_id as "corpId",
      r.standing, r.state, ${sourceOf('r')} as source, r.add_way as "addWay", r.remark, r.description, r.first_added_at_ms as "firstAddedAtMs",
      r.added_at_ms as "addedAtMs", r.lost_at_ms as "lostAtMs", r.lost_by as "lostBy", r.first_outbound_at_ms as "firstOutboundAtMs",
      r.first_inbound_at_ms as "firstInboundAtMs", r.last_inbound_at_ms as "lastInboundAtMs"
    from customers.relation r ${joinSource('r')}
    left join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = r.staff_id
    where r.tenant_id = ${p.tenantId} and r.customer_id = any(${p.customerIds}::uuid[]) ${withinStaff(p.scope, 'r.staff_id')}
    order by r.added_at_ms desc nulls last, r.staff_id`,
});

interface TagLine {
  customerId: Id;
  tagId: Id;
  name: string;
  groupName: string | null;
  staffId: Id;
  mark: 'on' | 'adding' | 'removing' | 'refused';
  refusedCode: string | null;
}

/** Tags of people by the staff in scope who gave them. */
export const tagsOfPeople = query({
  name: 'customers.tagsOfPeople',
  examples: [
    { tenantId: 1, scope: everything, customerIds: [newId()] },
    { tenantId: 1, scope: partOfTenant, customerIds: [newId()] },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; customerIds: readonly Id[] }) => sql<TagLine>`
    select c.customer_id as "customerId", c.tag_id as "tagId", t.name, g.name as "groupName", c.staff_id as "staffId", c.mark,
      c.refused_code as "refusedCode"
    from customers.customer_tag c
    join customers.tag t on t.tenant_id = ${p.tenantId} and t.tag_id = c.tag_id and t.deleted_at_ms is null
    left join customers.tag_group g on g.tenant_id = ${p.tenantId} and g.group_id = t.group_id
    where c.tenant_id = ${p.tenantId} and c.customer_id = any(${p.customerIds}::uuid[]) ${withinStaff(p.scope, 'c.staff_id')}
    order by g.position, g.name, t.position, t.name, c.staff_id`,
});

interface TalkStats {
  inbound: number;
  outbound: number;
  automatic: number;
  daysTalked: number;
  lastOutboundAtMs: number | null;
}

export const talkStats = query({
  name: 'customers.talkStats',
  examples: [
    { tenantId: 1, scope: everything, customerId: newId() },
    { tenantId: 1, scope: partOfTenant, customerId: newId() },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; customerId: Id }) => sql<TalkStats>`
    select count(*) filter (where m.from_customer)::int as inbound,
      count(*) filter (where not m.from_customer and not m.automatic)::int as outbound,
      count(*) filter (where not m.from_customer and m.automatic)::int as automatic,
      count(distinct (m.at_ms + 28800000) / 86400000) filter (where m.from_customer)::int as "daysTalked",
      max(m.at_ms) filter (where not m.from_customer) as "lastOutboundAtMs"
    from customers.message m
    where m.tenant_id = ${p.tenantId} and m.customer_id = ${p.customerId} ${withinStaff(p.scope, 'm.staff_id')}`,
});
