// Statements of a person's copy and deletion (R11).
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

interface One {
  tenantId: TenantId;
  customerId: Id;
}

const one: One = { tenantId: 1, customerId: newId() };

/** By which channel and code a person came, and which welcome he was sent with what outcome. */
export const readPersonArrivals = query({
  name: 'channels.readPersonArrivals',
  examples: [one],
  sql: ({ tenantId: t, customerId: c }: One) => sql<{ part: string; rows: unknown[] }>`
    select 'adds' as part, coalesce(jsonb_agg((to_jsonb(a) - 'tenant_id') || jsonb_build_object('channel', ch.name, 'code', k.name) order by a.at_ms), '[]') as rows
      from channels.add a
      left join channels.channel ch on ch.tenant_id = a.tenant_id and ch.channel_id = a.channel_id
      left join channels.code k on k.tenant_id = a.tenant_id and k.code_id = a.code_id
      where a.tenant_id = ${t} and a.customer_id = ${c}
    union all select 'greetings', coalesce(jsonb_agg((to_jsonb(g) - 'tenant_id') || jsonb_build_object('welcome', w.name) order by g.at_ms), '[]')
      from channels.greeting g
      left join channels.welcome w on w.tenant_id = g.tenant_id and w.welcome_id = g.welcome_id
      where g.tenant_id = ${t} and g.customer_id = ${c}`,
});

export const countPersonArrivals = query({
  name: 'channels.countPersonArrivals',
  examples: [one],
  sql: ({ tenantId: t, customerId: c }: One) => sql<{ adds: number; greetings: number }>`
    select (select count(*)::int from channels.add where tenant_id = ${t} and customer_id = ${c}) as adds,
      (select count(*)::int from channels.greeting where tenant_id = ${t} and customer_id = ${c}) as greetings`,
});

/** Rows forget for whom they were first written, so that nothing leads to a person merged into this one. */
export const eraseStatements = ['add', 'greeting'].map((table) =>
  query({
    name: `channels.anonymise.${table}`,
    examples: [one],
    sql: (p: One) => sql`
      update ${sql.table(`channels.${table}`)} set born_id = customer_id where tenant_id = ${p.tenantId} and customer_id = ${p.customerId}`,
  }),
);
