// Jobs that need a person: why they stopped, and a button to try again.
import { useQuery } from '@tanstack/react-query';
import type { ParkedJobView } from '@yutian/contract';
import { EmptyState, ErrorState, formatInstant, LoadingState, toShownError } from '@yutian/ui';
import { Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';

const REFRESH_MS = 5_000;

export function ParkedJobs() {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(api.connection.listParkedJobs.queryOptions({ refetchInterval: REFRESH_MS }));
  const rerun = useAction((id: string) => client.connection.rerunParkedJob({ id }), t('sync.started'));
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingState rows={3} />;
  return (
    <Table<ParkedJobView>
      size="small"
      pagination={false}
      rowKey={(row) => row.id}
      dataSource={query.data.items}
      locale={{ emptyText: <EmptyState title={t('parked.none')} why={t('parked.noneWhy')} /> }}
      columns={[
        { key: 'name', title: t('parked.name'), render: (_, row) => t(`work.${row.name}`, row.name) },
        { key: 'reason', title: t('health.reason'), render: (_, row) => t(row.code, row.message) },
        { key: 'attempts', title: t('parked.attempts'), dataIndex: 'attempts', align: 'right' },
        { key: 'at', title: t('reconcile.at'), render: (_, row) => formatInstant(row.parkedAt) },
        {
          key: 'rerun',
          title: '',
          render: (_, row) =>
            may('connection.write') && (
              <Button size="small" onClick={() => rerun.mutate(row.id)}>
                {t('parked.rerun')}
              </Button>
            ),
        },
      ]}
    />
  );
}
