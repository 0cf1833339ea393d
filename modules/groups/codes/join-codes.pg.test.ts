import type { JoinCode } from '@yutian/contract';
import { MS_PER_DAY } from '@yutian/kernel';
import { deleteJoinWay, getJoinWay, updateJoinWay } from '@yutian/wecom';
import { createSimulator } from '@yutian/wecom-sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, migrationFolders } from '../../../apps/server/src/compose.ts';
import { type Ask, CORP, openWorld } from '../testing/world.ts';

const SIZE = 10;
const open = () =>
  openWorld({ compose, migrations: migrationFolders.slice(1), simulate: createSimulator, groupSize: SIZE });
let world: Awaited<ReturnType<typeof open>>;
let boss: Ask;
const ids: Record<string, string> = {};

beforeAll(async () => {
  world = await open();
  for (const [owner, names] of [
    ['zhang', ['一群', '二群', '三群', '自动群']],
    ['li', ['李四的群']],
  ] as const)
    for (const name of names) world.sim.control.createGroup({ owner, name });
  await world.catchUp();
  boss = await world.as('boss', 'boss');
  for (const { id, name } of (await boss('GET', '/groups')).body.items) ids[name] = id;
});
afterAll(() => world[Symbol.asyncDispose]());

const chosen = (...names: string[]) => names.map((name) => ids[name] ?? '');
const read = async (id: string): Promise<JoinCode> => (await boss('GET', `/join-codes/${id}`)).body;
const rule = { capacity: SIZE, openAt: 80, autoOpen: false };
const make = async (input: object): Promise<JoinCode> => {
  const answer = await boss('POST', '/join-codes', { ...rule, ...input });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  await world.settle();
  return read(answer.body.id);
};
const configOf = async ({ id }: JoinCode) =>
  (
    await world.rows<{ config_id: string }>('select config_id from groups.join_code where code_id = $1', [id])
  )[0]?.config_id ?? '';
const platform = async (code: JoinCode) =>
  (
    await world.product.gateway.call(
      world.tenantId,
      CORP,
      getJoinWay,
      { config_id: await configOf(code) },
      { lane: 'guide' },
    )
  ).join_way;
/** `n` new people scan the code. */
const scan = async (code: JoinCode, n: number) => {
  const config_id = await configOf(code);
  for (let i = 0; i < n; i++)
    world.sim.control.joinGroup({
      config_id,
      external_userids: [world.sim.control.createPerson({}).external_userid],
    });
  await world.catchUp();
};
const namesIn = (code: JoinCode, place: string) =>
  code.groups.filter((one) => one.place === place).map((one) => one.name);

