// Statements about people who may sign in, as the user page shows and changes them.
import type { Role } from '@yutian/contract';
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface UserRow {
  userId: Id;
  login: string;
  name: string;
  role: Role;
  staffId: Id | null;
  staffName: string | null;
  scopeAll: boolean;
  scopeUnitIds: Id[];
  units: { unitId: Id; kind: 'brand' | 'region' | 'store' | 'department'; name: string }[];
  disabled: boolean;
  hasPassword: boolean;
  totpOn: boolean;
  validUntilMs: number | null;
  lastSignInMs: number | null;
  createdAtMs: number;
}

const columns = sql`
  u.user_id as "userId", u.login, u.name, u.role, u.staff_id as "staffId", member.name as "staffName",
  u.scope_all as "scopeAll", u.scope_unit_ids as "scopeUnitIds", u.disabled, u.password_hash is not null as "hasPassword",
  u.totp_on as "totpOn", u.valid_until_ms as "validUntilMs", u.last_sign_in_ms as "lastSignInMs", u.created_at_ms as "createdAtMs",
  coalesce((
    select jsonb_agg(jsonb_build_object('unitId', n.unit_id, 'kind', n.kind, 'name', n.name) order by n.name)
    from org.unit n where n.tenant_id = u.tenant_id and n.unit_id = any(u.scope_unit_ids)), '[]') as units`;

// A part scope sees the users of its own staff and units, but none who sees more than it does: he who can reset a
// password can become that user.
const within = (scope: Scope, unitIds: readonly Id[] | null) =>
  scope.kind === 'all'
    ? sql``
    : sql`and not u.scope_all and u.role <> 'boss' and u.scope_unit_ids <@ ${unitIds ?? []}::uuid[]
        and (u.staff_id = any(${scope.staffIds}::uuid[]) or u.scope_unit_ids <> '{}')`;

export const listUsers = query({
  name: 'org.listUsers',
  examples: [
    {
      tenantId: 1,
      scope: everything,
      unitIds: null,
      text: null,
      role: null,
      disabled: null,
      after: null,
      limit: 50,
    },
    {
      tenantId: 1,
      scope: { kind: 'part', staffIds: [], storeIds: [] },
      unitIds: [],
      text: 'a',
      role: 'it',
      disabled: false,
      after: { login: '', userId: newId() },
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    unitIds: readonly Id[] | null;
    text: string | null;
    role: string | null;
    disabled: boolean | null;
    after: { login: string; userId: Id } | null;
    limit: number;
  }) => sql<UserRow>`
    select ${columns}
    from org.user_account u
    left join org.staff member on member.tenant_id = u.tenant_id and member.staff_id = u.staff_id
    where u.tenant_id = ${p.tenantId} ${within(p.scope, p.unitIds)}
      ${p.text === null ? sql`` : sql`and (strpos(u.login, lower(${p.text}::text)) > 0 or strpos(lower(u.name), lower(${p.text}::text)) > 0)`}
      ${p.role === null ? sql`` : sql`and u.role = ${p.role}`}
      ${p.disabled === null ? sql`` : sql`and u.disabled = ${p.disabled}`}
      ${p.after === null ? sql`` : sql`and (u.login, u.user_id) > (${p.after.login}, ${p.after.userId}::uuid)`}
    order by u.login, u.user_id limit ${p.limit}`,
});

export const findUser = query({
  name: 'org.findUser',
  examples: [
    { tenantId: 1, scope: everything, unitIds: null, userId: newId() },
    { tenantId: 1, scope: { kind: 'part', staffIds: [], storeIds: [] }, unitIds: [], userId: newId() },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; unitIds: readonly Id[] | null; userId: Id }) => sql<UserRow>`
    select ${columns}
    from org.user_account u
    left join org.staff member on member.tenant_id = u.tenant_id and member.staff_id = u.staff_id
    where u.tenant_id = ${p.tenantId} and u.user_id = ${p.userId} ${within(p.scope, p.unitIds)}`,
});

export interface UserGrants {
  name: string;
  role: string;
  staffId: Id | null;
  scopeAll: boolean;
  scopeUnitIds: readonly Id[];
  validUntilMs: number | null;
}

