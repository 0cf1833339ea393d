// The figures of one group by day, and how active its owner's groups are.
import { useQuery } from '@tanstack/react-query';
import { ErrorState, formatCount, formatInstant, LoadingState, toShownError } from '@yutian/ui';
import { Chart } from '@yutian/ui/chart';
import { Col, Row, Typography } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useServerNow } from '../../api/server-clock.ts';
import { given } from '../../api/keyset.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;
const dayOf = (ms: number) => new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10);

export default function GroupCharts({ groupId, ownerId }: { groupId: string; ownerId: string | undefined }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const period = { from: dayOf(now - (DAYS - 1) * DAY_MS), to: dayOf(now) };
  const days = useQuery(api.groups.groupDays.queryOptions({ input: { id: groupId, ...period } }));
  const activity = useQuery(
    api.groups.groupActivity.queryOptions({ input: { ...given({ ownerId }), days: DAYS } }),
  );
  const flow = useMemo(
    () => (days.data?.days ?? []).map((row) => [row.day, row.joined, row.left]),
    [days.data],
  );
  const size = useMemo(() => (days.data?.days ?? []).map((row) => [row.day, row.members]), [days.data]);
  const active = useMemo(
    () =>
      (activity.data?.days ?? []).map((row) => [
        row.day,
        row.memberRate.numerator,
        row.memberRate.denominator,
      ]),
    [activity.data],
  );
  const columns = useMemo(
    () => ({
      flow: [t('group.day'), t('group.joined'), t('group.left')],
      size: [t('group.day'), t('groups.members')],
      active: [t('group.day'), t('group.wrote'), t('group.total')],
    }),
    [t],
  );
  const failed = days.error ?? activity.error;
  if (failed) return <ErrorState error={toShownError(failed)} onRetry={() => void days.refetch()} />;
  if (!days.data || !activity.data) return <LoadingState rows={6} />;
  return (
    <Row gutter={[12, 12]}>
      <Col xs={24} lg={12}>
        <Chart title={t('group.days')} kind="bar" columns={columns.flow} rows={flow} format={formatCount} />
        {days.data.knownSince !== null && (
          <Typography.Text type="secondary">
            {t('group.knownSince', { time: formatInstant(days.data.knownSince) })}
          </Typography.Text>
        )}
      </Col>
      <Col xs={24} lg={12}>
        <Chart title={t('group.size')} kind="line" columns={columns.size} rows={size} format={formatCount} />
      </Col>
      <Col xs={24}>
        <Chart
          title={t('group.ownerActivity')}
          kind="line"
          columns={columns.active}
          rows={active}
          format={formatCount}
        />
        <Typography.Text type="secondary">{t('group.ownerActivityWhy')}</Typography.Text>
      </Col>
    </Row>
  );
}
