// Statements of welcomes, their uploads, and how customers were greeted.
import type { WelcomeAttachment, WelcomeOutcome } from '@yutian/contract';
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { sql } from 'kysely';

export interface WelcomeRow {
  welcomeId: Id;
  name: string;
  text: string;
  attachments: WelcomeAttachment[];
  updatedAtMs: number;
}

const columns = sql`w.welcome_id as "welcomeId", w.name, w.body as text, w.attachments, w.updated_at_ms as "updatedAtMs"`;

export const findWelcomes = query({
  name: 'channels.findWelcomes',
  examples: [{ tenantId: 1, welcomeIds: [newId()] }],
  sql: (p: { tenantId: TenantId; welcomeIds: readonly Id[] }) => sql<WelcomeRow>`
    select ${columns} from channels.welcome w where w.tenant_id = ${p.tenantId} and w.welcome_id = any(${p.welcomeIds}::uuid[])`,
});

const uses = sql`
  (select count(*) from channels.code k where k.tenant_id = w.tenant_id and not k.archived
    and (k.welcome_id = w.welcome_id or k.rota::text like '%' || w.welcome_id::text || '%'))
  + (select count(*) from channels.channel c where c.tenant_id = w.tenant_id and c.welcome_id = w.welcome_id and not c.archived)
  + (select count(*) from channels.corp_setting f where f.tenant_id = w.tenant_id and f.fallback_welcome_id = w.welcome_id)`;

/** Welcomes by name; `usedBy` counts who names them, `readyUntilMs` is when their first upload expires. */
export const listWelcomes = query({
  name: 'channels.listWelcomes',
  examples: [
    { tenantId: 1, welcomeId: null, text: null, after: null, limit: 50 },
    { tenantId: 1, welcomeId: newId(), text: 'a', after: { name: 'a', welcomeId: newId() }, limit: 50 },
  ],
  sql: (p: {
    tenantId: TenantId;
    welcomeId: Id | null;
    text: string | null;
    after: { name: string; welcomeId: Id } | null;
    limit: number;
  }) => sql<WelcomeRow & { usedBy: number; readyUntilMs: number | null }>`
    select ${columns}, ${uses} as "usedBy",
      (select case when count(*) > count(u.valid_until_ms) then null else min(u.valid_until_ms) end
        from jsonb_path_query(w.attachments, '$[*].mediaId') m
        join channels.media_upload u on u.tenant_id = w.tenant_id and u.media_id = (m #>> '{}')::uuid) as "readyUntilMs"
    from channels.welcome w
    where w.tenant_id = ${p.tenantId}
      ${p.welcomeId === null ? sql`` : sql`and w.welcome_id = ${p.welcomeId}`}
      ${p.text === null ? sql`` : sql`and (w.name ilike '%' || ${p.text}::text || '%' or w.body ilike '%' || ${p.text}::text || '%')`}
      ${p.after === null ? sql`` : sql`and (w.name, w.welcome_id) > (${p.after.name}, ${p.after.welcomeId}::uuid)`}
    order by w.name, w.welcome_id limit ${p.limit}`,
});

export const saveWelcome = query({
  name: 'channels.saveWelcome',
  examples: [{ tenantId: 1, welcomeId: newId(), name: 'a', text: 'b', attachments: '[]', nowMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    welcomeId: Id;
    name: string;
    text: string;
    attachments: string;
    nowMs: number;
  }) => sql`
    insert into channels.welcome (tenant_id, welcome_id, name, body, attachments, updated_at_ms)
    values (${p.tenantId}, ${p.welcomeId}, ${p.name}, ${p.text}, ${p.attachments}::jsonb, ${p.nowMs})
    on conflict (tenant_id, welcome_id) do update set name = excluded.name, body = excluded.body,
      attachments = excluded.attachments, updated_at_ms = excluded.updated_at_ms`,
});

export const deleteWelcome = query({
  name: 'channels.deleteWelcome',
  examples: [{ tenantId: 1, welcomeId: newId() }],
  sql: (p: { tenantId: TenantId; welcomeId: Id }) => sql`
    delete from channels.welcome where tenant_id = ${p.tenantId} and welcome_id = ${p.welcomeId}`,
});

