import { MS_PER_HOUR, toIso } from '@yutian/kernel';
import type { GroupMember, GroupMovement, GroupRow } from '@yutian/contract';
import { createSimulator } from '@yutian/wecom-sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, migrationFolders } from '../../../apps/server/src/compose.ts';
import { type Ask, openWorld, START_MS } from '../testing/world.ts';

const open = () => openWorld({ compose, migrations: migrationFolders.slice(1), simulate: createSimulator });
let world: Awaited<ReturnType<typeof open>>;
let boss: Ask;
let guide: Ask;
const people: Record<string, string> = {};
let chat: string;
let other: string;

beforeAll(async () => {
  world = await open();
  const { control } = world.sim;
  for (const name of ['小鹿', '阿宽', '=cmd|calc'])
    people[name] = control.befriend({ userid: 'zhang', name }).external_userid;
  people.路人 = control.createPerson({ name: '路人' }).external_userid;
  const members = [people.小鹿 ?? '', people['=cmd|calc'] ?? '', people.路人];
  chat = control.createGroup({
    owner: 'zhang',
    name: '南京西路福利群',
    external_userids: members,
    userids: ['li'],
  }).chat_id;
  other = control.createGroup({
    owner: 'li',
    name: '李四的群',
    external_userids: [people.小鹿 ?? ''],
  }).chat_id;
  await world.catchUp();
  boss = await world.as('boss', 'boss');
  guide = await world.as('zhang', 'guide', await world.staff('zhang'));
});
afterAll(() => world[Symbol.asyncDispose]());

const groups = async (ask: Ask, query = ''): Promise<GroupRow[]> =>
  (await ask('GET', `/groups${query}`)).body.items;
const group = async (name: string, query = '') =>
  (await groups(boss, query)).find((one) => one.name === name);
const idOf = async (name: string) => (await group(name))?.id ?? '';
const members = async (ask: Ask, query: string): Promise<GroupMember[]> =>
  (await ask('GET', `/group-members?${query}`)).body.items;
const movements = async (id: string): Promise<GroupMovement[]> =>
  (await boss('GET', `/groups/${id}/movements`)).body.items;
const customer = async (external: string) =>
  (
    await world.rows<{ id: string }>(
      "select customer_id as id from customers.identity where kind = 'external_userid' and value like '%' || $1",
      [external],
    )
  )[0]?.id ?? '';

