import type { Difference, ReconcileReport, SyncRun } from '@yutian/contract';
import { MS_PER_MINUTE, MS_PER_SECOND } from '@yutian/kernel';
import { listCustomersOf, listFollowUsers } from '@yutian/wecom';
import { createSimulator } from '@yutian/wecom-sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, migrationFolders } from '../../apps/server/src/compose.ts';
import { CORP, openWorld, signIn } from './testing/world.ts';

const open = () => openWorld({ compose, migrations: migrationFolders.slice(1), simulate: createSimulator });
let world: Awaited<ReturnType<typeof open>>;
let call: Awaited<ReturnType<typeof signIn>>;
let relations: number;
beforeAll(async () => {
  world = await open();
  world.sim.control.populate({ customers: 4_000, staff: 40, stores: 8, brands: 2, archiveDays: 0 });
  relations = await onThePlatform();
  call = await signIn(world.door.address);
});
afterAll(() => world[Symbol.asyncDispose]());

/** Asks the platform member by member, by another API than the one that is tested. */
async function onThePlatform(): Promise<number> {
  const { gateway } = world.door.product;
  const { follow_user: userids } = await gateway.call(
    world.tenantId,
    CORP,
    listFollowUsers,
    {},
    { lane: 'guide' },
  );
  let total = 0;
  for (const userid of userids) {
    const answer = await gateway.call(world.tenantId, CORP, listCustomersOf, { userid }, { lane: 'guide' });
    total += answer.external_userid.length;
  }
  return total;
}

const read = async (id: string) => call<SyncRun>('GET', `/sync-runs/${id}`);
const standing = async () =>
  (
    await world.rows<{ n: number }>(
      "select count(*)::int as n from customers.pub_relation where standing = 'friend'",
    )
  )[0]?.n;
const readSoFar = async () =>
  (
    await world.rows<{ n: number }>('select coalesce(sum(relations), 0)::int as n from connection.sync_task')
  )[0]?.n ?? 0;

