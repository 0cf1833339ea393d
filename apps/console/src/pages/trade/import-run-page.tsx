// One import: how far it is, what it did, and the rows it did not take.
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ImportRun } from '@yutian/contract';
import {
  EmptyState,
  ErrorState,
  formatCount,
  formatInstant,
  KeysetTable,
  LoadingState,
  Page,
  toShownError,
} from '@yutian/ui';
import { Alert, Button, Card, Col, Flex, Popconfirm, Progress, Row, Statistic, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useKeyset } from '../../api/keyset.ts';
import { useAction } from '../../api/use-action.ts';
import { RUN_COLORS } from './imports-page.tsx';

const WATCH_MS = 700;
const STATUS = {
  waiting: 'active',
  running: 'active',
  done: 'success',
  cancelled: 'normal',
  failed: 'exception',
} as const;
const moving = (run: ImportRun | undefined) => run?.state === 'waiting' || run?.state === 'running';

export default function ImportRunPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const query = useQuery(
    api.orders.getImport.queryOptions({
      input: { importId: id },
      refetchInterval: ({ state }) => (moving(state.data) ? WATCH_MS : false),
    }),
  );
  const run = query.data;
  return (
    <Page
      title={run?.fileName ?? t('page./imports/$id')}
      question={t('imports.runQuestion')}
      actions={
        <>
          <Button onClick={() => void navigate({ to: '/imports' })}>{t('imports.back')}</Button>
          {run && <RunActions run={run} />}
        </>
      }
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !run ? (
        <LoadingState />
      ) : (
        <>
          <RunProgress run={run} />
          <Outcome run={run} />
          {run.rowsBad > 0 && <RowErrors run={run} />}
        </>
      )}
    </Page>
  );
}

function RunActions({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const cancel = useAction(
    () => client.orders.cancelImport({ importId: run.importId }),
    t('imports.cancelled'),
  );
  const resume = useAction(() => client.orders.resumeImport({ importId: run.importId }));
  if (moving(run))
    return (
      <Popconfirm
        title={t('imports.cancelAsk')}
        description={t('imports.cancelWhy', { n: formatCount(run.ordersDone) })}
        okText={t('imports.cancelDo')}
        onConfirm={() => cancel.mutate(undefined)}
      >
        <Button danger loading={cancel.isPending}>
          {t('imports.cancelDo')}
        </Button>
      </Popconfirm>
    );
  if (run.state === 'done')
    return (
      <Button
        type="primary"
        onClick={() => void navigate({ to: '/orders', search: { shopId: run.shopId } as never })}
      >
        {t('imports.toOrders')}
      </Button>
    );
  return (
    <Button type="primary" loading={resume.isPending} onClick={() => resume.mutate(undefined)}>
      {t('imports.resume')}
    </Button>
  );
}

function RunProgress({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const active = moving(run);
  return (
    <Card size="small">
      <Flex vertical gap={8}>
        <Flex gap={8} wrap align="center">
          <Tag color={RUN_COLORS[run.state]}>{t(`importState.${run.state}`)}</Tag>
          {active && <span>{t(`importPhase.${run.phase}`)}</span>}
          <Typography.Text type="secondary">
            {t('imports.into', { shop: run.shopName })} · {run.startedBy} · {formatInstant(run.createdAt)}
            {run.finishedAt && ` – ${formatInstant(run.finishedAt)}`}
          </Typography.Text>
        </Flex>
        <Progress
          percent={Math.floor(run.progress * 100)}
          status={STATUS[run.state]}
          aria-label={t('imports.progress')}
        />
        <Typography.Text type="secondary" role="status">
          {t('imports.read', { read: formatCount(run.rowsRead), total: formatCount(run.rowsTotal) })}
          {run.ordersTotal > 0 &&
            ` · ${t('imports.recorded', { done: formatCount(run.ordersDone), total: formatCount(run.ordersTotal) })}`}
          {active &&
            run.rowsPerSecond !== null &&
            ` · ${t('imports.rate', { n: formatCount(Math.round(run.rowsPerSecond)) })}`}
          {active &&
            run.secondsLeft !== null &&
            ` · ${t('imports.left', { n: formatCount(run.secondsLeft) })}`}
        </Typography.Text>
        {active && <Typography.Text type="secondary">{t('imports.leave')}</Typography.Text>}
        {run.fault && (
          <Alert type="error" showIcon title={t(run.fault.code, run.fault.message)} role="alert" />
        )}
      </Flex>
    </Card>
  );
}

function Outcome({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const figures = ['created', 'updated', 'unchanged', 'conflicts', 'rowsOk', 'rowsBad'] as const;
  return (
    <Card size="small" title={t('imports.outcome')}>
      <Row gutter={[8, 8]}>
        {figures.map((name) => (
          <Col key={name} xs={12} sm={8} xl={4}>
            <Statistic title={t(`imports.${name}`)} value={run[name]} />
          </Col>
        ))}
      </Row>
    </Card>
  );
}

type RowError = Awaited<ReturnType<typeof client.orders.listImportErrors>>['items'][number];

function RowErrors({ run }: { run: ImportRun }) {
  const { t, i18n } = useTranslation();
  const pages = useKeyset(['import-errors', run.importId, moving(run)], (cursor) =>
    client.orders.listImportErrors({ importId: run.importId, ...(cursor && { cursor }) }),
  );
  return (
    <Card
      size="small"
      title={t('imports.notTaken', { n: formatCount(run.rowsBad) })}
      extra={
        run.errorsUrl && (
          <Button size="small" icon={<DownloadOutlined />} href={run.errorsUrl} download>
            {t('imports.errorFile')}
          </Button>
        )
      }
    >
      <KeysetTable<RowError>
        name="import-errors"
        label={t('imports.issues')}
        pages={pages}
        rowKey={(row) => `${row.line}:${row.code}`}
        empty={<EmptyState title={t('imports.noErrors')} why={t('imports.noErrorsWhy')} />}
        columns={[
          {
            key: 'line',
            title: t('imports.lineNo'),
            align: 'right',
            render: (_, row) => formatCount(row.line),
          },
          {
            key: 'why',
            title: t('imports.reason'),
            render: (_, row) => (i18n.exists(row.code) ? t(row.code) : row.reason),
          },
          { key: 'column', title: t('imports.column'), render: (_, row) => row.column },
          { key: 'order', title: t('orders.no'), render: (_, row) => row.orderNo },
        ]}
      />
    </Card>
  );
}
