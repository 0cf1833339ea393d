// 企微企业: the corps that are connected, whether they answer, and how their departments become units.
import { useQuery } from '@tanstack/react-query';
import type { Corp } from '@yutian/contract';
import { EmptyState, ErrorState, LoadingState, Page, toShownError } from '@yutian/ui';
import { Button, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { CorpCard } from './corp-card.tsx';
import { CorpDrawer } from './corp-drawer.tsx';

const WATCH_MS = 2_000;
const syncing = (corp: Corp) => corp.lastSync?.state === 'queued' || corp.lastSync?.state === 'running';

export default function CorpsPage() {
  const { t } = useTranslation();
  const mayWrite = useMay()('connection.write');
  const [edited, setEdited] = useState<Corp | 'new'>();
  const query = useQuery(
    api.org.listCorps.queryOptions({
      refetchInterval: ({ state }) => (state.data?.items.some(syncing) ? WATCH_MS : false),
    }),
  );
  const connect = (
    <Button type="primary" onClick={() => setEdited('new')}>
      {t('corps.connect')}
    </Button>
  );
  return (
    <Page title={t('page./corps')} question={t('corps.question')} actions={mayWrite && connect}>
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingState />
      ) : query.data.items.length === 0 ? (
        <EmptyState title={t('corps.none')} why={t('corps.noneWhy')} action={mayWrite && connect} />
      ) : (
        <Flex vertical gap={12}>
          {query.data.items.map((corp) => (
            <CorpCard key={corp.corpId} corp={corp} onEdit={() => setEdited(corp)} />
          ))}
        </Flex>
      )}
      <CorpDrawer corp={edited} onClose={() => setEdited(undefined)} />
    </Page>
  );
}
