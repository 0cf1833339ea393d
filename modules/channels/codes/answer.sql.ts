// Statements by which codes are given their answers: what is due, today's adds, who can take customers.
import type { CodeAnswer } from '@yutian/contract';
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

/** Locks codes whose answer may have changed; another worker's are left to it. */
export const holdDueCodes = query({
  name: 'channels.holdDueCodes',
  examples: [{ tenantId: 1, nowMs: 0, limit: 500 }],
  sql: (p: { tenantId: TenantId; nowMs: number; limit: number }) => sql<{ codeId: Id }>`
    select code_id as "codeId" from channels.code
    where tenant_id = ${p.tenantId} and next_change_ms <= ${p.nowMs}
    order by next_change_ms limit ${p.limit} for update skip locked`,
});

export const staffStanding = query({
  name: 'channels.staffStanding',
  examples: [{ tenantId: 1, staffIds: [newId()] }],
  sql: (p: { tenantId: TenantId; staffIds: readonly Id[] }) => sql<{
    staffId: Id;
    userid: string;
    active: boolean;
    customers: number;
  }>`
    select s.staff_id as "staffId", s.userid, s.active, coalesce(l.customers, 0) as customers
    from org.pub_staff s
    left join channels.staff_load l on l.tenant_id = s.tenant_id and l.staff_id = s.staff_id
    where s.tenant_id = ${p.tenantId} and s.staff_id = any(${p.staffIds}::uuid[])`,
});

export const loadsOfDay = query({
  name: 'channels.loadsOfDay',
  examples: [{ tenantId: 1, day: '2026-01-01', staffIds: [newId()] }],
  sql: (p: { tenantId: TenantId; day: string; staffIds: readonly Id[] }) => sql<{
    staffId: Id;
    codeId: Id;
    adds: number;
  }>`
    select staff_id as "staffId", code_id as "codeId", adds from channels.day_load
    where tenant_id = ${p.tenantId} and day = ${p.day}::date and staff_id = any(${p.staffIds}::uuid[])`,
});

export interface AnswerWrite {
  codeId: Id;
  answer: CodeAnswer;
  /** Null: nobody, so WeCom keeps what it has. */
  wantedHash: string | null;
  nextChangeMs: number;
}

/** Writes answers. @returns the codes of which WeCom has another answer and has not refused this one. */
export const writeAnswers = query({
  name: 'channels.writeAnswers',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql<{ codeId: Id }>`
    with written as (
      update channels.code k set answer = r.answer, wanted_hash = coalesce(r."wantedHash", k.wanted_hash), next_change_ms = r."nextChangeMs"
      from json_to_recordset(${p.rows}::json) as r("codeId" uuid, answer jsonb, "wantedHash" text, "nextChangeMs" bigint)
      where k.tenant_id = ${p.tenantId} and k.code_id = r."codeId" and not k.archived
      returning k.code_id, k.wanted_hash, k.platform_hash, k.refused_hash, r."wantedHash" as hash
    )
    select code_id as "codeId" from written
    where hash is not null and wanted_hash is distinct from platform_hash and wanted_hash is distinct from refused_hash`,
});

/** Codes that name any of these staff must be looked at again. */
export const markCodesOfStaff = query({
  name: 'channels.markCodesOfStaff',
  examples: [{ tenantId: 1, staffIds: [newId()], nowMs: 0 }],
  sql: (p: { tenantId: TenantId; staffIds: readonly Id[]; nowMs: number }) => sql`
    update channels.code k set next_change_ms = least(k.next_change_ms, ${p.nowMs})
    from (select c.code_id from channels.code c
      where c.tenant_id = ${p.tenantId} and c.kind = 'way' and not c.archived and exists (
        select 1 from channels.code_staff m where m.tenant_id = c.tenant_id and m.code_id = c.code_id and m.staff_id = any(${p.staffIds}::uuid[]))
      order by c.code_id for update) due
    where k.tenant_id = ${p.tenantId} and k.code_id = due.code_id`,
});

