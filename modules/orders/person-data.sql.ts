// Statements of a person's copy and deletion (R11).
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

interface One {
  tenantId: TenantId;
  customerId: Id;
}

const one: One = { tenantId: 1, customerId: newId() };

/** All rows of a person by kind; orders with their shop's name. */
export const readPersonOrders = query({
  name: 'orders.readPersonOrders',
  examples: [one],
  sql: ({ tenantId: t, customerId: c }: One) => sql<{ part: string; rows: unknown[] }>`
    select 'orders' as part, coalesce(jsonb_agg((to_jsonb(o) - 'tenant_id') || jsonb_build_object('shop', s.name) order by o.created_at_ms), '[]') as rows
      from orders."order" o join orders.shop s on s.tenant_id = o.tenant_id and s.shop_id = o.shop_id
      where o.tenant_id = ${t} and o.customer_id = ${c}
    union all select 'lines', coalesce(jsonb_agg(to_jsonb(l) - 'tenant_id' order by l.order_id, l.line_no), '[]') from orders.order_line l
      where l.tenant_id = ${t} and l.customer_id = ${c}
    union all select 'payments', coalesce(jsonb_agg(to_jsonb(p) - 'tenant_id' order by p.at_ms), '[]') from orders.payment p
      where p.tenant_id = ${t} and p.customer_id = ${c}
    union all select 'refunds', coalesce(jsonb_agg(to_jsonb(r) - 'tenant_id' order by r.at_ms), '[]') from orders.refund r
      where r.tenant_id = ${t} and r.customer_id = ${c}
    union all select 'attributions', coalesce(jsonb_agg(to_jsonb(a) - 'tenant_id' order by a.order_id), '[]') from orders.attribution a
      where a.tenant_id = ${t} and a.customer_id = ${c}`,
});

/**
 * How many rows a deletion removes and keeps. `importFiles`: uploaded files that name him and whose bytes are still
 * there; they hold other people too and are deleted a week after the upload.
 */
export const countPersonOrders = query({
  name: 'orders.countPersonOrders',
  examples: [one],
  sql: ({ tenantId: t, customerId: c }: One) => sql<{
    orders: number;
    provinces: number;
    lines: number;
    payments: number;
    refunds: number;
    refundReasons: number;
    importFiles: number;
  }>`
    select
      (select count(*)::int from orders."order" where tenant_id = ${t} and customer_id = ${c}) as orders,
      (select count(province)::int from orders."order" where tenant_id = ${t} and customer_id = ${c}) as provinces,
      (select count(*)::int from orders.order_line where tenant_id = ${t} and customer_id = ${c}) as lines,
      (select count(*)::int from orders.payment where tenant_id = ${t} and customer_id = ${c}) as payments,
      (select count(*)::int from orders.refund where tenant_id = ${t} and customer_id = ${c}) as refunds,
      (select count(reason)::int from orders.refund where tenant_id = ${t} and customer_id = ${c}) as "refundReasons",
      (select count(distinct f.file_id)::int
        from orders."order" o
        join orders.order_registry g on g.tenant_id = o.tenant_id and g.shop_id = o.shop_id and g.order_no = o.order_no
        join orders.import_run r on r.tenant_id = g.tenant_id and r.import_id = g.import_id
        join orders.import_file f on f.tenant_id = r.tenant_id and f.file_id = r.file_id and f.path is not null
        where o.tenant_id = ${t} and o.customer_id = ${c}) as "importFiles"`,
});

const blankOrders = query({
  name: 'orders.anonymise.order',
  examples: [one],
  sql: (p: One) => sql`
    update orders."order" set province = null, born_id = customer_id where tenant_id = ${p.tenantId} and customer_id = ${p.customerId}`,
});

const blankRefunds = query({
  name: 'orders.anonymise.refund',
  examples: [one],
  sql: (p: One) => sql`
    update orders.refund set reason = null, born_id = customer_id where tenant_id = ${p.tenantId} and customer_id = ${p.customerId}`,
});

const unbear = ['order_line', 'payment', 'attribution'].map((table) =>
  query({
    name: `orders.anonymise.${table}`,
    examples: [one],
    sql: (p: One) => sql`
      update ${sql.table(`orders.${table}`)} set born_id = customer_id where tenant_id = ${p.tenantId} and customer_id = ${p.customerId}`,
  }),
);

/** What is personal goes; amounts, times, goods and order numbers stay, as books and tax require. */
export const eraseStatements = [blankOrders, blankRefunds, ...unbear] as const;
