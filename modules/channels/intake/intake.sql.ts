// Statements by which adds become known: set-based, and harmless when repeated.
import type { CodeRota, WelcomeOutcome } from '@yutian/contract';
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface CodeOfState {
  codeId: Id;
  channelId: Id;
  name: string;
  state: string;
  corpId: string;
  rota: CodeRota | null;
  /** The code's own welcome, else that of the nearest channel above. */
  welcomeId: Id | null;
}

/** The codes that these states name, archived ones too: a printed card outlives its campaign. */
export const codesOfStates = query({
  name: 'channels.codesOfStates',
  examples: [{ tenantId: 1, states: ['a'] }],
  sql: (p: { tenantId: TenantId; states: readonly string[] }) => sql<CodeOfState>`
    select k.code_id as "codeId", k.channel_id as "channelId", k.name, k.state, k.corp_id as "corpId", k.rota,
      coalesce(k.welcome_id, (select a.welcome_id from channels.channel c
        join channels.channel a on a.tenant_id = c.tenant_id and a.channel_id = any(c.path) and a.welcome_id is not null
        where c.tenant_id = k.tenant_id and c.channel_id = k.channel_id
        order by cardinality(a.path) desc limit 1)) as "welcomeId"
    from channels.code k where k.tenant_id = ${p.tenantId} and k.state = any(${p.states}::text[])`,
});

/**
 * Adds that were not known yet, and half additions confirmed within the same second (the platform counts seconds); the
 * answer names them. One row per (customer, staff, instant) at most.
 */
export const insertAdds = query({
  name: 'channels.insertAdds',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql<{ customerId: Id; staffId: Id; atMs: number }>`
    insert into channels.add as a (tenant_id, customer_id, staff_id, at_ms, channel_id, code_id, state, half, born_id)
    select ${p.tenantId}::int, r."customerId", r."staffId", r."atMs", r."channelId", r."codeId", r.state, r.half, r."customerId"
    from json_to_recordset(${p.rows}::json) as r("customerId" uuid, "staffId" uuid, "atMs" bigint, "channelId" uuid, "codeId" uuid,
      state text, half boolean)
    order by r."customerId", r."staffId", r."atMs"
    on conflict (tenant_id, customer_id, staff_id, at_ms) do update set half = false where a.half and not excluded.half
    returning customer_id as "customerId", staff_id as "staffId", at_ms as "atMs"`,
});

/** Every add of these people, and how each was greeted. */
export const arrivalsOf = query({
  name: 'channels.arrivalsOf',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql<{
    customerId: Id;
    staffId: Id;
    atMs: number;
    state: string | null;
    half: boolean;
    outcome: WelcomeOutcome | null;
  }>`
    select a.customer_id as "customerId", a.staff_id as "staffId", a.at_ms as "atMs", a.state, a.half, g.outcome
    from channels.add a
    left join channels.greeting g on g.tenant_id = a.tenant_id and g.customer_id = a.customer_id and g.staff_id = a.staff_id
      and g.at_ms = a.at_ms
    where a.tenant_id = ${p.tenantId} and a.customer_id = any(${p.customerIds}::uuid[])
    order by a.at_ms`,
});

/** Greetings that are due; one that reached nobody is due again when another welcome code comes. */
export const insertGreetings = query({
  name: 'channels.insertGreetings',
  examples: [{ tenantId: 1, corpId: 'ww', rows: '[]' }],
  sql: (p: { tenantId: TenantId; corpId: string; rows: string }) => sql<{ greetingId: Id }>`
    insert into channels.greeting as g (tenant_id, customer_id, staff_id, at_ms, greeting_id, corp_id, code_id, welcome_id, code_at_ms, born_id)
    select ${p.tenantId}::int, r."customerId", r."staffId", r."atMs", r."greetingId", ${p.corpId}::text, r."codeId", r."welcomeId",
      r."codeAtMs", r."customerId"
    from json_to_recordset(${p.rows}::json) as r("customerId" uuid, "staffId" uuid, "atMs" bigint, "greetingId" uuid, "codeId" uuid,
      "welcomeId" uuid, "codeAtMs" bigint)
    order by r."customerId", r."staffId", r."atMs"
    on conflict (tenant_id, customer_id, staff_id, at_ms) do update set greeting_id = excluded.greeting_id,
      welcome_id = excluded.welcome_id, code_at_ms = excluded.code_at_ms, outcome = 'due', errcode = null, settled_at_ms = null
      where g.outcome in ('no_consent', 'late', 'refused')
    returning greeting_id as "greetingId"`,
});

