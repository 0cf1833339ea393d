// The contract between Yutian and a real shop: the shop is asked for what changed since a cursor, again and again.
import type { StatedOrder } from '@yutian/contract';
import type { Id, TenantId } from '@yutian/kernel';
import { type Ground } from '@yutian/platform';
import { pushOrders } from './push-orders.ts';
import type { OrderPorts } from './record-orders.ts';

/**
 * What a connector promises:
 * - `pull` gives the orders that were made or changed at or after the cursor, each as it stands now, oldest change first,
 *   at most 500; and the cursor after them. The first cursor is null. `more` says that another pull will give more.
 * - An order may come again; stating it again changes nothing. None may be left out, so cursors overlap rather than gap.
 * - Amounts are fen, `paidFen` is before refunds, `refundedFen` is the sum so far.
 * - It holds no state, opens no transaction, and keeps to the shop's own rate limits: it throws a Fault of kind
 *   rate_limited or upstream with `retryAfterMs`, and is asked again with the same cursor.
 */
export interface ShopConnector {
  readonly platform: string;
  pull(
    shop: { tenantId: TenantId; shopId: Id },
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<{ orders: readonly StatedOrder[]; cursor: string; more: boolean }>;
}

/**
 * Pulls until the shop has no more. The cursor is kept after the orders are recorded, so that a crash in between pulls
 * them again and doubles nothing.
 * @param keepCursor stores the cursor. @returns how many orders came.
 */
export async function pullOrders(
  ground: Ground,
  ports: OrderPorts,
  connector: ShopConnector,
  shop: { tenantId: TenantId; shopId: Id },
  start: string | null,
  keepCursor: (cursor: string) => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  let cursor = start;
  let came = 0;
  for (let more = true; more && !signal.aborted; ) {
    const page = await connector.pull(shop, cursor, signal);
    if (page.orders.length > 0)
      await pushOrders(ground, ports, shop, { shopId: shop.shopId, orders: page.orders });
    await keepCursor(page.cursor);
    ({ cursor, more } = page);
    came += page.orders.length;
  }
  return came;
}
