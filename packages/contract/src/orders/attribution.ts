// Whose traffic, whose sale: the source channel and the closing guide of an order, by rule and with evidence.
import { z } from 'zod';
import { id, instant } from '../common.ts';
import { edition, route } from '../route.ts';

/** One sentence of evidence, worded by the console from its kind and parts. */
export const evidence = z.object({
  kind: z
    .enum(['add', 'relation', 'conversation', 'owner', 'own_staff', 'outside_window', 'nothing'])
    .describe('phrase key `evidence.<kind>`'),
  at: instant.nullable(),
  channelId: id.nullable(),
  codeId: id.nullable(),
  staffId: id.nullable(),
  staffName: z.string().nullable(),
  label: z.string().nullable().describe('what the channel code was called then'),
});
export type Evidence = z.infer<typeof evidence>;

/** Whose traffic, whose sale (双算), and why. */
export const attribution = z.object({
  sourceChannelId: id.nullable(),
  sourceCodeId: id.nullable(),
  closingStaffId: id.nullable(),
  oldCustomer: z.boolean().describe('the person bought before he was added (老客)'),
  firstOrder: z.boolean().describe("the person's first paid order"),
  source: evidence,
  closing: evidence,
  rule: z.object({ name: z.string(), version: z.int() }),
  computedAt: instant,
});
export type Attribution = z.infer<typeof attribution>;

export const attributionRule = z.object({
  name: z.literal('first_add_last_conversation'),
  version: z.int(),
  lookBackDays: z.int().min(1).max(3_650).describe('an add older than this before the payment is no source'),
  conversationDays: z
    .int()
    .min(1)
    .max(90)
    .describe('a conversation older than this before the payment closes nothing'),
  source: z.string().describe('where the numbers come from'),
  since: instant,
});
export type AttributionRule = z.infer<typeof attributionRule>;

export const attributionRoutes = {
  getAttributionRule: route(
    'orders',
    'GET',
    '/attribution-rules/current',
    'The rule by which orders get source and guide',
  )
    .meta(edition('attributionRule'))
    .output(attributionRule),
  setAttributionRule: route(
    'orders',
    'PUT',
    '/attribution-rules/current',
    'A new version of the rule; every order is worked out again',
  )
    .meta(edition('attributionRule'))
    .input(attributionRule.pick({ lookBackDays: true, conversationDays: true, source: true }))
    .output(attributionRule),
};
