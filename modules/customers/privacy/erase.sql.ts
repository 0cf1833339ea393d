// Statements of access and deletion (R11). Facts that must stay lose every key to a person: the row of the person keeps
// its id, which leads nowhere else.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';
import type { PlaceById } from '../paging.ts';

interface One {
  tenantId: TenantId;
  customerId: Id;
}

const one: One = { tenantId: 1, customerId: newId() };

export const countMessages = query({
  name: 'customers.countMessages',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql<{ count: number }>`
    select count(*)::int as count from customers.message
    where tenant_id = ${p.tenantId} and customer_id = any(${p.customerIds}::uuid[])`,
});

/** How many rows of each kind there are about a person. */
export const countPersonRows = query({
  name: 'customers.countPersonRows',
  examples: [one],
  sql: ({ tenantId: t, customerId: c }: One) => sql<Record<string, number>>`
    select
      (select count(*)::int from customers.identity where tenant_id = ${t} and customer_id = ${c}) as keys,
      (select count(*)::int from customers.phone where tenant_id = ${t} and customer_id = ${c}) as phones,
      (select count(*)::int from customers.note where tenant_id = ${t} and customer_id = ${c}) as notes,
      (select count(*)::int from customers.timeline_entry where tenant_id = ${t} and customer_id = ${c}) as timeline,
      (select count(*)::int from customers.customer_tag where tenant_id = ${t} and customer_id = ${c}) as tags,
      (select count(*)::int from customers.merge where tenant_id = ${t} and (winner_id = ${c} or loser_id = ${c})) as merges,
      (select count(*)::int from customers.relation where tenant_id = ${t} and customer_id = ${c}) as relations,
      (select count(*)::int from customers.relation where tenant_id = ${t} and customer_id = ${c} and standing <> 'lost') as live,
      (select count(*)::int from customers.relation_event where tenant_id = ${t} and customer_id = ${c}) as history,
      (select count(*)::int from customers.message where tenant_id = ${t} and customer_id = ${c}) as messages,
      (select count(*)::int from customers.consent where tenant_id = ${t} and customer_id = ${c}) as consents`,
});

/** The person's row without anything about him. */
export const blankPerson = query({
  name: 'customers.blankPerson',
  examples: [{ ...one, atMs: 0 }],
  sql: (p: One & { atMs: number }) => sql`
    update customers.customer set name = '', avatar = null, gender = 0, kind = 'unknown', corp_name = null, face = null,
      member_no = null, phone_tails = '{}', custom = '{}', grams = '{}', erased_at_ms = ${p.atMs}
    where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} and erased_at_ms is null`,
});

const wiped = ['phone', 'note', 'timeline_entry', 'customer_tag', 'alert'].map((name) =>
  query({
    name: `customers.wipe.${name}`,
    examples: [one],
    sql: (p: One) => sql`
      delete from ${sql.table(`customers.${name}`)} where tenant_id = ${p.tenantId} and customer_id = ${p.customerId}`,
  }),
);

const wipeKeys = query({
  name: 'customers.wipe.identity',
  examples: [one],
  sql: (p: One) =>
    sql`delete from customers.identity where tenant_id = ${p.tenantId} and customer_id = ${p.customerId}`,
});

const wipeMerges = query({
  name: 'customers.wipe.merge',
  examples: [one],
  sql: (p: One) => sql`
    delete from customers.merge where tenant_id = ${p.tenantId} and (winner_id = ${p.customerId} or loser_id = ${p.customerId})`,
});

// A relation's key holds an external_userid, so the row is written anew under a made-up one. The staff, the times and
// the way of adding stay: numbers of the past do not change when a person leaves.
const copyRelations = query({
  name: 'customers.anonymise.relation',
  examples: [one],
  sql: (p: One) => sql`
    insert into customers.relation (tenant_id, customer_id, staff_id, external_userid, corp_id, born_id, standing, standing_at_ms, state,
      add_way, first_added_at_ms, added_at_ms, lost_at_ms, lost_by, last_event_ms, first_outbound_at_ms, first_inbound_at_ms, last_inbound_at_ms)
    select r.tenant_id, r.customer_id, r.staff_id, 'erased/' || md5(${p.customerId}::text || r.external_userid), r.corp_id, r.customer_id, r.standing,
      r.standing_at_ms, r.state, r.add_way, r.first_added_at_ms, r.added_at_ms, r.lost_at_ms, r.lost_by, r.last_event_ms,
      r.first_outbound_at_ms, r.first_inbound_at_ms, r.last_inbound_at_ms
    from customers.relation r
    where r.tenant_id = ${p.tenantId} and r.customer_id = ${p.customerId} and not starts_with(r.external_userid, 'erased/')`,
});

