// What a code brought: adds by day, by guide with today's cap, and how people were greeted.
import { useQuery } from '@tanstack/react-query';
import type { contract } from '@yutian/contract';
import {
  CountText,
  EmptyState,
  ErrorState,
  formatCount,
  LoadingState,
  toShownError,
  WideTable,
} from '@yutian/ui';
import type { InferContractRouterOutputs } from '@orpc/contract';
import { Card, Col, Progress, Row } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { PeopleCount, type PeopleCut, PeopleDrawer } from './people-drawer.tsx';
import { everyDay, type Period } from './period.ts';
import { WelcomeOutcomes } from './welcome-outcomes.tsx';

const Chart = lazy(async () => ({ default: (await import('@yutian/ui/chart')).Chart }));

type Stats = InferContractRouterOutputs<typeof contract>['channels']['codeStats'];

export function CodeStats({ codeId, period }: { codeId: string; period: Period }) {
  const { t } = useTranslation();
  const query = useQuery(
    api.channels.codeStats.queryOptions({ input: { id: codeId, ...period }, refetchInterval: 15_000 }),
  );
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingState />;
  const { days, staff, welcome } = query.data;
  return (
    <Row gutter={[12, 12]}>
      <Col xs={24} xl={14}>
        <Suspense fallback={<LoadingState rows={6} />}>
          <Chart
            title={t('code.addsByDay')}
            kind="bar"
            height={240}
            columns={[t('code.day'), t('codes.addsPeople')]}
            rows={everyDay(period, days, (day) => ({ day, adds: 0, people: 0, half: 0 })).map(
              ({ day, people }) => [day, people],
            )}
            format={formatCount}
          />
        </Suspense>
      </Col>
      <Col xs={24} xl={10}>
        <WelcomeOutcomes counts={welcome} codeId={codeId} />
      </Col>
      <Col span={24}>
        <ByGuide staff={staff} codeId={codeId} period={period} />
      </Col>
    </Row>
  );
}

function ByGuide({ staff, codeId, period }: Pick<Stats, 'staff'> & { codeId: string; period: Period }) {
  const { t } = useTranslation();
  const [people, setPeople] = useState<PeopleCut>();
  return (
    <Card size="small" title={t('code.byGuide')}>
      <WideTable
        aria-label={t('code.byGuide')}
        rowKey="staffId"
        pagination={staff.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        dataSource={staff}
        locale={{ emptyText: <EmptyState title={t('code.noAdds')} why={t('code.noAddsWhy')} /> }}
        columns={[
          {
            key: 'name',
            title: t('acquire.staff'),
            render: (_, row) => row.staffName ?? t('acquire.someStaff'),
          },
          {
            key: 'today',
            title: t('code.todayLoad'),
            render: (_, { today, cap, staffName }) =>
              cap === null ? (
                <CountText value={today} />
              ) : (
                <Progress
                  size="small"
                  percent={cap === 0 ? 100 : Math.min(100, (today / cap) * 100)}
                  format={() => `${formatCount(today)} / ${formatCount(cap)}`}
                  status={today >= cap ? 'exception' : 'normal'}
                  style={{ width: 180 }}
                  aria-label={`${staffName ?? ''} ${t('code.todayLoad')}`}
                />
              ),
          },
          {
            key: 'adds',
            title: t('codes.addsPeriod'),
            align: 'right',
            sorter: (a, b) => a.adds - b.adds,
            render: (_, row) => (
              <PeopleCount
                count={row.adds}
                step={t('codes.addsPeriod')}
                onOpen={() =>
                  setPeople({
                    ...period,
                    step: 'added',
                    name: row.staffName ?? t('acquire.someStaff'),
                    codeId,
                    staffId: row.staffId,
                  })
                }
              />
            ),
          },
        ]}
      />
      <PeopleDrawer cut={people} onClose={() => setPeople(undefined)} />
    </Card>
  );
}
