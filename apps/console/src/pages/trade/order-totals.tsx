// Totals of exactly the orders that the filters hold.
import { useQuery } from '@tanstack/react-query';
import type { Money, OrderTotals } from '@yutian/contract';
import { ErrorState, Figure, formatCount, formatRate, MoneyText, toShownError } from '@yutian/ui';
import { Col, Row, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { inputOf, OrderFilterName } from './filters.ts';

const share = (part: number, whole: number) => formatRate({ value: whole === 0 ? null : part / whole });
const ticket = (sum: OrderTotals): Money => ({
  amountFen: Math.round(sum.paid.amountFen / sum.paidOrders),
  currency: 'CNY',
});
const SPAN = { xs: 12, md: 8, xl: 4 } as const;

export function OrderTotalsBar({
  input,
  change,
}: {
  input: ReturnType<typeof inputOf>;
  change: (next: Partial<Record<OrderFilterName, string | undefined>>) => void;
}) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(
    api.orders.sumOrders.queryOptions({ input, placeholderData: (before) => before }),
  );
  if (error) return <ErrorState error={toShownError(error)} onRetry={() => void refetch()} />;
  const figures = data && [
    { key: 'orders', value: formatCount(data.orders) },
    {
      key: 'paidOrders',
      value: formatCount(data.paidOrders),
      open: { paid: 'true' },
      change: t('orders.sum.ofOrders', { share: share(data.paidOrders, data.orders) }),
    },
    { key: 'buyers', value: formatCount(data.buyers) },
    {
      key: 'paid',
      value: <MoneyText amount={data.paid} />,
      change: data.paidOrders > 0 && (
        <>
          {t('orders.sum.ticket')} <MoneyText amount={ticket(data)} />
        </>
      ),
    },
    {
      key: 'refunded',
      value: <MoneyText amount={data.refunded} />,
      open: { refunded: 'true' },
      change: t('orders.sum.ofPaid', { share: share(data.refunded.amountFen, data.paid.amountFen) }),
    },
    { key: 'net', value: <MoneyText amount={data.net} /> },
  ];
  return (
    <Row gutter={[8, 8]}>
      {figures
        ? figures.map(({ key, value, open, change: beside }) => (
            <Col key={key} {...SPAN}>
              <Figure
                name={t(`orders.sum.${key}`)}
                definition={t(`orders.sum.${key}.definition`)}
                value={<span style={{ fontSize: 20 }}>{value}</span>}
                change={beside}
                {...(open && {
                  onOpen: () => change(open),
                  openLabel: t('orders.sum.open', { name: t(`orders.sum.${key}`) }),
                })}
              />
            </Col>
          ))
        : Array.from({ length: 6 }, (_, i) => (
            <Col key={i} {...SPAN}>
              <Skeleton.Node active style={{ width: '100%', height: 86 }} />
            </Col>
          ))}
    </Row>
  );
}
