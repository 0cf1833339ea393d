import { expect, test } from 'vitest';
import { openBench } from '../testing.ts';

interface Batch {
  external_contact_list: { external_contact: { external_userid: string }; follow_info: { userid: string } }[];
  next_cursor: string;
}

test('batch/get_by_user pages through many members without losing or repeating anybody', async () => {
  const bench = await openBench();
  const made = new Set<string>();
  for (let i = 0; i < 130; i++)
    made.add(bench.control.befriend({ userid: i % 3 === 0 ? 'lisi' : 'zhangsan' }).external_userid);
  const got: string[] = [];
  let cursor = '';
  let pages = 0;
  do {
    const page = (await bench.post('externalcontact/batch/get_by_user', {
      userid_list: ['zhangsan', 'lisi'],
      cursor,
      limit: 40,
    })) as unknown as Batch;
    got.push(...page.external_contact_list.map((one) => one.external_contact.external_userid));
    cursor = page.next_cursor;
    pages += 1;
  } while (cursor !== '');
  expect(got).toHaveLength(130);
  expect(new Set(got)).toEqual(made);
  expect(pages).toBe(4);
});

test('a limit above the maximum becomes the maximum, a garbage cursor is 50100, more than 100 members are too many', async () => {
  const bench = await openBench();
  for (let i = 0; i < 101; i++) bench.control.befriend({ userid: 'zhangsan' });
  const ask = async (body: object) =>
    (await bench.post('externalcontact/batch/get_by_user', body)) as unknown as Batch & { errcode: number };
  expect((await ask({ userid_list: ['zhangsan'], limit: 5000 })).external_contact_list).toHaveLength(100);
  expect((await ask({ userid_list: ['zhangsan'] })).external_contact_list).toHaveLength(50);
  expect((await ask({ userid: 'ZHANGSAN', limit: 1 })).external_contact_list[0]?.follow_info.userid).toBe(
    'zhangsan',
  );
  expect((await ask({ userid_list: ['zhangsan'], cursor: '@@' })).errcode).toBe(50100);
  expect((await ask({ userid_list: Array.from({ length: 101 }, () => 'zhangsan') })).errcode).toBe(40032);
});

test('errors name the member or customer that is wrong', async () => {
  const bench = await openBench();
  const { external_userid } = bench.control.befriend({ userid: 'zhangsan' });
  const of = async (query: Record<string, string>) =>
    (await bench.get('externalcontact/list', query)).errcode;
  expect(await of({})).toBe(41009);
  expect(await of({ userid: 'bad id!' })).toBe(40003);
  expect(await of({ userid: 'nobody' })).toBe(60111);
  expect(await of({ userid: 'lisi' })).toBe(84061);
  const get = async (id: string) => (await bench.get('externalcontact/get', { external_userid: id })).errcode;
  expect(await get('wmNotOurs')).toBe(40096);
  expect(await get(`${external_userid.slice(0, -2)}AA`)).toBe(40096);
  const remark = async (body: object) =>
    (await bench.post('externalcontact/remark', { userid: 'zhangsan', external_userid, ...body })).errcode;
  expect(await remark({})).toBe(40063);
  expect(await remark({ remark: '这个备注写得实在是太长太长太长太长太长太长了' })).toBe(40058);
  expect(await remark({ remark: '王', userid: 'lisi' })).toBe(84061);
  expect(await remark({ remark: '王', remark_mobiles: ['13800000000'] })).toBe(0);
  expect(await bench.get('externalcontact/get', { external_userid })).toMatchObject({
    follow_user: [{ remark: '王', remark_mobiles: ['13800000000'] }],
  });
});

test('one human has one unionid and, in every corp, another external_userid', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { external_userid } = control.befriend({ userid: 'zhangsan', name: '果果妈' });
  const contact = (await bench.get('externalcontact/get', { external_userid })).external_contact as {
    unionid: string;
    name: string;
  };
  expect(contact.name).toBe('果果妈');
  expect(contact.unionid).toMatch(/^o[\w-]{27}$/);
  expect(external_userid).toMatch(/^wm[\w-]{30}$/);
  control.createCorp({ corpid: 'ww2222222222222222', name: '第二家' });
  control.createStaff({ corpid: 'ww2222222222222222', staff: [{ userid: 'wangwu' }] });
  const elsewhere = control.befriend({
    corpid: 'ww2222222222222222',
    userid: 'wangwu',
    unionid: contact.unionid,
  });
  expect(elsewhere.external_userid).not.toBe(external_userid);
  expect(
    control.person({ corpid: 'ww2222222222222222', external_userid: elsewhere.external_userid }).name,
  ).toBe('果果妈');
  const found = await bench.post('idconvert/unionid_to_external_userid', {
    unionid: contact.unionid,
    openid: 'o1',
  });
  expect(found).toMatchObject({ errcode: 0, external_userid });
  expect(
    await bench.post('idconvert/unionid_to_external_userid', { unionid: 'oNobody', openid: 'o1' }),
  ).toMatchObject({ errcode: 610014 });
});

test('a customer who deletes the member, or is deleted, disappears from lists and comes back with a new source', async () => {
  const bench = await openBench();
  const { control } = bench;
  const way = await bench.post('externalcontact/add_contact_way', {
    type: 1,
    scene: 2,
    user: ['zhangsan'],
    state: '包裹卡A',
  });
  const first = control.scan({ config_id: String(way.config_id) });
  const pair = { userid: 'zhangsan', external_userid: first.external_userid };
  expect(
    control.scan({ config_id: String(way.config_id), external_userid: first.external_userid }).outcome,
  ).toBe('already');
  control.block(pair);
  expect(control.events().at(-1)).toMatchObject({
    change: 'del_follow_user',
    fields: { UserID: 'zhangsan' },
  });
  expect(await bench.get('externalcontact/get', { external_userid: first.external_userid })).toMatchObject({
    errcode: 84061,
  });
  expect(() => control.block(pair)).toThrow('not friends');
  control.befriend({ ...pair, by_staff: true, add_way: 2 });
  expect(await bench.get('externalcontact/get', { external_userid: first.external_userid })).toMatchObject({
    follow_user: [{ add_way: 2, oper_userid: 'zhangsan' }],
  });
  control.deleteCustomer(pair);
  expect(control.events().at(-1)).toMatchObject({ change: 'del_external_contact' });
  expect(await bench.get('externalcontact/list', { userid: 'zhangsan' })).toMatchObject({ errcode: 84061 });
});

test('a half addition carries the welcome code, its confirmation does not', async () => {
  const bench = await openBench();
  const way = await bench.post('externalcontact/add_contact_way', {
    type: 1,
    scene: 2,
    user: ['zhangsan'],
    state: 's',
  });
  const half = bench.control.scan({ config_id: String(way.config_id), half: true });
  expect(half).toMatchObject({ outcome: 'half', welcome_code: expect.stringMatching(/^WELCOME/) as unknown });
  expect(bench.control.confirm({ userid: 'zhangsan', external_userid: half.external_userid })).toMatchObject({
    outcome: 'added',
    welcome_code: null,
  });
  expect(bench.control.events().map((event) => event.change)).toEqual(
    expect.arrayContaining(['add_half_external_contact', 'add_external_contact']),
  );
});
