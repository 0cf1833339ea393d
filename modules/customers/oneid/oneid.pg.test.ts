// One person per human: found by any key, merged with a reason, split without a trace.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@yutian/kernel';
import { fc } from '../testing/random.ts';
import { CORP, fact, openWorld, profile, staffA, staffB, T0, type World } from '../testing/world.ts';
import { holdPeopleAlone } from './identity.sql.ts';
import { mergePeople } from './merge-people.ts';
import { movedTables } from './merge.sql.ts';
import { undoMerge } from './undo-merge.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const people = (tenantId: number) =>
  world.rows<{ customer_id: string; name: string; provisional: boolean }>(
    'select customer_id, name, provisional from customers.customer where tenant_id = $1 order by name',
    [tenantId],
  );
const reviews = (tenantId: number) =>
  world.rows('select kind, status, conflicts from customers.review where tenant_id = $1', [tenantId]);
const apply = (tenantId: number, corpId: string, ...profiles: ReturnType<typeof profile>[]) =>
  world.write((tx) => world.customers.intake.applyProfiles(tx, tenantId, corpId, profiles, T0));
const buy = (tenantId: number, ...buyers: Parameters<typeof world.customers.buyers.resolveBuyers>[2]) =>
  world.write((tx) => world.customers.buyers.resolveBuyers(tx, tenantId, buyers, T0));

describe('evidence', () => {
  it('the same unionid in two corps is one person, and the merge says why', async () => {
    await apply(1, 'ww1', profile('wmA', { name: '王小明', unionid: 'u1' }));
    await apply(
      1,
      'ww2',
      profile('wmZ', { name: '小明', unionid: 'u1', follow: { staffId: staffB, addedAtMs: T0 + 1 } }),
    );
    await world.sweep(1);
    expect(await people(1)).toMatchObject([{ name: '王小明' }]);
    expect(await world.rows('select explanation, by_name from customers.merge where tenant_id = 1')).toEqual([
      { explanation: '同一 unionid', by_name: 'OneID' },
    ]);
    expect(await world.rows('select count(*)::int as n from customers.relation where tenant_id = 1')).toEqual(
      [{ n: 2 }],
    );
    expect(
      await world.rows(
        `select payload from platform.outbox where tenant_id = 1 and topic = 'customers.merged'`,
      ),
    ).toHaveLength(1);
  });

  it('a buyer is merged when a member of staff notes his phone', async () => {
    const [buyer] = (await buy(2, { ref: 'o1', phone: '138 0013 8000', name: '张**' })).values();
    expect(await people(2)).toMatchObject([{ customer_id: buyer, name: '张**', provisional: true }]);
    await apply(2, CORP, profile('wm1', { name: '张三', follow: { phones: ['13800138000'] } }));
    await world.sweep(2);
    expect(await people(2)).toMatchObject([{ name: '张三', provisional: false }]);
    expect((await people(2))[0]?.customer_id).not.toBe(buyer);
    expect((await buy(2, { ref: 'o2', phone: '+8613800138000' })).get('o2')).toBe(
      (await people(2))[0]?.customer_id,
    );
  });

  it('one phone noted for two accounts of a corp goes to the review list, and stays there', async () => {
    await apply(3, CORP, profile('wm1', { follow: { phones: ['13900000000'] } }));
    await apply(3, CORP, profile('wm2', { follow: { phones: ['13900000000'] } }));
    await world.sweep(3);
    expect(await people(3)).toHaveLength(2);
    expect(await reviews(3)).toEqual([
      { kind: 'phone', status: 'open', conflicts: ['two_accounts_in_one_corp'] },
    ]);
    await apply(3, CORP, profile('wm2', { name: '新名', follow: { phones: ['13900000000'] } }));
    await world.sweep(3);
    expect(await reviews(3)).toHaveLength(1);
  });

  it('nobody is merged across tenants, whatever they share', async () => {
    await apply(4, CORP, profile('wm1', { unionid: 'same', follow: { phones: ['13700000000'] } }));
    await apply(5, CORP, profile('wm1', { unionid: 'same', follow: { phones: ['13700000000'] } }));
    await world.sweep(4);
    await world.sweep(5);
    expect((await people(4))[0]?.customer_id).not.toBe((await people(5))[0]?.customer_id);
    expect(await world.rows('select 1 from customers.merge where tenant_id in (4, 5)')).toEqual([]);
  });
});

