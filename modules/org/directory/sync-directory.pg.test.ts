import { frozenClock, MS_PER_DAY } from '@yutian/kernel';
import { createEngine } from '@yutian/platform';
import { createSimulator, type Simulator } from '@yutian/wecom-sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWeComWorld, type WeComWorld } from '../testing/wecom-world.ts';
import { type Ask, CORP, START_MS } from '../testing/world.ts';

let world: WeComWorld<Simulator>;
let admin: Ask;

beforeAll(async () => {
  world = await openWeComWorld(await createSimulator({ clock: frozenClock(START_MS) }));
  admin = await world.as('it');
  const { control } = world.simulator;
  control.createDepartments({
    corpid: CORP,
    departments: [
      { id: 2, name: '禾序女装', parentid: 1 },
      { id: 3, name: '华东', parentid: 2 },
      { id: 4, name: '南京西路店', parentid: 3 },
      { id: 5, name: '徐家汇', parentid: 3 },
      { id: 6, name: '经销商苏州店', parentid: 3 },
    ],
  });
  control.createStaff({
    corpid: CORP,
    staff: [
      { userid: 'Guide1', name: '王小美', departments: [4], position: '导购' },
      { userid: 'xu1', name: '徐一', departments: [5] },
      { userid: 'su1', name: '苏一', departments: [6] },
      { userid: 'boss1', name: '周总', departments: [1] },
    ],
  });
});
afterAll(() => world[Symbol.asyncDispose]());

const read = () => world.org.readDirectory(world.tenantId, CORP, new AbortController().signal);
const staffBy = async (userid: string) => {
  const { items } = (await admin('GET', `/staff?text=${userid}&limit=200`)).body;
  return items.find((item: { userid: string }) => item.userid.toLowerCase() === userid.toLowerCase());
};
const lastSync = async () => (await admin('GET', '/corps')).body.items[0].lastSync;
const facts = async (topic: string) =>
  (
    await world.test.pool.query('select payload from platform.outbox where topic = $1 order by id', [topic])
  ).rows.map((row) => row.payload);

