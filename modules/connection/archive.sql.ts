// Statements about where message facts come from: archive position, consents, daily behaviour figures.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface Consent {
  externalUserid: string;
  userid: string;
  agreed: boolean;
  atMs: number;
}

/** Notes who agreed or disagreed; an older statement never undoes a newer one. */
export const upsertConsents = query({
  name: 'connection.upsertConsents',
  examples: [
    { tenantId: 1, corpId: 'ww0', consents: [{ externalUserid: 'wm0', userid: 'a', agreed: true, atMs: 0 }] },
  ],
  sql: (p: { tenantId: TenantId; corpId: string; consents: readonly Consent[] }) => sql`
    insert into connection.archive_consent as known (tenant_id, corp_id, external_userid, staff_userid, agreed, at_ms)
    select distinct on (c.external_userid, c.userid) ${p.tenantId}::integer, ${p.corpId}::text, c.external_userid, c.userid, c.agreed, c.at_ms
    from unnest(${p.consents.map((one) => one.externalUserid)}::text[], ${p.consents.map((one) => one.userid)}::text[],
      ${p.consents.map((one) => one.agreed)}::boolean[], ${p.consents.map((one) => one.atMs)}::bigint[])
      as c (external_userid, userid, agreed, at_ms)
    order by c.external_userid, c.userid, c.at_ms desc
    on conflict (tenant_id, corp_id, external_userid, staff_userid)
      do update set agreed = excluded.agreed, at_ms = excluded.at_ms where known.at_ms <= excluded.at_ms`,
});

export const findConsents = query({
  name: 'connection.findConsents',
  examples: [{ tenantId: 1, corpId: 'ww0', externalUserids: ['wm0'] }],
  sql: (p: { tenantId: TenantId; corpId: string; externalUserids: readonly string[] }) => sql<Consent>`
    select external_userid as "externalUserid", staff_userid as userid, agreed, at_ms as "atMs"
    from connection.archive_consent
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and external_userid = any(${p.externalUserids}::text[])`,
});

/** Where a list of friends stands. */
export interface FriendKey {
  customerId: Id;
  staffId: Id;
  externalUserid: string;
}

/** Friends of whom it is not known whether they agreed, in the order of the relations' key. */
export const listUnaskedFriends = query({
  name: 'connection.listUnaskedFriends',
  examples: [
    { tenantId: 1, corpId: 'ww0', after: null, limit: 100 },
    {
      tenantId: 1,
      corpId: 'ww0',
      after: { customerId: newId(), staffId: newId(), externalUserid: 'wm0' },
      limit: 100,
    },
  ],
  sql: (p: { tenantId: TenantId; corpId: string; after: FriendKey | null; limit: number }) => sql<
    FriendKey & { userid: string }
  >`
    select r.customer_id as "customerId", r.staff_id as "staffId", r.external_userid as "externalUserid", s.userid
    from customers.pub_relation r
    join org.pub_staff s on s.tenant_id = r.tenant_id and s.staff_id = r.staff_id
    where r.tenant_id = ${p.tenantId} and r.corp_id = ${p.corpId} and r.standing = 'friend'
      ${p.after === null ? sql`` : sql`and (r.customer_id, r.staff_id, r.external_userid) > (${p.after.customerId}::uuid, ${p.after.staffId}::uuid, ${p.after.externalUserid}::text)`}
      and not exists (select 1 from connection.archive_consent a where a.tenant_id = ${p.tenantId} and a.corp_id = r.corp_id
        and a.external_userid = r.external_userid and a.staff_userid = s.userid)
    order by r.customer_id, r.staff_id, r.external_userid limit ${p.limit}`,
});

export interface MessageSourceRow {
  corpId: string;
  seq: number;
  messages: number;
  skipped: number;
  /** When something was pulled last, and when it was last tried. */
  pullMs: number | null;
  checkedMs: number;
  archiveCode: string | null;
  archiveMessage: string | null;
  archiveErrcode: number | null;
  behaviourReadMs: number | null;
  behaviourCode: string | null;
  behaviourMessage: string | null;
  behaviourErrcode: number | null;
}

