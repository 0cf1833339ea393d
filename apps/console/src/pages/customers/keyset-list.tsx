// A keyset-paged list that is no table: cards or timeline entries, with the same states.
import { ErrorState, type KeysetPages, LoadingState, toShownError } from '@yutian/ui';
import { Button, Flex, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function KeysetList<Row>({
  pages,
  empty,
  children,
}: {
  pages: KeysetPages<Row>;
  empty: ReactNode;
  children: (rows: Row[]) => ReactNode;
}) {
  const { t } = useTranslation();
  if (pages.error)
    return <ErrorState error={toShownError(pages.error)} onRetry={() => void pages.refetch()} />;
  if (pages.isPending) return <LoadingState rows={4} />;
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (rows.length === 0) return empty;
  return (
    <Flex vertical gap={8}>
      {children(rows)}
      <Flex justify="center">
        {pages.hasNextPage ? (
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('ui.loadMore')}
          </Button>
        ) : (
          <Typography.Text type="secondary">{t('ui.end')}</Typography.Text>
        )}
      </Flex>
    </Flex>
  );
}
