// Tmall orders of February 2020: the funnel from order to payment, refunds, and the hours of demand.
import { rateOf } from '../src/proportion.ts';
import { bestSlots, sendTimeCurve } from '../src/send-time.ts';
import { readSharedCsv, readSharedJson } from '../src/testing/shared-data.ts';
import type { Row } from './row.ts';

interface Reference {
  readonly tmall_2020_02: Readonly<
    Record<
      | 'orders'
      | 'paid'
      | 'pay_rate'
      | 'gmv'
      | 'refund'
      | 'refund_orders'
      | 'orders_paid_gt0'
      | 'aov'
      | 'aov_gross'
      | 'paid_gross'
      | 'paid_amount_net'
      | 'refund_rate_amount',
      number
    >
  > & {
    readonly created_by_hour_top: Readonly<Record<string, number>>;
    readonly lowest_hour: Readonly<Record<string, number>>;
  };
}

export function rows(): Row[] {
  const expected = readSharedJson<Reference>('reference.json').tmall_2020_02;
  const orders = readSharedCsv('tmall_order_report.csv').map((row) => ({
    total: Number(row['总金额']),
    net: Number(row['买家实际支付金额']),
    refund: Number(row['退款金额']),
    paid: row['订单付款时间'] !== '',
    hour: Number(row['订单创建时间']!.slice(11, 13)),
  }));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const paid = orders.filter((order) => order.paid);
  // What the log calls «actually paid» is already net of refunds (analytics.md §3).
  const net = sum(orders.map((order) => order.net));
  const refund = sum(orders.map((order) => order.refund));
  const kept = orders.filter((order) => order.net > 0).length;
  const row = (name: string, ours: number, published: number, tolerance: number): Row => ({
    name: `Tmall ${name}`,
    ours,
    published,
    tolerance,
    source: 'Python',
  });
  return [
    row('orders', orders.length, expected.orders, 0),
    row('paid orders', paid.length, expected.paid, 0),
    row('pay rate', rateOf({ successes: paid.length, trials: orders.length }), expected.pay_rate, 1e-6),
    row('ordered amount', sum(orders.map((order) => order.total)), expected.gmv, 0.01),
    row('refunds', refund, expected.refund, 0.01),
    row('refunded orders', orders.filter((order) => order.refund > 0).length, expected.refund_orders, 0),
    row('paid amount, net', net, expected.paid_amount_net, 0.01),
    row('paid amount, gross', net + refund, expected.paid_gross, 0.01),
    row('orders with net > 0', kept, expected.orders_paid_gt0, 0),
    row('order value, net', net / kept, expected.aov, 1e-6),
    row('order value, gross', (net + refund) / paid.length, expected.aov_gross, 1e-6),
    row('refund rate', refund / (net + refund), expected.refund_rate_amount, 1e-9),
    ...hourRows(
      orders.map((order) => order.hour),
      expected,
    ),
  ];
}

function hourRows(
  hours: readonly number[],
  { created_by_hour_top: top, lowest_hour: lowest }: Reference['tmall_2020_02'],
): Row[] {
  const counts = Array<number>(24).fill(0);
  for (const hour of hours) counts[hour]! += 1;
  const ranked = bestSlots(
    sendTimeCurve(
      counts,
      counts.map(() => 1),
    ),
    { most: 24 },
  );
  return [
    ...Object.entries({ ...top, ...lowest }).map(([hour, published]) => ({
      name: `Tmall orders created at ${hour}:00`,
      ours: counts[Number(hour)]!,
      published,
      tolerance: 0,
      source: 'Python',
    })),
    ...[21, 22, 20].map((published, place) => ({
      name: `Tmall hour of rank ${place + 1}`,
      ours: ranked[place]!.slot,
      published,
      tolerance: 0,
      source: 'Python',
    })),
  ];
}
