// The funnel: exposed → scanned → added → replied → first order, and the people behind each number.
import { z } from 'zod';
import { id, instant, listOf, page } from '../common.ts';
import { route } from '../route.ts';
import { period } from './fields.ts';

export const FUNNEL_STEPS = ['exposed', 'scanned', 'added', 'replied', 'bought'] as const;
export type FunnelStep = (typeof FUNNEL_STEPS)[number];

export const funnelRow = z.object({
  key: z.string().describe('channel, code, or `<cardId>:<label>`'),
  name: z.string(),
  channelId: id.nullable(),
  codeId: id.nullable(),
  exposed: z
    .int()
    .nullable()
    .describe('package cards only: parcels; null elsewhere, since nobody counts views'),
  scanned: z
    .int()
    .nullable()
    .describe(
      'only our pages and acquisition links tell who opened them; WeCom does not report scans of a 联系我 code',
    ),
  added: z.int().describe('people, each once'),
  pending: z.int().describe('people who are only half added: the guide has not confirmed'),
  replied: z
    .int()
    .nullable()
    .describe('of those added, who wrote to their guide; null without a message source'),
  bought: z.int().describe('of those added, whose first order came after the add'),
});
export type FunnelRow = z.infer<typeof funnelRow>;

export const funnelPerson = z.object({
  customerId: id,
  customerName: z.string(),
  staffId: id,
  staffName: z.string().nullable(),
  codeId: id.nullable(),
  codeName: z.string().nullable(),
  channelId: id.nullable(),
  addedAt: instant,
  repliedAt: instant.nullable(),
  boughtAt: instant.nullable(),
});
export type FunnelPerson = z.infer<typeof funnelPerson>;

export const funnelRoutes = {
  funnel: route(
    'funnel',
    'GET',
    '/channel-funnel',
    'Exposed → scanned → added → replied → first order, by channel, code or card version',
    'The cohort is who was added in the period; replies and orders are theirs, until now. Within the asker’s scope.',
  )
    .input(
      z.object({
        ...period,
        by: z.enum(['channel', 'code', 'card']).default('channel'),
        channelId: id.optional().describe('only this channel and all below it'),
        below: z
          .boolean()
          .default(true)
          .describe(
            'by channel: a row counts the channel with all below it, people once; false: its own adds alone',
          ),
      }),
    )
    .output(
      z.object({
        asOf: instant,
        notes: z.array(
          z.enum(['SCANS_ONLY_OWN_PAGES_AND_LINKS', 'EXPOSURE_ONLY_CARDS', 'NO_MESSAGE_SOURCE']),
        ),
        total: funnelRow,
        items: z.array(funnelRow),
      }),
    ),
  funnelRows: route('funnel', 'GET', '/channel-funnel/rows', 'The people behind a number, newest add first')
    .input(
      z.object({
        ...period,
        ...page,
        step: z.enum(['added', 'replied', 'bought', 'pending']),
        channelId: id.optional().describe('the channel, with all below it unless `below` is false'),
        below: z.boolean().default(true),
        unplaced: z.boolean().default(false).describe('only adds that no channel explains'),
        codeId: id.optional(),
        staffId: id.optional().describe('added by this member of staff'),
        cardId: id.optional(),
        label: z.string().max(4).optional().describe('version of the card'),
      }),
    )
    .output(listOf(funnelPerson)),
  funnelSteps: route(
    'funnel',
    'GET',
    '/channel-funnel/steps',
    'Which steps can be known, and from what',
  ).output(
    listOf(
      z.object({
        step: z.enum(FUNNEL_STEPS),
        known: z.enum(['always', 'partly', 'never']),
        source: z.string(),
      }),
    ),
  ),
};
