// Statements of join codes: as they are edited, judged, and put on the platform.
import type { JoinCodeLinkState, JoinCodeNext, JoinCodePlace } from '@yutian/contract';
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface CodeRecord {
  codeId: Id;
  version: number;
  corpId: string;
  name: string;
  channelId: Id | null;
  state: string;
  autoOpen: boolean;
  baseName: string;
  baseNumber: number;
  capacity: number;
  openAt: number;
  archived: boolean;
  linkState: JoinCodeLinkState;
  configId: string | null;
  qrCode: string | null;
  pushedIds: string[];
  fillMembers: number;
  fillCapacity: number;
  next: JoinCodeNext;
  checkedAtMs: number | null;
  failureCode: string | null;
  failureMessage: string | null;
  failureErrcode: number | null;
  failedAtMs: number | null;
  createdAtMs: number;
}

/** Columns of a code, for statements that call it `k`. */
export const codeColumns = sql`k.code_id as "codeId", k.version, k.corp_id as "corpId", k.name, k.channel_id as "channelId", k.state,
  k.auto_open as "autoOpen", k.base_name as "baseName", k.base_number as "baseNumber", k.capacity, k.open_at as "openAt", k.archived,
  k.link_state as "linkState", k.config_id as "configId", k.qr_code as "qrCode", k.pushed_ids as "pushedIds",
  k.fill_members as "fillMembers", k.fill_capacity as "fillCapacity", k.next, k.checked_at_ms as "checkedAtMs",
  k.failure_code as "failureCode", k.failure_message as "failureMessage", k.failure_errcode as "failureErrcode",
  k.failed_at_ms as "failedAtMs", k.created_at_ms as "createdAtMs"`;

export const findCodes = query({
  name: 'groups.findCodes',
  examples: [{ tenantId: 1, codeIds: [newId()] }],
  sql: (p: { tenantId: TenantId; codeIds: readonly Id[] }) => sql<CodeRecord>`
    select ${codeColumns} from groups.join_code k where k.tenant_id = ${p.tenantId} and k.code_id = any(${p.codeIds}::uuid[])`,
});

/** The codes in use, with their rows held: those of these groups, of these states, or of these ids. */
export const holdCodes = query({
  name: 'groups.holdCodes',
  examples: [{ tenantId: 1, chatIds: [newId()], states: ['s'], codeIds: [newId()] }],
  sql: (p: {
    tenantId: TenantId;
    chatIds: readonly Id[];
    states: readonly string[];
    codeIds: readonly Id[];
  }) => sql<CodeRecord>`
    select ${codeColumns} from groups.join_code k
    where k.tenant_id = ${p.tenantId} and not k.archived
      and (k.code_id = any(${p.codeIds}::uuid[]) or k.state = any(${p.states}::text[])
        or k.code_id in (select g.code_id from groups.join_code_chat g where g.tenant_id = ${p.tenantId} and g.chat_id = any(${p.chatIds}::uuid[])))
    order by k.code_id for update`,
});

export interface CodeChatRow {
  codeId: Id;
  chatId: Id;
  platformId: string;
  place: JoinCodePlace;
  position: number;
  members: number;
  usable: boolean;
}

export const chatsOfCodes = query({
  name: 'groups.chatsOfCodes',
  examples: [{ tenantId: 1, codeIds: [newId()] }],
  sql: (p: { tenantId: TenantId; codeIds: readonly Id[] }) => sql<CodeChatRow>`
    select g.code_id as "codeId", g.chat_id as "chatId", c.platform_id as "platformId", g.place, g.position,
      c.customers + c.strangers + c.staff as members, c.standing <> 'dismissed' as usable
    from groups.join_code_chat g
    join groups.chat c on c.tenant_id = g.tenant_id and c.chat_id = g.chat_id
    where g.tenant_id = ${p.tenantId} and g.code_id = any(${p.codeIds}::uuid[])
    order by g.code_id, g.place, g.position`,
});

/** Puts groups in their places; `since` moves only with the place. */
export const placeChats = query({
  name: 'groups.placeChats',
  examples: [{ tenantId: 1, rows: '[]', nowMs: 0 }],
  sql: (p: { tenantId: TenantId; rows: string; nowMs: number }) => sql`
    insert into groups.join_code_chat as g (tenant_id, code_id, chat_id, place, position, since_ms)
    select ${p.tenantId}::int, r."codeId", r."chatId", r.place, r.position, ${p.nowMs}::bigint
    from json_to_recordset(${p.rows}::json) as r("codeId" uuid, "chatId" uuid, place text, position int)
    order by r."codeId", r."chatId"
    on conflict (tenant_id, code_id, chat_id) do update set place = excluded.place, position = excluded.position,
      since_ms = case when g.place = excluded.place then g.since_ms else excluded.since_ms end
    where g.place <> excluded.place or g.position <> excluded.position`,
});

