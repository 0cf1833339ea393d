// Finding people and looking at them, as each role: through the real HTTP shell on a real database.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@yutian/kernel';
import { type Company, openCompany } from '../testing/company.ts';
import { fc } from '../testing/random.ts';
import { CORP, fact, profile, T0 } from '../testing/world.ts';
import { countFitting } from './find-people.ts';
import { countPeople, listNear, listPeople } from './people.sql.ts';
import { everybody } from './people-filter.sql.ts';
import { gramsOfQuery, normalise } from './search.rules.ts';

let company: Company;
const names = (answer: { body: { items: { name: string }[] } }) =>
  answer.body.items.map((row) => row.name).toSorted();
const idOf = async (name: string) =>
  (
    await company.rows<{ id: string }>(
      'select customer_id as id from customers.customer where tenant_id = 1 and name = $1',
      [name],
    )
  )[0]?.id ?? '';

beforeAll(async () => {
  company = await openCompany();
  const { wang, li, chen } = company.guides;
  await company.write((tx) =>
    company.customers.intake.applyProfiles(
      tx,
      1,
      CORP,
      [
        profile('wm1', {
          name: '欧阳小雨',
          follow: {
            staffId: wang,
            remark: '会员日必来',
            tagIds: ['vip', 'tea'],
            phones: ['13800138000'],
            state: 'ch1',
            addedAtMs: T0,
          },
        }),
        profile('wm2', {
          name: 'Alice王',
          follow: { staffId: wang, tagIds: ['vip'], state: 'ch2', addedAtMs: T0 + 86_400_000 },
        }),
        profile('wm2', {
          name: 'Alice王',
          follow: { staffId: chen, remark: '天河老客', addedAtMs: T0 + 2 * 86_400_000 },
        }),
        profile('wm3', { name: '李雷', follow: { staffId: li, tagIds: ['tea'], addedAtMs: T0 + 1_000 } }),
        profile('wm4', { name: '=韩梅梅', follow: { staffId: chen, addWay: 16, addedAtMs: T0 + 2_000 } }),
      ],
      T0 + 1_000_000,
    ),
  );
  await company.write((tx) =>
    company.customers.intake.applyFacts(tx, 1, CORP, [
      fact('wm3', { staffId: li, kind: 'deleted_by_customer', atMs: T0 + 2_000_000 }),
    ]),
  );
  const bought = await company.write((tx) =>
    company.customers.buyers.resolveBuyers(
      tx,
      1,
      [
        { ref: 'o', name: '买家甲', memberNo: 'M-0077' },
        { ref: 'p', name: '买家乙' },
      ],
      T0,
    ),
  );
  await company.pool.query(
    `insert into orders.shop (tenant_id, shop_id, name, platform, created_at_ms) values (1, $1, '门店', 'pos', 0)`,
    [company.stores.nanjing],
  );
  await company.pool.query(
    `insert into orders."order" (tenant_id, customer_id, order_id, born_id, shop_id, order_no, state, created_at_ms, total_fen, paid_fen,
      refunded_fen, recorded_at_ms, store_id) values (1, $1, $2, $1, $3, '1', 'paid', 0, 1, 1, 0, 0, $3)`,
    [bought.get('o'), newId(), company.stores.nanjing],
  );
  await company.write((tx) =>
    company.customers.intake.applyMessages(tx, 1, CORP, [
      {
        msgid: 'm1',
        externalUserid: 'wm2',
        staffId: wang,
        fromCustomer: true,
        kind: 'text',
        atMs: T0 + 90_000_000,
        automatic: false,
      },
      {
        msgid: 'm2',
        externalUserid: 'wm2',
        staffId: chen,
        fromCustomer: false,
        kind: 'text',
        atMs: T0 + 180_000_000,
        automatic: false,
      },
    ]),
  );
});
afterAll(() => company[Symbol.asyncDispose]());

