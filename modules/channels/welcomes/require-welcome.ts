// Who names a welcome names one that exists.
import { type Id, notFound, type TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { findWelcomes } from './welcome.sql.ts';

/** A Fault when one of these welcomes is not there. */
export async function requireWelcome(tx: Tx, tenantId: TenantId, welcomeIds: readonly Id[]): Promise<void> {
  const found = new Set((await findWelcomes(tx, { tenantId, welcomeIds })).map((row) => row.welcomeId));
  const missing = welcomeIds.find((welcomeId) => !found.has(welcomeId));
  if (missing !== undefined)
    throw notFound('WELCOME_UNKNOWN', 'There is no such welcome.', { welcomeId: missing });
}
