// The budget of one API of one corp: its windows, its queue by lane, and the block that a 45009 puts on it.
import { nap, type WeComClock } from './clock.ts';
import { WeComOverBudget } from './errors.ts';
import { type Lane, type LimitRules, type LimitWindow, lanes } from './limit-rules.ts';
import { WindowCounter } from './window-counter.ts';

export interface AcquireOptions {
  /** Refuse with WeComOverBudget rather than wait longer; default: wait as long as it takes. */
  waitMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface WindowState {
  seconds: number;
  limit: number;
  used: number;
  left: number;
}

export type BudgetReason = 'platform_limit' | 'own_budget';

/** One API as the health page shows it. */
export interface BudgetState {
  path: string;
  windows: WindowState[];
  waiting: Record<Lane, number>;
  /** Epoch ms until which WeCom's 45009 holds every call; null when it holds none. */
  blockedUntil: number | null;
  /** Why calls wait just now; null when none does. */
  reason: BudgetReason | null;
}

/** Waiters look again at least this often, so that a clock moved by hand wakes them. */
const LOOK_AGAIN_MS = 5_000;
/** A longer window that is this full is taken to be the one that WeCom's 45009 meant. */
const NEARLY_FULL = 0.9;

interface Waiter {
  lane: Lane;
  deadline: number;
  grant(): void;
  refuse(error: Error): void;
}

export class PathBudget {
  private readonly path: string;
  private readonly windows: readonly WindowCounter[];
  private readonly ceilings: LimitRules['ceilings'];
  private readonly clock: WeComClock;
  private readonly queues: Record<Lane, Set<Waiter>> = {
    welcome: new Set(),
    guide: new Set(),
    mass: new Set(),
    sync: new Set(),
  };
  private blockedUntil = 0;
  private strikes = 0;
  /** Ends the pump's nap; null while nobody waits. */
  private alarm: AbortController | null = null;

  constructor(
    path: string,
    limits: readonly LimitWindow[],
    ceilings: LimitRules['ceilings'],
    clock: WeComClock,
  ) {
    this.path = path;
    this.windows = limits.map(({ seconds, calls }) => new WindowCounter(seconds, calls));
    this.ceilings = ceilings;
    this.clock = clock;
  }

  async acquire(
    lane: Lane,
    { waitMs = Number.POSITIVE_INFINITY, signal }: AcquireOptions = {},
  ): Promise<void> {
    signal?.throwIfAborted();
    const now = this.clock.now();
    if (!this.someoneBefore(lane) && this.tryTake(lane, now)) return;
    if (this.freeAt(lane, now) - now > waitMs) throw this.refusal(lane, now);
    await this.queue(lane, now + waitMs, signal);
  }

  block(): number {
    const now = this.clock.now();
    // @NOTE Calls in flight come back with 45009 together; only the first one of a block counts as a strike.
    if (now < this.blockedUntil) return this.blockedUntil;
    this.strikes += 1;
    const full = this.windows.findLastIndex((one) => one.used(now) >= one.limit * NEARLY_FULL);
    const level = Math.min(Math.max(this.strikes - 1, full), this.windows.length - 1);
    this.blockedUntil = now + (this.windows[level]?.seconds ?? 60) * 1000;
    return this.blockedUntil;
  }

  succeeded(): void {
    if (this.clock.now() >= this.blockedUntil) this.strikes = 0;
  }

  state(): BudgetState {
    const now = this.clock.now();
    const waiting = Object.fromEntries(lanes.map((lane) => [lane, this.queues[lane].size])) as Record<
      Lane,
      number
    >;
    return {
      path: this.path,
      windows: this.windows.map((one) => {
        const used = one.used(now);
        return { seconds: one.seconds, limit: one.limit, used, left: one.limit - used };
      }),
      waiting,
      blockedUntil: now < this.blockedUntil ? this.blockedUntil : null,
      reason: this.reason(now),
    };
  }

  private reason(now: number): BudgetReason | null {
    if (now < this.blockedUntil) return 'platform_limit';
    return lanes.some((lane) => this.queues[lane].size > 0) ? 'own_budget' : null;
  }

  private queue(lane: Lane, deadline: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.queues[lane].delete(waiter);
        signal?.removeEventListener('abort', abort);
      };
      const abort = () => {
        leave();
        reject(signal?.reason as Error);
        this.alarm?.abort();
      };
      const waiter: Waiter = {
        lane,
        deadline,
        grant: () => (leave(), resolve()),
        refuse: (error) => (leave(), reject(error)),
      };
      this.queues[lane].add(waiter);
      signal?.addEventListener('abort', abort, { once: true });
      if (this.alarm) this.alarm.abort();
      else void this.pump();
    });
  }

  /** Serves the queues in order of priority until nobody waits; one runs at a time. */
  private async pump(): Promise<void> {
    try {
      for (;;) {
        this.alarm = new AbortController();
        const now = this.clock.now();
        this.serve(now);
        const next = this.nextLook(now);
        if (next === null) return;
        await nap(this.clock, Math.min(Math.max(next - now, 1), LOOK_AGAIN_MS), this.alarm.signal);
      }
    } catch (error) {
      for (const waiter of this.waiters()) waiter.refuse(error as Error);
    } finally {
      this.alarm = null;
    }
  }

  private serve(now: number): void {
    let open = true;
    for (const waiter of this.waiters()) {
      open = open && this.tryTake(waiter.lane, now);
      if (open) waiter.grant();
      else if (waiter.deadline <= now) waiter.refuse(this.refusal(waiter.lane, now));
    }
  }

  /** When the first in line can go, or somebody's patience ends; null when nobody waits. */
  private nextLook(now: number): number | null {
    let next: number | null = null;
    for (const waiter of this.waiters()) {
      next ??= this.freeAt(waiter.lane, now);
      next = Math.min(next, waiter.deadline);
    }
    return next;
  }

  private waiters(): Waiter[] {
    return lanes.flatMap((lane) => [...this.queues[lane]]);
  }

  private someoneBefore(lane: Lane): boolean {
    return lanes.slice(0, lanes.indexOf(lane) + 1).some((one) => this.queues[one].size > 0);
  }

  private tryTake(lane: Lane, now: number): boolean {
    if (now < this.blockedUntil) return false;
    if (!this.windows.every((one) => one.used(now) < this.ceiling(one, lane))) return false;
    for (const one of this.windows) one.add(now);
    return true;
  }

  private freeAt(lane: Lane, now: number): number {
    return Math.max(
      this.blockedUntil,
      ...this.windows.map((one) => one.freeAt(now, this.ceiling(one, lane))),
    );
  }

  private ceiling(window: WindowCounter, lane: Lane): number {
    return Math.max(1, Math.floor(window.limit * this.ceilings[lane]));
  }

  private refusal(lane: Lane, now: number): WeComOverBudget {
    const reason = now < this.blockedUntil ? 'platform_limit' : 'own_budget';
    return new WeComOverBudget(this.path, lane, reason, Math.max(0, this.freeAt(lane, now) - now));
  }
}
