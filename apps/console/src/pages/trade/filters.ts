// The filters of orders as they stand in the address, and as the server takes them. List, totals and file share them.
import { orderState, PLATFORMS, type OrderState, type Platform } from '@yutian/contract';
import { given } from '../../api/keyset.ts';

export const FILTER_NAMES = [
  'from',
  'to',
  'dateBy',
  'shopId',
  'platform',
  'storeId',
  'channelId',
  'staffId',
  'customerId',
  'state',
  'paid',
  'refunded',
  'firstOrder',
  'oldCustomer',
  'attributed',
  'search',
] as const;
export type OrderFilterName = (typeof FILTER_NAMES)[number];
export type OrderFilters = Partial<Record<OrderFilterName, string>>;

/** Filters that are out of sight until somebody wants more. */
export const MORE_FILTERS: readonly OrderFilterName[] = [
  'platform',
  'storeId',
  'channelId',
  'staffId',
  'paid',
  'refunded',
  'firstOrder',
  'oldCustomer',
  'attributed',
];

const flag = (text: string | undefined) => (text === 'true' ? true : text === 'false' ? false : undefined);
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const day = (text: string | undefined) => (text && DAY.test(text) ? text : undefined);
const isState = (text: string | undefined): text is OrderState => orderState.safeParse(text).success;
const isPlatform = (text: string | undefined): text is Platform =>
  PLATFORMS.some((platform) => platform === text);

/** What the server is asked; a value that does not fit is ignored. */
export function inputOf(filters: OrderFilters) {
  return given({
    from: day(filters.from),
    to: day(filters.to),
    dateBy: filters.dateBy === 'paid' ? ('paid' as const) : undefined,
    shopId: filters.shopId,
    platform: isPlatform(filters.platform) ? filters.platform : undefined,
    storeId: filters.storeId,
    channelId: filters.channelId,
    staffId: filters.staffId,
    customerId: filters.customerId,
    state: isState(filters.state) ? filters.state : undefined,
    paid: flag(filters.paid),
    refunded: flag(filters.refunded),
    firstOrder: flag(filters.firstOrder),
    oldCustomer: flag(filters.oldCustomer),
    attributed: flag(filters.attributed),
    search: filters.search?.trim().slice(0, 64),
  });
}

/** The address of the file with exactly these orders. */
export function csvAddress(filters: OrderFilters): string {
  const query = new URLSearchParams(
    Object.entries(inputOf(filters)).map(([name, value]) => [name, String(value)]),
  );
  return `/api/v1/orders.csv?${query}`;
}
