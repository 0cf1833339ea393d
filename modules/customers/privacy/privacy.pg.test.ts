// A person's rights, and what people decide about people: through the real HTTP shell.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, openCompany } from '../testing/company.ts';
import { CORP, profile, T0 } from '../testing/world.ts';

let company: Company;
const idOf = async (name: string) =>
  (
    await company.rows<{ id: string }>(
      'select customer_id as id from customers.customer where tenant_id = 1 and name = $1',
      [name],
    )
  )[0]?.id ?? '';
const apply = (corpId: string, ...profiles: ReturnType<typeof profile>[]) =>
  company.write((tx) => company.customers.intake.applyProfiles(tx, 1, corpId, profiles, T0));

beforeAll(async () => {
  company = await openCompany();
});
afterAll(() => company[Symbol.asyncDispose]());

describe('copy and deletion', () => {
  it('a copy holds everything, a deletion takes what is personal and leaves a receipt', async () => {
    const { wang } = company.guides;
    await apply(
      CORP,
      profile('wmE', {
        name: '秘密先生',
        unionid: 'uE',
        avatar: 'https://a',
        follow: { staffId: wang, remark: '住在静安', phones: ['13711112222'], tagIds: ['et9'] },
      }),
    );
    const id = await idOf('秘密先生');
    await company.ask('boss', 'POST', `/customers/${id}/notes`, { body: '喜欢秘密' });
    await company.ask('boss', 'POST', `/customers/${id}/consents`, {
      purpose: 'marketing',
      granted: true,
      channel: '门店',
      noticeVersion: 'v1',
      evidence: '签字单 秘密先生',
    });
    await company.write((tx) =>
      company.customers.intake.applyMessages(tx, 1, CORP, [
        {
          msgid: 'mE',
          externalUserid: 'wmE',
          staffId: wang,
          fromCustomer: true,
          kind: 'text',
          atMs: T0,
          automatic: false,
        },
      ]),
    );
    expect((await company.ask('operator', 'GET', `/customers/${id}/personal-data`)).status).toBe(403);
    const copy = (await company.ask('boss', 'GET', `/customers/${id}/personal-data`)).body.parts.customers;
    expect(copy).toMatchObject({
      profile: [{ name: '秘密先生' }],
      phones: ['13711112222'],
      notes: [{ body: '喜欢秘密' }],
      consents: [{ purpose: 'marketing' }],
      relations: [{ remark: '住在静安' }],
    });
    expect(copy.messages).toHaveLength(1);
    expect((await company.ask('boss', 'GET', `/customers/${id}/erasure`)).body).toMatchObject({
      removed: { phones: 1, notes: 1, tags: 1 },
      kept: { relations: 1, messages: 1 },
      liveRelations: 1,
    });

    const receipt = (await company.ask('boss', 'POST', `/customers/${id}/erasure`, { reason: '本人要求' }))
      .body;
    expect(receipt).toMatchObject({ customerId: id, reason: '本人要求', removed: { phones: 1, keys: 3 } });
    expect((await company.ask('boss', 'GET', '/erasures')).body.items).toEqual([receipt]);
    expect((await company.ask('boss', 'GET', `/customers/${id}`)).status).toBe(404);
    const everything = await company.rows<{ text: string }>(
      [
        'customer',
        'identity',
        'phone',
        'relation',
        'relation_event',
        'message',
        'note',
        'timeline_entry',
        'consent',
        'customer_tag',
        'alert',
        'review',
        'merge',
      ]
        .map((table) => `select to_jsonb(t)::text as text from customers.${table} t where tenant_id = 1`)
        .join(' union all '),
    );
    const held = everything.map((row) => row.text).join();
    for (const trace of ['秘密', '静安', '"wmE', '"uE', '"2222', '"mE', 'https://a'])
      expect(held).not.toContain(trace);
    expect(
      await company.rows('select from_customer from customers.message where customer_id = $1', [id]),
    ).toEqual([{ from_customer: true }]);
    expect(
      await company.rows(`select payload from platform.outbox where topic = 'customers.erased'`),
    ).toEqual([{ payload: { customerId: id } }]);
    await company.write(async (tx) => {
      const again = await company.customers.buyers.resolveBuyers(
        tx,
        1,
        [{ ref: '1', phone: '13711112222' }],
        T0,
      );
      expect(again.get('1')).not.toBe(id);
    });
  });
});

