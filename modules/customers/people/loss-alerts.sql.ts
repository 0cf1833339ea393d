// Statements of 谁不见了: who deleted whom, and whether somebody has seen to it.
import { type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { sql } from 'kysely';
import type { PlaceById } from '../paging.ts';

const nothing = sql``;

interface AlertRow {
  id: Id;
  atMs: number;
  customerId: Id;
  customerName: string;
  kind: 'deleted_by_customer' | 'deleted_by_staff' | 'missing';
  staffId: Id;
  staffName: string | null;
  storeName: string | null;
  cameBack: boolean;
  acknowledgedAtMs: number | null;
  acknowledgedBy: string | null;
  comment: string | null;
}

/** 谁不见了, newest first, of staff in scope. */
export const listAlerts = query({
  name: 'customers.listAlerts',
  examples: [
    {
      tenantId: 1,
      scope: { kind: 'all' },
      open: true,
      staffId: null,
      storeId: null,
      before: null,
      limit: 50,
    },
    {
      tenantId: 1,
      scope: { kind: 'part', staffIds: [newId()], storeIds: [] },
      open: false,
      staffId: newId(),
      storeId: newId(),
      before: { atMs: 0, id: newId() },
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    open: boolean;
    staffId: Id | null;
    storeId: Id | null;
    before: PlaceById | null;
    limit: number;
  }) => sql<AlertRow>`
    select a.alert_id as id, a.at_ms as "atMs", a.customer_id as "customerId", coalesce(c.name, '') as "customerName", a.kind,
      a.staff_id as "staffId", s.name as "staffName", s.store_name as "storeName",
      exists (select 1 from customers.relation r where r.tenant_id = ${p.tenantId} and r.customer_id = a.customer_id
        and r.staff_id = a.staff_id and r.external_userid = a.external_userid and r.standing <> 'lost') as "cameBack",
      a.acknowledged_at_ms as "acknowledgedAtMs", a.acknowledged_by as "acknowledgedBy", a.comment
    from customers.alert a
    left join customers.customer c on c.tenant_id = ${p.tenantId} and a.tenant_id = ${p.tenantId} and c.customer_id = a.customer_id
    left join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = a.staff_id
    where a.tenant_id = ${p.tenantId} ${withinStaff(p.scope, 'a.staff_id')}
      ${p.open ? sql`and a.acknowledged_at_ms is null` : nothing}
      ${p.staffId === null ? nothing : sql`and a.staff_id = ${p.staffId}::uuid`}
      ${p.storeId === null ? nothing : sql`and s.store_id = ${p.storeId}::uuid`}
      ${p.before === null ? nothing : sql`and (a.at_ms, a.alert_id) < (${p.before.atMs}::bigint, ${p.before.id}::uuid)`}
    order by a.at_ms desc, a.alert_id desc limit ${p.limit}`,
});

export const acknowledgeAlert = query({
  name: 'customers.acknowledgeAlert',
  examples: [
    {
      tenantId: 1,
      scope: { kind: 'all' },
      customerId: newId(),
      alertId: newId(),
      byName: '',
      comment: '',
      atMs: 0,
    },
    {
      tenantId: 1,
      scope: { kind: 'part', staffIds: [newId()], storeIds: [] },
      customerId: newId(),
      alertId: newId(),
      byName: '',
      comment: '',
      atMs: 0,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    customerId: Id;
    alertId: Id;
    byName: string;
    comment: string;
    atMs: number;
  }) => sql`
    update customers.alert set acknowledged_at_ms = coalesce(acknowledged_at_ms, ${p.atMs}::bigint),
      acknowledged_by = coalesce(acknowledged_by, ${p.byName}), comment = ${p.comment}
    where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} and alert_id = ${p.alertId} ${withinStaff(p.scope, 'staff_id')}`,
});
