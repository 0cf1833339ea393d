// What happened by day, and how far the new friends came.
import type { Overview } from '@yutian/contract';
import { formatCount, formatMoney } from '@yutian/ui';
import { Chart } from '@yutian/ui/chart';
import { Col, Row, Typography } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

const asYuan = (fen: number) => formatMoney({ amountFen: fen, currency: 'CNY' });

export default function HomeCharts({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { series, cohort } = overview;
  const people = useMemo(
    () => series.map((row) => [row.day, row.adds, row.replied, row.firstBuyers, row.lost]),
    [series],
  );
  const money = useMemo(() => series.map((row) => [row.day, row.paidFen]), [series]);
  const funnel = useMemo(
    () => [
      [t('home.added'), cohort.added],
      [t('home.greeted'), cohort.greeted],
      [t('home.replied'), cohort.replied],
      [t('home.bought'), cohort.bought],
    ],
    [cohort, t],
  );
  const peopleColumns = useMemo(
    () => [t('home.day'), t('metric.adds'), t('home.replied'), t('metric.firstBuyers'), t('metric.lost')],
    [t],
  );
  return (
    <Row gutter={[12, 12]}>
      <Col xs={24} xl={10}>
        <Chart
          title={t('home.byDay')}
          kind="line"
          columns={peopleColumns}
          rows={people}
          format={formatCount}
        />
      </Col>
      <Col xs={24} md={12} xl={7}>
        <Chart
          title={t('home.money')}
          kind="bar"
          columns={[t('home.day'), t('metric.paidAmount')]}
          rows={money}
          format={asYuan}
        />
      </Col>
      <Col xs={24} md={12} xl={7}>
        <Chart
          title={t('home.funnel')}
          kind="funnel"
          columns={[t('home.step'), t('home.people')]}
          rows={funnel}
          format={formatCount}
        />
        {!cohort.complete && <Typography.Text type="secondary">{t('home.open7')}</Typography.Text>}
      </Col>
    </Row>
  );
}
