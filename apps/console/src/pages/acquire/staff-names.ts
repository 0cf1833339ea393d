// Names of staff by id. The first 200 come in one read; the few others one by one, each once.
import { useQuery } from '@tanstack/react-query';
import type { Staff } from '@yutian/contract';
import { useTranslation } from 'react-i18next';
import { api, client, queries } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';

const FRESH_MS = 300_000;
const one = (id: string) => api.org.getStaff.queryOptions({ input: { id }, staleTime: FRESH_MS });

/** Remembers staff that some list has shown, so that their names are not asked for again. */
export function rememberStaff(staff: readonly Staff[]): void {
  for (const member of staff) queries.setQueryData(one(member.staffId).queryKey, member);
}

/** The name of a member of staff; a short stand-in for those who may not read the organisation. */
export function useStaffNames(ids: readonly string[]): (staffId: string) => string {
  const { t } = useTranslation();
  const allowed = useMay()('org.read');
  const wanted = [...new Set(ids)].sort();
  const first = useQuery({
    queryKey: ['staff-names'],
    enabled: allowed && wanted.length > 0,
    staleTime: FRESH_MS,
    queryFn: async () => {
      const { items } = await client.org.listStaff({ limit: 200 });
      rememberStaff(items);
      return items.length;
    },
  });
  const { data: names } = useQuery({
    queryKey: ['staff-names', wanted],
    enabled: allowed && wanted.length > 0 && !first.isPending,
    staleTime: FRESH_MS,
    queryFn: async () => {
      const found = await Promise.allSettled(wanted.map((id) => queries.fetchQuery(one(id))));
      return Object.fromEntries(
        found.flatMap((result) =>
          result.status === 'fulfilled' ? [[result.value.staffId, result.value.name]] : [],
        ),
      );
    },
  });
  return (staffId) => names?.[staffId] ?? t('acquire.someStaff');
}