export const writeJudgements = query({
  name: 'groups.writeJudgements',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    update groups.join_code k set fill_members = r."fillMembers", fill_capacity = r."fillCapacity", next = r.next
    from json_to_recordset(${p.rows}::json) as r("codeId" uuid, "fillMembers" int, "fillCapacity" int, next text)
    where k.tenant_id = ${p.tenantId} and k.code_id = r."codeId"
      and (k.fill_members <> r."fillMembers" or k.fill_capacity <> r."fillCapacity" or k.next <> r.next)`,
});

export interface CodeWrite {
  name: string;
  channelId: Id | null;
  autoOpen: boolean;
  baseName: string;
  baseNumber: number;
  capacity: number;
  openAt: number;
}

const exampleWrite: CodeWrite = {
  name: 'a',
  channelId: null,
  autoOpen: true,
  baseName: '',
  baseNumber: 1,
  capacity: 500,
  openAt: 90,
};

export const insertCode = query({
  name: 'groups.insertCode',
  examples: [{ tenantId: 1, codeId: newId(), corpId: 'ww', state: 's', code: exampleWrite, nowMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    codeId: Id;
    corpId: string;
    state: string;
    code: CodeWrite;
    nowMs: number;
  }) => sql`
    insert into groups.join_code (tenant_id, code_id, corp_id, state, name, channel_id, auto_open, base_name, base_number, capacity, open_at, created_at_ms)
    values (${p.tenantId}, ${p.codeId}, ${p.corpId}, ${p.state}, ${p.code.name}, ${p.code.channelId}, ${p.code.autoOpen}, ${p.code.baseName},
      ${p.code.baseNumber}, ${p.code.capacity}, ${p.code.openAt}, ${p.nowMs})`,
});

/** Rewrites a code whose version is the one the editor saw. */
export const updateCode = query({
  name: 'groups.updateCode',
  examples: [{ tenantId: 1, codeId: newId(), code: exampleWrite, version: 1 }],
  sql: (p: { tenantId: TenantId; codeId: Id; code: CodeWrite; version: number }) => sql`
    update groups.join_code set name = ${p.code.name}, channel_id = ${p.code.channelId}, auto_open = ${p.code.autoOpen},
      base_name = ${p.code.baseName}, base_number = ${p.code.baseNumber}, capacity = ${p.code.capacity}, open_at = ${p.code.openAt},
      version = version + 1
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId} and version = ${p.version} and not archived`,
});

export const archiveCode = query({
  name: 'groups.archiveCode',
  examples: [{ tenantId: 1, codeId: newId() }],
  sql: (p: { tenantId: TenantId; codeId: Id }) => sql`
    update groups.join_code set archived = true, link_state = 'removing', due_at_ms = null, version = version + 1
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId} and not archived`,
});

/** Before a retry: what WeCom refused may be sent again, and a code it no longer has is made anew. */
export const clearFailure = query({
  name: 'groups.clearFailure',
  examples: [{ tenantId: 1, codeId: newId() }],
  sql: (p: { tenantId: TenantId; codeId: Id }) => sql`
    update groups.join_code set
      config_id = case when failure_code = 'JOIN_CODE_GONE' then null else config_id end,
      qr_code = case when failure_code = 'JOIN_CODE_GONE' then null else qr_code end,
      link_state = case when archived then 'removing' when link_state = 'failed' then 'waiting' else link_state end,
      failure_code = null, failure_message = null, failure_errcode = null, failed_at_ms = null
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

