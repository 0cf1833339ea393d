// Statements about the rows of one person: merges move them, the person may ask for them or have them deleted.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

interface Move {
  tenantId: TenantId;
  from: readonly Id[];
  to: readonly Id[];
  /** Only rows first written for one of these; null: all. */
  bornIds: readonly Id[] | null;
}

const moves: Move[] = [
  { tenantId: 1, from: [newId()], to: [newId()], bornIds: null },
  { tenantId: 1, from: [newId()], to: [newId()], bornIds: [newId()] },
];
const born = (p: Move) => (p.bornIds === null ? sql`` : sql`and m.born_id = any(${p.bornIds}::uuid[])`);

export const copyStays = query({
  name: 'groups.copyStays',
  examples: moves,
  sql: (p: Move) => sql`
    insert into groups.member (tenant_id, customer_id, chat_id, external_userid, joined_at_ms, born_id, join_scene, invitor_staff_id,
      state, nickname, left_at_ms)
    select ${p.tenantId}::int, t.to_id, m.chat_id, m.external_userid, m.joined_at_ms, m.born_id, m.join_scene, m.invitor_staff_id,
      m.state, m.nickname, m.left_at_ms
    from groups.member m
    join unnest(${p.from}::uuid[], ${p.to}::uuid[]) as t (from_id, to_id) on t.from_id = m.customer_id
    where m.tenant_id = ${p.tenantId} ${born(p)}
    on conflict do nothing`,
});

export const removeStays = query({
  name: 'groups.removeStays',
  examples: moves,
  sql: (p: Move) => sql`
    delete from groups.member m where m.tenant_id = ${p.tenantId} and m.customer_id = any(${p.from}::uuid[]) ${born(p)}`,
});

export const staysOfPerson = query({
  name: 'groups.staysOfPerson',
  examples: [{ tenantId: 1, customerId: newId() }],
  sql: (p: { tenantId: TenantId; customerId: Id }) => sql<{
    group: string;
    externalUserid: string;
    nickname: string;
    joinedAtMs: number;
    leftAtMs: number | null;
    state: string | null;
  }>`
    select c.name as group, m.external_userid as "externalUserid", m.nickname, m.joined_at_ms as "joinedAtMs", m.left_at_ms as "leftAtMs", m.state
    from groups.member m
    join groups.chat c on c.tenant_id = ${p.tenantId} and c.chat_id = m.chat_id
    where m.tenant_id = ${p.tenantId} and m.customer_id = ${p.customerId}
    order by m.joined_at_ms desc, m.chat_id`,
});

export const eraseStays = query({
  name: 'groups.eraseStays',
  examples: [{ tenantId: 1, customerId: newId() }],
  sql: (p: { tenantId: TenantId; customerId: Id }) => sql`
    delete from groups.member where tenant_id = ${p.tenantId} and customer_id = ${p.customerId}`,
});
