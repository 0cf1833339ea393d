// 「这次会发生什么」: what the import would do, told before it runs.
import { useQuery } from '@tanstack/react-query';
import type { ImportCheck, ImportMapping } from '@yutian/contract';
import { ErrorState, formatCount, LoadingState, MoneyText, toShownError, WideTable } from '@yutian/ui';
import { Alert, Descriptions, Flex, Typography } from 'antd';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { missingFields } from './mapping.ts';

/** Asks the server what would happen, as soon as a shop is chosen and nothing is missing. */
export function useImportCheck(fileId: string, shopId: string | undefined, mapping: ImportMapping) {
  const settled = useDeferredValue(mapping);
  const missing = missingFields(settled);
  const query = useQuery({
    queryKey: ['import-check', fileId, shopId, settled],
    enabled: shopId !== undefined && missing.length === 0,
    staleTime: 60_000,
    queryFn: () => client.orders.checkImport({ fileId, shopId: shopId ?? '', mapping: settled }),
  });
  return { ...query, missing };
}

export function ImportCheckCard({
  shopChosen,
  check,
}: {
  shopChosen: boolean;
  check: ReturnType<typeof useImportCheck>;
}) {
  const { t } = useTranslation();
  if (check.missing.length > 0)
    return (
      <Alert
        type="warning"
        showIcon
        title={t('imports.missing', {
          fields: check.missing.map((field) => t(`importField.${field}`)).join('、'),
        })}
      />
    );
  if (!shopChosen) return <Typography.Text type="secondary">{t('imports.shopFirst')}</Typography.Text>;
  if (check.error)
    return <ErrorState error={toShownError(check.error)} onRetry={() => void check.refetch()} />;
  if (!check.data) return <LoadingState rows={4} />;
  return <Findings found={check.data} />;
}

function Findings({ found }: { found: ImportCheck }) {
  const { t } = useTranslation();
  const made = found.orders - found.ordersKnown;
  return (
    <Flex vertical gap={12}>
      <Alert
        type={found.rowsOk === 0 ? 'error' : found.rowsBad > 0 ? 'warning' : 'success'}
        showIcon
        title={t('imports.will', {
          made: formatCount(made),
          known: formatCount(found.ordersKnown),
          bad: formatCount(found.rowsBad),
        })}
        description={!found.complete && t('imports.partly', { n: formatCount(found.rowsChecked) })}
      />
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 2, lg: 4 }}
        items={[
          { key: 'ok', label: t('imports.rowsOk'), children: formatCount(found.rowsOk) },
          { key: 'bad', label: t('imports.rowsBad'), children: formatCount(found.rowsBad) },
          { key: 'orders', label: t('imports.ordersFound'), children: formatCount(found.orders) },
          {
            key: 'days',
            label: t('imports.days'),
            children: found.firstDay ? `${found.firstDay} – ${found.lastDay}` : t('ui.none'),
          },
          { key: 'paid', label: t('orders.paidAmount'), children: <MoneyText amount={found.paid} /> },
          {
            key: 'refunded',
            label: t('orders.refundedAmount'),
            children: <MoneyText amount={found.refunded} />,
          },
        ]}
      />
      {found.issues.length > 0 && <Issues issues={found.issues} />}
    </Flex>
  );
}

function Issues({ issues }: { issues: ImportCheck['issues'] }) {
  const { t } = useTranslation();
  return (
    <WideTable
      aria-label={t('imports.issues')}
      pagination={false}
      rowKey="code"
      dataSource={issues}
      columns={[
        { key: 'why', title: t('imports.reason'), render: (_, issue) => t(issue.code) },
        {
          key: 'rows',
          title: t('imports.rowsHit'),
          align: 'right',
          render: (_, issue) => formatCount(issue.rows),
        },
        {
          key: 'examples',
          title: t('imports.examples'),
          render: (_, issue) =>
            issue.examples
              .map(({ line, column }) =>
                column ? t('imports.lineColumn', { line, column }) : t('imports.line', { line }),
              )
              .join(' · '),
        },
      ]}
    />
  );
}
