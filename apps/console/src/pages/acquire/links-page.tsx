// 获客链接: which links are out there, and how long the prepaid quota lasts.
import { PlusOutlined } from '@ant-design/icons';
import type { LinkView } from '@yutian/contract';
import { CountText, EmptyState, KeysetTable, Page } from '@yutian/ui';
import { Button, Checkbox, Flex, Tag, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { SearchBox } from '../customers/search-box.tsx';
import { CodeState } from './code-state.tsx';
import { LinkDrawer } from './link-drawer.tsx';
import { LinkForm } from './link-form.tsx';
import { QuotaCards } from './quota-cards.tsx';
import { useAnswerText } from './week-picture.tsx';

const REFRESH_MS = 10_000;

export default function LinksPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [filters, change] = useFilters('text', 'archived', 'open');
  const archived = filters.archived === 'true';
  const { open: opened, ...listed } = filters;
  const setOpened = (open: string | undefined) => change({ open });
  const [edited, setEdited] = useState<LinkView | 'new'>();
  const pages = useKeyset(
    ['acquisition-links', listed],
    (cursor) => client.channels.listLinks({ ...given({ text: filters.text, cursor }), archived }),
    { refetchInterval: REFRESH_MS },
  );
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const textOf = useAnswerText(rows.flatMap((row) => row.staffIds.slice(0, 4)));
  const create = may('channels.write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
      {t('link.create')}
    </Button>
  );
  const edit = (link: LinkView) => {
    setOpened(undefined);
    setEdited(link);
  };
  return (
    <Page
      title={t('page./acquisition-links')}
      question={t('link.question')}
      actions={create}
      filters={
        <>
          <SearchBox
            value={filters.text ?? ''}
            label={t('codes.search')}
            width={200}
            onChange={(text) => change({ text: text || undefined })}
          />
          <Checkbox
            checked={archived}
            onChange={(event) => change({ archived: event.target.checked ? 'true' : undefined })}
          >
            {t('codes.onlyArchived')}
          </Checkbox>
        </>
      }
    >
      <Flex vertical gap={16}>
        <QuotaCards />
        <KeysetTable<LinkView>
          name="acquisition-links"
          label={t('page./acquisition-links')}
          pages={pages}
          rowKey={(row) => row.codeId}
          empty={<EmptyState title={t('link.none')} why={t('link.noneWhy')} action={create} />}
          columns={[
            {
              key: 'name',
              title: t('code.name'),
              render: (_, row) => (
                <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setOpened(row.codeId)}>
                  {row.name}
                </Button>
              ),
            },
            { key: 'state', title: t('codes.state'), render: (_, row) => <LinkState link={row} /> },
            { key: 'staff', title: t('code.who'), render: (_, row) => textOf(row.staffIds) },
            {
              key: 'opened',
              title: t('link.opened'),
              align: 'right',
              render: (_, row) => <CountText value={row.opened} />,
            },
            {
              key: 'requested',
              title: t('link.requested'),
              align: 'right',
              render: (_, row) => <CountText value={row.requested} />,
            },
            {
              key: 'adds',
              title: t('funnelStep.added'),
              align: 'right',
              render: (_, row) => <CountText value={row.adds} />,
            },
            {
              key: 'url',
              title: t('link.address'),
              render: (_, row) => (
                <Typography.Text copyable={{ text: row.entryUrl }} ellipsis style={{ maxWidth: 220 }}>
                  {row.entryUrl}
                </Typography.Text>
              ),
            },
          ]}
        />
      </Flex>
      <LinkDrawer codeId={opened} onClose={() => setOpened(undefined)} onEdit={edit} />
      <LinkForm edited={edited} onClose={() => setEdited(undefined)} />
    </Page>
  );
}

function LinkState({ link }: { link: LinkView }) {
  const { t } = useTranslation();
  return (
    <Flex gap={4} align="center">
      <CodeState {...link} />
      {link.unavailableSince !== null && (
        <Tooltip title={t(link.fallbackCodeId === null ? 'link.downWhy' : 'link.downFallback')}>
          <Tag color="error" tabIndex={0} style={{ marginInlineEnd: 0 }}>
            {t('link.down')}
          </Tag>
        </Tooltip>
      )}
    </Flex>
  );
}
