// Statements that move orders between people: insert under the other person, delete, point the registry there.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';

/** Who moves where; `bornIds` limits an undo to the rows that were first written for these people. */
export interface Move {
  tenantId: TenantId;
  from: readonly Id[];
  to: readonly Id[];
  bornIds: readonly Id[] | null;
}

const examples: Move[] = [
  { tenantId: 1, from: [newId()], to: [newId()], bornIds: null },
  { tenantId: 1, from: [newId()], to: [newId()], bornIds: [newId()] },
];

const TABLES = {
  '"order"': `order_id, born_id, shop_id, order_no, state, created_at_ms, paid_at_ms, total_fen, paid_fen, refunded_fen,
    currency, province, store_id, staff_id, recorded_at_ms, source_channel_id, source_code_id, closing_staff_id,
    first_order, old_customer`,
  order_line: 'order_id, born_id, line_no, product_id, sku, name, quantity, unit_price_fen, amount_fen',
  payment: 'order_id, born_id, seq, at_ms, amount_fen, recorded_at_ms',
  refund: 'order_id, born_id, seq, at_ms, amount_fen, reason, recorded_at_ms',
  attribution: 'order_id, born_id, evidence, rule_name, rule_version, computed_at_ms',
} as const;

const born = (p: Move): RawBuilder<unknown> =>
  p.bornIds === null ? sql`` : sql`and x.born_id = any(${p.bornIds}::uuid[])`;

function moving(table: keyof typeof TABLES, name: string) {
  const columns = sql.raw(TABLES[table]);
  const qualified = sql.raw(TABLES[table].replaceAll(/([a-z_]+)/g, 'x.$1'));
  return [
    query({
      name: `orders.copy${name}`,
      examples,
      sql: (p: Move) => sql`
        insert into orders.${sql.raw(table)} (tenant_id, customer_id, ${columns})
        select ${p.tenantId}::int, m.to_id, ${qualified}
        from orders.${sql.raw(table)} x
        join unnest(${p.from}::uuid[], ${p.to}::uuid[]) as m (from_id, to_id) on m.from_id = x.customer_id
        where x.tenant_id = ${p.tenantId} ${born(p)}`,
    }),
    query({
      name: `orders.remove${name}`,
      examples,
      sql: (p: Move) => sql`
        delete from orders.${sql.raw(table)} x
        where x.tenant_id = ${p.tenantId} and x.customer_id = any(${p.from}::uuid[]) ${born(p)}`,
    }),
  ];
}

/** Copies and deletions of every table, in the order in which they run. */
export const moves = [
  ...moving('"order"', 'Orders'),
  ...moving('order_line', 'Lines'),
  ...moving('payment', 'Payments'),
  ...moving('refund', 'Refunds'),
  ...moving('attribution', 'Attributions'),
];

/** After a move: the registry names the person who now has the order. */
export const pointRegistry = query({
  name: 'orders.pointRegistry',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql`
    update orders.order_registry g set customer_id = o.customer_id
    from orders."order" o
    where o.tenant_id = ${p.tenantId} and o.customer_id = any(${p.customerIds}::uuid[])
      and g.tenant_id = ${p.tenantId} and g.order_id = o.order_id and g.customer_id <> o.customer_id`,
});

export const dropDue = query({
  name: 'orders.dropAttributionDue',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql`
    delete from orders.attribution_due where tenant_id = ${p.tenantId} and customer_id = any(${p.customerIds}::uuid[])`,
});
