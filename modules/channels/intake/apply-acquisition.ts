// What WeCom tells of acquisition links: opened, unavailable, deleted, quota low or filled up.
import type { AddIntake } from '@yutian/contract';
import { dayOf, type TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import {
  archiveLinksOf,
  countOpenings,
  knownLinkIds,
  markAvailable,
  markUnavailable,
} from '../links/link.sql.ts';
import { wantQuota } from '../links/watch-quota.ts';

type AcquisitionEvents = Parameters<AddIntake<Tx>['applyAcquisition']>[3];

const QUOTA_CHANGES = new Set(['balance_low', 'balance_exhausted', 'balance_increased', 'quota_expire_soon']);

/** The inbox hands every event over once, in the transaction that marks it done. */
export async function applyAcquisition(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  events: AcquisitionEvents,
): Promise<void> {
  if (events.some((event) => QUOTA_CHANGES.has(event.change))) await wantQuota(tx, tenantId, [corpId]);
  if (events.some((event) => event.change === 'balance_increased'))
    await markAvailable(tx, { tenantId, linkIds: null, corpId });
  await countOpened(tx, tenantId, events);
  const through = linksOf(events, 'friend_request');
  if (through.length > 0) await markAvailable(tx, { tenantId, linkIds: through, corpId: null });
  const [gone] = [linksOf(events, 'delete_link')];
  if (gone.length > 0) await archiveLinksOf(tx, { tenantId, linkIds: gone });
  for (const event of events)
    if (event.change === 'link_unavailable' && event.linkId !== null)
      await markUnavailable(tx, { tenantId, linkIds: [event.linkId], sinceMs: event.atMs });
}

const linksOf = (events: AcquisitionEvents, change: string) => [
  ...new Set(
    events.flatMap((event) => (event.change === change && event.linkId !== null ? [event.linkId] : [])),
  ),
];

/** Opened profile pages and requests, by day. WeCom does not say who opened, so these are openings, not people. */
async function countOpened(tx: Tx, tenantId: TenantId, events: AcquisitionEvents): Promise<void> {
  const counted = events.filter(
    (event) => event.change === 'open_profile' || event.change === 'friend_request',
  );
  if (counted.length === 0) return;
  const linkIds = [...new Set(counted.flatMap((event) => event.linkId ?? []))];
  const codes = new Map(
    (await knownLinkIds(tx, { tenantId, linkIds })).map((row) => [row.linkId, row.codeId]),
  );
  const rows = new Map<string, { codeId: string; day: string; opened: number; requested: number }>();
  for (const event of counted) {
    const codeId = codes.get(event.linkId ?? '');
    if (!codeId) continue;
    const day = dayOf(event.atMs);
    const row = rows.get(`${codeId} ${day}`) ?? { codeId, day, opened: 0, requested: 0 };
    if (event.change === 'open_profile') row.opened += 1;
    else row.requested += 1;
    rows.set(`${codeId} ${day}`, row);
  }
  if (rows.size > 0) await countOpenings(tx, { tenantId, rows: JSON.stringify([...rows.values()]) });
}
