// Statements about the tree of units.
import type { StoreType, UnitKind } from '@yutian/contract';
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff, withinStores } from '@yutian/platform';
import { sql } from 'kysely';

export interface StoreFields {
  storeType: StoreType | null;
  code: string | null;
  address: string | null;
  latitude: number | null;
  longitude: number | null;
}

export interface UnitRow extends StoreFields {
  unitId: Id;
  parentId: Id | null;
  kind: UnitKind;
  name: string;
  path: Id[];
  brandId: Id | null;
  regionId: Id | null;
  storeId: Id | null;
  open: boolean;
  handEdited: string[];
}

const columns = sql`
  u.unit_id as "unitId", u.parent_id as "parentId", u.kind, u.name, u.store_type as "storeType", u.code, u.address,
  u.latitude, u.longitude, u.path, u.brand_id as "brandId", u.region_id as "regionId", u.store_id as "storeId", u.open,
  u.hand_edited as "handEdited"`;

/** The tree, parents first, with the active staff of each unit and below; a part scope gets its units and those above. */
export const listUnits = query({
  name: 'org.listUnits',
  examples: [
    { tenantId: 1, scope: everything, unitIds: null, closed: true },
    { tenantId: 1, scope: { kind: 'part', staffIds: [], storeIds: [] }, unitIds: [], closed: false },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; unitIds: readonly Id[] | null; closed: boolean }) => sql<
    UnitRow & { staffCount: number }
  >`
    with counted as (
      select above.unit_id, count(*)::int as staff_count
      from org.staff s
      join org.unit place on place.tenant_id = s.tenant_id and place.unit_id = s.unit_id
      cross join lateral unnest(place.path) as above (unit_id)
      where s.tenant_id = ${p.tenantId} and s.active ${withinStaff(p.scope, 's.staff_id')}
      group by above.unit_id
    )
    select ${columns}, coalesce(c.staff_count, 0) as "staffCount"
    from org.unit u
    left join counted c on c.unit_id = u.unit_id
    where u.tenant_id = ${p.tenantId}
      ${p.closed ? sql`` : sql`and u.open`}
      ${
        p.unitIds === null
          ? sql``
          : sql`and u.unit_id in (
        select above.unit_id from org.unit mine cross join lateral unnest(mine.path) as above (unit_id)
        where mine.tenant_id = ${p.tenantId} and mine.unit_id = any(${p.unitIds}::uuid[]))`
      }
    order by cardinality(u.path), u.name, u.unit_id`,
});

/** A unit to be changed: only one that the actor may see. */
export const findUnit = query({
  name: 'org.findUnit',
  examples: [
    { tenantId: 1, unitIds: null, unitId: newId() },
    { tenantId: 1, unitIds: [], unitId: newId() },
  ],
  sql: (p: { tenantId: TenantId; unitIds: readonly Id[] | null; unitId: Id }) => sql<UnitRow>`
    select ${columns} from org.unit u
    where u.tenant_id = ${p.tenantId} and u.unit_id = ${p.unitId}
      ${p.unitIds === null ? sql`` : sql`and u.unit_id = any(${p.unitIds}::uuid[])`}`,
});

export const findUnitsByIds = query({
  name: 'org.findUnitsByIds',
  examples: [{ tenantId: 1, unitIds: [newId()] }],
  sql: (p: { tenantId: TenantId; unitIds: readonly Id[] }) => sql<UnitRow>`
    select ${columns} from org.unit u where u.tenant_id = ${p.tenantId} and u.unit_id = any(${p.unitIds}::uuid[])`,
});

/** Every unit, for planning a directory. */
export const readAllUnits = query({
  name: 'org.readAllUnits',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) =>
    sql<UnitRow>`select ${columns} from org.unit u where u.tenant_id = ${p.tenantId} order by cardinality(u.path), u.unit_id`,
});

