// Who may do what in org, and how a user becomes the actor of a request.
import type { Actor, Scope } from '@yutian/kernel';
import { type Permission, type Role, ROLE_PERMISSIONS, ROLES } from '@yutian/contract';
import type { UserRow } from './account.sql.ts';

/** The role's permissions; an unknown role has none. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  return new Set((ROLES as readonly string[]).includes(role) ? ROLE_PERMISSIONS[role as Role] : []);
}

/** The actor of a request: the user with his permissions and his resolved scope. */
export function actorOf(user: UserRow, scope: Scope): Actor {
  return {
    tenantId: user.tenantId,
    userId: user.userId,
    staffId: user.staffId,
    name: user.name,
    role: user.role,
    permissions: permissionsOf(user.role),
    scope,
  };
}
