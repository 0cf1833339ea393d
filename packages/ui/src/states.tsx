// The states every page is designed for: empty, loading, error, forbidden.
import { Button, Empty, Result, Skeleton, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** What a failed request tells: the server's error body, or nothing when it could not be reached. */
export interface ShownError {
  code: string;
  message: string;
  data?: unknown;
  requestId?: string | undefined;
}

/** The sentence for an error: worded by its code in the reader's language, else as the server said it. */
export function useErrorText(): (error: ShownError) => string {
  const { t, i18n } = useTranslation();
  return (error) =>
    i18n.exists(error.code)
      ? t(error.code, (error.data ?? {}) as Record<string, string>)
      : error.message || t('ui.offline');
}

/** What is shown instead of a page or a list that failed. */
export function ErrorState({ error, onRetry }: { error: ShownError; onRetry?: () => void }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const forbidden = error.code === 'PERMISSION_MISSING';
  const permission = (error.data as { permission?: string } | undefined)?.permission ?? '';
  return (
    <Result
      status={forbidden ? '403' : 'warning'}
      title={forbidden ? t('ui.forbiddenTitle') : t('ui.errorTitle')}
      subTitle={
        forbidden
          ? t('ui.forbidden', { permission: t(`permission.${permission}`, permission) })
          : textOf(error)
      }
      extra={
        <>
          {!forbidden && onRetry && (
            <Button type="primary" onClick={onRetry}>
              {t('ui.retry')}
            </Button>
          )}
          {error.requestId && (
            <Typography.Paragraph
              type="secondary"
              copyable={{ text: error.requestId }}
              style={{ marginTop: 16 }}
            >
              {t('ui.errorQuote', { id: error.requestId })}
            </Typography.Paragraph>
          )}
        </>
      }
    />
  );
}

/** What this is, why it is empty, one button. */
export function EmptyState({ title, why, action }: { title: string; why: string; action?: ReactNode }) {
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      styles={{ image: { height: 60 } }}
      description={
        <>
          <Typography.Text strong>{title}</Typography.Text>
          <br />
          <Typography.Text type="secondary">{why}</Typography.Text>
        </>
      }
    >
      {action}
    </Empty>
  );
}

/** A skeleton in the shape of a list. */
export function LoadingState({ rows = 8 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('ui.loading')} style={{ padding: 16 }}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}