describe('data scope', () => {
  const SEEN: Record<string, string[]> = {
    boss: ['=韩梅梅', 'Alice王', '买家乙', '买家甲', '李雷', '欧阳小雨'],
    wang: ['Alice王', '欧阳小雨'],
    manager: ['Alice王', '买家甲', '李雷', '欧阳小雨'],
    operator: ['=韩梅梅', 'Alice王'],
    stranger: [],
  };
  it.each(Object.keys(SEEN))(
    '%s finds nobody outside it, in the list, the count and the file',
    async (who) => {
      const expected = SEEN[who]?.toSorted() ?? [];
      expect(names(await company.ask(who, 'GET', '/customers'))).toEqual(expected);
      expect((await company.ask(who, 'GET', '/customers/count')).body).toEqual({
        count: expected.length,
        exact: true,
      });
      const file = await company.ask(who, 'GET', '/customers.csv');
      expect(file.text.trim().split('\r\n')).toHaveLength(expected.length + 1);
    },
  );

  it('a role without the permission is told which one', async () => {
    const answer = await company.ask('finance', 'GET', '/customers');
    expect(answer).toMatchObject({ status: 403, body: { code: 'PERMISSION_MISSING' } });
    expect((await company.ask('finance', 'GET', '/customers.csv')).status).toBe(403);
  });

  it('a person outside it does not exist, and relations of others are not shown', async () => {
    const han = await idOf('=韩梅梅');
    for (const path of ['', '/timeline', '/notes', '/consents', '/relation-history'])
      expect(await company.ask('wang', 'GET', `/customers/${han}${path}`)).toMatchObject({
        status: 404,
        body: { code: 'CUSTOMER_UNKNOWN' },
      });
    const alice = await idOf('Alice王');
    const seen = (await company.ask('wang', 'GET', `/customers/${alice}`)).body;
    expect(seen.relations.map((relation: { staffName: string }) => relation.staffName)).toEqual(['王导']);
    expect(seen.stats).toMatchObject({ inbound: 1, outbound: 0 });
    const lines = (await company.ask('wang', 'GET', `/customers/${alice}/timeline`)).body.items;
    expect(lines.every((line: { staffName: string }) => line.staffName === '王导')).toBe(true);
    expect(
      names(await company.ask('wang', 'GET', `/customers?text=${encodeURIComponent('天河老客')}`)),
    ).toEqual([]);
  });

  it('a store manager sees who disappeared from his store, and says that it was seen to', async () => {
    expect((await company.ask('operator', 'GET', '/loss-alerts')).body.items).toEqual([]);
    const { items } = (await company.ask('manager', 'GET', '/loss-alerts')).body;
    expect(items).toMatchObject([
      { customerName: '李雷', staffName: '李导', kind: 'deleted_by_customer', cameBack: false },
    ]);
    const ofStore = async (store: string) =>
      (await company.ask('boss', 'GET', `/loss-alerts?storeId=${store}`)).body.items.length;
    expect(await ofStore(company.stores.nanjing)).toBe(1);
    expect(await ofStore(company.stores.tianhe)).toBe(0);
    const path = `/customers/${items[0].customerId}/loss-alerts/${items[0].alertId}/acknowledge`;
    expect((await company.ask('operator', 'POST', path, {})).status).toBe(404);
    expect((await company.ask('manager', 'POST', path, { comment: '已回访' })).status).toBe(200);
    expect((await company.ask('manager', 'GET', '/loss-alerts')).body.items).toEqual([]);
    expect((await company.ask('manager', 'GET', '/loss-alerts?open=false')).body.items).toMatchObject([
      { comment: '已回访' },
    ]);
  });
});

