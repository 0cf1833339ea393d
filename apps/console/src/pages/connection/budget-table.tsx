// What is left of each API's budget, who waits, and what is blocked.
import type { ApiBudget, CorpHealth } from '@yutian/contract';
import { EmptyState, formatCount, formatInstant, WideTable } from '@yutian/ui';
import { Progress, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

export function BudgetTable({ corps }: { corps: readonly CorpHealth[] }) {
  const { t } = useTranslation();
  const rows = corps.flatMap((corp) => corp.apis.map((budget) => ({ ...budget, corpId: corp.corpId })));
  const gauge = (name: string, { used, limit }: { used: number; limit: number }) => (
    <Progress
      aria-label={name}
      percent={Math.min(100, Math.round((used / limit) * 100))}
      size="small"
      format={() => `${formatCount(used)} / ${formatCount(limit)}`}
      style={{ minWidth: 220 }}
    />
  );
  return (
    <>
      <Typography.Paragraph type="secondary">{t('health.budgetsWhy')}</Typography.Paragraph>
      <WideTable<ApiBudget & { corpId: string }>
        aria-label={t('health.budgets')}
        pagination={false}
        rowKey={(row) => `${row.corpId}:${row.api}`}
        dataSource={rows}
        locale={{ emptyText: <EmptyState title={t('health.noBudgets')} why={t('health.budgetsWhy')} /> }}
        columns={[
          { key: 'api', title: t('health.api'), dataIndex: 'api' },
          {
            key: 'minute',
            title: t('health.minute'),
            render: (_, row) => gauge(t('health.minute'), row.minute),
          },
          { key: 'hour', title: t('health.hour'), render: (_, row) => gauge(t('health.hour'), row.hour) },
          {
            key: 'waiting',
            title: t('health.lanes'),
            render: (_, { waiting: w }) => `${w.welcome} / ${w.guide} / ${w.mass} / ${w.sync}`,
          },
          { key: 'failed', title: t('health.apiFailed'), dataIndex: 'failed', align: 'right' },
          {
            key: 'blocked',
            title: '',
            render: (_, row) =>
              row.blockedUntil && (
                <Tag color="orange">
                  {t('health.blocked', { time: formatInstant(row.blockedUntil), why: row.blockedBecause })}
                </Tag>
              ),
          },
        ]}
      />
    </>
  );
}
