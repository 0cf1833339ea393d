// The part of a personal address that says who opens it: the customer's id, signed, so that ids cannot be tried out.
import { timingSafeEqual } from 'node:crypto';
import { type Id, isId, type TenantId } from '@yutian/kernel';
import type { Vault } from '@yutian/platform';

const SIGNATURE_CHARS = 32;

const sign = (vault: Vault, tenantId: TenantId, customerId: Id) =>
  vault.hash(tenantId, 'entry-link', customerId).slice(0, SIGNATURE_CHARS);

export function personalToken(vault: Vault, tenantId: TenantId, customerId: Id): string {
  return `${customerId}.${sign(vault, tenantId, customerId)}`;
}

/** The customer a token names, or null when it was not made here. */
export function customerOfToken(vault: Vault, tenantId: TenantId, token: string): Id | null {
  const [customerId = '', signature = ''] = token.split('.');
  if (!isId(customerId) || signature.length !== SIGNATURE_CHARS) return null;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(sign(vault, tenantId, customerId)))
    ? customerId
    : null;
}
