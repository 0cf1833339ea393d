// Statements about the tenant itself.
import type { TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface TenantRow {
  tenantId: TenantId;
  name: string;
  zone: 'Asia/Shanghai';
  settings: Record<string, unknown>;
}

/** Makes a tenant; the caller holds `lockTenants`, so that two makers do not choose the same number. */
export const insertTenant = query({
  name: 'org.insertTenant',
  examples: [{ tenantId: 1, name: '', nowMs: 0 }],
  sql: (p: { tenantId: TenantId; name: string; nowMs: number }) => sql`
    insert into org.tenant (tenant_id, name, created_at_ms) values (${p.tenantId}, ${p.name}, ${p.nowMs})`,
});

export const lockTenants = query({
  name: 'org.lockTenants',
  examples: [{}],
  sql: () => sql<{ held: string }>`select pg_advisory_xact_lock(7402240)::text as held`,
});

export const listTenants = query({
  name: 'org.listTenants',
  examples: [{}],
  sql: () => sql<{ tenantId: TenantId }>`select tenant_id as "tenantId" from org.tenant order by tenant_id`,
});

export const findTenant = query({
  name: 'org.findTenant',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<TenantRow>`
    select tenant_id as "tenantId", name, zone, settings from org.tenant where tenant_id = ${p.tenantId}`,
});

/** Holds the tenant's row until the transaction ends: changes to the tree of units go one after another. */
export const lockTenant = query({
  name: 'org.lockTenant',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) =>
    sql<{
      tenantId: TenantId;
    }>`select tenant_id as "tenantId" from org.tenant where tenant_id = ${p.tenantId} for update`,
});

export const updateTenant = query({
  name: 'org.updateTenant',
  examples: [{ tenantId: 1, name: '', settings: '{}' }],
  sql: (p: { tenantId: TenantId; name: string; settings: string }) => sql`
    update org.tenant set name = ${p.name}, settings = ${p.settings}::jsonb where tenant_id = ${p.tenantId}`,
});