const grantsExample: UserGrants = {
  name: '',
  role: 'boss',
  staffId: null,
  scopeAll: true,
  scopeUnitIds: [],
  validUntilMs: null,
};

export const insertUser = query({
  name: 'org.insertUser',
  examples: [{ tenantId: 1, userId: newId(), login: '', passwordHash: null, nowMs: 0, ...grantsExample }],
  sql: (
    p: UserGrants & {
      tenantId: TenantId;
      userId: Id;
      login: string;
      passwordHash: string | null;
      nowMs: number;
    },
  ) => sql`
    insert into org.user_account (tenant_id, user_id, login, name, role, password_hash, staff_id, scope_all,
      scope_unit_ids, valid_until_ms, created_at_ms)
    values (${p.tenantId}, ${p.userId}, ${p.login}, ${p.name}, ${p.role}, ${p.passwordHash}, ${p.staffId}, ${p.scopeAll},
      ${p.scopeUnitIds}::uuid[], ${p.validUntilMs}, ${p.nowMs})`,
});

export const updateUser = query({
  name: 'org.updateUser',
  examples: [{ tenantId: 1, userId: newId(), ...grantsExample }],
  sql: (p: UserGrants & { tenantId: TenantId; userId: Id }) => sql`
    update org.user_account set name = ${p.name}, role = ${p.role}, staff_id = ${p.staffId}, scope_all = ${p.scopeAll},
      scope_unit_ids = ${p.scopeUnitIds}::uuid[], valid_until_ms = ${p.validUntilMs}
    where tenant_id = ${p.tenantId} and user_id = ${p.userId}`,
});

export const setUserDisabled = query({
  name: 'org.setUserDisabled',
  examples: [{ tenantId: 1, userId: newId(), disabled: true }],
  sql: (p: { tenantId: TenantId; userId: Id; disabled: boolean }) => sql`
    update org.user_account set disabled = ${p.disabled} where tenant_id = ${p.tenantId} and user_id = ${p.userId}`,
});

/** Makers of users go one after another, so that a login stays unique over all tenants. */
export const lockLogins = query({
  name: 'org.lockLogins',
  examples: [{}],
  sql: () => sql<{ held: string }>`select pg_advisory_xact_lock(7402241)::text as held`,
});

export const findTaken = query({
  name: 'org.findTaken',
  examples: [{ tenantId: 1, logins: [''], staffIds: [newId()] }],
  sql: (p: { tenantId: TenantId; logins: readonly string[]; staffIds: readonly Id[] }) => sql<{
    userId: Id;
    login: string;
    staffId: Id | null;
    tenantId: TenantId;
  }>`
    select u.user_id as "userId", u.login, u.staff_id as "staffId", u.tenant_id as "tenantId" from org.user_account u
    where u.login = any(${p.logins}::text[])
      or (u.tenant_id = ${p.tenantId} and u.staff_id = any(${p.staffIds}::uuid[]))`,
});

/** How many others could still let people in: enabled, valid, of one of these roles. */
export const countOthersWithRole = query({
  name: 'org.countOthersWithRole',
  examples: [{ tenantId: 1, userId: newId(), roles: ['it'], nowMs: 0 }],
  sql: (p: { tenantId: TenantId; userId: Id; roles: readonly string[]; nowMs: number }) => sql<{
    count: number;
  }>`
    select count(*)::int as count from org.user_account
    where tenant_id = ${p.tenantId} and user_id <> ${p.userId} and role = any(${p.roles}::text[]) and not disabled
      and (valid_until_ms is null or valid_until_ms > ${p.nowMs})`,
});

/** The user of a member of staff, locked out or not. */
export const findUserOfStaff = query({
  name: 'org.findUserOfStaff',
  examples: [{ tenantId: 1, staffId: newId() }],
  sql: (p: { tenantId: TenantId; staffId: Id }) => sql<{ userId: Id }>`
    select user_id as "userId" from org.user_account where tenant_id = ${p.tenantId} and staff_id = ${p.staffId}`,
});
