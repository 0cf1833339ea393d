// Statements on passwords, second factors, one-time links and failed tries.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

/**
 * Counts a try before it is judged, so that parallel guesses count too. @returns until when the key is locked (0: it is
 * not). The lock begins with the first try beyond the limit and is not prolonged by later ones.
 */
export const countAttempt = query({
  name: 'org.countAttempt',
  examples: [{ key: '', nowMs: 0, windowMs: 1, lockMs: 1, limit: 1 }],
  sql: (p: { key: string; nowMs: number; windowMs: number; lockMs: number; limit: number }) => sql<{
    lockedUntilMs: number;
  }>`
    insert into org.sign_in_attempt as a (key, failures, window_ends_ms)
    values (${p.key}, 1, ${p.nowMs}::bigint + ${p.windowMs}::bigint)
    on conflict (key) do update set
      failures = case when a.window_ends_ms <= ${p.nowMs} then 1 else a.failures + 1 end,
      window_ends_ms = case when a.window_ends_ms <= ${p.nowMs} then excluded.window_ends_ms else a.window_ends_ms end,
      locked_until_ms = case
        when a.locked_until_ms > ${p.nowMs} then a.locked_until_ms
        when a.window_ends_ms > ${p.nowMs} and a.failures >= ${p.limit} then ${p.nowMs}::bigint + ${p.lockMs}::bigint
        else 0 end
    returning locked_until_ms as "lockedUntilMs"`,
});

/** After a success: the login starts afresh, the address gets its one try back. */
export const forgiveLogin = query({
  name: 'org.forgiveLogin',
  examples: [{ key: '' }],
  sql: (p: { key: string }) => sql`delete from org.sign_in_attempt where key = ${p.key}`,
});

export const forgiveAddress = query({
  name: 'org.forgiveAddress',
  examples: [{ key: '' }],
  sql: (p: { key: string }) =>
    sql`update org.sign_in_attempt set failures = greatest(failures - 1, 0) where key = ${p.key}`,
});

export const deleteOldAttempts = query({
  name: 'org.deleteOldAttempts',
  examples: [{ nowMs: 0 }],
  sql: (p: { nowMs: number }) =>
    sql`delete from org.sign_in_attempt where window_ends_ms <= ${p.nowMs} and locked_until_ms <= ${p.nowMs}`,
});

export const setPasswordHash = query({
  name: 'org.setPasswordHash',
  examples: [{ tenantId: 1, userId: newId(), passwordHash: null }],
  sql: (p: { tenantId: TenantId; userId: Id; passwordHash: string | null }) => sql`
    update org.user_account set password_hash = ${p.passwordHash}
    where tenant_id = ${p.tenantId} and user_id = ${p.userId}`,
});

export const setTotp = query({
  name: 'org.setTotp',
  examples: [
    { tenantId: 1, userId: newId(), secretSealed: null, on: false, lastStep: 0, recoveryHashes: [] },
  ],
  sql: (p: {
    tenantId: TenantId;
    userId: Id;
    secretSealed: Buffer | null;
    on: boolean;
    lastStep: number;
    recoveryHashes: readonly string[];
  }) => sql`
    update org.user_account set totp_secret_sealed = ${p.secretSealed}, totp_on = ${p.on}, totp_last_step = ${p.lastStep},
      recovery_hashes = ${p.recoveryHashes}::text[]
    where tenant_id = ${p.tenantId} and user_id = ${p.userId}`,
});

/** Uses a step up; changes no row when it was used before. */
export const useTotpStep = query({
  name: 'org.useTotpStep',
  examples: [{ tenantId: 1, userId: newId(), step: 1 }],
  sql: (p: { tenantId: TenantId; userId: Id; step: number }) => sql`
    update org.user_account set totp_last_step = ${p.step}
    where tenant_id = ${p.tenantId} and user_id = ${p.userId} and totp_last_step < ${p.step}`,
});

/** Uses a recovery code up; changes no row when there is none such. */
export const useRecoveryCode = query({
  name: 'org.useRecoveryCode',
  examples: [{ tenantId: 1, userId: newId(), hash: '' }],
  sql: (p: { tenantId: TenantId; userId: Id; hash: string }) => sql`
    update org.user_account set recovery_hashes = array_remove(recovery_hashes, ${p.hash}::text)
    where tenant_id = ${p.tenantId} and user_id = ${p.userId} and ${p.hash}::text = any(recovery_hashes)`,
});

export const insertPasswordLink = query({
  name: 'org.insertPasswordLink',
  examples: [{ tokenHash: '', tenantId: 1, userId: newId(), expiresAtMs: 0 }],
  sql: (p: { tokenHash: string; tenantId: TenantId; userId: Id; expiresAtMs: number }) => sql`
    insert into org.password_link (token_hash, tenant_id, user_id, expires_at_ms)
    values (${p.tokenHash}, ${p.tenantId}, ${p.userId}, ${p.expiresAtMs})`,
});

/** Takes a link: it works once. */
export const takePasswordLink = query({
  name: 'org.takePasswordLink',
  examples: [{ tokenHash: '', nowMs: 0 }],
  sql: (p: { tokenHash: string; nowMs: number }) => sql<{ tenantId: TenantId; userId: Id }>`
    delete from org.password_link where token_hash = ${p.tokenHash} and expires_at_ms > ${p.nowMs}
    returning tenant_id as "tenantId", user_id as "userId"`,
});

export const deletePasswordLinksOf = query({
  name: 'org.deletePasswordLinksOf',
  examples: [{ tenantId: 1, userId: newId() }],
  sql: (p: { tenantId: TenantId; userId: Id }) =>
    sql`delete from org.password_link where tenant_id = ${p.tenantId} and user_id = ${p.userId}`,
});
