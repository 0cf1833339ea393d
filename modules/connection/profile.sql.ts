// Statements about customers whose profile is still to be read.
import type { TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export const wantProfiles = query({
  name: 'connection.wantProfiles',
  examples: [{ tenantId: 1, corpId: 'ww0', externalUserids: ['wm0'], nowMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; externalUserids: readonly string[]; nowMs: number }) => sql`
    insert into connection.profile_wanted (tenant_id, corp_id, external_userid, wanted_ms, due_ms)
    select ${p.tenantId}::integer, ${p.corpId}::text, w.external_userid, ${p.nowMs}::bigint, ${p.nowMs}::bigint
    from unnest(${p.externalUserids}::text[]) as w (external_userid)
    on conflict (tenant_id, corp_id, external_userid)
      do update set wanted_ms = excluded.wanted_ms, due_ms = excluded.due_ms, attempts = 0`,
});

export const dueProfiles = query({
  name: 'connection.dueProfiles',
  examples: [{ tenantId: 1, corpId: 'ww0', nowMs: 0, limit: 200 }],
  sql: (p: { tenantId: TenantId; corpId: string; nowMs: number; limit: number }) => sql<{
    externalUserid: string;
  }>`
    select external_userid as "externalUserid" from connection.profile_wanted
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and due_ms <= ${p.nowMs}
    order by due_ms limit ${p.limit}`,
});

export const corpsWithDueProfiles = query({
  name: 'connection.corpsWithDueProfiles',
  examples: [{ tenantId: 1, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; nowMs: number }) => sql<{ corpId: string }>`
    select distinct corp_id as "corpId" from connection.profile_wanted
    where tenant_id = ${p.tenantId} and due_ms <= ${p.nowMs}`,
});

/** What was read is wanted no more, unless it was wanted again while it was read. */
export const profilesRead = query({
  name: 'connection.profilesRead',
  examples: [{ tenantId: 1, corpId: 'ww0', externalUserids: ['wm0'], readFromMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    corpId: string;
    externalUserids: readonly string[];
    readFromMs: number;
  }) => sql`
    delete from connection.profile_wanted
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and wanted_ms <= ${p.readFromMs}
      and external_userid = any(${p.externalUserids}::text[])`,
});

export const postponeProfiles = query({
  name: 'connection.postponeProfiles',
  examples: [{ tenantId: 1, corpId: 'ww0', externalUserids: ['wm0'], nowMs: 0, code: 'WECOM_BUSY' }],
  sql: (p: {
    tenantId: TenantId;
    corpId: string;
    externalUserids: readonly string[];
    nowMs: number;
    code: string;
  }) => sql`
    update connection.profile_wanted
    set attempts = attempts + 1, code = ${p.code},
      due_ms = ${p.nowMs} + least(3600000, 5000 * power(2, least(attempts, 10)))::bigint
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and external_userid = any(${p.externalUserids}::text[])`,
});

/** The platform holds calls back: what is due waits, and counts no attempt. */
export const holdProfiles = query({
  name: 'connection.holdProfiles',
  examples: [{ tenantId: 1, corpId: 'ww0', nowMs: 0, untilMs: 1 }],
  sql: (p: { tenantId: TenantId; corpId: string; nowMs: number; untilMs: number }) => sql`
    update connection.profile_wanted set due_ms = ${p.untilMs}
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId} and due_ms <= ${p.nowMs}`,
});
