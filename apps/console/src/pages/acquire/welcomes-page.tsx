// 欢迎语: what people read within seconds of adding, and whether it reached them.
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { WelcomeView } from '@yutian/contract';
import {
  EmptyState,
  ErrorState,
  formatInstant,
  KeysetTable,
  LoadingState,
  Page,
  toShownError,
} from '@yutian/ui';
import { App, Button, Card, Col, Flex, Row, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { asRead } from '../../api/editions.ts';
import { useFilters } from '../../api/filters.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { useServerNow } from '../../api/server-clock.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { SearchBox } from '../customers/search-box.tsx';
import { useCorps } from './corps.ts';
import { PeriodFilter } from './period-filter.tsx';
import { periodOf } from './period.ts';
import { WelcomePicker } from './pickers.tsx';
import { WelcomeEditor } from './welcome-editor.tsx';
import { WelcomeOutcomes } from './welcome-outcomes.tsx';

export default function WelcomesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [filters, change] = useFilters('text', 'span', 'from', 'to');
  const period = periodOf(filters, useServerNow());
  const [edited, setEdited] = useState<WelcomeView | 'new'>();
  const totals = useQuery(api.channels.greetingTotals.queryOptions({ input: period }));
  const create = may('channels.write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
      {t('welcome.create')}
    </Button>
  );
  return (
    <Page
      title={t('page./welcomes')}
      question={t('welcome.question')}
      actions={create}
      filters={
        <>
          <SearchBox
            value={filters.text ?? ''}
            label={t('codes.search')}
            width={200}
            onChange={(text) => change({ text: text || undefined })}
          />
          <PeriodFilter address={filters} period={period} change={change} />
        </>
      }
    >
      <Row gutter={[12, 12]}>
        <Col xs={24} xl={15}>
          <Flex vertical gap={12}>
            <WelcomeList text={filters.text} create={create} onEdit={setEdited} />
          </Flex>
        </Col>
        <Col xs={24} xl={9}>
          <Flex vertical gap={12}>
            <Fallbacks />
            {totals.error ? (
              <ErrorState error={toShownError(totals.error)} onRetry={() => void totals.refetch()} />
            ) : totals.data ? (
              <WelcomeOutcomes counts={totals.data} />
            ) : (
              <LoadingState rows={5} />
            )}
          </Flex>
        </Col>
      </Row>
      <WelcomeEditor edited={edited} onClose={() => setEdited(undefined)} />
    </Page>
  );
}

function WelcomeList({
  text,
  create,
  onEdit,
}: {
  text: string | undefined;
  create: React.ReactNode;
  onEdit: (welcome: WelcomeView) => void;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const pages = useKeyset(['welcomes', text], (cursor) =>
    client.channels.listWelcomes(given({ text, cursor })),
  );
  return (
    <KeysetTable<WelcomeView>
      name="welcomes"
      label={t('page./welcomes')}
      pages={pages}
      rowKey={(row) => row.welcomeId}
      empty={<EmptyState title={t('welcome.none')} why={t('welcome.noneWhy')} action={create} />}
      columns={[
        {
          key: 'name',
          title: t('code.name'),
          render: (_, row) =>
            may('channels.write') ? (
              <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onEdit(row)}>
                {row.name}
              </Button>
            ) : (
              row.name
            ),
        },
        {
          key: 'text',
          title: t('welcome.text'),
          render: (_, row) => (
            <Typography.Text type="secondary" ellipsis style={{ maxWidth: 320 }}>
              {row.text || '–'}
            </Typography.Text>
          ),
        },
        {
          key: 'attachments',
          title: t('welcome.attachments'),
          render: (_, row) =>
            row.attachments.length === 0
              ? '–'
              : row.attachments.map(({ kind }, i) => (
                  // oxlint-disable-next-line react/no-array-index-key -- attachments are shown in their order and have no other name
                  <Tag key={i}>{t(`welcome.kind.${kind}`)}</Tag>
                )),
        },
        { key: 'used', title: t('welcome.usedBy'), align: 'right', render: (_, row) => row.usedBy },
        {
          key: 'media',
          title: t('welcome.mediaUntil'),
          hidden: true,
          render: (_, row) => (row.mediaReadyUntil === null ? '–' : formatInstant(row.mediaReadyUntil)),
        },
        { key: 'updated', title: t('welcome.updated'), render: (_, row) => formatInstant(row.updatedAt) },
        ...(may('channels.write')
          ? [{ key: 'do', title: '', render: (_: unknown, row: WelcomeView) => <Remove welcome={row} /> }]
          : []),
      ]}
    />
  );
}

function Remove({ welcome }: { welcome: WelcomeView }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const remove = useAction(
    () => client.channels.deleteWelcome({ id: welcome.welcomeId }),
    t('welcome.removed'),
  );
  const ask = () =>
    modal.confirm({
      title: t('welcome.removeAsk', { name: welcome.name }),
      content: t('welcome.removeWhy'),
      okText: t('ui.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(undefined).catch(() => undefined),
    });
  return (
    <Button
      type="link"
      size="small"
      danger
      disabled={welcome.usedBy > 0}
      {...(welcome.usedBy > 0 && { title: t('WELCOME_IN_USE') })}
      onClick={ask}
    >
      {t('ui.delete')}
    </Button>
  );
}

/** The welcome of each corp, for adds whose code and channel name none. */
function Fallbacks() {
  const { t } = useTranslation();
  const may = useMay();
  const corps = useCorps() ?? [];
  const query = useQuery(api.channels.listFallbackWelcomes.queryOptions());
  const set = useAction(
    (input: { corpId: string; welcomeId: string | null }) =>
      client.channels.setFallbackWelcome(input, asRead(query.data)),
    t('acquire.saved'),
  );
  // The server tells only the corps that have one.
  const chosen = (corpId: string) =>
    query.data?.items.find((item) => item.corpId === corpId)?.welcomeId ?? null;
  return (
    <Card size="small" title={t('welcome.fallback')}>
      <Flex vertical gap={8}>
        <Typography.Text type="secondary">{t('welcome.fallbackWhy')}</Typography.Text>
        {query.error ? (
          <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
        ) : (
          corps.map(({ corpId, name }) => (
            <Flex key={corpId} vertical gap={4}>
              {corps.length > 1 && <span>{name}</span>}
              {may('channels.write') ? (
                <WelcomePicker
                  label={t('welcome.fallbackOf', { name })}
                  none={t('welcome.fallbackNone')}
                  value={chosen(corpId)}
                  onChange={(next) => set.mutate({ corpId, welcomeId: next })}
                />
              ) : (
                <span>{t(chosen(corpId) ? 'ui.yes' : 'welcome.fallbackNone')}</span>
              )}
            </Flex>
          ))
        )}
      </Flex>
    </Card>
  );
}
