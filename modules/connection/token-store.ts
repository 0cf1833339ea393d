// Tokens shared by all processes: sealed in PostgreSQL, renewed by one process at a time under an advisory lock. A copy
// in memory spares the query on every call, until it is due or refused.
import type { TenantId } from '@yutian/kernel';
import type { Db, Vault } from '@yutian/platform';
import type { StoredToken, TokenStore } from '@yutian/wecom';
import { lockToken, readToken, unlockToken, writeToken } from './link.sql.ts';

export function createTokenStore(db: Db, vault: Vault, tenantId: TenantId): TokenStore {
  const held = new Map<string, StoredToken>();
  const isLocked = new Set<string>();
  return {
    async read(key) {
      const inMemory = held.get(key);
      // @NOTE under the lock the question is what another process may have written meanwhile.
      if (inMemory && !isLocked.has(key)) return inMemory;
      const [row] = await readToken(db, { tenantId, key });
      if (!row) return null;
      const token = JSON.parse(vault.open(tenantId, row.sealed)) as StoredToken;
      held.set(key, token);
      return token;
    },
    async write(key, token) {
      const sealed = vault.seal(tenantId, JSON.stringify(token));
      await writeToken.run(db, { tenantId, key, sealed, expiresMs: token.expiresAt });
      held.set(key, token);
    },
    // The lock belongs to the connection, not to a transaction: no transaction is open while WeCom is asked.
    exclusive: (key, work) =>
      db.connection().execute(async (connection) => {
        await lockToken(connection, { tenantId, key });
        isLocked.add(key);
        try {
          return await work();
        } finally {
          isLocked.delete(key);
          await unlockToken(connection, { tenantId, key });
        }
      }),
  };
}
