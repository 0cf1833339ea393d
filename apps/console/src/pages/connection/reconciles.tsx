// What nightly reconciles found; each number opens to its rows.
import { Link } from '@tanstack/react-router';
import type { Difference, ReconcileReport } from '@yutian/contract';
import { EmptyState, formatCount, formatInstant, KeysetTable } from '@yutian/ui';
import { Button, Drawer, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';

type Kind = Difference['kind'];

const REFRESH_MS = 5_000;

export function Reconciles() {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<{ report: ReconcileReport; kind: Kind }>();
  const pages = useKeyset(
    ['reconciles'],
    (cursor) => client.connection.listReconciles({ ...(cursor && { cursor }) }),
    { refetchInterval: REFRESH_MS },
  );
  const opener = (report: ReconcileReport, kind: Kind) => (
    <Button
      type="link"
      size="small"
      disabled={report[kind] === 0}
      onClick={() => setOpened({ report, kind })}
    >
      {formatCount(report[kind])}
    </Button>
  );
  return (
    <>
      <Typography.Paragraph type="secondary">{t('reconcile.why')}</Typography.Paragraph>
      <KeysetTable<ReconcileReport>
        name="reconciles"
        label={t('reconcile.title')}
        pages={pages}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('reconcile.none')} why={t('reconcile.why')} />}
        columns={[
          { key: 'at', title: t('reconcile.at'), render: (_, row) => formatInstant(row.startedAt) },
          { key: 'state', title: '', render: (_, row) => <Tag>{t(`sync.state.${row.state}`)}</Tag> },
          {
            key: 'compared',
            title: t('reconcile.compared'),
            align: 'right',
            render: (_, row) => formatCount(row.relations),
          },
          {
            key: 'callbacks',
            title: t('reconcile.callbacks'),
            align: 'right',
            render: (_, row) => formatCount(row.callbacks),
          },
          {
            key: 'added',
            title: t('reconcile.added'),
            align: 'right',
            render: (_, row) => opener(row, 'added'),
          },
          {
            key: 'lost',
            title: t('reconcile.lost'),
            align: 'right',
            render: (_, row) => opener(row, 'lost'),
          },
          {
            key: 'changed',
            title: t('reconcile.changed'),
            align: 'right',
            render: (_, row) => opener(row, 'changed'),
          },
        ]}
      />
      <Drawer
        open={opened !== undefined}
        onClose={() => setOpened(undefined)}
        size={640}
        title={t('reconcile.rows')}
        destroyOnHidden
      >
        {opened && <Differences id={opened.report.id} kind={opened.kind} />}
      </Drawer>
    </>
  );
}

function Differences({ id, kind }: { id: string; kind: Kind }) {
  const { t } = useTranslation();
  const mayRead = useMay()('customers.read');
  const pages = useKeyset(['differences', id, kind], (cursor) =>
    client.connection.listDifferences({ id, kind, ...(cursor && { cursor }) }),
  );
  return (
    <KeysetTable<Difference>
      name="differences"
      label={t('reconcile.rows')}
      pages={pages}
      rowKey={(row) => row.id}
      empty={<EmptyState title={t('reconcile.noRows')} why={t('reconcile.noRowsWhy')} />}
      columns={[
        { key: 'kind', title: '', render: (_, row) => <Tag>{t(`reconcile.kind.${row.kind}`)}</Tag> },
        {
          key: 'customer',
          title: t('health.customer'),
          render: (_, row) =>
            row.customerId && mayRead ? (
              <Link to={`/customers/${row.customerId}` as never}>{row.customerName || t('ui.none')}</Link>
            ) : (
              row.customerName || t('ui.none')
            ),
        },
        { key: 'staff', title: t('health.staff'), render: (_, row) => row.staffName },
        { key: 'fields', title: t('reconcile.fields'), render: (_, row) => row.fields.join(', ') },
        { key: 'at', title: t('reconcile.at'), render: (_, row) => formatInstant(row.foundAt) },
      ]}
    />
  );
}
