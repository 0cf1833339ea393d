// Statements that put tags on people and take them off: whole sets at once here, one relation after another on the
// platform.
import { everything, type Id, newId, type TenantId } from '@yutian/kernel';
import { query, withinStaff } from '@yutian/platform';
import { sql } from 'kysely';
import { peopleSet } from '../people/people.sql.ts';
import { everybody, type PeopleQuery } from '../people/people-filter.sql.ts';

/** Bulk tagging: whom, in which corp, which tags. */
export interface Tagging extends PeopleQuery {
  corpId: string;
  add: readonly Id[];
  remove: readonly Id[];
}

const examples: Tagging[] = [
  { tenantId: 1, scope: everything, filter: everybody, corpId: 'ww', add: [newId()], remove: [newId()] },
  {
    tenantId: 1,
    scope: { kind: 'part', staffIds: [newId()], storeIds: [newId()] },
    filter: { ...everybody, ids: [newId()] },
    corpId: 'ww',
    add: [newId()],
    remove: [newId()],
  },
];

/** Live relations of the people asked for, with staff in scope, and whether the tagging changes them. */
const reached = (p: Tagging) => sql`
    target as (${peopleSet(p)}),
    live as (
      select r.customer_id, r.staff_id,
        exists (select 1 from unnest(${p.add}::uuid[]) as w(tag_id) where not exists (
          select 1 from customers.customer_tag x where x.tenant_id = ${p.tenantId} and x.customer_id = r.customer_id
            and x.staff_id = r.staff_id and x.external_userid = r.external_userid and x.tag_id = w.tag_id and x.mark in ('on', 'adding')))
        or exists (select 1 from customers.customer_tag y where y.tenant_id = ${p.tenantId} and y.customer_id = r.customer_id
            and y.staff_id = r.staff_id and y.external_userid = r.external_userid and y.tag_id = any(${p.remove}::uuid[])
            and y.mark in ('on', 'adding')) as changes
      from target
      join customers.relation r on r.tenant_id = ${p.tenantId} and r.customer_id = target."customerId"
      where r.standing <> 'lost' and r.corp_id = ${p.corpId} ${withinStaff(p.scope, 'r.staff_id')})`;

export const countTagging = query({
  name: 'customers.countTagging',
  examples,
  sql: (p: Tagging) => sql<{ target: number; reachable: number; people: number; relations: number }>`
    with ${reached(p)}
    select (select count(*)::int from target) as target, count(distinct live.customer_id)::int as reachable,
      count(distinct live.customer_id) filter (where live.changes)::int as people, count(*) filter (where live.changes)::int as relations
    from live`,
});

export const countTaggingByStaff = query({
  name: 'customers.countTaggingByStaff',
  examples,
  sql: (p: Tagging) => sql<{ staffId: Id; staffName: string | null; people: number }>`
    with ${reached(p)}
    select k.staff_id as "staffId", s.name as "staffName", k.people
    from (select live.staff_id, count(*)::int as people from live where live.changes group by live.staff_id) k
    left join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = k.staff_id
    order by k.people desc, k.staff_id limit 20`,
});

export const sampleTagging = query({
  name: 'customers.sampleTagging',
  examples,
  sql: (p: Tagging) => sql<{ id: Id; name: string }>`
    with ${reached(p)}, picked as (select distinct live.customer_id from live where live.changes limit 10)
    select c.customer_id as id, c.name from picked
    join customers.customer c on c.tenant_id = ${p.tenantId} and c.customer_id = picked.customer_id`,
});

export const markAdding = query({
  name: 'customers.markAdding',
  examples: examples.map((example) => ({ ...example, atMs: 0 })),
  sql: (p: Tagging & { atMs: number }) => sql`
    insert into customers.customer_tag as t (tenant_id, customer_id, tag_id, staff_id, external_userid, corp_id, born_id, mark, at_ms)
    select ${p.tenantId}::int, r.customer_id, w.tag_id, r.staff_id, r.external_userid, r.corp_id, r.born_id, 'adding', ${p.atMs}::bigint
    from (${peopleSet(p)}) as target
    join customers.relation r on r.tenant_id = ${p.tenantId} and r.customer_id = target."customerId"
    cross join unnest(${p.add}::uuid[]) as w(tag_id)
    where r.standing <> 'lost' and r.corp_id = ${p.corpId} ${withinStaff(p.scope, 'r.staff_id')}
    on conflict (tenant_id, customer_id, tag_id, staff_id, external_userid) do update set mark = 'adding', refused_code = null, at_ms = excluded.at_ms
      where t.mark in ('removing', 'refused')`,
});

