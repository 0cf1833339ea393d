// Asks who agreed to archiving among friends of whom nothing is known yet. Without it only those who wrote since the
// archive was connected would be known to have agreed, and every share of «who wrote» would stand on writers alone.
import { Fault, type TenantId } from '@yutian/kernel';
import { checkCustomerConsent, wecomShapes } from '@yutian/wecom';
import { type Consent, listUnaskedFriends, upsertConsents } from './archive.sql.ts';
import type { SyncParts } from './parts.ts';

export interface Pair {
  externalUserid: string;
  userid: string;
}

/** Asks until everybody is known. @returns how many pairs were asked. */
export async function askConsents(
  parts: SyncParts,
  tenantId: TenantId,
  corpId: string,
  signal: AbortSignal,
): Promise<number> {
  let asked = 0;
  for (let after = ''; !signal.aborted; ) {
    const limit = wecomShapes.archive.agreeChecks;
    const pairs = await listUnaskedFriends(parts.db, { tenantId, corpId, after, limit });
    const last = pairs.at(-1);
    if (!last) break;
    after = last.key;
    const consents = await askPairs(parts, tenantId, corpId, pairs, signal);
    if (consents.length > 0) await upsertConsents.run(parts.db, { tenantId, corpId, consents });
    asked += pairs.length;
  }
  return asked;
}

/** What the platform knows of some pairs, at most 100. */
export async function askPairs(
  parts: SyncParts,
  tenantId: TenantId,
  corpId: string,
  pairs: readonly Pair[],
  signal: AbortSignal,
): Promise<Consent[]> {
