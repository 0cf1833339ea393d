// Statements that count people.
import type { TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export const countAllPeople = query({
  name: 'customers.countAllPeople',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<{ people: number; provisional: number }>`
    select count(*) as people, count(*) filter (where c.provisional) as provisional
    from customers.customer c where c.tenant_id = ${p.tenantId} and c.erased_at_ms is null`,
});

export const countFriends = query({
  name: 'customers.countFriends',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<{ friends: number }>`
    select count(distinct r.customer_id) as friends from customers.relation r
    where r.tenant_id = ${p.tenantId} and r.standing <> 'lost'`,
});

export interface CountRow {
  people: number;
  provisional: number;
  friends: number;
  countedAtMs: number;
}

export const writeCount = query({
  name: 'customers.writePersonCount',
  examples: [{ tenantId: 1, people: 0, provisional: 0, friends: 0, countedAtMs: 0 }],
  sql: (p: CountRow & { tenantId: TenantId }) => sql`
    insert into customers.person_count (tenant_id, people, provisional, friends, counted_at_ms)
    values (${p.tenantId}, ${p.people}, ${p.provisional}, ${p.friends}, ${p.countedAtMs})
    on conflict (tenant_id) do update set people = excluded.people, provisional = excluded.provisional, friends = excluded.friends,
      counted_at_ms = excluded.counted_at_ms`,
});

export const readCount = query({
  name: 'customers.readPersonCount',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<CountRow>`
    select people, provisional, friends, counted_at_ms as "countedAtMs" from customers.person_count where tenant_id = ${p.tenantId}`,
});
