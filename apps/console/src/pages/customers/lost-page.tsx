// 谁不见了: who left whom, and has anybody seen to it.
import { CheckOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { EmptyState, formatInstant, KeysetTable, Page } from '@yutian/ui';
import { Button, Flex, Input, Popover, Segmented, Tag, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { GuidePicker, StorePicker } from './pickers.tsx';
import { nameOf } from './words.ts';

const COLORS = { deleted_by_customer: 'red', deleted_by_staff: 'orange', missing: 'gold' } as const;

interface Loss {
  alertId: string;
  customerId: string;
  customerName: string;
  kind: keyof typeof COLORS;
  staffName: string | null;
  storeName: string | null;
  at: string;
  cameBack: boolean;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  comment: string | null;
}

export default function LostPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [now, change] = useFilters('show', 'storeId', 'staffId');
  const asked = {
    open: now.show !== 'all',
    ...(now.storeId && { storeId: now.storeId }),
    ...(now.staffId && { staffId: now.staffId }),
  };
  const pages = useKeyset(['loss-alerts', asked], (cursor) =>
    client.customers.listLossAlerts({ ...asked, ...(cursor && { cursor }) }),
  );
  return (
    <Page
      title={t('page./lost')}
      question={t('lost.question')}
      filters={
        <>
          <Segmented
            aria-label={t('lost.show')}
            value={now.show === 'all' ? 'all' : 'open'}
            onChange={(show) => change({ show: show === 'all' ? 'all' : undefined })}
            options={[
              { value: 'open', label: t('lost.open') },
              { value: 'all', label: t('ui.all') },
            ]}
          />
          <StorePicker value={now.storeId} onChange={(storeId) => change({ storeId })} />
          <GuidePicker value={now.staffId} onChange={(staffId) => change({ staffId })} />
        </>
      }
    >
      <KeysetTable<Loss>
        name="lost"
        label={t('page./lost')}
        pages={pages}
        rowKey={(row) => row.alertId}
        empty={<EmptyState title={t('lost.none')} why={t('lost.noneWhy')} />}
        columns={[
          { key: 'at', title: t('people.time'), render: (_, row) => formatInstant(row.at) },
          {
            key: 'customer',
            title: t('people.column.name'),
            render: (_, row) => (
              <Link to={`/customers/${row.customerId}` as never}>{nameOf(t, row.customerName)}</Link>
            ),
          },
          {
            key: 'kind',
            title: t('lost.what'),
            render: (_, row) => (
              <Flex gap={4}>
                <Tag color={COLORS[row.kind]}>{t(`lost.${row.kind}`)}</Tag>
                {row.cameBack && <Tag color="green">{t('lost.cameBack')}</Tag>}
              </Flex>
            ),
          },
          { key: 'staff', title: t('people.column.staff'), render: (_, row) => nameOf(t, row.staffName) },
          { key: 'store', title: t('people.column.store'), render: (_, row) => row.storeName ?? '–' },
          {
            key: 'seen',
            title: t('lost.seen'),
            render: (_, row) => <Seen row={row} may={may('customers.write')} />,
          },
        ]}
      />
    </Page>
  );
}

function Seen({ row, may }: { row: Loss; may: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [comment, setComment] = useState('');
  const acknowledge = useAction(
    (text: string) =>
      client.customers.acknowledgeLossAlert({ id: row.customerId, alertId: row.alertId, comment: text }),
    t('lost.acknowledged'),
  );
  if (row.acknowledgedAt)
    return (
      <Tooltip title={formatInstant(row.acknowledgedAt)}>
        <Typography.Text type="secondary" tabIndex={0}>
          {row.acknowledgedBy}
          {row.comment && ` · ${row.comment}`}
        </Typography.Text>
      </Tooltip>
    );
  if (!may) return '–';
  return (
    <Popover
      trigger="click"
      placement="left"
      open={open}
      onOpenChange={setOpen}
      content={
        <Flex vertical gap={8} align="flex-end" style={{ width: 260 }}>
          <Input.TextArea
            rows={3}
            maxLength={300}
            value={comment}
            placeholder={t('lost.comment')}
            aria-label={t('lost.comment')}
            onChange={(event) => setComment(event.target.value)}
          />
          <Button
            type="primary"
            size="small"
            loading={acknowledge.isPending}
            onClick={() => acknowledge.mutate(comment.trim(), { onSuccess: () => setOpen(false) })}
          >
            {t('lost.acknowledge')}
          </Button>
        </Flex>
      }
    >
      <Button size="small" icon={<CheckOutlined />}>
        {t('lost.acknowledge')}
      </Button>
    </Popover>
  );
}
