// Shapes that every part of the contract shares: ids, money, time, lists, errors.
import { z } from 'zod';

/** An opaque identifier. */
export const id = z.uuid();

/** An amount of money: whole fen and a currency. */
export const money = z.object({ amountFen: z.int(), currency: z.literal('CNY').default('CNY') });
export type Money = z.infer<typeof money>;

/** An instant, ISO 8601 with offset. */
export const instant = z.iso.datetime({ offset: true });

/** A day in the tenant's zone, `YYYY-MM-DD`. */
export const day = z.iso.date();

/** Query fields of every keyset-paged list. */
export const page = {
  cursor: z.string().max(400).optional().describe('`nextCursor` of the page before'),
  limit: z.int().min(1).max(200).default(50).describe('rows at most'),
};

/** The answer of a keyset-paged list: `nextCursor` is null at the end. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** A rate with what it is made of; `value` is null when the denominator is 0. */
export const rate = z.object({
  numerator: z.int(),
  denominator: z.int(),
  value: z.number().nullable(),
  low: z.number().nullable().describe('lower bound of the Wilson 95 % interval'),
  high: z.number().nullable(),
});
export type Rate = z.infer<typeof rate>;

/** The answer of a change that returns nothing else. */
export const done = z.object({ ok: z.literal(true) });
