// The only time this package knows. Tests and the demo pass one that they move themselves.
import { setTimeout } from 'node:timers/promises';

export interface WeComClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Sleeps, but an abort ends the sleep instead of throwing. */
export async function nap(clock: WeComClock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Real time. */
export const systemWeComClock: WeComClock = {
  now: () => Date.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, signal ? { signal } : {}),
};
