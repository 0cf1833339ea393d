// Statements about API tokens.
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface ApiTokenRow {
  tokenId: Id;
  name: string;
  permissions: string[];
  userId: Id;
  userName: string;
  hint: string;
  createdAtMs: number;
  expiresAtMs: number;
  lastUsedMs: number | null;
}

/** Newest first; a part scope sees one's own tokens only. */
export const listApiTokens = query({
  name: 'org.listApiTokens',
  examples: [
    { tenantId: 1, scope: everything, userId: newId(), before: null, limit: 50 },
    {
      tenantId: 1,
      scope: { kind: 'part', staffIds: [], storeIds: [] },
      userId: newId(),
      before: newId(),
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    userId: Id;
    before: Id | null;
    limit: number;
  }) => sql<ApiTokenRow>`
    select k.token_id as "tokenId", k.name, k.permissions, k.user_id as "userId", u.name as "userName", k.hint,
      k.created_at_ms as "createdAtMs", k.expires_at_ms as "expiresAtMs", k.last_used_ms as "lastUsedMs"
    from org.api_token k
    join org.user_account u on u.tenant_id = k.tenant_id and u.user_id = k.user_id
    where k.tenant_id = ${p.tenantId}
      ${p.scope.kind === 'all' ? sql`` : sql`and k.user_id = ${p.userId}::uuid`}
      ${p.before === null ? sql`` : sql`and k.token_id < ${p.before}::uuid`}
    order by k.token_id desc limit ${p.limit}`,
});

export const insertApiToken = query({
  name: 'org.insertApiToken',
  examples: [
    {
      tokenHash: '',
      tokenId: newId(),
      tenantId: 1,
      userId: newId(),
      name: '',
      hint: '',
      permissions: [],
      nowMs: 0,
      expiresAtMs: 1,
    },
  ],
  sql: (p: {
    tokenHash: string;
    tokenId: Id;
    tenantId: TenantId;
    userId: Id;
    name: string;
    hint: string;
    permissions: readonly string[];
    nowMs: number;
    expiresAtMs: number;
  }) => sql`
    insert into org.api_token (token_hash, token_id, tenant_id, user_id, name, hint, permissions, created_at_ms, expires_at_ms)
    values (${p.tokenHash}, ${p.tokenId}, ${p.tenantId}, ${p.userId}, ${p.name}, ${p.hint}, ${p.permissions}::text[],
      ${p.nowMs}, ${p.expiresAtMs})`,
});

export const touchApiToken = query({
  name: 'org.touchApiToken',
  examples: [{ tokenHash: '', nowMs: 0 }],
  sql: (p: { tokenHash: string; nowMs: number }) =>
    sql`update org.api_token set last_used_ms = ${p.nowMs} where token_hash = ${p.tokenHash}`,
});

export const deleteApiToken = query({
  name: 'org.deleteApiToken',
  examples: [
    { tenantId: 1, scope: everything, userId: newId(), tokenId: newId() },
    {
      tenantId: 1,
      scope: { kind: 'part', staffIds: [], storeIds: [] },
      userId: newId(),
      tokenId: newId(),
    },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; userId: Id; tokenId: Id }) => sql<{ name: string }>`
    delete from org.api_token where tenant_id = ${p.tenantId} and token_id = ${p.tokenId}
      ${p.scope.kind === 'all' ? sql`` : sql`and user_id = ${p.userId}::uuid`}
    returning name`,
});
