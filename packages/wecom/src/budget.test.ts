import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainBudgets, createBudget } from './budget.ts';
import { WeComOverBudget } from './errors.ts';
import { type Lane, type LimitRules, lanes } from './limit-rules.ts';
import { wecomLimits, wecomLimitsPerAddress } from './rules/wecom-limits.2025-08.ts';
import { HandClock, settle } from './testing/hand-clock.ts';

const PATH = '/cgi-bin/user/get';
const rules: LimitRules = {
  source: 'test',
  read: '2026-01',
  standard: [
    { seconds: 60, calls: 10 },
    { seconds: 3_600, calls: 40 },
  ],
  byPath: {},
  ceilings: { welcome: 1, guide: 0.9, mass: 0.7, sync: 0.5 },
};

function world(changes: Partial<LimitRules> = {}) {
  const clock = new HandClock();
  return { clock, budget: createBudget({ rules: { ...rules, ...changes }, clock }) };
}

async function take(budget: ReturnType<typeof world>['budget'], lane: Lane, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await budget.acquire(PATH, lane, { waitMs: 0 });
}

interface Grant {
  at: number;
  lane: Lane;
  before: Lane[];
}

/** Plays asking and waiting at random; then lets time pass until everybody was served. */
async function play(steps: readonly { wait: number; lane: Lane }[]): Promise<Grant[]> {
  const { clock, budget } = world();
  const grants: Grant[] = [];
  const pending = new Set<{ lane: Lane }>();
  for (const { wait, lane } of steps) {
    await clock.advance(wait);
    const asked = { lane };
    pending.add(asked);
    void budget.acquire(PATH, lane).then(() => {
      pending.delete(asked);
      grants.push({ at: clock.now(), lane, before: [...pending].map((one) => one.lane) });
    });
  }
  await clock.advance(4 * 3_660_000);
  expect(pending.size).toBe(0);
  return grants;
}

const rank = (lane: Lane) => lanes.indexOf(lane);
const steps = fc.array(
  fc.record({ wait: fc.constantFrom(0, 0, 0, 0, 0, 0, 500, 7_000, 61_000), lane: fc.constantFrom(...lanes) }),
  { minLength: 30, maxLength: 70 },
);

