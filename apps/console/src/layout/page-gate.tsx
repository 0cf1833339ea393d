// A page opens only to who may; to others it says whose right it is.
import { ErrorState } from '@yutian/ui';
import type { ReactNode } from 'react';
import { useMay } from '../api/session.ts';
import { PAGES } from '../pages/registry.ts';

export function PageGate({ path, children }: { path: string; children: ReactNode }) {
  const may = useMay();
  const entry = PAGES.find((page) => matches(page.path, path));
  if (entry?.permission && !may(entry.permission))
    return (
      <ErrorState
        error={{ code: 'PERMISSION_MISSING', message: '', data: { permission: entry.permission } }}
      />
    );
  return children;
}

/** Whether an address fits a page's path («/customers/$id»). */
export function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.replace(/(.)\/$/, '$1').split('/');
  return (
    wanted.length === given.length && wanted.every((part, i) => part.startsWith('$') || part === given[i])
  );
}
