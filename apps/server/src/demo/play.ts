// The demo bar's two buttons: «再来 100 位顾客» and «快进 7 天». People scan, chat, buy and leave; the clock moves hour
// by hour, and what happens then happened because the engine ran.
import { MS_PER_DAY, MS_PER_HOUR, minuteOfDay } from '@yutian/kernel';
import type { Product } from '../compose.ts';
import type { DemoClient } from './demo-client.ts';
import { tellOrders } from './shops.ts';
import type { DemoWorld } from './world.ts';

/** Strangers an hour of the day, from 9 to 22: lunch and nine in the evening. Nights pass in one step. */
const STRANGERS: Record<number, number> = {
  9: 2,
  10: 3,
  11: 4,
  12: 8,
  13: 6,
  14: 3,
  15: 3,
  16: 3,
  17: 4,
  18: 5,
  19: 7,
  20: 9,
  21: 10,
  22: 5,
};
const CHAT_SHARE = 0.35;
const MAX_DAYS = 31;
const MAX_CROWD = 2_000;

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

  async function pass(hours: number): Promise<void> {
    for (let hour = 0; hour < hours && !cancelled; ) {
      const strangers = STRANGERS[Math.floor(minuteOfDay(clock.now()) / 60)] ?? 0;
      const step = strangers > 0 ? 1 : Math.min(hours - hour, nightHours(clock.now()));
      if (strangers > 0) await sim.control.crowd({ n: strangers, chatShare: CHAT_SHARE });
      await settle();
      move(step * MS_PER_HOUR);
      hour += step;
      state.progress = hour / hours;
    }
    await settle();
    await tellOrders(sim, client, world.state, clock.now());
    await settle();
  }

  async function run(kind: 'crowd' | 'advance', work: () => Promise<void>): Promise<void> {
    if (state.busy) return;
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

  return {
    state: () => ({ ...state, nowMs: clock.now(), aheadMs: clock.offsetMs }),
    /** Strangers scan codes now; a third of them write within ten minutes. */
    crowd: (n: number) =>
      run('crowd', async () => {
        await sim.control.crowd({ n: Math.min(n, MAX_CROWD), chatShare: CHAT_SHARE });
        await settle();
      }),
    /** Days pass. */
    advance: (days: number) =>
      run('advance', () => pass((Math.min(days, MAX_DAYS) * MS_PER_DAY) / MS_PER_HOUR)),
    cancel: () => {
      cancelled = true;
    },
  };
}

export type Play = ReturnType<typeof createPlay>;

/** Hours until nine in the morning. */
function nightHours(nowMs: number): number {
  const hour = Math.floor(minuteOfDay(nowMs) / 60);
  return hour < 9 ? 9 - hour : 24 - hour + 9;
}