describe('the first synchronisation', () => {
  let runId: string;

  it('begins by itself when a corp is connected', async () => {
    const settling = world.door.product.engine.settle().catch(() => undefined);
    while ((await readSoFar()) < 1_000) await Promise.resolve();
    const { items } = await call<{ items: SyncRun[] }>('GET', '/sync-runs');
    expect(items).toMatchObject([{ corpId: CORP, kind: 'first', state: 'running', phase: 'customers' }]);
    runId = items[0]?.id ?? '';

    // As a kill does: every connection of the driver breaks in the middle.
    await world.rows(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await settling;
  });

  it('goes on where it was cut off, and counts nobody twice', async () => {
    const before = await read(runId);
    expect(before.state).toBe('running');
    expect(before.relations).toBeLessThan(relations);
    world.clock.advance(MS_PER_MINUTE);
    await world.settle();
    const after = await read(runId);
    expect(after).toMatchObject({
      state: 'done',
      phase: 'finished',
      relations,
      added: relations,
      lost: 0,
      staff: { done: 40, total: 40 },
    });
    expect(await standing()).toBe(relations);
    expect(after.budget.limitPerMinute + after.budget.keptForOthers).toBe(10_000);
  });

  it('changes nothing when it is run again', async () => {
    world.clock.advance(MS_PER_MINUTE);
    const { id } = await call<SyncRun>('POST', '/sync-runs', { corpId: CORP, kind: 'first' });
    await world.settle();
    expect(await read(id)).toMatchObject({ state: 'done', relations, added: 0, changed: 0, lost: 0 });
  });
});

describe('a run', () => {
  it('is paused and resumed, started only once, and not resumed after it was cancelled', async () => {
    const { id } = await call<SyncRun>('POST', '/sync-runs', { corpId: CORP });
    expect((await call<SyncRun>('POST', '/sync-runs', { corpId: CORP })).id).toBe(id);
    expect(await call('POST', `/sync-runs/${id}/pause`)).toMatchObject({ state: 'paused' });
    await world.settle();
    expect(await read(id)).toMatchObject({ state: 'paused', relations: 0 });
    expect(await call('POST', `/sync-runs/${id}/pause`)).toMatchObject({ code: 'SYNC_NOT_RUNNING' });
    expect(await call('POST', `/sync-runs/${id}/resume`)).toMatchObject({ state: 'running' });
    expect(await call('POST', `/sync-runs/${id}/cancel`)).toMatchObject({ state: 'cancelled' });
    expect(await call('POST', `/sync-runs/${id}/resume`)).toMatchObject({ code: 'SYNC_FINISHED' });
    await world.settle();
    expect((await read(id)).state).toBe('cancelled');
  });

  it('waits with its reason while the platform is busy, and then goes on', async () => {
    const { id } = await call<SyncRun>('POST', '/sync-runs', { corpId: CORP });
    world.sim.control.fail({ path: 'externalcontact/batch/get_by_user', errcode: -1, times: 1_000 });
    await world.settle();
    expect(await read(id)).toMatchObject({
      state: 'running',
      reason: { code: 'WECOM_BUSY', errcode: -1 },
      eta: null,
    });
    world.sim.control.clearFaults();
    world.clock.advance(30 * MS_PER_SECOND);
    await world.settle();
    expect(await read(id)).toMatchObject({ state: 'done', reason: null, relations });
  });

  it('fails with its reason when somebody must act, and goes on after that', async () => {
    const { id } = await call<SyncRun>('POST', '/sync-runs', { corpId: CORP });
    world.sim.control.fail({ path: 'externalcontact/get_corp_tag_list', errcode: 48002, times: 1 });
    await world.settle();
    expect(await read(id)).toMatchObject({
      state: 'failed',
      reason: { code: 'WECOM_NO_PERMISSION', errcode: 48002 },
    });
    await call('POST', `/sync-runs/${id}/resume`);
    await world.settle();
    expect(await read(id)).toMatchObject({ state: 'done', relations });
  });

  it('cannot be started for a corp that is not connected', async () => {
    expect(await call('POST', '/sync-runs', { corpId: 'wwunknown' })).toMatchObject({ code: 'CORP_UNKNOWN' });
  });
});

describe('the nightly reconcile', () => {
  it('starts at 03:10 and reports what no callback told: one added, one lost, one with another remark', async () => {
    const { control } = world.sim;
    const [a, b] = await world.rows<{ external_userid: string; userid: string }>(
      "select r.external_userid, s.userid from customers.pub_relation r join org.pub_staff s using (tenant_id, staff_id) where r.standing = 'friend' order by 1 limit 2",
    );
    // No callback address is saved: what happens now is told to nobody.
    const added = control.befriend({ userid: 'guide0001', name: '悄悄来的' });
    control.block({ userid: a?.userid ?? '', external_userid: a?.external_userid ?? '' });
    control.editOnClient({
      userid: b?.userid ?? '',
      external_userid: b?.external_userid ?? '',
      remark: '老顾客',
    });
    expect(added).toMatchObject({ outcome: 'added' });

    world.clock.advance(18 * 60 * MS_PER_MINUTE);
    await world.settle();
    const { items } = await call<{ items: ReconcileReport[] }>('GET', '/reconcile-reports');
    expect(items[0]).toMatchObject({ state: 'done', added: 1, lost: 1, changed: 1, callbacks: 0 });
    const { items: rows } = await call<{ items: Difference[] }>(
      'GET',
      `/reconcile-reports/${items[0]?.id}/differences`,
    );
    expect(rows.map((row) => row.kind).toSorted((x, y) => x.localeCompare(y))).toEqual([
      'added',
      'changed',
      'lost',
    ]);
    expect(rows.find((row) => row.kind === 'added')).toMatchObject({
      customerName: '悄悄来的',
      staffName: expect.any(String) as string,
    });
    expect(rows.find((row) => row.kind === 'changed')?.fields).toEqual(['remark']);
    expect(await standing()).toBe(relations);
  });

  it('reports nothing when callbacks told everything', async () => {
    await world.subscribe();
    world.sim.control.befriend({ userid: 'guide0002', name: '有人说了' });
    await world.settle();
    world.clock.advance(24 * 60 * MS_PER_MINUTE);
    await world.settle();
    const { items } = await call<{ items: ReconcileReport[] }>('GET', '/reconcile-reports');
    expect(items[0]).toMatchObject({ state: 'done', added: 0, lost: 0, changed: 0, callbacks: 1 });
  });

  it('is done at once when a corp that was read gets another secret', async () => {
    const runs = async () => (await call<{ items: SyncRun[] }>('GET', '/sync-runs')).items;
    const before = await runs();
    await call('PATCH', `/corps/${CORP}`, { secret: world.secret });
    await world.settle();
    expect((await runs()).slice(0, -before.length)).toMatchObject([{ kind: 'reconcile', state: 'done' }]);
  });
});
