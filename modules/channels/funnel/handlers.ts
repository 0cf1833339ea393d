// Handlers of the funnel.
import { implement } from '@orpc/server';
import { contract, type FunnelPerson } from '@yutian/contract';
import { addDays, type Id, startOfDay, type TenantId, toIso } from '@yutian/kernel';
import { permit, type RequestContext, pageOf, readCursor } from '@yutian/platform';
import { z } from 'zod';
import { versionsOf } from '../cards/card.sql.ts';
import type { ChannelsGround } from '../parts.ts';
import { requirePeriod } from '../period.rules.ts';
import { type FunnelPersonRow, listFunnelPeople } from './funnel.sql.ts';
import { showFunnel } from './show-funnel.ts';

const personKey = z.object({ atMs: z.int(), customerId: z.uuid() });
const isoOr = (ms: number | null) => (ms === null ? null : toIso(ms));

const STEPS = [
  {
    step: 'exposed' as const,
    known: 'partly' as const,
    source: 'package cards: parcels entered or imported',
  },
  {
    step: 'scanned' as const,
    known: 'partly' as const,
    source:
      'our own pages and WeCom’s acquisition-link events; WeCom does not report scans of a contact code',
  },
  { step: 'added' as const, known: 'always' as const, source: 'WeCom callbacks, reconciled nightly' },
  { step: 'replied' as const, known: 'partly' as const, source: 'the chat archive, of customers who agreed' },
  { step: 'bought' as const, known: 'always' as const, source: 'orders: the first paid order after the add' },
];

export function funnelHandlers(ground: ChannelsGround) {
  const { db } = ground;
  const os = implement(contract.channels).$context<RequestContext>();
  const codesOf = async (
    tenantId: TenantId,
    asked: { codeId?: Id | undefined; cardId?: Id | undefined; label?: string | undefined },
  ) => {
    if (asked.codeId !== undefined) return [asked.codeId];
    if (asked.cardId === undefined) return null;
    const versions = await versionsOf(db, { tenantId, cardIds: [asked.cardId] });
    return versions
      .filter((version) => asked.label === undefined || version.label === asked.label)
      .map((version) => version.codeId);
  };
  return {
    funnel: os.funnel.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.read');
      const { from, to } = requirePeriod(input.from, input.to);
      const { asOfMs, knowsReplies, items, total } = await showFunnel(ground, actor, {
        from,
        to,
        by: input.by,
        below: input.below,
        channelId: input.channelId ?? null,
      });
      const notes = [
        'SCANS_ONLY_OWN_PAGES_AND_LINKS' as const,
        'EXPOSURE_ONLY_CARDS' as const,
        ...(knowsReplies ? [] : ['NO_MESSAGE_SOURCE' as const]),
      ];
      return { asOf: toIso(asOfMs), notes, items, total };
    }),
    funnelRows: os.funnelRows.handler(async ({ input, context }) => {
      permit(context, 'channels.read');
      const { tenantId, scope } = permit(context, 'customers.read');
      const { from, to } = requirePeriod(input.from, input.to);
      const { step, limit, channelId = null, below, unplaced } = input;
      const own = unplaced
        ? { ownChannelId: null }
        : below || channelId === null
          ? {}
          : { ownChannelId: channelId };
      const before = readCursor(input.cursor, personKey);
      const codeIds = await codesOf(tenantId, input);
      const [fromMs, toMs] = [startOfDay(from), startOfDay(addDays(to, 1))];
      const rows = await listFunnelPeople(db, {
        tenantId,
        scope,
        fromMs,
        toMs,
        channelId,
        ...own,
        step,
        codeIds,
        staffId: input.staffId,
        before,
        limit: limit + 1,
      });
      return pageOf(rows, limit, ({ atMs, customerId }) => ({ atMs, customerId }), viewPerson);
    }),
    funnelSteps: os.funnelSteps.handler(async ({ context }) => {
      permit(context, 'channels.read');
      return { items: STEPS, nextCursor: null };
    }),
  };
}

const viewPerson = ({ atMs, repliedAtMs, boughtAtMs, ...row }: FunnelPersonRow): FunnelPerson => ({
  ...row,
  addedAt: toIso(atMs),
  repliedAt: isoOr(repliedAtMs),
  boughtAt: isoOr(boughtAtMs),
});
