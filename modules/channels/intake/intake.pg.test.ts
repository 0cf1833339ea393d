// Adds become known once, whatever is repeated; greetings and loads follow; answers follow the loads.
import type { AddFact, CodeRota } from '@yutian/contract';
import { dayOf, type Id, MS_PER_DAY, newId } from '@yutian/kernel';
import { inTransaction } from '@yutian/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerDueCodes } from '../codes/answer-codes.ts';
import { holdDueCodes } from '../codes/answer.sql.ts';
import { findCodes } from '../codes/code.sql.ts';
import { listFunnelPeople } from '../funnel/funnel.sql.ts';
import { showFunnel } from '../funnel/show-funnel.ts';
import { allDay, type ChannelsWorld, CORP, NOW, openWorld, TENANT } from '../testing/world.ts';

let world: ChannelsWorld;
let channelId: Id;
let ann: Id;
let bo: Id;
beforeAll(async () => {
  world = await openWorld();
  ann = await world.hire('ann');
  bo = await world.hire('bo');
  const root = {
    parentId: null,
    kind: 'tmall' as const,
    name: '天猫',
    ownerDepartment: '电商部',
    welcomeId: null,
  };
  channelId = await world.channels.setUp.createChannel(TENANT, root);
});
afterAll(() => world.test[Symbol.asyncDispose]());

async function makeCode(rota: CodeRota, more: { welcomeId?: Id } = {}) {
  const codeId = await world.channels.setUp.createCode(TENANT, {
    corpId: CORP,
    name: '码',
    channelId,
    remark: '',
    skipVerify: true,
    exclusive: false,
    routing: 'direct',
    storeId: null,
    welcomeId: more.welcomeId ?? null,
    rota,
  });
  const [code] = await findCodes(world.ground.db, { tenantId: TENANT, codeIds: [codeId] });
  if (!code) throw new Error('The code was made.');
  return code;
}

let external = 0;
const added = (state: string | null, staffId: Id, more: Partial<AddFact> = {}): AddFact => ({
  customerId: newId(),
  staffId,
  externalUserid: `wm${(external += 1)}`,
  state,
  welcomeCode: null,
  atMs: NOW,
  half: false,
  ...more,
});
const apply = (adds: AddFact[]) =>
  inTransaction(world.ground.db, (tx) => world.channels.adds.applyAdds(tx, TENANT, CORP, adds));
const jobsNamed = (name: string) =>
  world.rows<{ payload: Record<string, unknown> }>(
    'select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = $1',
    [name],
  );

