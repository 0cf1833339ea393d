// Handlers of package cards, and the file door for exposures.
import { implement } from '@orpc/server';
import { contract } from '@yutian/contract';
import { invalid } from '@yutian/kernel';
import { permit, type RequestContext, pageOf, readCursor } from '@yutian/platform';
import { sampleSizeForRates } from '@yutian/stats/sample-size';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ChannelsGround } from '../parts.ts';
import { readExposureFile } from './card.rules.ts';
import { listCards, listExposures } from './card.sql.ts';
import { createCard, dropCard, enterExposures, requireCard, showCard, showCards } from './test-card.ts';

const cardKey = z.object({ createdAtMs: z.int(), cardId: z.uuid() });
const exposureKey = z.object({ day: z.string(), label: z.string(), batch: z.string() });
const FILE_BYTES = 1_048_576;

export function cardHandlers(ground: ChannelsGround) {
  const { db } = ground;
  const os = implement(contract.channels).$context<RequestContext>();
  return {
    listCards: os.listCards.handler(async ({ input, context }) => {
      const { tenantId, scope } = permit(context, 'channels.read');
      const { sku = null, text = null, archived, limit } = input;
      const before = readCursor(input.cursor, cardKey);
      const rows = await listCards(db, {
        tenantId,
        scope,
        cardId: null,
        sku,
        text,
        archived,
        before,
        limit: limit + 1,
      });
      const page = pageOf(
        rows,
        limit,
        ({ createdAtMs, cardId }) => ({ createdAtMs, cardId }),
        (row) => row,
      );
      return { items: await showCards(db, tenantId, page.items), nextCursor: page.nextCursor };
    }),
    getCard: os.getCard.handler(async ({ input, context }) =>
      showCard(db, permit(context, 'channels.read'), input.id),
    ),
    createCard: os.createCard.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      return showCard(db, actor, await createCard(ground, actor, input));
    }),
    archiveCard: os.archiveCard.handler(async ({ input, context }) => {
      await dropCard(ground, permit(context, 'channels.write'), input.id);
      return { ok: true as const };
    }),
    recordExposures: os.recordExposures.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      await enterExposures(ground, actor, input.id, input.entries);
      return showCard(db, actor, input.id);
    }),
    listExposures: os.listExposures.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.read');
      const { tenantId } = actor;
      await requireCard(db, actor, input.id);
      const before = readCursor(input.cursor, exposureKey);
      const rows = await listExposures(db, { tenantId, cardId: input.id, before, limit: input.limit + 1 });
      return pageOf(
        rows,
        input.limit,
        ({ day, label, batch }) => ({ day, label, batch }),
        (row) => row,
      );
    }),
    planCard: os.planCard.handler(async ({ input, context }) => {
      permit(context, 'channels.read');
      const { baseRate, targetRate, versions, alpha, power, cardsPerDay } = input;
      if (baseRate === targetRate)
        throw invalid('CARD_PLAN_SAME_RATES', 'Equal rates cannot be told apart by any number of cards.', {
          baseRate,
        });
      // More versions are more comparisons with the first: α is shared among them (Bonferroni).
      const perVersion = Math.ceil(
        sampleSizeForRates(baseRate, targetRate, { alpha: alpha / (versions - 1), power }),
      );
      const total = perVersion * versions;
      return {
        perVersion,
        total,
        days: cardsPerDay === undefined ? null : Math.ceil(total / cardsPerDay),
        power,
        alpha,
      };
    }),
  };
}

/** POST /package-cards/{id}/exposures.csv: the same as entering them, from a file. */
export function exposureRoutes(ground: ChannelsGround) {
  return (http: FastifyInstance): void => {
    http.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: FILE_BYTES }, (_request, body, done) =>
        done(null, body),
      );
      scope.post('/api/v1/package-cards/:id/exposures.csv', async (request: FastifyRequest) => {
        const actor = permit(request, 'channels.write');
        const id = z.uuid().safeParse((request.params as { id?: unknown }).id);
        if (!id.success)
          throw invalid('INPUT_INVALID', 'The request does not fit the contract.', { fields: ['id'] });
        const entries = readExposureFile(typeof request.body === 'string' ? request.body : '');
        if ('wrongLine' in entries)
          throw invalid(
            'EXPOSURE_FILE_INVALID',
            `Line ${entries.wrongLine} of the file is wrong; expected version,day,batch,cards.`,
            {
              line: entries.wrongLine,
            },
          );
        if (entries.length > 0) await enterExposures(ground, actor, id.data, entries);
        return { entered: entries.length };
      });
    });
  };
}