const copyEvents = query({
  name: 'customers.anonymise.relation_event',
  examples: [one],
  sql: (p: One) => sql`
    insert into customers.relation_event (tenant_id, customer_id, at_ms, kind, staff_id, external_userid, born_id, state, add_way)
    select e.tenant_id, e.customer_id, e.at_ms, e.kind, e.staff_id, 'erased/' || md5(${p.customerId}::text || e.external_userid), e.customer_id,
      e.state, e.add_way
    from customers.relation_event e
    where e.tenant_id = ${p.tenantId} and e.customer_id = ${p.customerId} and not starts_with(e.external_userid, 'erased/')
      and e.kind not in ('remark', 'tags')`,
});

const dropNamed = ['relation', 'relation_event'].map((name) =>
  query({
    name: `customers.dropNamed.${name}`,
    examples: [one],
    sql: (p: One) => sql`
      delete from ${sql.table(`customers.${name}`)}
      where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} and not starts_with(external_userid, 'erased/')`,
  }),
);

const blankMessages = query({
  name: 'customers.anonymise.message',
  examples: [one],
  sql: (p: One) => sql`
    update customers.message set msgid = 'erased/' || md5(${p.customerId}::text || msgid), born_id = customer_id
    where tenant_id = ${p.tenantId} and customer_id = ${p.customerId}`,
});

const blankConsents = query({
  name: 'customers.anonymise.consent',
  examples: [one],
  sql: (p: One) => sql`
    update customers.consent set evidence = '', born_id = customer_id where tenant_id = ${p.tenantId} and customer_id = ${p.customerId}`,
});

/** Everything that anonymises one person of this module, in order. */
export const eraseStatements = [
  ...wiped,
  wipeKeys,
  wipeMerges,
  copyRelations,
  copyEvents,
  ...dropNamed,
  blankMessages,
  blankConsents,
] as const;

export const insertErasure = query({
  name: 'customers.insertErasure',
  examples: [{ ...one, erasureId: newId(), atMs: 0, reason: '', byName: '', removed: '{}', kept: '{}' }],
  sql: (
    p: One & { erasureId: Id; atMs: number; reason: string; byName: string; removed: string; kept: string },
  ) => sql`
    insert into customers.erasure (tenant_id, erasure_id, customer_id, at_ms, reason, by_name, removed, kept)
    values (${p.tenantId}, ${p.erasureId}, ${p.customerId}, ${p.atMs}, ${p.reason}, ${p.byName}, ${p.removed}::jsonb, ${p.kept}::jsonb)`,
});

interface ErasureRow {
  id: Id;
  atMs: number;
  customerId: Id;
  reason: string;
  byName: string;
  removed: Record<string, number>;
  kept: Record<string, number>;
}

export const listErasures = query({
  name: 'customers.listErasures',
  examples: [
    { tenantId: 1, before: null, limit: 50 },
    { tenantId: 1, before: { atMs: 0, id: newId() }, limit: 50 },
  ],
  sql: (p: { tenantId: TenantId; before: PlaceById | null; limit: number }) => sql<ErasureRow>`
    select erasure_id as id, at_ms as "atMs", customer_id as "customerId", reason, by_name as "byName", removed, kept
    from customers.erasure where tenant_id = ${p.tenantId}
      ${p.before === null ? sql`` : sql`and (at_ms, erasure_id) < (${p.before.atMs}::bigint, ${p.before.id}::uuid)`}
    order by at_ms desc, erasure_id desc limit ${p.limit}`,
});

/** Everything of this module about one person, for his copy. */
export const readPersonRowsWhole = query({
  name: 'customers.readPersonWhole',
  examples: [one],
  sql: ({ tenantId: t, customerId: c }: One) => sql<{ part: string; rows: unknown[] }>`
    select 'profile' as part, coalesce(jsonb_agg(to_jsonb(p) - 'tenant_id' - 'grams'), '[]') as rows from customers.customer p where p.tenant_id = ${t} and p.customer_id = ${c}
    union all select 'relations', coalesce(jsonb_agg(to_jsonb(r) - 'tenant_id'), '[]') from customers.relation r where r.tenant_id = ${t} and r.customer_id = ${c}
    union all select 'relationHistory', coalesce(jsonb_agg(to_jsonb(e) - 'tenant_id'), '[]') from customers.relation_event e where e.tenant_id = ${t} and e.customer_id = ${c}
    union all select 'messages', coalesce(jsonb_agg(to_jsonb(m) - 'tenant_id'), '[]') from customers.message m where m.tenant_id = ${t} and m.customer_id = ${c}
    union all select 'notes', coalesce(jsonb_agg(to_jsonb(n) - 'tenant_id' - 'author_user_id'), '[]') from customers.note n where n.tenant_id = ${t} and n.customer_id = ${c}
    union all select 'timeline', coalesce(jsonb_agg(to_jsonb(l) - 'tenant_id'), '[]') from customers.timeline_entry l where l.tenant_id = ${t} and l.customer_id = ${c}
    union all select 'consents', coalesce(jsonb_agg(to_jsonb(s) - 'tenant_id'), '[]') from customers.consent s where s.tenant_id = ${t} and s.customer_id = ${c}
    union all select 'keys', coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value)), '[]') from customers.identity i
      where i.tenant_id = ${t} and i.customer_id = ${c} and i.kind <> 'phone'`,
});