describe('merging by hand', () => {
  it('a review is accepted with a reason, and can be undone from the log', async () => {
    await apply(CORP, profile('r1', { name: '赵大', unionid: 'r1', follow: { phones: ['13511110000'] } }));
    await apply(CORP, profile('r2', { name: '赵二', unionid: 'r2', follow: { phones: ['13511110000'] } }));
    await company.engine.settle();
    const { items } = (await company.ask('boss', 'GET', '/merge-reviews')).body;
    expect(items).toMatchObject([
      { evidence: 'phone', conflicts: ['different_unionid', 'two_accounts_in_one_corp'], status: 'open' },
    ]);
    expect(new Set([items[0].a.name, items[0].b.name])).toEqual(new Set(['赵大', '赵二']));
    expect((await company.ask('operator', 'GET', '/merge-reviews')).body.code).toBe('SCOPE_TOO_NARROW');
    const { mergeId, customerId } = (
      await company.ask('boss', 'POST', `/merge-reviews/${items[0].reviewId}/accept`, {
        reason: '同一人两个微信',
      })
    ).body;
    const page = (await company.ask('boss', 'GET', `/customers/${customerId}`)).body;
    expect(page.merges).toMatchObject([{ mergeId, explanation: '人工确认：同一人两个微信' }]);
    expect(page.relations).toHaveLength(2);
    const other = [items[0].a.id, items[0].b.id].find((id: string) => id !== customerId);
    expect((await company.ask('boss', 'GET', `/customers/${other}`)).body.id).toBe(customerId);
    expect(
      (await company.ask('boss', 'POST', `/merge-reviews/${items[0].reviewId}/accept`, { reason: 'x' })).body
        .code,
    ).toBe('MERGE_REVIEW_DECIDED');
    expect(
      (await company.ask('boss', 'POST', '/merges', { keepId: customerId, otherId: other, reason: 'x' })).body
        .code,
    ).toBe('MERGE_SAME_PERSON');
    expect((await company.ask('boss', 'POST', `/merges/${mergeId}/undo`, { reason: '弄错了' })).status).toBe(
      200,
    );
    expect(
      (await company.ask('boss', 'POST', `/merges/${mergeId}/undo`, { reason: '弄错了' })).body.code,
    ).toBe('MERGE_ALREADY_UNDONE');
    expect((await company.ask('boss', 'GET', `/customers/${other}`)).body.id).toBe(other);
  });

  it('a preview names what speaks against it; a rejection is remembered', async () => {
    const [a, b] = [await idOf('赵大'), await idOf('赵二')];
    expect((await company.ask('boss', 'GET', `/merges/preview?keepId=${a}&otherId=${b}`)).body).toMatchObject(
      {
        conflicts: ['different_unionid', 'two_accounts_in_one_corp'],
        relations: 1,
      },
    );
    await apply(CORP, profile('r3', { name: '钱一', unionid: 'r3', follow: { phones: ['13511113333'] } }));
    await apply(CORP, profile('r4', { name: '钱二', unionid: 'r4', follow: { phones: ['13511113333'] } }));
    await company.engine.settle();
    const { items } = (await company.ask('boss', 'GET', '/merge-reviews')).body;
    expect(items).toHaveLength(1);
    expect(
      (
        await company.ask('boss', 'POST', `/merge-reviews/${items[0].reviewId}/reject`, {
          reason: '母女同号',
        })
      ).status,
    ).toBe(200);
    expect((await company.ask('boss', 'GET', '/merge-reviews?status=rejected')).body.items).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ reason: '母女同号' })]),
    );
  });

  it('a member number of somebody else becomes evidence and is not written', async () => {
    const [a, b] = [await idOf('钱一'), await idOf('赵大')];
    expect((await company.ask('boss', 'PATCH', `/customers/${a}`, { memberNo: 'VIP1' })).body).toEqual({
      ok: true,
      mergePending: false,
    });
    expect((await company.ask('boss', 'PATCH', `/customers/${b}`, { memberNo: 'VIP1' })).body).toEqual({
      ok: true,
      mergePending: true,
    });
    expect((await company.ask('boss', 'GET', `/customers/${b}`)).body.memberNo).toBeNull();
    expect(
      (await company.ask('boss', 'PATCH', `/customers/${a}`, { memberNo: 'VIP2' })).body.mergePending,
    ).toBe(false);
    expect((await company.ask('boss', 'GET', '/customers?text=VIP2')).body.items).toMatchObject([{ id: a }]);
    expect((await company.ask('boss', 'GET', '/customers?text=VIP1')).body.items).toEqual([]);
  });
});

describe('consent', () => {
  it('a withdrawal is a receipt of its own, and the latest receipt holds', async () => {
    const id = await idOf('赵大');
    const receipt = { purpose: 'archive', channel: '会话', noticeVersion: '2026-01' };
    await company.ask('boss', 'POST', `/customers/${id}/consents`, {
      ...receipt,
      granted: true,
      at: '2026-01-01T08:00:00+08:00',
    });
    await company.ask('boss', 'POST', `/customers/${id}/consents`, { ...receipt, granted: false });
    expect((await company.ask('boss', 'GET', `/customers/${id}`)).body.consents).toMatchObject([
      { purpose: 'archive', granted: false },
    ]);
    expect((await company.ask('boss', 'GET', `/customers/${id}/consents`)).body.items).toHaveLength(2);
  });
});