describe('a group', () => {
  it('is known with its owner and everybody in it, customers apart from strangers and staff', async () => {
    expect(await group('南京西路福利群')).toMatchObject({
      owner: { name: '张三', userid: 'zhang' },
      standing: 'normal',
      members: 5,
      customers: 2,
      strangers: 1,
      staff: 2,
      joined7: 3,
      left7: 0,
      reading: false,
      failure: null,
    });
    expect((await boss('GET', '/groups/totals')).body).toEqual({
      groups: 2,
      members: 7,
      customers: 3,
      strangers: 1,
      unread: 0,
      nearlyFull: 0,
    });
  });

  it('shows each member with what he is and how he came', async () => {
    const found = await members(boss, `groupId=${await idOf('南京西路福利群')}`);
    expect(
      found.map((one) => `${one.name} ${one.kind} ${one.scene} ${one.invitorName ?? ''}`).toSorted(),
    ).toEqual([
      '=cmd|calc customer invited 张三',
      '小鹿 customer invited 张三',
      '张三 staff invited ',
      '李四 staff invited ',
      '路人 stranger invited 张三',
    ]);
    expect(found.find((one) => one.name === '小鹿')?.customerId).toBe(await customer(people.小鹿 ?? ''));
  });

  it('is a line in the timeline of each customer in it', async () => {
    const { items } = (await boss('GET', `/customers/${await customer(people.小鹿 ?? '')}/timeline`)).body;
    const joined = items.filter((line: { kind: string }) => line.kind === 'groups.joined');
    expect(joined.map((line: { detail: { group: string } }) => line.detail.group).toSorted()).toEqual([
      '南京西路福利群',
      '李四的群',
    ]);
  });

  it('is read two seconds after an event, when the platform shows it', async () => {
    world.sim.control.joinGroup({ chat_id: chat, external_userids: [people.阿宽 ?? ''] });
    await world.settle();
    expect(await group('南京西路福利群')).toMatchObject({ members: 5, reading: true });
    world.clock.advance(2_000);
    await world.settle();
    expect(await group('南京西路福利群')).toMatchObject({ members: 6, customers: 3, reading: false });
  });

  it('is read again when something happens while it is read', async () => {
    world.sim.control.renameGroup({ chat_id: chat, name: '福利一群' });
    await world.settle();
    world.clock.advance(1_500);
    world.sim.control.renameGroup({ chat_id: chat, name: '福利二群' });
    await world.settle();
    world.clock.advance(1_000);
    await world.settle();
    expect(await group('福利二群')).toBeUndefined();
    world.clock.advance(1_500);
    await world.settle();
    expect(await group('福利二群')).toMatchObject({ members: 6, reading: false });
  });

  it('remembers who left, when the platform said so, and who came back', async () => {
    const id = await idOf('福利二群');
    world.clock.advance(MS_PER_HOUR);
    const leftAt = toIso(Math.floor(world.clock.now() / 1_000) * 1_000);
    world.sim.control.leaveGroup({ chat_id: chat, external_userids: [people.阿宽 ?? ''] });
    await world.catchUp();
    expect(await members(boss, `groupId=${id}&present=false`)).toMatchObject([{ name: '阿宽', leftAt }]);
    world.clock.advance(MS_PER_HOUR);
    world.sim.control.joinGroup({ chat_id: chat, external_userids: [people.阿宽 ?? ''] });
    await world.catchUp();
    const ofHim = (await movements(id)).filter((line) => line.member.name === '阿宽');
    expect(ofHim.map((line) => line.kind)).toEqual(['joined', 'left', 'joined']);
    const { items } = (await boss('GET', `/customers/${await customer(people.阿宽 ?? '')}/timeline`)).body;
    expect(
      items.map((line: { kind: string }) => line.kind).filter((kind: string) => kind.startsWith('groups.')),
    ).toEqual(['groups.joined', 'groups.left', 'groups.joined']);
  });

  it('counts by day, and pages through its movements without loss', async () => {
    const id = await idOf('福利二群');
    const { days, knownSince } = (await boss('GET', `/groups/${id}/days?from=2026-01-04&to=2026-01-06`)).body;
    expect(days).toEqual([
      { day: '2026-01-04', joined: 0, left: 0, members: 0 },
      { day: '2026-01-05', joined: 5, left: 1, members: 4 },
      { day: '2026-01-06', joined: 0, left: 0, members: 4 },
    ]);
    expect(Date.parse(knownSince)).toBeGreaterThanOrEqual(START_MS);
    const all = await movements(id);
    const paged: GroupMovement[] = [];
    for (let cursor = ''; ; ) {
      const page = (await boss('GET', `/groups/${id}/movements?limit=2${cursor && `&cursor=${cursor}`}`))
        .body;
      paged.push(...page.items);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    expect(all).toHaveLength(6);
  });
});

describe('a stranger in a group', () => {
  it('who is added becomes a customer there, with what he did before', async () => {
    const id = await idOf('福利二群');
    world.sim.control.befriend({ userid: 'li', external_userid: people.路人 ?? '', add_way: 3 });
    await world.catchUp();
    expect(await group('福利二群')).toMatchObject({ members: 6, customers: 4, strangers: 0 });
    expect(await members(boss, `groupId=${id}&kind=stranger`)).toEqual([]);
    const person = await customer(people.路人 ?? '');
    expect((await members(boss, `groupId=${id}&kind=customer`)).map((one) => one.customerId)).toContain(
      person,
    );
    const { items } = (await boss('GET', `/customers/${person}/timeline`)).body;
    expect(items.map((line: { kind: string }) => line.kind)).toContain('groups.joined');
  });
});

describe('data scope', () => {
  it('a guide sees the groups he owns and no other', async () => {
    expect((await groups(guide)).map((one) => one.name)).toEqual(['福利二群']);
    expect((await guide('GET', '/groups/totals')).body.groups).toBe(1);
    const foreign = await idOf('李四的群');
    for (const path of [
      `/groups/${foreign}`,
      `/groups/${foreign}/movements`,
      `/group-members?groupId=${foreign}`,
      `/groups/${foreign}/members.csv`,
    ])
      expect([path, (await guide('GET', path)).status]).toEqual([path, 404]);
  });

  it('in his own group he sees the names of others’ customers, but no way to their pages', async () => {
    const id = await idOf('福利二群');
    const seen = new Map((await members(guide, `groupId=${id}`)).map((one) => [one.name, one.customerId]));
    expect(seen.get('路人')).toBeNull();
    expect(seen.get('小鹿')).toBe(await customer(people.小鹿 ?? ''));
  });

  it('a role without the right is refused', async () => {
    const finance = await world.as('finance', 'finance');
    for (const path of ['/groups', '/group-members', '/join-codes', '/group-activity', '/groups.csv'])
      expect([path, (await finance('GET', path)).body.code]).toEqual([path, 'PERMISSION_MISSING']);
  });
});

describe('downloads', () => {
  it('hold what the list shows, and no cell that a spreadsheet would run', async () => {
    const file = await boss('GET', `/groups/${await idOf('福利二群')}/members.csv`);
    expect(file.type).toBe('text/csv; charset=utf-8');
    expect(file.body.split('\r\n').filter(Boolean)).toHaveLength(7);
    expect(file.body).toContain("'=cmd|calc");
    expect((await boss('GET', '/groups.csv?text=福利')).body.split('\r\n').filter(Boolean)).toHaveLength(2);
    const kept = await world.rows<{ action: string }>(
      "select action from platform.audit where action like 'groups.export%' order by action",
    );
    expect(kept.map((row) => row.action)).toEqual(['groups.exportList', 'groups.exportMembers']);
  });
});

describe('when callbacks are lost', () => {
  it('the nightly list has stale groups read again', async () => {
    world.sim.control.setCallbackKnobs({ loss: 1 });
    world.sim.control.leaveGroup({ chat_id: chat, external_userids: [people.阿宽 ?? ''] });
    world.sim.control.createGroup({ owner: 'li', name: '无声群' });
    await world.catchUp();
    expect(await group('福利二群')).toMatchObject({ members: 6 });
    expect(await group('无声群')).toBeUndefined();
    world.clock.advance(21 * MS_PER_HOUR);
    await world.catchUp();
    expect(await group('福利二群')).toMatchObject({ members: 5 });
    expect(await group('无声群')).toMatchObject({ members: 1, owner: { name: '李四' } });
    world.sim.control.setCallbackKnobs({ loss: 0 });
  });
});

describe('when people are merged', () => {
  it('their stays come together, and part again when it is undone', async () => {
    const [keepId, otherId] = [await customer(people.小鹿 ?? ''), await customer(people['=cmd|calc'] ?? '')];
    const id = await idOf('福利二群');
    const merged = await boss('POST', '/merges', { keepId, otherId, reason: '同一人' });
    expect(merged.status).toBe(200);
    await world.settle();
    const owners = async () =>
      (await members(boss, `groupId=${id}&kind=customer`)).map((one) => one.customerId);
    expect((await owners()).filter((one) => one === keepId)).toHaveLength(2);
    expect(await owners()).not.toContain(otherId);
    await boss('POST', `/merges/${merged.body.mergeId}/undo`, { reason: '看错了' });
    await world.settle();
    expect((await owners()).filter((one) => one === keepId)).toHaveLength(1);
    expect(await owners()).toContain(otherId);
  });
});

describe('what is held of a person', () => {
  it('is part of his export and gone with his erasure', async () => {
    const id = await customer(people.小鹿 ?? '');
    const { parts } = (await boss('GET', `/customers/${id}/personal-data`)).body;
    expect(parts.groups.map((stay: { group: string }) => stay.group).toSorted()).toEqual([
      '李四的群',
      '福利二群',
    ]);
    expect((await boss('GET', `/customers/${id}/erasure`)).body.removed).toMatchObject({ 'groups.stays': 2 });
    await boss('POST', `/customers/${id}/erasure`, { reason: '本人要求' });
    expect(await world.rows('select 1 from groups.member where customer_id = $1', [id])).toEqual([]);
  });
});

describe('a dissolved group', () => {
  it('stays as history: everybody has left, and it is read no more', async () => {
    const id = await idOf('李四的群');
    world.sim.control.dismissGroup({ chat_id: other });
    await world.catchUp();
    expect(await group('李四的群')).toBeUndefined();
    expect(await group('李四的群', '?standing=dismissed')).toMatchObject({ id, members: 0, reading: false });
    expect((await boss('GET', `/groups/${id}`)).body.dismissedAt).not.toBeNull();
    expect(await members(boss, `groupId=${id}`)).toEqual([]);
  });

  it('is noticed without its callback by asking for it', async () => {
    world.sim.control.setCallbackKnobs({ loss: 1 });
    world.sim.control.dismissGroup({ chat_id: chat });
    await boss('POST', `/groups/${await idOf('福利二群')}/read`);
    await world.settle();
    expect(await group('福利二群', '?standing=dismissed')).toBeDefined();
  });
});
