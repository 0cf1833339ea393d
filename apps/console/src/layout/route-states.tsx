// What stands in for a page that is loading, broken or absent.
import { LoadingState, ErrorState, toShownError } from '@yutian/ui';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { Result } from 'antd';
import { useTranslation } from 'react-i18next';

export function RouteError({ error, reset }: ErrorComponentProps) {
  return <ErrorState error={toShownError(error)} onRetry={reset} />;
}

export function RoutePending() {
  return <LoadingState />;
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Result
      status="404"
      title={t('console.notFound')}
      subTitle={t('console.notFoundWhy')}
      extra={<Link to="/">{t('page./')}</Link>}
    />
  );
}