/** Every code of a corp is looked at again: its directory was read. */
export const markCodesOfCorp = query({
  name: 'channels.markCodesOfCorp',
  examples: [{ tenantId: 1, corpId: 'ww', nowMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; nowMs: number }) => sql`
    update channels.code k set next_change_ms = least(k.next_change_ms, ${p.nowMs})
    from (select c.code_id from channels.code c where c.tenant_id = ${p.tenantId} and c.corp_id = ${p.corpId} and c.kind = 'way'
      and not c.archived order by c.code_id for update) due
    where k.tenant_id = ${p.tenantId} and k.code_id = due.code_id`,
});

/** Before the call that creates: should its answer be lost, the next try asks WeCom first. */
export const markCreating = query({
  name: 'channels.markCreating',
  examples: [{ tenantId: 1, codeId: newId(), nowMs: 0 }],
  sql: (p: { tenantId: TenantId; codeId: Id; nowMs: number | null }) => sql`
    update channels.code set creating_since_ms = ${p.nowMs} where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

/** WeCom has the code, with this content. */
export const markOnPlatform = query({
  name: 'channels.markOnPlatform',
  examples: [{ tenantId: 1, codeId: newId(), configId: null, qrCode: null, hash: 'x' }],
  sql: (p: {
    tenantId: TenantId;
    codeId: Id;
    configId: string | null;
    qrCode: string | null;
    hash: string | null;
  }) => sql`
    update channels.code set config_id = coalesce(${p.configId}, config_id), qr_code = coalesce(${p.qrCode}, qr_code),
      platform_hash = ${p.hash}, refused_hash = null, creating_since_ms = null,
      link_state = case when archived then link_state else 'live' end,
      failure_code = null, failure_message = null, failure_errcode = null, failed_at_ms = null
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

export const markRemoved = query({
  name: 'channels.markRemoved',
  examples: [{ tenantId: 1, codeId: newId() }],
  sql: (p: { tenantId: TenantId; codeId: Id }) => sql`
    update channels.code set link_state = 'removed', config_id = null, creating_since_ms = null, platform_hash = null,
      failure_code = null, failure_message = null, failure_errcode = null, failed_at_ms = null
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

/** WeCom said no (or did not answer often enough): shown on the code; a refused content is not sent again by itself. */
export const markFailed = query({
  name: 'channels.markFailed',
  examples: [
    { tenantId: 1, codeId: newId(), code: 'A', message: 'b', errcode: null, refusedHash: null, nowMs: 0 },
  ],
  sql: (p: {
    tenantId: TenantId;
    codeId: Id;
    code: string;
    message: string;
    errcode: number | null;
    refusedHash: string | null;
    nowMs: number;
  }) => sql`
    update channels.code set failure_code = ${p.code}, failure_message = ${p.message}, failure_errcode = ${p.errcode},
      failed_at_ms = ${p.nowMs}, refused_hash = coalesce(${p.refusedHash}, refused_hash),
      link_state = case when link_state = 'waiting' then 'failed' else link_state end
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

export const clearRefusal = query({
  name: 'channels.clearRefusal',
  examples: [{ tenantId: 1, codeId: newId() }],
  sql: (p: { tenantId: TenantId; codeId: Id }) => sql`
    update channels.code set refused_hash = null, link_state = case when link_state = 'failed' then 'waiting' else link_state end
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

/** Which of these config ids are ours already. */
export const knownConfigIds = query({
  name: 'channels.knownConfigIds',
  examples: [{ tenantId: 1, corpId: 'ww', configIds: ['a'] }],
  sql: (p: { tenantId: TenantId; corpId: string; configIds: readonly string[] }) => sql<{ configId: string }>`
    select config_id as "configId" from channels.code
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and config_id = any(${p.configIds}::text[])`,
});

/** Counts the customers of every guide; adds since are added as they come. */
export const countCustomers = query({
  name: 'channels.countCustomers',
  examples: [{ tenantId: 1, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; nowMs: number }) => sql`
    insert into channels.staff_load (tenant_id, staff_id, customers, counted_at_ms)
    select ${p.tenantId}::int, s.staff_id, count(r.staff_id), ${p.nowMs}::bigint from org.pub_staff s
    left join customers.pub_relation r on r.tenant_id = ${p.tenantId} and r.staff_id = s.staff_id and r.standing = 'friend'
    where s.tenant_id = ${p.tenantId}
    group by s.staff_id order by s.staff_id
    on conflict (tenant_id, staff_id) do update set customers = excluded.customers, counted_at_ms = excluded.counted_at_ms`,
});
