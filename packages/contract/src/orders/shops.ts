// Shops: where orders come from.
import { z } from 'zod';
import { id, instant, listOf, page } from '../common.ts';
import { edition, route } from '../route.ts';

export const PLATFORMS = ['tmall', 'jd', 'douyin', 'mini_program', 'pos', 'other'] as const;
export const platform = z.enum(PLATFORMS);
export type Platform = z.infer<typeof platform>;

export const shop = z.object({
  shopId: id,
  name: z.string(),
  platform,
  brandId: id.nullable(),
  storeId: id
    .nullable()
    .describe('the store whose till this is; orders without a store of their own take it'),
  archived: z.boolean(),
  orders: z.int().describe('orders known, within the asker’s scope'),
  createdAt: instant,
});
export type Shop = z.infer<typeof shop>;

const shopFields = {
  name: z.string().trim().min(1).max(80),
  platform,
  brandId: id.nullable().default(null),
  storeId: id.nullable().default(null),
};

export const shopRoutes = {
  listShops: route('orders', 'GET', '/shops', 'Shops')
    .meta(edition('shop'))
    .input(z.object({ ...page, archived: z.boolean().default(false) }))
    .output(listOf(shop)),
  createShop: route('orders', 'POST', '/shops', 'Add a shop').input(z.object(shopFields)).output(shop),
  updateShop: route('orders', 'PUT', '/shops/{shopId}', 'Change or archive a shop')
    .meta(edition('shop', 'shopId'))
    .input(z.object({ shopId: id, ...shopFields, archived: z.boolean().default(false) }))
    .output(shop),
};
