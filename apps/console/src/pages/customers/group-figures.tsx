// The figures of groups with what they are made of: how many people, how active, what is nearly full.
import { useQuery } from '@tanstack/react-query';
import type { GroupTotals } from '@yutian/contract';
import { CountText, ErrorState, Figure, formatCount, RateText, toShownError } from '@yutian/ui';
import { Col, Row } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { given } from '../../api/keyset.ts';

export function GroupFigures({
  ownerId,
  storeId,
  totals,
  onLargest,
}: {
  ownerId?: string | undefined;
  storeId?: string | undefined;
  totals?: GroupTotals | undefined;
  /** Shows the largest groups first. */
  onLargest: () => void;
}) {
  const { t } = useTranslation();
  const activity = useQuery(
    api.groups.groupActivity.queryOptions({ input: { ...given({ ownerId, storeId }), days: 1 } }),
  );
  if (activity.error)
    return <ErrorState error={toShownError(activity.error)} onRetry={() => void activity.refetch()} />;
  const lastDay = activity.data?.lastDay;
  const until = lastDay ? t('groups.activityUntil', { day: lastDay }) : t('groups.activityNone');
  const windowOf = (days: number) => activity.data?.windows.find((one) => one.days === days);
  const rates = [
    { name: 'groups.activity.7', why: 'groups.activityWhy', rate: windowOf(7)?.memberRate },
    { name: 'groups.activity.30', why: 'groups.activityWhy', rate: windowOf(30)?.memberRate },
    { name: 'groups.activity.groups', why: 'groups.groupRateWhy', rate: windowOf(7)?.groupRate },
  ];
  return (
    <Row gutter={[12, 12]}>
      {totals && (
        <Col xs={12} lg={6} xl={5}>
          <Figure
            name={t('groups.total')}
            definition={t('groups.totalWhy')}
            value={<CountText value={totals.members} />}
            change={t('groups.totalParts', {
              customers: formatCount(totals.customers),
              strangers: formatCount(totals.strangers),
            })}
          />
        </Col>
      )}
      {rates.map(({ name, why, rate }) => (
        <Col key={name} xs={12} lg={6} xl={5}>
          <Figure
            name={t(name)}
            definition={t(why)}
            value={rate ? <RateText rate={rate} /> : '–'}
            change={until}
          />
        </Col>
      ))}
      {totals && (
        <Col xs={12} lg={6} xl={4}>
          <Figure
            name={t('groups.nearlyFull')}
            definition={t('groups.nearlyFullWhy')}
            value={<CountText value={totals.nearlyFull} />}
            onOpen={onLargest}
          />
        </Col>
      )}
    </Row>
  );
}
