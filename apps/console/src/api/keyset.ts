// Keyset-paged lists as infinite queries.
import { useInfiniteQuery } from '@tanstack/react-query';

interface Keyset<Row> {
  items: Row[];
  nextCursor: string | null;
}

/** A list by pages: `load` asks for one page with the cursor of the page before. `key` holds the filters. */
export function useKeyset<Row>(
  key: readonly unknown[],
  load: (cursor: string | undefined) => Promise<Keyset<Row>>,
  options: { refetchInterval?: number } = {},
) {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Keyset<Row>) => last.nextCursor ?? undefined,
    ...options,
  });
}

/** Leaves out what is empty, so that it does not stand in the address or the request. */
export function given<T extends Record<string, unknown>>(filters: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(filters).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  ) as never;
}
