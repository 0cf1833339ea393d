// Statements of the timeline. Entries of other modules have rows of their own; relation history, notes, consents and
// conversations are read where they are, so nothing is written twice.
import type { RELATION_EVENT_KINDS } from '@yutian/contract';
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { sql } from 'kysely';
import { joinSource, sourceOf } from './relations.sql.ts';
import { exampleReaders, ownLines, ownNotes, type Reader } from './shared-person.sql.ts';

export const appendEntries = query({
  name: 'customers.appendEntries',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    insert into customers.timeline_entry (tenant_id, customer_id, kind, key, born_id, at_ms, staff_id, store_id, detail)
    select ${p.tenantId}::int, f."customerId", f.kind, f.key, f."customerId", f."atMs", f."staffId", f."storeId", f.detail
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, kind text, key text, "atMs" bigint, "staffId" uuid, "storeId" uuid, detail jsonb)
    where not exists (select 1 from customers.timeline_entry e
      where e.tenant_id = ${p.tenantId} and e.customer_id = f."customerId" and e.kind = f.kind and e.key = f.key)
    order by f."customerId", f.kind, f.key
    on conflict (tenant_id, customer_id, kind, key, born_id) do nothing`,
});

export const deleteEntry = query({
  name: 'customers.deleteEntry',
  examples: [{ tenantId: 1, customerId: newId(), kind: '', key: '' }],
  sql: (p: { tenantId: TenantId; customerId: Id; kind: string; key: string }) => sql`
    delete from customers.timeline_entry
    where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} and kind = ${p.kind} and key = ${p.key}`,
});

export interface TimelineRow {
  kind: string;
  key: string;
  atMs: number;
  staffId: Id | null;
  staffName: string | null;
  detail: Record<string, unknown>;
}

const examples: Asked[] = exampleReaders.flatMap((reader) => [
  { ...reader, tenantId: 1, customerId: newId(), before: null, limit: 50 },
  { ...reader, tenantId: 1, customerId: newId(), before: { atMs: 0, kind: 'a', key: 'b' }, limit: 50 },
]);

interface Asked extends Reader {
  tenantId: TenantId;
  customerId: Id;
  before: Place | null;
  limit: number;
}

/** A place in a timeline: rows come strictly after it. */
interface Place {
  atMs: number;
  kind: string;
  key: string;
}

/**
 * Everything that happened to one person, newest first. Each source gives at most a page, then the newest of all are
 * taken; conversations are one line per Shanghai day and member of staff.
 */
export const listTimeline = query({
  name: 'customers.listTimeline',
  examples,
  sql: (p: Asked) => {
    const own = sql`tenant_id = ${p.tenantId} and customer_id = ${p.customerId}`;
    const ours = withinStaff(p.scope, 'staff_id');
    const page = sql`order by at_ms desc, kind desc, key desc limit ${p.limit}`;
    // The first condition is implied by the second; it is the one an index can use.
    const rest =
      p.before === null
        ? sql``
        : sql`and at_ms <= ${p.before.atMs}::bigint and (at_ms, kind, key) < (${p.before.atMs}::bigint, ${p.before.kind}::text, ${p.before.key}::text)`;
    return sql<TimelineRow>`
    select l.kind, l.key, l.at_ms as "atMs", l.staff_id as "staffId", s.name as "staffName", l.detail
    from (
      select x.kind, x.key, x.at_ms, x.staff_id, x.detail from (
        (select kind, key, at_ms, staff_id, detail from customers.timeline_entry where ${own} ${ownLines(p)} ${rest} ${page})
        union all
        (select kind, key, at_ms, staff_id, detail from (
          select 'customers.' || e.kind as kind, e.staff_id || '/' || e.external_userid as key, e.at_ms, e.staff_id,
            e.detail - 'profile' || jsonb_build_object('state', e.state, 'source', ${sourceOf('e')}, 'addWay', e.add_way) as detail
          from customers.relation_event e ${joinSource('e')} where e.tenant_id = ${p.tenantId} and e.customer_id = ${p.customerId}
        ) as history where true ${ours} ${rest} ${page})
        union all
        (select kind, key, at_ms, staff_id, detail from (
          select 'customers.note' as kind, n.note_id::text as key, n.created_at_ms as at_ms, n.staff_id,
            jsonb_build_object('body', n.body, 'author', n.author_name) as detail
          from customers.note n where n.tenant_id = ${p.tenantId} and n.customer_id = ${p.customerId} ${ownNotes(p)}
        ) as notes where true ${rest} ${page})
        union all
        (select kind, key, at_ms, staff_id, detail from (
          select 'customers.consent' as kind, c.consent_id::text as key, c.at_ms, null::uuid as staff_id,
            jsonb_build_object('purpose', c.purpose, 'granted', c.granted, 'channel', c.channel) as detail
          from customers.consent c where c.tenant_id = ${p.tenantId} and c.customer_id = ${p.customerId}
        ) as consents where true ${rest} ${page})
        union all
        (select kind, key, at_ms, staff_id, detail from (
          select 'customers.talked' as kind, m.staff_id || '/' || ((m.at_ms + 28800000) / 86400000) as key, max(m.at_ms) as at_ms,
            m.staff_id, jsonb_build_object('inbound', count(*) filter (where m.from_customer),
              'outbound', count(*) filter (where not m.from_customer and not m.automatic),
              'automatic', count(*) filter (where m.automatic)) as detail
          from customers.message m where m.tenant_id = ${p.tenantId} and m.customer_id = ${p.customerId}
          group by m.staff_id, (m.at_ms + 28800000) / 86400000
        ) as talks where true ${ours} ${rest} ${page})
      ) x order by x.at_ms desc, x.kind desc, x.key desc limit ${p.limit}
    ) l
    left join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = l.staff_id
    order by l.at_ms desc, l.kind desc, l.key desc`;
  },
});

interface RelationEventRow extends TimelineRow {
  kind: (typeof RELATION_EVENT_KINDS)[number];
  staffId: Id;
  state: string | null;
  source: string | null;
  addWay: number | null;
}

/** What happened between a person and staff, newest first. */
export const listRelationEvents = query({
  name: 'customers.listRelationEvents',
  examples,
  sql: (p: Asked) => sql<RelationEventRow>`
    select e.kind, e.staff_id || '/' || e.external_userid as key, e.at_ms as "atMs", e.staff_id as "staffId", s.name as "staffName",
      e.detail - 'profile' as detail, e.state, ${sourceOf('e')} as source, e.add_way as "addWay"
    from customers.relation_event e ${joinSource('e')}
    left join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = e.staff_id
    where e.tenant_id = ${p.tenantId} and e.customer_id = ${p.customerId} ${withinStaff(p.scope, 'e.staff_id')}
      ${
        p.before === null
          ? sql``
          : sql`and e.at_ms <= ${p.before.atMs}::bigint and (e.at_ms, e.kind, e.staff_id || '/' || e.external_userid)
            < (${p.before.atMs}::bigint, ${p.before.kind}::text, ${p.before.key}::text)`
      }
    order by e.at_ms desc, e.kind desc, 2 desc limit ${p.limit}`,
});
