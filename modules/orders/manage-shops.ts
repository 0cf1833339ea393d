// Shops: added, changed, archived.
import type { Platform, Shop } from '@yutian/contract';
import {
  type Actor,
  conflict,
  type Id,
  invalid,
  newId,
  notFound,
  type TenantId,
  toIso,
} from '@yutian/kernel';
import { audit, type Ground, inTransaction, type Tx } from '@yutian/platform';
import { countOrdersOfShops } from './order.sql.ts';
import { findPlaces, findShop, findShopByName, insertShop, type ShopRecord, updateShop } from './shop.sql.ts';

export interface ShopInput {
  name: string;
  platform: Platform;
  brandId: Id | null;
  storeId: Id | null;
}

export async function createShop(ground: Ground, by: Actor, input: ShopInput): Promise<Shop> {
  const shopId = newId();
  const nowMs = ground.clock.now();
  await inTransaction(ground.db, async (tx) => {
    await requirePlaces(tx, by.tenantId, input);
    const made = await insertShop(tx, { tenantId: by.tenantId, shopId, ...input, nowMs });
    if (made.length === 0) throw nameTaken();
    const detail = { ...input };
    await audit(
      tx,
      by,
      { action: 'orders.createShop', subjectKind: 'shop', subjectId: shopId, detail },
      nowMs,
    );
  });
  return (await viewShops(ground, by, [await requireShop(ground, by.tenantId, shopId)]))[0] as Shop;
}

export async function changeShop(
  ground: Ground,
  by: Actor,
  shopId: Id,
  input: ShopInput & { archived: boolean },
): Promise<Shop> {
  const before = await requireShop(ground, by.tenantId, shopId);
  await inTransaction(ground.db, async (tx) => {
    await requirePlaces(tx, by.tenantId, input);
    const [same] = await findShopByName(tx, { tenantId: by.tenantId, name: input.name });
    if (same && same.shopId !== shopId) throw nameTaken();
    await updateShop(tx, { tenantId: by.tenantId, shopId, ...input });
    const detail = { before: { name: before.name, archived: before.archived }, after: { ...input } };
    const entry = { action: 'orders.changeShop', subjectKind: 'shop', subjectId: shopId, detail };
    await audit(tx, by, entry, ground.clock.now());
  });
  return (await viewShops(ground, by, [await requireShop(ground, by.tenantId, shopId)]))[0] as Shop;
}

export async function requireShop(ground: Ground, tenantId: TenantId, shopId: Id): Promise<ShopRecord> {
  const [shop] = await findShop(ground.db, { tenantId, shopId });
  if (!shop) throw notFound('SHOP_UNKNOWN', 'There is no such shop.');
  return shop;
}

async function requirePlaces(tx: Tx, tenantId: TenantId, input: ShopInput): Promise<void> {
  const [found] = await findPlaces(tx, { tenantId, brandId: input.brandId, storeId: input.storeId });
  if (input.brandId !== null && !found?.brand) throw invalid('BRAND_UNKNOWN', 'There is no such brand.');
  if (input.storeId !== null && !found?.store) throw invalid('STORE_UNKNOWN', 'There is no such store.');
}

const nameTaken = () => conflict('SHOP_NAME_TAKEN', 'Another shop has this name. Choose a different one.');

/** Shops with their order counts, within the asker's scope. */
export async function viewShops(ground: Ground, by: Actor, shops: readonly ShopRecord[]): Promise<Shop[]> {
  const { tenantId, scope } = by;
  const shopIds = shops.map((shop) => shop.shopId);
  const counts = await countOrdersOfShops(ground.db, { tenantId, scope, shopIds });
  const orders = new Map(counts.map((row) => [row.shopId, row.orders]));
  return shops.map(({ createdAtMs, ...shop }) => ({
    ...shop,
    orders: orders.get(shop.shopId) ?? 0,
    createdAt: toIso(createdAtMs),
  }));
}
