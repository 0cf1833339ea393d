// Timed work: when it is due next and how it last went.
import type { SyncHealth } from '@yutian/contract';
import { formatInstant, WideTable } from '@yutian/ui';
import { Typography } from 'antd';
import { useTranslation } from 'react-i18next';

export function SweepTable({ sweeps }: Pick<SyncHealth, 'sweeps'>) {
  const { t } = useTranslation();
  return (
    <WideTable
      aria-label={t('sweep.title')}
      pagination={false}
      rowKey={(row) => row.name}
      dataSource={sweeps}
      columns={[
        { key: 'name', title: t('parked.name'), render: (_, row) => t(`work.${row.name}`, row.name) },
        {
          key: 'last',
          title: t('health.last'),
          render: (_, row) => row.lastRunAt && formatInstant(row.lastRunAt),
        },
        { key: 'next', title: t('sweep.next'), render: (_, row) => formatInstant(row.nextDueAt) },
        { key: 'moved', title: t('sweep.moved'), dataIndex: 'lastMoved', align: 'right' },
        {
          key: 'error',
          title: t('sweep.error'),
          render: (_, row) =>
            row.lastError && <Typography.Text type="danger">{row.lastError}</Typography.Text>,
        },
      ]}
    />
  );
}
