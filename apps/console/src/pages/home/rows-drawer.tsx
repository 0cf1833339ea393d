// The rows behind a number.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { BehindRow, Metric } from '@yutian/contract';
import { EmptyState, formatInstant, KeysetTable, MoneyText } from '@yutian/ui';
import { Drawer, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';

const RATES: readonly Metric[] = ['firstReplyRate', 'privateChatRatio', 'boughtIn7Days'];
const ORDERS: readonly Metric[] = ['orders', 'paidAmount', 'averageTicket', 'firstBuyers'];

export interface RowsCut {
  from: string;
  to: string;
  brandId?: string;
  channelId?: string;
}

export function RowsDrawer({
  metric,
  cut,
  onClose,
}: {
  metric: Metric | undefined;
  cut: RowsCut;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={metric !== undefined}
      onClose={onClose}
      size={760}
      title={metric && t('home.rows', { name: t(`metric.${metric}`) })}
      destroyOnHidden
    >
      {metric && (
        <>
          <Typography.Paragraph type="secondary">{t(`metric.${metric}.definition`)}</Typography.Paragraph>
          <Rows metric={metric} cut={cut} />
        </>
      )}
    </Drawer>
  );
}

function Rows({ metric, cut }: { metric: Metric; cut: RowsCut }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const pages = useInfiniteQuery(
    api.insight.rows.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...cut, metric, ...(cursor && { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
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
