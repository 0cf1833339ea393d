// Whose traffic, whose sale (双算), and the evidence in words.
import type { Evidence, Order } from '@yutian/contract';
import { EmptyState, formatInstant } from '@yutian/ui';
import { Card, Descriptions, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

export function AttributionCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const found = order.attribution;
  return (
    <Card size="small" title={t('order.attribution')}>
      {found ? (
        <Flex vertical gap={8}>
          <Descriptions
            size="small"
            column={1}
            layout="vertical"
            items={[
              {
                key: 'source',
                label: t('order.source'),
                children: <Answer name={order.sourceChannelName} evidence={found.source} />,
              },
              {
                key: 'closing',
                label: t('order.closing'),
                children: <Answer name={order.closingStaffName} evidence={found.closing} />,
              },
            ]}
          />
          <Typography.Text type="secondary">
            {t(found.rule.version === 0 ? 'order.defaultRule' : 'order.rule', {
              rule: t(`attributionRule.${found.rule.name}`),
              version: found.rule.version,
              time: formatInstant(found.computedAt),
            })}
          </Typography.Text>
        </Flex>
      ) : (
        <EmptyState title={t('order.notAttributed')} why={t('order.notAttributedWhy')} />
      )}
    </Card>
  );
}

function Answer({ name, evidence }: { name: string | null; evidence: Evidence }) {
  const { t } = useTranslation();
  const words = useEvidenceWords();
  return (
    <Flex vertical>
      <Typography.Text strong>{name ?? t('orders.nobody')}</Typography.Text>
      <Typography.Text type="secondary">{words(evidence)}</Typography.Text>
    </Flex>
  );
}

/** The sentence for a piece of evidence. */
export function useEvidenceWords(): (evidence: Evidence) => string {
  const { t } = useTranslation();
  return (evidence) =>
    t(`evidence.${evidence.kind}`, {
      at: evidence.at ? formatInstant(evidence.at) : t('ui.none'),
      label: evidence.label ?? t('order.noCode'),
      staff: evidence.staffName ?? t('order.someStaff'),
    });
}
