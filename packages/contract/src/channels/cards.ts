// Package cards: versions A/B in parcels, what was packed, how they convert.
import { z } from 'zod';
import { day, done, id, instant, listOf, page, rate } from '../common.ts';
import { byId, route } from '../route.ts';
import { corpId, text } from './fields.ts';
import { codeRota } from './codes.ts';

export const cardVersion = z.object({
  label: z.string().describe('A, B …'),
  codeId: id,
  codeName: z.string(),
  script: z.string().describe('the words on the card'),
  prize: z.string().describe('what it promises'),
  cards: z.int().describe('parcels that carried it: the denominator'),
  adds: z.int().describe('people who became friends by its code'),
  conversion: rate,
  archived: z.boolean(),
});
export type CardVersion = z.infer<typeof cardVersion>;

export const cardComparison = z.object({
  base: z.string().describe('label of the version compared with: the first'),
  label: z.string(),
  differencePoints: z.number().describe('percentage points, `label` minus `base`'),
  lowPoints: z.number().describe('Newcombe 95 % interval'),
  highPoints: z.number(),
  pValue: z.number(),
  decided: z.boolean().describe('the interval leaves out 0'),
  cardsMissing: z
    .int()
    .nullable()
    .describe(
      'cards more per version to find a difference as large as seen (α 5 %, power 80 %); null when none is seen',
    ),
  statement: z.object({ zh: z.string(), en: z.string() }),
});

export const cardTest = z.object({
  cardId: id,
  name: z.string(),
  channelId: id,
  sku: z.string(),
  batch: z.string(),
  versions: z.array(cardVersion),
  comparisons: z.array(cardComparison),
  archived: z.boolean(),
  createdAt: instant,
});
export type CardTest = z.infer<typeof cardTest>;

export const exposureEntry = z.object({
  label: z.string().min(1).max(4).describe('version'),
  day,
  batch: z.string().trim().max(40).default(''),
  cards: z
    .int()
    .min(0)
    .max(10_000_000)
    .describe('parcels packed with it that day; replaces what was entered before'),
});

export const cardPlan = z.object({
  perVersion: z.int().describe('cards for each version'),
  total: z.int(),
  days: z.int().nullable().describe('with `cardsPerDay` given'),
  power: z.number(),
  alpha: z.number(),
});

export const cardRoutes = {
  listCards: route(
    'package cards',
    'GET',
    '/package-cards',
    'Package cards with their versions, newest first',
  )
    .input(
      z.object({
        ...page,
        sku: z.string().max(60).optional(),
        text: text.describe('any fragment of name, SKU or batch'),
        archived: z.boolean().default(false),
      }),
    )
    .output(listOf(cardTest)),
  getCard: route('package cards', 'GET', '/package-cards/{id}', 'One card: versions, conversion, comparison')
    .input(byId)
    .output(cardTest),
  createCard: route(
    'package cards',
    'POST',
    '/package-cards',
    'Make a card; every version gets a code of its own',
  )
    .input(
      z.object({
        corpId,
        name: z.string().trim().min(1).max(50),
        channelId: id,
        sku: z.string().trim().max(60).default(''),
        batch: z.string().trim().max(40).default(''),
        skipVerify: z.boolean().default(true),
        rota: codeRota.describe('of every version’s code'),
        versions: z
          .array(
            z.object({
              label: z.string().trim().min(1).max(4),
              script: z.string().trim().max(500).default(''),
              prize: z.string().trim().max(100).default(''),
              welcomeId: id.nullable().default(null),
            }),
          )
          .min(1)
          .max(8),
      }),
    )
    .output(cardTest),
  archiveCard: route(
    'package cards',
    'DELETE',
    '/package-cards/{id}',
    'Archive a card and take its codes off WeCom',
  )
    .input(byId)
    .output(done),
  recordExposures: route(
    'package cards',
    'POST',
    '/package-cards/{id}/exposures',
    'Enter how many parcels carried which version; by file: POST …/exposures.csv (version,day,batch,cards)',
  )
    .input(z.object({ id, entries: z.array(exposureEntry).min(1).max(1_000) }))
    .output(cardTest),
  listExposures: route(
    'package cards',
    'GET',
    '/package-cards/{id}/exposures',
    'What was entered, newest day first',
  )
    .input(z.object({ id, ...page }))
    .output(listOf(z.object({ label: z.string(), day, batch: z.string(), cards: z.int() }))),
  planCard: route(
    'package cards',
    'GET',
    '/package-card-plan',
    'How many cards a test needs (two-sided, Fleiss, Levin & Paik 2003)',
  )
    .input(
      z.object({
        baseRate: z.number().gt(0).lt(1),
        targetRate: z.number().gt(0).lt(1),
        versions: z.int().min(2).max(8).default(2),
        alpha: z.number().gt(0).lt(1).default(0.05),
        power: z.number().gt(0).lt(1).default(0.8),
        cardsPerDay: z.int().min(1).optional().describe('all versions together'),
      }),
    )
    .output(cardPlan),
};