export const listMessageSources = query({
  name: 'connection.listMessageSources',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<MessageSourceRow>`
    select corp_id as "corpId", archive_seq as seq, messages, skipped, archive_pull_ms as "pullMs", archive_checked_ms as "checkedMs",
      archive_code as "archiveCode", archive_message as "archiveMessage", archive_errcode as "archiveErrcode",
      behaviour_read_ms as "behaviourReadMs", behaviour_code as "behaviourCode",
      behaviour_message as "behaviourMessage", behaviour_errcode as "behaviourErrcode"
    from connection.message_source where tenant_id = ${p.tenantId}`,
});

/** Moves the archive's position with the messages that were applied in the same transaction; never backwards. */
export const moveArchive = query({
  name: 'connection.moveArchive',
  examples: [
    { tenantId: 1, corpId: 'ww0', fromSeq: 0, toSeq: 1, messages: 1, skipped: 0, nowMs: 0, sinceMs: 0 },
  ],
  sql: (p: {
    tenantId: TenantId;
    corpId: string;
    fromSeq: number;
    toSeq: number;
    messages: number;
    skipped: number;
    nowMs: number;
    /** Since when the platform still had everything at this pull; the first pull decides. */
    sinceMs: number;
  }) => sql<{ corpId: string }>`
    insert into connection.message_source as s (tenant_id, corp_id, archive_seq, messages, skipped, archive_pull_ms, archive_checked_ms,
      archive_since_ms)
    values (${p.tenantId}, ${p.corpId}, ${p.toSeq}, ${p.messages}, ${p.skipped}, ${p.nowMs}, ${p.nowMs}, ${p.sinceMs})
    on conflict (tenant_id, corp_id) do update
      set archive_since_ms = coalesce(s.archive_since_ms, excluded.archive_since_ms), archive_seq = excluded.archive_seq, messages = s.messages + excluded.messages,
        skipped = s.skipped + excluded.skipped, archive_pull_ms = excluded.archive_pull_ms, archive_checked_ms = excluded.archive_checked_ms,
        archive_code = null, archive_message = null, archive_errcode = null
      where s.archive_seq = ${p.fromSeq}
    returning corp_id as "corpId"`,
});

interface Failure {
  code: string | null;
  message: string | null;
  errcode: number | null;
}
const noFailure: Failure = { code: null, message: null, errcode: null };

/** Notes that the archive was asked, and what it said when it refused. */
export const noteArchive = query({
  name: 'connection.noteArchive',
  examples: [{ tenantId: 1, corpId: 'ww0', ...noFailure, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; nowMs: number } & Failure) => sql`
    insert into connection.message_source (tenant_id, corp_id, archive_code, archive_message, archive_errcode, archive_checked_ms)
    values (${p.tenantId}, ${p.corpId}, ${p.code}, ${p.message}, ${p.errcode}, ${p.nowMs})
    on conflict (tenant_id, corp_id) do update
      set archive_code = excluded.archive_code, archive_message = excluded.archive_message,
        archive_errcode = excluded.archive_errcode, archive_checked_ms = excluded.archive_checked_ms`,
});

export const noteBehaviour = query({
  name: 'connection.noteBehaviour',
  examples: [{ tenantId: 1, corpId: 'ww0', ...noFailure, readMs: null }],
  sql: (p: { tenantId: TenantId; corpId: string; readMs: number | null } & Failure) => sql`
    insert into connection.message_source as s (tenant_id, corp_id, behaviour_read_ms, behaviour_code, behaviour_message, behaviour_errcode)
    values (${p.tenantId}, ${p.corpId}, ${p.readMs}, ${p.code}, ${p.message}, ${p.errcode})
    on conflict (tenant_id, corp_id) do update
      set behaviour_read_ms = coalesce(excluded.behaviour_read_ms, s.behaviour_read_ms), behaviour_code = excluded.behaviour_code,
        behaviour_message = excluded.behaviour_message, behaviour_errcode = excluded.behaviour_errcode`,
});

