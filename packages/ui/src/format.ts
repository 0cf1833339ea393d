// How numbers, money and time read: thousands separators, ¥ with two digits, the tenant's zone.
import type { Money, Rate } from '@yutian/contract';

const integer = new Intl.NumberFormat('zh-CN');
const yuan = new Intl.NumberFormat('zh-CN', { style: 'currency', currency: 'CNY' });
const dateTime = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
const date = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

export const formatCount = (n: number) => integer.format(n);
export const formatMoney = (amount: Money) => yuan.format(amount.amountFen / 100);
/** «2026-11-22 20:05» in Asia/Shanghai. */
export const formatInstant = (iso: string) => dateTime.format(new Date(iso)).replaceAll('/', '-');
/** «2026-11-22» in Asia/Shanghai. */
export const formatDate = (iso: string) => date.format(new Date(iso)).replaceAll('/', '-');
/** «15.0%», or «–» when there is nothing to divide by. */
export const formatRate = (rate: Pick<Rate, 'value'>) =>
  rate.value === null ? '–' : `${(rate.value * 100).toFixed(1)}%`;
/** Rates on fewer than this many are shown in grey: too few to say anything. */
export const THIN_SAMPLE = 30;
