// 企微连接与同步健康: is WeCom connected, is anything missed or stuck.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  EmptyState,
  ErrorState,
  formatCount,
  formatInstant,
  LoadingState,
  Page,
  toShownError,
} from '@yutian/ui';
import { Button, Card, Flex, Tabs, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { BudgetTable } from './budget-table.tsx';
import { DiskAlert } from './disk-alert.tsx';
import { InboxCard } from './inbox-card.tsx';
import { ParkedJobs } from './parked-jobs.tsx';
import { Reconciles } from './reconciles.tsx';
import { SweepTable } from './sweep-table.tsx';
import { SyncCard } from './sync-card.tsx';

const REFRESH_MS = 2_000;
const COLORS = { connected: 'green', refused: 'red', unreachable: 'orange', unknown: 'default' } as const;

export default function ConnectionPage() {
  const { t } = useTranslation();
  const query = useQuery(api.connection.health.queryOptions({ refetchInterval: REFRESH_MS }));
  const { data: corps } = useQuery(api.org.listCorps.queryOptions({ staleTime: 60_000 }));
  const nameOf = (corpId: string) => corps?.items.find((corp) => corp.corpId === corpId)?.name;
  return (
    <Page title={t('page./connection')} question={t('health.question')}>
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingState />
      ) : (
        <Flex vertical gap={12}>
          <DiskAlert disk={query.data.disk} />
          {query.data.corps.length === 0 && (
            <EmptyState
              title={t('corps.none')}
              why={t('corps.noneWhy')}
              action={
                <Link to={'/corps' as never}>
                  <Button type="primary">{t('corps.connect')}</Button>
                </Link>
              }
            />
          )}
          {query.data.corps.map((corp) => (
            <Card
              key={corp.corpId}
              size="small"
              title={
                <Flex gap={8} align="center" wrap>
                  <span>{nameOf(corp.corpId)}</span>
                  <Typography.Text type="secondary">{corp.corpId}</Typography.Text>
                  <Tag color={COLORS[corp.state]}>{t(`health.state.${corp.state}`)}</Tag>
                  {corp.since && (
                    <Typography.Text type="secondary">
                      {t('health.since', { time: formatInstant(corp.since) })}
                    </Typography.Text>
                  )}
                  {corp.nextTryAt && (
                    <Typography.Text type="secondary">
                      {t('health.nextTry', { time: formatInstant(corp.nextTryAt) })}
                    </Typography.Text>
                  )}
                </Flex>
              }
            >
              {corp.reason && (
                <Typography.Paragraph type="danger">
                  {t(corp.reason.code, corp.reason.message)}{' '}
                  {corp.reason.errcode !== null && `(${corp.reason.errcode})`}
                </Typography.Paragraph>
              )}
              <SyncCard corpId={corp.corpId} run={corp.latestRun} />
              <Typography.Text type="secondary">
                {t(`source.${corp.messages.source}`)}
                {corp.messages.source === 'archive' &&
                  ` · ${t('health.archiveSeq', { n: formatCount(corp.messages.archive.messages), agreed: formatCount(corp.messages.archive.agreed) })}`}
                {corp.messages.behaviour.firstDay &&
                  ` · ${t('health.behaviourDays', { from: corp.messages.behaviour.firstDay, to: corp.messages.behaviour.lastDay })}`}
              </Typography.Text>
            </Card>
          ))}
          <InboxCard inbox={query.data.inbox} rejections={query.data.rejections} />
          <Tabs
            items={[
              {
                key: 'budgets',
                label: t('health.budgets'),
                children: <BudgetTable corps={query.data.corps} />,
              },
              { key: 'reconciles', label: t('reconcile.title'), children: <Reconciles /> },
              {
                key: 'parked',
                label: `${t('parked.title')} (${query.data.parkedJobs})`,
                children: <ParkedJobs />,
              },
              { key: 'sweeps', label: t('sweep.title'), children: <SweepTable sweeps={query.data.sweeps} /> },
            ]}
          />
        </Flex>
      )}
    </Page>
  );
}
