// When an invented customer buys, and what: the same person always does the same. Pure; the figures are invented, only
// their shapes (most first orders in the first week, repeat by consumption cycle, peaks at lunch and at nine) are meant.
import type { StatedOrder } from '@yutian/contract';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, toIso } from '@yutian/kernel';
import { type BrandProfile, type ShopKey, sourceOf } from './brand.ts';
import { nextMembersDay } from './habits.rules.ts';

export interface Shopper {
  /** A stable key: all he does follows from it. */
  key: string;
  unionid: string | null;
  addedAtMs: number;
  state: string | null;
  brand: BrandProfile;
  /** The guide who added him first, and her store; she takes the money of what he buys in the store. */
  guide: { staffId: string; storeId: string | null } | null;
}

/** An order at an instant; restated when money is paid back. */
export interface ShopOrder {
  shop: ShopKey;
  paidAtMs: number;
  refundAtMs: number | null;
  stated: StatedOrder;
}

const OLD_CUSTOMER_SHARE = 0.12;
const RETURNS_SHARE = 0.07;
const COMES_BACK = 0.58;
/** Who has grown silent for two cycles, and buys once more on a members' day. */
const BACK_FOR_BENEFIT = 0.2;
const MOST_ORDERS = 12;
const DEFAULT_BUYS = 0.1;

/** Everything a person buys from before he was added until `untilMs`, as it stands then. */
export function ordersOf(shopper: Shopper, untilMs: number): ShopOrder[] {
  const chance = sequence(shopper.key);
  const source = sourceOf(shopper.state);
  const orders: ShopOrder[] = [];
  const buy = (aroundMs: number, first: boolean) => {
    const order = makeOrder(
      shopper,
      source?.shop ?? 'mini',
      atShoppingHour(aroundMs, chance),
      orders.length + 1,
      first,
      chance,
    );
    if (order.paidAtMs <= untilMs) orders.push(settle(order, untilMs));
    return order.paidAtMs;
  };
  const old = chance() < OLD_CUSTOMER_SHARE;
  if (old) buy(shopper.addedAtMs - (3 + chance() * 90) * MS_PER_DAY, true);
  if (chance() >= (source?.buys ?? DEFAULT_BUYS) * (old ? 2 : 1)) return orders;
  const cycleMs = shopper.brand.cycleDays * MS_PER_DAY;
  let at = buy(shopper.addedAtMs + firstDelay(chance), !old);
  while (orders.length < MOST_ORDERS && at <= untilMs && chance() < COMES_BACK)
    at = buy(at + cycleMs * (0.6 + 0.9 * chance()), false);
  if (at <= untilMs && chance() < BACK_FOR_BENEFIT) buy(nextMembersDay(at + cycleMs * (2 + chance())), false);
  return orders;
}

/** Order 1 at contact, order 2 a day later, the rest within the week or much later (S2-11). */
function firstDelay(chance: () => number): number {
  const draw = chance();
  if (draw < 0.3) return (0.2 + 3 * chance()) * MS_PER_HOUR;
  if (draw < 0.5) return (0.8 + 0.6 * chance()) * MS_PER_DAY;
  if (draw < 0.75) return (2 + 4.5 * chance()) * MS_PER_DAY;
  return (7 - 22 * Math.log(1 - chance())) * MS_PER_DAY;
}

/** Moves an instant to lunch or the evening of its day, but never to before it. */
function atShoppingHour(aroundMs: number, chance: () => number): number {
  const hour = chance() < 0.35 ? 12 : 20 + Math.floor(chance() * 2);
  const dayStart = Math.floor((aroundMs + 8 * MS_PER_HOUR) / MS_PER_DAY) * MS_PER_DAY - 8 * MS_PER_HOUR;
  const wanted = dayStart + hour * MS_PER_HOUR + Math.floor(chance() * 60) * MS_PER_MINUTE;
  return Math.round(Math.max(aroundMs, wanted));
}

function makeOrder(
  shopper: Shopper,
  shop: ShopKey,
  paidAtMs: number,
  n: number,
  first: boolean,
  chance: () => number,
): ShopOrder {
  const { products } = shopper.brand;
  const picked = first
    ? [products[0]]
    : [products[1 + Math.floor(chance() * (products.length - 1))], ...(chance() < 0.3 ? [products[0]] : [])];
  const lines = picked.flatMap((product) => {
    if (!product) return [];
    const quantity = chance() < 0.8 ? 1 : 2;
    return [
      {
        sku: product.sku,
        name: product.name,
        quantity,
        unitPriceFen: product.fen,
        amountFen: product.fen * quantity,
      },
    ];
  });
  // Who leaves and is added again, or by another guide, buys anew: his orders must not take the numbers of the old ones.
  const since = Math.floor(shopper.addedAtMs / MS_PER_SECOND).toString(36);
  const totalFen = lines.reduce((sum, line) => sum + line.amountFen, 0);
  const returned = chance() < RETURNS_SHARE;
  const refundedFen = returned ? (chance() < 0.9 ? totalFen : Math.round(totalFen / 2)) : 0;
  return {
    shop,
    paidAtMs,
    refundAtMs: returned ? paidAtMs + Math.round((1 + 5 * chance()) * MS_PER_DAY) : null,
    stated: {
      orderNo: `${shop.toUpperCase()}${shopper.key.slice(-8)}${since}${String(n).padStart(2, '0')}`,
      createdAt: toIso(paidAtMs - 3 * MS_PER_MINUTE),
      paidAt: toIso(paidAtMs),
      totalFen,
      paidFen: totalFen,
      refundedFen,
      refundedAt: null,
      province: null,
      storeId: shop === 'pos' ? (shopper.guide?.storeId ?? null) : null,
      staffId: shop === 'pos' ? (shopper.guide?.staffId ?? null) : null,
      buyer: { buyerId: shopper.key, unionid: shopper.unionid, phone: null, memberNo: null, name: null },
      lines,
    },
  };
}

/** The order as the shop states it at an instant: a refund that is still to come is not told. */
function settle(order: ShopOrder, untilMs: number): ShopOrder {
  const refunded = order.refundAtMs !== null && order.refundAtMs <= untilMs;
  const refundedAt = refunded && order.refundAtMs !== null ? toIso(order.refundAtMs) : null;
  return {
    ...order,
    stated: { ...order.stated, refundedFen: refunded ? order.stated.refundedFen : 0, refundedAt },
  };
}

/** A sequence of numbers in [0, 1) that follows from a text (FNV-1a seed, mulberry32). */
function sequence(text: string): () => number {
  let state = 2_166_136_261;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 16_777_619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