export const countConsents = query({
  name: 'connection.countConsents',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<{ corpId: string; agreed: number }>`
    select corp_id as "corpId", count(distinct external_userid) as agreed from connection.archive_consent
    where tenant_id = ${p.tenantId} and agreed group by corp_id`,
});

export interface BehaviourRow {
  staffId: Id;
  day: string;
  chatCnt: number;
  messageCnt: number;
  replyPercentage: number | null;
  avgReplyMinutes: number | null;
  negativeFeedbackCnt: number;
  newApplyCnt: number;
  newContactCnt: number;
}
const aDay: BehaviourRow = {
  staffId: '00000000-0000-0000-0000-000000000000',
  day: '2026-01-01',
  chatCnt: 0,
  messageCnt: 0,
  replyPercentage: null,
  avgReplyMinutes: null,
  negativeFeedbackCnt: 0,
  newApplyCnt: 0,
  newContactCnt: 0,
};

export const upsertBehaviour = query({
  name: 'connection.upsertBehaviour',
  examples: [{ tenantId: 1, corpId: 'ww0', rows: [aDay], nowMs: 0 }],
  sql: ({
    rows,
    ...p
  }: {
    tenantId: TenantId;
    corpId: string;
    rows: readonly BehaviourRow[];
    nowMs: number;
  }) => sql`
    insert into connection.behavior_day (tenant_id, corp_id, staff_id, day, chat_cnt, message_cnt, reply_percentage,
      avg_reply_minutes, negative_feedback_cnt, new_apply_cnt, new_contact_cnt, read_ms)
    select ${p.tenantId}::integer, ${p.corpId}::text, r.staff_id, r.day, r.chat_cnt, r.message_cnt, r.reply_percentage,
      r.avg_reply_minutes, r.negative_feedback_cnt, r.new_apply_cnt, r.new_contact_cnt, ${p.nowMs}::bigint
    from unnest(${rows.map((r) => r.staffId)}::uuid[], ${rows.map((r) => r.day)}::date[],
      ${rows.map((r) => r.chatCnt)}::integer[], ${rows.map((r) => r.messageCnt)}::integer[],
      ${rows.map((r) => r.replyPercentage)}::float8[], ${rows.map((r) => r.avgReplyMinutes)}::float8[],
      ${rows.map((r) => r.negativeFeedbackCnt)}::integer[], ${rows.map((r) => r.newApplyCnt)}::integer[],
      ${rows.map((r) => r.newContactCnt)}::integer[])
      as r (staff_id, day, chat_cnt, message_cnt, reply_percentage, avg_reply_minutes, negative_feedback_cnt, new_apply_cnt, new_contact_cnt)
    on conflict (tenant_id, staff_id, day) do update
      set chat_cnt = excluded.chat_cnt, message_cnt = excluded.message_cnt, reply_percentage = excluded.reply_percentage,
        avg_reply_minutes = excluded.avg_reply_minutes, negative_feedback_cnt = excluded.negative_feedback_cnt,
        new_apply_cnt = excluded.new_apply_cnt, new_contact_cnt = excluded.new_contact_cnt, read_ms = excluded.read_ms`,
});

/** The last day held of each member of staff. */
export const lastBehaviourDays = query({
  name: 'connection.lastBehaviourDays',
  examples: [{ tenantId: 1, corpId: 'ww0' }],
  sql: (p: { tenantId: TenantId; corpId: string }) => sql<{ staffId: Id; day: string }>`
    select staff_id as "staffId", max(day)::text as day from connection.behavior_day
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} group by staff_id`,
});

export const behaviourSpan = query({
  name: 'connection.behaviourSpan',
  examples: [{ tenantId: 1 }],
  sql: (p: { tenantId: TenantId }) => sql<{
    corpId: string;
    firstDay: string;
    lastDay: string;
    rows: number;
  }>`
    select corp_id as "corpId", min(day)::text as "firstDay", max(day)::text as "lastDay", count(*) as rows
    from connection.behavior_day where tenant_id = ${p.tenantId} group by corp_id`,
});
