// How a credential becomes the actor of a request, and which units he may see.
import { type Actor, Fault, forbidden, type Id } from '@yutian/kernel';
import { type Permission, ROLE_PERMISSIONS } from '@yutian/contract';
import type { OrgGround } from './parts.ts';
import {
  type AccountRow,
  findAccountByApiToken,
  findAccountBySession,
  touchSession,
} from './sign-in/account.sql.ts';
import { API_TOKEN_PREFIX, hashToken } from './sign-in/tokens.ts';
import { touchApiToken } from './tenant/api-token.sql.ts';
import { isRole, scopeBasis } from './users/scope.rules.ts';

const TOUCH_MS = 300_000;

/** An actor as org itself sees him. */
interface OrgActor extends Actor {
  /** The units behind the scope; null is every unit. */
  readonly unitIds: readonly Id[] | null;
}

/** The role's permissions; an unknown role has none. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  return new Set(isRole(role) ? ROLE_PERMISSIONS[role] : []);
}

/** Resolves a session or API token to the person behind it, or null. */
export async function authenticate(ground: OrgGround, credential: string): Promise<Actor | null> {
  const tokenHash = hashToken(credential);
  const nowMs = ground.wallClock.now();
  if (credential.startsWith(API_TOKEN_PREFIX)) {
    const [account] = await findAccountByApiToken(ground.db, { tokenHash, nowMs });
    if (!account) return null;
    if (nowMs - (account.lastUsedMs ?? 0) > TOUCH_MS) await touchApiToken(ground.db, { tokenHash, nowMs });
    const may = permissionsOf(account.role);
    const permissions = account.tokenPermissions.filter((each) => may.has(each as Permission));
    return actorOf(ground, account, new Set(permissions), `${account.name} (${account.tokenName})`);
  }
  const [account] = await findAccountBySession(ground.db, { tokenHash, nowMs });
  if (!account) return null;
  if (nowMs - account.lastSeenMs > TOUCH_MS) await touchSession(ground.db, { tokenHash, nowMs });
  return actorOf(ground, account, permissionsOf(account.role), account.name);
}

async function actorOf(
  ground: OrgGround,
  account: AccountRow,
  permissions: ReadonlySet<string>,
  name: string,
): Promise<OrgActor> {
  const { tenantId, userId, staffId, role } = account;
  const basis = scopeBasis(account, account.staffStoreId);
  const { scope, unitIds } = await ground.scopes.resolve(tenantId, basis);
  return { tenantId, userId, staffId, name, role, permissions, scope, unitIds };
}

/** The units an actor may see, or null for every unit. An actor not made here sees none but the tenant's. */
export function unitsOf(actor: Actor): readonly Id[] | null {
  if (actor.scope.kind === 'all') return null;
  return (actor as Partial<OrgActor>).unitIds ?? [];
}

/** The person who asks, whatever he may do. */
export function signedIn(context: { actor: Actor | null }): Actor {
  if (!context.actor) throw new Fault('unauthenticated', 'SIGN_IN_FIRST', 'Sign in first.');
  return context.actor;
}

/** The person himself, at a browser: a machine's token does not touch passwords, second factors and sessions. */
export function inPerson(context: { actor: Actor | null; credential: string | null }): Actor {
  const actor = signedIn(context);
  if (context.credential?.startsWith(API_TOKEN_PREFIX))
    throw forbidden('TOKEN_NOT_A_PERSON', 'An API token cannot do this. Sign in yourself.');
  return actor;
}
