// Walks the pages of a list, by cursor or by offset.
import type { z } from 'zod';
import type { WeComClient } from './client.ts';
import type { AnswerOf, Endpoint, Paging, RequestOf } from './endpoint.ts';
import { WeComShapeError } from './errors.ts';
import type { CallOptions } from './exchange.ts';

export type PagedEndpoint = Endpoint<z.ZodType, z.ZodType, Paging>;

/**
 * Yields every page of a list. Start anywhere by giving `cursor` (or `offset`) in `input`; after each page its
 * `next_cursor` (or `next_offset`) is where a later walk can go on.
 *
 * @throws WeComShapeError when WeCom hands back the cursor it was just given, which would never end
 */
export async function* pages<E extends PagedEndpoint>(
  client: WeComClient,
  endpoint: E,
  input: RequestOf<E>,
  options: CallOptions,
): AsyncGenerator<AnswerOf<E>, void, undefined> {
  const [sent, received] =
    endpoint.paging === 'cursor'
      ? (['cursor', 'next_cursor'] as const)
      : (['offset', 'next_offset'] as const);
  let request = input as Record<string, unknown>;
  for (;;) {
    const page = await client.call(endpoint, request as RequestOf<E>, options);
    yield page;
    const next = (page as Record<string, unknown>)[received];
    if (next === undefined || next === '') return;
    if (endpoint.paging === 'offset' && isLast(page as OffsetPage, Number(next))) return;
    if (next === (request[sent] ?? 0))
      throw new WeComShapeError(endpoint.name, 'answer', [{ path: [received], code: 'repeated' }]);
    request = { ...request, [sent]: next };
  }
}

interface OffsetPage {
  total?: number;
  items?: readonly unknown[];
}

function isLast({ total = 0, items = [] }: OffsetPage, next: number): boolean {
  return items.length === 0 || next >= total;
}
