// The customer list's filters between the address, the contract and the download.
import type { CustomerFilter } from '@yutian/contract';

export const FILTER_NAMES = [
  'text',
  'staffId',
  'storeId',
  'corpId',
  'tagsAny',
  'tagsAll',
  'tagsNone',
  'state',
  'addWay',
  'addedFrom',
  'addedTo',
  'standing',
  'knownBy',
  'hasPhone',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
/** Filters as they stand in the address: words only. */
export type AddressFilter = Partial<Record<FilterName, string>>;

/** What people have to be known by: WeCom, orders only, or either. */
export const KNOWN_BY = ['wecom', 'orders', 'any'] as const;
export type KnownBy = (typeof KNOWN_BY)[number];

/** The list shows friends; a search looks among buyers known by orders only as well, unless told otherwise. */
export function knownBy({ knownBy: chosen, text }: AddressFilter): KnownBy {
  return KNOWN_BY.find((value) => value === chosen) ?? (text ? 'any' : 'wecom');
}

/** Reads the address into what the server takes. */
export function toFilter(address: AddressFilter): CustomerFilter {
  const { addWay, standing, knownBy: _chosen, hasPhone, ...texts } = address;
  const known = knownBy(address);
  return {
    ...texts,
    ...(addWay !== undefined && { addWay: Number(addWay) }),
    ...((standing === 'live' || standing === 'lost') && { standing }),
    ...(known !== 'any' && { provisional: known === 'orders' }),
    ...(hasPhone !== undefined && { hasPhone: hasPhone === 'true' }),
  };
}

/** Where the list with these filters and columns is downloaded as CSV. */
export function csvAddress(filter: CustomerFilter, columns: readonly string[]): string {
  const asked = Object.entries({ ...filter, columns: columns.join(',') });
  const query = new URLSearchParams(asked.map(([name, value]) => [name, String(value)]));
  return `/api/v1/customers.csv?${query}`;
}

/** Ids joined by commas, as the address and the server write lists. */
export const splitIds = (joined: string | undefined): string[] => (joined ? joined.split(',') : []);
