// Statements about staff.
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { sql } from 'kysely';

export type StaffStatus = 'active' | 'not_activated' | 'disabled' | 'left' | 'unknown';

export interface StaffRow {
  staffId: Id;
  corpId: string;
  userid: string;
  name: string;
  avatar: string | null;
  position: string | null;
  status: StaffStatus;
  active: boolean;
  unitId: Id | null;
  unitName: string | null;
  storeId: Id | null;
  storeName: string | null;
  regionId: Id | null;
  regionName: string | null;
  brandId: Id | null;
  brandName: string | null;
  handEdited: ('unitId' | 'position')[];
  resignedAtMs: number | null;
  userId: Id | null;
}

const columns = sql`
  s.staff_id as "staffId", s.corp_id as "corpId", s.userid, s.name, s.avatar, s.position, s.status, s.active,
  s.unit_id as "unitId", place.name as "unitName", place.store_id as "storeId", st.name as "storeName",
  place.region_id as "regionId", r.name as "regionName", place.brand_id as "brandId", b.name as "brandName",
  s.hand_edited as "handEdited", s.resigned_at_ms as "resignedAtMs", account.user_id as "userId"`;

const joins = sql`
  left join org.unit place on place.tenant_id = s.tenant_id and place.unit_id = s.unit_id
  left join org.unit st on st.tenant_id = place.tenant_id and st.unit_id = place.store_id
  left join org.unit r on r.tenant_id = place.tenant_id and r.unit_id = place.region_id
  left join org.unit b on b.tenant_id = place.tenant_id and b.unit_id = place.brand_id
  left join org.user_account account on account.tenant_id = s.tenant_id and account.staff_id = s.staff_id`;

export const listStaff = query({
  name: 'org.listStaff',
  examples: [
    {
      tenantId: 1,
      scope: everything,
      text: null,
      unitId: null,
      corpId: null,
      active: null,
      placed: null,
      after: null,
      limit: 50,
    },
    {
      tenantId: 1,
      scope: { kind: 'part', staffIds: [], storeIds: [] },
      text: 'a',
      unitId: newId(),
      corpId: '',
      active: true,
      placed: false,
      after: { name: '', staffId: newId() },
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    text: string | null;
    unitId: Id | null;
    corpId: string | null;
    active: boolean | null;
    placed: boolean | null;
    after: { name: string; staffId: Id } | null;
    limit: number;
  }) => sql<StaffRow>`
    select ${columns} from org.staff s ${joins}
    where s.tenant_id = ${p.tenantId} ${withinStaff(p.scope, 's.staff_id')}
      ${p.text === null ? sql`` : sql`and (strpos(lower(s.name), lower(${p.text}::text)) > 0 or strpos(lower(s.userid), lower(${p.text}::text)) > 0 or strpos(lower(coalesce(s.position, '')), lower(${p.text}::text)) > 0)`}
      ${p.unitId === null ? sql`` : sql`and ${p.unitId}::uuid = any(place.path)`}
      ${p.corpId === null ? sql`` : sql`and s.corp_id = ${p.corpId}`}
      ${p.active === null ? sql`` : sql`and s.active = ${p.active}`}
      ${p.placed === null ? sql`` : sql`and (s.unit_id is not null) = ${p.placed}::boolean`}
      ${p.after === null ? sql`` : sql`and (s.name, s.staff_id) > (${p.after.name}, ${p.after.staffId}::uuid)`}
    order by s.name, s.staff_id limit ${p.limit}`,
});

/** Members of staff within a scope. */
export const findStaff = query({
  name: 'org.findStaff',
  examples: [
    { tenantId: 1, scope: everything, staffIds: [newId()] },
    { tenantId: 1, scope: { kind: 'part', staffIds: [], storeIds: [] }, staffIds: [] },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; staffIds: readonly Id[] }) => sql<StaffRow>`
    select ${columns} from org.staff s ${joins}
    where s.tenant_id = ${p.tenantId} and s.staff_id = any(${p.staffIds}::uuid[]) ${withinStaff(p.scope, 's.staff_id')}`,
});