describe('adds', () => {
  it('find their code and channel by state, are told to the timeline, and count once however often they come', async () => {
    const code = await makeCode(allDay([ann]));
    const add = added(code.state, ann);
    const stranger = added('unknown-state', ann);
    await apply([add, add, stranger]);
    await apply([add]);
    const known = await world.rows(
      'select code_id, channel_id, half from channels.add where customer_id = $1',
      [add.customerId],
    );
    expect(known).toEqual([{ code_id: code.codeId, channel_id: channelId, half: false }]);
    const [load] = await world.rows<{ adds: number }>(
      'select adds from channels.day_load where code_id = $1',
      [code.codeId],
    );
    expect(load?.adds).toBe(1);
    expect(world.timeline.filter((entry) => entry.customerId === add.customerId)).toMatchObject([
      { kind: 'channels.scanned', detail: { code: '码' } },
    ]);
    expect(world.timeline.some((entry) => entry.customerId === stranger.customerId)).toBe(false);
    const facts = await world.rows<{ payload: { adds: { customerId: string }[] } }>(
      "select payload from platform.outbox where topic = 'channels.added'",
    );
    const told = facts.flatMap((fact) => fact.payload.adds.map((one) => one.customerId));
    expect(told.filter((id) => id === add.customerId)).toHaveLength(1);
  });

  it('only those with a welcome code and a welcome are greeted, by the code’s, the channel’s or the corp’s words', async () => {
    const write = (name: string) =>
      world.channels.setUp.createWelcome(TENANT, { name, text: name, attachments: [] });
    const [own, fallback] = [await write('码的'), await write('企业的')];
    const code = await makeCode(allDay([ann]), { welcomeId: own });
    const plain = await makeCode(allDay([ann]));
    const before = (await jobsNamed('channels.greet')).length;
    await apply([added(plain.state, ann, { welcomeCode: 'W0' })]);
    expect(await jobsNamed('channels.greet')).toHaveLength(before);
    await world.channels.setUp.setFallbackWelcome(TENANT, CORP, fallback);
    await apply([
      added(code.state, ann, { welcomeCode: 'W1' }),
      added(plain.state, ann, { welcomeCode: 'W2' }),
      added(code.state, ann),
      added(code.state, ann, { welcomeCode: 'dead', atMs: NOW - 20_000 }),
    ]);
    const greeted = (await jobsNamed('channels.greet'))
      .slice(before)
      .map((job) => `${job.payload.welcomeCode} ${job.payload.welcomeId}`);
    expect(greeted.toSorted()).toEqual([`W1 ${own}`, `W2 ${fallback}`]);
  });

  it('a half addition and its confirmation within one second are one add, greeted once', async () => {
    const welcome = await world.channels.setUp.createWelcome(TENANT, {
      name: '一次',
      text: '您好',
      attachments: [],
    });
    const code = await makeCode(allDay([ann]), { welcomeId: welcome });
    const half = added(code.state, ann, { half: true, welcomeCode: 'H1' });
    const full = { ...half, half: false, welcomeCode: null };
    await apply([half]);
    await apply([full]);
    await apply([half]);
    const rows = await world.rows('select half from channels.add where customer_id = $1', [half.customerId]);
    expect(rows).toEqual([{ half: false }]);
    const [load] = await world.rows<{ adds: number; half: number }>(
      'select adds, half from channels.day_load where code_id = $1',
      [code.codeId],
    );
    expect(load).toEqual({ adds: 1, half: 1 });
    const greeted = (await jobsNamed('channels.greet')).filter(
      (job) => job.payload.customerId === half.customerId,
    );
    expect(greeted).toHaveLength(1);
  });

  it('when two people turn out to be one, their adds come together, and go apart again', async () => {
    const code = await makeCode(allDay([ann, bo]));
    const [a, b] = [added(code.state, ann), added(code.state, bo)];
    await apply([a, b]);
    const run = (topic: string, payload: object) => {
      const reaction = world.channels.module.reactions?.find((one) => one.topic === topic);
      if (!reaction) throw new Error(`Nobody answers ${topic}.`);
      const job = { tenantId: TENANT, outboxId: Math.floor(Math.random() * 1e9), payload };
      return reaction
        .toHandler(world.ground.db)
        .run(job, { signal: new AbortController().signal, attempt: 1 });
    };
    const staffOf = async (customerId: Id) =>
      (
        await world.rows<{ staff_id: Id }>(
          'select staff_id from channels.add where customer_id = $1 order by staff_id',
          [customerId],
        )
      ).map((row) => row.staff_id);
    await run('customers.merged', { merges: [{ from: b.customerId, to: a.customerId }] });
    expect(await staffOf(a.customerId)).toEqual([ann, bo].sort());
    expect(await staffOf(b.customerId)).toEqual([]);
    await run('customers.unmerged', { from: a.customerId, restored: b.customerId, bornIds: [b.customerId] });
    expect([await staffOf(a.customerId), await staffOf(b.customerId)]).toEqual([[ann], [bo]]);
  });
});

describe('answers follow the loads', () => {
  const answerOf = async (codeId: Id) =>
    (await findCodes(world.ground.db, { tenantId: TENANT, codeIds: [codeId] }))[0];
  const putJobs = async (codeId: Id) =>
    (await jobsNamed('channels.putCode')).filter((job) => job.payload.codeId === codeId).length;
  /** WeCom has carried out what it was told. */
  async function carriedOut(codeId: Id) {
    await world.rows('delete from graphile_worker._private_jobs');
    await world.rows(
      "update channels.code set platform_hash = wanted_hash, link_state = 'live' where code_id = $1",
      [codeId],
    );
  }

  it('an add that changes nothing makes no call; the one that fills the cap makes one', async () => {
    const code = await makeCode(allDay([ann, bo], { dailyCap: 2 }));
    expect(await putJobs(code.codeId)).toBe(1);
    await carriedOut(code.codeId);
    await apply([added(code.state, ann)]);
    await answerDueCodes(world.ground.db, TENANT, world.clock.now());
    expect(await putJobs(code.codeId)).toBe(0);
    await apply([added(code.state, ann)]);
    await answerDueCodes(world.ground.db, TENANT, world.clock.now());
    expect((await answerOf(code.codeId))?.answer).toMatchObject({ why: 'shift', staffIds: [bo] });
    expect(await putJobs(code.codeId)).toBe(1);
    await answerDueCodes(world.ground.db, TENANT, world.clock.now());
    expect(await putJobs(code.codeId)).toBe(1);
  });

  it('a code whose adds cannot change it is not even looked at', async () => {
    const code = await makeCode(allDay([ann, bo]));
    const before = await answerOf(code.codeId);
    await apply([added(code.state, ann)]);
    expect(await answerOf(code.codeId)).toEqual(before);
  });

  it('who reaches his capacity is taken off every code that names him', async () => {
    const full = await world.hire('full');
    const code = await makeCode(allDay([full, bo], { capacity: 2 }));
    await apply([added(null, full), added(null, full)]);
    await answerDueCodes(world.ground.db, TENANT, world.clock.now());
    expect((await answerOf(code.codeId))?.answer).toMatchObject({
      staffIds: [bo],
      leftOut: [{ staffId: full, why: 'capacity' }],
    });
  });

  it('caps start again at midnight, when the code is due by itself', async () => {
    const cai = await world.hire('cai');
    const code = await makeCode(allDay([cai], { dailyCap: 1, spareStaffIds: [bo] }));
    await apply([added(code.state, cai)]);
    await answerDueCodes(world.ground.db, TENANT, world.clock.now());
    const spare = await answerOf(code.codeId);
    expect(spare?.answer?.why).toBe('spare');
    expect(dayOf(spare?.nextChangeMs ?? 0)).toBe(dayOf(NOW + MS_PER_DAY));
    await answerDueCodes(world.ground.db, TENANT, spare?.nextChangeMs ?? 0);
    expect((await answerOf(code.codeId))?.answer).toMatchObject({ why: 'shift', staffIds: [cai] });
  });

  it('a content that WeCom refused is not sent again by itself', async () => {
    const code = await makeCode(allDay([ann], { dailyCap: 100 }));
    await world.rows('delete from graphile_worker._private_jobs');
    await world.rows(
      'update channels.code set refused_hash = wanted_hash, next_change_ms = 0 where code_id = $1',
      [code.codeId],
    );
    await answerDueCodes(world.ground.db, TENANT, world.clock.now());
    expect(await putJobs(code.codeId)).toBe(0);
  });

  it('what is due is found by its index', async () => {
    await world.rows(
      `insert into channels.code (tenant_id, code_id, corp_id, channel_id, name, state, created_at_ms, next_change_ms)
       select 1, gen_random_uuid(), $1, $2, 'n', 'bulk' || i, 0, 9000000000000 from generate_series(1, 20000) i`,
      [CORP, channelId],
    );
    await world.rows('analyze channels.code');
    const { sql, parameters } = holdDueCodes.compile({ tenantId: TENANT, nowMs: NOW, limit: 500 });
    const plan = await world.rows<{ 'QUERY PLAN': string }>(`explain ${sql}`, [...parameters]);
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('code_due');
  });
});