describe('a join code', () => {
  it('is made on WeCom, and can be taken along as a picture, a drawing, a card to print, and in a zip', async () => {
    const code = await make({ name: '门店海报', groupIds: chosen('一群'), preparedIds: chosen('二群') });
    expect(code).toMatchObject({
      linkState: 'live',
      qrReady: true,
      next: 'none',
      fill: { members: 1, capacity: SIZE, free: 9 },
    });
    expect(await platform(code)).toMatchObject({
      remark: '门店海报',
      state: code.state,
      auto_create_room: false,
    });
    const png = await boss('GET', `/join-codes/${code.id}/qr.png`);
    expect([png.type, png.raw.subarray(1, 4).toString()]).toEqual(['image/png', 'PNG']);
    const svg = await boss('GET', `/join-codes/${code.id}/qr.svg`);
    expect([svg.type, svg.body.includes('<svg')]).toEqual(['image/svg+xml', true]);
    const card = await boss('GET', `/join-codes/${code.id}/card.svg`);
    expect(card.body).toContain('微信扫一扫，加入群聊');
    const zip = await boss('GET', `/join-codes/qr.zip?ids=${code.id}&format=card`);
    expect(zip.raw.toString('utf8')).toContain(`门店海报-${code.state}.card.svg`);
    expect((await boss('GET', '/join-codes/qr.zip?ids=all')).body.code).toBe('INPUT_INVALID');
  });

  it('gets the prepared group before the last one is full, and knows who came by it', async () => {
    const [code] = (await boss('GET', '/join-codes?text=门店海报')).body.items;
    await scan(code, 6);
    expect(await read(code.id)).toMatchObject({ next: 'none', joined: 6, stayed: 6 });
    expect(namesIn(await read(code.id), 'open')).toEqual(['一群']);
    await scan(code, 1);
    const rotated = await read(code.id);
    expect(namesIn(rotated, 'open')).toEqual(['一群', '二群']);
    expect((await platform(rotated)).chat_id_list).toHaveLength(2);
    await scan(code, 3);
    expect((await read(code.id)).groups.map((one) => [one.name, one.members])).toEqual([
      ['一群', 10],
      ['二群', 2],
    ]);
    const came = (await boss('GET', `/group-members?joinCodeId=${code.id}`)).body.items;
    expect(came).toHaveLength(10);
    expect(came[0]).toMatchObject({ kind: 'stranger', scene: 'qr', joinCode: { name: '门店海报' } });
  });

  it('says that it needs a group when nothing is prepared, and is content when one is added', async () => {
    const [code] = (await boss('GET', '/join-codes?text=门店海报')).body.items;
    await scan(code, 7);
    const stuck = await read(code.id);
    expect(stuck.next).toBe('needs_group');
    const facts = await world.rows<{ payload: unknown }>(
      "select payload from platform.outbox where topic = 'groups.joinCodeStuck'",
    );
    expect(facts.map((fact) => fact.payload)).toEqual([{ codeId: code.id, next: 'needs_group' }]);
    await boss('PATCH', `/join-codes/${code.id}`, { preparedIds: chosen('三群') });
    await world.settle();
    expect(await read(code.id)).toMatchObject({ next: 'none' });
    expect((await platform(code)).chat_id_list).toHaveLength(3);
  });

  it('does without a group that is dissolved', async () => {
    const [code] = (await boss('GET', '/join-codes?text=门店海报')).body.items;
    const first = (await platform(code)).chat_id_list[0] ?? '';
    world.sim.control.dismissGroup({ chat_id: first });
    await world.catchUp();
    expect((await platform(code)).chat_id_list).not.toContain(first);
    expect(namesIn(await read(code.id), 'past')).toEqual(['一群']);
  });

  it('takes over the groups that WeCom opens by itself, and the number it counts on', async () => {
    const code = await make({
      name: '自动',
      groupIds: chosen('自动群'),
      autoOpen: true,
      baseName: '福利群',
      baseNumber: 7,
    });
    await scan(code, 9);
    expect(await read(code.id)).toMatchObject({ next: 'platform_opens', fill: { free: 0 } });
    await scan(code, 1);
    await world.catchUp();
    const after = await read(code.id);
    expect(namesIn(after, 'open')).toEqual(['自动群', '福利群7']);
    expect(after).toMatchObject({ baseNumber: 8, next: 'none', joined: 10 });
    expect(await platform(after)).toMatchObject({ room_base_id: 8, room_base_name: '福利群' });
  });

  it('that WeCom refuses says why and holds up no other', async () => {
    const [mine] = (await boss('GET', '/join-codes?text=自动')).body.items;
    const [next] = (await boss('GET', '/join-codes?text=门店海报')).body.items;
    world.sim.control.fail({ path: 'externalcontact/groupchat/update_join_way', errcode: 41_040, times: 1 });
    for (const code of [mine, next]) {
      await boss('PATCH', `/join-codes/${code.id}`, { name: `${code.name}改` });
      await world.settle().catch(() => undefined);
    }
    await world.settle().catch(() => undefined);
    const states = [await read(mine.id), await read(next.id)].map((code) => [
      code.name,
      code.linkState,
      code.failure?.errcode ?? null,
    ]);
    expect(states).toEqual([
      ['自动改', 'failed', 41_040],
      ['门店海报改', 'live', null],
    ]);
    await boss('POST', `/join-codes/${mine.id}/retry`);
    await world.settle();
    expect(await read(mine.id)).toMatchObject({ linkState: 'live', failure: null });
    expect((await platform(mine)).remark).toBe('自动改');
  });

  it('is put right when somebody else changed it, and made anew on request when it was deleted', async () => {
    const [code] = (await boss('GET', '/join-codes?text=门店海报')).body.items;
    const before = await platform(code);
    const config_id = await configOf(code);
    const call = { lane: 'guide' } as const;
    const foreign = {
      config_id,
      scene: 2 as const,
      remark: '别人改的',
      chat_id_list: before.chat_id_list.slice(0, 1),
    };
    await world.product.gateway.call(world.tenantId, CORP, updateJoinWay, foreign, call);
    world.clock.advance(MS_PER_DAY);
    await world.settle();
    expect(await platform(code)).toMatchObject({
      remark: '门店海报改',
      chat_id_list: before.chat_id_list,
      state: code.state,
    });

    await world.product.gateway.call(world.tenantId, CORP, deleteJoinWay, { config_id }, call);
    world.clock.advance(MS_PER_DAY);
    await world.settle().catch(() => undefined);
    expect(await read(code.id)).toMatchObject({
      linkState: 'failed',
      failure: { code: 'JOIN_CODE_GONE', errcode: 41_044 },
    });
    await boss('POST', `/join-codes/${code.id}/retry`);
    await world.settle();
    expect(await read(code.id)).toMatchObject({ linkState: 'live', failure: null });
    expect(await configOf(code)).not.toBe(config_id);
  });

  it('is seen only by who sees the owners of all its groups', async () => {
    await make({ name: '混合', groupIds: chosen('自动群', '李四的群') });
    const guide = await world.as('zhang', 'guide', await world.staff('zhang'));
    const seen = (await guide('GET', '/join-codes')).body.items.map((one: JoinCode) => one.name);
    expect(seen.toSorted()).toEqual(['自动改', '门店海报改'].toSorted());
    const [mixed] = (await boss('GET', '/join-codes?text=混合')).body.items;
    for (const path of [
      `/join-codes/${mixed.id}`,
      `/join-codes/${mixed.id}/qr.png`,
      `/join-codes/qr.zip?ids=${mixed.id}`,
      `/group-members?joinCodeId=${mixed.id}`,
    ])
      expect([path, (await guide('GET', path)).body.code]).toEqual([path, 'JOIN_CODE_UNKNOWN']);
    expect(
      (await guide('POST', '/join-codes', { ...rule, name: 'x', groupIds: chosen('自动群') })).body.code,
    ).toBe('PERMISSION_MISSING');
  });

  it('refuses groups that do not exist, come twice or are dissolved', async () => {
    const codeOf = async (groupIds: string[]) =>
      (await boss('POST', '/join-codes', { ...rule, name: 'x', groupIds })).body.code;
    expect(await codeOf(['01890a5d-ac96-774b-bcce-b302099a8057'])).toBe('GROUP_UNKNOWN');
    expect(await codeOf(chosen('二群', '二群'))).toBe('GROUP_TWICE');
    expect(await codeOf(chosen('一群'))).toBe('GROUP_DISMISSED');
    const channelId = '01890a5d-ac96-774b-bcce-b302099a8057';
    expect(
      (await boss('POST', '/join-codes', { ...rule, name: 'x', groupIds: chosen('二群'), channelId })).body
        .code,
    ).toBe('CHANNEL_UNKNOWN');
  });

  it('that is archived is gone from WeCom and cannot be changed', async () => {
    const [code] = (await boss('GET', '/join-codes?text=混合')).body.items;
    const config_id = await configOf(code);
    await boss('DELETE', `/join-codes/${code.id}`);
    await world.settle();
    expect(await read(code.id)).toMatchObject({ archived: true, linkState: 'removed', qrReady: false });
    const gone = world.product.gateway.call(
      world.tenantId,
      CORP,
      getJoinWay,
      { config_id },
      { lane: 'guide' },
    );
    await expect(gone).rejects.toMatchObject({ data: { errcode: 41_044 } });
    expect((await boss('PATCH', `/join-codes/${code.id}`, { name: 'y' })).body.code).toBe(
      'JOIN_CODE_ARCHIVED',
    );
    expect(
      (await boss('GET', '/join-codes?archived=true')).body.items.map((one: JoinCode) => one.name),
    ).toEqual(['混合']);
  });

  it('leaves a trace of every change', async () => {
    const kept = await world.rows<{ action: string }>(
      "select distinct action from platform.audit where action like 'groups.%' order by action",
    );
    expect(kept.map((row) => row.action)).toEqual([
      'groups.archiveJoinCode',
      'groups.changeJoinCode',
      'groups.createJoinCode',
      'groups.downloadQr',
      'groups.retryJoinCode',
    ]);
  });
});
