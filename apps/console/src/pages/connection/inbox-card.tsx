// The callback inbox: what waits, what failed, what was refused.
import type { SyncHealth } from '@yutian/contract';
import { formatCount, formatInstant } from '@yutian/ui';
import { Button, Card, Col, Flex, Row, Statistic, Table, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';

export function InboxCard({ inbox, rejections }: Pick<SyncHealth, 'inbox' | 'rejections'>) {
  const { t } = useTranslation();
  const may = useMay();
  const retry = useAction(
    () => client.connection.retryEvents({}),
    ({ retried }) => t('health.retried', { n: retried }),
  );
  const figures: [string, string][] = [
    ['health.waiting', formatCount(inbox.waiting)],
    ['health.lag', `${(inbox.lagMs / 1_000).toFixed(1)} s`],
    [
      'health.perMinute',
      `${formatCount(inbox.receivedPerMinute)} / ${formatCount(inbox.processedPerMinute)}`,
    ],
    ['health.failed', formatCount(inbox.failed)],
    ['health.kept', formatCount(inbox.kept)],
    ['health.profiles', formatCount(inbox.profilesWanted)],
  ];
  return (
    <Card
      size="small"
      title={t('health.inbox')}
      extra={
        inbox.failed > 0 &&
        may('connection.write') && (
          <Button size="small" loading={retry.isPending} onClick={() => retry.mutate(undefined)}>
            {t('health.retryFailed')}
          </Button>
        )
      }
    >
      <Flex vertical gap={12}>
        <Row gutter={[12, 12]}>
          {figures.map(([key, value]) => (
            <Col key={key} xs={12} md={8} xl={4}>
              <Statistic title={t(key)} value={value} styles={{ content: { fontSize: 20 } }} />
            </Col>
          ))}
        </Row>
        {rejections.length === 0 ? (
          <Typography.Text type="secondary">{t('health.noRejections')}</Typography.Text>
        ) : (
          <Table
            size="small"
            pagination={false}
            title={() => t('health.rejections')}
            rowKey={(row) => `${row.corpId}:${row.reason}`}
            dataSource={rejections}
            columns={[
              {
                key: 'reason',
                title: t('health.reason'),
                render: (_, row) => t(`rejected.${row.reason}`, row.reason),
              },
              { key: 'count', title: t('health.count'), dataIndex: 'count', align: 'right' },
              { key: 'last', title: t('health.last'), render: (_, row) => formatInstant(row.lastAt) },
            ]}
          />
        )}
      </Flex>
    </Card>
  );
}
