// The prepaid quota of each corp: what is left, when it runs out, what expires, and from where on to warn.
import { useQuery } from '@tanstack/react-query';
import type { QuotaView } from '@yutian/contract';
import { ErrorState, formatCount, formatDate, formatInstant, LoadingState, toShownError } from '@yutian/ui';
import { Alert, Button, Card, Col, Flex, InputNumber, Row, Statistic, Typography } from 'antd';
import { lazy, Suspense, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { asRead } from '../../api/editions.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { useCorps } from './corps.ts';

const Chart = lazy(async () => ({ default: (await import('@yutian/ui/chart')).Chart }));
const REFRESH_MS = 60_000;

export function QuotaCards() {
  const query = useQuery(api.channels.getQuota.queryOptions({ refetchInterval: REFRESH_MS }));
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingState rows={4} />;
  return query.data.items.map((quota) => <QuotaCard key={quota.corpId} quota={quota} />);
}

function QuotaCard({ quota }: { quota: QuotaView }) {
  const { t } = useTranslation();
  const corps = useCorps() ?? [];
  const name = corps.find((corp) => corp.corpId === quota.corpId)?.name ?? quota.corpId;
  const { balance, total, usedPerDay, daysLeft } = quota;
  const figures: [string, string][] = [
    ['quota.balance', balance === null ? '–' : formatCount(balance)],
    ['quota.total', total === null ? '–' : formatCount(total)],
    ['quota.usedPerDay', usedPerDay === null ? '–' : formatCount(Math.round(usedPerDay))],
    ['quota.daysLeft', daysLeft === null ? '–' : t('quota.days', { n: formatCount(Math.floor(daysLeft)) })],
  ];
  return (
    <Card
      size="small"
      title={corps.length > 1 ? t('quota.of', { name }) : t('quota.title')}
      extra={
        <Typography.Text type="secondary">
          {quota.readAt === null ? t('quota.unread') : t('ui.asOf', { time: formatInstant(quota.readAt) })}
        </Typography.Text>
      }
    >
      <Flex vertical gap={12}>
        {quota.alarm && (
          <Alert
            type="warning"
            showIcon
            title={t('quota.alarm', { n: formatCount(balance ?? 0), below: formatCount(quota.alarmBelow) })}
            description={t('quota.alarmWhy')}
          />
        )}
        <Row gutter={[12, 12]}>
          {figures.map(([key, value]) => (
            <Col key={key} xs={12} md={6}>
              <Statistic title={t(key)} value={value} styles={{ content: { fontSize: 20 } }} />
            </Col>
          ))}
        </Row>
        <AlarmLine quota={quota} />
        {(quota.batches.length > 0 || quota.history.length > 0) && <QuotaCharts quota={quota} />}
      </Flex>
    </Card>
  );
}

function QuotaCharts({ quota }: { quota: QuotaView }) {
  const { t } = useTranslation();
  return (
    <Suspense fallback={<LoadingState rows={4} />}>
      <Row gutter={[12, 12]}>
        {quota.history.length > 0 && (
          <Col xs={24} lg={12}>
            <Chart
              title={t('quota.history')}
              kind="bar"
              height={180}
              columns={[t('code.day'), t('quota.balance')]}
              rows={quota.history.map(({ day, balance }) => [day, balance])}
              format={formatCount}
            />
          </Col>
        )}
        {quota.batches.length > 0 && (
          <Col xs={24} lg={12}>
            <Chart
              title={t('quota.expiring')}
              kind="bar"
              height={180}
              columns={[t('quota.expiresOn'), t('quota.balance')]}
              rows={quota.batches.map(({ expiresAt, balance }) => [formatDate(expiresAt), balance])}
              format={formatCount}
            />
          </Col>
        )}
      </Row>
    </Suspense>
  );
}

function AlarmLine({ quota }: { quota: QuotaView }) {
  const { t } = useTranslation();
  const may = useMay();
  const id = useId();
  const [below, setBelow] = useState(quota.alarmBelow);
  const set = useAction(
    () => client.channels.setQuotaAlarm({ corpId: quota.corpId, alarmBelow: below }, asRead(quota)),
    t('acquire.saved'),
  );
  if (!may('channels.write'))
    return (
      <Typography.Text type="secondary">
        {t('quota.warnAt', { n: formatCount(quota.alarmBelow) })}
      </Typography.Text>
    );
  return (
    <Flex gap={8} align="center" wrap>
      <label htmlFor={id}>{t('quota.warn')}</label>
      <InputNumber
        id={id}
        min={0}
        max={1_000_000}
        precision={0}
        value={below}
        onChange={(value) => setBelow(value ?? 0)}
      />
      <Button
        disabled={below === quota.alarmBelow}
        loading={set.isPending}
        onClick={() => set.mutate(undefined)}
      >
        {t('ui.save')}
      </Button>
    </Flex>
  );
}
