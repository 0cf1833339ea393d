// One person whom two stores know: each store sees him and what is its own, and learns no more than that there are
// others (S0-43).
import { newId } from '@yutian/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, openCompany } from '../testing/company.ts';
import { CORP, profile, T0 } from '../testing/world.ts';

const DAY = 86_400_000;
let company: Company;
let id: string;
const seen = async (who: string, path = '') =>
  (await company.ask(who, 'GET', `/customers/${id}${path}`)).body;
const kinds = (body: { items: { kind: string }[] }) => body.items.map(({ kind }) => kind).toSorted();

beforeAll(async () => {
  company = await openCompany();
  const { wang, chen } = company.guides;
  const { nanjing, tianhe } = company.stores;
  await company.write((tx) =>
    company.customers.intake.applyProfiles(
      tx,
      1,
      CORP,
      [
        profile('wm1', { name: '两店客', follow: { staffId: wang, addedAtMs: T0, tagIds: ['wang'] } }),
        profile('wm1', { name: '两店客', follow: { staffId: chen, addedAtMs: T0 + DAY, tagIds: ['chen'] } }),
        profile('wm2', { name: '一店客', follow: { staffId: wang, addedAtMs: T0 + 2 * DAY } }),
      ],
      T0,
    ),
  );
  [{ id }] = (await company.rows(
    `select customer_id as id from customers.customer where name = '两店客'`,
  )) as [{ id: string }];
  await company.pool.query(`update customers.tag set name = platform_id where tenant_id = 1`);
  const line = { customerId: id, kind: 'orders.paid', staffId: null, detail: {} };
  await company.write((tx) =>
    company.customers.timeline.append(tx, 1, [
      { ...line, atMs: T0 + 1_000, key: '南京', storeId: nanjing },
      { ...line, atMs: T0 + 2_000, key: '天河', storeId: tianhe },
      { ...line, atMs: T0 + 3_000, key: '网店', storeId: null },
    ]),
  );
  for (const [who, body] of [
    ['boss', '总部：大客户'],
    ['manager', '店长：周六到店'],
    ['wang', '王导：爱喝茶'],
    ['operator', '天河：已报价'],
  ] as const)
    await company.ask(who, 'POST', `/customers/${id}/notes`, { body });
  await company.ask('operator', 'POST', `/customers/${id}/consents`, {
    purpose: 'marketing',
    granted: false,
    channel: '门店',
    noticeVersion: 'v1',
    evidence: '天河店纸质单',
  });
});
afterAll(() => company[Symbol.asyncDispose]());

