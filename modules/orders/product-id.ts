// A product's id follows from shop and SKU, so that lines and products written apart name the same one.
import type { Id, TenantId } from '@yutian/kernel';
import { type RawBuilder, sql } from 'kysely';

/**
 * The id as an SQL expression.
 * @param sku the column with the SKU.
 * @NOTE a bare md5 is no valid UUID, and the contract refuses it: version 8 and the variant are written into it (RFC 9562).
 */
export const productIdOf = (tenantId: TenantId, shopId: Id, sku: RawBuilder<unknown>) => sql`
  overlay(overlay(md5(${tenantId}::text || '/' || ${shopId}::text || '/' || ${sku}) placing '8' from 13) placing '8' from 17)::uuid`;
