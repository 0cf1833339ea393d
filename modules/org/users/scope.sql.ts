// Statements that turn the units of a user into the rows he may see.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface ScopeRow {
  unitIds: Id[];
  storeIds: Id[];
  staffIds: Id[];
}

/** The store in which a member of staff works. */
export const homeStore = query({
  name: 'org.homeStore',
  examples: [{ tenantId: 1, staffId: newId() }],
  sql: (p: { tenantId: TenantId; staffId: Id }) => sql<{ storeId: Id }>`
    select u.store_id as "storeId" from org.staff s
    join org.unit u on u.tenant_id = s.tenant_id and u.unit_id = s.unit_id
    where s.tenant_id = ${p.tenantId} and s.staff_id = ${p.staffId} and u.store_id is not null`,
});

/** Units at and below the given ones, their stores, and everybody in them, whoever left included. */
export const resolveScope = query({
  name: 'org.resolveScope',
  examples: [
    { tenantId: 1, unitIds: [newId()], staffId: newId(), dealerOnly: true },
    { tenantId: 1, unitIds: [], staffId: null, dealerOnly: false },
  ],
  sql: (p: {
    tenantId: TenantId;
    unitIds: readonly Id[];
    staffId: Id | null;
    dealerOnly: boolean;
  }) => sql<ScopeRow>`
    with visible as (
      select u.unit_id, u.kind
      from org.unit u
      left join org.unit st on st.tenant_id = u.tenant_id and st.unit_id = u.store_id
      where u.tenant_id = ${p.tenantId} and u.path && ${p.unitIds}::uuid[]
        and (not ${p.dealerOnly}::boolean or st.store_type = 'dealer')
    )
    select
      array(select v.unit_id from visible v) as "unitIds",
      array(select v.unit_id from visible v where v.kind = 'store') as "storeIds",
      array(
        select s.staff_id from org.staff s
        where s.tenant_id = ${p.tenantId}
          and (s.unit_id in (select v.unit_id from visible v) or s.staff_id = ${p.staffId}::uuid)
      ) as "staffIds"`,
});
