// One acquisition link: its address and picture, what WeCom counts beside what we count, the way out when it is down.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { LinkView } from '@yutian/contract';
import { ErrorState, formatCount, formatInstant, LoadingState, toShownError } from '@yutian/ui';
import { Alert, App, Button, Drawer, Flex, QRCode, Typography } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useServerNow } from '../../api/server-clock.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { everyDay, periodOf } from './period.ts';

const Chart = lazy(async () => ({ default: (await import('@yutian/ui/chart')).Chart }));

interface LinkDrawerProps {
  codeId: string | undefined;
  onClose: () => void;
  onEdit: (link: LinkView) => void;
}

export function LinkDrawer({ codeId, onClose, onEdit }: LinkDrawerProps) {
  const { t } = useTranslation();
  const query = useQuery(
    api.channels.getLink.queryOptions({
      input: { id: codeId ?? '' },
      enabled: codeId !== undefined,
      refetchInterval: 5_000,
    }),
  );
  return (
    <Drawer
      open={codeId !== undefined}
      onClose={onClose}
      size={720}
      title={query.data?.name ?? t('page./acquisition-links')}
      extra={query.data && <LinkActions link={query.data} onDone={onClose} onEdit={onEdit} />}
      destroyOnHidden
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingState />
      ) : (
        <LinkFacts link={query.data} />
      )}
    </Drawer>
  );
}

function LinkActions({
  link,
  onDone,
  onEdit,
}: {
  link: LinkView;
  onDone: () => void;
  onEdit: (link: LinkView) => void;
}) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const may = useMay();
  const remove = useAction(() => client.channels.deleteLink({ id: link.codeId }), t('acquire.archivedDone'));
  if (!may('channels.write') || link.linkState === 'removed' || link.linkState === 'removing') return null;
  const ask = () =>
    modal.confirm({
      title: t('code.archiveAsk', { name: link.name }),
      content: t('link.archiveWhy', { n: formatCount(link.adds) }),
      okText: t('acquire.archive'),
      okButtonProps: { danger: true },
      onOk: () =>
        remove
          .mutateAsync(undefined)
          .then(onDone)
          .catch(() => undefined),
    });
  return (
    <Flex gap={8}>
      <Button onClick={ask}>{t('acquire.archive')}</Button>
      <Button type="primary" onClick={() => onEdit(link)}>
        {t('ui.edit')}
      </Button>
    </Flex>
  );
}

function LinkFacts({ link }: { link: LinkView }) {
  const { t } = useTranslation();
  const may = useMay();
  const retry = useAction(() => client.channels.retryLink({ id: link.codeId }), t('code.retried'));
  return (
    <Flex vertical gap={16}>
      {link.failure && (
        <Alert
          type="error"
          showIcon
          title={t('code.refused', {
            why: t(link.failure.code, link.failure.message),
            errcode: link.failure.errcode ?? '–',
          })}
          action={
            may('channels.write') && (
              <Button loading={retry.isPending} onClick={() => retry.mutate(undefined)}>
                {t('ui.retry')}
              </Button>
            )
          }
        />
      )}
      {link.unavailableSince !== null && (
        <Alert
          type="warning"
          showIcon
          title={t('link.downSince', { time: formatInstant(link.unavailableSince) })}
          description={t(link.fallbackCodeId === null ? 'link.downWhy' : 'link.downFallback')}
        />
      )}
      <Flex gap={24} wrap>
        <Picture title={t('link.picture')} why={t('link.entryWhy')} value={link.entryUrl} />
        {link.fallbackCodeId !== null && <Fallback codeId={link.fallbackCodeId} />}
      </Flex>
      <Address label={t('link.address')} value={link.entryUrl} />
      {link.url !== null && <Address label={t('link.wecomUrl')} value={link.url} />}
      <LinkStats codeId={link.codeId} />
    </Flex>
  );
}

function Picture({ title, why, value }: { title: string; why: string; value: string }) {
  return (
    <Flex vertical gap={4} style={{ maxWidth: 220 }}>
      <Typography.Text strong>{title}</Typography.Text>
      <QRCode value={value} size={176} type="svg" color="#000" bgColor="#fff" aria-label={title} />
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {why}
      </Typography.Text>
    </Flex>
  );
}

/** The live code that the link's page shows while the link is down. */
function Fallback({ codeId }: { codeId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(api.channels.getCode.queryOptions({ input: { id: codeId } }));
  return (
    <Flex vertical gap={4} style={{ maxWidth: 220 }}>
      <Typography.Text strong>{t('link.fallback')}</Typography.Text>
      {data?.qrCode ? (
        <img
          src={`/api/v1/codes/${codeId}/qr.svg`}
          alt={t('code.picture', { name: data.name })}
          width={176}
          height={176}
          style={{ background: '#fff', padding: 8, borderRadius: 6 }}
        />
      ) : (
        <Typography.Text type="secondary">{t('codeLinkState.waiting')}</Typography.Text>
      )}
      {data && <Link to={`/codes/${codeId}` as never}>{data.name}</Link>}
    </Flex>
  );
}

function Address({ label, value }: { label: string; value: string }) {
  return (
    <Flex vertical>
      <Typography.Text type="secondary">{label}</Typography.Text>
      <Typography.Text copyable={{ text: value }} style={{ overflowWrap: 'anywhere' }}>
        {value}
      </Typography.Text>
    </Flex>
  );
}

function LinkStats({ codeId }: { codeId: string }) {
  const { t } = useTranslation();
  const period = periodOf({ span: 'last30' }, useServerNow());
  const query = useQuery(api.channels.linkStats.queryOptions({ input: { id: codeId, ...period } }));
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingState rows={5} />;
  return (
    <Flex vertical gap={4}>
      <Suspense fallback={<LoadingState rows={5} />}>
        <Chart
          title={t('link.byDay')}
          kind="line"
          height={220}
          columns={[t('code.day'), t('link.clicks'), t('link.newCustomers'), t('link.ourAdds')]}
          rows={everyDay(period, query.data.days, (day) => ({
            day,
            clicks: null,
            newCustomers: null,
            adds: 0,
          })).map(({ day, clicks, newCustomers, adds }) => [day, clicks, newCustomers, adds])}
          format={formatCount}
        />
      </Suspense>
      <Typography.Text type="secondary">
        {query.data.syncedUntil === null
          ? t('link.notSynced')
          : t('link.syncedUntil', { day: query.data.syncedUntil })}
      </Typography.Text>
    </Flex>
  );
}
