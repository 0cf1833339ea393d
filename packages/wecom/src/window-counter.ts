// Counts calls in a sliding window of sixty slots. It errs on the strict side: a call is forgotten only after the whole
// window and the rest of its slot, so no window of that length, wherever it is laid, holds more than was allowed.

const SLOTS = 60;

export class WindowCounter {
  readonly seconds: number;
  readonly limit: number;
  private readonly slotMs: number;
  private readonly counts = new Float64Array(SLOTS + 1);
  private head = Number.NEGATIVE_INFINITY;
  private total = 0;

  constructor(seconds: number, limit: number) {
    this.seconds = seconds;
    this.limit = limit;
    this.slotMs = (seconds * 1000) / SLOTS;
  }

  used(now: number): number {
    this.roll(now);
    return this.total;
  }

  add(now: number): void {
    this.roll(now);
    const slot = this.head % (SLOTS + 1);
    this.counts[slot] = (this.counts[slot] as number) + 1;
    this.total += 1;
  }

  /** The earliest instant at which fewer than `ceiling` calls are counted, if none is added; `now` when it is so already. */
  freeAt(now: number, ceiling: number): number {
    let left = this.used(now);
    if (left < ceiling) return now;
    for (let slot = this.head - SLOTS; slot <= this.head; slot += 1) {
      if (slot < 0) continue;
      left -= this.counts[slot % (SLOTS + 1)] as number;
      if (left < ceiling) return (slot + SLOTS + 1) * this.slotMs;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** A clock that steps back stays in the newest slot: nothing is forgotten early. */
  private roll(now: number): void {
    const slot = Math.floor(now / this.slotMs);
    if (slot <= this.head) return;
    if (slot - this.head > SLOTS) {
      this.counts.fill(0);
      this.total = 0;
    } else {
      for (let gone = this.head + 1; gone <= slot; gone += 1) {
        this.total -= this.counts[gone % (SLOTS + 1)] as number;
        this.counts[gone % (SLOTS + 1)] = 0;
      }
    }
    this.head = slot;
  }
}