export const listCorpSettings = query({
  name: 'channels.listCorpSettings',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<{
    corpId: string;
    fallbackWelcomeId: Id | null;
    quotaAlarmBelow: number | null;
    quotaAlarmed: boolean;
  }>`
    select corp_id as "corpId", fallback_welcome_id as "fallbackWelcomeId", quota_alarm_below as "quotaAlarmBelow",
      quota_alarmed as "quotaAlarmed"
    from channels.corp_setting where tenant_id = ${p.tenantId}`,
});

export const setFallbackWelcome = query({
  name: 'channels.setFallbackWelcome',
  examples: [{ tenantId: 1, corpId: 'ww', welcomeId: null }],
  sql: (p: { tenantId: TenantId; corpId: string; welcomeId: Id | null }) => sql`
    insert into channels.corp_setting (tenant_id, corp_id, fallback_welcome_id) values (${p.tenantId}, ${p.corpId}, ${p.welcomeId})
    on conflict (tenant_id, corp_id) do update set fallback_welcome_id = excluded.fallback_welcome_id`,
});

// ── Greetings ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface GreetingKey {
  customerId: Id;
  staffId: Id;
  atMs: number;
  greetingId: Id;
}

const exampleKey: GreetingKey = { customerId: newId(), staffId: newId(), atMs: 0, greetingId: newId() };

const exampleEnd = { outcome: 'sent', errcode: null, nowMs: 0 } as const;

/** Notes how a greeting ended, once; `moved`: of a person who was merged since, and lives under another id. */
export const settleGreeting = query({
  name: 'channels.settleGreeting',
  examples: [
    { tenantId: 1, key: exampleKey, moved: false, ...exampleEnd },
    { tenantId: 1, key: exampleKey, moved: true, ...exampleEnd },
  ],
  sql: (p: {
    tenantId: TenantId;
    key: GreetingKey;
    moved: boolean;
    outcome: WelcomeOutcome;
    errcode: number | null;
    nowMs: number;
  }) => sql`
    update channels.greeting set outcome = ${p.outcome}, errcode = ${p.errcode}, settled_at_ms = ${p.nowMs}
    where tenant_id = ${p.tenantId} and at_ms = ${p.key.atMs} and greeting_id = ${p.key.greetingId} and outcome = 'due'
      ${p.moved ? sql`` : sql`and customer_id = ${p.key.customerId} and staff_id = ${p.key.staffId}`}`,
});

/** Greetings whose 20 s went by without an outcome (the process was down). */
export const closeLateGreetings = query({
  name: 'channels.closeLateGreetings',
  examples: [{ tenantId: 1, givenBeforeMs: 0, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; givenBeforeMs: number; nowMs: number }) => sql`
    update channels.greeting set outcome = 'late', settled_at_ms = ${p.nowMs}
    where tenant_id = ${p.tenantId} and outcome = 'due' and code_at_ms < ${p.givenBeforeMs}`,
});

/** The names a welcome may mention. */
export const readNames = query({
  name: 'channels.readNames',
  examples: [{ tenantId: 1, customerId: newId(), staffId: newId() }],
  sql: (p: { tenantId: TenantId; customerId: Id; staffId: Id }) => sql<{
    customer: string | null;
    guide: string | null;
    brand: string | null;
    store: string | null;
  }>`
    select (select c.name from customers.pub_customer c where c.tenant_id = ${p.tenantId} and c.customer_id = ${p.customerId}) as customer,
      s.name as guide, s.brand_name as brand, s.store_name as store
    from (values (1)) as one(x)
    left join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = ${p.staffId}`,
});

export interface GreetingRow {
  customerId: Id;
  customerName: string;
  staffId: Id;
  staffName: string | null;
  codeId: Id | null;
  welcomeId: Id;
  atMs: number;
  codeAtMs: number;
  outcome: WelcomeOutcome;
  errcode: number | null;
  settledAtMs: number | null;
}

