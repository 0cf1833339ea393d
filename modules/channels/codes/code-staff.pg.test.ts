// Who writes codes for a part of the tenant puts only people of that part behind them; who stands there already stays.
import { everything, type Id, newId, type Scope } from '@yutian/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { By } from '../parts.ts';
import { createLink } from '../links/save-link.ts';
import { allDay, type ChannelsWorld, CORP, openWorld, TENANT } from '../testing/world.ts';
import { type CodeInput, changeCode, createCode } from './save-code.ts';
import { listCodeStaff, listCodeStores } from './staff.sql.ts';

let world: ChannelsWorld;
let channelId: Id;
let ours: Id;
let theirs: Id;
const [ourStore, theirStore] = [newId(), newId()];
let agency: By;

beforeAll(async () => {
  world = await openWorld();
  [ours, theirs] = [await world.hire('ours'), await world.hire('theirs')];
  await world.rows(
    "insert into org.pub_store (tenant_id, store_id, name) values (1, $1, '徐汇店'), (1, $2, '西湖店')",
    [ourStore, theirStore],
  );
  const scope: Scope = { kind: 'part', staffIds: [ours], storeIds: [ourStore] };
  agency = { tenantId: TENANT, userId: newId(), name: '代运营', scope };
  const root = { parentId: null, kind: 'store' as const, name: '门店', ownerDepartment: '', welcomeId: null };
  channelId = await world.channels.setUp.createChannel(TENANT, root);
});
afterAll(() => world.test[Symbol.asyncDispose]());

const codeOf = (staffIds: Id[], more: Partial<CodeInput> = {}): CodeInput => ({
  corpId: CORP,
  name: '立牌',
  channelId,
  remark: '',
  skipVerify: true,
  exclusive: false,
  routing: 'direct',
  storeId: null,
  welcomeId: null,
  rota: allDay(staffIds),
  ...more,
});

describe('an agency with a part of the brand', () => {
  it('is told the names and stores of its own part, and nobody else’s', async () => {
    const all = { tenantId: TENANT, text: null, after: null, limit: 50 };
    const staff = await listCodeStaff(world.ground.db, {
      ...all,
      scope: agency.scope,
      corpId: CORP,
      staffIds: null,
    });
    expect(staff).toEqual([{ staffId: ours, name: 'ours', storeName: null }]);
    const asked = { ...all, corpId: null, staffIds: [ours, theirs] };
    expect(await listCodeStaff(world.ground.db, { ...asked, scope: agency.scope })).toHaveLength(1);
    expect(await listCodeStaff(world.ground.db, { ...asked, scope: everything })).toHaveLength(2);
    expect(await listCodeStores(world.ground.db, { ...all, storeId: null, scope: agency.scope })).toEqual([
      { storeId: ourStore, name: '徐汇店' },
    ]);
  });

  it('puts its own staff behind a code or a link, and is refused others’ staff and stores', async () => {
    await expect(createCode(world.ground, agency, codeOf([ours, theirs]))).rejects.toMatchObject({
      code: 'STAFF_OUT_OF_SCOPE',
      data: { staffIds: [theirs] },
    });
    await expect(
      createCode(world.ground, agency, codeOf([ours], { storeId: theirStore })),
    ).rejects.toMatchObject({ code: 'STORE_UNKNOWN' });
    await expect(
      createLink(world.ground, agency, {
        corpId: CORP,
        name: '投放',
        channelId,
        staffIds: [theirs],
        skipVerify: true,
        fallbackCodeId: null,
        welcomeId: null,
      }),
    ).rejects.toMatchObject({ code: 'STAFF_OUT_OF_SCOPE' });
    await createCode(world.ground, agency, codeOf([ours], { storeId: ourStore }));
  });

  it('edits a code that head office shared with others without taking them off', async () => {
    const codeId = await world.channels.setUp.createCode(
      TENANT,
      codeOf([ours, theirs], { storeId: theirStore }),
    );
    await changeCode(world.ground, agency, codeId, { remark: '橱窗' });
    const rows = await world.rows('select staff_id from channels.code_staff where code_id = $1', [codeId]);
    expect(rows).toHaveLength(2);
  });
});
