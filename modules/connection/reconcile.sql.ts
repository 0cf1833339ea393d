// Statements by which a reconcile compares the platform's answer with what is known, chunk by chunk.
import { type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { sql } from 'kysely';

interface Chunk {
  tenantId: TenantId;
  runId: Id;
  chunk: number;
}
interface Pair {
  staffId: Id;
  externalUserid: string;
}
const aChunk: Chunk = { tenantId: 1, runId: newId(), chunk: 1 };
const aPair: Pair = { staffId: newId(), externalUserid: 'wm0' };

export const forgetKnown = query({
  name: 'connection.forgetKnownRelations',
  examples: [aChunk],
  sql: (p: Chunk) => sql`
    delete from connection.known_relation where tenant_id = ${p.tenantId} and run_id = ${p.runId} and chunk = ${p.chunk}`,
});

export const forgetSeen = query({
  name: 'connection.forgetSeenRelations',
  examples: [aChunk],
  sql: (p: Chunk) => sql`
    delete from connection.seen_relation where tenant_id = ${p.tenantId} and run_id = ${p.runId} and chunk = ${p.chunk}`,
});

/** Notes what is known of these staff before the platform is read. */
export const noteKnown = query({
  name: 'connection.noteKnownRelations',
  examples: [{ ...aChunk, staffIds: [newId()] }],
  sql: (p: Chunk & { staffIds: readonly Id[] }) => sql`
    insert into connection.known_relation (tenant_id, run_id, chunk, staff_id, external_userid, customer_id)
    select r.tenant_id, ${p.runId}::uuid, ${p.chunk}::integer, r.staff_id, r.external_userid, r.customer_id
    from customers.pub_relation r
    where r.tenant_id = ${p.tenantId} and r.staff_id = any(${p.staffIds}::uuid[]) and r.standing <> 'lost'
    on conflict do nothing`,
});

export const noteSeen = query({
  name: 'connection.noteSeenRelations',
  examples: [{ ...aChunk, pairs: [aPair] }],
  sql: (p: Chunk & { pairs: readonly Pair[] }) => sql`
    insert into connection.seen_relation (tenant_id, run_id, chunk, staff_id, external_userid)
    select ${p.tenantId}::integer, ${p.runId}::uuid, ${p.chunk}::integer, s.staff_id, s.external_userid
    from unnest(${p.pairs.map((one) => one.staffId)}::uuid[], ${p.pairs.map((one) => one.externalUserid)}::text[]) as s (staff_id, external_userid)
    on conflict do nothing`,
});

/**
 * Relations the platform has and nobody had told of. Those that began while the chunk was read are left out: their
 * callback may be under way.
 */
export const reportAdded = query({
  name: 'connection.reportAddedRelations',
  examples: [{ ...aChunk, staffIds: [newId()], sinceMs: 0, nowMs: 0 }],
  sql: (p: Chunk & { staffIds: readonly Id[]; sinceMs: number; nowMs: number }) => sql`
    insert into connection.difference (tenant_id, run_id, difference_id, kind, customer_id, staff_id, external_userid, found_ms)
    select s.tenant_id, s.run_id, gen_random_uuid(), 'added', r.customer_id, s.staff_id, s.external_userid, ${p.nowMs}::bigint
    from connection.seen_relation s
    join customers.pub_relation r on r.staff_id = s.staff_id and r.external_userid = s.external_userid
    left join connection.known_relation k on k.tenant_id = s.tenant_id and k.run_id = s.run_id and k.chunk = s.chunk
      and k.staff_id = s.staff_id and k.external_userid = s.external_userid
    where s.tenant_id = ${p.tenantId} and s.run_id = ${p.runId} and s.chunk = ${p.chunk} and k.staff_id is null
      and r.tenant_id = ${p.tenantId} and r.staff_id = any(${p.staffIds}::uuid[]) and coalesce(r.added_at_ms, 0) < ${p.sinceMs}
    on conflict do nothing`,
});

/** Relations that were known, that the platform no longer names, and whose end no callback has told meanwhile. */
export const reportLost = query({
  name: 'connection.reportLostRelations',
  examples: [{ ...aChunk, staffIds: [newId()], nowMs: 0 }],
  sql: (p: Chunk & { staffIds: readonly Id[]; nowMs: number }) => sql`
    insert into connection.difference (tenant_id, run_id, difference_id, kind, customer_id, staff_id, external_userid, found_ms)
    select k.tenant_id, k.run_id, gen_random_uuid(), 'lost', r.customer_id, k.staff_id, k.external_userid, ${p.nowMs}::bigint
    from connection.known_relation k
    join customers.pub_relation r on r.staff_id = k.staff_id and r.external_userid = k.external_userid
    left join connection.seen_relation s on s.tenant_id = k.tenant_id and s.run_id = k.run_id and s.chunk = k.chunk
      and s.staff_id = k.staff_id and s.external_userid = k.external_userid
    where k.tenant_id = ${p.tenantId} and k.run_id = ${p.runId} and k.chunk = ${p.chunk} and s.staff_id is null
      and r.tenant_id = ${p.tenantId} and r.staff_id = any(${p.staffIds}::uuid[]) and r.standing <> 'lost'
    on conflict do nothing`,
});

/** Known relations of a page whose remark or tags changed when the page was applied at `atMs`. */
export const reportChanged = query({
  name: 'connection.reportChangedRelations',
  examples: [{ ...aChunk, pairs: [aPair], atMs: 0, nowMs: 0 }],
  sql: (p: Chunk & { pairs: readonly Pair[]; atMs: number; nowMs: number }) => sql`
    insert into connection.difference (tenant_id, run_id, difference_id, kind, customer_id, staff_id, external_userid, fields, found_ms)
    select k.tenant_id, k.run_id, gen_random_uuid(), 'changed', k.customer_id, k.staff_id, k.external_userid,
      array_agg(distinct e.kind order by e.kind), ${p.nowMs}::bigint
    from unnest(${p.pairs.map((one) => one.staffId)}::uuid[], ${p.pairs.map((one) => one.externalUserid)}::text[]) as s (staff_id, external_userid)
    join connection.known_relation k on k.tenant_id = ${p.tenantId} and k.run_id = ${p.runId} and k.chunk = ${p.chunk}
      and k.staff_id = s.staff_id and k.external_userid = s.external_userid
    join customers.pub_relation_event e on e.tenant_id = ${p.tenantId} and e.customer_id = k.customer_id
      and e.staff_id = k.staff_id and e.at_ms = ${p.atMs} and e.kind in ('remark', 'tags')
    group by k.tenant_id, k.run_id, k.customer_id, k.staff_id, k.external_userid
    on conflict do nothing`,
});

export interface ReportCounts {
  runId: Id;
  added: number;
  lost: number;
  changed: number;
}

export const countDifferences = query({
  name: 'connection.countDifferences',
  examples: [{ tenantId: 1, runIds: [newId()] }],
  sql: (p: { tenantId: TenantId; runIds: readonly Id[] }) => sql<ReportCounts>`
    select run_id as "runId", count(*) filter (where kind = 'added') as added,
      count(*) filter (where kind = 'lost') as lost, count(*) filter (where kind = 'changed') as changed
    from connection.difference
    where tenant_id = ${p.tenantId} and run_id = any(${p.runIds}::uuid[]) group by run_id`,
});

export interface DifferenceRow {
  id: Id;
  kind: 'added' | 'lost' | 'changed';
  customerId: Id | null;
  customerName: string | null;
  staffId: Id;
  staffName: string | null;
  fields: string[];
  foundMs: number;
}

export const listDifferences = query({
  name: 'connection.listDifferences',
  examples: [
    { tenantId: 1, runId: newId(), kind: null, scope: { kind: 'all' }, after: null, limit: 50 },
    {
      tenantId: 1,
      runId: newId(),
      kind: 'lost',
      scope: { kind: 'part', staffIds: [newId()], storeIds: [] },
      after: newId(),
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    runId: Id;
    kind: 'added' | 'lost' | 'changed' | null;
    scope: Scope;
    after: Id | null;
    limit: number;
  }) => sql<DifferenceRow>`
    select d.difference_id as id, d.kind, d.customer_id as "customerId", c.name as "customerName", d.staff_id as "staffId",
      s.name as "staffName", d.fields, d.found_ms as "foundMs"
    from connection.difference d
    left join customers.pub_customer c on c.tenant_id = ${p.tenantId} and c.customer_id = d.customer_id
    left join org.pub_staff s on s.tenant_id = d.tenant_id and s.staff_id = d.staff_id
    where d.tenant_id = ${p.tenantId} and d.run_id = ${p.runId}
      ${withinStaff(p.scope, 'd.staff_id')}
      ${p.kind === null ? sql`` : sql`and d.kind = ${p.kind}`}
      ${p.after === null ? sql`` : sql`and d.difference_id > ${p.after}::uuid`}
    order by d.difference_id limit ${p.limit}`,
});