describe('a person of two stores', () => {
  it('each sees its own relations, tags and times, and that there is another store', async () => {
    const [boss, manager, operator] = await Promise.all([seen('boss'), seen('manager'), seen('operator')]);
    expect(boss.relations).toHaveLength(2);
    expect(boss.others).toEqual({ stores: 0, staff: 0 });
    expect(manager.relations.map((one: { staffName: string }) => one.staffName)).toEqual(['王导']);
    expect(manager.tags.map((one: { name: string }) => one.name)).toEqual(['wang']);
    expect(manager.others).toEqual({ stores: 1, staff: 1 });
    expect(operator.tags.map((one: { name: string }) => one.name)).toEqual(['chen']);
    expect(operator.firstAddedAt).not.toBe(manager.firstAddedAt);
    expect(Date.parse(operator.firstAddedAt)).toBe(T0 + DAY);
    expect(JSON.stringify(manager)).not.toContain('陈导');
    expect(JSON.stringify(manager)).not.toContain(company.stores.tianhe);
  });

  it('a colleague of the same store is not another store', async () => {
    const { li } = company.guides;
    await company.write((tx) =>
      company.customers.intake.applyProfiles(
        tx,
        1,
        CORP,
        [profile('wm2', { name: '一店客', follow: { staffId: li } })],
        T0,
      ),
    );
    const [{ other }] = (await company.rows(
      `select customer_id as other from customers.customer where name = '一店客'`,
    )) as [{ other: string }];
    expect((await company.ask('wang', 'GET', `/customers/${other}`)).body.others).toEqual({
      stores: 0,
      staff: 1,
    });
    expect((await company.ask('manager', 'GET', `/customers/${other}`)).body.others).toEqual({
      stores: 0,
      staff: 0,
    });
  });

  it('the list orders by when one’s own staff added him, and filters by one’s own tags', async () => {
    const list = async (who: string, query = '') =>
      (await company.ask(who, 'GET', `/customers?${query}`)).body.items as {
        name: string;
        recentAt: string;
        tags: { tagId: string }[];
      }[];
    expect((await list('manager')).map(({ name }) => name)).toEqual(['一店客', '两店客']);
    expect(Date.parse((await list('manager'))[1]?.recentAt ?? '')).toBe(T0);
    const foreign = (await list('operator'))[0]?.tags[0]?.tagId;
    expect(foreign).toBeDefined();
    expect(await list('manager', `tagsAny=${foreign}`)).toEqual([]);
    expect(await list('boss', `tagsAny=${foreign}`)).toHaveLength(1);
  });

  it('notes of another store are not shown, those of the head office and of one’s own store are', async () => {
    const bodies = async (who: string) =>
      (await seen(who, '/notes')).items.map(({ body }: { body: string }) => body.slice(0, 2)).toSorted();
    expect(await bodies('boss')).toEqual(['天河', '店长', '总部', '王导']);
    expect(await bodies('manager')).toEqual(['店长', '总部', '王导']);
    expect(await bodies('wang')).toEqual(['店长', '总部', '王导']);
    expect(await bodies('operator')).toEqual(['天河', '总部']);
  });

  it('the timeline holds purchases of one’s own store and of the company’s shops, not of another store', async () => {
    const purchases = async (who: string) =>
      (await seen(who, '/timeline')).items
        .filter(({ kind }: { kind: string }) => kind === 'orders.paid')
        .map(({ key }: { key: string }) => key);
    expect(await purchases('boss')).toEqual(['网店', '天河', '南京']);
    expect(await purchases('manager')).toEqual(['网店', '南京']);
    expect(await purchases('wang')).toEqual(['网店', '南京']);
    expect(await purchases('operator')).toEqual(['网店', '天河']);
    expect(kinds(await seen('manager', '/timeline'))).toEqual([
      'customers.added',
      'customers.consent',
      'customers.note',
      'customers.note',
      'customers.note',
      'orders.paid',
      'orders.paid',
    ]);
  });

  it('a withdrawal holds everywhere; who took it and the evidence are the other store’s', async () => {
    const [mine] = (await seen('operator', '/consents')).items;
    expect(mine).toMatchObject({ evidence: '天河店纸质单', recordedBy: 'operator' });
    const [theirs] = (await seen('manager', '/consents')).items;
    expect(theirs).toMatchObject({ purpose: 'marketing', granted: false, evidence: null, recordedBy: null });
    expect((await seen('manager')).consents).toEqual([theirs]);
  });

  it('a copy and a deletion need a scope of everything', async () => {
    company.letIn('dealer boss', 'boss', { kind: 'part', staffIds: [company.guides.wang], storeIds: [] });
    for (const [method, path] of [
      ['GET', '/personal-data'],
      ['GET', '/erasure'],
      ['POST', '/erasure'],
    ] as const)
      expect(
        (
          await company.ask(
            'dealer boss',
            method,
            `/customers/${id}${path}`,
            method === 'POST' ? { reason: 'x' } : undefined,
          )
        ).body.code,
      ).toBe('SCOPE_TOO_NARROW');
    expect((await company.ask('dealer boss', 'GET', '/erasures')).body.code).toBe('SCOPE_TOO_NARROW');
  });

  it('an order of a store nobody of the reader works in stays unseen also when a guide has no store', async () => {
    const loner = newId();
    company.letIn('loner', 'guide', { kind: 'part', staffIds: [loner], storeIds: [] }, loner);
    expect((await company.ask('loner', 'GET', `/customers/${id}`)).status).toBe(404);
  });
});
