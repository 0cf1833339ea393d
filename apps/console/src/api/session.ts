// Who is signed in, and what he may do.
import { useQuery } from '@tanstack/react-query';
import type { Me, Permission } from '@yutian/contract';
import { api, queries } from './client.ts';

const options = () => api.org.me.queryOptions({ staleTime: Number.POSITIVE_INFINITY, retry: false });

/** The signed-in person; for pages inside the shell, where there always is one. */
export function useMe(): Me {
  const { data } = useQuery(options());
  if (!data) throw new Error('useMe is called outside the signed-in shell');
  return data;
}

/** Whether the signed-in person has a permission. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}

/** Reads who is signed in; null when nobody is. */
export async function loadMe(): Promise<Me | null> {
  try {
    return await queries.ensureQueryData(options());
  } catch (error) {
    if ((error as { status?: number }).status === 401) return null;
    throw error;
  }
}

export const setMe = (me: Me) => queries.setQueryData(options().queryKey, me);
