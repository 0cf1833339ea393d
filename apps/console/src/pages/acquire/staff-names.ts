// Names of staff by id, asked for together; those outside the reader's scope stay «员工».
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';

const FRESH_MS = 300_000;
const AT_ONCE = 100;

/** The name of a member of staff; a short stand-in for who is outside the reader's scope. */
export function useStaffNames(ids: readonly string[]): (staffId: string) => string {
  const { t } = useTranslation();
  const wanted = [...new Set(ids)].sort();
  const parts: string[][] = [];
  for (let i = 0; i < wanted.length; i += AT_ONCE) parts.push(wanted.slice(i, i + AT_ONCE));
  const names = useQueries({
    queries: parts.map((staffIds) =>
      api.channels.listCodeStaff.queryOptions({ input: { staffIds, limit: AT_ONCE }, staleTime: FRESH_MS }),
    ),
    combine: (found) =>
      new Map(found.flatMap(({ data }) => data?.items.map(({ staffId, name }) => [staffId, name]) ?? [])),
  });
  return (staffId) => names.get(staffId) ?? t('acquire.someStaff');
}
