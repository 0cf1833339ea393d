// Statements about users and their sessions.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface UserRow {
  tenantId: TenantId;
  userId: Id;
  name: string;
  role: string;
  passwordHash: string | null;
  staffId: Id | null;
  scopeAll: boolean;
  scopeUnitIds: Id[];
  tenantName: string;
}

const userColumns = sql`
  u.tenant_id as "tenantId", u.user_id as "userId", u.name, u.role, u.password_hash as "passwordHash",
  u.staff_id as "staffId", u.scope_all as "scopeAll", u.scope_unit_ids as "scopeUnitIds", t.name as "tenantName"`;

/** The user with this login, of any tenant: logins are unique per installation's sign-in page by tenant order. */
export const findUserByLogin = query({
  name: 'org.findUserByLogin',
  examples: [{ login: 'boss' }],
  sql: (p: { login: string }) => sql<UserRow>`
    select ${userColumns} from org.user_account u join org.tenant t on t.tenant_id = u.tenant_id
    where u.login = ${p.login} and not u.disabled order by u.tenant_id limit 1`,
});

export const findUserBySession = query({
  name: 'org.findUserBySession',
  examples: [{ tokenHash: '', nowMs: 0 }],
  sql: (p: { tokenHash: string; nowMs: number }) => sql<UserRow>`
    select ${userColumns}
    from org.session s
    join org.user_account u on u.tenant_id = s.tenant_id and u.user_id = s.user_id
    join org.tenant t on t.tenant_id = u.tenant_id
    where s.token_hash = ${p.tokenHash} and s.expires_at_ms > ${p.nowMs} and not u.disabled`,
});

export const insertSession = query({
  name: 'org.insertSession',
  examples: [{ tokenHash: '', tenantId: 1, userId: newId(), nowMs: 0, expiresAtMs: 1 }],
  sql: (p: { tokenHash: string; tenantId: TenantId; userId: Id; nowMs: number; expiresAtMs: number }) => sql`
    insert into org.session (token_hash, session_id, tenant_id, user_id, method, created_at_ms, last_seen_ms, expires_at_ms)
    values (${p.tokenHash}, ${newId()}, ${p.tenantId}, ${p.userId}, 'password', ${p.nowMs}, ${p.nowMs}, ${p.expiresAtMs})`,
});

export const deleteSession = query({
  name: 'org.deleteSession',
  examples: [{ tokenHash: '' }],
  sql: (p: { tokenHash: string }) => sql`delete from org.session where token_hash = ${p.tokenHash}`,
});

export const insertTenant = query({
  name: 'org.insertTenant',
  examples: [{ tenantId: 1, name: '', nowMs: 0 }],
  sql: (p: { tenantId: TenantId; name: string; nowMs: number }) => sql`
    insert into org.tenant (tenant_id, name, created_at_ms) values (${p.tenantId}, ${p.name}, ${p.nowMs})
    on conflict (tenant_id) do update set name = excluded.name`,
});

export const listTenants = query({
  name: 'org.listTenants',
  examples: [{}],
  sql: (_: object) =>
    sql<{ tenantId: TenantId }>`select tenant_id as "tenantId" from org.tenant order by tenant_id`,
});

export const upsertUser = query({
  name: 'org.upsertUser',
  examples: [
    {
      tenantId: 1,
      userId: newId(),
      login: '',
      name: '',
      role: 'boss',
      passwordHash: null,
      staffId: null,
      scopeAll: true,
      scopeUnitIds: [],
      nowMs: 0,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    userId: Id;
    login: string;
    name: string;
    role: string;
    passwordHash: string | null;
    staffId: Id | null;
    scopeAll: boolean;
    scopeUnitIds: readonly Id[];
    nowMs: number;
  }) => sql`
    insert into org.user_account (tenant_id, user_id, login, name, role, password_hash, staff_id, scope_all, scope_unit_ids, created_at_ms)
    values (${p.tenantId}, ${p.userId}, ${p.login}, ${p.name}, ${p.role}, ${p.passwordHash}, ${p.staffId}, ${p.scopeAll}, ${p.scopeUnitIds}::uuid[], ${p.nowMs})
    on conflict (tenant_id, login) do update set name = excluded.name, role = excluded.role,
      password_hash = coalesce(excluded.password_hash, user_account.password_hash), staff_id = excluded.staff_id,
      scope_all = excluded.scope_all, scope_unit_ids = excluded.scope_unit_ids`,
});
