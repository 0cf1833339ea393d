// Statements about one person: his fields, notes, consents, phones, and the tenant's own fields.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';
import type { PlaceById } from '../paging.ts';
import { exampleReaders, ownNotes, type Reader } from './shared-person.sql.ts';

const nothing = sql``;

/** Sets custom fields (null empties one) and the member number. */
export const setFields = query({
  name: 'customers.setFields',
  examples: [{ tenantId: 1, customerId: newId(), custom: '{}', memberNo: null, grams: [] }],
  sql: (p: {
    tenantId: TenantId;
    customerId: Id;
    custom: string;
    memberNo: string | null;
    grams: readonly number[];
  }) => sql`
    update customers.customer c set custom = jsonb_strip_nulls(c.custom || ${p.custom}::jsonb),
      member_no = coalesce(${p.memberNo}::text, c.member_no),
      grams = array(select distinct g from unnest(c.grams || ${p.grams}::integer[]) as g order by g)
    where c.tenant_id = ${p.tenantId} and c.customer_id = ${p.customerId}`,
});

/** The person's former member number finds him no longer. */
export const dropOtherMemberNos = query({
  name: 'customers.dropOtherMemberNos',
  examples: [{ tenantId: 1, customerId: newId(), memberNo: '' }],
  sql: (p: { tenantId: TenantId; customerId: Id; memberNo: string }) => sql`
    delete from customers.identity
    where tenant_id = ${p.tenantId} and kind = 'member_no' and customer_id = ${p.customerId} and value <> ${p.memberNo}`,
});

export const readPhones = query({
  name: 'customers.readPhones',
  examples: [{ tenantId: 1, customerId: newId() }],
  sql: (p: { tenantId: TenantId; customerId: Id }) => sql<{ sealed: Buffer; phoneHash: string }>`
    select sealed, phone_hash as "phoneHash" from customers.phone
    where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} order by at_ms, phone_hash`,
});

/** Writes the remark of one member of staff; only a live relation has one. */
export const setRemark = query({
  name: 'customers.setRemark',
  examples: [{ tenantId: 1, customerId: newId(), staffId: newId(), remark: '', description: '' }],
  sql: (p: { tenantId: TenantId; customerId: Id; staffId: Id; remark: string; description: string }) => sql<{
    externalUserid: string;
    corpId: string;
    bornId: Id;
  }>`
    update customers.relation set remark = ${p.remark}, description = ${p.description}
    where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} and staff_id = ${p.staffId} and standing <> 'lost'
    returning external_userid as "externalUserid", corp_id as "corpId", born_id as "bornId"`,
});

/** What the platform must be told about a remark. */
export const readRemark = query({
  name: 'customers.readRemark',
  examples: [{ tenantId: 1, corpId: 'ww', staffId: newId(), externalUserid: '' }],
  sql: (p: { tenantId: TenantId; corpId: string; staffId: Id; externalUserid: string }) => sql<{
    remark: string;
    description: string;
    userid: string;
  }>`
    select r.remark, r.description, s.userid
    from customers.identity i
    join customers.relation r on r.tenant_id = ${p.tenantId} and r.customer_id = i.customer_id and r.staff_id = ${p.staffId}
      and r.external_userid = ${p.externalUserid}
    join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = r.staff_id
    where i.tenant_id = ${p.tenantId} and i.kind = 'external_userid' and i.value = ${p.corpId} || '/' || ${p.externalUserid}
      and r.standing <> 'lost'`,
});

export interface NoteRow {
  id: Id;
  atMs: number;
  body: string;
  authorUserId: Id | null;
  authorName: string;
  editedAtMs: number | null;
}

const noteColumns = sql`note_id as id, created_at_ms as "atMs", body, author_user_id as "authorUserId", author_name as "authorName",
  edited_at_ms as "editedAtMs"`;

export const listNotes = query({
  name: 'customers.listNotes',
  examples: exampleReaders.flatMap((reader) => [
    { ...reader, tenantId: 1, customerId: newId(), before: null, limit: 50 },
    { ...reader, tenantId: 1, customerId: newId(), before: { atMs: 0, id: newId() }, limit: 50 },
  ]),
  sql: (
    p: Reader & { tenantId: TenantId; customerId: Id; before: PlaceById | null; limit: number },
  ) => sql<NoteRow>`
    select ${noteColumns} from customers.note n
    where n.tenant_id = ${p.tenantId} and n.customer_id = ${p.customerId} ${ownNotes(p)}
      ${p.before === null ? nothing : sql`and (created_at_ms, note_id) < (${p.before.atMs}::bigint, ${p.before.id}::uuid)`}
    order by created_at_ms desc, note_id desc limit ${p.limit}`,
});