/** Greetings, newest first, within the scope. */
export const listGreetings = query({
  name: 'channels.listGreetings',
  examples: [
    {
      tenantId: 1,
      scope: everything,
      codeId: null,
      welcomeId: null,
      staffId: null,
      outcome: null,
      before: null,
      limit: 50,
    },
    {
      tenantId: 1,
      scope: { kind: 'part', staffIds: [newId()], storeIds: [] },
      codeId: newId(),
      welcomeId: newId(),
      staffId: newId(),
      outcome: 'sent',
      before: { atMs: 0, customerId: newId(), staffId: newId() },
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    codeId: Id | null;
    welcomeId: Id | null;
    staffId: Id | null;
    outcome: string | null;
    before: { atMs: number; customerId: Id; staffId: Id } | null;
    limit: number;
  }) => sql<GreetingRow>`
    select g.customer_id as "customerId", coalesce(c.name, '') as "customerName", g.staff_id as "staffId", s.name as "staffName",
      g.code_id as "codeId", g.welcome_id as "welcomeId", g.at_ms as "atMs", g.code_at_ms as "codeAtMs", g.outcome, g.errcode, g.settled_at_ms as "settledAtMs"
    from channels.greeting g
    left join customers.pub_customer c on c.tenant_id = g.tenant_id and c.customer_id = g.customer_id
    left join org.pub_staff s on s.tenant_id = g.tenant_id and s.staff_id = g.staff_id
    where g.tenant_id = ${p.tenantId} ${withinStaff(p.scope, 'g.staff_id')}
      ${p.codeId === null ? sql`` : sql`and g.code_id = ${p.codeId}`}
      ${p.welcomeId === null ? sql`` : sql`and g.welcome_id = ${p.welcomeId}`}
      ${p.staffId === null ? sql`` : sql`and g.staff_id = ${p.staffId}`}
      ${p.outcome === null ? sql`` : sql`and g.outcome = ${p.outcome}`}
      ${p.before === null ? sql`` : sql`and (g.at_ms, g.customer_id, g.staff_id) < (${p.before.atMs}, ${p.before.customerId}::uuid, ${p.before.staffId}::uuid)`}
    order by g.at_ms desc, g.customer_id desc, g.staff_id desc limit ${p.limit}`,
});

/** Outcomes counted, and the 95th percentile of the seconds from the welcome code to the answer of those sent. */
export const countGreetings = query({
  name: 'channels.countGreetings',
  examples: [
    { tenantId: 1, scope: everything, codeId: null, fromMs: 0, toMs: 1 },
    { tenantId: 1, scope: { kind: 'part', staffIds: [], storeIds: [] }, codeId: newId(), fromMs: 0, toMs: 1 },
  ],
  sql: (p: { tenantId: TenantId; scope: Scope; codeId: Id | null; fromMs: number; toMs: number }) => sql<{
    due: number;
    sent: number;
    late: number;
    chatStarted: number;
    otherApp: number;
    noConsent: number;
    refused: number;
    unknown: number;
    p95Seconds: number | null;
  }>`
    select count(*) filter (where outcome = 'due') as due, count(*) filter (where outcome = 'sent') as sent,
      count(*) filter (where outcome = 'late') as late, count(*) filter (where outcome = 'chat_started') as "chatStarted",
      count(*) filter (where outcome = 'other_app') as "otherApp", count(*) filter (where outcome = 'no_consent') as "noConsent",
      count(*) filter (where outcome = 'refused') as refused, count(*) filter (where outcome = 'unknown') as unknown,
      percentile_cont(0.95) within group (order by (settled_at_ms - code_at_ms) / 1000.0) filter (where outcome = 'sent') as "p95Seconds"
    from channels.greeting
    where tenant_id = ${p.tenantId} and at_ms >= ${p.fromMs} and at_ms < ${p.toMs} ${withinStaff(p.scope, 'staff_id')}
      ${p.codeId === null ? sql`` : sql`and code_id = ${p.codeId}`}`,
});
