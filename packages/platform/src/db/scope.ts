// The one place where a person's data scope becomes SQL. A list statement names the column that carries the member
// of staff (or the store), and rows outside the scope do not exist for it.
import type { Scope } from '@yutian/kernel';
import { type RawBuilder, sql } from 'kysely';

/** `and <column> = any(staff of the scope)`; nothing for a scope of everything. */
export function withinStaff(scope: Scope, column: string): RawBuilder<unknown> {
  if (scope.kind === 'all') return sql``;
  return sql`and ${sql.ref(column)} = any(${scope.staffIds}::uuid[])`;
}

/** `and <column> = any(stores of the scope)`; nothing for a scope of everything. */
export function withinStores(scope: Scope, column: string): RawBuilder<unknown> {
  if (scope.kind === 'all') return sql``;
  return sql`and ${sql.ref(column)} = any(${scope.storeIds}::uuid[])`;
}
