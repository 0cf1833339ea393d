// Time enters the product here and nowhere else, so that tests and the demo can move it.

/** Tells the time. `now()` is epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** A clock that can be moved forward; it runs with real time plus an offset. */
export interface MovableClock extends Clock {
  /** Moves the clock forward by `ms` (≥ 0) and returns the new time. */
  advance(ms: number): number;
  readonly offsetMs: number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock for the demo: real time plus an offset that only grows. */
export function offsetClock(initialOffsetMs = 0): MovableClock {
  let offset = initialOffsetMs;
  return {
    now: () => Date.now() + offset,
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`A clock moves forward only; got ${ms} ms.`);
      offset += ms;
      return Date.now() + offset;
    },
    get offsetMs() {
      return offset;
    },
  };
}

/** A clock for tests: it stands still until it is moved. */
export function frozenClock(startMs: number): MovableClock {
  let now = startMs;
  return {
    now: () => now,
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`A clock moves forward only; got ${ms} ms.`);
      now += ms;
      return now;
    },
    get offsetMs() {
      return now - startMs;
    },
  };
}
