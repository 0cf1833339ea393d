// Who acts, for which tenant, and whose rows he may see.
import type { Id } from './ids.ts';

/** A tenant (集团): every row and every statement names one. */
export type TenantId = number;

/**
 * The rows an actor may see. `all` is the whole tenant; otherwise only rows of these staff and stores.
 * The lists are resolved once per request: constants in a statement plan better than a join.
 */
export type Scope =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'part';
      readonly staffIds: readonly Id[];
      readonly storeIds: readonly Id[];
      /** Where he works although its rows are not his: a guide knows his shop's name and till, not its orders. */
      readonly homeStoreIds?: readonly Id[];
    };

export const everything: Scope = { kind: 'all' };

/** The stores that somebody with a part scope knows: those whose rows he sees, and the one he works in. */
export const knownStores = (scope: Extract<Scope, { kind: 'part' }>): readonly Id[] => [
  ...new Set([...scope.storeIds, ...(scope.homeStoreIds ?? [])]),
];

/** The person or machine behind a request. */
export interface Actor {
  readonly tenantId: TenantId;
  readonly userId: Id;
  /** The member of staff this user is, if he is one. */
  readonly staffId: Id | null;
  readonly name: string;
  readonly role: string;
  readonly permissions: ReadonlySet<string>;
  readonly scope: Scope;
}