describe('buyers', () => {
  it('orders of one phone in one file are one provisional person, and so are later ones', async () => {
    const first = await buy(
      10,
      { ref: '1', phone: '13500000001', shopBuyer: 's/1' },
      { ref: '2', phone: '13500000001', shopBuyer: 's/2' },
      { ref: '3', shopBuyer: 's/2' },
      { ref: '4' },
    );
    expect(new Set([first.get('1'), first.get('2'), first.get('3')]).size).toBe(1);
    expect(first.get('4')).not.toBe(first.get('1'));
    expect((await buy(10, { ref: '9', shopBuyer: 's/1' })).get('9')).toBe(first.get('1'));
  });

  it('evidence that names two people takes the stronger key and asks', async () => {
    await apply(
      11,
      CORP,
      profile('wm1', { name: '甲', unionid: 'uA' }),
      profile('wm2', { name: '乙', unionid: 'uB' }),
    );
    const byPhone = (await buy(11, { ref: '0', unionid: 'uB', phone: '13500000002' })).get('0');
    const found = await buy(11, { ref: '1', unionid: 'uA', phone: '13500000002' });
    const [yi, jia] = await people(11);
    expect(byPhone).toBe(yi?.customer_id);
    expect(found.get('1')).toBe(jia?.customer_id);
    await world.sweep(11);
    expect(await people(11)).toHaveLength(2);
    expect(await reviews(11)).toMatchObject([{ status: 'open' }]);
  });

  it('an unknown unionid is not hung on somebody who has another one', async () => {
    await apply(12, CORP, profile('wm1', { unionid: 'uA', follow: { phones: ['13500000003'] } }));
    const [known] = await people(12);
    const found = await buy(12, { ref: '1', unionid: 'uNew', phone: '13500000003' });
    expect(found.get('1')).not.toBe(known?.customer_id);
    await world.sweep(12);
    expect(await reviews(12)).toEqual([{ kind: 'phone', status: 'open', conflicts: ['different_unionid'] }]);
  });

  it('two workers importing the same buyers make each of them once', async () => {
    const buyers = Array.from({ length: 100 }, (_, i) => ({
      ref: `r${i}`,
      phone: `136${String(i % 50).padStart(8, '0')}`,
      shopBuyer: `s/${i}`,
    }));
    const answers = await Promise.all(
      [buyers, [...buyers].reverse(), buyers].map((batch) => buy(13, ...batch)),
    );
    await world.sweep(13);
    expect(await people(13)).toHaveLength(50);
    for (const buyer of buyers) expect(answers[1]?.get(buyer.ref)).toBe(answers[0]?.get(buyer.ref));
  });
});

