// What the platform tells becomes the same rows whatever the order, the repetition or the number of workers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fc, shuffled } from '../testing/random.ts';
import { CORP, fact, openWorld, profile, staffA, staffB, T0, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const relation = async (tenantId: number, externalUserid: string, staffId = staffA) =>
  (
    await world.rows<Record<string, unknown>>(
      `select standing, state, add_way, remark, first_added_at_ms, added_at_ms, lost_at_ms, lost_by, needs_profile, tag_ids
       from customers.relation where tenant_id = $1 and external_userid = $2 and staff_id = $3`,
      [tenantId, externalUserid, staffId],
    )
  )[0];

describe('facts', () => {
  it('a stranger who scans becomes a person with a relation, its state and a due profile', async () => {
    const ids = await world.write((tx) =>
      world.customers.intake.applyFacts(tx, 1, CORP, [
        fact('wm1', { state: 'ch7' }),
        fact('wm1', { staffId: staffB, state: 'ch8' }),
      ]),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(await relation(1, 'wm1')).toMatchObject({ standing: 'friend', state: 'ch7', needs_profile: true });
    expect(
      await world.rows('select name, provisional from customers.customer where customer_id = $1', [ids[0]]),
    ).toEqual([{ name: '', provisional: false }]);
  });

  it('any order and repetition of the same facts ends in the same relation, history and alerts', async () => {
    const facts = [
      fact('x', { atMs: T0, state: 'a' }),
      fact('x', { atMs: T0 + 60_000, kind: 'deleted_by_customer' }),
      fact('x', { atMs: T0 + 120_000, kind: 'half_added', state: 'b' }),
      fact('x', { atMs: T0 + 121_000, kind: 'added', state: 'b' }),
      fact('x', { atMs: T0 + 180_000, kind: 'edited' }),
      fact('x', { atMs: T0 + 240_000, kind: 'deleted_by_staff', byTransfer: true }),
    ];
    let tenantId = 100;
    let expected: unknown;
    await fc.assert(
      fc.asyncProperty(shuffled(facts), fc.integer({ min: 1, max: 4 }), async (order, size) => {
        tenantId += 1;
        for (let i = 0; i < order.length; i += size)
          await world.write((tx) =>
            world.customers.intake.applyFacts(tx, tenantId, CORP, order.slice(i, i + size)),
          );
        const seen = {
          relation: await relation(tenantId, 'x'),
          history: await world.rows(
            'select kind, at_ms, state from customers.relation_event where tenant_id = $1 order by at_ms, kind',
            [tenantId],
          ),
          alerts: await world.rows('select kind, at_ms from customers.alert where tenant_id = $1', [
            tenantId,
          ]),
          person: await world.rows('select first_added_at_ms from customers.customer where tenant_id = $1', [
            tenantId,
          ]),
        };
        expected ??= seen;
        expect(seen).toEqual(expected);
      }),
      { numRuns: 25 },
    );
    expect(expected).toMatchObject({
      relation: {
        standing: 'lost',
        lost_by: 'transfer',
        state: 'b',
        first_added_at_ms: T0,
        added_at_ms: T0 + 121_000,
        needs_profile: false,
      },
      alerts: [{ kind: 'deleted_by_customer' }],
    });
  });

  it('two workers that meet the same strangers make each of them once', async () => {
    const facts = Array.from({ length: 200 }, (_, i) => fact(`race${i}`));
    const batches = [facts, [...facts].reverse(), facts.slice(50), facts.slice(0, 150)];
    const answers = await Promise.all(
      batches.map((batch) => world.write((tx) => world.customers.intake.applyFacts(tx, 2, CORP, batch))),
    );
    expect(answers[1]).toEqual([...(answers[0] ?? [])].reverse());
    expect(await world.rows('select count(*)::int as n from customers.customer where tenant_id = 2')).toEqual(
      [{ n: 200 }],
    );
    expect(await world.rows('select count(*)::int as n from customers.relation where tenant_id = 2')).toEqual(
      [{ n: 200 }],
    );
  });

  it('a failed transfer is remembered and makes no friend', async () => {
    await world.write((tx) =>
      world.customers.intake.applyFacts(tx, 3, CORP, [fact('wmT', { kind: 'transfer_failed' })]),
    );
    expect(await relation(3, 'wmT')).toBeUndefined();
    expect(await world.rows('select kind from customers.relation_event where tenant_id = 3')).toEqual([
      { kind: 'transfer_failed' },
    ]);
  });
});

describe('profiles', () => {
  const apply = (
    tenantId: number,
    profiles: Parameters<typeof world.customers.intake.applyProfiles>[3],
    atMs: number,
  ) => world.write((tx) => world.customers.intake.applyProfiles(tx, tenantId, CORP, profiles, atMs));

  it('a profile after the callback fills in who he is and tells the add once', async () => {
    await world.write((tx) =>
      world.customers.intake.applyFacts(tx, 10, CORP, [fact('wm1', { atMs: T0 + 1_000, state: 'ch' })]),
    );
    const first = await apply(
      10,
      [profile('wm1', { name: '王小明', follow: { addWay: 16, state: 'ch' } })],
      T0 + 5_000,
    );
    expect(first).toEqual({ added: 0, changed: 1 });
    expect(await relation(10, 'wm1')).toMatchObject({
      add_way: 16,
      state: 'ch',
      needs_profile: false,
      added_at_ms: T0 + 1_000,
    });
    expect(
      await world.rows('select kind, add_way, state from customers.relation_event where tenant_id = 10'),
    ).toEqual([{ kind: 'added', add_way: 16, state: 'ch' }]);
    expect(
      await apply(10, [profile('wm1', { name: '王小明', follow: { addWay: 16, state: 'ch' } })], T0 + 9_000),
    ).toEqual({
      added: 0,
      changed: 0,
    });
  });

  it('an older read never undoes a newer one, and a changed remark is history', async () => {
    await apply(11, [profile('wm1', { name: '旧', follow: { remark: '老客' } })], T0 + 10_000);
    await apply(11, [profile('wm1', { name: '新', follow: { remark: '大客户' } })], T0 + 20_000);
    await apply(11, [profile('wm1', { name: '旧', follow: { remark: '老客' } })], T0 + 15_000);
    expect(await relation(11, 'wm1')).toMatchObject({ remark: '大客户' });
    expect(await world.rows('select name from customers.customer where tenant_id = 11')).toEqual([
      { name: '新' },
    ]);
    expect(
      await world.rows(
        `select detail from customers.relation_event where tenant_id = 11 and kind = 'remark'`,
      ),
    ).toEqual([{ detail: { from: '老客', to: '大客户' } }]);
  });

  it('tags of a profile become marks, dropped ones go, and unknown ones wait for their name', async () => {
    await apply(12, [profile('wm1', { follow: { tagIds: ['et1', 'et2'] } })], T0);
    await apply(12, [profile('wm1', { follow: { tagIds: ['et2', 'et3'] } })], T0 + 1_000);
    await world.write((tx) =>
      world.customers.intake.applyTags(
        tx,
        12,
        CORP,
        [{ groupId: 'eg', name: '等级', order: 1, tags: [{ tagId: 'et2', name: 'VIP', order: 1 }] }],
        T0 + 2_000,
      ),
    );
    expect(
      await world.rows(
        `select t.platform_id, t.name from customers.customer_tag c join customers.tag t using (tenant_id, tag_id) where c.tenant_id = 12`,
      ),
    ).toEqual([{ platform_id: 'et2', name: 'VIP' }]);
  });

  it('what a full read no longer contains is lost, what came after it began is not', async () => {
    await apply(13, [profile('old'), profile('kept')], T0);
    await apply(13, [profile('kept')], T0 + 50_000);
    await world.write((tx) =>
      world.customers.intake.applyFacts(tx, 13, CORP, [fact('late', { atMs: T0 + 45_000 })]),
    );
    const closed = await world.write((tx) =>
      world.customers.intake.closeMissing(tx, 13, CORP, [staffA], T0 + 40_000, T0 + 60_000),
    );
    expect(closed).toBe(1);
    expect(await relation(13, 'old')).toMatchObject({
      standing: 'lost',
      lost_by: 'unknown',
      lost_at_ms: T0 + 60_000,
    });
    expect(await relation(13, 'late')).toMatchObject({ standing: 'friend' });
    expect(await world.rows('select kind from customers.alert where tenant_id = 13')).toEqual([
      { kind: 'missing' },
    ]);
  });

  it('a person with several followers in one read is one person', async () => {
    const read = [
      profile('wm1', { unionid: 'u1' }),
      profile('wm1', { unionid: 'u1', follow: { staffId: staffB } }),
    ];
    expect(await apply(14, read, T0)).toEqual({ added: 2, changed: 0 });
    expect(
      await world.rows('select count(*)::int as n from customers.customer where tenant_id = 14'),
    ).toEqual([{ n: 1 }]);
  });
});

describe('messages', () => {
  it('a message is stored once; the first of each side is kept whatever the order', async () => {
    const message = (msgid: string, atMs: number, fromCustomer: boolean) => ({
      msgid,
      externalUserid: 'wm1',
      staffId: staffA,
      fromCustomer,
      kind: 'text',
      atMs,
      automatic: false,
    });
    const apply = (messages: ReturnType<typeof message>[]) =>
      world.write((tx) => world.customers.intake.applyMessages(tx, 20, CORP, messages));
    expect(await apply([message('m3', T0 + 3_000, true), message('m2', T0 + 2_000, false)])).toBe(2);
    expect(await apply([message('m2', T0 + 2_000, false), message('m1', T0 + 1_000, true)])).toBe(1);
    expect(
      await world.rows(
        'select first_inbound_at_ms as i, first_outbound_at_ms as o, last_inbound_at_ms as l from customers.relation where tenant_id = 20',
      ),
    ).toEqual([{ i: T0 + 1_000, o: T0 + 2_000, l: T0 + 3_000 }]);
    expect(
      await world.rows('select last_inbound_at_ms as l from customers.customer where tenant_id = 20'),
    ).toEqual([{ l: T0 + 3_000 }]);
  });
});