describe('the budget of one API', () => {
  it('no window, wherever it is laid, holds more than the limit, and no lane eats what is kept for those before it', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const grants = await play(script);
        expect(grants).toHaveLength(script.length);
        for (const { seconds, calls } of rules.standard) {
          for (const { at } of grants) {
            const inWindow = grants.filter((one) => one.at > at - seconds * 1000 && one.at <= at);
            for (const lane of lanes) {
              const ceiling = Math.floor(calls * rules.ceilings[lane]);
              expect(inWindow.filter((one) => rank(one.lane) >= rank(lane)).length).toBeLessThanOrEqual(
                ceiling,
              );
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('nobody is served while somebody of a lane before him waits', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        for (const { lane, before } of await play(script)) {
          expect(before.filter((waiting) => rank(waiting) < rank(lane))).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('synchronisation stops at its ceiling while a welcome message still goes', async () => {
    const { budget } = world();
    await take(budget, 'sync', 5);
    await expect(budget.acquire(PATH, 'sync', { waitMs: 0 })).rejects.toBeInstanceOf(WeComOverBudget);
    await take(budget, 'mass', 2);
    await expect(budget.acquire(PATH, 'mass', { waitMs: 0 })).rejects.toMatchObject({
      lane: 'mass',
      reason: 'own_budget',
    });
    await take(budget, 'guide', 2);
    await take(budget, 'welcome', 1);
    await expect(budget.acquire(PATH, 'welcome', { waitMs: 0 })).rejects.toMatchObject({
      retryAfterMs: 61_000,
    });
  });

  it('one API does not use up another', async () => {
    const { budget } = world();
    await take(budget, 'welcome', 10);
    await budget.acquire('/cgi-bin/user/list', 'sync', { waitMs: 0 });
    expect(budget.snapshot().map(({ path, windows }) => [path, windows[0]?.used])).toEqual([
      [PATH, 10],
      ['/cgi-bin/user/list', 1],
    ]);
  });

  it('the health page sees what is used, left and waiting', async () => {
    const { clock, budget } = world();
    await take(budget, 'sync', 5);
    const waits = [budget.acquire(PATH, 'sync'), budget.acquire(PATH, 'sync')];
    expect(budget.snapshot()).toEqual([
      {
        path: PATH,
        windows: [
          { seconds: 60, limit: 10, used: 5, left: 5 },
          { seconds: 3_600, limit: 40, used: 5, left: 35 },
        ],
        waiting: { welcome: 0, guide: 0, mass: 0, sync: 2 },
        blockedUntil: null,
        reason: 'own_budget',
      },
    ]);
    await clock.advance(61_000);
    await Promise.all(waits);
    expect(budget.snapshot()[0]).toMatchObject({ waiting: { sync: 0 }, reason: null });
  });

  it('a caller whose patience ends is refused, and the others keep their place', async () => {
    const { clock, budget } = world({ standard: [{ seconds: 60, calls: 2 }] });
    await take(budget, 'welcome', 2);
    const patient = budget.acquire(PATH, 'welcome');
    await expect(budget.acquire(PATH, 'welcome', { waitMs: 30_000 })).rejects.toBeInstanceOf(WeComOverBudget);
    const hopeful = budget.acquire(PATH, 'welcome', { waitMs: 61_000 });
    const third = budget.acquire(PATH, 'sync', { waitMs: 61_000 }).catch((error: unknown) => error);
    await clock.advance(61_000);
    await Promise.all([patient, hopeful]);
    expect(await third).toBeInstanceOf(WeComOverBudget);
  });

  it('a newcomer goes behind those who wait, also when the clock was moved by hand', async () => {
    const { clock, budget } = world();
    await take(budget, 'sync', 5);
    const order: string[] = [];
    void budget.acquire(PATH, 'sync').then(() => order.push('first'));
    clock.jump(61_000);
    void budget.acquire(PATH, 'sync').then(() => order.push('second'));
    await clock.advance(5_000);
    expect(order).toEqual(['first', 'second']);
  });

  it('a caller who gives up leaves the queue at once', async () => {
    const { clock, budget } = world();
    await take(budget, 'sync', 5);
    const leaving = new AbortController();
    const gone = budget.acquire(PATH, 'sync', { signal: leaving.signal }).catch((error: unknown) => error);
    leaving.abort('enough');
    expect(await gone).toBe('enough');
    expect(budget.snapshot()[0]?.waiting.sync).toBe(0);
    await clock.advance(61_000);
    expect(budget.snapshot()[0]?.windows[0]?.used).toBe(0);
    await expect(budget.acquire(PATH, 'sync', { signal: leaving.signal })).rejects.toBe('enough');
  });
});

describe('a block by WeCom', () => {
  it('lasts a minute, then an hour when it comes again, and starts short after a success', () => {
    const { clock, budget } = world();
    const minute = budget.block(PATH) - clock.now();
    expect(minute).toBe(60_000);
    return clock.advance(60_000).then(async () => {
      expect(budget.block(PATH) - clock.now()).toBe(3_600_000);
      await clock.advance(3_600_000);
      budget.succeeded(PATH);
      expect(budget.block(PATH) - clock.now()).toBe(60_000);
    });
  });

  it('that many calls in flight report counts once', () => {
    const { budget } = world();
    const until = budget.block(PATH);
    expect([budget.block(PATH), budget.block(PATH)]).toEqual([until, until]);
  });

  it('a success that was in flight does not make it forget', async () => {
    const { clock, budget } = world();
    budget.block(PATH);
    budget.succeeded(PATH);
    await clock.advance(60_000);
    expect(budget.block(PATH) - clock.now()).toBe(3_600_000);
  });

  it('is taken to be the hourly one when the hour is nearly full', async () => {
    const { clock, budget } = world({
      standard: [
        { seconds: 60, calls: 100 },
        { seconds: 3_600, calls: 20 },
      ],
    });
    await take(budget, 'welcome', 18);
    expect(budget.block(PATH) - clock.now()).toBe(3_600_000);
  });

  it('holds waiters of every lane and lets them go in order of priority', async () => {
    const { clock, budget } = world();
    budget.block(PATH);
    const order: Lane[] = [];
    for (const lane of lanes.toReversed()) void budget.acquire(PATH, lane).then(() => order.push(lane));
    await clock.advance(59_999);
    expect(order).toEqual([]);
    await clock.advance(1);
    expect(order).toEqual([...lanes]);
  });
});

describe('shares', () => {
  it('two processes that halve a budget stay below it together', async () => {
    const clock = new HandClock();
    const half = createBudget({ rules, clock, share: 0.5 });
    for (let i = 0; i < 5; i += 1) await half.acquire(PATH, 'welcome', { waitMs: 0 });
    await expect(half.acquire(PATH, 'welcome', { waitMs: 0 })).rejects.toBeInstanceOf(WeComOverBudget);
  });

  it('corps behind one address also need its budget', async () => {
    const clock = new HandClock();
    const address = createBudget({ rules: { ...rules, standard: [{ seconds: 60, calls: 12 }] }, clock });
    const corps = [0, 1].map(() => chainBudgets(createBudget({ rules, clock }), address, clock));
    const waits = corps.flatMap((corp) => Array.from({ length: 10 }, () => corp.acquire(PATH, 'welcome')));
    let served = 0;
    for (const wait of waits) void wait.then(() => (served += 1));
    await settle();
    expect(served).toBe(12);
    await clock.advance(61_000);
    expect(served).toBe(20);
  });

  it('the shipped rules name their source and keep a reserve for every lane before another', () => {
    for (const pack of [wecomLimits, wecomLimitsPerAddress]) {
      expect(pack.source).toMatch(/^https:\/\/developer\.work\.weixin\.qq\.com\//);
      const ceilings = lanes.map((lane) => pack.ceilings[lane]);
      expect(ceilings).toEqual([...ceilings].sort((a, b) => b - a));
      expect(new Set(ceilings).size).toBe(lanes.length);
      for (const windows of [pack.standard, ...Object.values(pack.byPath)]) {
        const spans = windows.map(({ seconds }) => seconds);
        expect(spans).toEqual([...spans].sort((a, b) => a - b));
      }
    }
  });
});
