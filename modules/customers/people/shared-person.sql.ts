// A person whom several stores know: what of him is the reader's own. A store sees the person, what the whole company
// knows of him, and what its own staff did; of the others it learns that they exist, and nothing else (S0-43).
import { type Actor, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { type Db, query, type Tx } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';

const part: Scope = { kind: 'part', staffIds: [newId()], storeIds: [] };

/** Stores of staff. */
const storesOfStaff = query({
  name: 'customers.storesOfStaff',
  examples: [{ tenantId: 1, staffIds: [newId()] }],
  sql: (p: { tenantId: TenantId; staffIds: readonly Id[] }) => sql<{ storeId: Id }>`
    select distinct s.store_id as "storeId" from org.pub_staff s
    where s.tenant_id = ${p.tenantId} and s.staff_id = any(${p.staffIds}::uuid[]) and s.store_id is not null`,
});

/** The stores a reader answers for, those of his staff included; null is the whole company. */
export async function storesOf(
  db: Db | Tx,
  { tenantId, scope }: Pick<Actor, 'tenantId' | 'scope'>,
): Promise<Id[] | null> {
  if (scope.kind === 'all') return null;
  const own = await storesOfStaff(db, { tenantId, staffIds: scope.staffIds });
  return [...new Set([...scope.storeIds, ...own.map((row) => row.storeId)])];
}

/** Who reads what is written about a person. */
export interface Reader {
  scope: Scope;
  userId: Id;
  /** As `storesOf` gives them. */
  stores: readonly Id[] | null;
}

/** The actor as a reader of what is written about people. */
export async function readerOf(db: Db | Tx, actor: Actor): Promise<Reader & { tenantId: TenantId }> {
  const { tenantId, scope, userId } = actor;
  return { tenantId, scope, userId, stores: await storesOf(db, actor) };
}

/** Readers that reach every arm of the conditions below. */
export const exampleReaders: Reader[] = [
  { scope: { kind: 'all' }, userId: newId(), stores: null },
  { scope: part, userId: newId(), stores: [newId()] },
];

/** `and` a note is for the reader: the company's, of a store of his, of staff in scope, or his own. */
export function ownNotes({ scope, userId, stores }: Reader): RawBuilder<unknown> {
  if (scope.kind === 'all') return sql``;
  return sql`and (n.for_stores is null or n.for_stores && ${stores}::uuid[] or n.author_user_id = ${userId}::uuid
    or n.staff_id = any(${scope.staffIds}::uuid[]))`;
}

/** `and` a line of the timeline is the reader's: of staff in scope, of a store of his, or of nobody in particular. */
export function ownLines({ scope, stores }: Reader): RawBuilder<unknown> {
  if (scope.kind === 'all') return sql``;
  return sql`and (staff_id = any(${scope.staffIds}::uuid[]) or store_id = any(${stores}::uuid[])
    or staff_id is null and store_id is null)`;
}

/** How many others are friends of a person: staff besides these, and stores besides these. */
export const countOthers = query({
  name: 'customers.countOthers',
  examples: [{ tenantId: 1, customerId: newId(), staffIds: [newId()], stores: [newId()] }],
  sql: (p: { tenantId: TenantId; customerId: Id; staffIds: readonly Id[]; stores: readonly Id[] }) => sql<{
    stores: number;
    staff: number;
  }>`
    select count(distinct s.store_id) filter (where s.store_id <> all(${p.stores}::uuid[]))::int as stores,
      count(distinct r.staff_id)::int as staff
    from customers.relation r
    left join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = r.staff_id
    where r.tenant_id = ${p.tenantId} and r.customer_id = ${p.customerId} and r.standing <> 'lost'
      and r.staff_id <> all(${p.staffIds}::uuid[])`,
});
