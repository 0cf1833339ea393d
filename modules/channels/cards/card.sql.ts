// Statements of package cards.
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { sql } from 'kysely';

export interface CardRow {
  cardId: Id;
  corpId: string;
  channelId: Id;
  name: string;
  sku: string;
  batch: string;
  archived: boolean;
  createdAtMs: number;
}

const visible = (scope: Scope) =>
  scope.kind === 'all'
    ? sql``
    : sql`and exists (select 1 from channels.card_version v
        join channels.code_staff m on m.tenant_id = v.tenant_id and m.code_id = v.code_id
        where v.tenant_id = c.tenant_id and v.card_id = c.card_id ${withinStaff(scope, 'm.staff_id')})`;

/** Cards, newest first. One is seen by who sees somebody behind one of its codes; its figures are those of the whole test. */
export const listCards = query({
  name: 'channels.listCards',
  examples: [
    {
      tenantId: 1,
      scope: everything,
      cardId: null,
      sku: null,
      text: null,
      archived: null,
      before: null,
      limit: 50,
    },
    {
      tenantId: 1,
      scope: { kind: 'part', staffIds: [newId()], storeIds: [] },
      cardId: newId(),
      sku: 'a',
      text: 'a',
      archived: false,
      before: { createdAtMs: 0, cardId: newId() },
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    cardId: Id | null;
    sku: string | null;
    text: string | null;
    archived: boolean | null;
    before: { createdAtMs: number; cardId: Id } | null;
    limit: number;
  }) => sql<CardRow>`
    select c.card_id as "cardId", c.corp_id as "corpId", c.channel_id as "channelId", c.name, c.sku, c.batch, c.archived,
      c.created_at_ms as "createdAtMs"
    from channels.card c where c.tenant_id = ${p.tenantId} ${visible(p.scope)}
      ${p.cardId === null ? sql`` : sql`and c.card_id = ${p.cardId}`}
      ${p.sku === null ? sql`` : sql`and c.sku = ${p.sku}`}
      ${p.text === null ? sql`` : sql`and strpos(lower(concat_ws(' ', c.name, c.sku, c.batch)), lower(${p.text}::text)) > 0`}
      ${p.archived === null ? sql`` : sql`and c.archived = ${p.archived}`}
      ${p.before === null ? sql`` : sql`and (c.created_at_ms, c.card_id) < (${p.before.createdAtMs}, ${p.before.cardId}::uuid)`}
    order by c.created_at_ms desc, c.card_id desc limit ${p.limit}`,
});

export interface VersionRow {
  cardId: Id;
  label: string;
  codeId: Id;
  codeName: string;
  script: string;
  prize: string;
  archived: boolean;
  cards: number;
}

export const versionsOf = query({
  name: 'channels.versionsOfCards',
  examples: [{ tenantId: 1, cardIds: [newId()] }],
  sql: (p: { tenantId: TenantId; cardIds: readonly Id[] }) => sql<VersionRow>`
    select v.card_id as "cardId", v.label, v.code_id as "codeId", k.name as "codeName", v.script, v.prize, k.archived,
      (select coalesce(sum(e.cards), 0)::bigint from channels.card_exposure e
        where e.tenant_id = v.tenant_id and e.card_id = v.card_id and e.label = v.label) as cards
    from channels.card_version v
    join channels.code k on k.tenant_id = v.tenant_id and k.code_id = v.code_id
    where v.tenant_id = ${p.tenantId} and v.card_id = any(${p.cardIds}::uuid[])
    order by v.card_id, v.label`,
});

/** People who became friends by each code: half additions only once they are confirmed. */
export const peopleByCode = query({
  name: 'channels.peopleByCode',
  examples: [{ tenantId: 1, codeIds: [newId()] }],
  sql: (p: { tenantId: TenantId; codeIds: readonly Id[] }) => sql<{ codeId: Id; people: number }>`
    select a.code_id as "codeId", count(distinct a.customer_id) as people from channels.add a
    where a.tenant_id = ${p.tenantId} and a.code_id = any(${p.codeIds}::uuid[]) and not a.half
    group by a.code_id`,
});

export const insertCard = query({
  name: 'channels.insertCard',
  examples: [
    {
      tenantId: 1,
      cardId: newId(),
      corpId: 'ww',
      channelId: newId(),
      name: 'a',
      sku: '',
      batch: '',
      nowMs: 0,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    cardId: Id;
    corpId: string;
    channelId: Id;
    name: string;
    sku: string;
    batch: string;
    nowMs: number;
  }) => sql`
    insert into channels.card (tenant_id, card_id, corp_id, channel_id, name, sku, batch, created_at_ms)
    values (${p.tenantId}, ${p.cardId}, ${p.corpId}, ${p.channelId}, ${p.name}, ${p.sku}, ${p.batch}, ${p.nowMs})`,
});

export const insertVersion = query({
  name: 'channels.insertCardVersion',
  examples: [{ tenantId: 1, cardId: newId(), label: 'A', codeId: newId(), script: '', prize: '' }],
  sql: (p: {
    tenantId: TenantId;
    cardId: Id;
    label: string;
    codeId: Id;
    script: string;
    prize: string;
  }) => sql`
    insert into channels.card_version (tenant_id, card_id, label, code_id, script, prize)
    values (${p.tenantId}, ${p.cardId}, ${p.label}, ${p.codeId}, ${p.script}, ${p.prize})`,
});

export const archiveCard = query({
  name: 'channels.archiveCard',
  examples: [{ tenantId: 1, cardId: newId() }],
  sql: (p: { tenantId: TenantId; cardId: Id }) => sql`
    update channels.card set archived = true where tenant_id = ${p.tenantId} and card_id = ${p.cardId}`,
});

/** Enters parcels by day; what was entered before for the same day and batch is replaced. */
export const putExposures = query({
  name: 'channels.putExposures',
  examples: [{ tenantId: 1, cardId: newId(), rows: '[]' }],
  sql: (p: { tenantId: TenantId; cardId: Id; rows: string }) => sql`
    insert into channels.card_exposure (tenant_id, card_id, label, day, batch, cards)
    select ${p.tenantId}::int, ${p.cardId}::uuid, r.label, r.day, r.batch, r.cards
    from json_to_recordset(${p.rows}::json) as r(label text, day date, batch text, cards int)
    on conflict (tenant_id, card_id, label, day, batch) do update set cards = excluded.cards`,
});

export const listExposures = query({
  name: 'channels.listExposures',
  examples: [
    { tenantId: 1, cardId: newId(), before: null, limit: 50 },
    { tenantId: 1, cardId: newId(), before: { day: '2026-01-01', label: 'A', batch: '' }, limit: 50 },
  ],
  sql: (p: {
    tenantId: TenantId;
    cardId: Id;
    before: { day: string; label: string; batch: string } | null;
    limit: number;
  }) => sql<{
    label: string;
    day: string;
    batch: string;
    cards: number;
  }>`
    select label, day::text, batch, cards from channels.card_exposure
    where tenant_id = ${p.tenantId} and card_id = ${p.cardId}
      ${p.before === null ? sql`` : sql`and (day, label, batch) < (${p.before.day}::date, ${p.before.label}, ${p.before.batch})`}
    order by day desc, label desc, batch desc limit ${p.limit}`,
});
