// The numbers by brand, store, channel or guide.
import { useQuery } from '@tanstack/react-query';
import { type BreakdownRow, DIMENSIONS, type Dimension, type Metric } from '@yutian/contract';
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
import { type HomeCut, PART_OF } from './period.ts';
import type { Opened } from './rows-drawer.tsx';

type NamedColumn = ColumnType<BreakdownRow> & { title: string };
type OpenCell = (row: BreakdownRow, metric: Metric) => void;

export function Breakdown({
  cut,
  onPick,
  onOpen,
}: {
  cut: HomeCut;
  onPick: (by: Dimension, id: string) => void;
  onOpen: (opened: Opened) => void;
}) {
  const { t } = useTranslation();
  const [by, setBy] = useState<Dimension>('brand');
  const query = useQuery(api.insight.breakdown.queryOptions({ input: { ...cut, by } }));
  const nameOf = (row: BreakdownRow) => row.name ?? t('home.nobody');
  // A row of the table is that channel alone; a filter by channel has what is below it too.
  const open: OpenCell = (row, metric) =>
    onOpen({
      metric,
      cut: { ...cut, [PART_OF[by]]: row.id ?? 'none', ...(by === 'channel' && { channelOnly: true }) },
      of: nameOf(row),
    });
  const pick = (row: BreakdownRow) => onPick(by, row.id ?? 'none');
  const columns = useColumns(t(`home.by.${by}`), nameOf, pick, open);
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
            aria-label={t('home.breakdown')}
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
        />
      )}
    </Card>
  );
}

function useColumns(
  name: string,
  nameOf: (row: BreakdownRow) => string,
  pick: (row: BreakdownRow) => void,
  open: OpenCell,
): NamedColumn[] {
  const { t } = useTranslation();
  const number = (
    metric: Metric,
    value: (row: BreakdownRow) => number | null,
    render: (row: BreakdownRow) => React.ReactNode,
  ): NamedColumn => ({
    key: metric,
    title: t(`metric.${metric}`),
    align: 'right',
    sorter: (a, b) => (value(a) ?? -1) - (value(b) ?? -1),
    render: (_: unknown, row) =>
      value(row) === null ? (
        render(row)
      ) : (
        <Button type="text" size="small" onClick={() => open(row, metric)}>
          <span className="sr-only">{nameOf(row)} </span>
          {render(row)}
          <span className="sr-only">{t('home.openOf', { name: t(`metric.${metric}`) })}</span>
        </Button>
      ),
  });
  return [
    {
      key: 'name',
      title: name,
      fixed: 'left',
      render: (_: unknown, row) => (
        <Button type="link" size="small" style={{ padding: 0 }} onClick={() => pick(row)}>
          {nameOf(row)}
        </Button>
      ),
    },
    number(
      'adds',
      (r) => r.adds,
      (r) => <CountText value={r.adds} />,
    ),
    number(
      'firstReplyRate',
      (r) => r.firstReply.value,
      (r) => <RateText rate={r.firstReply} inButton={r.firstReply.value !== null} />,
    ),
    number(
      'privateChatRatio',
      (r) => r.privateChat?.value ?? null,
      (r) =>
        r.privateChat ? <RateText rate={r.privateChat} inButton={r.privateChat.value !== null} /> : '–',
    ),
    number(
      'firstBuyers',
      (r) => r.firstBuyers,
      (r) => <CountText value={r.firstBuyers} />,
    ),
    number(
      'boughtIn7Days',
      (r) => r.boughtIn7Days.value,
      (r) => <RateText rate={r.boughtIn7Days} inButton={r.boughtIn7Days.value !== null} />,
    ),
    number(
      'orders',
      (r) => r.orders,
      (r) => <CountText value={r.orders} />,
    ),
    number(
      'paidAmount',
      (r) => r.paid.amountFen,
      (r) => <MoneyText amount={r.paid} />,
    ),
    number(
      'averageTicket',
      (r) => r.averageTicket?.amountFen ?? null,
      (r) => (r.averageTicket ? <MoneyText amount={r.averageTicket} /> : '–'),
    ),
  ];
}