describe('search', () => {
  it.each([
    ['雨', ['欧阳小雨']],
    ['阳小', ['欧阳小雨']],
    ['王', ['Alice王']],
    ['ＡＬＩＣＥ', ['Alice王']],
    ['会员日', ['欧阳小雨']],
    ['8000', ['欧阳小雨']],
    ['+86 138-0013-8000', ['欧阳小雨']],
    ['0077', ['买家甲']],
    ['雨阳', []],
    ['%', []],
  ])('«%s» finds exactly those who carry it', async (text, expected) => {
    expect(names(await company.ask('boss', 'GET', `/customers?text=${encodeURIComponent(text)}`))).toEqual(
      expected,
    );
  });

  it('agrees with reading every name, for any names and any fragment', async () => {
    const alphabet = fc.constantFrom('王', '小', '明', 'a', 'B', '1', ' ', '😀', '_');
    const name = fc.string({ unit: alphabet, minLength: 1, maxLength: 6 });
    let tenantId = 50;
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 12 }), name, async (all, query) => {
        tenantId += 1;
        await company.write((tx) =>
          company.customers.intake.applyProfiles(
            tx,
            tenantId,
            CORP,
            all.map((one, i) => profile(`x${i}`, { name: one })),
            T0,
          ),
        );
        fc.pre(normalise(query) !== '');
        const grams = gramsOfQuery(tenantId, query);
        const near = (await listNear(company.db, { tenantId, grams, limit: 100 })).map((row) => row.id);
        const naive = all.filter((one) => one.normalize('NFKC').toLowerCase().includes(normalise(query)));
        // By the index, by the people found in it before, and by looking through everybody.
        for (const [few, many] of [
          [null, false],
          [near, false],
          [null, true],
        ] as const) {
          const text = { query: normalise(query), grams, ids: [], few, many };
          const found = await listPeople(company.db, {
            tenantId,
            scope: { kind: 'all' },
            filter: { ...everybody, text },
            before: null,
            limit: 100,
          });
          expect(found.map((row) => row.name).toSorted()).toEqual(naive.toSorted());
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('filters', () => {
  const tag = async (platformId: string) =>
    (
      await company.rows<{ id: string }>(
        'select tag_id as id from customers.tag where tenant_id = 1 and platform_id = $1',
        [platformId],
      )
    )[0]?.id;
  const found = async (query: string) => names(await company.ask('boss', 'GET', `/customers?${query}`));

  it('tags count as any, all and none of them', async () => {
    const [vip, tea] = [await tag('vip'), await tag('tea')];
    expect(await found(`tagsAny=${vip},${tea}`)).toEqual(['Alice王', '李雷', '欧阳小雨']);
    expect(await found(`tagsAll=${vip},${tea}`)).toEqual(['欧阳小雨']);
    expect(await found(`tagsNone=${vip}&provisional=false`)).toEqual(['=韩梅梅', '李雷']);
  });
  it('store, staff, state, way, day and standing are asked of one relation', async () => {
    const { nanjing, tianhe } = company.stores;
    expect(await found(`storeId=${tianhe}`)).toEqual(['=韩梅梅', 'Alice王']);
    expect(await found(`storeId=${tianhe}&state=ch2`)).toEqual([]);
    expect(await found(`storeId=${nanjing}&state=ch2`)).toEqual(['Alice王']);
    expect(await found('addWay=16')).toEqual(['=韩梅梅']);
    expect(await found('addedFrom=2026-03-03&addedTo=2026-03-03')).toEqual(['Alice王']);
    expect(await found('standing=lost')).toEqual(['李雷']);
    expect(await found('standing=live')).toEqual(['=韩梅梅', 'Alice王', '欧阳小雨']);
    expect(await found('hasPhone=true')).toEqual(['欧阳小雨']);
    expect(await found('provisional=true')).toEqual(['买家乙', '买家甲'].toSorted());
  });
  it('pages join without a gap or a double, and a forged cursor is refused', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await company.ask(
        'manager',
        'GET',
        `/customers?limit=1${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...body.items.map((row: { name: string }) => row.name));
      cursor = body.nextCursor;
    }
    expect(seen).toHaveLength(4);
    expect(new Set(seen).size).toBe(4);
    expect((await company.ask('boss', 'GET', '/customers?cursor=x')).body.code).toBe('CURSOR_INVALID');
  });
});

describe('the file', () => {
  it('holds the columns asked for, in their order; a code is named with its channel, else the way of adding', async () => {
    const channelId = newId();
    await company.pool.query(
      `insert into channels.channel (tenant_id, channel_id, kind, name, path, created_at_ms)
       values (1, $1, 'store', '门店', array[$1]::uuid[], 0)`,
      [channelId],
    );
    await company.pool.query(
      `insert into channels.code (tenant_id, code_id, corp_id, channel_id, name, state, created_at_ms)
       values (1, $2, $1, $3, '门口立牌', 'ch2', 0)`,
      [CORP, newId(), channelId],
    );
    const file = await company.ask(
      'boss',
      'GET',
      '/customers.csv?bom=false&columns=name,from&provisional=false',
    );
    const [head, ...lines] = file.text.trim().split('\r\n');
    expect(head).toBe('名称,来源');
    expect(lines.some((line) => line.startsWith('Alice王,') && line.includes('门店 · 门口立牌'))).toBe(true);
    expect(lines.find((line) => line.includes('韩梅梅'))).toContain('获客链接');
    expect((await company.ask('boss', 'GET', '/customers.csv?columns=name,secret')).body.code).toBe(
      'INPUT_INVALID',
    );
  });
  it('holds what the filter shows, with a mark for spreadsheets and no formula', async () => {
    const file = (await company.ask('boss', 'GET', `/customers.csv?storeId=${company.stores.tianhe}`)).text;
    expect(file.startsWith('\uFEFF客户ID,名称')).toBe(true);
    expect(file).toContain(",'=韩梅梅,");
    expect(file).not.toContain('欧阳小雨');
    expect((await company.ask('boss', 'GET', '/customers.csv?bom=false')).text.startsWith('客户ID')).toBe(
      true,
    );
    expect((await company.ask('boss', 'GET', '/customers.csv?storeId=x')).body.code).toBe('INPUT_INVALID');
  });
});

describe('one person', () => {
  it('the timeline holds everything newest first and pages without a gap', async () => {
    const alice = await idOf('Alice王');
    await company.write((tx) =>
      company.customers.timeline.append(tx, 1, [
        {
          customerId: alice,
          atMs: T0 + 300_000_000,
          kind: 'orders.paid',
          staffId: null,
          key: '1',
          detail: { amountFen: 100 },
        },
      ]),
    );
    await company.ask('boss', 'POST', `/customers/${alice}/notes`, { body: '想要绿茶' });
    await company.ask('boss', 'POST', `/customers/${alice}/consents`, {
      purpose: 'marketing',
      granted: true,
      channel: '门店',
      noticeVersion: 'v1',
    });
    const whole = (await company.ask('boss', 'GET', `/customers/${alice}/timeline`)).body.items;
    expect(new Set(whole.map((line: { kind: string }) => line.kind))).toEqual(
      new Set(['orders.paid', 'customers.talked', 'customers.added', 'customers.note', 'customers.consent']),
    );
    const times = whole.map((line: { at: string }) => line.at);
    expect(times).toEqual(times.toSorted().toReversed());
    const paged: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await company.ask(
        'boss',
        'GET',
        `/customers/${alice}/timeline?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      paged.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(paged).toEqual(whole);
  });

  it('a note is changed and deleted by its author only', async () => {
    const alice = await idOf('Alice王');
    const { noteId } = (await company.ask('wang', 'POST', `/customers/${alice}/notes`, { body: '周五再约' }))
      .body;
    expect(
      (await company.ask('manager', 'PATCH', `/customers/${alice}/notes/${noteId}`, { body: 'x' })).body.code,
    ).toBe('NOTE_UNKNOWN');
    expect(
      (await company.ask('wang', 'PATCH', `/customers/${alice}/notes/${noteId}`, { body: '周六' })).body,
    ).toMatchObject({ body: '周六', mine: true });
    expect((await company.ask('wang', 'DELETE', `/customers/${alice}/notes/${noteId}`)).status).toBe(200);
  });

  it('fields take only what fits their kind', async () => {
    const alice = await idOf('Alice王');
    const { fieldId } = (
      await company.ask('boss', 'POST', '/custom-fields', {
        name: '茶类',
        kind: 'choice',
        options: ['绿茶', '黑茶'],
      })
    ).body;
    expect(
      (await company.ask('boss', 'PATCH', `/customers/${alice}`, { custom: { [fieldId]: '咖啡' } })).body
        .code,
    ).toBe('CUSTOM_FIELD_VALUE_INVALID');
    expect(
      (await company.ask('boss', 'PATCH', `/customers/${alice}`, { custom: { [fieldId]: '黑茶' } })).status,
    ).toBe(200);
    expect((await company.ask('boss', 'GET', `/customers/${alice}`)).body.custom).toEqual({
      [fieldId]: '黑茶',
    });
    expect(
      (await company.ask('boss', 'POST', '/custom-fields', { name: '茶类', kind: 'text' })).body.code,
    ).toBe('CUSTOM_FIELD_NAME_TAKEN');
  });

  it('whole phones are shown to those who may, and that is kept', async () => {
    const ouyang = await idOf('欧阳小雨');
    expect(
      (await company.ask('wang', 'POST', `/customers/${ouyang}/phones/reveal`, { reason: '送货' })).status,
    ).toBe(403);
    expect(
      (await company.ask('boss', 'POST', `/customers/${ouyang}/phones/reveal`, { reason: '送货' })).body,
    ).toEqual({ phones: ['13800138000'] });
    expect(
      await company.rows(
        `select detail->>'reason' as reason from platform.audit where action = 'customers.revealPhones'`,
      ),
    ).toEqual([{ reason: '送货' }]);
    expect(
      await company.rows(
        `select 1 from customers.phone where position('13800138000' in encode(sealed, 'escape')) > 0`,
      ),
    ).toEqual([]);
  });

  it('a remark shows at once, is searchable, and is sent to the platform by the latest text', async () => {
    const alice = await idOf('Alice王');
    company.platformAnswers(() => ({}));
    const body = { staffId: company.guides.wang, remark: '爱喝普洱' };
    expect((await company.ask('wang', 'PUT', `/customers/${alice}/remark`, body)).status).toBe(200);
    expect(
      (
        await company.ask('wang', 'PUT', `/customers/${alice}/remark`, {
          ...body,
          staffId: company.guides.chen,
        })
      ).status,
    ).toBe(404);
    await company.engine.settle();
    expect(company.calls).toEqual([
      {
        name: 'externalcontact/remark',
        input: { userid: '王导', external_userid: 'wm2', remark: '爱喝普洱', description: '' },
      },
    ]);
    expect(names(await company.ask('boss', 'GET', `/customers?text=${encodeURIComponent('普洱')}`))).toEqual([
      'Alice王',
    ]);
  });

  it('how many people there are is counted for the duty to report', async () => {
    await company.engine.settle();
    expect((await company.ask('boss', 'GET', '/person-count')).body).toMatchObject({
      people: 6,
      provisional: 2,
      friends: 3,
      level: 'fine',
      warnFrom: 900_000,
    });
  });
});

describe('plans', () => {
  it('a page, a search and a count are answered from indexes, also among many', async () => {
    const tenantId = 900;
    const staff = newId();
    const many = Array.from({ length: 20_000 }, (_, i) =>
      profile(`p${i}`, {
        name: `${['赵', '钱', '孙'][i % 3]}${String.fromCodePoint(0x4e00 + (i % 2_000))}${String.fromCodePoint(0x6000 + (i % 1_777))}`,
        follow: { staffId: i % 400 === 0 ? staff : newId(), addedAtMs: T0 + i },
      }),
    );
    for (let i = 0; i < many.length; i += 5_000)
      await company.write((tx) =>
        company.customers.intake.applyProfiles(tx, tenantId, CORP, many.slice(i, i + 5_000), T0),
      );
    await company.pool.query('vacuum analyze customers.customer, customers.relation');
    const planOf = async (statement: { sql: string; parameters: readonly unknown[] }) =>
      JSON.stringify(
        (await company.pool.query(`explain (format json) ${statement.sql}`, [...statement.parameters])).rows,
      );
    const all = { kind: 'all' } as const;
    const text = { query: '丁', grams: gramsOfQuery(tenantId, '丁'), ids: [], few: null, many: false };
    const paged = {
      tenantId,
      scope: all,
      filter: everybody,
      before: { atMs: T0 + 15_000, id: newId() },
      limit: 50,
    };
    const list = await planOf(listPeople.compile(paged));
    expect(list).toContain('customer_recent');
    expect(list).not.toContain('Seq Scan');
    const search = await planOf(
      listPeople.compile({ ...paged, before: null, filter: { ...everybody, text } }),
    );
    expect(search).toContain('customer_grams');
    expect(search).not.toContain('"Relation Name":"customer","Alias":"c","Node Type":"Seq Scan"');
    const part = { kind: 'part', staffIds: [staff], storeIds: [] } as const;
    const guide = await planOf(listPeople.compile({ ...paged, before: null, scope: part }));
    expect(guide).toContain('relation_of_staff');
    expect(guide).not.toContain('Seq Scan');
    expect(await countPeople(company.db, { tenantId, scope: part, filter: everybody, cap: 100 })).toEqual([
      { count: 50 },
    ]);
  });

  it('more than ten thousand are estimated and said to be', async () => {
    const boss = { tenantId: 900, scope: { kind: 'all' } as const };
    const { count, exact } = await countFitting(company.db, boss, everybody);
    expect(exact).toBe(false);
    expect(count).toBeGreaterThan(18_000);
    expect(count).toBeLessThan(22_000);
  });
});
