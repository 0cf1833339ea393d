// Statements of attribution: who is due, the facts of those people, the answers.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';
import type { AttributionRuleData } from './attribution.rules.ts';

export const findDue = query({
  name: 'orders.findAttributionDue',
  examples: [{ tenantId: 1, nowMs: 0, limit: 1_000 }],
  sql: (p: { tenantId: TenantId; nowMs: number; limit: number }) => sql<{ customerId: Id; mark: number }>`
    select customer_id as "customerId", mark from orders.attribution_due
    where tenant_id = ${p.tenantId} and due_ms <= ${p.nowMs} order by due_ms, customer_id limit ${p.limit}`,
});

const some = { tenantId: 1, customerIds: [newId()] };

/** Orders of these people with the last conversation before each. */
export const readOrderFacts = query({
  name: 'orders.readOrderFacts',
  examples: [some],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql<{
    customerId: Id;
    orderId: Id;
    createdAtMs: number;
    paidAtMs: number | null;
    staffId: Id | null;
    talkStaffId: Id | null;
    talkAtMs: number | null;
    sourceChannelId: Id | null;
    sourceCodeId: Id | null;
    closingStaffId: Id | null;
    firstOrder: boolean;
    oldCustomer: boolean;
  }>`
    select o.customer_id as "customerId", o.order_id as "orderId", o.created_at_ms as "createdAtMs", o.paid_at_ms as "paidAtMs",
      o.staff_id as "staffId", talk.staff_id as "talkStaffId", talk.at_ms as "talkAtMs",
      o.source_channel_id as "sourceChannelId", o.source_code_id as "sourceCodeId", o.closing_staff_id as "closingStaffId",
      o.first_order as "firstOrder", o.old_customer as "oldCustomer"
    from orders."order" o
    left join lateral (
      select m.staff_id, m.at_ms from customers.pub_message m
      where m.tenant_id = ${p.tenantId} and m.customer_id = o.customer_id and not m.automatic
        and m.at_ms <= coalesce(o.paid_at_ms, o.created_at_ms)
      order by m.at_ms desc, m.staff_id limit 1) talk on true
    where o.tenant_id = ${p.tenantId} and o.customer_id = any(${p.customerIds}::uuid[])`,
});

export const readAdds = query({
  name: 'orders.readAdds',
  examples: [some],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql<{
    customerId: Id;
    atMs: number;
    staffId: Id;
    channelId: Id | null;
    codeId: Id | null;
    label: string | null;
  }>`
    select a.customer_id as "customerId", a.at_ms as "atMs", a.staff_id as "staffId", a.channel_id as "channelId",
      a.code_id as "codeId", coalesce(c.name, h.name) as label
    from channels.pub_add a
    left join channels.pub_code c on c.tenant_id = a.tenant_id and c.code_id = a.code_id
    left join channels.pub_channel h on h.tenant_id = a.tenant_id and h.channel_id = a.channel_id
    where a.tenant_id = ${p.tenantId} and a.customer_id = any(${p.customerIds}::uuid[])`,
});

/** Friendships, with the channel code that the relation's state names. */
export const readFriendships = query({
  name: 'orders.readFriendships',
  examples: [some],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql<{
    customerId: Id;
    staffId: Id;
    firstAddedAtMs: number | null;
    addedAtMs: number | null;
    lostAtMs: number | null;
    channelId: Id | null;
    codeId: Id | null;
    label: string | null;
  }>`
    select r.customer_id as "customerId", r.staff_id as "staffId", r.first_added_at_ms as "firstAddedAtMs",
      r.added_at_ms as "addedAtMs", r.lost_at_ms as "lostAtMs", c.channel_id as "channelId", c.code_id as "codeId",
      c.name as label
    from customers.pub_relation r
    left join channels.pub_code c on c.tenant_id = r.tenant_id and c.corp_id = r.corp_id and c.state = r.state
    where r.tenant_id = ${p.tenantId} and r.customer_id = any(${p.customerIds}::uuid[])`,
});

const emptyAnswers = {
  tenantId: 1,
  nowMs: 0,
  customerIds: '{}',
  orderIds: '{}',
  channelIds: '{}',
  codeIds: '{}',
  staffIds: '{}',
  firstOrder: '{}',
  oldCustomer: '{}',
  evidence: '{}',
  ruleName: '',
  ruleVersion: 0,
};