export const markRemoving = query({
  name: 'customers.markRemoving',
  examples: examples.map((example) => ({ ...example, atMs: 0 })),
  sql: (p: Tagging & { atMs: number }) => sql`
    update customers.customer_tag t set mark = 'removing', refused_code = null, at_ms = ${p.atMs}::bigint
    from (${peopleSet(p)}) as target
    where t.tenant_id = ${p.tenantId} and t.customer_id = target."customerId" and t.corp_id = ${p.corpId}
      and t.tag_id = any(${p.remove}::uuid[]) and t.mark in ('on', 'adding', 'refused') ${withinStaff(p.scope, 't.staff_id')}`,
});

export interface DueMark {
  customerId: Id;
  bornId: Id;
  staffId: Id;
  externalUserid: string;
  userid: string;
  /** Our id and the platform's. */
  add: [Id, string][];
  remove: [Id, string][];
}

/** Relations with marks to push; a tag that is not yet on the platform waits for its own push. */
export const readDueMarks = query({
  name: 'customers.readDueMarks',
  examples: [{ tenantId: 1, corpId: 'ww', limit: 100 }],
  sql: (p: { tenantId: TenantId; corpId: string; limit: number }) => sql<DueMark>`
    select c.customer_id as "customerId", c.born_id as "bornId", c.staff_id as "staffId", c.external_userid as "externalUserid", s.userid,
      coalesce(jsonb_agg(jsonb_build_array(t.tag_id, t.platform_id)) filter (where c.mark = 'adding'), '[]') as add,
      coalesce(jsonb_agg(jsonb_build_array(t.tag_id, t.platform_id)) filter (where c.mark = 'removing'), '[]') as remove
    from customers.customer_tag c
    join customers.tag t on t.tenant_id = ${p.tenantId} and t.tag_id = c.tag_id and t.platform_id is not null
    join org.pub_staff s on s.tenant_id = ${p.tenantId} and s.staff_id = c.staff_id
    where c.tenant_id = ${p.tenantId} and c.corp_id = ${p.corpId} and c.mark in ('adding', 'removing')
    group by c.customer_id, c.born_id, c.staff_id, c.external_userid, s.userid
    limit ${p.limit}`,
});

interface Pushed {
  tenantId: TenantId;
  customerId: Id;
  staffId: Id;
  externalUserid: string;
  added: readonly Id[];
  removed: readonly Id[];
  /** The refusal, or null when the platform took it. */
  code: string | null;
}

const pushed: Pushed = {
  tenantId: 1,
  customerId: newId(),
  staffId: newId(),
  externalUserid: '',
  added: [],
  removed: [],
  code: null,
};

/** An added mark is on, or refused; a removal that was refused leaves the mark on. */
export const settleMarks = query({
  name: 'customers.settleMarks',
  examples: [pushed, { ...pushed, code: 'WECOM_REFUSED' }],
  sql: (p: Pushed) => sql`
    update customers.customer_tag t set refused_code = ${p.code}::text,
      mark = case when ${p.code}::text is null or t.mark = 'removing' then 'on' else 'refused' end
    where t.tenant_id = ${p.tenantId} and t.customer_id = ${p.customerId} and t.staff_id = ${p.staffId}
      and t.external_userid = ${p.externalUserid}
      and ((t.mark = 'adding' and t.tag_id = any(${p.added}::uuid[])) or (t.mark = 'removing' and t.tag_id = any(${p.removed}::uuid[])))`,
});

export const dropRemoved = query({
  name: 'customers.dropRemoved',
  examples: [pushed],
  sql: (p: Pushed) => sql`
    delete from customers.customer_tag t
    where t.tenant_id = ${p.tenantId} and t.customer_id = ${p.customerId} and t.staff_id = ${p.staffId}
      and t.external_userid = ${p.externalUserid} and t.mark = 'removing' and t.tag_id = any(${p.removed}::uuid[])`,
});

/** Writes the platform's tags of a relation anew, so that the next profile shows no change. */
export const rewriteTagIds = query({
  name: 'customers.rewriteTagIds',
  examples: [pushed],
  sql: (p: Omit<Pushed, 'added' | 'removed' | 'code'>) => sql`
    update customers.relation r set tag_ids = coalesce((
      select string_agg(g.platform_id, ',' order by g.platform_id collate "C")
      from customers.customer_tag c join customers.tag g on g.tenant_id = ${p.tenantId} and g.tag_id = c.tag_id
      where c.tenant_id = ${p.tenantId} and c.customer_id = ${p.customerId} and c.staff_id = ${p.staffId}
        and c.external_userid = ${p.externalUserid} and c.mark in ('on', 'removing') and g.platform_id is not null), '')
    where r.tenant_id = ${p.tenantId} and r.customer_id = ${p.customerId} and r.staff_id = ${p.staffId}
      and r.external_userid = ${p.externalUserid}`,
});
