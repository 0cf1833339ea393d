// Statements behind our own public pages of codes.
import type { CodeLinkState } from '@yutian/contract';
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';
import type { CodeRouting } from '../codes/code.sql.ts';

export interface EntryCode {
  tenantId: TenantId;
  codeId: Id;
  corpId: string;
  channelId: Id;
  name: string;
  state: string;
  kind: 'way' | 'link';
  routing: CodeRouting;
  linkState: CodeLinkState;
  qrCode: string | null;
  skipVerify: boolean;
  archived: boolean;
}

/** @NOTE the only statement without a tenant: a stranger's browser knows nothing but the state. */
export const codeByState = query({
  name: 'channels.codeByState',
  examples: [{ state: 'a' }],
  sql: (p: { state: string }) => sql<EntryCode>`
    select tenant_id as "tenantId", code_id as "codeId", corp_id as "corpId", channel_id as "channelId", name, state, kind, routing,
      link_state as "linkState", qr_code as "qrCode", skip_verify as "skipVerify", archived
    from channels.code where state = ${p.state} limit 1`,
});

export interface StoreCode {
  codeId: Id;
  qrCode: string;
  storeName: string;
  address: string | null;
  latitude: number | null;
  longitude: number | null;
}

/** Live codes of open stores of a corp: those below the channel when it has any. */
export const storeCodes = query({
  name: 'channels.storeCodes',
  examples: [{ tenantId: 1, corpId: 'ww', channelId: newId() }],
  sql: (p: { tenantId: TenantId; corpId: string; channelId: Id }) => sql<StoreCode & { near: boolean }>`
    select k.code_id as "codeId", k.qr_code as "qrCode", s.name as "storeName", s.address, s.latitude, s.longitude,
      c.path @> array[${p.channelId}]::uuid[] as near
    from channels.code k
    join channels.channel c on c.tenant_id = k.tenant_id and c.channel_id = k.channel_id
    join org.pub_store s on s.tenant_id = k.tenant_id and s.store_id = k.store_id and s.open
    where k.tenant_id = ${p.tenantId} and k.corp_id = ${p.corpId} and k.kind = 'way' and k.routing = 'direct'
      and not k.archived and k.link_state = 'live' and k.qr_code is not null
    order by s.name, k.code_id limit 2000`,
});

/** The guide who is the customer's own: a friend, still there, last written to or last added. */
export const ownerOf = query({
  name: 'channels.ownerOf',
  examples: [{ tenantId: 1, customerId: newId(), corpId: 'ww' }],
  sql: (p: { tenantId: TenantId; customerId: Id; corpId: string }) => sql<{ staffId: Id; name: string }>`
    select r.staff_id as "staffId", s.name from customers.pub_relation r
    join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = r.staff_id and s.active and s.corp_id = ${p.corpId}
    where r.tenant_id = ${p.tenantId} and r.customer_id = ${p.customerId} and r.standing = 'friend'
    order by greatest(coalesce(r.last_inbound_at_ms, 0), r.added_at_ms) desc, r.staff_id limit 1`,
});

/** The personal code of a guide, or none yet. */
export const personalCode = query({
  name: 'channels.personalCode',
  examples: [{ tenantId: 1, staffId: newId(), channelId: newId() }],
  sql: (p: { tenantId: TenantId; staffId: Id; channelId: Id }) => sql<{
    codeId: Id;
    qrCode: string | null;
    linkState: CodeLinkState;
  }>`
    select code_id as "codeId", qr_code as "qrCode", link_state as "linkState" from channels.code
    where tenant_id = ${p.tenantId} and owner_staff_id = ${p.staffId} and channel_id = ${p.channelId} and not archived
    order by created_at_ms limit 1`,
});
