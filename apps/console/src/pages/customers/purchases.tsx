// What the person bought, as far as the reader may see orders.
import { Link } from '@tanstack/react-router';
import type { OrderTotals } from '@yutian/contract';
import { CountText, MoneyText } from '@yutian/ui';
import { Card, Descriptions } from 'antd';
import { useTranslation } from 'react-i18next';

export function Purchases({ id, totals }: { id: string; totals: OrderTotals | undefined }) {
  const { t } = useTranslation();
  return (
    <Card
      size="small"
      title={t('people.purchases')}
      loading={!totals}
      extra={
        <Link to={'/orders' as never} search={{ customerId: id } as never}>
          {t('people.purchases.open')}
        </Link>
      }
    >
      {totals && (
        <Descriptions
          size="small"
          column={1}
          items={[
            {
              key: 'orders',
              label: t('people.purchases.orders'),
              children: <CountText value={totals.paidOrders} />,
            },
            { key: 'paid', label: t('people.purchases.paid'), children: <MoneyText amount={totals.paid} /> },
            {
              key: 'refunded',
              label: t('people.purchases.refunded'),
              children: <MoneyText amount={totals.refunded} />,
            },
            { key: 'net', label: t('people.purchases.net'), children: <MoneyText amount={totals.net} /> },
          ]}
        />
      )}
    </Card>
  );
}