export const findStaffByIds = query({
  name: 'org.findStaffByIds',
  examples: [{ tenantId: 1, staffIds: [newId()] }],
  sql: (p: { tenantId: TenantId; staffIds: readonly Id[] }) => sql<{
    staffId: Id;
    corpId: string;
    userid: string;
    active: boolean;
  }>`
    select staff_id as "staffId", corp_id as "corpId", userid, active from org.staff
    where tenant_id = ${p.tenantId} and staff_id = any(${p.staffIds}::uuid[])`,
});

export const findStaffByUserids = query({
  name: 'org.findStaffByUserids',
  examples: [{ tenantId: 1, corpId: '', userids: [''] }],
  sql: (p: { tenantId: TenantId; corpId: string; userids: readonly string[] }) => sql<{
    staffId: Id;
    userid: string;
    name: string;
    active: boolean;
  }>`
    select s.staff_id as "staffId", s.userid, s.name, s.active from org.staff s
    where s.tenant_id = ${p.tenantId} and s.corp_id = ${p.corpId}
      and lower(s.userid) in (select lower(wanted) from unnest(${p.userids}::text[]) as wanted)`,
});

/** Placeholders for userids that the directory has not shown yet; those already there stay as they are. */
export const insertPlaceholders = query({
  name: 'org.insertPlaceholders',
  examples: [{ tenantId: 1, corpId: '', userids: [''], staffIds: [newId()], nowMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    corpId: string;
    userids: readonly string[];
    staffIds: readonly Id[];
    nowMs: number;
  }) => sql`
    insert into org.staff (tenant_id, staff_id, corp_id, userid, name, status, active, created_at_ms)
    select ${p.tenantId}::int, n.staff_id, ${p.corpId}::text, n.userid, n.userid, 'unknown', true, ${p.nowMs}::bigint
    from unnest(${p.staffIds}::uuid[], ${p.userids}::text[]) as n (staff_id, userid)
    on conflict (tenant_id, corp_id, lower(userid)) do nothing`,
});

export interface MemberInput {
  staffId: Id;
  userid: string;
  name: string;
  avatar: string | null;
  position: string | null;
  status: StaffStatus;
  departmentId: number | null;
  unitId: Id | null;
}

/** Writes what the directory says; fields set by hand stay. @returns those that are new or differ. */
export const upsertMembers = query({
  name: 'org.upsertMembers',
  examples: [{ tenantId: 1, corpId: '', members: [], nowMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; members: readonly MemberInput[]; nowMs: number }) => sql<{
    staffId: Id;
    added: boolean;
    unitId: Id | null;
  }>`
    insert into org.staff as s (tenant_id, staff_id, corp_id, userid, name, avatar, position, status, active,
      department_id, unit_id, created_at_ms, resigned_at_ms)
    select ${p.tenantId}::int, m."staffId", ${p.corpId}::text, m.userid, m.name, m.avatar, m.position, m.status,
      m.status = 'active', m."departmentId", m."unitId", ${p.nowMs}::bigint,
      case when m.status = 'left' then ${p.nowMs}::bigint end
    from jsonb_to_recordset(${JSON.stringify(p.members)}::jsonb) as m ("staffId" uuid, userid text, name text,
      avatar text, position text, status text, "departmentId" bigint, "unitId" uuid)
    on conflict (tenant_id, corp_id, lower(userid)) do update set
      userid = excluded.userid, name = excluded.name, avatar = coalesce(excluded.avatar, s.avatar),
      position = case when 'position' = any(s.hand_edited) then s.position else excluded.position end,
      status = excluded.status, active = excluded.active, department_id = excluded.department_id,
      unit_id = case when 'unitId' = any(s.hand_edited) then s.unit_id else excluded.unit_id end,
      resigned_at_ms = case when excluded.status = 'left' then coalesce(s.resigned_at_ms, excluded.resigned_at_ms) end
    where (s.userid, s.name, s.avatar, s.status, s.department_id,
        case when 'position' = any(s.hand_edited) then null else s.position end,
        case when 'unitId' = any(s.hand_edited) then null else s.unit_id end)
      is distinct from (excluded.userid, excluded.name, coalesce(excluded.avatar, s.avatar), excluded.status,
        excluded.department_id, case when 'position' = any(s.hand_edited) then null else excluded.position end,
        case when 'unitId' = any(s.hand_edited) then null else excluded.unit_id end)
    returning s.staff_id as "staffId", (xmax = 0) as added, s.unit_id as "unitId"`,
});

