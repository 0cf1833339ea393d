// 运营总览: how business is, compared with the period before; every number opens to its rows.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { EmptyState, ErrorState, formatInstant, LoadingState, Page, toShownError } from '@yutian/ui';
import { Button, Flex, Segmented, Tag, Typography } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useServerNow } from '../../api/server-clock.ts';
import { useMay } from '../../api/session.ts';
import { Breakdown } from './breakdown.tsx';
import { Figures } from './figures.tsx';
import { type HomeFilters, PART_OF, PRESETS, periodOf, type Preset, readFilters } from './period.ts';
import { type Opened, RowsDrawer } from './rows-drawer.tsx';

const HomeCharts = lazy(() => import('./charts.tsx'));
const REFRESH_MS = 10_000;

export default function HomePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const filters = readFilters(useSearch({ strict: false }));
  const [opened, setOpened] = useState<Opened>();
  const { preset, ...cutBy } = filters;
  const cut = { ...periodOf(filters, useServerNow()), ...cutBy };
  const query = useQuery(api.insight.overview.queryOptions({ input: cut, refetchInterval: REFRESH_MS }));
  const change = (next: Partial<HomeFilters>) =>
    void navigate({ to: '.', search: { ...filters, ...next } as never, replace: true });
  const overview = query.data;
  const empty = overview?.figures.every(
    ({ value }) =>
      value.kind === 'unknown' ||
      (value.kind === 'count' && value.count === 0) ||
      (value.kind === 'money' && value.money.amountFen === 0),
  );
  return (
    <Page
      title={t('page./')}
      question={t('home.question')}
      filters={
        <>
          <Segmented<Preset>
            value={preset}
            onChange={(value) => change({ preset: value })}
            options={(Object.keys(PRESETS) as Preset[]).map((value) => ({
              value,
              label: t(`home.${value}`),
            }))}
            aria-label={t('home.period')}
          />
          {Object.keys(cutBy).length > 0 && (
            <Button type="link" onClick={() => void navigate({ to: '.', search: { preset } as never })}>
              {t('ui.reset')}
            </Button>
          )}
          {overview && (
            <Typography.Text type="secondary">
              {t('ui.asOf', { time: formatInstant(overview.asOf) })}{' '}
              <Tag>{t(`source.${overview.messageSource}`)}</Tag>
            </Typography.Text>
          )}
        </>
      }
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !overview ? (
        <LoadingState />
      ) : (
        <Flex vertical gap={12}>
          {empty && <FirstSteps />}
          <Figures overview={overview} onOpen={(metric) => setOpened({ metric, cut })} />
          <Suspense fallback={<LoadingState rows={6} />}>
            <HomeCharts overview={overview} />
          </Suspense>
          <Breakdown cut={cut} onPick={(by, id) => change({ [PART_OF[by]]: id })} onOpen={setOpened} />
        </Flex>
      )}
      <RowsDrawer opened={opened} onClose={() => setOpened(undefined)} />
    </Page>
  );
}

/** A company without anything yet: what comes first, for who may do it. */
function FirstSteps() {
  const { t } = useTranslation();
  const connects = useMay()('connection.write');
  return (
    <EmptyState
      title={t('home.empty')}
      why={t(connects ? 'home.emptyWhy' : 'home.emptyAsk')}
      action={
        <Link to={(connects ? '/corps' : '/imports') as never}>
          <Button type="primary">{t(connects ? 'home.emptyGo' : 'home.emptyImport')}</Button>
        </Link>
      }
    />
  );
}
