// The clock, the fault panel and the windows through which one looks at the simulator.
import { ControlError } from '../core/errors.ts';
import type { CallbackKnobs } from '../callbacks/sender.ts';
import type { Lags, Outage } from '../core/faults.ts';
import type { RateRule } from '../core/limits.ts';
import { readNumber } from '../core/numbers.ts';
import type { World } from '../world.ts';
import { corpOf } from './targets.ts';

const UNITS = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;
const COUNTED = [
  'person',
  'relation',
  'welcome',
  'mass_target',
  'transfer',
  'group_member',
  'archive',
  'media',
  'timer',
  'staff_day',
  'talk',
] as const;

export interface AdvanceInput {
  ms?: number;
  seconds?: number;
  minutes?: number;
  hours?: number;
  days?: number;
}

export function environmentControl(world: World) {
  const { clock, faults, sender, tokens, limits, log, events, db } = world;
  return {
    clock: () => ({
      ms: clock.ms(),
      iso: new Date(clock.ms()).toISOString(),
      offset_ms: readNumber(db, 'clock.offset') ?? 0,
    }),

    /** Moves virtual time forward; what falls due on the way happens in order. */
    advance(input: AdvanceInput): { ms: number; iso: string } {
      const units = (Object.keys(UNITS) as (keyof typeof UNITS)[]).reduce(
        (sum, unit) => sum + (input[unit] ?? 0) * UNITS[unit],
        input.ms ?? 0,
      );
      if (!(units >= 0)) throw new ControlError('The clock moves forward only.');
      const ms = clock.advance(units);
      return { ms, iso: new Date(ms).toISOString() };
    },

    /** The next `times` calls of a path fail with an errcode. */
    fail(input: { path: string; errcode: number; times?: number }): { ok: true } {
      faults.force({ path: input.path, errcode: input.errcode, times: input.times ?? 1 });
      return { ok: true };
    },

    /** Ends access tokens early: the next call with one answers 42001. */
    expireTokens(input: { corpid?: string; agentid?: string | number } = {}): { expired: number } {
      const corp = input.corpid === undefined ? undefined : corpOf(world, input.corpid).no;
      return {
        expired: tokens.expire({
          corp,
          app: input.agentid === undefined ? undefined : String(input.agentid),
        }),
      };
    },

    /** The whole platform is down for a while of virtual time; `ms: 0` ends it. */
    outage(input: { ms: number; mode?: Outage['mode'] }): { ok: true } {
      faults.outage = input.ms > 0 ? { mode: input.mode ?? 'fail', until: clock.ms() + input.ms } : null;
      return { ok: true };
    },

    /** Slowness and concurrency: each answer waits `latencyMs`; more reads at once than `maxConcurrent` answer 45033. */
    setPace(input: { latencyMs?: number; maxConcurrent?: number }): {
      latencyMs: number;
      maxConcurrent: number;
    } {
      faults.latencyMs = input.latencyMs ?? faults.latencyMs;
      faults.maxConcurrent = input.maxConcurrent ?? faults.maxConcurrent;
      return { latencyMs: faults.latencyMs, maxConcurrent: faults.maxConcurrent };
    },

    setLags(input: Partial<Lags>): Lags {
      faults.lags = { ...faults.lags, ...input };
      return faults.lags;
    },

    setCallbackKnobs(input: Partial<CallbackKnobs>): CallbackKnobs {
      sender.knobs = { ...sender.knobs, ...input };
      return sender.knobs;
    },

    /** Replaces the call-frequency rules; without `rules` only the counts are forgotten. */
    setLimits(input: { rules?: RateRule[] }): { rules: readonly RateRule[] } {
      limits.rules = input.rules ?? limits.rules;
      limits.forget();
      return { rules: limits.rules };
    },

    clearFaults(): { ok: true } {
      faults.clear();
      return { ok: true };
    },

    faults: () => ({
      forced: faults.forced(),
      outage: faults.outage,
      latencyMs: faults.latencyMs,
      maxConcurrent: faults.maxConcurrent,
      lags: faults.lags,
      callbacks: sender.knobs,
    }),

    /** The latest API calls, oldest first; tokens and secrets are never kept. */
    requests: (input: { path?: string; after?: number; limit?: number } = {}) => log.latest(input),
    /** Calls to paths that nobody serves: contract gaps. */
    unknown: () => log.unknown(),
    /** The latest events, with the apps that were told. */
    events: (input: { limit?: number } = {}) => events.latest(input.limit),
    /** What arrived on people's phones. */
    deliveries: (input: { to?: string; kind?: string; limit?: number } = {}) =>
      world.deliveries.latest(input),
    counters: () => ({
      requests: log.counters(),
      callbacks: { ...sender.counters, pending: sender.pending },
      events: events.total,
      deliveries: world.deliveries.total,
    }),

    /** Rows per table and the memory of the process. */
    sizes() {
      const rows = Object.fromEntries(
        COUNTED.map((table) => [table, db.get<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`)?.n ?? 0]),
      );
      return { rows, rss_bytes: process.memoryUsage.rss() };
    },

    /** Resolves when no callback is waiting or on its way. */
    async settled(): Promise<{ ok: true }> {
      await sender.settled();
      return { ok: true };
    },
  };
}