/** Counts new adds by day, guide and code. Rows are taken in key order, so that two batches cannot block each other. */
export const addToLoads = query({
  name: 'channels.addToLoads',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    insert into channels.day_load as l (tenant_id, day, staff_id, code_id, adds, half)
    select ${p.tenantId}::int, r.day, r."staffId", r."codeId", r.adds, r.half
    from json_to_recordset(${p.rows}::json) as r(day date, "staffId" uuid, "codeId" uuid, adds int, half int)
    order by r.day, r."staffId", r."codeId"
    on conflict (tenant_id, day, staff_id, code_id) do update set adds = l.adds + excluded.adds, half = l.half + excluded.half`,
});

/** Counts customers up until they are counted anew. */
export const addToCustomers = query({
  name: 'channels.addToCustomers',
  examples: [{ tenantId: 1, rows: '[]', nowMs: 0 }],
  sql: (p: { tenantId: TenantId; rows: string; nowMs: number }) => sql`
    insert into channels.staff_load as l (tenant_id, staff_id, customers, counted_at_ms)
    select ${p.tenantId}::int, r."staffId", r.adds, ${p.nowMs}::bigint
    from json_to_recordset(${p.rows}::json) as r("staffId" uuid, adds int)
    order by r."staffId"
    on conflict (tenant_id, staff_id) do update set customers = l.customers + excluded.customers`,
});

/**
 * Codes whose answer these adds can change: the codes themselves where caps or turns count, those that look at a guide's
 * whole day, and those of guides whose capacity is near.
 */
export const markCodesDue = query({
  name: 'channels.markCodesDue',
  examples: [{ tenantId: 1, codeIds: [newId()], staffIds: [newId()], fullFrom: 1, nowMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    codeIds: readonly Id[];
    staffIds: readonly Id[];
    fullFrom: number;
    nowMs: number;
  }) => sql`
    update channels.code k set next_change_ms = ${p.nowMs}
    from (select c.code_id from channels.code c
      where c.tenant_id = ${p.tenantId} and c.kind = 'way' and not c.archived and c.next_change_ms > ${p.nowMs}
        and ((c.follows_loads and c.code_id = any(${p.codeIds}::uuid[]))
          or (c.mode = 'least_loaded' and exists (select 1 from channels.code_staff m where m.tenant_id = c.tenant_id
            and m.code_id = c.code_id and m.staff_id = any(${p.staffIds}::uuid[])))
          or exists (select 1 from channels.code_staff m
            join channels.staff_load l on l.tenant_id = m.tenant_id and l.staff_id = m.staff_id
            where m.tenant_id = c.tenant_id and m.code_id = c.code_id and m.staff_id = any(${p.staffIds}::uuid[])
              and l.customers >= coalesce((c.rota ->> 'capacity')::int, ${p.fullFrom})))
      order by c.code_id for update) due
    where k.tenant_id = ${p.tenantId} and k.code_id = due.code_id`,
});

// ── People who turn out to be one ─────────────────────────────────────────────────────────────────────────────────

const PERSONAL: Record<string, string> = {
  'channels.add': 'staff_id, at_ms, channel_id, code_id, state, half, born_id',
  'channels.greeting':
    'staff_id, at_ms, greeting_id, corp_id, code_id, welcome_id, code_at_ms, outcome, errcode, settled_at_ms, born_id',
};

export interface Move {
  tenantId: TenantId;
  from: readonly Id[];
  to: readonly Id[];
  /** Only rows first written for one of these; null: all. */
  bornIds: readonly Id[] | null;
}

const exampleMoves: Move[] = [
  { tenantId: 1, from: [newId()], to: [newId()], bornIds: null },
  { tenantId: 1, from: [newId()], to: [newId()], bornIds: [newId()] },
];

/** customer_id is the distribution key, so rows move by insert and delete. In order: each copy before its delete. */
export const moves = Object.entries(PERSONAL).flatMap(([table, own]) => {
  const name = table.replace('channels.', '');
  const born = (p: Move) => (p.bornIds === null ? sql`` : sql`and t.born_id = any(${p.bornIds}::uuid[])`);
  return [
    query({
      name: `channels.copyMoved.${name}`,
      examples: exampleMoves,
      sql: (p: Move) => sql`
        insert into ${sql.raw(table)} (tenant_id, customer_id, ${sql.raw(own)})
        select t.tenant_id, m.to_id, ${sql.raw(
          own
            .split(', ')
            .map((column) => `t.${column}`)
            .join(', '),
        )}
        from unnest(${p.from}::uuid[], ${p.to}::uuid[]) as m(from_id, to_id)
        join ${sql.raw(table)} t on t.tenant_id = ${p.tenantId} and t.customer_id = m.from_id ${born(p)}
        on conflict (tenant_id, customer_id, staff_id, at_ms) do nothing`,
    }),
    query({
      name: `channels.deleteMoved.${name}`,
      examples: exampleMoves,
      sql: (p: Move) => sql`
        delete from ${sql.raw(table)} t where t.tenant_id = ${p.tenantId} and t.customer_id = any(${p.from}::uuid[]) ${born(p)}`,
    }),
  ];
});
