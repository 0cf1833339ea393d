// Shops, read once for filters, forms and names.
import { useQuery } from '@tanstack/react-query';
import type { Shop } from '@yutian/contract';
import { api } from '../../api/client.ts';

const NONE: readonly Shop[] = [];

/** The shops in use (at most 200). */
export function useShops(): readonly Shop[] {
  const { data } = useQuery(api.orders.listShops.queryOptions({ input: { limit: 200 }, staleTime: 30_000 }));
  return data?.items ?? NONE;
}
