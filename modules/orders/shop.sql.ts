// Statements about shops and products.
import type { Platform } from '@yutian/contract';
import { everything, knownStores, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface ShopRecord {
  shopId: Id;
  name: string;
  platform: Platform;
  brandId: Id | null;
  storeId: Id | null;
  archived: boolean;
  createdAtMs: number;
}

const columns = sql`
  s.shop_id as "shopId", s.name, s.platform, s.brand_id as "brandId", s.store_id as "storeId", s.archived,
  s.created_at_ms as "createdAtMs"`;

const part: Scope = { kind: 'part', staffIds: [], storeIds: [newId()] };
const example = { tenantId: 1, shopId: newId() };

export const findShop = query({
  name: 'orders.findShop',
  examples: [example],
  sql: (p: { tenantId: TenantId; shopId: Id }) => sql<ShopRecord>`
    select ${columns} from orders.shop s where s.tenant_id = ${p.tenantId} and s.shop_id = ${p.shopId}`,
});

/** Tills are seen by who knows their store; shops without a store are everybody's. */
export const listShops = query({
  name: 'orders.listShops',
  examples: [
    { tenantId: 1, scope: everything, archived: false, before: null, limit: 50 },
    { tenantId: 1, scope: part, archived: true, before: { ms: 0, id: newId() }, limit: 50 },
  ],
  sql: (p: {
    tenantId: TenantId;
    scope: Scope;
    archived: boolean;
    before: { ms: number; id: Id } | null;
    limit: number;
  }) => sql<ShopRecord>`
    select ${columns} from orders.shop s where s.tenant_id = ${p.tenantId}
      ${p.archived ? sql`` : sql`and not s.archived`}
      ${p.scope.kind === 'all' ? sql`` : sql`and (s.store_id is null or s.store_id = any(${knownStores(p.scope)}::uuid[]))`}
      ${p.before === null ? sql`` : sql`and (s.created_at_ms, s.shop_id) < (${p.before.ms}::bigint, ${p.before.id}::uuid)`}
    order by s.created_at_ms desc, s.shop_id desc limit ${p.limit}`,
});

interface ShopFields {
  tenantId: TenantId;
  shopId: Id;
  name: string;
  platform: Platform;
  brandId: Id | null;
  storeId: Id | null;
}
const fields: ShopFields = { ...example, name: '', platform: 'tmall', brandId: null, storeId: null };

/** No row when the name is taken. */
export const insertShop = query({
  name: 'orders.insertShop',
  examples: [{ ...fields, nowMs: 0 }],
  sql: (p: ShopFields & { nowMs: number }) => sql<{ shopId: Id }>`
    insert into orders.shop (tenant_id, shop_id, name, platform, brand_id, store_id, created_at_ms)
    values (${p.tenantId}, ${p.shopId}, ${p.name}, ${p.platform}, ${p.brandId}, ${p.storeId}, ${p.nowMs})
    on conflict do nothing returning shop_id as "shopId"`,
});

export const updateShop = query({
  name: 'orders.updateShop',
  examples: [{ ...fields, archived: false }],
  sql: (p: ShopFields & { archived: boolean }) => sql`
    update orders.shop set name = ${p.name}, platform = ${p.platform}, brand_id = ${p.brandId}, store_id = ${p.storeId},
      archived = ${p.archived}
    where tenant_id = ${p.tenantId} and shop_id = ${p.shopId}`,
});

export const findShopByName = query({
  name: 'orders.findShopByName',
  examples: [{ tenantId: 1, name: '' }],
  sql: (p: { tenantId: TenantId; name: string }) => sql<{ shopId: Id }>`
    select shop_id as "shopId" from orders.shop where tenant_id = ${p.tenantId} and name = ${p.name}`,
});

/** Whether the brand and the store, where given, exist. */
export const findPlaces = query({
  name: 'orders.findPlaces',
  examples: [{ tenantId: 1, brandId: null, storeId: null }],
  sql: (p: { tenantId: TenantId; brandId: Id | null; storeId: Id | null }) => sql<{
    brand: boolean;
    store: boolean;
  }>`
    select exists (select 1 from org.pub_brand b where b.tenant_id = ${p.tenantId} and b.brand_id = ${p.brandId}::uuid) as brand,
      exists (select 1 from org.pub_store s where s.tenant_id = ${p.tenantId} and s.store_id = ${p.storeId}::uuid) as store`,
});

export interface ProductRecord {
  productId: Id;
  shopId: Id;
  sku: string;
  name: string;
  lastPriceFen: number;
  firstSeenMs: number;
}

export const listProducts = query({
  name: 'orders.listProducts',
  examples: [
    { tenantId: 1, shopId: null, search: null, after: null, limit: 50 },
    { tenantId: 1, shopId: newId(), search: 'a', after: { sku: '', id: newId() }, limit: 50 },
  ],
  sql: (p: {
    tenantId: TenantId;
    shopId: Id | null;
    search: string | null;
    after: { sku: string; id: Id } | null;
    limit: number;
  }) => sql<ProductRecord>`
    select product_id as "productId", shop_id as "shopId", sku, name, last_price_fen as "lastPriceFen",
      first_seen_ms as "firstSeenMs"
    from orders.product where tenant_id = ${p.tenantId}
      ${p.shopId === null ? sql`` : sql`and shop_id = ${p.shopId}`}
      ${p.search === null ? sql`` : sql`and (position(lower(${p.search}) in lower(name)) > 0 or starts_with(lower(sku), lower(${p.search})))`}
      ${p.after === null ? sql`` : sql`and (sku, product_id) > (${p.after.sku}::text, ${p.after.id}::uuid)`}
    order by sku, product_id limit ${p.limit}`,
});
