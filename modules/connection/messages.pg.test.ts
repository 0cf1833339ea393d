import type { MessageSource, SyncHealth } from '@yutian/contract';
import { MS_PER_DAY, MS_PER_MINUTE } from '@yutian/kernel';
import { createSimulator } from '@yutian/wecom-sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, migrationFolders } from '../../apps/server/src/compose.ts';
import { CORP, openWorld, signIn } from './testing/world.ts';

const open = () => openWorld({ compose, migrations: migrationFolders.slice(1), simulate: createSimulator });
let world: Awaited<ReturnType<typeof open>>;
let call: Awaited<ReturnType<typeof signIn>>;
let agreed: { userid: string; external_userid: string };
let silent: { userid: string; external_userid: string };
beforeAll(async () => {
  world = await open();
  const { control } = world.sim;
  control.populate({ customers: 0, staff: 3, stores: 1, brands: 1 });
  await world.settle();
  await world.subscribe();
  call = await signIn(world.door.address);
  const friend = (name: string) => {
    const met = control.befriend({ userid: 'guide0001', name });
    return { userid: 'guide0001', external_userid: met.external_userid };
  };
  agreed = friend('同意存档');
  silent = friend('没有同意');
  await world.settle();
});
afterAll(() => world[Symbol.asyncDispose]());

const source = async (): Promise<MessageSource | undefined> =>
  (await call<SyncHealth>('GET', '/sync-health')).corps.find((corp) => corp.corpId === CORP)?.messages;
const messages = () =>
  world.rows<{ name: string; from_customer: boolean }>(
    'select c.name, m.from_customer from customers.pub_message m join customers.pub_customer c using (tenant_id, customer_id) order by m.at_ms, m.from_customer',
  );

describe('the chat archive', () => {
  it('tells who wrote to whom, for people who agreed and nobody else', async () => {
    const { control } = world.sim;
    control.agree(agreed);
    await world.settle();
    control.chat({ ...agreed, from: 'customer' });
    world.clock.advance(1_000);
    control.chat({ ...agreed, from: 'staff' });
    control.chat({ ...silent, from: 'customer' });
    world.clock.advance(6 * MS_PER_MINUTE);
    await world.settle();
    expect(await messages()).toEqual([
      { name: '同意存档', from_customer: true },
      { name: '同意存档', from_customer: false },
    ]);
    expect(await source()).toMatchObject({
      source: 'archive',
      archive: { messages: 2, agreed: 1, reason: null },
    });
  });

  it('is not counted twice when it is read again', async () => {
    world.clock.advance(10 * MS_PER_MINUTE);
    await world.settle();
    expect(await messages()).toHaveLength(2);
  });

  it('that does not answer says so, and the position stays', async () => {
    const before = (await source())?.archive.seq;
    world.sim.control.createCorp({ corpid: CORP, settings: { archive: 'off' } });
    world.clock.advance(10 * MS_PER_MINUTE);
    await world.settle();
    expect((await source())?.archive).toMatchObject({
      seq: before,
      reason: { code: 'ARCHIVE_REFUSED', errcode: 301053 },
    });
  });
});

describe('who agreed to archiving', () => {
  it('is asked of all friends when the corp was read, so that figures do not stand on writers alone', async () => {
    const past = await open();
    past.sim.control.populate({
      customers: 150,
      staff: 3,
      stores: 1,
      brands: 1,
      agreeShare: 0.5,
      archiveDays: 0,
    });
    await past.settle();
    const known = await past.rows<{ agreed: boolean; n: number }>(
      'select agreed, count(*)::int as n from connection.archive_consent group by agreed order by agreed',
    );
    const friends = await past.rows<{ n: number }>(
      "select count(*)::int as n from customers.relation where standing = 'friend'",
    );
    expect((known[0]?.n ?? 0) + (known[1]?.n ?? 0)).toBe(friends[0]?.n);
    expect(known[1]?.n).toBeGreaterThan(40);
    expect(known[0]?.n).toBeGreaterThan(40);
    const asked = () => past.sim.control.requests({ path: 'msgaudit/check_single_agree' }).length;
    const before = asked();
    expect(before).toBe(2);
    past.clock.advance(MS_PER_DAY);
    await past.settle();
    expect(asked(), 'a second reading asks nobody again').toBe(before);
    const told = "select count(*)::int as n from platform.outbox where topic = 'connection.consentsRead'";
    expect(await past.rows(told), 'who counts from these answers hears of them once').toEqual([{ n: 1 }]);
    await past[Symbol.asyncDispose]();
  });
});

describe('the daily behaviour figures', () => {
  it('are read for each member of staff the day after', async () => {
    world.clock.advance(MS_PER_DAY);
    await world.settle();
    const rows = await world.rows<{ userid: string; new_contact_cnt: number; day: string }>(
      `select s.userid, b.new_contact_cnt, b.day::text from connection.pub_behavior_day b join org.pub_staff s using (tenant_id, staff_id)
       where b.new_contact_cnt > 0`,
    );
    expect(rows).toEqual([{ userid: 'guide0001', new_contact_cnt: 2, day: '2026-01-05' }]);
    expect((await source())?.behaviour).toMatchObject({ lastDay: '2026-01-05', reason: null });
  });

  it('change nothing when they are read again', async () => {
    const count = async () =>
      (await world.rows<{ n: number }>('select count(*)::int as n from connection.behavior_day'))[0]?.n;
    const before = await count();
    await world.rows("update platform.sweep set next_due_ms = 0 where name = 'connection.behaviour'");
    await world.settle();
    expect(await count()).toBe(before);
  });
});