/** Everybody of the corp whom a full read no longer showed has left. @returns who left now. */
export const markGone = query({
  name: 'org.markGone',
  examples: [{ tenantId: 1, corpId: '', seen: [''], nowMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; seen: readonly string[]; nowMs: number }) => sql<{
    staffId: Id;
  }>`
    update org.staff s set status = 'left', active = false, resigned_at_ms = coalesce(s.resigned_at_ms, ${p.nowMs}::bigint)
    where s.tenant_id = ${p.tenantId} and s.corp_id = ${p.corpId} and s.status <> 'left'
      and not exists (select 1 from unnest(${p.seen}::text[]) as there where lower(there) = lower(s.userid))
    returning s.staff_id as "staffId"`,
});

/** The active and left state of the corp's staff before a read, to tell who left by it. */
export const readPresence = query({
  name: 'org.readPresence',
  examples: [{ tenantId: 1, corpId: '' }],
  sql: (p: { tenantId: TenantId; corpId: string }) => sql<{
    staffId: Id;
    status: StaffStatus;
    unitId: Id | null;
  }>`
    select staff_id as "staffId", status, unit_id as "unitId" from org.staff
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId}`,
});

/** Places staff by hand. @returns who moved. */
export const placeStaff = query({
  name: 'org.placeStaff',
  examples: [{ tenantId: 1, staffIds: [newId()], unitId: null }],
  sql: (p: { tenantId: TenantId; staffIds: readonly Id[]; unitId: Id | null }) => sql<{ staffId: Id }>`
    update org.staff set unit_id = ${p.unitId}::uuid,
      hand_edited = case when 'unitId' = any(hand_edited) then hand_edited else hand_edited || 'unitId'::text end
    where tenant_id = ${p.tenantId} and staff_id = any(${p.staffIds}::uuid[])
      and (unit_id is distinct from ${p.unitId}::uuid or not 'unitId' = any(hand_edited))
    returning staff_id as "staffId"`,
});

export const setPosition = query({
  name: 'org.setPosition',
  examples: [{ tenantId: 1, staffId: newId(), position: null }],
  sql: (p: { tenantId: TenantId; staffId: Id; position: string | null }) => sql`
    update org.staff set position = ${p.position},
      hand_edited = case when 'position' = any(hand_edited) then hand_edited else hand_edited || 'position'::text end
    where tenant_id = ${p.tenantId} and staff_id = ${p.staffId}`,
});

/** Staff of departments follow these to their units, but for those placed by hand. */
export const followDepartments = query({
  name: 'org.followDepartments',
  examples: [{ tenantId: 1, corpId: '', departmentIds: [1], unitIds: [newId()] }],
  sql: (p: {
    tenantId: TenantId;
    corpId: string;
    departmentIds: readonly number[];
    unitIds: readonly (Id | null)[];
  }) => sql<{ staffId: Id }>`
    update org.staff s set unit_id = d.unit_id
    from unnest(${p.departmentIds}::bigint[], ${p.unitIds}::uuid[]) as d (department_id, unit_id)
    where s.tenant_id = ${p.tenantId} and s.corp_id = ${p.corpId} and s.department_id = d.department_id
      and not 'unitId' = any(s.hand_edited) and s.unit_id is distinct from d.unit_id
    returning s.staff_id as "staffId"`,
});
