// The opaque cursor of keyset-paged lists: where the next page begins.
import { invalid } from '@yutian/kernel';
import type { z } from 'zod';

/** Reads a cursor; null on the first page. A Fault when it was not made by `pageOf`. */
export function readCursor<T>(cursor: string | undefined, shape: z.ZodType<T>): T | null {
  if (cursor === undefined) return null;
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw invalid('CURSOR_INVALID', 'This page cannot be continued. Load the list again from the start.');
  }
}

/**
 * Cuts a page out of rows read with a limit of one more.
 * @param keyOf where the page after this row begins; @param view how a row looks on the wire.
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => unknown,
  view: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const nextCursor =
    last === undefined ? null : Buffer.from(JSON.stringify(keyOf(last))).toString('base64url');
  return { items: rows.slice(0, limit).map(view), nextCursor };
}

/** A list that is always given whole. */
export const whole = <Row, Item>(rows: readonly Row[], view: (row: Row) => Item) => ({
  items: rows.map(view),
  nextCursor: null,
});
