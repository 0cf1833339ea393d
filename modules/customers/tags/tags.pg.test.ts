// Tags in both directions: here at once, on the platform by jobs, and what the platform refuses is shown.
import { beforeAll, afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '@yutian/kernel';
import { type Call, type Company, openCompany } from '../testing/company.ts';
import { CORP, fact, profile, T0 } from '../testing/world.ts';

let company: Company;
beforeAll(async () => {
  company = await openCompany();
});
afterAll(() => company[Symbol.asyncDispose]());
beforeEach(() => company.platformAnswers(platform));

let serial = 0;
/** A WeCom that takes everything. */
function platform({ name, input }: Call): unknown {
  if (name !== 'externalcontact/add_corp_tag') return {};
  serial += 1;
  const tags = input.tag as { name: string }[];
  return {
    tag_group: {
      group_id: input.group_id ?? `eg${serial}`,
      group_name: input.group_name,
      tag: tags.map((tag, i) => ({ id: `et${serial}-${i}`, name: tag.name })),
    },
  };
}

const refuse = (errcode: number) => () => {
  throw new Fault('invalid', 'WECOM_REFUSED', `WeCom refused the call (${errcode}).`, { errcode });
};
const groups = async () => (await company.ask('boss', 'GET', '/tag-groups')).body.items;
const group = async (name: string) => (await groups()).find((one: { name: string }) => one.name === name);
const make = (name: string, ...tags: string[]) =>
  company.ask('boss', 'POST', '/tag-groups', { corpId: CORP, name, tags });
const sent = (name: string) =>
  company.calls.filter((call) => call.name === `externalcontact/${name}`).map((call) => call.input);

describe('managing tags', () => {
  it('a new group shows at once and gets its ids from the platform', async () => {
    await make('等级', '金卡', '银卡');
    expect(await group('等级')).toMatchObject({
      push: 'pending',
      tags: [{ push: 'pending' }, { push: 'pending' }],
    });
    await company.engine.settle();
    expect(sent('add_corp_tag')).toEqual([
      { group_name: '等级', order: 0, tag: [{ name: '金卡' }, { name: '银卡' }] },
    ]);
    expect(await group('等级')).toMatchObject({ push: 'none', tags: [{ push: 'none' }, { push: 'none' }] });
  });

  it('tags are added, renamed, moved and deleted under their platform ids', async () => {
    const { groupId, tags } = await group('等级');
    const gold = tags.find((tag: { name: string }) => tag.name === '金卡').tagId;
    await company.ask('boss', 'POST', `/tag-groups/${groupId}/tags`, { names: ['黑卡'] });
    await company.ask('boss', 'PATCH', `/tags/${gold}`, { name: '白金卡', position: 3 });
    await company.ask('boss', 'PATCH', `/tag-groups/${groupId}`, { name: '会员等级' });
    await company.engine.settle();
    expect(sent('add_corp_tag')).toMatchObject([{ group_id: 'eg1', tag: [{ name: '黑卡' }] }]);
    expect(sent('edit_corp_tag')).toEqual(
      expect.arrayContaining([
        { id: 'eg1', name: '会员等级', order: 0 },
        { id: 'et1-0', name: '白金卡', order: 3 },
      ]),
    );
    await company.ask('boss', 'DELETE', `/tags/${gold}`);
    await company.engine.settle();
    expect(sent('del_corp_tag')).toEqual([{ tag_id: ['et1-0'] }]);
    expect((await group('会员等级')).tags.map((tag: { name: string }) => tag.name).toSorted()).toEqual([
      '银卡',
      '黑卡',
    ]);
  });

  it('a refusal stays on the tag with its reason until somebody changes it', async () => {
    company.platformAnswers(refuse(40_072));
    await make('被拒', '不许');
    await company.engine.settle();
    expect(await group('被拒')).toMatchObject({
      push: 'refused',
      pushCode: 'WECOM_REFUSED',
      tags: [{ push: 'refused' }],
    });
    company.platformAnswers(platform);
    const { groupId } = await group('被拒');
    await company.ask('boss', 'PATCH', `/tag-groups/${groupId}`, { name: '可以' });
    await company.engine.settle();
    expect(await group('可以')).toMatchObject({ push: 'none', tags: [{ name: '不许', push: 'none' }] });
  });

  it('a creation whose answer was lost adopts what the platform made', async () => {
    company.platformAnswers(({ name, input }) => {
      if (name === 'externalcontact/add_corp_tag') return refuse(40_071)();
      expect(input).toEqual({});
      return { tag_group: [{ group_id: 'egX', group_name: '口味', tag: [{ id: 'etX', name: '绿茶' }] }] };
    });
    await make('口味', '绿茶');
    await company.engine.settle();
    expect(await group('口味')).toMatchObject({ push: 'none', tags: [{ push: 'none' }] });
    expect(await company.rows(`select platform_id from customers.tag where name = '绿茶'`)).toEqual([
      { platform_id: 'etX' },
    ]);
  });

  it('names are taken once, and the cap is named before it bites', async () => {
    expect((await make('口味', 'x')).body.code).toBe('TAG_GROUP_NAME_TAKEN');
    expect((await make('重复', 'x', 'x')).body.code).toBe('TAG_NAME_TAKEN');
    const limits = (await company.ask('boss', 'GET', `/tag-limits?corpId=${CORP}`)).body;
    expect(limits).toMatchObject({ cap: 3_000, level: 'fine', nameLength: 30 });
    await company.pool.query(
      `insert into customers.tag (tenant_id, tag_id, corp_id, name, updated_at_ms)
       select 1, md5(n::text)::uuid, $1, 't' || n, 0 from generate_series(1, $2::int) n`,
      [CORP, limits.left],
    );
    expect((await company.ask('boss', 'GET', `/tag-limits?corpId=${CORP}`)).body).toMatchObject({
      left: 0,
      level: 'full',
    });
    expect((await make('再来', 'x')).body).toMatchObject({ code: 'TAG_LIMIT_REACHED', data: { cap: 3_000 } });
    expect((await company.ask('boss', 'PUT', '/tag-limits', { cap: 5 })).body.code).toBe('TAG_CAP_UNKNOWN');
    expect((await company.ask('boss', 'PUT', '/tag-limits', { cap: 10_000 })).status).toBe(200);
    expect((await make('再来', 'x')).status).toBe(200);
    await company.engine.settle();
  });
});

describe('tagging people', () => {
  let tag: string;
  beforeAll(async () => {
    company.platformAnswers(platform);
    await make('活动', '春茶节');
    await company.engine.settle();
    tag = (await group('活动')).tags[0].tagId;
    const { wang, chen } = company.guides;
    await company.write((tx) =>
      company.customers.intake.applyProfiles(
        tx,
        1,
        CORP,
        [
          profile('t1', { name: '甲', follow: { staffId: wang } }),
          profile('t2', { name: '乙', follow: { staffId: wang } }),
          profile('t2', { name: '乙', follow: { staffId: chen } }),
          profile('t3', { name: '丙', follow: { staffId: chen } }),
        ],
        T0,
      ),
    );
    await company.write((tx) =>
      company.customers.intake.applyFacts(tx, 1, CORP, [
        fact('t3', { staffId: chen, kind: 'deleted_by_customer', atMs: T0 + 1 }),
      ]),
    );
  });

  it('the preview says to whom and what it takes; doing it does just that', async () => {
    const request = { filter: { provisional: false }, add: [tag] };
    expect((await company.ask('boss', 'POST', '/tagging/preview', request)).body).toMatchObject({
      people: 2,
      relations: 3,
      calls: 3,
      unchanged: 0,
      unreachable: 1,
      byStaff: [{ staffName: '王导', people: 2 }, { people: 1 }],
    });
    expect((await company.ask('boss', 'POST', '/tagging', request)).body).toEqual({
      people: 2,
      relations: 3,
    });
    await company.engine.settle();
    expect(sent('mark_tag')).toHaveLength(3);
    expect((await company.ask('boss', 'POST', '/tagging/preview', request)).body).toMatchObject({
      people: 0,
      unchanged: 2,
    });
    expect((await group('活动')).tags).toMatchObject([{ people: 2 }]);
  });

  it('the next profile shows no change, and one without the tag takes it off', async () => {
    const read = (tagIds: string[]) =>
      company.write((tx) =>
        company.customers.intake.applyProfiles(
          tx,
          1,
          CORP,
          [profile('t1', { name: '甲', follow: { staffId: company.guides.wang, tagIds } })],
          T0 + 10_000,
        ),
      );
    const [{ platform_id: platformId } = { platform_id: '' }] = await company.rows<{ platform_id: string }>(
      'select platform_id from customers.tag where tag_id = $1',
      [tag],
    );
    expect(await read([platformId])).toEqual({ added: 0, changed: 0 });
    expect(await read([])).toEqual({ added: 0, changed: 1 });
    expect((await group('活动')).tags).toMatchObject([{ people: 1 }]);
  });

  it('a guide tags her own relations only', async () => {
    const answer = await company.ask('wang', 'POST', '/tagging', { filter: {}, add: [tag] });
    expect(answer.body).toEqual({ people: 1, relations: 1 });
    await company.engine.settle();
    expect(sent('mark_tag')).toMatchObject([{ userid: '王导', external_userid: 't1', remove_tag: [] }]);
  });

  it('a refused mark is shown on the person, a refused removal leaves it on', async () => {
    const id = (
      await company.rows<{ id: string }>(`select customer_id as id from customers.customer where name = '乙'`)
    )[0]?.id;
    company.platformAnswers(refuse(84_061));
    await company.ask('boss', 'POST', '/tagging', { customerIds: [id], remove: [tag] });
    const marks = async () => (await company.ask('boss', 'GET', `/customers/${id}`)).body.tags;
    expect(await marks()).toMatchObject([{ mark: 'removing' }, { mark: 'removing' }]);
    await company.engine.settle();
    expect(await marks()).toMatchObject([
      { mark: 'on', refusedCode: 'WECOM_REFUSED' },
      { mark: 'on', refusedCode: 'WECOM_REFUSED' },
    ]);
  });

  it('tagging nobody or with nothing is refused in words', async () => {
    expect((await company.ask('boss', 'POST', '/tagging', { filter: {}, add: [] })).body.code).toBe(
      'TAGGING_EMPTY',
    );
    expect((await company.ask('boss', 'POST', '/tagging', { add: [tag] })).body.code).toBe('TAGGING_EMPTY');
  });
});
