// Statements about groups themselves: what callbacks and lists say, what is due for reading, what a reading found.
import type { GroupStanding } from '@yutian/contract';
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

/** Groups heard of in callbacks or join codes. A dissolved one stays so; only a list brings it back. */
export const noteChats = query({
  name: 'groups.noteChats',
  examples: [{ tenantId: 1, corpId: 'ww', rows: '[]', nowMs: 0, dueAtMs: 2_000 }],
  sql: (p: { tenantId: TenantId; corpId: string; rows: string; nowMs: number; dueAtMs: number }) => sql`
    insert into groups.chat as c (tenant_id, chat_id, corp_id, platform_id, opened_at_ms, event_at_ms, learned_at_ms, due_at_ms)
    select ${p.tenantId}::int, e."chatId", ${p.corpId}, e."platformId", coalesce(e."atMs", ${p.nowMs}::bigint), e."atMs", ${p.nowMs}::bigint, ${p.dueAtMs}::bigint
    from json_to_recordset(${p.rows}::json) as e("chatId" uuid, "platformId" text, "atMs" bigint)
    order by e."platformId"
    on conflict (tenant_id, corp_id, platform_id) do update set
      event_at_ms = greatest(c.event_at_ms, excluded.event_at_ms), learned_at_ms = greatest(c.learned_at_ms, excluded.learned_at_ms),
      due_at_ms = least(c.due_at_ms, excluded.due_at_ms)
    where c.standing <> 'dismissed'`,
});

/** Groups as a list of the platform names them: new and stale ones become due. */
export const noteListed = query({
  name: 'groups.noteListed',
  examples: [{ tenantId: 1, corpId: 'ww', rows: '[]', nowMs: 0, staleBeforeMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; rows: string; nowMs: number; staleBeforeMs: number }) => sql`
    insert into groups.chat as c (tenant_id, chat_id, corp_id, platform_id, standing, opened_at_ms, learned_at_ms, listed_at_ms, due_at_ms)
    select ${p.tenantId}::int, e."chatId", ${p.corpId}, e."platformId", e.standing, ${p.nowMs}::bigint, 0, ${p.nowMs}::bigint, ${p.nowMs}::bigint
    from json_to_recordset(${p.rows}::json) as e("chatId" uuid, "platformId" text, standing text)
    order by e."platformId"
    on conflict (tenant_id, corp_id, platform_id) do update set
      standing = excluded.standing, dismissed_at_ms = null, listed_at_ms = excluded.listed_at_ms,
      due_at_ms = case
        when c.read_at_ms is null or c.read_at_ms < ${p.staleBeforeMs} or c.standing = 'dismissed'
          then least(c.due_at_ms, excluded.due_at_ms)
        else c.due_at_ms end`,
});

/** Groups that no list has named for long become due: groupchat/get says whether they still are. */
export const noteUnlisted = query({
  name: 'groups.noteUnlisted',
  examples: [{ tenantId: 1, listedBeforeMs: 0, readBeforeMs: 0, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; listedBeforeMs: number; readBeforeMs: number; nowMs: number }) => sql`
    update groups.chat set due_at_ms = ${p.nowMs}
    where tenant_id = ${p.tenantId} and standing <> 'dismissed' and due_at_ms is null
      and coalesce(listed_at_ms, 0) < ${p.listedBeforeMs} and read_at_ms < ${p.readBeforeMs}`,
});

/** Takes what is due and keeps it from the next pass for the length of a lease. */
export const claimDueChats = query({
  name: 'groups.claimDueChats',
  examples: [{ tenantId: 1, nowMs: 0, leaseUntilMs: 1, limit: 400 }],
  sql: (p: { tenantId: TenantId; nowMs: number; leaseUntilMs: number; limit: number }) => sql<{
    chatId: Id;
    corpId: string;
  }>`
    update groups.chat c set due_at_ms = ${p.leaseUntilMs}
    from (select chat_id from groups.chat where tenant_id = ${p.tenantId} and due_at_ms <= ${p.nowMs}
      order by due_at_ms limit ${p.limit} for update skip locked) d
    where c.tenant_id = ${p.tenantId} and c.chat_id = d.chat_id
    returning c.chat_id as "chatId", c.corp_id as "corpId"`,
});

export interface ChatToRead {
  chatId: Id;
  corpId: string;
  platformId: string;
  name: string;
  standing: GroupStanding;
  ownerStaffId: Id | null;
  eventAtMs: number | null;
  learnedAtMs: number;
  readAtMs: number | null;
}

const columns = sql`c.chat_id as "chatId", c.corp_id as "corpId", c.platform_id as "platformId", c.name, c.standing,
  c.owner_staff_id as "ownerStaffId", c.event_at_ms as "eventAtMs", c.learned_at_ms as "learnedAtMs", c.read_at_ms as "readAtMs"`;

export const findChats = query({
  name: 'groups.findChats',
  examples: [{ tenantId: 1, chatIds: [newId()] }],
  sql: (p: { tenantId: TenantId; chatIds: readonly Id[] }) => sql<ChatToRead>`
    select ${columns} from groups.chat c where c.tenant_id = ${p.tenantId} and c.chat_id = any(${p.chatIds}::uuid[]) order by c.chat_id`,
});

