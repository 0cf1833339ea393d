// The rows behind a number.
import { useNavigate } from '@tanstack/react-router';
import type { BehindRow, Metric } from '@yutian/contract';
import { EmptyState, formatInstant, KeysetTable, MoneyText } from '@yutian/ui';
import { Drawer, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useKeyset } from '../../api/keyset.ts';
import type { HomeCut } from './period.ts';

const RATES: readonly Metric[] = ['firstReplyRate', 'privateChatRatio', 'boughtIn7Days'];
const ORDERS: readonly Metric[] = ['orders', 'paidAmount', 'averageTicket', 'firstBuyers'];

/** A number that was opened: which one, of which part, and what that part is called. */
export interface Opened {
  metric: Metric;
  cut: HomeCut;
  of?: string;
}

export function RowsDrawer({ opened, onClose }: { opened: Opened | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const name = opened && [opened.of, t(`metric.${opened.metric}`)].filter(Boolean).join(' · ');
  return (
    <Drawer
      open={opened !== undefined}
      onClose={onClose}
      size={760}
      title={name && t('home.rows', { name })}
      destroyOnHidden
    >
      {opened && (
        <>
          <Typography.Paragraph type="secondary">
            {t(`metric.${opened.metric}.definition`)}
          </Typography.Paragraph>
          <Rows metric={opened.metric} cut={opened.cut} />
        </>
      )}
    </Drawer>
  );
}

function Rows({ metric, cut }: { metric: Metric; cut: HomeCut }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const pages = useKeyset(['home-rows', metric, cut], (cursor) =>
    client.insight.rows({ ...cut, metric, ...(cursor && { cursor }) }),
  );
  const orders = ORDERS.includes(metric);
  return (
    <KeysetTable<BehindRow>
      name={`behind.${metric}`}
      label={t('home.rows', { name: t(`metric.${metric}`) })}
      pages={pages}
      rowKey={(row) => row.key}
      onOpen={(row) => void navigate({ to: `/customers/${row.customerId}` })}
      empty={<EmptyState title={t('home.rowsEmpty')} why={t('home.rowsEmptyWhy')} />}
      columns={[
        { key: 'at', title: t('home.time'), render: (_, row) => formatInstant(row.at) },
        { key: 'customer', title: t('home.customer'), render: (_, row) => row.customerName || t('ui.none') },
        ...(orders
          ? [
              { key: 'order', title: t('home.order'), render: (_: unknown, row: BehindRow) => row.orderNo },
              {
                key: 'amount',
                title: t('home.amount'),
                align: 'right' as const,
                render: (_: unknown, row: BehindRow) => row.amount && <MoneyText amount={row.amount} />,
              },
            ]
          : []),
        { key: 'staff', title: t('home.staff'), render: (_, row) => row.staffName },
        { key: 'store', title: t('home.store'), render: (_, row) => row.storeName },
        { key: 'channel', title: t('home.channel'), render: (_, row) => row.channelName ?? t('home.nobody') },
        ...(RATES.includes(metric)
          ? [
              {
                key: 'counts',
                title: t('home.counts'),
                render: (_: unknown, row: BehindRow) =>
                  row.counts ? <Tag color="green">{t('ui.yes')}</Tag> : <Tag>{t('ui.no')}</Tag>,
              },
            ]
          : []),
      ]}
    />
  );
}
