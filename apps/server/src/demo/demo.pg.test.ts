// The demo brand plays a week on the whole product: what the pages say afterwards is what people did, because the
// engine ran; a play can be stopped, and two cannot go on at once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIMENSIONS, type Dimension, type Metric } from '@yutian/contract';
import { addDays, dayOf, MS_PER_DAY, MS_PER_HOUR, offsetClock } from '@yutian/kernel';
import { openLog, readConfig } from '@yutian/platform';
import { createTestDb, type TestDb } from '@yutian/platform/testing';
import { createSimulator } from '@yutian/wecom-sim';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, migrationFolders, type Product } from '../compose.ts';
import type { DemoClient } from './demo-client.ts';
import { openDemoState } from './demo-state.ts';
import { createPlay, type Play } from './play.ts';
import { seedBrand, seedPeople } from './seed.ts';
import type { DemoWorld } from './world.ts';

const SUNDAY_EVENING = Date.parse('2026-11-22T20:30:00+08:00');
const folder = mkdtempSync(join(tmpdir(), 'yutian-play-'));

let database: TestDb;
let product: Product;
let http: Awaited<ReturnType<Product['http']>>;
let world: DemoWorld;
let client: DemoClient;
let play: Play;

beforeAll(async () => {
  const clock = offsetClock(SUNDAY_EVENING - Date.now());
  const sim = await createSimulator({ clock, seed: 'tiny' });
  world = { clock, sim, state: openDemoState(join(folder, 'demo.json')) };
  database = await createTestDb(migrationFolders.slice(1));
  const config = {
    ...readConfig({ YUTIAN_DATA: folder, YUTIAN_LOG: 'silent' }),
    wecomUrl: sim.url,
    wecomOpenUrl: sim.url,
    publicUrl: 'http://127.0.0.1',
  };
  product = await compose({ connection: database.connection, clock, config, log: openLog('silent') });
  await seedPeople(product, world);
  http = await product.http();
  const address = await http.listen({ host: '127.0.0.1', port: 0 });
  await product.engine.start();
  client = await seedBrand(product, world, address);
  play = createPlay(product, world, client);
}, 120_000);
afterAll(async () => {
  await http.close();
  await product.engine.stop();
  await product.close();
  await world.sim.close();
  await database[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function figures(from: string, to: string): Promise<Record<Metric, number>> {
  const overview = await client.insight.overview({ from, to });
  return Object.fromEntries(
    overview.figures.map(({ metric, value }) => [
      metric,
      value.kind === 'count' ? value.count : value.kind === 'rate' ? (value.rate.value ?? -1) : 0,
    ]),
  ) as Record<Metric, number>;
}

describe('the brand as it is first seen', () => {
  it('has figures about messages that stand on many, and not on writers alone', async () => {
    const today = dayOf(world.clock.now());
    const { figures: shown } = await client.insight.overview({ from: addDays(today, -6), to: today });
    const chat = shown.find(({ metric }) => metric === 'privateChatRatio')?.value;
    const reply = shown.find(({ metric }) => metric === 'firstReplyRate')?.value;
    if (chat?.kind !== 'rate' || reply?.kind !== 'rate') throw new Error('The rates are unknown.');
    expect(chat.rate.denominator).toBeGreaterThan(180);
    expect(chat.rate.value).toBeGreaterThan(0.05);
    expect(chat.rate.value).toBeLessThan(0.3);
    expect(reply.rate.denominator).toBeGreaterThan(20);
    expect(reply.rate.value).toBeGreaterThan(0.05);
    expect(reply.rate.value).toBeLessThan(0.6);
  });

  it('has groups with people in them, and join codes that are in use', async () => {
    const totals = await client.groups.groupTotals({});
    expect(totals.groups).toBe(4);
    expect(totals.customers).toBeGreaterThan(50);
    expect(totals.strangers).toBeGreaterThan(0);
    const { items } = await client.groups.listJoinCodes({});
    expect(items).toHaveLength(2);
    expect(items.every((code) => code.linkState === 'live')).toBe(true);
  });

  it('shows the store manager and the guide orders that are theirs', async () => {
    const [{ orders: all }] = [await client.orders.sumOrders({ dateBy: 'paid' })];
    const { items } = await client.orders.listOrders({ dateBy: 'paid', platform: 'pos', limit: 200 });
    expect(items.length).toBeGreaterThan(10);
    expect(items.every((order) => order.storeId !== null && order.staffId !== null)).toBe(true);
    expect(all).toBeGreaterThan(items.length);
  });
});

describe('playing', () => {
  it('brings strangers with progress, refuses a second play meanwhile, and can be stopped', async () => {
    const before = await client.customers.countCustomers({});
    const { done } = play.crowd(2_000);
    expect(play.state()).toMatchObject({ busy: 'crowd', failure: null });
    expect(() => play.advance(1)).toThrow(expect.objectContaining({ code: 'DEMO_BUSY' }));
    play.cancel();
    await done;
    const after = await client.customers.countCustomers({});
    expect(play.state().busy).toBeNull();
    expect(after.count - before.count).toBe(25);
  });

  it('stops days after the step in hand; what has happened by then stays', async () => {
    const before = play.state();
    const { done } = play.advance(7);
    await expect.poll(() => play.state().progress, { timeout: 20_000 }).toBeGreaterThan(0);
    play.cancel();
    await done;
    const { nowMs, busy, failure } = play.state();
    expect({ busy, failure }).toEqual({ busy: null, failure: null });
    expect(nowMs - before.nowMs).toBeGreaterThan(MS_PER_HOUR - 1);
    expect(nowMs - before.nowMs).toBeLessThan(2 * MS_PER_DAY);
    expect(world.state.get().toldUntilMs).toBeLessThanOrEqual(nowMs);
  });

  it('lets a week pass of which the pages tell what people did', { timeout: 240_000 }, async () => {
    const began = dayOf(world.clock.now());
    const relations = () => world.sim.control.sizes().rows.relation ?? 0;
    const before = { relations: relations(), adds: (await figures(began, began)).adds };
    await play.advance(8).done;
    expect(play.state().failure).toBeNull();
    const today = dayOf(world.clock.now());
    const since = await figures(began, today);
    // Who had left before the product knew him, and comes back for a benefit, is new to it.
    const known = since.adds - before.adds - (relations() - before.relations);
    expect([0, 1, 2]).toContain(known);
    const period = { from: addDays(today, -6), to: today };
    const { series } = await client.insight.overview(period);
    // Today may have just begun.
    expect(series.slice(0, -1).every((day) => day.adds > 0)).toBe(true);
    const week = await figures(period.from, period.to);
    expect(week.orders).toBeGreaterThan(5);
    expect(week.lost).toBeGreaterThan(0);
    expect(week.firstReplyRate).toBeGreaterThan(0.1);
    expect(week.firstReplyRate).toBeLessThan(0.7);
    expect(week.privateChatRatio).toBeGreaterThan(0.05);
    expect(week.privateChatRatio).toBeLessThan(0.4);
  });

  it('leaves nothing parked, nothing unread and nothing waiting behind', async () => {
    expect((await client.connection.listParkedJobs({})).items).toEqual([]);
    const { corps } = await client.connection.health({});
    expect(corps[0]).toMatchObject({ state: 'connected' });
    const failed = await database.pool.query(
      'select name, last_error from platform.sweep where last_error is not null',
    );
    expect(failed.rows).toEqual([]);
  });
});

type Overview = Awaited<ReturnType<DemoClient['insight']['overview']>>;
type Cut = Parameters<DemoClient['insight']['overview']>[0];

/** All rows behind a metric. */
async function rowsBehind(
  cut: Cut,
  metric: Metric,
): Promise<{ counts: boolean; amount: { amountFen: number } | null }[]> {
  const rows = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Awaited<ReturnType<DemoClient['insight']['rows']>> = await client.insight.rows({
      ...cut,
      metric,
      limit: 200,
      ...(cursor && { cursor }),
    });
    rows.push(...page.items);
    cursor = page.nextCursor;
  }
  return rows;
}

/** A figure as its rows must make it: how many, of them counted, their money. */
async function differences(cut: Cut, { figures: shown }: Pick<Overview, 'figures'>): Promise<string[]> {
  const found: string[] = [];
  for (const { metric, value } of shown) {
    if (value.kind === 'unknown') continue;
    const rows = await rowsBehind(cut, metric);
    const fen = rows.reduce((sum, row) => sum + (row.amount?.amountFen ?? 0), 0);
    const made =
      value.kind === 'rate'
        ? `${rows.filter((row) => row.counts).length}/${rows.length}`
        : value.kind === 'count'
          ? `${rows.length}`
          : `${metric === 'averageTicket' ? Math.round(fen / rows.length) : fen}`;
    const said =
      value.kind === 'rate'
        ? `${value.rate.numerator}/${value.rate.denominator}`
        : value.kind === 'count'
          ? `${value.count}`
          : `${value.money.amountFen}`;
    if (made !== said) found.push(`${JSON.stringify(cut)} ${metric}: says ${said}, its rows make ${made}`);
  }
  return found;
}

const PART = { brand: 'brandId', store: 'storeId', channel: 'channelId', staff: 'staffId' } as const;

describe('every number opens to the rows that make it', () => {
  it.each(DIMENSIONS)('by %s, row by row of the table', async (by) => {
    const today = dayOf(world.clock.now());
    const period = { from: addDays(today, -13), to: today };
    const { items } = await client.insight.breakdown({ ...period, by });
    expect(items.length).toBeGreaterThan(4);
    const found: string[] = [];
    for (const row of items) {
      const cut = { ...period, [PART[by]]: row.id ?? 'none', channelOnly: true };
      const overview = await client.insight.overview(cut);
      const figure = (metric: Metric) => overview.figures.find((one) => one.metric === metric)?.value;
      // The table and the page cut to the same part say the same.
      expect(figure('adds')).toEqual({ kind: 'count', count: row.adds });
      expect(figure('orders')).toEqual({ kind: 'count', count: row.orders });
      expect(figure('paidAmount')).toMatchObject({ money: { amountFen: row.paid.amountFen } });
      found.push(...(await differences(cut, overview)));
    }
    expect(found).toEqual([]);
    const sum = (of: (row: (typeof items)[number]) => number) => items.reduce((all, row) => all + of(row), 0);
    const whole = await client.insight.overview(period);
    const adds = whole.figures.find(({ metric }) => metric === 'adds')?.value;
    expect(adds).toEqual({ kind: 'count', count: sum((row) => row.adds) });
  });

  it('for any period, brand, channel and guide together', async () => {
    const today = dayOf(world.clock.now());
    const whole = { from: addDays(today, -29), to: today };
    const idsOf = async (by: Dimension) => {
      const { items } = await client.insight.breakdown({ ...whole, by });
      return [undefined, ...items.map((row) => row.id ?? 'none')];
    };
    const [brands, channels, guides] = await Promise.all([idsOf('brand'), idsOf('channel'), idsOf('staff')]);
    const cuts = fc.record({
      back: fc.nat(40),
      days: fc.integer({ min: 1, max: 40 }),
      brandId: fc.constantFrom(...brands),
      channelId: fc.constantFrom(...channels),
      staffId: fc.option(fc.constantFrom(...guides), { nil: undefined, freq: 4 }),
      channelOnly: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(cuts, async ({ back, days, brandId, channelId, staffId, channelOnly }) => {
        const to = addDays(today, -Math.max(0, back - 15));
        const cut = {
          from: addDays(to, 1 - days),
          to,
          channelOnly,
          ...(brandId && { brandId }),
          ...(channelId && { channelId }),
          ...(staffId && { staffId }),
        };
        expect(await differences(cut, await client.insight.overview(cut))).toEqual([]);
      }),
      { numRuns: 40, seed: 2 },
    );
  });
});
