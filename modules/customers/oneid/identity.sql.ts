// Statements about who a key belongs to. The registry is asked first, people's own rows afterwards.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export type KeyKind = 'external_userid' | 'unionid' | 'phone' | 'member_no' | 'shop_buyer' | 'merged_id';

export interface KeyRow {
  kind: KeyKind;
  value: string;
  customerId: Id;
  bornId: Id;
}

// Intake holds the lock shared, merging alone: so nobody writes to a person who is being merged away. Bound to the
// transaction, per tenant.
const PEOPLE_LOCK = 7_411;

// @NOTE the same statement tells the planner for this transaction that random reads are cheap (as they are on an SSD and
// in memory): with the default of 4 it reads a whole young registry of some 100,000 keys for every batch of 1,000.
export const holdPeople = query({
  name: 'customers.holdPeople',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql`
    select pg_advisory_xact_lock_shared(${PEOPLE_LOCK}, ${p.tenantId}), set_config('random_page_cost', '1.1', true)`,
});

export const holdPeopleAlone = query({
  name: 'customers.holdPeopleAlone',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql`
    select pg_advisory_xact_lock(${PEOPLE_LOCK}, ${p.tenantId}), set_config('random_page_cost', '1.1', true)`,
});

// @NOTE `= any(array)` and not a join with unnest: on a young table without statistics the planner reads the whole
// registry for a join (28 µs a key against 4).
export const readKeys = query({
  name: 'customers.readKeys',
  examples: [{ tenantId: 1, kind: 'unionid', values: ['u'] }],
  sql: (p: { tenantId: TenantId; kind: KeyKind; values: readonly string[] }) => sql<KeyRow>`
    select kind, value, customer_id as "customerId", born_id as "bornId" from customers.identity
    where tenant_id = ${p.tenantId} and kind = ${p.kind} and value = any(${p.values}::text[])`,
});

/** Claims keys that nobody has. Rows come sorted, so that two workers never wait for each other in a circle. */
export const insertKeys = query({
  name: 'customers.insertKeys',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql<KeyRow>`
    insert into customers.identity (tenant_id, kind, value, customer_id, born_id)
    select ${p.tenantId}::int, k.kind, k.value, k."customerId", k."bornId"
    from json_to_recordset(${p.rows}::json) as k(kind text, value text, "customerId" uuid, "bornId" uuid)
    order by k.kind, k.value
    on conflict (tenant_id, kind, value) do nothing
    returning kind, value, customer_id as "customerId", born_id as "bornId"`,
});

/** The keys of these people. */
export const keysOfPeople = query({
  name: 'customers.keysOfPeople',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql<KeyRow>`
    select kind, value, customer_id as "customerId", born_id as "bornId" from customers.identity
    where tenant_id = ${p.tenantId} and customer_id = any(${p.customerIds}::uuid[])`,
});

/** Notes that two people share a key; the next sweep decides what it means. Known evidence is not noted twice. */
export const insertEvidence = query({
  name: 'customers.insertEvidence',
  examples: [{ tenantId: 1, rows: '[]', atMs: 0 }],
  sql: (p: { tenantId: TenantId; rows: string; atMs: number }) => sql`
    insert into customers.review (tenant_id, review_id, low_id, high_id, kind, value, at_ms)
    select ${p.tenantId}::int, e."reviewId", least(e."oneId", e."otherId"), greatest(e."oneId", e."otherId"), e.kind, e.value, ${p.atMs}::bigint
    from json_to_recordset(${p.rows}::json) as e("reviewId" uuid, "oneId" uuid, "otherId" uuid, kind text, value text)
    order by 3, 4, 5, 6
    on conflict (tenant_id, low_id, high_id, kind, value) do nothing`,
});

/** Writes people who are known by their orders only. */
export const insertProvisional = query({
  name: 'customers.insertProvisional',
  examples: [{ tenantId: 1, rows: '[]', atMs: 0 }],
  sql: (p: { tenantId: TenantId; rows: string; atMs: number }) => sql`
    insert into customers.customer (tenant_id, customer_id, name, provisional, member_no, phone_tails, grams, created_at_ms, recent_ms)
    select ${p.tenantId}::int, c."customerId", c.name, true, c."memberNo", c.tails, c.grams, ${p.atMs}::bigint, ${p.atMs}::bigint
    from json_to_recordset(${p.rows}::json) as c("customerId" uuid, name text, "memberNo" text, tails text[], grams integer[])
    on conflict (tenant_id, customer_id) do nothing`,
});

export interface PhoneInsert {
  customerId: Id;
  bornId: Id;
  phoneHash: string;
  /** hex */
  sealed: string;
  tail: string;
  source: 'staff' | 'order' | 'console';
}

export const insertPhones = query({
  name: 'customers.insertPhones',
  examples: [{ tenantId: 1, rows: '[]', atMs: 0 }],
  sql: (p: { tenantId: TenantId; rows: string; atMs: number }) => sql<{ customerId: Id; tail: string }>`
    insert into customers.phone (tenant_id, customer_id, phone_hash, born_id, sealed, tail, source, at_ms)
    select ${p.tenantId}::int, f."customerId", f."phoneHash", f."bornId", decode(f.sealed, 'hex'), f.tail, f.source, ${p.atMs}::bigint
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, "phoneHash" text, "bornId" uuid, sealed text, tail text, source text)
    order by 2, 3
    on conflict (tenant_id, customer_id, phone_hash, born_id) do nothing
    returning customer_id as "customerId", tail`,
});

/** Adds search fragments and phone tails to people. Fragments only grow: the text decides in the end. */
export const enrichPeople = query({
  name: 'customers.enrichPeople',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    update customers.customer c set
      phone_tails = array(select distinct t from unnest(c.phone_tails || f.tails) as t order by t),
      grams = array(select distinct g from unnest(c.grams || f.grams) as g order by g)
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, tails text[], grams integer[])
    where c.tenant_id = ${p.tenantId} and c.customer_id = f."customerId"
      and not (c.phone_tails @> f.tails and c.grams @> f.grams)`,
});

/** Shows member numbers on people who had none, and makes them searchable. */
export const noteMemberNos = query({
  name: 'customers.noteMemberNos',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    update customers.customer c set member_no = f."memberNo",
      grams = array(select distinct g from unnest(c.grams || f.grams) as g order by g)
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, "memberNo" text, grams integer[])
    where c.tenant_id = ${p.tenantId} and c.customer_id = f."customerId" and c.member_no is null`,
});
