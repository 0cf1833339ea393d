// The numbers by brand, store, channel or guide.
import { useQuery } from '@tanstack/react-query';
import { type BreakdownRow, DIMENSIONS, type Dimension } from '@yutian/contract';
import {
  CountText,
  downloadCsv,
  EmptyState,
  ErrorState,
  formatRate,
  LoadingState,
  MoneyText,
  RateText,
  toShownError,
} from '@yutian/ui';
import { Button, Card, Flex, Segmented, Table } from 'antd';
import type { ColumnType } from 'antd/es/table';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';

type NamedColumn = ColumnType<BreakdownRow> & { title: string };

interface Cut {
  from: string;
  to: string;
  brandId?: string;
  channelId?: string;
}

export function Breakdown({ cut, onPick }: { cut: Cut; onPick: (by: Dimension, id: string) => void }) {
  const { t } = useTranslation();
  const [by, setBy] = useState<Dimension>('brand');
  const query = useQuery(api.insight.breakdown.queryOptions({ input: { ...cut, by } }));
  const nameOf = (row: BreakdownRow) => row.name ?? t('home.nobody');
  const columns = useColumns(t(`home.by.${by}`), nameOf);
  const save = () =>
    downloadCsv(
      t('home.breakdown'),
      columns.map((column) => column.title),
      (query.data?.items ?? []).map((row) => [
        nameOf(row),
        row.adds,
        formatRate(row.firstReply),
        row.privateChat ? formatRate(row.privateChat) : null,
        row.firstBuyers,
        formatRate(row.boughtIn7Days),
        row.orders,
        row.paid.amountFen / 100,
        row.averageTicket ? row.averageTicket.amountFen / 100 : null,
      ]),
    );
  return (
    <Card
      size="small"
      title={t('home.breakdown')}
      extra={
        <Flex gap={8} wrap>
          <Segmented
            size="small"
            value={by}
            onChange={setBy}
            options={DIMENSIONS.map((value) => ({ value, label: t(`home.by.${value}`) }))}
          />
          <Button size="small" onClick={save} disabled={!query.data}>
            {t('ui.export')}
          </Button>
        </Flex>
      }
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <LoadingState rows={5} />
      ) : (
        <Table
          size="small"
          aria-label={t('home.breakdown')}
          rowKey={(row) => row.id ?? ''}
          columns={columns}
          dataSource={query.data.items}
          scroll={{ x: 'max-content' }}
          pagination={query.data.items.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
          locale={{ emptyText: <EmptyState title={t('home.rowsEmpty')} why={t('home.rowsEmptyWhy')} /> }}
          onRow={(row) =>
            row.id && (by === 'brand' || by === 'channel')
              ? { onClick: () => onPick(by, row.id ?? ''), style: { cursor: 'pointer' } }
              : {}
          }
        />
      )}
    </Card>
  );
}

function useColumns(name: string, nameOf: (row: BreakdownRow) => string): NamedColumn[] {
  const { t } = useTranslation();
  const number = (
    key: string,
    title: string,
    value: (row: BreakdownRow) => number,
    render: (row: BreakdownRow) => React.ReactNode,
  ): NamedColumn => ({
    key,
    title,
    align: 'right',
    sorter: (a, b) => value(a) - value(b),
    render: (_: unknown, row) => render(row),
  });
  return [
    { key: 'name', title: name, fixed: 'left', render: (_: unknown, row) => nameOf(row) },
    number(
      'adds',
      t('metric.adds'),
      (r) => r.adds,
      (r) => <CountText value={r.adds} />,
    ),
    number(
      'reply',
      t('metric.firstReplyRate'),
      (r) => r.firstReply.value ?? -1,
      (r) => <RateText rate={r.firstReply} />,
    ),
    number(
      'chat',
      t('metric.privateChatRatio'),
      (r) => r.privateChat?.value ?? -1,
      (r) => (r.privateChat ? <RateText rate={r.privateChat} /> : '–'),
    ),
    number(
      'first',
      t('metric.firstBuyers'),
      (r) => r.firstBuyers,
      (r) => <CountText value={r.firstBuyers} />,
    ),
    number(
      'bought7',
      t('metric.boughtIn7Days'),
      (r) => r.boughtIn7Days.value ?? -1,
      (r) => <RateText rate={r.boughtIn7Days} />,
    ),
    number(
      'orders',
      t('metric.orders'),
      (r) => r.orders,
      (r) => <CountText value={r.orders} />,
    ),
    number(
      'paid',
      t('metric.paidAmount'),
      (r) => r.paid.amountFen,
      (r) => <MoneyText amount={r.paid} />,
    ),
    number(
      'ticket',
      t('metric.averageTicket'),
      (r) => r.averageTicket?.amountFen ?? -1,
      (r) => (r.averageTicket ? <MoneyText amount={r.averageTicket} /> : '–'),
    ),
  ];
}