describe('the funnel', () => {
  it('counts people once, replies and orders only after the add, and opens to the same people', async () => {
    const code = await makeCode(allDay([ann, bo]));
    const at = NOW + 40 * MS_PER_DAY;
    const people = [0, 1, 2, 3].map((i) => added(code.state, ann, { atMs: at + i * 1_000, half: i === 3 }));
    const [replied, early, bought] = people;
    await apply([
      ...people,
      { ...added(code.state, bo, { atMs: at + 9_000 }), customerId: replied?.customerId ?? '' },
    ]);
    const relate = (customerId: Id | undefined, firstMs: number | null) =>
      world.rows(
        'insert into customers.pub_relation (tenant_id, customer_id, staff_id, first_inbound_at_ms) values (1, $1, $2, $3)',
        [customerId, ann, firstMs],
      );
    await relate(replied?.customerId, at + 60_000);
    await relate(early?.customerId, at - 60_000);
    await relate(bought?.customerId, null);
    await world.rows('insert into orders.pub_order values (1, $1, $2, $3, true), (1, $4, $5, $6, true)', [
      bought?.customerId,
      newId(),
      at + 5_000,
      early?.customerId,
      newId(),
      at - 5_000,
    ]);
    const day = dayOf(at);
    const boss = {
      tenantId: TENANT,
      userId: newId(),
      staffId: null,
      name: '',
      role: 'boss',
      permissions: new Set<string>(),
      scope: { kind: 'all' as const },
    };
    const { items, total } = await showFunnel(world.ground, boss, {
      from: day,
      to: day,
      by: 'code',
      below: true,
      channelId,
    });
    expect(items).toMatchObject([
      { codeId: code.codeId, exposed: null, scanned: null, added: 3, pending: 1, replied: 1, bought: 1 },
    ]);
    expect(total).toMatchObject({ added: 3, pending: 1, replied: 1, bought: 1 });
    const rows = (step: 'added' | 'replied' | 'bought' | 'pending') =>
      listFunnelPeople(world.ground.db, {
        tenantId: TENANT,
        scope: boss.scope,
        fromMs: at,
        toMs: at + MS_PER_DAY,
        channelId,
        step,
        codeIds: null,
        before: null,
        limit: 50,
      });
    expect([(await rows('added')).length, (await rows('pending')).length]).toEqual([3, 1]);
    expect((await rows('replied')).map((row) => row.customerId)).toEqual([replied?.customerId]);
    expect((await rows('bought')).map((row) => row.customerId)).toEqual([bought?.customerId]);
    const guide = { ...boss, scope: { kind: 'part' as const, staffIds: [bo], storeIds: [] } };
    expect(
      (await showFunnel(world.ground, guide, { from: day, to: day, by: 'code', below: true, channelId }))
        .total,
    ).toMatchObject({ added: 1, pending: 0 });
  });
});
