// Handlers of welcomes and greetings.
import { implement } from '@orpc/server';
import { contract, type Greeting, type WelcomeView } from '@yutian/contract';
import { addDays, type Id, notFound, startOfDay, type TenantId, toIso } from '@yutian/kernel';
import { permit, type RequestContext, pageOf, readCursor } from '@yutian/platform';
import { z } from 'zod';
import type { ChannelsGround } from '../parts.ts';
import { requirePeriod } from '../period.rules.ts';
import { listMedia } from './media.sql.ts';
import { chooseFallback, dropWelcome, writeWelcome } from './save-welcome.ts';
import {
  countGreetings,
  type GreetingRow,
  listCorpSettings,
  listGreetings,
  listWelcomes,
} from './welcome.sql.ts';

type WelcomeListed = Awaited<ReturnType<typeof listWelcomes>>[number];

const viewWelcome = ({ updatedAtMs, readyUntilMs, ...row }: WelcomeListed): WelcomeView => ({
  ...row,
  mediaReadyUntil: readyUntilMs === null ? null : toIso(readyUntilMs),
  updatedAt: toIso(updatedAtMs),
});

const viewGreeting = ({ atMs, codeAtMs, settledAtMs, ...row }: GreetingRow): Greeting => ({
  ...row,
  addedAt: toIso(atMs),
  seconds: settledAtMs === null ? null : (settledAtMs - codeAtMs) / 1_000,
});

const welcomeKey = z.object({ name: z.string(), welcomeId: z.uuid() });
const greetingKey = z.object({ atMs: z.int(), customerId: z.uuid(), staffId: z.uuid() });
const mediaKey = z.object({ createdAtMs: z.int(), mediaId: z.uuid() });

export function welcomeHandlers(ground: ChannelsGround) {
  const { db } = ground;
  const os = implement(contract.channels).$context<RequestContext>();
  const view = async (tenantId: TenantId, welcomeId: Id) => {
    const [row] = await listWelcomes(db, { tenantId, welcomeId, text: null, after: null, limit: 1 });
    if (!row) throw notFound('WELCOME_UNKNOWN', 'There is no such welcome.', { welcomeId });
    return viewWelcome(row);
  };
  return {
    listWelcomes: os.listWelcomes.handler(async ({ input, context }) => {
      const { tenantId } = permit(context, 'channels.read');
      const { text = null, limit } = input;
      const after = readCursor(input.cursor, welcomeKey);
      const rows = await listWelcomes(db, { tenantId, welcomeId: null, text, after, limit: limit + 1 });
      return pageOf(rows, limit, ({ name, welcomeId }) => ({ name, welcomeId }), viewWelcome);
    }),
    getWelcome: os.getWelcome.handler(async ({ input, context }) =>
      view(permit(context, 'channels.read').tenantId, input.id),
    ),
    createWelcome: os.createWelcome.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      return view(actor.tenantId, await writeWelcome(ground, actor, null, input));
    }),
    updateWelcome: os.updateWelcome.handler(async ({ input: { id, ...input }, context }) => {
      const actor = permit(context, 'channels.write');
      return view(actor.tenantId, await writeWelcome(ground, actor, id, input));
    }),
    deleteWelcome: os.deleteWelcome.handler(async ({ input, context }) => {
      await dropWelcome(ground, permit(context, 'channels.write'), input.id);
      return { ok: true as const };
    }),
    listFallbackWelcomes: os.listFallbackWelcomes.handler(async ({ context }) => {
      const { tenantId } = permit(context, 'channels.read');
      const rows = await listCorpSettings(db, { tenantId });
      return {
        items: rows.map(({ corpId, fallbackWelcomeId }) => ({ corpId, welcomeId: fallbackWelcomeId })),
        nextCursor: null,
      };
    }),
    setFallbackWelcome: os.setFallbackWelcome.handler(async ({ input, context }) => {
      await chooseFallback(ground, permit(context, 'channels.write'), input.corpId, input.welcomeId);
      return { ok: true as const };
    }),
    listGreetings: os.listGreetings.handler(async ({ input, context }) => {
      permit(context, 'channels.read');
      const { tenantId, scope } = permit(context, 'customers.read');
      const { codeId = null, welcomeId = null, staffId = null, outcome = null, limit } = input;
      const before = readCursor(input.cursor, greetingKey);
      const rows = await listGreetings(db, {
        tenantId,
        scope,
        codeId,
        welcomeId,
        staffId,
        outcome,
        before,
        limit: limit + 1,
      });
      return pageOf(
        rows,
        limit,
        ({ atMs, customerId, staffId: staff }) => ({ atMs, customerId, staffId: staff }),
        viewGreeting,
      );
    }),
    greetingTotals: os.greetingTotals.handler(async ({ input, context }) => {
      const { tenantId, scope } = permit(context, 'channels.read');
      const { from, to } = requirePeriod(input.from, input.to);
      const [fromMs, toMs] = [startOfDay(from), startOfDay(addDays(to, 1))];
      const [counts] = await countGreetings(db, {
        tenantId,
        scope,
        codeId: input.codeId ?? null,
        fromMs,
        toMs,
      });
      if (!counts) throw new Error('A count always answers.');
      return counts;
    }),
    listMedia: os.listMedia.handler(async ({ input, context }) => {
      const { tenantId } = permit(context, 'channels.read');
      const { kind = null, limit } = input;
      const before = readCursor(input.cursor, mediaKey);
      const rows = await listMedia(db, { tenantId, kind, mediaIds: null, before, limit: limit + 1 });
      return pageOf(
        rows,
        limit,
        ({ createdAtMs, mediaId }) => ({ createdAtMs, mediaId }),
        ({ createdAtMs, ...row }) => ({ ...row, createdAt: toIso(createdAtMs) }),
      );
    }),
  };
}