/** What stands in the way of a name under a parent, or of a store number. */
export const findUnitTaken = query({
  name: 'org.findUnitTaken',
  examples: [{ tenantId: 1, unitId: newId(), parentId: null, kind: 'store', name: '', code: null }],
  sql: (p: {
    tenantId: TenantId;
    unitId: Id;
    parentId: Id | null;
    kind: UnitKind;
    name: string;
    code: string | null;
  }) => sql<{ sameName: boolean; sameCode: boolean }>`
    select
      coalesce(bool_or(u.parent_id is not distinct from ${p.parentId}::uuid and u.kind = ${p.kind} and u.name = ${p.name}), false) as "sameName",
      coalesce(bool_or(u.code = ${p.code}::text), false) as "sameCode"
    from org.unit u where u.tenant_id = ${p.tenantId} and u.open and u.unit_id <> ${p.unitId}::uuid`,
});

export interface NewUnit extends StoreFields {
  unitId: Id;
  parentId: Id | null;
  kind: UnitKind;
  name: string;
}

/** Inserts units; `rebuildPaths` must follow in the same transaction. */
export const insertUnits = query({
  name: 'org.insertUnits',
  examples: [{ tenantId: 1, units: [], nowMs: 0 }],
  sql: (p: { tenantId: TenantId; units: readonly NewUnit[]; nowMs: number }) => sql`
    insert into org.unit (tenant_id, unit_id, parent_id, kind, name, store_type, code, address, latitude, longitude, path, created_at_ms)
    select ${p.tenantId}::int, n."unitId", n."parentId", n.kind, n.name, n."storeType", n.code, n.address, n.latitude,
      n.longitude, array[n."unitId"], ${p.nowMs}::bigint
    from jsonb_to_recordset(${JSON.stringify(p.units)}::jsonb) as n ("unitId" uuid, "parentId" uuid, kind text, name text,
      "storeType" text, code text, address text, latitude double precision, longitude double precision)`,
});

/** Derives path, brand, region and store of every unit from the parents; changes only what differs. */
export const rebuildPaths = query({
  name: 'org.rebuildPaths',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql`
    with recursive tree as (
      select u.unit_id, array[u.unit_id] as path, case when u.kind = 'brand' then u.unit_id end as brand_id,
        case when u.kind = 'region' then u.unit_id end as region_id, case when u.kind = 'store' then u.unit_id end as store_id
      from org.unit u where u.tenant_id = ${p.tenantId} and u.parent_id is null
      union all
      select u.unit_id, t.path || u.unit_id, case when u.kind = 'brand' then u.unit_id else t.brand_id end,
        case when u.kind = 'region' then u.unit_id else t.region_id end, case when u.kind = 'store' then u.unit_id else t.store_id end
      from org.unit u join tree t on t.unit_id = u.parent_id where u.tenant_id = ${p.tenantId}
    )
    update org.unit x set path = t.path, brand_id = t.brand_id, region_id = t.region_id, store_id = t.store_id
    from tree t
    where x.tenant_id = ${p.tenantId} and x.unit_id = t.unit_id
      and (x.path, x.brand_id, x.region_id, x.store_id) is distinct from (t.path, t.brand_id, t.region_id, t.store_id)`,
});

/** Changes names and store fields, and notes which of them a person set. */
export const updateUnit = query({
  name: 'org.updateUnit',
  examples: [
    {
      tenantId: 1,
      unitId: newId(),
      name: '',
      storeType: null,
      code: null,
      address: null,
      latitude: null,
      longitude: null,
      handEdited: [],
    },
  ],
  sql: (
    p: StoreFields & { tenantId: TenantId; unitId: Id; name: string; handEdited: readonly string[] },
  ) => sql`
    update org.unit set name = ${p.name}, store_type = ${p.storeType}, code = ${p.code}, address = ${p.address},
      latitude = ${p.latitude}, longitude = ${p.longitude}, hand_edited = ${p.handEdited}::text[]
    where tenant_id = ${p.tenantId} and unit_id = ${p.unitId}`,
});

/** Renames and moves many units as the directory says. */
export const followDirectory = query({
  name: 'org.followDirectory',
  examples: [{ tenantId: 1, units: [] }],
  sql: (p: {
    tenantId: TenantId;
    units: readonly { unitId: Id; parentId: Id | null; name: string }[];
  }) => sql`
    update org.unit u set name = n.name, parent_id = n."parentId"
    from jsonb_to_recordset(${JSON.stringify(p.units)}::jsonb) as n ("unitId" uuid, "parentId" uuid, name text)
    where u.tenant_id = ${p.tenantId} and u.unit_id = n."unitId"`,
});

