// Statements about codes made elsewhere: only their state is known.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export const insertAdoptedStates = query({
  name: 'channels.insertAdoptedStates',
  examples: [{ tenantId: 1, channelId: newId(), corpId: 'ww1', rows: '[]', nowMs: 0 }],
  sql: (p: { tenantId: TenantId; channelId: Id; corpId: string; rows: string; nowMs: number }) => sql`
    insert into channels.code (tenant_id, code_id, corp_id, channel_id, name, state, created_at_ms, kind, link_state)
    select ${p.tenantId}, v."codeId", ${p.corpId}, ${p.channelId}::uuid, v.name, v.state, ${p.nowMs}, 'adopted', 'live'
    from jsonb_to_recordset(${p.rows}::jsonb) as v("codeId" uuid, name text, state text)
    on conflict do nothing`,
});

export const listAdoptedStates = query({
  name: 'channels.listAdoptedStates',
  examples: [{ tenantId: 1, channelId: newId() }],
  sql: (p: { tenantId: TenantId; channelId: Id }) => sql<{ state: string; name: string }>`
    select c.state, c.name from channels.code c
    where c.tenant_id = ${p.tenantId} and c.channel_id = ${p.channelId} and c.kind = 'adopted' order by c.state`,
});
