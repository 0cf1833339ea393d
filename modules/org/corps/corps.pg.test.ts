import { frozenClock } from '@yutian/kernel';
import { inTransaction } from '@yutian/platform';
import { createSimulator, type Simulator } from '@yutian/wecom-sim';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCorpDirectory } from '../index.ts';
import { AGENT_ID, openWeComWorld, type WeComWorld } from '../testing/wecom-world.ts';
import { type Ask, CORP, START_MS } from '../testing/world.ts';

const SECOND = 'ww00000000000000bb';
const SECRETS = {
  secret: 'secret-of-the-app-0123456789',
  archiveSecret: 'secret-of-the-archive-012345',
  callbackToken: 'callbackToken0123456789',
  callbackAesKey: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
};

let world: WeComWorld<Simulator>;
let admin: Ask;
beforeAll(async () => {
  world = await openWeComWorld(await createSimulator({ clock: frozenClock(START_MS) }));
  admin = await world.as('it');
});
afterAll(() => world[Symbol.asyncDispose]());

it('right credentials are connected, wrong ones are refused with the platform’s number', async () => {
  expect((await admin('POST', `/corps/${CORP}/test`)).body).toEqual({
    state: 'connected',
    code: null,
    errcode: null,
    message: null,
  });
  expect((await admin('PATCH', `/corps/${CORP}`, { secret: SECRETS.secret })).body.state).toBe('refused');
  expect((await admin('POST', `/corps/${CORP}/test`)).body).toMatchObject({
    state: 'refused',
    code: 'WECOM_SECRET_REFUSED',
    errcode: 40001,
  });
  expect((await admin('PATCH', `/corps/${CORP}`, { secret: world.secret })).body.state).toBe('connected');
  expect((await admin('POST', `/corps/${CORP}/test`)).body.state).toBe('connected');
});

it('a corp with wrong credentials is saved as refused, and belongs to one tenant', async () => {
  const body = { corpId: SECOND, name: '第二主体', agentId: AGENT_ID, ...SECRETS };
  const made = await admin('POST', '/corps', body);
  expect(made.body).toMatchObject({
    corpId: SECOND,
    state: 'refused',
    hasArchiveSecret: true,
    hasCallback: true,
    lastSync: null,
  });
  expect(made.body.callbackUrl).toMatch(/^https:\/\/yutian\.example\/callbacks\/wecom\/[0-9a-f]{32}$/);
  expect((await admin('POST', '/corps', body)).body.code).toBe('CORP_TAKEN');
  expect((await admin('POST', '/corps/ww404/test')).body.code).toBe('CORP_UNKNOWN');
});

it('the gateway gets the secrets, by the corp and by its callback address', async () => {
  const directory = createCorpDirectory(world.ground.vault);
  const { items } = (await admin('GET', '/corps')).body;
  const { callbackUrl } = items.find((corp: { corpId: string }) => corp.corpId === SECOND);
  await inTransaction(world.test.db, async (tx) => {
    const expected = { tenantId: world.tenantId, corpId: SECOND, agentId: AGENT_ID, ...SECRETS };
    expect(await directory.access(tx, world.tenantId, SECOND)).toEqual(expected);
    expect(await directory.byCallbackKey(tx, callbackUrl.split('/').at(-1))).toEqual(expected);
    expect(await directory.byCallbackKey(tx, 'unknown')).toBeNull();
    expect(await directory.corps(tx)).toHaveLength(2);
  });
});

it('a corp without callback credentials has random ones, never empty', async () => {
  const access = await inTransaction(world.test.db, (tx) =>
    createCorpDirectory(world.ground.vault).access(tx, world.tenantId, CORP),
  );
  expect(access.callbackToken).toMatch(/^[0-9a-f]{32}$/);
  expect(access.callbackAesKey).toMatch(/^[0-9A-Za-z]{43}$/);
  const half = await admin('PATCH', `/corps/${CORP}`, { callbackToken: SECRETS.callbackToken });
  expect(half.body.code).toBe('CALLBACK_PAIR');
  const given = { callbackToken: SECRETS.callbackToken, callbackAesKey: SECRETS.callbackAesKey };
  expect((await admin('PATCH', `/corps/${CORP}`, given)).body.hasCallback).toBe(true);
});

it('no secret is in an answer, in the audit log, in a log line, or in clear text on disk', async () => {
  const answers = [
    await admin('GET', '/corps'),
    await admin('GET', '/audit-entries?limit=200'),
    await admin('GET', '/audit-entries/export'),
  ];
  const tables = ['org.corp', 'platform.audit', 'platform.outbox', 'graphile_worker.jobs'];
  const rows = await Promise.all(
    tables.map((table) => world.test.pool.query(`select t::text as text from ${table} t`)),
  );
  const everything = [...answers, rows.map((result) => result.rows), world.log]
    .map((each) => JSON.stringify(each))
    .join('\n');
  expect(everything).toContain(SECOND);
  for (const secret of [...Object.values(SECRETS), world.secret]) {
    expect(everything.includes(secret)).toBe(false);
    expect(everything.includes(Buffer.from(secret).toString('hex'))).toBe(false);
  }
  const changed = (await admin('GET', '/audit-entries?action=org.changeCorp')).body.items;
  expect(changed[0].detail).toEqual({ fields: ['callbackToken', 'callbackAesKey'] });
});