export const setParent = query({
  name: 'org.setParent',
  examples: [{ tenantId: 1, unitId: newId(), parentId: null, handEdited: [] }],
  sql: (p: { tenantId: TenantId; unitId: Id; parentId: Id | null; handEdited: readonly string[] }) => sql`
    update org.unit set parent_id = ${p.parentId}, hand_edited = ${p.handEdited}::text[]
    where tenant_id = ${p.tenantId} and unit_id = ${p.unitId}`,
});

/** Closes a unit with all below, or opens it alone. @returns the units that changed. */
export const closeBelow = query({
  name: 'org.closeBelow',
  examples: [{ tenantId: 1, unitId: newId() }],
  sql: (p: { tenantId: TenantId; unitId: Id }) => sql<{ unitId: Id }>`
    update org.unit set open = false
    where tenant_id = ${p.tenantId} and ${p.unitId}::uuid = any(path) and open returning unit_id as "unitId"`,
});

export const reopen = query({
  name: 'org.reopen',
  examples: [{ tenantId: 1, unitId: newId() }],
  sql: (p: { tenantId: TenantId; unitId: Id }) =>
    sql`update org.unit set open = true where tenant_id = ${p.tenantId} and unit_id = ${p.unitId}`,
});

export interface StoreRow extends StoreFields {
  storeId: Id;
  name: string;
  brandId: Id | null;
  brandName: string | null;
  regionId: Id | null;
  regionName: string | null;
  open: boolean;
  staffCount: number;
}

export const listStores = query({
  name: 'org.listStores',
  examples: [
    {
      tenantId: 1,
      scope: everything,
      text: null,
      brandId: null,
      regionId: null,
      storeType: null,
      open: null,
      after: null,
      limit: 50,
    },
    {
      tenantId: 1,
      scope: { kind: 'part', staffIds: [], storeIds: [] },
      text: 'a',
      brandId: newId(),
      regionId: newId(),
      storeType: 'dealer',
      open: true,
      after: { name: '', storeId: newId() },
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    text: string | null;
    brandId: Id | null;
    regionId: Id | null;
    storeType: StoreType | null;
    open: boolean | null;
    after: { name: string; storeId: Id } | null;
    limit: number;
  }) => sql<StoreRow>`
    select u.unit_id as "storeId", u.name, u.store_type as "storeType", u.code, u.address, u.latitude, u.longitude,
      u.brand_id as "brandId", b.name as "brandName", u.region_id as "regionId", r.name as "regionName", u.open,
      (select count(*)::int from org.staff s
        join org.unit place on place.tenant_id = s.tenant_id and place.unit_id = s.unit_id
        where s.tenant_id = ${p.tenantId} and s.active and place.store_id = u.unit_id
          ${withinStaff(p.scope, 's.staff_id')}) as "staffCount"
    from org.unit u
    left join org.unit b on b.tenant_id = u.tenant_id and b.unit_id = u.brand_id
    left join org.unit r on r.tenant_id = u.tenant_id and r.unit_id = u.region_id
    where u.tenant_id = ${p.tenantId} and u.kind = 'store' ${withinStores(p.scope, 'u.unit_id')}
      ${p.text === null ? sql`` : sql`and (strpos(lower(u.name), lower(${p.text}::text)) > 0 or strpos(lower(coalesce(u.code, '')), lower(${p.text}::text)) > 0 or strpos(lower(coalesce(u.address, '')), lower(${p.text}::text)) > 0)`}
      ${p.brandId === null ? sql`` : sql`and u.brand_id = ${p.brandId}::uuid`}
      ${p.regionId === null ? sql`` : sql`and ${p.regionId}::uuid = any(u.path)`}
      ${p.storeType === null ? sql`` : sql`and u.store_type = ${p.storeType}`}
      ${p.open === null ? sql`` : sql`and u.open = ${p.open}`}
      ${p.after === null ? sql`` : sql`and (u.name, u.unit_id) > (${p.after.name}, ${p.after.storeId}::uuid)`}
    order by u.name, u.unit_id limit ${p.limit}`,
});
