// org: tenants, corps, units, staff, users; who may see what.
import { type Actor, everything } from '@yutian/kernel';
import { defineModule, type Ground } from '@yutian/platform';
import { actorOf } from './access.ts';
import { findUserBySession, insertTenant, listTenants, upsertUser } from './account.sql.ts';
import { orgRouter } from './handlers.ts';
import { hashToken } from './sign-in.ts';

export const orgMigrations = { module: 'org', folder: new URL('./migrations/', import.meta.url) };

/** Builds the module and the ports it offers. */
export function createOrg(ground: Ground) {
  return {
    module: defineModule({ name: 'org', migrations: orgMigrations.folder, router: orgRouter(ground) }),
    /** Resolves a session or API token to the person behind it. */
    async authenticate(credential: string): Promise<Actor | null> {
      const [user] = await findUserBySession(ground.db, {
        tokenHash: hashToken(credential),
        nowMs: Date.now(),
      });
      return user ? actorOf(user, everything) : null;
    },
    createTenant: (tenant: { tenantId: number; name: string; nowMs: number }) => insertTenant(ground.db, tenant),
    createUser: (user: Parameters<typeof upsertUser>[1]) => upsertUser(ground.db, user),
    tenants: async () => (await listTenants(ground.db, {})).map((row) => row.tenantId),
  };
}
