import { parse } from 'libpg-query';
import { describe, expect, it } from 'vitest';
import { checkStatement, type Grain } from './sql-guard.rules.ts';

const grains: Record<string, Grain> = {
  'm.person': 'customer',
  'm.order': 'customer',
  'm.staff': 'tenant',
  'm.queue': 'local',
};
const faultsOf = async (text: string) => checkStatement(await parse(text), (name) => grains[name]);

describe('the guard refuses what does not spread', () => {
  it.each([
    [
      'a join without the customer',
      'select o.id from m.person p join m.order o on o.tenant_id = p.tenant_id where p.tenant_id = $1',
      'without customer_id',
    ],
    [
      'a join without the tenant',
      'select o.id from m.person p join m.order o on o.customer_id = p.customer_id where p.tenant_id = $1',
      'tenant_id',
    ],
    [
      'an arm that names no tenant',
      'with a as (select p.customer_id from m.person p) select a.customer_id from a',
      'tenant_id is not named',
    ],
    [
      'a union arm that names no tenant',
      'select p.customer_id from m.person p where p.tenant_id = $1 union all select o.customer_id from m.order o',
      'o: tenant_id is not named',
    ],
    [
      'an update that names no tenant',
      'update m.person p set name = $1 where p.customer_id = $2',
      'tenant_id is not named',
    ],
    ['a clock', 'update m.person p set seen = now() where p.tenant_id = $1', 'clock'],
    [
      'a clock keyword',
      'select p.id from m.person p where p.tenant_id = $1 and p.day < current_date',
      'clock',
    ],
    [
      'row locks across people',
      'select p.customer_id from m.person p where p.tenant_id = $1 for update skip locked',
      'row locks',
    ],
    [
      'LIMIT inside INSERT … SELECT',
      'insert into m.order (tenant_id, customer_id) select p.tenant_id, p.customer_id from m.person p where p.tenant_id = $1 limit 5',
      'LIMIT',
    ],
    [
      'a data-modifying CTE',
      'with x as (delete from m.person p where p.tenant_id = $1 returning p.customer_id) select x.customer_id from x',
      'data-modifying',
    ],
    [
      'a random id in UPDATE',
      'update m.person p set id = gen_random_uuid() where p.tenant_id = $1',
      'volatile',
    ],
    [
      'ROLLUP',
      'select p.store, count(*) from m.person p where p.tenant_id = $1 group by rollup (p.store)',
      'ROLLUP',
    ],
    ['a star', 'select * from m.person p where p.tenant_id = $1', 'select *'],
    [
      'an untied subquery',
      'select p.customer_id from m.person p where p.tenant_id = $1 and exists (select 1 from m.order o where o.tenant_id = $1)',
      'not tied',
    ],
    ['a table without a grain', 'select x.id from m.unknown x', 'no grain'],
  ])('%s', async (_name, text, fault) => {
    expect((await faultsOf(text)).join('\n')).toContain(fault);
  });

  it.each([
    [
      'a join on both keys',
      'select o.id from m.person p join m.order o on o.tenant_id = p.tenant_id and o.customer_id = p.customer_id where p.tenant_id = $1',
    ],
    [
      'a join of rows of keys',
      'select o.id from m.person p join m.order o on (o.tenant_id, o.customer_id) = (p.tenant_id, p.customer_id) where p.tenant_id = $1',
    ],
    [
      'a join with reference rows',
      'select p.id from m.person p join m.staff s on s.tenant_id = p.tenant_id and s.staff_id = p.staff_id where p.tenant_id = $1',
    ],
    [
      'a tied subquery',
      'select p.customer_id from m.person p where p.tenant_id = $1 and exists (select 1 from m.order o where o.tenant_id = p.tenant_id and o.customer_id = p.customer_id)',
    ],
    [
      'a derived table',
      'select p.id from m.person p join (select o.tenant_id, o.customer_id from m.order o where o.tenant_id = $1) d on d.tenant_id = p.tenant_id and d.customer_id = p.customer_id where p.tenant_id = $1',
    ],
    [
      'an update from given rows',
      'update m.person p set name = v.name from unnest($1::uuid[], $2::text[]) as v(customer_id, name) where p.tenant_id = $3 and p.customer_id = v.customer_id',
    ],
    [
      'INSERT … SELECT of given rows',
      'insert into m.person (tenant_id, customer_id) select $1, v.id from unnest($2::uuid[]) as v(id) on conflict do nothing',
    ],
    ['row locks on one node', 'select q.id from m.queue q order by q.id limit 10 for update skip locked'],
  ])('%s passes', async (_name, text) => {
    expect(await faultsOf(text)).toEqual([]);
  });
});
