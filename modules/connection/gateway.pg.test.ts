import { MS_PER_HOUR, MS_PER_MINUTE } from '@yutian/kernel';
import type { CorpHealth, SyncHealth } from '@yutian/contract';
import { getCustomer, listFollowUsers } from '@yutian/wecom';
import { createSimulator } from '@yutian/wecom-sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, migrationFolders } from '../../apps/server/src/compose.ts';
import type { WeComGateway } from './gateway.ts';
import { AGENT, CORP, openWorld, signIn } from './testing/world.ts';

const open = () => openWorld({ compose, migrations: migrationFolders.slice(1), simulate: createSimulator });
let world: Awaited<ReturnType<typeof open>>;
let one: WeComGateway;
let other: WeComGateway;
let call: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  world = await open();
  world.sim.control.populate({ customers: 20, staff: 4, stores: 1, brands: 1 });
  one = world.door.product.gateway;
  other = (await world.openDoor()).product.gateway;
  call = await signIn(world.door.address);
});
afterAll(() => world[Symbol.asyncDispose]());

const ask = (gateway: WeComGateway, lane: 'welcome' | 'guide' | 'sync' = 'sync') =>
  gateway.call(world.tenantId, CORP, listFollowUsers, {}, { lane });
const asked = (path: string) =>
  world.sim.control
    .requests({ path: `/cgi-bin/${path}` })
    .filter((request) => request.path === `/cgi-bin/${path}`).length;
async function health(): Promise<CorpHealth> {
  const { corps } = await call<SyncHealth>('GET', '/sync-health');
  if (!corps[0]) throw new Error('no corp');
  return corps[0];
}

describe('two processes', () => {
  it('share one token and one refresh', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(i % 2 ? one : other)));
    expect(answers.every((answer) => answer.follow_user.length === 4)).toBe(true);
    expect(asked('gettoken')).toBe(1);
  });
  it('replace a token that the platform dropped early once, together', async () => {
    world.sim.control.expireTokens();
    await Promise.all(Array.from({ length: 20 }, (_, i) => ask(i % 2 ? one : other)));
    expect(asked('gettoken')).toBe(2);
  });
  it('keep the token where nobody can read it', async () => {
    const [row] = await world.rows<{ sealed: Buffer; key: string }>(
      'select key, sealed from connection.token',
    );
    expect(row?.sealed.toString('latin1')).not.toContain('access');
    expect(row?.key).not.toContain(world.secret);
  });
});

describe('a refusal', () => {
  it('becomes a Fault with the platform’s number', async () => {
    const nobody = one.call(
      world.tenantId,
      CORP,
      getCustomer,
      { external_userid: 'wmnobody' },
      { lane: 'guide' },
    );
    await expect(nobody).rejects.toMatchObject({
      kind: 'invalid',
      code: 'WECOM_REFUSED',
      data: { errcode: 40096 },
    });
  });
  it('for frequency blocks that API alone and shows until when', async () => {
    world.sim.control.fail({ path: 'externalcontact/get_follow_user_list', errcode: 45009, times: 1 });
    const blocked = one.call(world.tenantId, CORP, listFollowUsers, {}, { lane: 'guide', waitMs: 0 });
    await expect(blocked).rejects.toMatchObject({ kind: 'rate_limited', code: 'WECOM_RATE_LIMITED' });
    const api = (await health()).apis.find((budget) => budget.api === 'externalcontact/get_follow_user_list');
    expect(api).toMatchObject({
      blockedUntil: expect.any(String) as string,
      blockedBecause: '45009',
      minute: { limit: 10_000 },
    });
    world.clock.advance(MS_PER_MINUTE + 1);
    await ask(one, 'guide');
  });
  it('of the secret shows in the health until a new one is entered', async () => {
    const secret = 'a-rotated-secret-of-the-app-0001';
    world.sim.control.createApp({ agentid: AGENT, secret });
    world.sim.control.expireTokens();
    await expect(ask(one)).rejects.toMatchObject({ kind: 'conflict', code: 'WECOM_SECRET_REFUSED' });
    expect(await health()).toMatchObject({ state: 'refused', reason: { code: 'WECOM_SECRET_REFUSED' } });
    expect(await world.rows('select state from org.corp')).toEqual([{ state: 'refused' }]);
    await call('PATCH', `/corps/${CORP}`, { secret });
    await ask(one);
    expect(await health()).toMatchObject({ state: 'connected', reason: null });
    expect(await world.rows('select state from org.corp')).toEqual([{ state: 'connected' }]);
  });
  it('of the secret is none where the new one has been entered, in every process at once', async () => {
    await Promise.all([ask(one), ask(other)]);
    const secret = 'a-rotated-secret-of-the-app-0002';
    world.sim.control.createApp({ agentid: AGENT, secret });
    world.sim.control.expireTokens();
    // Nobody has been refused yet: the old secret is what both processes remember.
    expect(await call('PATCH', `/corps/${CORP}`, { secret })).toMatchObject({ state: 'connected' });
    await ask(other);
    expect(await health()).toMatchObject({ state: 'connected', reason: null });
  });
});

describe('the platform down for an hour', () => {
  it('holds back what can wait, lets urgent calls try, says since when, and heals by itself', async () => {
    world.sim.control.outage({ ms: MS_PER_HOUR, mode: 'refuse' });
    await expect(ask(one)).rejects.toMatchObject({ kind: 'upstream', code: 'WECOM_UNREACHABLE' });
    const tried = world.sim.control.requests({}).length;
    await expect(ask(one)).rejects.toMatchObject({ code: 'WECOM_UNREACHABLE', data: { reason: 'paused' } });
    expect(world.sim.control.requests({})).toHaveLength(tried);
    await expect(ask(one, 'welcome')).rejects.toMatchObject({ code: 'WECOM_UNREACHABLE' });
    expect(world.sim.control.requests({}).length).toBeGreaterThan(tried);

    const down = await health();
    expect(down).toMatchObject({ state: 'unreachable', nextTryAt: expect.any(String) as string });
    world.clock.advance(MS_PER_HOUR / 2);
    await expect(ask(one)).rejects.toMatchObject({ code: 'WECOM_UNREACHABLE' });
    expect((await health()).since).toBe(down.since);
    world.clock.advance(MS_PER_HOUR / 2 + MS_PER_MINUTE);
    await ask(one);
    expect(await health()).toMatchObject({ state: 'connected', nextTryAt: null });
  });
});
