// Asks who agreed to archiving among friends of whom nothing is known yet. Without it only those who wrote since the
// archive was connected would be known to have agreed, and every share of «who wrote» would stand on writers alone.
import { connectionEvents } from '@yutian/contract';
import { Fault, type TenantId } from '@yutian/kernel';
import { emit, inTransaction } from '@yutian/platform';
import { wecomShapes } from '@yutian/wecom';
import { type FriendKey, listUnaskedFriends, upsertConsents } from './archive.sql.ts';
import type { SyncParts } from './parts.ts';
import { askConsents } from './pull-archive.ts';
import { errcodeOf } from './refusals.rules.ts';

/** Somebody of the hundred is unknown to the platform; the archive reads the others one by one when they write. */
const PAIR_UNKNOWN = 301_061;
/** Friends read at once: finding the next of those not asked costs more than asking a hundred. */
const PAGE = 5_000;

/** Asks until every friend was asked about. @returns about how many. */
export async function askFriendsConsents(
  parts: SyncParts,
  tenantId: TenantId,
  corpId: string,
  signal: AbortSignal,
): Promise<number> {
  const { corps } = parts.ports;
  const { archiveSecret } = await inTransaction(parts.db, (tx) => corps.access(tx, tenantId, corpId));
  let asked = 0;
  let after: FriendKey | null = null;
  while (archiveSecret !== null && !signal.aborted) {
    const page: Awaited<ReturnType<typeof listUnaskedFriends>> = await listUnaskedFriends(parts.db, {
      tenantId,
      corpId,
      after,
      limit: PAGE,
    });
    after = page.at(-1) ?? null;
    if (after === null) break;
    const most = wecomShapes.archive.agreeChecks;
    for (let at = 0; at < page.length && !signal.aborted; at += most) {
      const friends = page.slice(at, at + most);
      try {
        const consents = await askConsents(parts, tenantId, corpId, friends, signal);
        if (consents.length > 0) await upsertConsents.run(parts.db, { tenantId, corpId, consents });
        asked += friends.length;
      } catch (error) {
        if (errcodeOf(error) === PAIR_UNKNOWN) continue;
        // Whatever else the platform refuses for good, the pull of the archive is refused too and says so on its page.
        if (error instanceof Fault && error.kind !== 'upstream') return asked;
        throw error;
      }
    }
  }
  if (asked > 0)
    await inTransaction(parts.db, (tx) =>
      emit(tx, connectionEvents.consentsRead, tenantId, { corpId }, parts.clock.now()),
    );
  return asked;
}
