// Statements of a person's copy and deletion (R11). This module knows people by their accounts (corp, external_userid).
import { connectionEvents } from '@yutian/contract';
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface Account {
  corpId: string;
  externalUserid: string;
}

interface Accounts {
  tenantId: TenantId;
  customerId: Id;
  accounts: readonly Account[];
}

const one: Accounts = {
  tenantId: 1,
  customerId: newId(),
  accounts: [{ corpId: 'ww0', externalUserid: 'wm0' }],
};

export const findAccounts = query({
  name: 'connection.findAccounts',
  examples: [{ tenantId: 1, customerId: newId() }],
  sql: (p: { tenantId: TenantId; customerId: Id }) => sql<Account>`
    select distinct r.corp_id as "corpId", r.external_userid as "externalUserid" from customers.pub_relation r
    where r.tenant_id = ${p.tenantId} and r.customer_id = ${p.customerId}`,
});

const named = (accounts: readonly Account[]) => sql`unnest(${accounts.map((one) => one.corpId)}::text[],
  ${accounts.map((one) => one.externalUserid)}::text[]) as n (corp_id, external_userid)`;

/** His archive consents, and the callbacks about him that are still kept. */
export const readPersonTraces = query({
  name: 'connection.readPersonTraces',
  examples: [one],
  sql: ({ tenantId: t, accounts }: Accounts) => sql<{ part: string; rows: unknown[] }>`
    select 'archiveConsents' as part, coalesce(jsonb_agg(to_jsonb(a) - 'tenant_id' order by a.at_ms), '[]') as rows
      from connection.archive_consent a join ${named(accounts)} on n.corp_id = a.corp_id and n.external_userid = a.external_userid
      where a.tenant_id = ${t}
    union all select 'callbacks', coalesce(jsonb_agg(i.fields - 'WelcomeCode' order by i.id), '[]')
      from connection.inbox i join ${named(accounts)} on n.corp_id = i.corp_id and n.external_userid = i.fields ->> 'ExternalUserID'
      where i.tenant_id = ${t}`,
});

export const countPersonTraces = query({
  name: 'connection.countPersonTraces',
  examples: [one],
  sql: ({ tenantId: t, customerId: c, accounts }: Accounts) => sql<{
    callbacks: number;
    differences: number;
    archiveConsents: number;
  }>`
    select
      (select count(*)::int from connection.inbox i join ${named(accounts)} on n.corp_id = i.corp_id and n.external_userid = i.fields ->> 'ExternalUserID'
        where i.tenant_id = ${t} and i.state <> 'new') as callbacks,
      (select count(*)::int from connection.difference where tenant_id = ${t} and customer_id = ${c}) as differences,
      (select count(*)::int from connection.archive_consent a join ${named(accounts)} on n.corp_id = a.corp_id and n.external_userid = a.external_userid
        where a.tenant_id = ${t}) as "archiveConsents"`,
});

// The row stays with its key, which is a hash: a late retry of the same callback is still recognised. One that still
// waits is about to make him known again, as the preview of a deletion says.
const blankCallbacks = query({
  name: 'connection.anonymise.inbox',
  examples: [one],
  sql: (p: Accounts) => sql`
    update connection.inbox i set fields = '{}', state = 'done', reason = null from ${named(p.accounts)}
    where i.tenant_id = ${p.tenantId} and i.state <> 'new' and n.corp_id = i.corp_id and n.external_userid = i.fields ->> 'ExternalUserID'`,
});

// @NOTE the same made-up name as his relations get (modules/customers/privacy/erase.sql.ts), so that figures which stand
// on consents do not change when a person leaves.
const blankConsents = query({
  name: 'connection.anonymise.archive_consent',
  examples: [one],
  sql: (p: Accounts) => sql`
    update connection.archive_consent a set external_userid = 'erased/' || md5(${p.customerId}::text || a.external_userid) from ${named(p.accounts)}
    where a.tenant_id = ${p.tenantId} and n.corp_id = a.corp_id and n.external_userid = a.external_userid`,
});

const dropWanted = query({
  name: 'connection.wipe.profile_wanted',
  examples: [one],
  sql: (p: Accounts) => sql`
    delete from connection.profile_wanted w using ${named(p.accounts)}
    where w.tenant_id = ${p.tenantId} and n.corp_id = w.corp_id and n.external_userid = w.external_userid`,
});

const dropDifferences = query({
  name: 'connection.wipe.difference',
  examples: [one],
  sql: (p: Accounts) => sql`
    delete from connection.difference where tenant_id = ${p.tenantId} and customer_id = ${p.customerId}`,
});

// Facts that left are kept for 14 days; those of this module name accounts. Who is struck out is not greeted any more.
const strikeFromFacts = query({
  name: 'connection.strike.outbox',
  examples: [one],
  sql: (p: Accounts) => sql`
    update platform.outbox o set payload = jsonb_set(o.payload, '{agreed}', (
      select coalesce(jsonb_agg(e.fact), '[]') from jsonb_array_elements(o.payload -> 'agreed') as e (fact)
      where not exists (select 1 from ${named(p.accounts)} where n.corp_id = o.payload ->> 'corpId' and n.external_userid = e.fact ->> 'externalUserid')))
    where o.tenant_id = ${p.tenantId} and o.topic = ${connectionEvents.archiveAgreed.topic} and exists (
      select 1 from jsonb_array_elements(o.payload -> 'agreed') as e (fact)
      join ${named(p.accounts)} on n.corp_id = o.payload ->> 'corpId' and n.external_userid = e.fact ->> 'externalUserid')`,
});

export const eraseStatements = [
  blankCallbacks,
  blankConsents,
  dropWanted,
  dropDifferences,
  strikeFromFacts,
] as const;