/** WeCom has made the code. Written at once, so that a crash after it does not make a second one. */
export const markMade = query({
  name: 'groups.markMade',
  examples: [{ tenantId: 1, codeId: newId(), configId: 'c', pushedIds: ['wr'] }],
  sql: (p: { tenantId: TenantId; codeId: Id; configId: string; pushedIds: readonly string[] }) => sql`
    update groups.join_code set config_id = ${p.configId}, pushed_ids = ${p.pushedIds}::text[]
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

/** WeCom's side is as ours. */
export const markPut = query({
  name: 'groups.markPut',
  examples: [{ tenantId: 1, codeId: newId(), pushedIds: ['wr'], qrCode: null, baseNumber: 1, nowMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    codeId: Id;
    pushedIds: readonly string[];
    qrCode: string | null;
    baseNumber: number;
    nowMs: number;
  }) => sql`
    update groups.join_code set pushed_ids = ${p.pushedIds}::text[], qr_code = coalesce(${p.qrCode}, qr_code), base_number = ${p.baseNumber},
      link_state = case when archived then link_state else 'live' end, checked_at_ms = ${p.nowMs},
      failure_code = null, failure_message = null, failure_errcode = null, failed_at_ms = null
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

export const markRemoved = query({
  name: 'groups.markRemoved',
  examples: [{ tenantId: 1, codeId: newId(), nowMs: 0 }],
  sql: (p: { tenantId: TenantId; codeId: Id; nowMs: number }) => sql`
    update groups.join_code set link_state = 'removed', config_id = null, qr_code = null, pushed_ids = '{}', checked_at_ms = ${p.nowMs},
      failure_code = null, failure_message = null, failure_errcode = null, failed_at_ms = null
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

export const markFailed = query({
  name: 'groups.markFailed',
  examples: [{ tenantId: 1, codeId: newId(), code: 'A', message: 'b', errcode: null, nowMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    codeId: Id;
    code: string;
    message: string;
    errcode: number | null;
    nowMs: number;
  }) => sql`
    update groups.join_code set failure_code = ${p.code}, failure_message = ${p.message}, failure_errcode = ${p.errcode},
      failed_at_ms = ${p.nowMs}, link_state = case when archived then link_state else 'failed' end
    where tenant_id = ${p.tenantId} and code_id = ${p.codeId}`,
});

/** Codes whose check has come; the next is a day later, whatever becomes of this one. */
export const claimDueCodes = query({
  name: 'groups.claimDueCodes',
  examples: [{ tenantId: 1, nowMs: 0, nextMs: 1, limit: 200 }],
  sql: (p: { tenantId: TenantId; nowMs: number; nextMs: number; limit: number }) => sql<{ codeId: Id }>`
    update groups.join_code k set due_at_ms = ${p.nextMs}
    from (select code_id from groups.join_code where tenant_id = ${p.tenantId} and due_at_ms <= ${p.nowMs}
      order by due_at_ms limit ${p.limit} for update skip locked) d
    where k.tenant_id = ${p.tenantId} and k.code_id = d.code_id
    returning k.code_id as "codeId"`,
});

export const setCodeDue = query({
  name: 'groups.setCodeDue',
  examples: [{ tenantId: 1, codeId: newId(), dueAtMs: 0 }],
  sql: (p: { tenantId: TenantId; codeId: Id; dueAtMs: number }) => sql`
    update groups.join_code set due_at_ms = ${p.dueAtMs} where tenant_id = ${p.tenantId} and code_id = ${p.codeId} and not archived`,
});

/** Groups that a code may take: known and within the editor's data scope. */
export const chatsForCode = query({
  name: 'groups.chatsForCode',
  examples: [{ tenantId: 1, chatIds: [newId()] }],
  sql: (p: { tenantId: TenantId; chatIds: readonly Id[] }) => sql<{
    chatId: Id;
    corpId: string;
    ownerStaffId: Id | null;
    usable: boolean;
  }>`
    select chat_id as "chatId", corp_id as "corpId", owner_staff_id as "ownerStaffId", standing <> 'dismissed' as usable
    from groups.chat where tenant_id = ${p.tenantId} and chat_id = any(${p.chatIds}::uuid[])`,
});

export const findChannel = query({
  name: 'groups.findChannel',
  examples: [{ tenantId: 1, channelId: newId() }],
  sql: (p: { tenantId: TenantId; channelId: Id }) => sql<{ channelId: Id }>`
    select channel_id as "channelId" from channels.pub_channel where tenant_id = ${p.tenantId} and channel_id = ${p.channelId}`,
});

export const idsOfChats = query({
  name: 'groups.idsOfChats',
  examples: [{ tenantId: 1, corpId: 'ww', platformIds: ['wr'] }],
  sql: (p: { tenantId: TenantId; corpId: string; platformIds: readonly string[] }) => sql<{
    chatId: Id;
    platformId: string;
  }>`
    select chat_id as "chatId", platform_id as "platformId" from groups.chat
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and platform_id = any(${p.platformIds}::text[])`,
});
