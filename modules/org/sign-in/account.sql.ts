// Statements that find the person behind a credential, and those on sessions.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

/** A user as signing in and every request need him. */
export interface AccountRow {
  tenantId: TenantId;
  userId: Id;
  login: string;
  name: string;
  role: string;
  staffId: Id | null;
  staffStoreId: Id | null;
  scopeAll: boolean;
  scopeUnitIds: Id[];
  totpOn: boolean;
  hasPassword: boolean;
  tenantName: string;
  zone: string;
}

/** With what only the verbs of signing in look at. */
export interface SecretsRow extends AccountRow {
  passwordHash: string | null;
  totpSecretSealed: Buffer | null;
  totpLastStep: number;
}

const accountColumns = sql`
  u.tenant_id as "tenantId", u.user_id as "userId", u.login, u.name, u.role, u.staff_id as "staffId",
  place.store_id as "staffStoreId", u.scope_all as "scopeAll", u.scope_unit_ids as "scopeUnitIds",
  u.totp_on as "totpOn", u.password_hash is not null as "hasPassword", t.name as "tenantName", t.zone`;

const secretColumns = sql`u.password_hash as "passwordHash", u.totp_secret_sealed as "totpSecretSealed",
  u.totp_last_step as "totpLastStep"`;

const accountJoins = sql`
  join org.tenant t on t.tenant_id = u.tenant_id
  left join org.staff member on member.tenant_id = u.tenant_id and member.staff_id = u.staff_id
  left join org.unit place on place.tenant_id = member.tenant_id and place.unit_id = member.unit_id`;

const admitted = (nowMs: number) =>
  sql`not u.disabled and (u.valid_until_ms is null or u.valid_until_ms > ${nowMs})`;

/** The user with this login; logins are unique over all tenants (see createUser). */
export const findAccountByLogin = query({
  name: 'org.findAccountByLogin',
  examples: [{ login: 'boss', nowMs: 0 }],
  sql: (p: { login: string; nowMs: number }) => sql<SecretsRow>`
    select ${accountColumns}, ${secretColumns} from org.user_account u ${accountJoins}
    where u.login = ${p.login} and ${admitted(p.nowMs)} order by u.tenant_id limit 1`,
});

export const findAccountById = query({
  name: 'org.findAccountById',
  examples: [{ tenantId: 1, userId: newId(), nowMs: 0 }],
  sql: (p: { tenantId: TenantId; userId: Id; nowMs: number }) => sql<SecretsRow>`
    select ${accountColumns}, ${secretColumns} from org.user_account u ${accountJoins}
    where u.tenant_id = ${p.tenantId} and u.user_id = ${p.userId} and ${admitted(p.nowMs)}`,
});

export const findAccountBySession = query({
  name: 'org.findAccountBySession',
  examples: [{ tokenHash: '', nowMs: 0 }],
  sql: (p: { tokenHash: string; nowMs: number }) => sql<AccountRow & { sessionId: Id; lastSeenMs: number }>`
    select ${accountColumns}, s.session_id as "sessionId", s.last_seen_ms as "lastSeenMs"
    from org.session s
    join org.user_account u on u.tenant_id = s.tenant_id and u.user_id = s.user_id ${accountJoins}
    where s.token_hash = ${p.tokenHash} and s.expires_at_ms > ${p.nowMs} and ${admitted(p.nowMs)}`,
});

export const findAccountByApiToken = query({
  name: 'org.findAccountByApiToken',
  examples: [{ tokenHash: '', nowMs: 0 }],
  sql: (p: { tokenHash: string; nowMs: number }) => sql<
    AccountRow & { tokenName: string; tokenPermissions: string[]; lastUsedMs: number | null }
  >`
    select ${accountColumns}, k.name as "tokenName", k.permissions as "tokenPermissions", k.last_used_ms as "lastUsedMs"
    from org.api_token k
    join org.user_account u on u.tenant_id = k.tenant_id and u.user_id = k.user_id ${accountJoins}
    where k.token_hash = ${p.tokenHash} and k.expires_at_ms > ${p.nowMs} and ${admitted(p.nowMs)}`,
});