/** By the platform's ids, with their present rows held until the transaction ends. */
export const holdChats = query({
  name: 'groups.holdChats',
  examples: [{ tenantId: 1, corpId: 'ww', platformIds: ['wr'] }],
  sql: (p: { tenantId: TenantId; corpId: string; platformIds: readonly string[] }) => sql<ChatToRead>`
    select ${columns} from groups.chat c
    where c.tenant_id = ${p.tenantId} and c.corp_id = ${p.corpId} and c.platform_id = any(${p.platformIds}::text[])
    order by c.chat_id for update`,
});

/** Their rows held until the transaction ends. */
export const holdChatsById = query({
  name: 'groups.holdChatsById',
  examples: [{ tenantId: 1, chatIds: [newId()] }],
  sql: (p: { tenantId: TenantId; chatIds: readonly Id[] }) => sql<ChatToRead>`
    select ${columns} from groups.chat c
    where c.tenant_id = ${p.tenantId} and c.chat_id = any(${p.chatIds}::uuid[]) order by c.chat_id for update`,
});

export interface ChatWrite {
  name: string;
  notice: string;
  ownerStaffId: Id | null;
  adminStaffIds: readonly Id[];
  openedAtMs: number;
  customers: number;
  strangers: number;
  staff: number;
}

/** What a reading found. It is due again when a change was learned of so late that the reading may not show it. */
export const writeChat = query({
  name: 'groups.writeChat',
  examples: [
    {
      tenantId: 1,
      chatId: newId(),
      chat: {
        name: '',
        notice: '',
        ownerStaffId: null,
        adminStaffIds: [],
        openedAtMs: 0,
        customers: 0,
        strangers: 0,
        staff: 0,
      },
      readAtMs: 0,
      behindMs: 2_000,
    },
  ],
  sql: ({
    tenantId,
    chatId,
    chat,
    readAtMs,
    behindMs,
  }: {
    tenantId: TenantId;
    chatId: Id;
    chat: ChatWrite;
    readAtMs: number;
    behindMs: number;
  }) => sql`
    update groups.chat set name = ${chat.name}, notice = ${chat.notice}, owner_staff_id = ${chat.ownerStaffId},
      admin_staff_ids = ${chat.adminStaffIds}::uuid[], opened_at_ms = ${chat.openedAtMs}, customers = ${chat.customers},
      strangers = ${chat.strangers}, staff = ${chat.staff}, read_at_ms = ${readAtMs},
      first_read_at_ms = coalesce(first_read_at_ms, ${readAtMs}::bigint),
      standing = case when standing = 'dismissed' then 'normal' else standing end, dismissed_at_ms = null,
      refused_code = null, refused_message = null, refused_errcode = null, refused_at_ms = null,
      due_at_ms = case when learned_at_ms + ${behindMs}::bigint > ${readAtMs}::bigint then learned_at_ms + ${behindMs}::bigint end
    where tenant_id = ${tenantId} and chat_id = ${chatId}`,
});

/** The platform said no: shown on the group, tried again by the next list or callback. */
export const refuseChat = query({
  name: 'groups.refuseChat',
  examples: [{ tenantId: 1, chatId: newId(), code: 'A', message: 'b', errcode: null, nowMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    chatId: Id;
    code: string;
    message: string;
    errcode: number | null;
    nowMs: number;
  }) => sql`
    update groups.chat set refused_code = ${p.code}, refused_message = ${p.message}, refused_errcode = ${p.errcode},
      refused_at_ms = ${p.nowMs}, due_at_ms = null
    where tenant_id = ${p.tenantId} and chat_id = ${p.chatId}`,
});

/** Dissolved: kept as history, read no more. */
export const dismissChats = query({
  name: 'groups.dismissChats',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    update groups.chat c set standing = 'dismissed', dismissed_at_ms = d."atMs", due_at_ms = null, customers = 0, strangers = 0, staff = 0
    from json_to_recordset(${p.rows}::json) as d("chatId" uuid, "atMs" bigint)
    where c.tenant_id = ${p.tenantId} and c.chat_id = d."chatId" and c.standing <> 'dismissed'`,
});

/** Strangers became customers: the counts follow. */
export const countRecognised = query({
  name: 'groups.countRecognised',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    update groups.chat c set customers = c.customers + r.people, strangers = greatest(0, c.strangers - r.people)
    from json_to_recordset(${p.rows}::json) as r("chatId" uuid, people int)
    where c.tenant_id = ${p.tenantId} and c.chat_id = r."chatId"`,
});

export const setDue = query({
  name: 'groups.setDue',
  examples: [{ tenantId: 1, chatId: newId(), nowMs: 0 }],
  sql: (p: { tenantId: TenantId; chatId: Id; nowMs: number }) => sql`
    update groups.chat set due_at_ms = ${p.nowMs} where tenant_id = ${p.tenantId} and chat_id = ${p.chatId} and standing <> 'dismissed'`,
});