describe('reading the directory', () => {
  it('links units that are there, makes those that are not, and fills placeholders in', async () => {
    const placeholder = world.member('guide1');
    await read();
    expect(await lastSync()).toMatchObject({ state: 'done', departments: 6, staff: 4, code: null });
    const { items } = (await admin('GET', `/corps/${CORP}/departments`)).body;
    const mapped = items.map((row: Record<string, unknown>) => [row.name, row.unitKind, row.mappedBy]);
    expect(mapped).toEqual(
      expect.arrayContaining([
        ['禾序集团', null, 'nothing'],
        ['禾序女装', 'brand', 'rule'],
        ['徐家汇', 'store', 'rule'],
      ]),
    );
    expect(items.find((row: { name: string }) => row.name === '禾序女装').unitId).toBe(
      world.unit('禾序女装'),
    );
    // Placed by hand before, so the platform's department does not move her.
    expect(await staffBy('guide1')).toMatchObject({
      staffId: placeholder,
      userid: 'Guide1',
      name: '王小美',
      status: 'active',
      unitName: '女装部',
      position: '导购',
    });
    expect(await staffBy('xu1')).toMatchObject({
      storeName: '徐家汇',
      brandName: '禾序女装',
      handEdited: [],
    });
    const stores = (await admin('GET', '/stores?storeType=dealer')).body.items;
    expect(stores.map((store: { name: string }) => store.name)).toContain('经销商苏州店');
  });

  it('marks who is not in it as left, once, and tells the others', async () => {
    expect(await staffBy('north1')).toMatchObject({ active: false, status: 'left' });
    const before = await facts('org.staffLeft');
    expect(before).toHaveLength(1);
    expect(before[0].staffIds).toContain(world.member('north1'));
    await read();
    expect(await facts('org.staffLeft')).toHaveLength(1);
    expect(await lastSync()).toMatchObject({ added: 0, changed: 0, left: 0 });
  });

  it('follows names and places of the platform, but not what was edited by hand', async () => {
    const { control } = world.simulator;
    const store = (await staffBy('xu1')).storeId;
    await admin('PATCH', `/units/${store}`, { name: '徐家汇旗舰店' });
    await admin('PATCH', `/staff/${(await staffBy('su1')).staffId}`, { position: '合伙人' });
    control.createDepartments({
      corpid: CORP,
      departments: [
        { id: 3, name: '华东大区', parentid: 2 },
        { id: 5, name: '徐家汇二店', parentid: 3 },
      ],
    });
    control.createStaff({
      corpid: CORP,
      staff: [
        { userid: 'su1', name: '苏一一', position: '店长' },
        { userid: 'boss1', departments: [4] },
      ],
    });
    await read();
    expect(await staffBy('xu1')).toMatchObject({ storeName: '徐家汇旗舰店', regionName: '华东大区' });
    expect(await staffBy('su1')).toMatchObject({ name: '苏一一', position: '合伙人' });
    expect(await staffBy('boss1')).toMatchObject({ storeName: '南京西路店' });
    const [moved] = (await facts('org.staffMoved')).slice(-1);
    expect(moved.staffIds).toEqual([(await staffBy('boss1')).staffId]);
  });

  it('a department mapped by hand takes its staff along and keeps its unit at the next read', async () => {
    const answer = await admin('PUT', `/corps/${CORP}/departments/6/unit`, {
      unitId: world.unit('苏州经销店'),
    });
    expect(answer.body).toMatchObject({ unitName: '苏州经销店', mappedBy: 'hand' });
    expect(await staffBy('su1')).toMatchObject({ storeName: '苏州经销店' });
    await read();
    expect(await staffBy('su1')).toMatchObject({ storeName: '苏州经销店' });
  });

  it('a resigned member is left with his customers’ successor to be found, and comes back as himself', async () => {
    const { control } = world.simulator;
    const { staffId } = await staffBy('xu1');
    control.resign({ corpid: CORP, userid: 'xu1' });
    world.clock.advance(MS_PER_DAY);
    await read();
    const gone = await staffBy('xu1');
    expect(gone).toMatchObject({ staffId, active: false, status: 'left' });
    expect(Date.parse(gone.resignedAt)).toBe(world.clock.now());
    expect((await facts('org.staffLeft')).at(-1)).toEqual({ corpId: CORP, staffIds: [staffId] });
    control.createStaff({ corpid: CORP, staff: [{ userid: 'xu1', status: 1 }] });
    await read();
    expect(await staffBy('xu1')).toMatchObject({ staffId, active: true, resignedAt: null });
  });

  it('a rule for names and levels is kept per corp and counts for new departments', async () => {
    const rule = {
      levels: ['skip', 'brand', 'region'],
      names: [{ endsWith: '柜', kind: 'store' }],
      dealerWords: ['联营'],
    };
    expect((await admin('PUT', `/corps/${CORP}/directory-rule`, rule)).body).toEqual(rule);
    world.simulator.control.createDepartments({
      corpid: CORP,
      departments: [{ id: 9, name: '联营虹桥柜', parentid: 3 }],
    });
    await read();
    const { items } = (await admin('GET', '/stores?text=虹桥')).body;
    expect(items).toMatchObject([{ name: '联营虹桥柜', storeType: 'dealer', regionName: '华东大区' }]);
  });
});

describe('a read that is ordered', () => {
  const engineOf = () =>
    createEngine({
      db: world.test.db,
      pool: world.test.pool,
      clock: world.clock,
      log: world.ground.log,
      jobs: world.org.module.jobs ?? [],
      reactions: [],
      sweeps: world.org.module.sweeps ?? [],
      tenants: world.org.tenants,
    });

  it('runs as a job, by hand and every night for connected corps', async () => {
    const engine = engineOf();
    await engine.settle();
    expect((await admin('POST', `/corps/${CORP}/sync-directory`)).status).toBe(200);
    expect(await lastSync()).toMatchObject({ state: 'queued' });
    await engine.settle();
    expect(await lastSync()).toMatchObject({ state: 'done' });
    const runs = async () =>
      Number((await world.test.pool.query('select count(*)::int as n from org.directory_run')).rows[0].n);
    await admin('POST', `/corps/${CORP}/test`);
    const before = await runs();
    world.clock.advance(MS_PER_DAY);
    await engine.settle();
    expect(await runs()).toBe(before + 1);
  });

  it('fails with a code that the corp page shows, and leaves everybody where he was', async () => {
    const active = async () => (await admin('GET', '/staff?active=true&limit=200')).body.items.length;
    const before = await active();
    await admin('PATCH', `/corps/${CORP}`, { secret: 'wrong-secret-wrong-secret' });
    await expect(read()).rejects.toMatchObject({ code: 'WECOM_SECRET_REFUSED' });
    expect(await lastSync()).toMatchObject({ state: 'failed', code: 'WECOM_SECRET_REFUSED' });
    expect(await active()).toBe(before);
    await admin('PATCH', `/corps/${CORP}`, { secret: world.secret });
    await read();
    expect(await lastSync()).toMatchObject({ state: 'done' });
  });
});
