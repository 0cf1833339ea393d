// Statements of the funnel: who was added in a period, by what, and what became of them.
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';

export interface FunnelCut {
  tenantId: TenantId;
  scope: Scope;
  fromMs: number;
  toMs: number;
  channelId: Id | null;
}

const exampleCuts: FunnelCut[] = [
  { tenantId: 1, scope: everything, fromMs: 0, toMs: 1, channelId: null },
  {
    tenantId: 1,
    scope: { kind: 'part', staffIds: [newId()], storeIds: [] },
    fromMs: 0,
    toMs: 1,
    channelId: newId(),
  },
];

/**
 * The adds of a cut, each with the first message after it to that guide and the first order after it. A reply is the
 * customer's first message ever to the guide, so it counts when it came with or after the add.
 * @NOTE both are read as sets since the cut began and joined: one look-up per add took 4.5 s for 100,000 adds.
 */
const addsOf = (p: FunnelCut, more: RawBuilder<unknown> = sql``) => sql`
  select a.customer_id, a.staff_id, a.at_ms, a.channel_id, a.code_id, a.half, r.at_ms as replied_at_ms, o.at_ms as bought_at_ms
  from channels.add a
  left join (
    select tenant_id, customer_id, staff_id, min(first_inbound_at_ms) as at_ms from customers.pub_relation
    where tenant_id = ${p.tenantId} and first_inbound_at_ms >= ${p.fromMs} group by 1, 2, 3
  ) r on r.tenant_id = a.tenant_id and r.customer_id = a.customer_id and r.staff_id = a.staff_id and r.at_ms >= a.at_ms
  left join (
    select tenant_id, customer_id, min(paid_at_ms) as at_ms from orders.pub_order
    where tenant_id = ${p.tenantId} and first_order and paid_at_ms >= ${p.fromMs} group by 1, 2
  ) o on o.tenant_id = a.tenant_id and o.customer_id = a.customer_id and o.at_ms >= a.at_ms
  where a.tenant_id = ${p.tenantId} and a.at_ms >= ${p.fromMs} and a.at_ms < ${p.toMs} ${withinStaff(p.scope, 'a.staff_id')}
    ${
      p.channelId === null
        ? sql``
        : sql`and a.channel_id in (select c.channel_id from channels.channel c where c.tenant_id = ${p.tenantId} and c.path @> array[${p.channelId}]::uuid[])`
    } ${more}`;

export interface FunnelCount {
  channelId: Id | null;
  codeId: Id | null;
  added: number;
  pending: number;
  replied: number;
  bought: number;
}

export type FunnelKey = 'branch' | 'channel' | 'code' | 'none';

/**
 * People, each once in a row; a row without keys is the total. `branch` counts an add for its channel and for every
 * channel above it.
 */
export const countFunnel = query({
  name: 'channels.countFunnel',
  examples: exampleCuts.flatMap((cut) =>
    (['branch', 'channel', 'code', 'none'] as const).map((by) => ({ ...cut, by })),
  ),
  sql: (p: FunnelCut & { by: FunnelKey }) => {
    const key = {
      branch: sql`up.key`,
      channel: sql`f.channel_id`,
      code: sql`f.code_id`,
      none: sql`null::uuid`,
    }[p.by];
    const branches = sql`left join channels.channel c on c.tenant_id = ${p.tenantId} and c.channel_id = f.channel_id
      cross join lateral unnest(coalesce(c.path, array[null]::uuid[])) as up(key)`;
    return sql<FunnelCount>`
    with f as (${addsOf(p)}),
    people as (
      select ${key} as key, f.customer_id, bool_or(not f.half) as added, bool_or(not f.half and f.replied_at_ms is not null) as replied,
        bool_or(not f.half and f.bought_at_ms is not null) as bought
      from f ${p.by === 'branch' ? branches : sql``} group by 1, f.customer_id
    )
    select ${p.by === 'code' ? sql`null::uuid` : sql`key`} as "channelId", ${p.by === 'code' ? sql`key` : sql`null::uuid`} as "codeId",
      count(*) filter (where added) as added, count(*) filter (where not added) as pending,
      count(*) filter (where replied) as replied, count(*) filter (where bought) as bought
    from people group by key order by added desc, key`;
  },
});

/** Openings of a period by code. */
export const countOpened = query({
  name: 'channels.countOpened',
  examples: [{ tenantId: 1, from: '2026-01-01', to: '2026-01-02' }],
  sql: (p: { tenantId: TenantId; from: string; to: string }) => sql<{
    codeId: Id;
    channelId: Id;
    opened: number;
  }>`
    select o.code_id as "codeId", k.channel_id as "channelId", sum(o.opened)::bigint as opened
    from channels.opening o join channels.code k on k.tenant_id = o.tenant_id and k.code_id = o.code_id
    where o.tenant_id = ${p.tenantId} and o.day between ${p.from}::date and ${p.to}::date
    group by o.code_id, k.channel_id`,
});

