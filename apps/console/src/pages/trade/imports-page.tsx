// 导入: files of orders come in here; below, what came in before.
import { useNavigate } from '@tanstack/react-router';
import type { ImportRun } from '@yutian/contract';
import { EmptyState, formatCount, formatInstant, KeysetTable, Page } from '@yutian/ui';
import { Button, Card, Progress, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useKeyset } from '../../api/keyset.ts';
import { ImportUpload } from './import-upload.tsx';

export const RUN_COLORS: Record<ImportRun['state'], string> = {
  waiting: 'default',
  running: 'processing',
  done: 'green',
  cancelled: 'orange',
  failed: 'red',
};
const REFRESH_MS = 5_000;

export default function ImportsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('page./imports')} question={t('imports.question')}>
      <ImportUpload />
      <Card size="small" title={t('imports.past')}>
        <PastImports />
      </Card>
    </Page>
  );
}

function PastImports() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const pages = useKeyset(['imports'], (cursor) => client.orders.listImports({ ...(cursor && { cursor }) }), {
    refetchInterval: REFRESH_MS,
  });
  const open = (row: ImportRun) => void navigate({ to: `/imports/${row.importId}` });
  return (
    <KeysetTable<ImportRun>
      name="imports"
      label={t('imports.past')}
      pages={pages}
      rowKey={(row) => row.importId}
      onOpen={open}
      empty={<EmptyState title={t('imports.none')} why={t('imports.noneWhy')} />}
      columns={[
        {
          key: 'file',
          title: t('imports.file'),
          render: (_, row) => (
            <Button type="link" size="small" style={{ padding: 0 }} onClick={() => open(row)}>
              {row.fileName}
            </Button>
          ),
        },
        { key: 'shop', title: t('orders.shop'), render: (_, row) => row.shopName },
        {
          key: 'state',
          title: t('orders.state'),
          render: (_, row) =>
            row.state === 'running' ? (
              <Progress
                percent={Math.floor(row.progress * 100)}
                size="small"
                style={{ width: 120 }}
                aria-label={t('imports.progress')}
              />
            ) : (
              <Tag color={RUN_COLORS[row.state]}>{t(`importState.${row.state}`)}</Tag>
            ),
        },
        {
          key: 'created',
          title: t('imports.created'),
          align: 'right',
          render: (_, row) => formatCount(row.created),
        },
        {
          key: 'updated',
          title: t('imports.updated'),
          align: 'right',
          render: (_, row) => formatCount(row.updated),
        },
        {
          key: 'unchanged',
          title: t('imports.unchanged'),
          align: 'right',
          render: (_, row) => formatCount(row.unchanged),
        },
        {
          key: 'bad',
          title: t('imports.rowsBad'),
          align: 'right',
          render: (_, row) =>
            row.errorsUrl ? (
              <a href={row.errorsUrl} download onClick={(event) => event.stopPropagation()}>
                {formatCount(row.rowsBad)}
              </a>
            ) : (
              <Typography.Text type="secondary">0</Typography.Text>
            ),
        },
        { key: 'by', title: t('imports.by'), render: (_, row) => row.startedBy },
        { key: 'at', title: t('imports.at'), render: (_, row) => formatInstant(row.createdAt) },
      ]}
    />
  );
}
