// The demo bar's two buttons: «再来 100 位顾客» and «快进 7 天». People scan, chat, buy and leave; the clock moves by
// a few hours, and what happens then happened because the engine ran.
import { addDays, conflict, dayOf, MS_PER_DAY, MS_PER_HOUR } from '@yutian/kernel';
import type { Product } from '../compose.ts';
import type { DemoClient } from './demo-client.ts';
import { type BrandSize, type Step, stepAt } from './habits.rules.ts';
import { tellOrders } from './shops.ts';
import type { DemoWorld } from './world.ts';

const CHAT_SHARE = 0.3;
const MAX_DAYS = 31;
const MAX_CROWD = 2_000;
const CROWD_STEP = 25;
/** A longer step than this is a night. */
const NIGHT_MS = 8 * MS_PER_HOUR;
/** How far back the usual traffic of a day is looked up. */
const USUAL_DAYS = 14;

export interface PlayState {
  /** What is going on, or null. */
  busy: 'crowd' | 'advance' | null;
  /** 0 … 1 of the busy work. */
  progress: number;
  /** Why the last play stopped early. */
  failure: string | null;
}

export function createPlay(product: Product, world: DemoWorld, client: DemoClient) {
  const { sim, clock } = world;
  const state: PlayState = { busy: null, progress: 0, failure: null };
  let cancelled = false;

  /** Lets everything that was set off come to rest: callbacks delivered, facts answered, jobs done. */
  async function settle(): Promise<void> {
    await sim.control.settled();
    await product.engine.settle().catch((error: unknown) => {
      // A refused job is parked and shown in the sync health page; the play goes on.
      product.ground.log.warn(
        { err: error instanceof Error ? error.name : 'Error' },
        'a job failed while the demo played',
      );
    });
  }

  function move(ms: number): void {
    sim.control.advance({ ms });
    world.state.set({ clockOffsetMs: clock.offsetMs });
  }

  async function sizeNow(): Promise<BrandSize> {
    const today = dayOf(clock.now());
    const period = { from: addDays(today, -USUAL_DAYS), to: addDays(today, -1) };
    const { series } = await client.insight.overview(period);
    return {
      friends: sim.control.sizes().rows.relation ?? 0,
      addsPerDay: series.reduce((sum, day) => sum + day.adds, 0) / USUAL_DAYS,
    };
  }

  /** People do what they do at this time. The same hours of the same brand are the same people. */
  async function live(step: Step): Promise<void> {
    const seed = (what: string) => `${what} ${Math.floor(clock.now() / MS_PER_HOUR)}`;
    const { control } = sim;
    if (step.strangers > 0)
      await control.crowd({ n: step.strangers, chatShare: CHAT_SHARE, seed: seed('crowd') });
    control.regulars({ n: step.regulars, seed: seed('regulars') });
    if (step.shout) control.shout({ ...step.shout, seed: seed('shout') });
    if (step.benefit > 0) control.benefit({ n: step.benefit, seed: seed('benefit') });
    control.groupLife({ ...step.groups, seed: seed('groups') });
  }

  async function tell(): Promise<void> {
    await settle();
    await tellOrders(sim, client, world.state, clock.now());
    await settle();
  }

  async function pass(ms: number): Promise<void> {
    const size = await sizeNow();
    const untilMs = clock.now() + ms;
    for (let leftMs = ms; leftMs > 0 && !cancelled; leftMs = untilMs - clock.now()) {
      const step = stepAt(clock.now(), size);
      await live(step);
      await settle();
      move(Math.min(step.ms, leftMs));
      // The shops tell in the morning what was bought since yesterday.
      if (step.ms > NIGHT_MS) await tell();
      state.progress = 1 - Math.max(0, untilMs - clock.now()) / ms;
    }
    await tell();
  }

  async function scan(n: number): Promise<void> {
    for (let done = 0; done < n && !cancelled; done += CROWD_STEP) {
      await sim.control.crowd({ n: Math.min(CROWD_STEP, n - done), chatShare: CHAT_SHARE });
      await settle();
      state.progress = Math.min(1, (done + CROWD_STEP) / n);
    }
  }

  async function run(kind: 'crowd' | 'advance', work: () => Promise<void>): Promise<void> {
    cancelled = false;
    Object.assign(state, { busy: kind, progress: 0, failure: null });
    try {
      await work();
    } catch (error) {
      state.failure = error instanceof Error ? error.message : String(error);
      product.ground.log.warn({ err: state.failure }, 'the demo stopped playing');
    } finally {
      Object.assign(state, { busy: null, progress: 1 });
    }
  }

  /** Begins to play, unless it plays already. @returns what ends with it. */
  function begin(kind: 'crowd' | 'advance', work: () => Promise<void>): { done: Promise<void> } {
    if (state.busy) throw conflict('DEMO_BUSY', 'The demo is playing. Wait until it is done, or cancel it.');
    return { done: run(kind, work) };
  }

  return {
    state: () => ({ ...state, nowMs: clock.now(), aheadMs: clock.offsetMs }),
    /** Strangers scan codes now; a third of them write within ten minutes. */
    crowd: (n: number) => begin('crowd', () => scan(Math.min(n, MAX_CROWD))),
    /** Days pass. */
    advance: (days: number) => begin('advance', () => pass(Math.min(days, MAX_DAYS) * MS_PER_DAY)),
    /** Stops after the step in hand; what has happened by then stays. */
    cancel: () => {
      cancelled = true;
    },
  };
}

export type Play = ReturnType<typeof createPlay>;
