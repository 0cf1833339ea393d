// Downloads and our own pages over HTTP, on real rows.
import type { Actor, Id } from '@yutian/kernel';
import { newId } from '@yutian/kernel';
import { toFault, statusOf } from '@yutian/platform';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { personalToken } from '../entry/personal-link.ts';
import { allDay, type ChannelsWorld, CORP, openWorld, TENANT } from '../testing/world.ts';

let world: ChannelsWorld;
let http: FastifyInstance;
let actor: Actor;
let channelId: Id;
let ann: Id;
let bo: Id;
beforeAll(async () => {
  world = await openWorld();
  [ann, bo] = [await world.hire('ann'), await world.hire('bo')];
  actor = {
    tenantId: TENANT,
    userId: newId(),
    staffId: null,
    name: '运营',
    role: 'operator',
    permissions: new Set(['channels.read', 'channels.write']),
    scope: { kind: 'all' },
  };
  http = fastify();
  http.decorateRequest('actor', null);
  http.addHook('onRequest', async (request) => void (request.actor = actor));
  http.setErrorHandler((error, _request, reply) => {
    const fault = toFault(error);
    return reply.status(statusOf(fault)).send({ code: fault.code, data: fault.data });
  });
  world.channels.module.routes?.(http);
  const root = { parentId: null, kind: 'store' as const, name: '门店', ownerDepartment: '', welcomeId: null };
  channelId = await world.channels.setUp.createChannel(TENANT, root);
});
afterAll(async () => {
  await http.close();
  await world.test[Symbol.asyncDispose]();
});

async function makeCode(
  name: string,
  staffId: Id,
  more: { routing?: 'direct' | 'nearest' | 'owned'; storeId?: Id } = {},
) {
  const codeId = await world.channels.setUp.createCode(TENANT, {
    corpId: CORP,
    name,
    channelId,
    remark: '',
    skipVerify: true,
    exclusive: false,
    routing: more.routing ?? 'direct',
    storeId: more.storeId ?? null,
    welcomeId: null,
    rota: allDay([staffId]),
  });
  const [row] = await world.rows<{ state: string }>(
    "update channels.code set link_state = 'live', config_id = code_id::text, qr_code = 'https://wecom.example/' || state where code_id = $1 returning state",
    [codeId],
  );
  return { codeId, state: row?.state ?? '' };
}
const get = (url: string) => http.inject({ method: 'GET', url });

it('codes download as PNG, SVG, card and, together, as a zip that names each', async () => {
  const [a, b] = [await makeCode('柜台/一', ann), await makeCode('柜台二', ann)];
  expect((await get(`/api/v1/codes/${a.codeId}/qr.png`)).rawPayload.subarray(1, 4).toString()).toBe('PNG');
  expect((await get(`/api/v1/codes/${a.codeId}/qr.svg`)).body).toContain('<svg');
  expect((await get(`/api/v1/codes/${a.codeId}/card.svg`)).body).toContain('柜台/一');
  const zip = await get(`/api/v1/codes/qr.zip?ids=${a.codeId},${b.codeId}&format=svg`);
  expect(zip.rawPayload.readUInt32LE(0)).toBe(0x04034b50);
  const names = zip.rawPayload.toString('utf8');
  expect(names).toContain(`柜台_一-${a.state}.svg`);
  expect(names).toContain(`柜台二-${b.state}.svg`);
});

it('a code outside the reader’s scope, or not made yet, is not drawn', async () => {
  const code = await makeCode('范围', ann);
  actor = { ...actor, scope: { kind: 'part', staffIds: [bo], storeIds: [] } };
  expect((await get(`/api/v1/codes/${code.codeId}/qr.png`)).json()).toMatchObject({ code: 'CODE_UNKNOWN' });
  actor = { ...actor, scope: { kind: 'all' } };
  await world.rows('update channels.code set qr_code = null where code_id = $1', [code.codeId]);
  expect((await get(`/api/v1/codes/${code.codeId}/qr.png`)).json()).toMatchObject({ code: 'CODE_NOT_READY' });
});

it('a nearest-store page leads to the nearest store and counts the visit once', async () => {
  const [near, far] = [newId(), newId()];
  await world.rows(
    "insert into org.pub_store values (1, $1, '徐汇店', '某路 1 号', 31.19, 121.43), (1, $2, '西湖店', null, 30.25, 120.16)",
    [near, far],
  );
  await makeCode('徐汇', ann, { storeId: near });
  await makeCode('西湖', ann, { storeId: far });
  const entry = await makeCode('找门店', bo, { routing: 'nearest' });
  expect((await get(`/c/${entry.state}`)).body).toContain('/c/locate.js');
  const found = await get(`/c/${entry.state}?lat=30.3&lon=120.1`);
  expect(found.body).toContain('西湖店');
  expect((await get(`/c/${entry.state}?lat=31.2&lon=121.4`)).body).toContain('徐汇店');
  const [visits] = await world.rows<{ opened: number }>(
    'select opened from channels.opening where code_id = $1',
    [entry.codeId],
  );
  expect(visits?.opened).toBe(1);
});

it('a returning customer finds his own guide, strangers and forged links the common code', async () => {
  const entry = await makeCode('专属', bo, { routing: 'owned' });
  const customerId = newId();
  await world.rows(
    'insert into customers.pub_relation (tenant_id, customer_id, staff_id) values (1, $1, $2)',
    [customerId, ann],
  );
  const token = personalToken(world.ground.vault, TENANT, customerId);
  // The first visit has the personal code made; WeCom answers; the second shows it.
  expect((await get(`/c/${entry.state}?k=${token}`)).body).not.toContain('您的专属顾问');
  await world.rows(
    "update channels.code set qr_code = 'https://wecom.example/own' where owner_staff_id = $1",
    [ann],
  );
  expect((await get(`/c/${entry.state}?k=${token}`)).body).toContain('ann，您的专属顾问');
  expect((await get(`/c/${entry.state}?k=${newId()}.${'0'.repeat(32)}`)).body).not.toContain('您的专属顾问');
  const made = await world.rows('select code_id from channels.code where owner_staff_id = $1', [ann]);
  expect(made).toHaveLength(1);
});

it('parcels are entered by file; a wrong line is named and nothing is entered', async () => {
  const cardId = await world.channels.setUp.createCard(TENANT, {
    corpId: CORP,
    name: '秋靴卡',
    channelId,
    sku: 'S1',
    batch: '',
    skipVerify: true,
    rota: allDay([ann]),
    versions: ['A', 'B'].map((label) => ({ label, script: '', prize: '', welcomeId: null })),
  });
  const post = (payload: string) =>
    http.inject({
      method: 'POST',
      url: `/api/v1/package-cards/${cardId}/exposures.csv`,
      headers: { 'content-type': 'text/csv' },
      payload,
    });
  expect((await post('版本,日期,批次,数量\nA,2026-03-01,,500\nB,2026-03-01,,x')).json()).toMatchObject({
    code: 'EXPOSURE_FILE_INVALID',
    data: { line: 3 },
  });
  expect(await world.rows('select label from channels.card_exposure')).toEqual([]);
  expect(
    (await post('版本,日期,批次,数量\nA,2026-03-01,,500\nB,2026-03-01,,400\nA,2026-03-01,,600')).json(),
  ).toEqual({ entered: 3 });
  expect(await world.rows('select label, cards from channels.card_exposure order by label')).toEqual([
    { label: 'A', cards: 600 },
    { label: 'B', cards: 400 },
  ]);
});
