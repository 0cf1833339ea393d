// 入群码: do the codes work, how full are their groups, and what happens next.
import { PlusOutlined } from '@ant-design/icons';
import { JOIN_CODE_NEXT, type JoinCode } from '@yutian/contract';
import { CountText, EmptyState, KeysetTable, Page } from '@yutian/ui';
import { Button, Checkbox, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { SearchBox } from '../customers/search-box.tsx';
import { CodeState } from './code-state.tsx';
import { JoinCodeDrawer } from './join-code-drawer.tsx';
import { JoinCodeFill, JoinCodeStep } from './join-code-fill.tsx';
import { JoinCodeForm } from './join-code-form.tsx';
import { useZip } from './zip-menu.tsx';

const REFRESH_MS = 10_000;

export default function JoinCodesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [filters, change] = useFilters('text', 'next', 'archived', 'open');
  const [edited, setEdited] = useState<JoinCode | 'new'>();
  const archived = filters.archived === 'true';
  const next = JOIN_CODE_NEXT.find((one) => one === filters.next);
  const asked = given({ text: filters.text, next });
  const pages = useKeyset(
    ['join-codes', asked, archived],
    (cursor) => client.groups.listJoinCodes({ ...asked, archived, ...(cursor && { cursor }) }),
    { refetchInterval: REFRESH_MS },
  );
  const zip = useZip(
    'join-codes',
    pages.data?.pages.flatMap((page) => page.items) ?? [],
    (code) => code.id,
    (code) => code.qrReady,
  );
  const setOpened = (open: string | undefined) => change({ open });
  const create = may('groups.write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
      {t('joinCode.create')}
    </Button>
  );
  const filtered = Object.keys(asked).length > 0 || archived;
  return (
    <Page
      title={t('page./join-codes')}
      question={t('joinCode.question')}
      actions={create}
      filters={
        <>
          <SearchBox
            value={filters.text ?? ''}
            label={t('joinCode.search')}
            width={200}
            onChange={(text) => change({ text: text || undefined })}
          />
          <Select<JoinCode['next'] | null>
            allowClear
            aria-label={t('joinCode.next')}
            placeholder={t('joinCode.next')}
            style={{ width: 240, maxWidth: '100%' }}
            value={next ?? null}
            onChange={(value) => change({ next: value ?? undefined })}
            options={JOIN_CODE_NEXT.map((value) => ({ value, label: t(`joinCodeNext.${value}`) }))}
          />
          <Checkbox
            checked={archived}
            onChange={(event) => change({ archived: event.target.checked ? 'true' : undefined })}
          >
            {t('joinCode.onlyArchived')}
          </Checkbox>
        </>
      }
    >
      <KeysetTable<JoinCode>
        name="join-codes"
        label={t('page./join-codes')}
        pages={pages}
        rowKey={(row) => row.id}
        toolbar={zip.toolbar}
        rowSelection={zip.rowSelection}
        empty={
          filtered ? (
            <EmptyState title={t('joinCode.noneFound')} why={t('joinCode.noneFoundWhy')} />
          ) : (
            <EmptyState title={t('joinCode.none')} why={t('joinCode.noneWhy')} action={create} />
          )
        }
        columns={[
          {
            key: 'name',
            title: t('joinCode.name'),
            render: (_, row) => (
              <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setOpened(row.id)}>
                {row.name}
              </Button>
            ),
          },
          { key: 'state', title: t('joinCode.state'), render: (_, row) => <CodeState {...row} /> },
          { key: 'fill', title: t('joinCode.fill'), render: (_, row) => <JoinCodeFill code={row} /> },
          { key: 'next', title: t('joinCode.next'), render: (_, row) => <JoinCodeStep code={row} /> },
          {
            key: 'joined',
            title: t('joinCode.joined'),
            align: 'right',
            render: (_, row) => <CountText value={row.joined} />,
          },
          {
            key: 'stayed',
            title: t('joinCode.stayed'),
            align: 'right',
            render: (_, row) => <CountText value={row.stayed} />,
          },
          { key: 'channel', title: t('acquire.channel'), render: (_, row) => row.channelName ?? '–' },
          { key: 'wecom', title: t('joinCode.wecomState'), hidden: true, render: (_, row) => row.state },
        ]}
      />
      <JoinCodeDrawer
        codeId={filters.open}
        onClose={() => setOpened(undefined)}
        onEdit={(code) => {
          setOpened(undefined);
          setEdited(code);
        }}
      />
      <JoinCodeForm edited={edited} onClose={() => setEdited(undefined)} />
    </Page>
  );
}