export const insertNote = query({
  name: 'customers.insertNote',
  examples: [
    {
      tenantId: 1,
      customerId: newId(),
      noteId: newId(),
      body: '',
      userId: newId(),
      name: '',
      staffId: null,
      forStores: null,
      atMs: 0,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    customerId: Id;
    noteId: Id;
    body: string;
    userId: Id;
    name: string;
    staffId: Id | null;
    forStores: readonly Id[] | null;
    atMs: number;
  }) => sql<NoteRow>`
    insert into customers.note (tenant_id, customer_id, note_id, born_id, body, author_user_id, author_name, staff_id, for_stores, created_at_ms)
    values (${p.tenantId}, ${p.customerId}, ${p.noteId}, ${p.customerId}, ${p.body}, ${p.userId}, ${p.name}, ${p.staffId}, ${p.forStores}::uuid[], ${p.atMs})
    returning ${noteColumns}`,
});

export const updateNote = query({
  name: 'customers.updateNote',
  examples: [{ tenantId: 1, customerId: newId(), noteId: newId(), userId: newId(), body: '', atMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    customerId: Id;
    noteId: Id;
    userId: Id;
    body: string;
    atMs: number;
  }) => sql<NoteRow>`
    update customers.note set body = ${p.body}, edited_at_ms = ${p.atMs}
    where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} and note_id = ${p.noteId} and author_user_id = ${p.userId}
    returning ${noteColumns}`,
});

export const deleteNote = query({
  name: 'customers.deleteNote',
  examples: [{ tenantId: 1, customerId: newId(), noteId: newId(), userId: newId() }],
  sql: (p: { tenantId: TenantId; customerId: Id; noteId: Id; userId: Id }) => sql`
    delete from customers.note
    where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} and note_id = ${p.noteId} and author_user_id = ${p.userId}`,
});

export interface FieldRow {
  fieldId: Id;
  name: string;
  kind: 'text' | 'number' | 'date' | 'choice' | 'choices';
  options: string[];
  position: number;
  archived: boolean;
}

export const listFields = query({
  name: 'customers.listFields',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<FieldRow>`
    select field_id as "fieldId", name, kind, options, position, archived from customers.custom_field
    where tenant_id = ${p.tenantId} order by archived, position, created_at_ms`,
});

export const writeField = query({
  name: 'customers.writeField',
  examples: [
    {
      tenantId: 1,
      fieldId: newId(),
      name: '',
      kind: 'text',
      options: [],
      position: 0,
      archived: false,
      atMs: 0,
    },
  ],
  sql: (p: FieldRow & { tenantId: TenantId; atMs: number }) => sql`
    insert into customers.custom_field (tenant_id, field_id, name, kind, options, position, archived, created_at_ms)
    values (${p.tenantId}, ${p.fieldId}, ${p.name}, ${p.kind}, ${p.options}::text[], ${p.position}, ${p.archived}, ${p.atMs})
    on conflict (tenant_id, field_id) do update set name = excluded.name, options = excluded.options,
      position = excluded.position, archived = excluded.archived`,
});

export interface ConsentRow {
  consentId: Id;
  purpose: string;
  granted: boolean;
  atMs: number;
  channel: string;
  noticeVersion: string;
  /** Null, as `recordedBy`: told to a store the reader does not answer for. */
  evidence: string | null;
  recordedBy: string | null;
}

const told = (stores: readonly Id[] | null) =>
  stores === null ? sql`true` : sql`(for_stores is null or for_stores && ${stores}::uuid[])`;

export const listConsents = query({
  name: 'customers.listConsents',
  examples: exampleReaders.map(({ stores }) => ({ stores, tenantId: 1, customerId: newId() })),
  sql: (p: { tenantId: TenantId; customerId: Id; stores: readonly Id[] | null }) => sql<ConsentRow>`
    select consent_id as "consentId", purpose, granted, at_ms as "atMs", channel, notice_version as "noticeVersion",
      case when ${told(p.stores)} then evidence end as evidence, case when ${told(p.stores)} then recorded_by end as "recordedBy"
    from customers.consent where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} order by at_ms desc, consent_id desc`,
});

export const insertConsent = query({
  name: 'customers.insertConsent',
  examples: [
    {
      tenantId: 1,
      customerId: newId(),
      consentId: newId(),
      purpose: 'marketing',
      granted: true,
      atMs: 0,
      channel: '',
      noticeVersion: '',
      evidence: '',
      recordedBy: '',
      forStores: null,
    },
  ],
  sql: (p: ConsentRow & { tenantId: TenantId; customerId: Id; forStores: readonly Id[] | null }) => sql`
    insert into customers.consent (tenant_id, customer_id, consent_id, born_id, purpose, granted, at_ms, channel, notice_version, evidence, recorded_by, for_stores)
    values (${p.tenantId}, ${p.customerId}, ${p.consentId}, ${p.customerId}, ${p.purpose}, ${p.granted}, ${p.atMs}, ${p.channel},
      ${p.noticeVersion}, ${p.evidence}, ${p.recordedBy}, ${p.forStores}::uuid[])`,
});
