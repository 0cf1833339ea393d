// org: tenants, corps, units, staff, users; who may see what.
import { implement } from '@orpc/server';
import { contract, type StaffDirectory } from '@yutian/contract';
import { type Actor, type Clock, systemClock, type TenantId } from '@yutian/kernel';
import { defineModule, type Ground, handle, type RequestContext, type Tx } from '@yutian/platform';
import { authenticate } from './access.ts';
import { auditRoutes } from './audit/audit-export.ts';
import { connectCorp, type NewCorp, testCorp } from './corps/connect-corp.ts';
import { corpHandlers } from './corps/handlers.ts';
import { carryOutRun, syncDirectory, syncDirectoryJob } from './directory/sync-directory.ts';
import type { CallWeCom } from './directory/wecom-gateway.ts';
import { type OrgGround, system } from './parts.ts';
import { sessionHandlers } from './sign-in/handlers.ts';
import { oauthRoutes } from './sign-in/oauth-routes.ts';
import { createStaffDirectory } from './staff/staff-directory.ts';
import { orgSweeps } from './sweeps.ts';
import { tenantHandlers } from './tenant/handlers.ts';
import { createTenant } from './tenant/settings.ts';
import { listTenants } from './tenant/tenant.sql.ts';
import { createUnitTree, type UnitTree } from './units/create-unit.ts';
import { unitHandlers } from './units/handlers.ts';
import { createUsers, type NewUser } from './users/create-user.ts';
import { userHandlers } from './users/handlers.ts';
import { createScopeResolver } from './users/scope.ts';

export { createCorpDirectory } from './corps/corp-directory.ts';
export type { NewCorp } from './corps/connect-corp.ts';
export type { CallWeCom } from './directory/wecom-gateway.ts';
export type { UnitTree } from './units/create-unit.ts';
export type { NewUser } from './users/create-user.ts';

export const orgMigrations = { module: 'org', folder: new URL('./migrations/', import.meta.url) };

export interface OrgParts {
  /** connection's gateway; called only when a request or a job runs, so it may be bound late. */
  callWeCom: CallWeCom;
  /** The machine's clock unless a test stands it still. */
  wallClock?: Clock;
}

/** Builds the module and the ports it offers. */
export function createOrg(base: Ground, { callWeCom, wallClock = systemClock }: OrgParts) {
  const ground: OrgGround = {
    ...base,
    callWeCom,
    wallClock,
    scopes: createScopeResolver(base.db, wallClock),
  };
  const os = implement(contract.org).$context<RequestContext>();
  const router = os.router({
    ...sessionHandlers(ground),
    ...unitHandlers(ground),
    ...userHandlers(ground),
    ...corpHandlers(ground),
    ...tenantHandlers(ground),
  });
  const staffDirectory: StaffDirectory<Tx> = createStaffDirectory(ground.clock);
  return {
    module: defineModule({
      name: 'org',
      migrations: orgMigrations.folder,
      router,
      routes(http) {
        oauthRoutes(ground)(http);
        auditRoutes(ground)(http);
      },
      jobs: [
        handle(syncDirectoryJob, ({ tenantId, runId }, { signal }) =>
          carryOutRun(ground, tenantId, runId, signal),
        ),
      ],
      sweeps: orgSweeps(ground),
    }),
    staffDirectory,
    /** Resolves a session or API token to the person behind it. */
    authenticate: (credential: string): Promise<Actor | null> => authenticate(ground, credential),
    /** Reads a corp's departments and staff to their end, now. */
    readDirectory: (tenantId: TenantId, corpId: string, signal: AbortSignal) =>
      syncDirectory(ground, tenantId, corpId, signal),
    tenants: async () => (await listTenants(ground.db, {})).map((row) => row.tenantId),
    /** Verbs for programs: the first set-up of a tenant, the demo, the command line. */
    setUp: {
      /** Makes a tenant. @returns its number. */
      createTenant: (name: string) => createTenant(ground, name),
      /** Plants brands, regions, stores and departments. @returns the units, parents first. */
      createUnitTree: (tenantId: TenantId, roots: readonly UnitTree[]) =>
        createUnitTree(ground, tenantId, roots),
      /** Makes users; without a password one needs a link. @returns their ids, in order. */
      createUsers: (tenantId: TenantId, users: readonly NewUser[]) => createUsers(ground, tenantId, users),
      /** Saves a corp's credentials. */
      connectCorp: (tenantId: TenantId, corp: NewCorp) => connectCorp(ground, system(tenantId), corp),
      /** Tries a corp's credentials and notes the outcome. */
      testCorp: (tenantId: TenantId, corpId: string) => testCorp(ground, tenantId, corpId),
    },
  };
}
