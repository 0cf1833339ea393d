// The corps a code can belong to; the sign-in page's list, since everybody may read it.
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

export interface CorpName {
  corpId: string;
  name: string;
}

export function useCorps(): CorpName[] | undefined {
  return useQuery(api.org.signInOptions.queryOptions({ staleTime: 300_000 })).data?.wecom;
}