describe('merge and undo', () => {
  const snapshot = async (tenantId: number) => {
    const tables: Record<string, unknown> = {};
    for (const table of ['customer', 'identity', ...movedTables])
      tables[table] = await world.rows(
        `select to_jsonb(t) as row from customers.${table} t where tenant_id = $1 order by to_jsonb(t)::text`,
        [tenantId],
      );
    return tables;
  };

  async function populate(tenantId: number): Promise<string[]> {
    const ids = await world.write(async (tx) => {
      const facts = ['a', 'b', 'c', 'd'].flatMap((name, i) => [
        fact(name, { atMs: T0 + i * 1_000, state: `ch${i}` }),
        fact(name, { atMs: T0 + i * 1_000 + 500, kind: 'deleted_by_customer' }),
        fact(name, { atMs: T0 + i * 1_000 + 900, staffId: staffB }),
      ]);
      const found = await world.customers.intake.applyFacts(tx, tenantId, CORP, facts);
      await world.customers.intake.applyMessages(
        tx,
        tenantId,
        CORP,
        ['a', 'b', 'c'].map((externalUserid, i) => ({
          msgid: `m${i}`,
          externalUserid,
          staffId: staffA,
          fromCustomer: true,
          kind: 'text',
          atMs: T0 + i,
          automatic: false,
        })),
      );
      return [...new Set(found)];
    });
    await world.write((tx) =>
      world.customers.intake.applyProfiles(
        tx,
        tenantId,
        CORP,
        ['a', 'b', 'c', 'd'].map((name, i) =>
          profile(name, {
            name: `客户${name}`,
            unionid: `u${name}`,
            follow: {
              staffId: staffB,
              addedAtMs: T0 + i * 1_000 + 900,
              remark: `备注${name}`,
              tagIds: ['et1'],
              phones: [`1380000000${i}`],
            },
          }),
        ),
        T0 + 100_000,
      ),
    );
    const bought = await world.write((tx) =>
      world.customers.buyers.resolveBuyers(tx, tenantId, [{ ref: '1', memberNo: '77', name: '买家' }], T0),
    );
    const all = [...ids, ...bought.values()];
    await world.write((tx) =>
      world.customers.timeline.append(
        tx,
        tenantId,
        all.map((customerId) => ({
          customerId,
          atMs: T0,
          kind: 'orders.paid',
          staffId: null,
          key: 'same-key',
          detail: {},
        })),
      ),
    );
    return all;
  }

  it('any sequence of merges, undone in reverse, restores every row; no key ever has two owners', async () => {
    let tenantId = 1_000;
    const steps = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(steps, async (pairs) => {
        tenantId += 1;
        const all = await populate(tenantId);
        const before = await snapshot(tenantId);
        const other = await snapshot(tenantId - 1);
        const living = new Set(all);
        const merges: string[] = [];
        for (const [i, j] of pairs) {
          const winnerId = all[i] ?? '';
          const loserId = all[j] ?? '';
          if (winnerId === loserId || !living.has(winnerId) || !living.has(loserId)) continue;
          living.delete(loserId);
          const [mergeId] = await world.write(async (tx) => {
            await holdPeopleAlone(tx, { tenantId });
            return mergePeople(
              tx,
              tenantId,
              [{ winnerId, loserId, evidence: 'manual', explanation: 'x', byName: 'x' }],
              T0 + 200_000,
            );
          });
          if (mergeId) merges.push(mergeId);
          const owners = await world.rows<{ n: number }>(
            `select count(distinct i.customer_id)::int as n from customers.identity i
             where i.tenant_id = $1 and not exists (select 1 from customers.customer c where c.tenant_id = $1 and c.customer_id = i.customer_id)`,
            [tenantId],
          );
          expect(owners).toEqual([{ n: 0 }]);
          expect(await people(tenantId)).toHaveLength(living.size);
        }
        for (const mergeId of merges.reverse())
          await world.write((tx) =>
            undoMerge(tx, tenantId, { mergeId, byName: 'x', reason: 'x' }, T0 + 300_000),
          );
        expect(await snapshot(tenantId)).toEqual(before);
        expect(await snapshot(tenantId - 1)).toEqual(other);
      }),
      { numRuns: 12 },
    );
  });

  it('facts told after a merge go back with the account they are about', async () => {
    const [a, b] = await populate(2_000);
    const [mergeId] = await world.write((tx) =>
      mergePeople(
        tx,
        2_000,
        [{ winnerId: a ?? '', loserId: b ?? '', evidence: 'manual', explanation: 'x', byName: 'x' }],
        T0,
      ),
    );
    const late = await world.write((tx) =>
      world.customers.intake.applyFacts(tx, 2_000, CORP, [fact('b', { atMs: T0 + 9_000_000 })]),
    );
    expect(late).toEqual([a]);
    await world.write((tx) => undoMerge(tx, 2_000, { mergeId: mergeId ?? '', byName: 'x', reason: 'x' }, T0));
    expect(
      await world.rows(
        'select customer_id from customers.relation_event where tenant_id = 2000 and at_ms = $1',
        [T0 + 9_000_000],
      ),
    ).toEqual([{ customer_id: b }]);
  });

  it('an earlier merge of the same person waits for the later one to be undone', async () => {
    const [a, b, c] = await populate(2_001);
    const order = (winnerId = '', loserId = '') => ({
      winnerId,
      loserId,
      evidence: 'manual',
      explanation: 'x',
      byName: 'x',
    });
    const [first] = await world.write((tx) => mergePeople(tx, 2_001, [order(a, b)], T0));
    await world.write((tx) => mergePeople(tx, 2_001, [order(c, a)], T0));
    await expect(
      world.write((tx) => undoMerge(tx, 2_001, { mergeId: first ?? '', byName: 'x', reason: 'x' }, T0)),
    ).rejects.toMatchObject({ code: 'MERGE_UNDO_LATER_FIRST' });
  });

  it('evidence that was undone does not merge by itself again', async () => {
    await apply(2_002, 'ww1', profile('wmA', { unionid: 'u1' }));
    await apply(2_002, 'ww2', profile('wmZ', { unionid: 'u1' }));
    await world.sweep(2_002);
    const [merge] = await world.rows<{ merge_id: string }>(
      'select merge_id from customers.merge where tenant_id = 2002',
    );
    await world.write((tx) =>
      undoMerge(tx, 2_002, { mergeId: merge?.merge_id ?? '', byName: 'x', reason: '两个人' }, T0),
    );
    await apply(2_002, 'ww2', profile('wmZ', { unionid: 'u1', name: '改名' }));
    await world.sweep(2_002);
    expect(await people(2_002)).toHaveLength(2);
  });

  it('an entry for somebody merged away lands on the one he became', async () => {
    const [a, b] = await populate(2_003);
    await world.write((tx) =>
      mergePeople(
        tx,
        2_003,
        [{ winnerId: a ?? '', loserId: b ?? '', evidence: 'manual', explanation: 'x', byName: 'x' }],
        T0,
      ),
    );
    await world.write((tx) =>
      world.customers.timeline.append(tx, 2_003, [
        { customerId: b ?? newId(), atMs: T0, kind: 'orders.paid', staffId: null, key: 'late', detail: {} },
      ]),
    );
    expect(
      await world.rows(
        `select customer_id from customers.timeline_entry where tenant_id = 2003 and key = 'late'`,
      ),
    ).toEqual([{ customer_id: a }]);
  });
});
