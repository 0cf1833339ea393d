// What a role makes of a user's scope: everything, his own customers, or his units. Pure.
import type { Id } from '@yutian/kernel';
import { type Permission, type Role, ROLE_PERMISSIONS, ROLES } from '@yutian/contract';

/** What a scope is resolved from. */
export type ScopeBasis =
  | { readonly kind: 'all' }
  | { readonly kind: 'own'; readonly staffId: Id | null }
  | {
      readonly kind: 'units';
      readonly unitIds: readonly Id[];
      /** His own customers belong to his scope wherever he sits. */
      readonly staffId: Id | null;
      /** Only dealer stores count, so that a store taken over by the group is lost to the dealer at once (S0-43). */
      readonly dealerOnly: boolean;
    };

const MAY_SEE_ALL: ReadonlySet<Role> = new Set(['boss', 'operator', 'content', 'finance', 'it']);

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/** Whether a role may be given the whole tenant. */
export const mayScopeAll = (role: Role) => MAY_SEE_ALL.has(role);

/** Roles that hold a permission. */
export const rolesWith = (permission: Permission): Role[] =>
  ROLES.filter((role) => ROLE_PERMISSIONS[role].includes(permission));

export interface Grants {
  readonly role: string;
  readonly staffId: Id | null;
  readonly scopeAll: boolean;
  readonly scopeUnitIds: readonly Id[];
}

/**
 * The basis of a user's scope.
 * @param staffStoreId the store in which the user's member of staff works, for a store manager without units.
 */
export function scopeBasis(user: Grants, staffStoreId: Id | null): ScopeBasis {
  if (user.role === 'boss') return { kind: 'all' };
  if (user.role === 'guide' || !isRole(user.role)) return { kind: 'own', staffId: user.staffId };
  if (user.scopeAll && mayScopeAll(user.role)) return { kind: 'all' };
  const ownStore = user.role === 'store_manager' && user.scopeUnitIds.length === 0 && staffStoreId;
  return {
    kind: 'units',
    unitIds: ownStore ? [staffStoreId] : user.scopeUnitIds,
    staffId: user.staffId,
    dealerOnly: user.role === 'dealer',
  };
}

export type GrantFault = 'SCOPE_TOO_WIDE' | 'SCOPE_MISSING' | 'SCOPE_UNIT_NOT_DEALER';

/** Whether a user's grants make sense together. @param units the units named by the grants. */
export function grantFault(
  grants: Grants,
  units: readonly { kind: string; storeType: string | null }[],
): GrantFault | undefined {
  const role = grants.role as Role;
  if (grants.scopeAll && !mayScopeAll(role)) return 'SCOPE_TOO_WIDE';
  if (role === 'boss' || grants.scopeAll) return undefined;
  if (role === 'guide') return grants.staffId ? undefined : 'SCOPE_MISSING';
  if (units.length === 0) return role === 'store_manager' && grants.staffId ? undefined : 'SCOPE_MISSING';
  if (role === 'dealer' && units.some((unit) => unit.kind !== 'store' || unit.storeType !== 'dealer'))
    return 'SCOPE_UNIT_NOT_DEALER';
  return undefined;
}
