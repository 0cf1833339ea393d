// Keys for machines: made once, shown once, revoked at once.
import type { Permission } from '@yutian/contract';
import { type Actor, forbidden, MS_PER_DAY, newId, notFound } from '@yutian/kernel';
import { audit, inTransaction } from '@yutian/platform';
import type { OrgGround } from '../parts.ts';
import { API_TOKEN_PREFIX, hashToken, newToken } from '../sign-in/tokens.ts';
import { type ApiTokenRow, deleteApiToken, insertApiToken } from './api-token.sql.ts';

/** Makes a token that acts as its maker with these of his permissions. */
export async function createApiToken(
  ground: OrgGround,
  actor: Actor,
  input: { name: string; permissions: readonly Permission[]; days: number },
): Promise<{ row: ApiTokenRow; token: string }> {
  const beyond = input.permissions.filter((permission) => !actor.permissions.has(permission));
  if (beyond.length > 0)
    throw forbidden('TOKEN_TOO_WIDE', 'A token may do at most what you may do yourself.', {
      permissions: beyond,
    });
  const token = newToken(API_TOKEN_PREFIX);
  const nowMs = ground.wallClock.now();
  const { tenantId, userId } = actor;
  const made = {
    tokenId: newId(),
    name: input.name,
    hint: token.slice(0, API_TOKEN_PREFIX.length + 4),
    permissions: [...new Set(input.permissions)],
    expiresAtMs: nowMs + input.days * MS_PER_DAY,
  };
  await inTransaction(ground.db, async (tx) => {
    await insertApiToken(tx, { tokenHash: hashToken(token), tenantId, userId, nowMs, ...made });
    const { tokenId: subjectId, name, permissions } = made;
    const detail = { name, permissions, days: input.days };
    const entry = { action: 'org.createApiToken', subjectKind: 'api_token', subjectId, detail };
    await audit(tx, actor, entry, ground.clock.now());
  });
  return { token, row: { ...made, userId, userName: actor.name, createdAtMs: nowMs, lastUsedMs: null } };
}

/** Revokes a token; the next request with it is refused. */
export const revokeApiToken = (ground: OrgGround, actor: Actor, tokenId: string): Promise<void> =>
  inTransaction(ground.db, async (tx) => {
    const { tenantId, userId, scope } = actor;
    const [gone] = await deleteApiToken(tx, { tenantId, scope, userId, tokenId });
    if (!gone) throw notFound('TOKEN_UNKNOWN', 'There is no such token.');
    const detail = { name: gone.name };
    const entry = { action: 'org.revokeApiToken', subjectKind: 'api_token', subjectId: tokenId, detail };
    await audit(tx, actor, entry, ground.clock.now());
  });
