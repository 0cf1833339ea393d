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
  'provisional',
  'hasPhone',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
/** Filters as they stand in the address: words only. */
export type AddressFilter = Partial<Record<FilterName, string>>;

/** Reads the address into what the server takes. */
export function toFilter(address: AddressFilter): CustomerFilter {
  const { addWay, standing, provisional, hasPhone, ...texts } = address;
  return {
    ...texts,
    ...(addWay !== undefined && { addWay: Number(addWay) }),
    ...((standing === 'live' || standing === 'lost') && { standing }),
    ...(provisional !== undefined && { provisional: provisional === 'true' }),
    ...(hasPhone !== undefined && { hasPhone: hasPhone === 'true' }),
  };
}

/** Where the list with these filters is downloaded as CSV. */
export function csvAddress(address: AddressFilter): string {
  const query = new URLSearchParams(address);
  return `/api/v1/customers.csv?${query}`;
}

/** Ids joined by commas, as the address and the server write lists. */
export const splitIds = (joined: string | undefined): string[] => (joined ? joined.split(',') : []);
