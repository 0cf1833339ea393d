// Filters that live in the address, so that every view can be shared and comes back on reload.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { given } from './keyset.ts';

type Filters = Record<string, string | undefined>;

/** Reads the named filters from the address and changes them there. */
export function useFilters<Name extends string>(
  ...names: readonly Name[]
): [Partial<Record<Name, string>>, (next: Partial<Record<Name, string | undefined>>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const now = Object.fromEntries(
    names.flatMap((name) =>
      typeof search[name] === 'string' ||
      typeof search[name] === 'number' ||
      typeof search[name] === 'boolean'
        ? [[name, String(search[name])]]
        : [],
    ),
  ) as Partial<Record<Name, string>>;
  const change = (next: Filters) =>
    void navigate({ to: '.', search: given({ ...now, ...next }) as never, replace: true });
  return [now, change];
}
