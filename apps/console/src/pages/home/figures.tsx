// The figures of the period; each opens to the rows behind it.
import type { Metric, Overview } from '@yutian/contract';
import { Figure } from '@yutian/ui';
import { Col, Row } from 'antd';
import { useTranslation } from 'react-i18next';
import { ChangeText, MetricText } from './metric-value.tsx';

export function Figures({ overview, onOpen }: { overview: Overview; onOpen: (metric: Metric) => void }) {
  const { t } = useTranslation();
  return (
    <Row gutter={[12, 12]}>
      {overview.figures.map(({ metric, value, previous }) => {
        const name = t(`metric.${metric}`);
        const opens = value.kind !== 'unknown';
        return (
          <Col key={metric} xs={12} md={8} xl={6} xxl={4}>
            <Figure
              name={name}
              definition={t(`metric.${metric}.definition`)}
              value={<MetricText value={value} />}
              change={<ChangeText value={value} previous={previous} />}
              openLabel={t('home.open', { name })}
              {...(opens && { onOpen: () => onOpen(metric) })}
            />
          </Col>
        );
      })}
    </Row>
  );
}
