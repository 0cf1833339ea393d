// Statements about the departments of a corp and the units they became.
import type { UnitKind } from '@yutian/contract';
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface DepartmentRow {
  departmentId: number;
  parentDepartmentId: number | null;
  name: string;
  position: number;
  level: number;
  unitId: Id | null;
  unitName: string | null;
  unitKind: UnitKind | null;
  mappedBy: 'rule' | 'hand' | 'nothing';
}

/** The departments of a corp, top first; all, or one. */
export const listDepartments = query({
  name: 'org.listDepartments',
  examples: [
    { tenantId: 1, corpId: '', departmentId: null },
    { tenantId: 1, corpId: '', departmentId: 1 },
  ],
  sql: (p: { tenantId: TenantId; corpId: string; departmentId: number | null }) => sql<DepartmentRow>`
    select d.department_id as "departmentId", d.parent_department_id as "parentDepartmentId", d.name, d.position, d.level,
      d.unit_id as "unitId", u.name as "unitName", u.kind as "unitKind", d.mapped_by as "mappedBy"
    from org.platform_department d
    left join org.unit u on u.tenant_id = d.tenant_id and u.unit_id = d.unit_id
    where d.tenant_id = ${p.tenantId} and d.corp_id = ${p.corpId}
      ${p.departmentId === null ? sql`` : sql`and d.department_id = ${p.departmentId}`}
    order by d.level, d.position, d.department_id`,
});

export interface DepartmentInput {
  departmentId: number;
  parentDepartmentId: number | null;
  name: string;
  position: number;
  level: number;
  unitId: Id | null;
  mappedBy: string;
}

export const upsertDepartments = query({
  name: 'org.upsertDepartments',
  examples: [{ tenantId: 1, corpId: '', departments: [] }],
  sql: (p: { tenantId: TenantId; corpId: string; departments: readonly DepartmentInput[] }) => sql`
    insert into org.platform_department (tenant_id, corp_id, department_id, parent_department_id, name, position, level, unit_id, mapped_by)
    select ${p.tenantId}::int, ${p.corpId}::text, d."departmentId", d."parentDepartmentId", d.name, d.position, d.level,
      d."unitId", d."mappedBy"
    from jsonb_to_recordset(${JSON.stringify(p.departments)}::jsonb) as d ("departmentId" bigint, "parentDepartmentId" bigint,
      name text, position bigint, level int, "unitId" uuid, "mappedBy" text)
    on conflict (tenant_id, corp_id, department_id) do update set parent_department_id = excluded.parent_department_id,
      name = excluded.name, position = excluded.position, level = excluded.level, unit_id = excluded.unit_id,
      mapped_by = excluded.mapped_by`,
});

/** Departments that the platform no longer lists; their units stay for people to close. */
export const deleteOtherDepartments = query({
  name: 'org.deleteOtherDepartments',
  examples: [{ tenantId: 1, corpId: '', departmentIds: [1] }],
  sql: (p: { tenantId: TenantId; corpId: string; departmentIds: readonly number[] }) => sql`
    delete from org.platform_department where tenant_id = ${p.tenantId} and corp_id = ${p.corpId}
      and not department_id = any(${p.departmentIds}::bigint[])`,
});

export const setDepartmentUnit = query({
  name: 'org.setDepartmentUnit',
  examples: [{ tenantId: 1, corpId: '', departmentId: 1, unitId: newId() }],
  sql: (p: { tenantId: TenantId; corpId: string; departmentId: number; unitId: Id | null }) => sql`
    update org.platform_department set unit_id = ${p.unitId}, mapped_by = 'hand'
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and department_id = ${p.departmentId}`,
});
