// Statements that complete the adds from friendships which were read, not told: a corp that moves in brings its years
// before us, and the nightly reconcile brings what a lost callback did not say.
import type { TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

const some = [{ tenantId: 1 }];

/** A callback and the profile read after it may tell instants of one add that differ by seconds. */
const SAME_ADD_MS = 60_000;

/** Adds of friendships whose latest add nobody told; the state is that of the latest add. */
export const insertHistory = query({
  name: 'channels.insertHistory',
  examples: some,
  sql: (p: { tenantId: TenantId }) => sql`
    insert into channels.add (tenant_id, customer_id, staff_id, at_ms, channel_id, code_id, state, half, born_id)
    select r.tenant_id, r.customer_id, r.staff_id, r.added_at_ms, k.channel_id, k.code_id, r.state, false, r.customer_id
    from customers.pub_relation r
    left join channels.code k on k.tenant_id = ${p.tenantId} and k.state = r.state
    where r.tenant_id = ${p.tenantId} and r.added_at_ms is not null and r.standing <> 'half' and not exists (
      select 1 from channels.add a where a.tenant_id = ${p.tenantId} and a.customer_id = r.customer_id
        and a.staff_id = r.staff_id and a.at_ms >= r.added_at_ms - ${SAME_ADD_MS}::bigint)
    on conflict do nothing`,
});

/** Adds whose state a channel has adopted since. */
export const placeAdopted = query({
  name: 'channels.placeAdopted',
  examples: some,
  sql: (p: { tenantId: TenantId }) => sql`
    update channels.add a set channel_id = k.channel_id, code_id = k.code_id from channels.code k
    where a.tenant_id = ${p.tenantId} and a.code_id is null and a.state is not null
      and k.tenant_id = ${p.tenantId} and k.state = a.state`,
});

/** Counting anew waits for those who are counting up, and holds the next ones back until it has written. */
export const holdLoads = query({
  name: 'channels.holdLoads',
  examples: some,
  sql: (p: { tenantId: TenantId }) => sql`select pg_advisory_xact_lock_shared(7402251, ${p.tenantId}::int)`,
});

export const holdLoadsAlone = query({
  name: 'channels.holdLoadsAlone',
  examples: some,
  sql: (p: { tenantId: TenantId }) => sql`select pg_advisory_xact_lock(7402251, ${p.tenantId}::int)`,
});

/** Adds of codes by day and guide, as the adds say. Adds by no code are loads of today alone: see `addToLoads`. */
export const recountLoads = query({
  name: 'channels.recountLoads',
  examples: some,
  sql: (p: { tenantId: TenantId }) => sql`
    insert into channels.day_load as l (tenant_id, day, staff_id, code_id, adds, half)
    select ${p.tenantId}::int, date '1970-01-01' + ((a.at_ms + 28800000) / 86400000)::int, a.staff_id, a.code_id,
      count(*) filter (where not a.half), count(*) filter (where a.half)
    from channels.add a where a.tenant_id = ${p.tenantId} and a.code_id is not null
    group by 2, 3, 4
    on conflict (tenant_id, day, staff_id, code_id) do update set adds = excluded.adds
      where l.adds <> excluded.adds`,
});