export const noteSignIn = query({
  name: 'org.noteSignIn',
  examples: [{ tenantId: 1, userId: newId(), nowMs: 0 }],
  sql: (p: { tenantId: TenantId; userId: Id; nowMs: number }) => sql`
    update org.user_account set last_sign_in_ms = ${p.nowMs} where tenant_id = ${p.tenantId} and user_id = ${p.userId}`,
});

export const insertSession = query({
  name: 'org.insertSession',
  examples: [
    {
      tokenHash: '',
      sessionId: newId(),
      tenantId: 1,
      userId: newId(),
      method: 'password',
      nowMs: 0,
      expiresAtMs: 1,
    },
  ],
  sql: (p: {
    tokenHash: string;
    sessionId: Id;
    tenantId: TenantId;
    userId: Id;
    method: 'password' | 'wecom';
    nowMs: number;
    expiresAtMs: number;
  }) => sql`
    insert into org.session (token_hash, session_id, tenant_id, user_id, method, created_at_ms, last_seen_ms, expires_at_ms)
    values (${p.tokenHash}, ${p.sessionId}, ${p.tenantId}, ${p.userId}, ${p.method}, ${p.nowMs}, ${p.nowMs}, ${p.expiresAtMs})`,
});

export const touchSession = query({
  name: 'org.touchSession',
  examples: [{ tokenHash: '', nowMs: 0 }],
  sql: (p: { tokenHash: string; nowMs: number }) =>
    sql`update org.session set last_seen_ms = ${p.nowMs} where token_hash = ${p.tokenHash}`,
});

export const listSessionsOf = query({
  name: 'org.listSessionsOf',
  examples: [{ tenantId: 1, userId: newId(), nowMs: 0 }],
  sql: (p: { tenantId: TenantId; userId: Id; nowMs: number }) => sql<{
    sessionId: Id;
    method: 'password' | 'wecom';
    createdAtMs: number;
    lastSeenMs: number;
    expiresAtMs: number;
  }>`
    select session_id as "sessionId", method, created_at_ms as "createdAtMs", last_seen_ms as "lastSeenMs",
      expires_at_ms as "expiresAtMs"
    from org.session where tenant_id = ${p.tenantId} and user_id = ${p.userId} and expires_at_ms > ${p.nowMs}
    order by last_seen_ms desc, session_id limit 200`,
});

export const deleteSession = query({
  name: 'org.deleteSession',
  examples: [{ tokenHash: '' }],
  sql: (p: { tokenHash: string }) => sql`delete from org.session where token_hash = ${p.tokenHash}`,
});

/** Ends one session of a user, or all but the one that asks, or all. */
export const deleteSessionsOf = query({
  name: 'org.deleteSessionsOf',
  examples: [
    { tenantId: 1, userId: newId(), sessionId: newId(), exceptTokenHash: null },
    { tenantId: 1, userId: newId(), sessionId: null, exceptTokenHash: '' },
  ],
  sql: (p: { tenantId: TenantId; userId: Id; sessionId: Id | null; exceptTokenHash: string | null }) => sql`
    delete from org.session where tenant_id = ${p.tenantId} and user_id = ${p.userId}
      ${p.sessionId === null ? sql`` : sql`and session_id = ${p.sessionId}::uuid`}
      ${p.exceptTokenHash === null ? sql`` : sql`and token_hash <> ${p.exceptTokenHash}`}`,
});

export const deleteExpiredSessions = query({
  name: 'org.deleteExpiredSessions',
  examples: [{ tenantId: 1, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; nowMs: number }) =>
    sql`delete from org.session where tenant_id = ${p.tenantId} and expires_at_ms <= ${p.nowMs}`,
});
