// Virtual time: the base clock plus an offset that the control plane moves forward. What was due on the way fires
// in order, at its own instant. Timers live in the database, so a restart does not forget a take-over of tomorrow.
import type { Clock, MovableClock } from '@yutian/kernel';
import type { Database } from './database.ts';
import { readNumber, writeNumber } from './numbers.ts';

type TimerBody = Record<string, string | number>;
type TimerAction = (body: TimerBody) => void;
interface TimerRow {
  id: number;
  due: number;
  kind: string;
  body: string;
}

const LONGEST_WAIT_MS = 2 ** 31 - 1;
const isMovable = (clock: Clock): clock is MovableClock => 'advance' in clock;

/** The simulator's clock. A base that can move (`MovableClock`) is moved itself, so that others may share it. */
export class SimClock {
  readonly #db: Database;
  readonly #base: Clock;
  readonly #actions = new Map<string, TimerAction>();
  #offset: number;
  #nextDue = Number.POSITIVE_INFINITY;
  #wake: NodeJS.Timeout | undefined;
  #firing = false;

  constructor(db: Database, base: Clock) {
    this.#db = db;
    this.#base = base;
    this.#offset = isMovable(base) ? 0 : (readNumber(db, 'clock.offset') ?? 0);
  }

  /** Epoch milliseconds. */
  ms(): number {
    return this.#base.now() + this.#offset;
  }

  /** Unix seconds, the platform's unit. */
  seconds(): number {
    return Math.floor(this.ms() / 1000);
  }

  /** Says what a kind of timer does; all kinds are declared before `start()`. */
  on(kind: string, action: TimerAction): void {
    this.#actions.set(kind, action);
  }

  /** Runs `kind` once, `delayMs` from now. */
  after(delayMs: number, kind: string, body: TimerBody): void {
    const due = Math.ceil(this.ms() + delayMs);
    this.#db.run('INSERT INTO timer (due, kind, body) VALUES (?, ?, ?)', due, kind, JSON.stringify(body));
    if (due < this.#nextDue) this.#arm();
  }

  start(): void {
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#wake);
    this.#nextDue = Number.POSITIVE_INFINITY;
  }

  /** Fires everything that is due by now; called at every request, since a shared base may have moved. */
  catchUp(): void {
    if (this.#nextDue <= this.ms()) this.#fireUntil(this.ms(), false);
  }

  /** Moves the clock forward, firing due timers in order at their own instants. Returns the new time. */
  advance(deltaMs: number): number {
    if (!(deltaMs >= 0)) throw new RangeError(`The clock moves forward only; got ${deltaMs} ms.`);
    const target = this.ms() + deltaMs;
    this.#fireUntil(target, true);
    this.#moveTo(target);
    this.#arm();
    return this.ms();
  }

  #moveTo(instant: number): void {
    const gap = instant - this.ms();
    if (gap <= 0) return;
    if (isMovable(this.#base)) {
      this.#base.advance(gap);
      return;
    }
    this.#offset += gap;
    writeNumber(this.#db, 'clock.offset', this.#offset);
  }

  #fireUntil(target: number, travel: boolean): void {
    if (this.#firing) return;
    this.#firing = true;
    try {
      for (;;) {
        const row = this.#db.get<TimerRow>(
          'SELECT * FROM timer WHERE due <= ? ORDER BY due, id LIMIT 1',
          target,
        );
        if (!row) break;
        if (travel) this.#moveTo(row.due);
        this.#db.transaction(() => {
          this.#db.run('DELETE FROM timer WHERE id = ?', row.id);
          this.#actions.get(row.kind)?.(JSON.parse(row.body) as TimerBody);
        });
      }
    } finally {
      this.#firing = false;
      this.#arm();
    }
  }

  #arm(): void {
    clearTimeout(this.#wake);
    this.#nextDue =
      this.#db.get<{ due: number | null }>('SELECT MIN(due) AS due FROM timer')?.due ??
      Number.POSITIVE_INFINITY;
    if (this.#nextDue === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.max(0, this.#nextDue - this.ms()), LONGEST_WAIT_MS);
    this.#wake = setTimeout(() => this.catchUp(), wait);
    this.#wake.unref();
  }
}
