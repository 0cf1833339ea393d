// One's own signed-in browsers; any of them can be ended.
import { useQuery } from '@tanstack/react-query';
import { ErrorState, formatInstant, LoadingState, toShownError, WideTable } from '@yutian/ui';
import { Button, Card, Popconfirm, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useAction } from '../../api/use-action.ts';

export function SessionsCard() {
  const { t } = useTranslation();
  const query = useQuery(api.org.listSessions.queryOptions());
  const end = useAction((id: string) => client.org.revokeSession({ id }), t('account.ended'));
  const endOthers = useAction(
    () => client.org.revokeOtherSessions(),
    ({ ended }) => t('account.endedOthers', { n: ended }),
  );
  const others = query.data?.items.filter((row) => !row.current).length ?? 0;
  return (
    <Card
      size="small"
      title={t('account.sessions')}
      extra={
        others > 0 && (
          <Popconfirm
            title={t('account.endOthersAsk', { n: others })}
            description={t('account.endOthersWhy')}
            onConfirm={() => endOthers.mutate(undefined)}
          >
            <Button size="small" danger loading={endOthers.isPending}>
              {t('account.endOthers')}
            </Button>
          </Popconfirm>
        )
      }
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingState rows={3} />
      ) : (
        <WideTable
          aria-label={t('account.sessions')}
          rowKey="sessionId"
          pagination={false}
          dataSource={query.data.items}
          columns={[
            {
              key: 'method',
              title: t('account.method'),
              render: (_, row) => (
                <>
                  {t(`account.method.${row.method}`)}{' '}
                  {row.current && <Tag color="green">{t('account.thisOne')}</Tag>}
                </>
              ),
            },
            { key: 'since', title: t('account.since'), render: (_, row) => formatInstant(row.createdAt) },
            { key: 'seen', title: t('account.seen'), render: (_, row) => formatInstant(row.lastSeenAt) },
            { key: 'ends', title: t('account.ends'), render: (_, row) => formatInstant(row.expiresAt) },
            {
              key: 'do',
              title: t('shops.do'),
              render: (_, row) =>
                !row.current && (
                  <Popconfirm
                    title={t('account.endAsk')}
                    description={t('account.endWhy')}
                    onConfirm={() => end.mutate(row.sessionId)}
                  >
                    <Button type="link" size="small" danger>
                      {t('account.end')}
                    </Button>
                  </Popconfirm>
                ),
            },
          ]}
        />
      )}
    </Card>
  );
}
