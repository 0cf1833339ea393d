// One order: lines, money as facts, whose source and whose sale with the evidence.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { Order } from '@yutian/contract';
import {
  ErrorState,
  formatCount,
  formatInstant,
  LoadingState,
  MoneyText,
  Page,
  toShownError,
  WideTable,
} from '@yutian/ui';
import { Button, Card, Col, Descriptions, Flex, Row, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { AttributionCard } from './attribution-card.tsx';
import { OrderHistory } from './order-history.tsx';
import { StateTag } from './state-tag.tsx';

export default function OrderPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const query = useQuery(api.orders.getOrder.queryOptions({ input: { orderId: id } }));
  const order = query.data;
  return (
    <Page
      title={order ? t('orders.one', { no: order.orderNo }) : t('page./orders/$id')}
      question={t('order.question')}
      actions={<Button onClick={() => void navigate({ to: '/orders' })}>{t('order.back')}</Button>}
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !order ? (
        <LoadingState />
      ) : (
        <Row gutter={[12, 12]}>
          <Col xs={24} lg={15}>
            <Flex vertical gap={12}>
              <Facts order={order} />
              <Lines order={order} />
            </Flex>
          </Col>
          <Col xs={24} lg={9}>
            <Flex vertical gap={12}>
              <AttributionCard order={order} />
              <OrderHistory order={order} />
            </Flex>
          </Col>
        </Row>
      )}
    </Page>
  );
}

function Facts({ order }: { order: Order }) {
  const { t } = useTranslation();
  const may = useMay();
  const name = order.customerName || t('orders.unnamed');
  const items = [
    { key: 'state', label: t('orders.state'), children: <StateTag state={order.state} /> },
    {
      key: 'shop',
      label: t('orders.shop'),
      children: `${order.shop.name} · ${t(`platform.${order.shop.platform}`)}`,
    },
    {
      key: 'customer',
      label: t('orders.customer'),
      children: (
        <Flex gap={4} wrap>
          {may('customers.read') ? <Link to={`/customers/${order.customerId}` as never}>{name}</Link> : name}
          {order.firstOrder && <Tag color="green">{t('orders.firstOrder.true')}</Tag>}
          {order.oldCustomer && <Tag>{t('orders.oldCustomer.true')}</Tag>}
        </Flex>
      ),
    },
    { key: 'store', label: t('orders.store'), children: order.storeName ?? t('ui.none') },
    { key: 'created', label: t('orders.created'), children: formatInstant(order.createdAt) },
    {
      key: 'paidAt',
      label: t('orders.paidAt'),
      children: order.paidAt ? formatInstant(order.paidAt) : t('order.notPaid'),
    },
    { key: 'total', label: t('orders.total'), children: <MoneyText amount={order.total} /> },
    { key: 'paid', label: t('orders.paidAmount'), children: <MoneyText amount={order.paid} /> },
    { key: 'refunded', label: t('orders.refundedAmount'), children: <MoneyText amount={order.refunded} /> },
    {
      key: 'net',
      label: t('orders.net'),
      children: (
        <Typography.Text strong>
          <MoneyText amount={order.net} />
        </Typography.Text>
      ),
    },
    { key: 'province', label: t('orders.province'), children: order.province ?? t('ui.none') },
  ];
  return (
    <Card size="small" title={t('order.facts')}>
      <Descriptions size="small" column={{ xs: 1, sm: 2 }} items={items} />
    </Card>
  );
}

function Lines({ order }: { order: Order }) {
  const { t } = useTranslation();
  return (
    <Card size="small" title={t('order.lines', { n: formatCount(order.lines.length) })}>
      <WideTable
        aria-label={t('order.lines', { n: order.lines.length })}
        rowKey="lineNo"
        pagination={order.lines.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        dataSource={order.lines}
        locale={{ emptyText: t('order.noLines') }}
        columns={[
          { key: 'name', title: t('order.product'), render: (_, line) => line.name || t('ui.none') },
          { key: 'sku', title: t('importField.sku'), render: (_, line) => line.sku },
          {
            key: 'quantity',
            title: t('importField.quantity'),
            align: 'right',
            render: (_, line) => formatCount(line.quantity),
          },
          {
            key: 'price',
            title: t('importField.unitPrice'),
            align: 'right',
            render: (_, line) => <MoneyText amount={line.unitPrice} />,
          },
          {
            key: 'amount',
            title: t('importField.lineAmount'),
            align: 'right',
            render: (_, line) => <MoneyText amount={line.amount} />,
          },
        ]}
      />
    </Card>
  );
}
