import type { InboxEvent, SyncHealth } from '@yutian/contract';
import { createSimulator } from '@yutian/wecom-sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, migrationFolders } from '../../apps/server/src/compose.ts';
import { addEvent, openWorld, post, signed, signIn, START_MS } from './testing/world.ts';

const open = () => openWorld({ compose, migrations: migrationFolders.slice(1), simulate: createSimulator });
let world: Awaited<ReturnType<typeof open>>;
let url: string;
let call: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  world = await open();
  url = `${world.door.address}${world.callbackPath}`;
  world.sim.control.populate({ customers: 0, staff: 6, stores: 2, brands: 1 });
  await world.settle();
  call = await signIn(world.door.address);
});
afterAll(() => world[Symbol.asyncDispose]());

const states = async () =>
  Object.fromEntries(
    (
      await world.rows<{ state: string; n: number }>(
        'select state, count(*)::int as n from connection.inbox group by state',
      )
    ).map(({ state, n }) => [state, n]),
  );
const relations = async () =>
  (
    await world.rows<{ n: number }>(
      "select count(*)::int as n from customers.pub_relation where standing = 'friend'",
    )
  )[0]?.n;

describe('the platform', () => {
  it('verifies the callback address and then tells of strangers, who become customers with a face', async () => {
    expect(await world.subscribe()).toMatchObject({ errcode: 0 });
    world.sim.control.befriend({ userid: 'guide0001', name: '小鹿' });
    await world.settle();
    expect(await world.rows('select name from customers.pub_customer')).toEqual([{ name: '小鹿' }]);
    expect(await states()).toEqual({ done: 1 });
  });

  it('may send every callback twice and in any order: everybody is counted once', async () => {
    world.sim.control.setCallbackKnobs({ duplicate: 0.6, reorder: 0.6 });
    const before = (await relations()) ?? 0;
    await world.sim.control.crowd({ n: 120, chatShare: 0 });
    await world.settle();
    world.sim.control.setCallbackKnobs({ duplicate: 0, reorder: 0 });
    expect(await relations()).toBe(before + 120);
    const [nameless] = await world.rows<{ n: number }>(
      "select count(*)::int as n from customers.pub_customer where name = ''",
    );
    expect(nameless?.n).toBe(0);
  });

  it('may tell a deletion before the add it ends', async () => {
    const gone = signed({
      ...addEvent('guide0001', 'wm_backwards', START_MS + 5_000),
      ChangeType: 'del_follow_user',
    });
    const added = signed(addEvent('guide0001', 'wm_backwards', START_MS));
    expect([await post(url, gone), await post(url, added)]).toEqual([200, 200]);
    await world.settle();
    expect(
      await world.rows(
        "select standing, lost_by from customers.pub_relation where external_userid = 'wm_backwards'",
      ),
    ).toEqual([{ standing: 'lost', lost_by: 'customer' }]);
  });

  it('may name a colleague whom nobody knows yet', async () => {
    expect(await post(url, signed(addEvent('newcomer', 'wm_of_newcomer', START_MS)))).toBe(200);
    await world.settle();
    expect(
      await world.rows(
        "select s.userid from customers.pub_relation r join org.pub_staff s using (tenant_id, staff_id) where r.external_userid = 'wm_of_newcomer'",
      ),
    ).toEqual([{ userid: 'newcomer' }]);
  });

  it('may send events nobody knows yet: they are kept and can be read', async () => {
    await post(url, signed({ CreateTime: 1_767_578_400, Event: 'invented_in_2027', Thing: 'x' }));
    await world.settle();
    const { items } = await call<{ items: InboxEvent[] }>('GET', '/inbox-events?state=kept');
    expect(items).toMatchObject([{ event: 'invented_in_2027', state: 'kept' }]);
  });
});

describe('what is refused leaves nothing behind but a count', () => {
  const add = addEvent('guide0001', 'wm_forged', START_MS);
  const truncated = () => {
    const { query, body } = signed(add);
    return { query, body: body.slice(0, body.length / 2) };
  };
  const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>`;

  it.each([
    ['a wrong signature', () => signed(add, undefined, 'anotherToken'), 403, 'bad_signature'],
    ['another corp’s receiveid', () => signed(add, 'wwffffffffffffffff'), 403, 'wrong_receiver'],
    ['half a body', truncated, 400, 'bad_xml'],
    ['no body', () => ({ query: signed(add).query, body: '' }), 400, 'bad_xml'],
    ['an entity bomb', () => ({ query: signed(add).query, body: bomb }), 400, 'bad_xml'],
    [
      'a body of 50 MB',
      () => ({ query: signed(add).query, body: Buffer.alloc(50 << 20, 'x') }),
      400,
      'too_large',
    ],
  ])('%s', async (_what, make, status, reason) => {
    const before = await states();
    // The server closes the connection on an oversized body; then there is no answer to read.
    const answered = await post(url, make()).catch(() => status);
    expect(answered).toBe(status);
    const health = await call<SyncHealth>('GET', '/sync-health');
    expect(health.rejections.find((one) => one.reason === reason)?.count).toBeGreaterThanOrEqual(1);
    expect(await states()).toEqual(before);
  });

  it('an address of nobody', async () => {
    expect(await post(`${world.door.address}/callbacks/wecom/nobody`, signed(add))).toBe(404);
  });
});

describe('trouble inside', () => {
  it('an event that cannot be applied stands aside with its reason, the rest of its batch goes through', async () => {
    await world.rows(
      "alter table customers.relation add constraint no_poison check (external_userid <> 'wm_poison')",
    );
    const before = (await relations()) ?? 0;
    for (const id of ['wm_ok1', 'wm_ok2', 'wm_poison', 'wm_ok3', 'wm_ok4'])
      expect(await post(url, signed(addEvent('guide0002', id, START_MS)))).toBe(200);
    await world.settle();
    expect(await relations()).toBe(before + 4);
    const { items } = await call<{ items: InboxEvent[] }>('GET', '/inbox-events?state=failed');
    expect(items).toMatchObject([
      { change: 'add_external_contact', attempts: 1, reason: expect.stringContaining('23514') as string },
    ]);

    await world.rows('alter table customers.relation drop constraint no_poison');
    expect(await call('POST', '/inbox-events/retry', { ids: items.map((one) => one.id) })).toEqual({
      retried: 1,
    });
    await world.settle();
    expect(await relations()).toBe(before + 5);
    expect((await states()).failed).toBeUndefined();
  });

  it('without a database the platform is told to come again, and then the event lands once', async () => {
    const event = signed(addEvent('guide0003', 'wm_patient', START_MS));
    const { database } = {
      database: (await world.rows<{ name: string }>('select current_database() as name'))[0]?.name ?? '',
    };
    const admin = await adminOf(world);
    await admin.query(`alter database ${database} allow_connections false`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database,
    ]);
    expect(await post(url, event)).toBe(503);
    await admin.query(`alter database ${database} allow_connections true`);
    await admin.end();
    expect([await post(url, event), await post(url, event)]).toEqual([200, 200]);
    await world.settle();
    expect(
      await world.rows("select 1 as one from customers.pub_relation where external_userid = 'wm_patient'"),
    ).toHaveLength(1);
  });
});

async function adminOf({ test }: typeof world) {
  const { default: pg } = await import('pg');
  const { poolConfig } = await import('@yutian/platform');
  const { connection } = test;
  const elsewhere =
    'url' in connection
      ? { url: connection.url.replace(/\/[^/]*$/, '/postgres') }
      : { ...connection, database: 'postgres' };
  const client = new pg.Client(poolConfig(elsewhere));
  await client.connect();
  return client;
}
