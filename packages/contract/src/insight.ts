// The contract of insight: the numbers of the home page, what they mean, and the rows behind each.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { day, id, instant, listOf, money, page, rate } from './common.ts';

/** What is counted. Each has a definition in the phrases (`metric.<name>` and `metric.<name>.definition`). */
export const METRICS = [
  'adds',
  'firstReplyRate',
  'privateChatRatio',
  'firstBuyers',
  'averageTicket',
  'boughtIn7Days',
  'paidAmount',
  'orders',
  'friends',
  'lost',
] as const;
export type Metric = (typeof METRICS)[number];

/** By what a number can be split. */
export const DIMENSIONS = ['brand', 'store', 'channel', 'staff'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Part of the business: one of them, or `none` for what belongs to nobody. */
const part = z.union([id, z.literal('none')]).optional();

const period = {
  from: day.describe('first day, inclusive'),
  to: day.describe('last day, inclusive; at most 366 days after `from`'),
  brandId: part.describe('an id, or `none`'),
  storeId: part.describe('an id, or `none`'),
  channelId: part.describe('the channel and all below it; an id, or `none`'),
  channelOnly: z.boolean().default(false).describe('without what is below the channel'),
  staffId: part.describe('an id, or `none`'),
};

/** A number: a count, an amount or a rate, and the same for the period before. Absent: it cannot be known. */
const value = z.union([
  z.object({ kind: z.literal('count'), count: z.int() }),
  z.object({ kind: z.literal('money'), money }),
  z.object({ kind: z.literal('rate'), rate }),
  z.object({
    kind: z.literal('unknown'),
    reason: z.enum(['NO_MESSAGE_SOURCE', 'ONLY_UP_TO_TODAY', 'NO_CASES']),
  }),
]);
export type MetricValue = z.infer<typeof value>;

const figure = z.object({ metric: z.enum(METRICS), value, previous: value });
export type Figure = z.infer<typeof figure>;

const overview = z.object({
  period: z.object({ from: day, to: day }),
  previousPeriod: z.object({ from: day, to: day }).describe('as many days, ending the day before'),
  asOf: instant.describe('how fresh the numbers are'),
  messageSource: z.enum(['archive', 'behaviour', 'none']).describe('what reply and chat figures stand on'),
  figures: z.array(figure),
  series: z.array(
    z.object({
      day,
      adds: z.int(),
      replied: z.int(),
      firstBuyers: z.int(),
      orders: z.int(),
      paidFen: z.int(),
      lost: z.int(),
    }),
  ),
  cohort: z
    .object({
      added: z.int(),
      observed: z.int().describe('those of them who agreed to archiving in time for a reply to be seen'),
      greeted: z.int().describe('of the observed'),
      replied: z.int().describe('of the greeted, within 48 h'),
      bought: z.int().describe('of all added, within 7 days'),
      complete: z.boolean(),
    })
    .describe(
      'who was added in the period and what became of them; complete when the last one has had his 7 days',
    ),
});
export type Overview = z.infer<typeof overview>;

const breakdownRow = z.object({
  id: id.nullable().describe('null: belongs to none'),
  name: z.string().nullable(),
  adds: z.int(),
  firstReply: rate,
  privateChat: rate.nullable(),
  firstBuyers: z.int(),
  boughtIn7Days: rate,
  orders: z.int(),
  paid: money,
  averageTicket: money.nullable(),
});
export type BreakdownRow = z.infer<typeof breakdownRow>;

const behind = z.object({
  key: z.string(),
  customerId: id,
  customerName: z.string(),
  staffName: z.string().nullable(),
  storeName: z.string().nullable(),
  channelName: z.string().nullable(),
  at: instant,
  orderId: id.nullable(),
  orderNo: z.string().nullable(),
  amount: money.nullable(),
  counts: z.boolean().describe('for a rate: whether the row is in the numerator'),
});
export type BehindRow = z.infer<typeof behind>;

export const insight = {
  overview: oc
    .route({
      method: 'GET',
      path: '/overview',
      summary: 'The home page’s numbers of a period',
      description: 'Permission home.read; within the asker’s scope.',
      tags: ['insight'],
    })
    .input(z.object(period))
    .output(overview),
  breakdown: oc
    .route({
      method: 'GET',
      path: '/overview/breakdown',
      summary: 'The same numbers by brand, store, channel or guide',
      tags: ['insight'],
    })
    .input(z.object({ ...period, by: z.enum(DIMENSIONS) }))
    .output(listOf(breakdownRow)),
  rows: oc
    .route({ method: 'GET', path: '/overview/rows', summary: 'The rows behind a number', tags: ['insight'] })
    .input(z.object({ ...period, metric: z.enum(METRICS), ...page }))
    .output(listOf(behind)),
};
