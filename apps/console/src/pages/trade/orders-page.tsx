// 订单: every order that has come in, with totals of exactly what is filtered.
import { DownloadOutlined } from '@ant-design/icons';
import { Link, useNavigate } from '@tanstack/react-router';
import type { OrderRow } from '@yutian/contract';
import { EmptyState, formatInstant, KeysetTable, type KeysetTableProps, MoneyText, Page } from '@yutian/ui';
import { Button, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { csvAddress, FILTER_NAMES, inputOf } from './filters.ts';
import { OrderFilterBar } from './order-filters.tsx';
import { OrderTotalsBar } from './order-totals.tsx';
import { StateTag } from './state-tag.tsx';

export default function OrdersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [filters, change] = useFilters(...FILTER_NAMES);
  const input = inputOf(filters);
  const pages = useKeyset(['orders', input], (cursor) =>
    client.orders.listOrders({ ...input, ...(cursor && { cursor }) }),
  );
  const filtered = Object.keys(filters).length > 0;
  const columns = useColumns();
  return (
    <Page
      title={t('page./orders')}
      question={t('orders.question')}
      actions={
        <>
          <Button icon={<DownloadOutlined />} href={csvAddress(filters)} download>
            {t('ui.export')}
          </Button>
          {may('orders.import') && (
            <Button type="primary" onClick={() => void navigate({ to: '/imports' })}>
              {t('orders.import')}
            </Button>
          )}
        </>
      }
      filters={<OrderFilterBar filters={filters} change={change} />}
    >
      <OrderTotalsBar input={input} change={change} />
      <KeysetTable<OrderRow>
        name="orders"
        label={t('page./orders')}
        pages={pages}
        rowKey={(row) => row.orderId}
        onOpen={(row) => void navigate({ to: `/orders/${row.orderId}` })}
        columns={columns}
        empty={
          filtered ? (
            <EmptyState
              title={t('orders.noneFound')}
              why={t('orders.noneFoundWhy')}
              action={<Button onClick={() => void navigate({ to: '/orders' })}>{t('ui.reset')}</Button>}
            />
          ) : (
            <EmptyState
              title={t('orders.none')}
              why={t('orders.noneWhy')}
              action={
                may('orders.import') && (
                  <Button type="primary" onClick={() => void navigate({ to: '/imports' })}>
                    {t('orders.import')}
                  </Button>
                )
              }
            />
          )
        }
      />
    </Page>
  );
}

function useColumns(): KeysetTableProps<OrderRow>['columns'] {
  const { t } = useTranslation();
  const mayOpen = useMay()('customers.read');
  const none = <Typography.Text type="secondary">{t('orders.nobody')}</Typography.Text>;
  return [
    {
      key: 'no',
      title: t('orders.no'),
      render: (_, row) => (
        <Link to={`/orders/${row.orderId}` as never} onClick={(event) => event.stopPropagation()}>
          {row.orderNo}
        </Link>
      ),
    },
    { key: 'state', title: t('orders.state'), render: (_, row) => <StateTag state={row.state} /> },
    { key: 'created', title: t('orders.created'), render: (_, row) => formatInstant(row.createdAt) },
    {
      key: 'paidAt',
      title: t('orders.paidAt'),
      hidden: true,
      render: (_, row) => row.paidAt && formatInstant(row.paidAt),
    },
    { key: 'shop', title: t('orders.shop'), render: (_, row) => row.shop.name },
    {
      key: 'platform',
      title: t('orders.filter.platform'),
      hidden: true,
      render: (_, row) => t(`platform.${row.shop.platform}`),
    },
    {
      key: 'customer',
      title: t('orders.customer'),
      render: (_, row) => (
        <Flex gap={4}>
          {mayOpen ? (
            <Link to={`/customers/${row.customerId}` as never} onClick={(event) => event.stopPropagation()}>
              {row.customerName || t('orders.unnamed')}
            </Link>
          ) : (
            row.customerName || t('orders.unnamed')
          )}
          {row.firstOrder && <Tag color="green">{t('orders.firstOrder.true')}</Tag>}
          {row.oldCustomer && <Tag>{t('orders.oldCustomer.true')}</Tag>}
        </Flex>
      ),
    },
    {
      key: 'total',
      title: t('orders.total'),
      align: 'right',
      hidden: true,
      render: (_, row) => <MoneyText amount={row.total} />,
    },
    {
      key: 'paid',
      title: t('orders.paidAmount'),
      align: 'right',
      render: (_, row) => <MoneyText amount={row.paid} />,
    },
    {
      key: 'refunded',
      title: t('orders.refundedAmount'),
      align: 'right',
      render: (_, row) => (row.refunded.amountFen === 0 ? '–' : <MoneyText amount={row.refunded} />),
    },
    {
      key: 'net',
      title: t('orders.net'),
      align: 'right',
      hidden: true,
      render: (_, row) => <MoneyText amount={row.net} />,
    },
    { key: 'channel', title: t('orders.channel'), render: (_, row) => row.sourceChannelName ?? none },
    { key: 'guide', title: t('orders.guide'), render: (_, row) => row.closingStaffName ?? none },
    { key: 'store', title: t('orders.store'), render: (_, row) => row.storeName },
    { key: 'province', title: t('orders.province'), hidden: true, render: (_, row) => row.province },
  ];
}
