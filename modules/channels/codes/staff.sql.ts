// Statements about who and what a code can name: staff and stores, as far as the reader's scope goes.
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff, withinStores } from '@yutian/platform';
import { sql } from 'kysely';

const part: Scope = { kind: 'part', staffIds: [newId()], storeIds: [newId()] };

/** Of a corp and still there, within a scope. */
export const staffOfCorp = query({
  name: 'channels.staffOfCorp',
  examples: [
    { tenantId: 1, scope: everything, corpId: 'ww', staffIds: [newId()] },
    { tenantId: 1, scope: part, corpId: 'ww', staffIds: [newId()] },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; corpId: string; staffIds: readonly Id[] }) => sql<{
    staffId: Id;
  }>`
    select staff_id as "staffId" from org.pub_staff
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and staff_id = any(${p.staffIds}::uuid[]) and resigned_at_ms is null
      ${withinStaff(p.scope, 'staff_id')}`,
});

/** Names for pickers; those asked for by id are named after they left, too. */
export const listCodeStaff = query({
  name: 'channels.listCodeStaff',
  examples: [
    { tenantId: 1, scope: everything, text: null, corpId: null, staffIds: null, after: null, limit: 50 },
    {
      tenantId: 1,
      scope: part,
      text: 'a',
      corpId: 'ww',
      staffIds: [newId()],
      after: { name: '', staffId: newId() },
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    text: string | null;
    corpId: string | null;
    staffIds: readonly Id[] | null;
    after: { name: string; staffId: Id } | null;
    limit: number;
  }) => sql<{ staffId: Id; name: string; storeName: string | null }>`
    select staff_id as "staffId", name, store_name as "storeName" from org.pub_staff
    where tenant_id = ${p.tenantId} ${withinStaff(p.scope, 'staff_id')}
      ${p.staffIds === null ? sql`and active` : sql`and staff_id = any(${p.staffIds}::uuid[])`}
      ${p.text === null ? sql`` : sql`and (strpos(lower(name), lower(${p.text}::text)) > 0 or strpos(lower(coalesce(store_name, '')), lower(${p.text}::text)) > 0)`}
      ${p.corpId === null ? sql`` : sql`and corp_id = ${p.corpId}`}
      ${p.after === null ? sql`` : sql`and (name, staff_id) > (${p.after.name}, ${p.after.staffId}::uuid)`}
    order by name, staff_id limit ${p.limit}`,
});

/** A store of the scope; closed ones too, since a code that stands there can still be edited. */
export const findStore = query({
  name: 'channels.findStore',
  examples: [
    { tenantId: 1, scope: everything, storeId: newId() },
    { tenantId: 1, scope: part, storeId: newId() },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; storeId: Id }) => sql<{ storeId: Id }>`
    select store_id as "storeId" from org.pub_store
    where tenant_id = ${p.tenantId} and store_id = ${p.storeId} ${withinStores(p.scope, 'store_id')}`,
});

export const listCodeStores = query({
  name: 'channels.listCodeStores',
  examples: [
    { tenantId: 1, scope: everything, text: null, storeId: null, after: null, limit: 50 },
    {
      tenantId: 1,
      scope: part,
      text: 'a',
      storeId: newId(),
      after: { name: '', storeId: newId() },
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    text: string | null;
    storeId: Id | null;
    after: { name: string; storeId: Id } | null;
    limit: number;
  }) => sql<{ storeId: Id; name: string }>`
    select store_id as "storeId", name from org.pub_store
    where tenant_id = ${p.tenantId} ${withinStores(p.scope, 'store_id')}
      ${p.storeId === null ? sql`and open` : sql`and store_id = ${p.storeId}`}
      ${p.text === null ? sql`` : sql`and strpos(lower(name), lower(${p.text}::text)) > 0`}
      ${p.after === null ? sql`` : sql`and (name, store_id) > (${p.after.name}, ${p.after.storeId}::uuid)`}
    order by name, store_id limit ${p.limit}`,
});