/** Parcels of a period by card version. */
export const countExposed = query({
  name: 'channels.countExposed',
  examples: [{ tenantId: 1, from: '2026-01-01', to: '2026-01-02' }],
  sql: (p: { tenantId: TenantId; from: string; to: string }) => sql<{
    cardId: Id;
    cardName: string;
    label: string;
    codeId: Id;
    channelId: Id;
    cards: number;
  }>`
    select v.card_id as "cardId", c.name as "cardName", v.label, v.code_id as "codeId", c.channel_id as "channelId",
      coalesce(sum(e.cards), 0)::bigint as cards
    from channels.card_version v
    join channels.card c on c.tenant_id = v.tenant_id and c.card_id = v.card_id
    left join channels.card_exposure e on e.tenant_id = v.tenant_id and e.card_id = v.card_id and e.label = v.label
      and e.day between ${p.from}::date and ${p.to}::date
    where v.tenant_id = ${p.tenantId}
    group by v.card_id, c.name, v.label, v.code_id, c.channel_id`,
});

/** Names of codes and of the channels below one, for the rows. */
export const nameCodes = query({
  name: 'channels.nameCodes',
  examples: [{ tenantId: 1, codeIds: [newId()] }],
  sql: (p: { tenantId: TenantId; codeIds: readonly Id[] }) => sql<{
    codeId: Id;
    name: string;
    channelId: Id;
    routing: string;
    kind: string;
  }>`
    select code_id as "codeId", name, channel_id as "channelId", routing, kind from channels.code
    where tenant_id = ${p.tenantId} and code_id = any(${p.codeIds}::uuid[])`,
});

export interface FunnelPersonRow {
  customerId: Id;
  customerName: string;
  staffId: Id;
  staffName: string | null;
  codeId: Id | null;
  codeName: string | null;
  channelId: Id | null;
  atMs: number;
  repliedAtMs: number | null;
  boughtAtMs: number | null;
}

export interface RowsOf extends FunnelCut {
  step: 'added' | 'replied' | 'bought' | 'pending';
  codeIds: readonly Id[] | null;
  staffId?: Id | undefined;
  /** Adds of this channel alone; null: those that no channel explains; undefined: as the cut says. */
  ownChannelId?: Id | null;
  before: { atMs: number; customerId: Id } | null;
  limit: number;
}

/**
 * The people behind a number: each once, by his last add in the cut that reached the step. `pending` are those who have
 * half adds only.
 */
export const listFunnelPeople = query({
  name: 'channels.listFunnelPeople',
  examples: exampleCuts.flatMap((cut) => [
    { ...cut, step: 'added' as const, codeIds: null, before: null, limit: 50 },
    {
      ...cut,
      step: 'replied' as const,
      codeIds: [newId()],
      staffId: newId(),
      before: { atMs: 0, customerId: newId() },
      limit: 50,
    },
    { ...cut, step: 'bought' as const, codeIds: null, ownChannelId: newId(), before: null, limit: 50 },
    { ...cut, step: 'pending' as const, codeIds: null, ownChannelId: null, before: null, limit: 50 },
  ]),
  sql: (p: RowsOf) => {
    const more = sql`${p.codeIds === null ? sql`` : sql`and a.code_id = any(${p.codeIds}::uuid[])`}
      ${p.staffId === undefined ? sql`` : sql`and a.staff_id = ${p.staffId}`}
      ${p.ownChannelId === undefined ? sql`` : sql`and a.channel_id is not distinct from ${p.ownChannelId}::uuid`}`;
    const reached = {
      added: sql`not f.half`,
      replied: sql`not f.half and f.replied_at_ms is not null`,
      bought: sql`not f.half and f.bought_at_ms is not null`,
      pending: sql`f.half and not f.ever_full`,
    }[p.step];
    return sql<FunnelPersonRow>`
    with f as (select x.customer_id, x.staff_id, x.at_ms, x.channel_id, x.code_id, x.half, x.replied_at_ms, x.bought_at_ms, bool_or(not x.half) over (partition by x.customer_id) as ever_full from (${addsOf(p, more)}) x),
    last as (
      select distinct on (f.customer_id) f.customer_id, f.staff_id, f.at_ms, f.channel_id, f.code_id, f.replied_at_ms, f.bought_at_ms
      from f where ${reached} order by f.customer_id, f.at_ms desc, f.staff_id
    )
    select l.customer_id as "customerId", coalesce(c.name, '') as "customerName", l.staff_id as "staffId", s.name as "staffName",
      l.code_id as "codeId", k.name as "codeName", l.channel_id as "channelId", l.at_ms as "atMs", l.replied_at_ms as "repliedAtMs",
      l.bought_at_ms as "boughtAtMs"
    from last l
    left join customers.pub_customer c on c.tenant_id = ${p.tenantId} and c.customer_id = l.customer_id
    left join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = l.staff_id
    left join channels.code k on k.tenant_id = ${p.tenantId} and k.code_id = l.code_id
    ${p.before === null ? sql`` : sql`where (l.at_ms, l.customer_id) < (${p.before.atMs}, ${p.before.customerId}::uuid)`}
    order by l.at_ms desc, l.customer_id desc limit ${p.limit}`;
  },
});