export const answerOrders = query({
  name: 'orders.answerOrders',
  examples: [emptyAnswers],
  sql: (p: typeof emptyAnswers) => sql`
    update orders."order" o set source_channel_id = u.channel_id, source_code_id = u.code_id,
      closing_staff_id = u.staff_id, first_order = u.first_order, old_customer = u.old_customer
    from unnest(${p.customerIds}::uuid[], ${p.orderIds}::uuid[], ${p.channelIds}::uuid[], ${p.codeIds}::uuid[],
      ${p.staffIds}::uuid[], ${p.firstOrder}::boolean[], ${p.oldCustomer}::boolean[])
      as u (customer_id, order_id, channel_id, code_id, staff_id, first_order, old_customer)
    where o.tenant_id = ${p.tenantId} and o.customer_id = u.customer_id and o.order_id = u.order_id`,
});

export const keepEvidence = query({
  name: 'orders.keepEvidence',
  examples: [emptyAnswers],
  sql: (p: typeof emptyAnswers) => sql`
    insert into orders.attribution (tenant_id, customer_id, order_id, born_id, evidence, rule_name, rule_version, computed_at_ms)
    select ${p.tenantId}::int, o.customer_id, o.order_id, o.born_id, u.evidence, ${p.ruleName}::text,
      ${p.ruleVersion}::int, ${p.nowMs}::bigint
    from unnest(${p.customerIds}::uuid[], ${p.orderIds}::uuid[], ${p.evidence}::jsonb[]) as u (customer_id, order_id, evidence)
    join orders."order" o on o.tenant_id = ${p.tenantId} and o.customer_id = u.customer_id and o.order_id = u.order_id
    on conflict (tenant_id, customer_id, order_id) do update set evidence = excluded.evidence,
      rule_name = excluded.rule_name, rule_version = excluded.rule_version, computed_at_ms = excluded.computed_at_ms`,
});

/** Settles people unless a new reason arrived meanwhile. */
export const settleDue = query({
  name: 'orders.settleAttributionDue',
  examples: [{ tenantId: 1, customerIds: '{}', marks: '{}' }],
  sql: (p: { tenantId: TenantId; customerIds: string; marks: string }) => sql`
    delete from orders.attribution_due d
    using unnest(${p.customerIds}::uuid[], ${p.marks}::int[]) as u (customer_id, mark)
    where d.tenant_id = ${p.tenantId} and d.customer_id = u.customer_id and d.mark = u.mark`,
});

/** The rule has changed: everybody with an order is due. */
export const markEverybodyDue = query({
  name: 'orders.markEverybodyDue',
  examples: [{ tenantId: 1, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; nowMs: number }) => sql`
    insert into orders.attribution_due as d (tenant_id, customer_id, due_ms)
    select distinct o.tenant_id, o.customer_id, ${p.nowMs}::bigint from orders."order" o where o.tenant_id = ${p.tenantId}
    on conflict (tenant_id, customer_id) do update set mark = d.mark + 1, due_ms = excluded.due_ms`,
});

/** Of these people, those who have orders: the others cannot be due. */
export const peopleWithOrders = query({
  name: 'orders.peopleWithOrders',
  examples: [some],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql<{ customerId: Id }>`
    select distinct customer_id as "customerId" from orders."order"
    where tenant_id = ${p.tenantId} and customer_id = any(${p.customerIds}::uuid[])`,
});

export const currentRule = query({
  name: 'orders.currentAttributionRule',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<AttributionRuleData & { sinceMs: number }>`
    select name, version, look_back_days as "lookBackDays", conversation_days as "conversationDays", source,
      since_ms as "sinceMs"
    from orders.attribution_rule where tenant_id = ${p.tenantId} order by version desc limit 1`,
});

export const insertRule = query({
  name: 'orders.insertAttributionRule',
  examples: [
    { tenantId: 1, name: '', version: 1, lookBackDays: 1, conversationDays: 1, source: '', nowMs: 0 },
  ],
  sql: (p: {
    tenantId: TenantId;
    name: string;
    version: number;
    lookBackDays: number;
    conversationDays: number;
    source: string;
    nowMs: number;
  }) => sql`
    insert into orders.attribution_rule (tenant_id, version, name, look_back_days, conversation_days, source, since_ms)
    values (${p.tenantId}, ${p.version}, ${p.name}, ${p.lookBackDays}, ${p.conversationDays}, ${p.source}, ${p.nowMs})`,
});
