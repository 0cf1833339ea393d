// A clock that stands still until a test moves it. Sleepers wake in order of time, and the test waits for somebody to
// fall asleep instead of sleeping itself.
import { setImmediate } from 'node:timers/promises';
import type { WeComClock } from '../clock.ts';

interface Sleeper {
  ms: number;
  due: number;
  wake(): void;
}

export class HandClock implements WeComClock {
  private time: number;
  private readonly sleepers = new Set<Sleeper>();
  private readonly watchers = new Set<() => void>();

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const abort = () => {
        this.sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const wake = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper = { ms, due: this.time + ms, wake };
      signal?.addEventListener('abort', abort, { once: true });
      this.sleepers.add(sleeper);
      for (const watcher of this.watchers) watcher();
    });
  }

  /** Moves time, waking whoever is due on the way and letting each one act before the next. */
  async advance(ms: number): Promise<void> {
    const target = this.time + ms;
    await settle();
    for (;;) {
      const next = [...this.sleepers].filter(({ due }) => due <= target).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.time = Math.max(this.time, next.due);
      this.sleepers.delete(next);
      next.wake();
      await settle();
    }
    this.time = target;
  }

  /** Moves time under the sleepers' feet, as a demo's clock does: nobody wakes for it. */
  jump(ms: number): void {
    this.time += ms;
  }

  /** Resolves, with the length of the sleep, once somebody sleeps for a time that `matches`. */
  asleep(matches: (ms: number) => boolean): Promise<number> {
    return new Promise((resolve) => {
      const look = () => {
        const found = [...this.sleepers].find(({ ms }) => matches(ms));
        if (!found) return;
        this.watchers.delete(look);
        resolve(found.ms);
      };
      this.watchers.add(look);
      look();
    });
  }
}

/** Lets every promise that can settle without time passing do so. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await setImmediate();
}
