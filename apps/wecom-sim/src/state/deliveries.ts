// What arrived on a customer's or a member's phone, so that a test or a person can look at it. Memory only.
export interface Delivery {
  no: number;
  /** Virtual epoch ms. */
  at: number;
  kind: 'welcome' | 'mass' | 'moment' | 'group_welcome' | 'app_message' | 'chat' | 'transfer_notice';
  /** external_userid or userid of the reader. */
  to: string;
  from: string;
  body: unknown;
}

const RING = 5000;

/** The latest deliveries of all corps. */
export class Deliveries {
  readonly #ring: Delivery[] = [];
  #total = 0;

  add(delivery: Omit<Delivery, 'no'>): void {
    this.#ring[this.#total % RING] = { no: this.#total + 1, ...delivery };
    this.#total += 1;
  }

  get total(): number {
    return this.#total;
  }

  latest(
    filter: { to?: string | undefined; kind?: string | undefined; limit?: number | undefined } = {},
  ): Delivery[] {
    const found = this.#ring
      .filter(
        (one) =>
          (filter.to === undefined || one.to === filter.to) &&
          (filter.kind === undefined || one.kind === filter.kind),
      )
      .toSorted((a, b) => a.no - b.no);
    return found.slice(-(filter.limit ?? 200));
  }
}
